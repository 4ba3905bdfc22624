"""Speaks ASGI to the door itself, for what no well-behaved client sends: heads and bodies message by message."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.intake.house import House

GONE = {"type": "http.disconnect"}


def part(body: bytes, *, more: bool = True) -> dict[str, Any]:
    """Give a message with a part of a body."""
    return {"type": "http.request", "body": body, "more_body": more}


@dataclass
class Heard:
    """What the door answered; nothing when it let the sender go."""

    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""


async def speak(
    house: House,
    url: str,
    messages: Iterable[dict[str, Any]] = (),
    *,
    method: str = "POST",
    headers: Iterable[tuple[str, str]] = (("content-type", "application/json"),),
    stall: bool = False,
) -> Heard:
    """Send a request of these messages, and wait for ever after the last with `stall`."""
    split = urlsplit(url)
    scope: dict[str, Any] = {
        "type": "http",
        "method": method,
        "path": split.path,
        "raw_path": split.path.encode(),
        "query_string": split.query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers],
        "client": ("127.0.0.1", 1234),
    }
    waiting = iter(messages)
    heard = Heard()

    async def receive() -> dict[str, Any]:
        message = next(waiting, None)
        if message is None and stall:
            await asyncio.Event().wait()
        return message or GONE

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            heard.status = message["status"]
            heard.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            heard.body += message["body"]

    await house.intake.door(scope, receive, send)
    return heard
