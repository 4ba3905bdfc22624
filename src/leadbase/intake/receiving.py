"""Reads a request's body from the server within a cap and a deadline: a slow or endless sender costs neither."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from leadbase.intake.answers import TurnedAway
from leadbase.intake.limits import Load
from leadbase.kit.deadlines import Deadlines

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

BODY_DEADLINE_S = 30.0

STOPPED_AGAIN_S = 5
"""What a sender is told to wait whose body was not whole when the process ended."""


class Gone(Exception):
    """The sender hung up before its body was whole."""


class BodyReader:
    """Reads one body; `size` is what it holds of the process's load."""

    def __init__(self, receive: Receive, load: Load, deadlines: Deadlines) -> None:
        """Take the server's side, the load that the bytes count into, and the deadlines of all bodies."""
        self._receive = receive
        self._load = load
        self._deadlines = deadlines
        self.size = 0

    async def read(self, cap: int, declared: int | None) -> bytes:
        """Give the whole body; raises TurnedAway (too_large, body_timeout, overloaded, stopping) or Gone."""
        if declared is not None and declared > cap:
            raise TurnedAway(413, "too_large", {"limit": cap}, close=True)
        try:
            async with self._deadlines.within():
                return await self._read(cap)
        except TimeoutError:
            if self._deadlines.is_ending:
                raise TurnedAway(503, "stopping", retry_after=STOPPED_AGAIN_S, close=True) from None
            raise TurnedAway(408, "body_timeout", {"seconds": self._deadlines.seconds}, close=True) from None

    async def _read(self, cap: int) -> bytes:
        parts: list[bytes] = []
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise Gone
            part: bytes = message.get("body", b"")
            self.size += len(part)
            if not self._load.hold(len(part)):
                raise TurnedAway(503, "overloaded", retry_after=1, close=True)
            if self.size > cap:
                raise TurnedAway(413, "too_large", {"limit": cap}, close=True)
            parts.append(part)
            if not message.get("more_body", False):
                return parts[0] if len(parts) == 1 else b"".join(parts)
