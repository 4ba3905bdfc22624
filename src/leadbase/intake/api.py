"""The routes of intake: webhooks, their scripts, events and replays."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Path, Query, Request, Response, status

from leadbase.access.gate import Entry
from leadbase.access.scope import Scope
from leadbase.intake import inspection, service
from leadbase.intake.flows import Flows
from leadbase.intake.inspection import Wanted
from leadbase.intake.model import State, Webhook
from leadbase.intake.replay import Wanted as WantedReplay
from leadbase.intake.schemas.events import (
    EventDetailOut,
    EventOut,
    EventPage,
    ReplayIn,
    ReplayOut,
    TestIn,
)
from leadbase.intake.schemas.parts import EVENT_ID
from leadbase.intake.schemas.webhooks import (
    CheckIn,
    CheckOut,
    DraftIn,
    DraftOut,
    FindingOut,
    LiveIn,
    RefusalOut,
    RefusalPage,
    ReleasedOut,
    VersionIn,
    VersionOut,
    VersionPage,
    VersionSourceOut,
    WebhookIn,
    WebhookOut,
    WebhookPage,
    WebhookPatch,
)
from leadbase.kit.paging import DEFAULT_LIMIT, LARGEST_LIMIT
from leadbase.scripts import service as scripts

router = APIRouter()


def _flows(request: Request) -> Flows:
    return cast(Flows, request.app.state.flows)


FlowsOf = Annotated[Flows, Depends(_flows)]
Cursor = Annotated[str | None, Query(max_length=1_000, description="`next_cursor` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=LARGEST_LIMIT, description="Items on the page.")]
WebhookKey = Annotated[str, Path(max_length=64, description="A webhook's id or API name.", examples=["feiyu"])]
EventKey = Annotated[str, Path(max_length=24, description="An event's id.", examples=[EVENT_ID])]
Number = Annotated[int, Path(ge=1, description="A version's number.", examples=[1])]


@router.get("/webhooks", tags=["webhooks"])
async def list_webhooks(
    entry: Entry, flows: FlowsOf, cursor: Cursor = None, limit: Limit = DEFAULT_LIMIT
) -> WebhookPage:
    """List the webhooks, newest first."""

    def act(scope: Scope) -> WebhookPage:
        page = service.list_webhooks(scope, limit, cursor)
        urls = service.webhook_urls(scope, flows.desk, page.items)
        items = [WebhookOut.of(webhook, urls.get(webhook.id)) for webhook in page.items]
        return WebhookPage(items=items, next_cursor=page.next_cursor)

    return await entry.read(act)


@router.post("/webhooks", tags=["webhooks"], status_code=status.HTTP_201_CREATED)
async def create_webhook(body: WebhookIn, entry: Entry, flows: FlowsOf) -> WebhookOut:
    """Make a webhook; its URL takes requests from now on."""
    return await entry.write(
        lambda scope: _shown(scope, flows, service.create_webhook(scope, flows.desk, body.to_model()))
    )


@router.get("/webhooks/{webhook}", tags=["webhooks"])
async def get_webhook(webhook: WebhookKey, entry: Entry, flows: FlowsOf) -> WebhookOut:
    """Get a webhook."""
    return await entry.read(lambda scope: _shown(scope, flows, service.get_webhook(scope, webhook)))


@router.patch("/webhooks/{webhook}", tags=["webhooks"])
async def update_webhook(webhook: WebhookKey, body: WebhookPatch, entry: Entry, flows: FlowsOf) -> WebhookOut:
    """Change a webhook. Its old name stays an alias; its old suffix works for 30 days."""
    change = body.to_model()
    return await entry.write(
        lambda scope: _shown(scope, flows, service.change_webhook(scope, flows.desk, webhook, change))
    )


@router.delete("/webhooks/{webhook}", tags=["webhooks"], status_code=status.HTTP_204_NO_CONTENT)
async def delete_webhook(webhook: WebhookKey, entry: Entry) -> None:
    """Delete a webhook. Its URL answers 410; its events stay."""
    await entry.write(lambda scope: service.delete_webhook(scope, webhook))


@router.post("/webhooks/{webhook}/key", tags=["webhooks"])
async def reissue_webhook_key(webhook: WebhookKey, entry: Entry, flows: FlowsOf) -> WebhookOut:
    """Give the webhook a new URL key. URLs with the old key work for 7 more days."""
    return await entry.write(lambda scope: _shown(scope, flows, service.reissue_key(scope, flows.desk, webhook)))


@router.post("/webhooks/{webhook}/release", tags=["webhooks"])
async def release_held_events(webhook: WebhookKey, entry: Entry) -> ReleasedOut:
    """Process up to 1,000 events that were held while the webhook was off, oldest first."""
    return ReleasedOut(released=await entry.write(lambda scope: service.release_held(scope, webhook)))


@router.get("/webhooks/{webhook}/refusals", tags=["webhooks"])
async def list_webhook_refusals(webhook: WebhookKey, entry: Entry) -> RefusalPage:
    """Count the requests of the last 30 days that left no event, by day and cause."""
    rows = await entry.read(lambda scope: inspection.list_refusals(scope, webhook))
    return RefusalPage(items=[RefusalOut(day=day, cause=cause, count=count) for day, cause, count in rows])


@router.get("/webhooks/{webhook}/draft", tags=["scripts"])
async def get_draft(webhook: WebhookKey, entry: Entry) -> DraftOut:
    """Get the script that is being written."""
    return DraftOut.of(await entry.read(lambda scope: service.get_draft(scope, webhook)))


@router.put("/webhooks/{webhook}/draft", tags=["scripts"])
async def save_draft(webhook: WebhookKey, body: DraftIn, entry: Entry) -> DraftOut:
    """Keep a script as the draft, errors and all. 409 with the other draft when someone saved meanwhile."""
    return DraftOut.of(
        await entry.write(lambda scope: service.save_draft(scope, webhook, body.source, body.language, body.lock))
    )


@router.post("/webhooks/{webhook}/check", tags=["scripts"])
async def check_script(webhook: WebhookKey, body: CheckIn, entry: Entry, flows: FlowsOf) -> CheckOut:
    """Check a script without keeping it."""
    await entry.read(lambda scope: service.get_webhook(scope, webhook))
    findings = await flows.check(body.source, body.language)
    return CheckOut(findings=[FindingOut.of(finding) for finding in findings])


@router.get("/webhooks/{webhook}/versions", tags=["scripts"])
async def list_versions(
    webhook: WebhookKey, entry: Entry, cursor: Cursor = None, limit: Limit = DEFAULT_LIMIT
) -> VersionPage:
    """List the versions, newest first."""

    def act(scope: Scope) -> VersionPage:
        owner = service.get_webhook(scope, webhook).id
        page = scripts.list_versions(scope, owner, limit, cursor)
        return VersionPage(items=[VersionOut.of(one) for one in page.items], next_cursor=page.next_cursor)

    return await entry.read(act)


@router.post("/webhooks/{webhook}/versions", tags=["scripts"], status_code=status.HTTP_201_CREATED)
async def publish_script(webhook: WebhookKey, body: VersionIn, entry: Entry, flows: FlowsOf) -> VersionSourceOut:
    """Put a script (or the draft) live as the next version; it is checked first."""
    if body.source is None:
        _, version = await flows.publish_draft(entry, webhook, body.note)
    else:
        _, version = await flows.publish(entry, webhook, body.source, body.language, body.note)
    return VersionSourceOut.of_version(version)


@router.get("/webhooks/{webhook}/versions/{number}", tags=["scripts"])
async def get_version(webhook: WebhookKey, number: Number, entry: Entry) -> VersionSourceOut:
    """Get a version with its source."""
    return VersionSourceOut.of_version(
        await entry.read(lambda scope: scripts.get_version(scope, service.get_webhook(scope, webhook).id, number))
    )


@router.put("/webhooks/{webhook}/live", tags=["scripts"])
async def set_live_version(webhook: WebhookKey, body: LiveIn, entry: Entry, flows: FlowsOf) -> WebhookOut:
    """Let an earlier version run again, or none."""
    return await entry.write(lambda scope: _shown(scope, flows, service.set_live(scope, webhook, body.version)))


@router.post("/webhooks/{webhook}/test", tags=["scripts"])
async def test_script(webhook: WebhookKey, body: TestIn, entry: Entry, flows: FlowsOf) -> ReplayOut:
    """Try a script on a made-up request: shows the answer, the console and what would change, and writes nothing."""
    return ReplayOut.of_dry_run(await flows.try_out(entry, webhook, body.to_model()))


@router.get("/events", tags=["events"])
async def list_events(
    entry: Entry,
    webhook: Annotated[str | None, Query(max_length=64, description="A webhook's id or API name.")] = None,
    state: Annotated[list[State] | None, Query(description="One state or several.")] = None,
    since: Annotated[datetime | None, Query(description="Received at this moment or later.")] = None,
    until: Annotated[datetime | None, Query(description="Received before this moment.")] = None,
    has_issues: Annotated[bool | None, Query(description="Whether a value did not fit its field.")] = None,
    cursor: Cursor = None,
    limit: Limit = DEFAULT_LIMIT,
) -> EventPage:
    """List events without their bodies, newest first."""
    wanted = Wanted(webhook, state, _aware(since), _aware(until), has_issues)

    def act(scope: Scope) -> EventPage:
        page = inspection.list_events(scope, wanted, limit, cursor)
        names = inspection.names_of(scope, page.items)
        items = [EventOut.of(event, names.get(event.webhook)) for event in page.items]
        return EventPage(items=items, next_cursor=page.next_cursor)

    return await entry.read(act)


@router.get("/events/{event}", tags=["events"])
async def get_event(event: EventKey, entry: Entry) -> EventDetailOut:
    """Get an event with its body, headers, attempts, effects and answer."""
    detail = await entry.read(lambda scope: inspection.get_event(scope, event))
    if detail.event.state is State.FAILED and detail.event.seen_at is None:
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


def _shown(scope: Scope, flows: Flows, webhook: Webhook) -> WebhookOut:
    return WebhookOut.of(webhook, service.webhook_urls(scope, flows.desk, [webhook]).get(webhook.id))


def _aware(moment: datetime | None) -> datetime | None:
    """Take a moment without a zone as UTC."""
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
