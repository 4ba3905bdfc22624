"""The program as one ASGI application: the door under /hook, whether it lives, and everything else.

The door opens first; until the API is mounted behind it, whoever asks for the API is told to come again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from leadbase.access.rules import Addresses, check_host, choose_language
from leadbase.app import metrics
from leadbase.app.edge import BODY_LIMIT, BODY_WITHIN_S, capped, read_header, with_headers
from leadbase.app.errors import MethodNotAllowed, Starting
from leadbase.app.metrics import Metrics
from leadbase.app.problems import internal_error, send_problem
from leadbase.kit.deadlines import Deadlines
from leadbase.kit.errors import Problem
from leadbase.kit.ids import IdSource
from leadbase.kit.json import JsonObject, compact

SAFE_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cache-control", b"no-store"),
)

READY_WITHIN_S = 10.0


class Dispatch:
    """Sends each request where it belongs. `api` is None until it is mounted; `under_way` counts open requests."""

    def __init__(
        self,
        door: ASGIApp,
        ready: Callable[[], Awaitable[JsonObject]],
        refresh: Callable[[], Awaitable[None]],
        addresses: Addresses,
        numbers: Metrics,
        ids: IdSource,
        uploads: Mapping[str, int] | None = None,
    ) -> None:
        """Take the door, what tells readiness by part, and what brings the numbers up to date before they are read.

        `uploads` are the paths that take whole files, with how many bytes each.
        """
        self.api: ASGIApp | None = None
        self._door = door
        self._ready = ready
        self._refresh = refresh
        self._addresses = addresses
        self._metrics = numbers
        self._ids = ids
        self._uploads = uploads or {}
        self.under_way = 0
        self._bodies = Deadlines(BODY_WITHIN_S)

    def end(self) -> None:
        """Wait only a moment more for bodies that the API is being sent: the process stops."""
        self._bodies.end()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        self.under_way += 1
        try:
            await self._pass(scope, receive, send)
        finally:
            self.under_way -= 1

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = cast(str, scope["path"])
        if path == "/hook" or path.startswith("/hook/"):
            await self._door(scope, receive, send)
            return
        guarded = _Sending(with_headers(send, SAFE_HEADERS), is_head=scope["method"] == "HEAD")
        language = choose_language(read_header(scope, b"accept-language"))
        try:
            await self._answer(path, scope, receive, guarded)
        except Problem as problem:
            await send_problem(guarded, problem, language)
        except Exception as error:
            if not guarded.started:
                await send_problem(guarded, internal_error(error, self._ids, scope["method"], path), language)

    async def _answer(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        match path:
            case "/healthz":
                _check_method(scope)
                await _send(send, 200, b"ok\n", "text/plain; charset=utf-8")
            case "/readyz":
                _check_method(scope)
                await self._tell_readiness(send)
            case "/metrics":
                _check_method(scope)
                check_host(read_header(scope, b"host"), self._addresses)
                await self._refresh()
                await _send(send, 200, self._metrics.text(), metrics.MEDIA_TYPE)
            case _:
                check_host(read_header(scope, b"host"), self._addresses)
                await self._ask_api(scope, receive, send)

    async def _tell_readiness(self, send: Send) -> None:
        try:
            parts = await asyncio.wait_for(self._ready(), READY_WITHIN_S)
        except Exception:
            parts = {"database": False}
        parts = {**parts, "api": self.api is not None}
        status = 200 if all(parts.values()) else 503
        await _send(send, status, compact(parts).encode() + b"\n", "application/json")

    async def _ask_api(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.api is None:
            raise Starting(retry_after=1)
        began, counted = time.perf_counter(), _Sending(send)
        most = self._uploads.get(scope["path"], BODY_LIMIT)
        try:
            await self.api(scope, capped(receive, self._bodies, most), counted)
        finally:
            route = cast(Any, scope.get("route"))
            pattern = str(getattr(route, "path", "-"))
            self._metrics.observe_api(scope["method"], pattern, counted.status, time.perf_counter() - began)


class _Sending:
    """A send that remembers how the answer began, and that sends no body to a HEAD."""

    def __init__(self, send: Send, *, is_head: bool = False) -> None:
        self._send = send
        self._is_head = is_head
        self.started = False
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started, self.status = True, message["status"]
        elif self._is_head:
            message = {**message, "body": b""}
        await self._send(message)


def _check_method(scope: Scope) -> None:
    if scope["method"] not in ("GET", "HEAD"):
        raise MethodNotAllowed(path=scope["path"], method=scope["method"], allowed="GET, HEAD")


async def _send(send: Send, status: int, body: bytes, kind: str) -> None:
    headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
