"""A server on this machine that stands for every host of the world, for tests of requests that go out."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from leadbase.kit.guard import AddressForbidden, IpAddress


@dataclass
class Site:
    """A server on this machine that stands for every host, and what it was asked."""

    port: int = 0
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list[tuple[str, dict[str, str], bytes]])
    answers: dict[str, bytes] = field(default_factory=dict[str, bytes])
    resolved: list[str] = field(default_factory=list[str])
    open: list[asyncio.StreamWriter] = field(default_factory=list[asyncio.StreamWriter])
    names: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def url(self, host: str, path: str = "/") -> str:
        return f"http://{host}:{self.port}{path}"

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        self.resolved.append(host)
        known = self.names.get(host, ["127.0.0.1"])
        return [known.pop(0)] if len(known) > 1 else known

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open.append(writer)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.asked.append((first, headers, body))
        path = first.split(" ")[1].partition("?")[0]
        reply = self.answers.get(path, answer(200, b"{}"))
        if reply:
            writer.write(reply)
            await writer.drain()
            writer.close()
        else:
            await reader.read()


def answer(status: int, body: bytes = b"", **headers: str) -> bytes:
    told = {"content-length": str(len(body)), **{name.replace("_", "-"): value for name, value in headers.items()}}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"HTTP/1.1 {status} Said\r\n{lines}connection: close\r\n\r\n".encode() + body


@asynccontextmanager
async def serving(shown: ssl.SSLContext | None = None) -> AsyncGenerator[Site]:
    """Open a site, with TLS where there is something to show."""
    site = Site()
    server = await asyncio.start_server(site.take, "127.0.0.1", 0, ssl=shown)
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        server.close()
        for writer in site.open:
            writer.close()
        await server.wait_closed()


def pass_local(host: str, address: IpAddress) -> None:
    """Stand for the guard where the world is this machine: 127.0.0.1 alone is outside."""
    if str(address) != "127.0.0.1":
        raise AddressForbidden(host=host, address=str(address))
