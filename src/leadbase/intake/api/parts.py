"""What the routes of intake share: their parts, parameters and how a webhook is shown."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Path, Query, Request

from leadbase.access.scope import Scope
from leadbase.intake import service
from leadbase.intake.flows import Flows
from leadbase.intake.model import Webhook
from leadbase.intake.schemas.parts import EVENT_ID
from leadbase.intake.schemas.webhooks import WebhookOut
from leadbase.kit.paging import LARGEST_LIMIT
from leadbase.tables.catalogue import Catalogues


def _flows(request: Request) -> Flows:
    return cast(Flows, request.app.state.flows)


def _catalogues(request: Request) -> Catalogues:
    return cast(Catalogues, request.app.state.catalogues)


FlowsOf = Annotated[Flows, Depends(_flows)]
CataloguesOf = Annotated[Catalogues, Depends(_catalogues)]
Cursor = Annotated[str | None, Query(max_length=1_000, description="`next_cursor` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=LARGEST_LIMIT, description="Items on the page.")]
WebhookKey = Annotated[str, Path(max_length=64, description="A webhook's id or API name.", examples=["feiyu"])]
EventKey = Annotated[str, Path(max_length=24, description="An event's id.", examples=[EVENT_ID])]


def shown(scope: Scope, flows: Flows, webhook: Webhook) -> WebhookOut:
    """Show a webhook with its URL."""
    return WebhookOut.of(webhook, service.webhook_urls(scope, flows.desk, [webhook]).get(webhook.id))
