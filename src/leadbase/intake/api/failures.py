"""The routes of failures: in groups, replayed as a group, seen."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from leadbase.access.gate import Entry
from leadbase.intake import failures
from leadbase.intake.api.parts import Cursor, FlowsOf, Limit
from leadbase.intake.schemas.failures import (
    FailureOut,
    FailurePage,
    FailureReplayIn,
    FailureReplayOut,
    SeenIn,
    SeenOut,
)
from leadbase.kit.paging import DEFAULT_LIMIT

router = APIRouter()


@router.get("/events/failures", tags=["events"])
async def list_failures(
    entry: Entry,
    webhook: Annotated[str | None, Query(max_length=64, description="A webhook's id or API name.")] = None,
    seen: Annotated[bool | None, Query(description="Only groups of which a person has seen all, or not all.")] = None,
    cursor: Cursor = None,
    limit: Limit = DEFAULT_LIMIT,
) -> FailurePage:
    """Group the newest 5,000 failed and 5,000 waiting events by webhook, version and message, newest first."""
    page = await entry.read(lambda scope: failures.list_failures(scope, webhook, seen, limit, cursor))
    return FailurePage(items=[FailureOut.of(group) for group in page.items], next_cursor=page.next_cursor)


@router.post("/events/failures/replay", tags=["events"])
async def replay_failures(body: FailureReplayIn, entry: Entry, flows: FlowsOf) -> FailureReplayOut:
    """Replay the events of a group on the live version now, up to 100; or (dry run) show what would change."""
    replayed = await failures.replay_group(flows, entry, body.key, body.dry_run, body.limit)
    return FailureReplayOut.of(body.dry_run, replayed)


@router.post("/events/seen", tags=["events"])
async def mark_seen(body: SeenIn, entry: Entry) -> SeenOut:
    """Note that a person has seen failed events: they may go when their time comes, and raise no light any more."""
    return SeenOut(seen=await entry.write(lambda scope: failures.mark_seen(scope, body.events, body.key)))
