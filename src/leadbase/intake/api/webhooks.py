"""The routes of webhooks: make, change, switch, reissue, release, delete."""

from __future__ import annotations

from fastapi import APIRouter, status

from leadbase.access.gate import Entry
from leadbase.access.scope import Scope
from leadbase.intake import inspection, service
from leadbase.intake.api.parts import Cursor, FlowsOf, Limit, WebhookKey, shown
from leadbase.intake.schemas.webhooks import (
    RefusalOut,
    RefusalPage,
    ReleasedOut,
    WebhookIn,
    WebhookOut,
    WebhookPage,
    WebhookPatch,
)
from leadbase.kit.paging import DEFAULT_LIMIT

router = APIRouter()


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
        lambda scope: shown(scope, flows, service.create_webhook(scope, flows.desk, body.to_model()))
    )


@router.get("/webhooks/{webhook}", tags=["webhooks"])
async def get_webhook(webhook: WebhookKey, entry: Entry, flows: FlowsOf) -> WebhookOut:
    """Get a webhook."""
    return await entry.read(lambda scope: shown(scope, flows, service.get_webhook(scope, webhook)))


@router.patch("/webhooks/{webhook}", tags=["webhooks"])
async def update_webhook(webhook: WebhookKey, body: WebhookPatch, entry: Entry, flows: FlowsOf) -> WebhookOut:
    """Change a webhook. Its old name stays an alias; its old suffix works for 30 days."""
    change = body.to_model()
    return await entry.write(
        lambda scope: shown(scope, flows, service.change_webhook(scope, flows.desk, webhook, change))
    )


@router.delete("/webhooks/{webhook}", tags=["webhooks"], status_code=status.HTTP_204_NO_CONTENT)
async def delete_webhook(webhook: WebhookKey, entry: Entry) -> None:
    """Delete a webhook. Its URL answers 410; its events stay."""
    await entry.write(lambda scope: service.delete_webhook(scope, webhook))


@router.post("/webhooks/{webhook}/key", tags=["webhooks"])
async def reissue_webhook_key(webhook: WebhookKey, entry: Entry, flows: FlowsOf) -> WebhookOut:
    """Give the webhook a new URL key. URLs with the old key work for 7 more days."""
    return await entry.write(lambda scope: shown(scope, flows, service.reissue_key(scope, flows.desk, webhook)))


@router.post("/webhooks/{webhook}/release", tags=["webhooks"])
async def release_held_events(webhook: WebhookKey, entry: Entry) -> ReleasedOut:
    """Process up to 1,000 events that were held while the webhook was off, oldest first."""
    return ReleasedOut(released=await entry.write(lambda scope: service.release_held(scope, webhook)))


@router.get("/webhooks/{webhook}/refusals", tags=["webhooks"])
async def list_webhook_refusals(webhook: WebhookKey, entry: Entry) -> RefusalPage:
    """Count the requests of the last 30 days that left no event, by day and cause."""
    rows = await entry.read(lambda scope: inspection.list_refusals(scope, webhook))
    return RefusalPage(items=[RefusalOut(day=day, cause=cause, count=count) for day, cause, count in rows])
