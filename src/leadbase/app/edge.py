"""What holds for a request before any room sees it: who really sent it, to which host, and how much may be sent.

Proxies that are trusted tell the sender's address and scheme; from everybody else these headers mean nothing.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from typing import Any, cast

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from leadbase.kit.deadlines import Deadlines
from leadbase.settings import Network

BODY_LIMIT = 16 * 1024 * 1024
"""Bytes of a body of the API at most."""


def read_header(scope: Scope, name: bytes) -> str:
    """Give a header's value, several of the same name joined by commas; "" where there is none."""
    headers = cast(Sequence[tuple[bytes, bytes]], scope.get("headers", ()))
    return ",".join(value.decode("latin-1") for found, value in headers if found.lower() == name)


class Proxies:
    """Tells who sent a request that came through trusted proxies."""

    def __init__(self, app: ASGIApp, trusted: Sequence[Network]) -> None:
        """Take the app behind and the networks of the proxies."""
        self._app = app
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with the sender's own address and scheme."""
        if self._trusted and scope["type"] == "http" and self._is_trusted(_client(scope)):
            scope = {**scope, **self._told(scope)}
        await self._app(scope, receive, send)

    def _told(self, scope: Scope) -> dict[str, Any]:
        """Read what the proxies say: the last address that is none of theirs, and the scheme of the outermost one."""
        told: dict[str, Any] = {}
        sent_through = [part.strip() for part in read_header(scope, b"x-forwarded-for").split(",") if part.strip()]
        sender = next((part for part in reversed(sent_through) if not self._is_trusted(_address(part))), None)
        if sender is None and sent_through:
            sender = sent_through[0]
        if sender is not None and _is_address(_address(sender)):
            told["client"] = (_address(sender), 0)
        scheme = read_header(scope, b"x-forwarded-proto").split(",")[0].strip().lower()
        if scheme in ("http", "https"):
            told["scheme"] = scheme
        return told

    def _is_trusted(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
            found = found.ipv4_mapped
        return any(found in network for network in self._trusted)


BODY_WITHIN_S = 30.0
"""Seconds that a body may take from one part to the next, so that nobody can hold the server open at its end."""


def capped(receive: Receive, bodies: Deadlines, most: int = BODY_LIMIT) -> Receive:
    """Give a receive that refuses a body of more bytes with 413, and one whose next part is late with 408.

    One that is late because the process ends is refused with 503.
    """
    seen, is_whole = 0, False

    async def counted() -> Message:
        nonlocal seen, is_whole
        try:
            # once the body is whole, the only message left is that the asker hung up, and that may take for ever
            async with nullcontext() if is_whole else bodies.within():
                message = await receive()
        except TimeoutError:
            raise HTTPException(503 if bodies.is_ending else 408) from None
        is_whole = not message.get("more_body", False)
        seen += len(message.get("body", b""))
        if seen > most:
            raise HTTPException(413)
        return message

    return counted


def with_headers(send: Send, headers: Iterable[tuple[bytes, bytes]]) -> Send:
    """Give a send that adds these headers to every answer that has none of the same name."""
    added = list(headers)

    async def adding(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {name.lower() for name, _ in message.get("headers", ())}
            more = [(name, value) for name, value in added if name not in present]
            message = {**message, "headers": [*message.get("headers", ()), *more]}
        await send(message)

    return adding


def _client(scope: Scope) -> str:
    client = cast("tuple[str, int] | None", scope.get("client"))
    return client[0] if client else ""


def _address(part: str) -> str:
    """Take an address out of one part of X-Forwarded-For, which may carry a port or brackets."""
    part = part.strip().strip('"')
    if part.startswith("["):
        return part[1:].partition("]")[0]
    return part.partition(":")[0] if part.count(":") == 1 else part


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
