"""The HTTP servers: Granian inside this process, or uvicorn, each with limits on headers and an end to its drain."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import os
import signal
import socket
import threading
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager
from typing import Any, cast

import uvicorn
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.embed import Server as GranianServer
from starlette.types import ASGIApp

from leadbase.kit.deadlines import GRACE_S
from leadbase.kit.errors import Conflict
from leadbase.settings import ServerName

log = logging.getLogger(__name__)

HEADERS_WITHIN_S = 10
HEADER_BYTES = 64 * 1024
BACKLOG = 1024
DRAIN_S = 35
"""Seconds that requests under way get to end: more than a body's deadline (30 s), so none is cut off for nothing."""

EXIT_WITHIN_S = DRAIN_S + 30
"""Seconds after which the process ends whatever still hangs; everything acknowledged is on disk by then."""

QUIET_S = 0.5
"""Seconds without a request after which connections that still stand are cut: answers are on their way by then."""

LOOK_S = 0.1
PORTS_TRIED = 50
OPEN_WITHIN_S = 15.0


class PortTaken(Conflict):
    """Nothing can listen on {host}:{port} ({reason}); choose another address with --host and --port."""

    code = "port_taken"
    zh = "无法监听 {host}:{port}（{reason}）；请用 --host 和 --port 选择其他地址。"


def free_port(host: str, wanted: int) -> int:
    """Give the wanted port (0: any), or the next one that nobody listens on; raises PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    reason: object = ""
    for port in range(wanted, min(wanted + PORTS_TRIED, 65_536)) if wanted else (0,):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                return cast(int, probe.getsockname()[1])
            except OSError as error:
                reason = error.strerror or error
                if error.errno != errno.EADDRINUSE:
                    break
    raise PortTaken(host=host, port=wanted, reason=reason)


class Stop:
    """Waits for SIGTERM or SIGINT; a second one ends the process at once."""

    def __init__(self) -> None:
        """Listen to the signals from now on, on the running loop."""
        self._asked = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self._ask)

    async def wait(self) -> None:
        """Return when the process is asked to stop."""
        await self._asked.wait()

    def _ask(self) -> None:
        if self._asked.is_set():
            os._exit(1)
        self._asked.set()
        deadline = threading.Timer(EXIT_WITHIN_S, _exit_hard)
        deadline.daemon = True
        deadline.start()


@asynccontextmanager
async def listening(
    name: ServerName, asgi: ASGIApp, host: str, port: int, is_idle: Callable[[], bool]
) -> AsyncGenerator[asyncio.Task[None]]:
    """Serve until the block ends, then let what is under way end; gives the server's task, which ends if it fails.

    `is_idle` tells whether no request is under way.
    """
    serve, stop = (_granian if name == "granian" else _uvicorn)(asgi, host, port)
    task = asyncio.create_task(_nothing(serve()), name=f"server {name}")
    try:
        await _until_open(host, port, task)
        yield task
    finally:
        stop()
        await _drain(task, is_idle)
        if not task.done():
            if not is_idle():
                log.warning("requests were still under way after %d seconds; they are cut off", DRAIN_S)
            task.cancel()
            await asyncio.wait({task}, timeout=1)


def _granian(asgi: ASGIApp, host: str, port: int) -> tuple[Callable[[], Awaitable[object]], Callable[[], None]]:
    quiet: dict[str, Any] = {
        "formatters": {},
        "handlers": {},
        "loggers": {"_granian": {"handlers": [], "propagate": True}, "granian.access": {"handlers": []}},
    }
    server = GranianServer(
        asgi,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        websockets=False,
        backlog=BACKLOG,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN_S * 1000, max_buffer_size=HEADER_BYTES),
        log_level=LogLevels.error,
        log_dictconfig=quiet,
    )
    return server.serve, server.stop


def _uvicorn(asgi: ASGIApp, host: str, port: int) -> tuple[Callable[[], Awaitable[object]], Callable[[], None]]:
    config = uvicorn.Config(
        cast(Any, asgi),
        host=host,
        port=port,
        lifespan="off",
        ws="none",
        http="httptools",
        access_log=False,
        log_config=None,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
        backlog=BACKLOG,
        timeout_graceful_shutdown=DRAIN_S - 1,
    )
    server = _UvicornServer(config)

    def stop() -> None:
        server.should_exit = True

    return server.serve, stop


class _UvicornServer(uvicorn.Server):
    """Leaves the signals to us: uvicorn raises them again when it has ended, and nothing after it would run."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


async def _drain(task: asyncio.Task[None], is_idle: Callable[[], bool]) -> None:
    """Wait until the server has ended, or only connections are left on which no request came to be."""
    began, busy_at = time.monotonic(), time.monotonic()
    while not task.done() and (now := time.monotonic()) - began < DRAIN_S:
        busy_at = busy_at if is_idle() and now - began > GRACE_S else now
        if now - busy_at > QUIET_S:
            return
        await asyncio.wait({task}, timeout=LOOK_S)


async def _nothing(serving: Awaitable[object]) -> None:
    await serving


async def _until_open(host: str, port: int, task: asyncio.Task[None]) -> None:
    """Return once the server accepts connections; raises what it failed with, or PortTaken when it never opens."""
    ends = asyncio.get_running_loop().time() + OPEN_WITHIN_S
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    while not task.done() and asyncio.get_running_loop().time() < ends:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(name, port)
            writer.close()
            return
        await asyncio.sleep(0.02)
    if task.done():
        await task
    raise PortTaken(host=host, port=port, reason="-")


def _exit_hard() -> None:
    log.error("stopping took more than %d seconds; ending at once", EXIT_WITHIN_S)
    os._exit(1)
