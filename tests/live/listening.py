"""Listens to the live stream of an application, as a browser's EventSource does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any, cast

from starlette.types import ASGIApp, Message


class Ear:
    """An open stream: `status` of its answer, and its messages one by one."""

    def __init__(self, task: asyncio.Task[None], queue: asyncio.Queue[Message], hang_up: asyncio.Event) -> None:
        self._task = task
        self._queue = queue
        self._hang_up = hang_up
        self._text = ""
        self.start: Message = {}

    async def begin(self) -> None:
        """Wait for the head of the answer."""
        self.start = await asyncio.wait_for(self._queue.get(), 10)

    async def next(self) -> tuple[str, Any]:
        """Give the next message's name and data; `ping` for a sign of life, `over` at the end of the stream."""
        while "\n\n" not in self._text:
            message = await asyncio.wait_for(self._queue.get(), 10)
            if not message.get("more_body"):
                return "over", None
            self._text += message["body"].decode()
        block, self._text = self._text.split("\n\n", 1)
        if block.startswith(":"):
            return "ping", None
        lines = dict(cast(tuple[str, str], tuple(line.split(": ", 1))) for line in block.split("\n"))
        return lines["event"], json.loads(lines["data"])

    async def hint(self, topic: str) -> Mapping[str, Any]:
        """Give the next hint of this topic, past everything else."""
        while True:
            name, data = await self.next()
            assert name != "over", f"the stream ended before a hint of {topic}"
            if name == "hint" and data["topic"] == topic:
                return data

    async def hang_up(self) -> None:
        """Close the page, and wait until the application has let go of the stream."""
        self._hang_up.set()
        await asyncio.wait_for(self._task, 10)


@asynccontextmanager
async def listening(app: ASGIApp, headers: Mapping[str, str], query: str = "") -> AsyncGenerator[Ear]:
    """Open a stream and hang up at the end."""
    queue: asyncio.Queue[Message] = asyncio.Queue()
    hung_up = asyncio.Event()
    is_asked = False

    async def receive() -> Message:
        nonlocal is_asked
        if not is_asked:
            is_asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await hung_up.wait()
        return {"type": "http.disconnect"}

    sent = {"host": "localhost:8420", **headers}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "path": "/api/v1/live",
        "raw_path": b"/api/v1/live",
        "root_path": "",
        "scheme": "http",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
        "client": ("127.0.0.1", 5555),
        "server": ("127.0.0.1", 8420),
        "state": {},
    }
    task = asyncio.create_task(cast(Any, app(scope, receive, queue.put)))
    ear = Ear(task, queue, hung_up)
    try:
        await ear.begin()
        yield ear
    finally:
        await ear.hang_up()
