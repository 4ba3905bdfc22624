"""The routes of events: lists, one event, its bytes, its replay."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from leadbase.access.gate import Entry
from leadbase.access.scope import Scope
from leadbase.intake import inspection
from leadbase.intake.api.parts import Cursor, EventKey, FlowsOf, Limit, WebhookKey
from leadbase.intake.briefs import briefs
from leadbase.intake.inspection import Wanted
from leadbase.intake.listening import LONGEST_WAIT_S
from leadbase.intake.model import State
from leadbase.intake.replay import Wanted as WantedReplay
from leadbase.intake.schemas.events import EventDetailOut, EventOut, EventPage, ReplayIn, ReplayOut
from leadbase.kit.paging import DEFAULT_LIMIT

router = APIRouter()

AFTER = "leadbase-after"
"""The header that tells a listener where to go on."""


@router.get("/events", tags=["events"])
async def list_events(
    entry: Entry,
    webhook: Annotated[str | None, Query(max_length=64, description="A webhook's id or API name.")] = None,
    state: Annotated[list[State] | None, Query(description="One state or several.")] = None,
    since: Annotated[datetime | None, Query(description="Received at this moment or later.")] = None,
    until: Annotated[datetime | None, Query(description="Received before this moment.")] = None,
    has_issues: Annotated[bool | None, Query(description="Whether a value did not fit its field.")] = None,
    version: Annotated[int | None, Query(ge=1, le=2**31 - 1, description="The version that ran last.")] = None,
    duplicate: Annotated[bool | None, Query(description="Whether it was here before.")] = None,
    q: Annotated[
        str | None,
        Query(
            min_length=1,
            max_length=200,
            description="An event's id or at least its first 8 characters, the id of a record that it wrote, or a part "
            "of its body; the last two are looked for among the newest 2,000 events that fit the rest.",
        ),
    ] = None,
    after: Annotated[
        str | None, Query(pattern="^[0-9a-f]{24}$", description="Only events newer than this one, for live lists.")
    ] = None,
    cursor: Cursor = None,
    limit: Limit = DEFAULT_LIMIT,
) -> EventPage:
    """List events without their bodies, newest first."""
    wanted = Wanted(webhook, state, _aware(since), _aware(until), has_issues, version, duplicate, after, q)

    def act(scope: Scope) -> EventPage:
        page = inspection.list_events(scope, wanted, limit, cursor)
        items = [EventOut.of(brief) for brief in briefs(scope, page.items)]
        return EventPage(items=items, next_cursor=page.next_cursor, searched=page.searched)

    return await entry.read(act)


@router.get(
    "/webhooks/{webhook}/next",
    tags=["events"],
    response_model=EventOut,
    responses={204: {"description": f"None came in time. The header {AFTER} is to be sent as `after` next time."}},
)
async def get_next_event(
    webhook: WebhookKey,
    entry: Entry,
    flows: FlowsOf,
    after: Annotated[
        str | None, Query(pattern="^([0-9a-f]{24})?$", description="An event's id to go on from; empty: from now on.")
    ] = None,
    wait: Annotated[float, Query(ge=0, le=LONGEST_WAIT_S, description="Seconds to wait.")] = LONGEST_WAIT_S,
) -> Response:
    """Wait for the next event of a webhook that was not rejected, and give it as it stands when it has come in."""
    heard = await flows.listen(entry, webhook, after or None, wait)
    if heard.brief is None:
        return Response(status_code=204, headers={AFTER: heard.after})
    return Response(
        EventOut.of(heard.brief).model_dump_json(), media_type="application/json", headers={AFTER: heard.after}
    )


@router.get("/events/{event}", tags=["events"])
async def get_event(
    event: EventKey,
    entry: Entry,
    glance: Annotated[bool, Query(description="Only a part of it is shown: a failure does not count as seen.")] = False,
) -> EventDetailOut:
    """Get an event with its body, headers, attempts, effects and answer. A failed one counts as seen from now on."""
    detail = await entry.read(lambda scope: inspection.get_event(scope, event))
    if detail.event.state is State.FAILED and detail.event.seen_at is None and not glance:
        await entry.write(lambda scope: inspection.mark_seen(scope, event))
    return EventDetailOut.of_detail(detail)


@router.get("/events/{event}/payload", tags=["events"], response_class=Response)
async def get_event_payload(event: EventKey, entry: Entry) -> Response:
    """Get the bytes of an event's body exactly as they came."""
    raw = await entry.read(lambda scope: inspection.get_payload(scope, event))
    headers = {"content-disposition": f'attachment; filename="{event}.bin"'}
    return Response(raw, media_type="application/octet-stream", headers=headers)


@router.post("/events/{event}/replay", tags=["events"])
async def replay_event(event: EventKey, body: ReplayIn, entry: Entry, flows: FlowsOf) -> ReplayOut:
    """Run an event again: redo what it did, do it as new, or (dry run) show what would change."""
    wanted = WantedReplay(event, body.version, body.as_new)
    if body.dry_run:
        return ReplayOut.of_dry_run(await flows.rehearse(entry, wanted))
    await flows.replay(entry, wanted)
    return ReplayOut.of_detail(await entry.read(lambda scope: inspection.get_event(scope, event)))


def _aware(moment: datetime | None) -> datetime | None:
    """Take a moment without a zone as UTC."""
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
