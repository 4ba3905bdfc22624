"""The routes of bulk replays: make one, look at it, pause, resume, cancel, and its result line by line."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import StreamingResponse

from leadbase.access.gate import Admission, Entry
from leadbase.access.names import name_actors
from leadbase.access.scope import Scope
from leadbase.intake import bulk_replay, undoing
from leadbase.intake.api.parts import Cursor, Limit
from leadbase.intake.bulk_replay import Told
from leadbase.intake.schemas.replays import (
    BulkReplayIn,
    BulkReplayOut,
    BulkReplayPage,
    Outcome,
    ReplayItemOut,
    ReplayItemPage,
    ReplayLineOut,
)
from leadbase.intake.store.replays import Item
from leadbase.kit.paging import DEFAULT_LIMIT

router = APIRouter(tags=["events"])

LINES = "application/x-ndjson"
ReplayKey = Annotated[str, Path(max_length=24, description="A replay's id.", examples=["65a1f0c2b3d4e5f607182940"])]


@router.post("/replays", status_code=202)
async def create_replay(body: BulkReplayIn, entry: Entry) -> BulkReplayOut:
    """Replay many events in the background: those of a filter, or named ones.

    Look at the dry run first, which is the default. Answers go to nobody: they are only recorded.
    """
    return await entry.write(lambda scope: _shown(scope, [bulk_replay.create_replay(scope, body.wish())])[0])


@router.get("/replays")
async def list_replays(entry: Entry, cursor: Cursor = None, limit: Limit = DEFAULT_LIMIT) -> BulkReplayPage:
    """List bulk replays, newest first; they are kept for 30 days."""

    def act(scope: Scope) -> BulkReplayPage:
        page = bulk_replay.list_replays(scope, limit, cursor)
        return BulkReplayPage(items=_shown(scope, page.items), next_cursor=page.next_cursor)

    return await entry.read(act)


@router.get("/replays/{replay}")
async def get_replay(replay: ReplayKey, entry: Entry) -> BulkReplayOut:
    """Get a bulk replay with what came of it so far."""
    return await entry.read(lambda scope: _shown(scope, [bulk_replay.get_replay(scope, replay)])[0])


@router.get(
    "/replays/{replay}/result",
    response_class=Response,
    responses={200: {"description": "One JSON object a line for each event.", "content": {LINES: {}}}},
)
async def get_replay_result(replay: ReplayKey, entry: Entry) -> Response:
    """Get what became of each event, or would: JSON lines `{event, outcome, attempt, error, tables, kept_fields}`."""
    first = await entry.read(lambda scope: bulk_replay.list_items(scope, replay, -1))
    headers = {"content-disposition": f'attachment; filename="replay-{replay}.jsonl"'}
    return StreamingResponse(_lines(entry, replay, first), media_type=LINES, headers=headers)


@router.get("/replays/{replay}/items")
async def list_replay_items(
    replay: ReplayKey,
    entry: Entry,
    outcome: Annotated[Outcome | None, Query(description="Only events that ended so.")] = None,
    cursor: Cursor = None,
    limit: Limit = DEFAULT_LIMIT,
) -> ReplayItemPage:
    """List the events of a bulk replay with what became of each, or would, in the order of their arrival."""

    def act(scope: Scope) -> ReplayItemPage:
        page = bulk_replay.list_page(scope, replay, outcome, limit, cursor)
        items = [ReplayItemOut.of_event(item, brief) for item, brief in page.items]
        return ReplayItemPage(items=items, next_cursor=page.next_cursor)

    return await entry.read(act)


@router.post("/replays/{replay}/write", status_code=202)
async def write_replay(replay: ReplayKey, entry: Entry) -> BulkReplayOut:
    """Replay for real what this was the dry run of: the same events on the same source. A new replay comes of it."""
    return await entry.write(lambda scope: _shown(scope, [bulk_replay.write_replay(scope, replay)])[0])


@router.post("/replays/{replay}/pause")
async def pause_replay(replay: ReplayKey, entry: Entry) -> BulkReplayOut:
    """Let a bulk replay rest; events that run just now end."""
    return await entry.write(lambda scope: _shown(scope, [bulk_replay.pause_replay(scope, replay)])[0])


@router.post("/replays/{replay}/resume")
async def resume_replay(replay: ReplayKey, entry: Entry) -> BulkReplayOut:
    """Let a paused bulk replay go on."""
    return await entry.write(lambda scope: _shown(scope, [bulk_replay.resume_replay(scope, replay)])[0])


@router.post("/replays/{replay}/cancel")
async def cancel_replay(replay: ReplayKey, entry: Entry) -> BulkReplayOut:
    """End a bulk replay; what was replayed stays so."""
    return await entry.write(lambda scope: _shown(scope, [bulk_replay.cancel_replay(scope, replay)])[0])


@router.post("/replays/{replay}/undo", status_code=202)
async def undo_replay(replay: ReplayKey, entry: Entry) -> BulkReplayOut:
    """Take a bulk replay back in the background: what it made goes to the trash, what it changed is put back.

    Fields that were changed since stay, and so do records that people changed since they were made.
    """
    return await entry.write(lambda scope: _shown(scope, [undoing.undo_replay(scope, replay)])[0])


def _shown(scope: Scope, told: Sequence[Told]) -> list[BulkReplayOut]:
    names = name_actors(scope, {one.replay.made_by for one in told})
    return [BulkReplayOut.of(one, names.get(one.replay.made_by)) for one in told]


async def _lines(entry: Admission, replay: str, items: Sequence[Item]) -> AsyncGenerator[bytes]:
    """Spell the items page by page: no transaction is open while they are sent."""
    while items:
        yield "".join(f"{ReplayLineOut.of(item).model_dump_json()}\n" for item in items).encode()
        last = items[-1].ordinal
        items = await entry.read(lambda scope, last=last: bulk_replay.list_items(scope, replay, last))
