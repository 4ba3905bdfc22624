"""The routes of webhooks' scripts: draft, check, versions, trial."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, status
from fastapi.responses import PlainTextResponse

from leadbase.access.gate import Entry
from leadbase.access.scope import Scope
from leadbase.intake import service, typings
from leadbase.intake.api.parts import CataloguesOf, Cursor, FlowsOf, Limit, WebhookKey, shown
from leadbase.intake.schemas.comparisons import ComparisonIn, ComparisonOut
from leadbase.intake.schemas.events import ReplayOut, TestIn
from leadbase.intake.schemas.webhooks import (
    CheckIn,
    CheckOut,
    DraftIn,
    DraftOut,
    FindingOut,
    LiveIn,
    PublishedOut,
    VersionIn,
    VersionOut,
    VersionPage,
    VersionSourceOut,
    WebhookOut,
)
from leadbase.kit.paging import DEFAULT_LIMIT
from leadbase.scripts import service as scripts

router = APIRouter()

Number = Annotated[int, Path(ge=1, description="A version's number.", examples=[1])]


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
    findings = await flows.check(entry, webhook, body.source, body.language)
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
async def publish_script(webhook: WebhookKey, body: VersionIn, entry: Entry, flows: FlowsOf) -> PublishedOut:
    """Put a script (or the draft) live as the next version; it is checked first, and warnings come with the answer."""
    if body.source is None:
        published = await flows.publish_draft(entry, webhook, body.note)
    else:
        published = await flows.publish(entry, webhook, body.source, body.language, body.note)
    return PublishedOut.of_published(published.version, published.findings)


@router.get("/webhooks/{webhook}/versions/{number}", tags=["scripts"])
async def get_version(webhook: WebhookKey, number: Number, entry: Entry) -> VersionSourceOut:
    """Get a version with its source."""
    return VersionSourceOut.of_version(
        await entry.read(lambda scope: scripts.get_version(scope, service.get_webhook(scope, webhook).id, number))
    )


@router.put("/webhooks/{webhook}/live", tags=["scripts"])
async def set_live_version(webhook: WebhookKey, body: LiveIn, entry: Entry, flows: FlowsOf) -> WebhookOut:
    """Let an earlier version run again, or none."""
    return await entry.write(lambda scope: shown(scope, flows, service.set_live(scope, webhook, body.version)))


@router.post("/webhooks/{webhook}/test", tags=["scripts"])
async def test_script(webhook: WebhookKey, body: TestIn, entry: Entry, flows: FlowsOf) -> ReplayOut:
    """Try a script on a made-up request: shows the answer, the console and what would change, and writes nothing."""
    return ReplayOut.of_dry_run(*await flows.try_out(entry, webhook, body.to_model()))


@router.post("/webhooks/{webhook}/compare", tags=["scripts"])
async def compare_script(
    webhook: WebhookKey, body: ComparisonIn, entry: Entry, flows: FlowsOf, request: Request
) -> ComparisonOut:
    """Try a script on the last events without writing anything, and tell which would come to something else.

    One comparison runs at a time, for 20 seconds at most.
    """
    return ComparisonOut.of(await flows.comparer.compare(entry, webhook, body.asked(), request.is_disconnected))


@router.get("/typings", tags=["scripts"], response_class=PlainTextResponse)
async def get_typings(entry: Entry, catalogues: CataloguesOf) -> PlainTextResponse:
    """Get the TypeScript declarations of everything that a script meets, the workspace's tables and fields included."""
    return PlainTextResponse(await entry.read(lambda scope: typings.get_typings(scope, catalogues.get(scope))))
