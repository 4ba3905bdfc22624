"""The route of live: one stream of hints for each open page."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Request, Response
from starlette.types import Receive, Scope, Send

from leadbase.access.gate import Entry
from leadbase.access.model import Actor
from leadbase.live.hub import Hub, Listener
from leadbase.live.stream import Rhythm, messages

router = APIRouter(tags=["live"])

STREAM = "text/event-stream"
RHYTHM = Rhythm()


def hub_of(request: Request) -> Hub:
    """Give the hub of this app."""
    return cast(Hub, request.app.state.hub)


_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Server-sent events: `hello`, then `hint` after each change, `gap`, `end`.",
        "content": {
            STREAM: {
                "schema": {"type": "string"},
                "example": "event: hint\ndata: "
                '{"topic":"records:65a1f0c2b3d4e5f607182901","id":null,"version":null,"webhook":null}\n\n',
            }
        },
    }
}


@router.get("/live", response_class=Response, responses=_ANSWERS)
async def listen_live(entry: Entry, hub: Annotated[Hub, Depends(hub_of)]) -> Response:
    """Listen to what changes in the workspace, as server-sent events.

    `hello` `{version, now}` comes first. `hint` `{topic, id, version, webhook}` says that something changed and nothing
    of what it is now: fetch it. Topics: `records:<table id>`, `views:<table id>`, `events`, `webhooks`, `tables`,
    `people`, `workspace`, `jobs`; one hears of what one may read. An `id` of null means several, or any. After `gap`
    hints were lost: fetch everything. After `end` `{code}` do not come back without signing in.
    """
    workspace, actor = await entry.read(lambda scope: (scope.workspace.number, scope.actor))
    hub.check_room()

    async def check() -> Actor:
        return await entry.look(lambda scope: scope.actor)

    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    listener = Listener(workspace, actor)
    return _Stream(hub, listener, messages(listener, check, {"version": version("leadbase"), "now": now}, RHYTHM))


class _Stream(Response):
    """An answer that goes on until its listener is let go, or whoever asked hung up."""

    media_type = STREAM

    def __init__(self, hub: Hub, listener: Listener, chunks: AsyncGenerator[bytes]) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._hub = hub
        self._listener = listener
        self._chunks = chunks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what there is to be sent."""
        with self._hub.joined(self._listener):
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            tasks = {asyncio.create_task(self._talk(send)), asyncio.create_task(_hung_up(receive))}
            try:
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    async def _talk(self, send: Send) -> None:
        async with contextlib.aclosing(self._chunks) as chunks:
            async for chunk in chunks:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
