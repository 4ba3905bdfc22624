"""The routes of the paste doctor."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter

from leadbase.access.gate import Entry
from leadbase.intake import mending
from leadbase.intake.api.parts import CataloguesOf, WebhookKey
from leadbase.intake.pasting import mentions
from leadbase.intake.schemas.pasting import PasteCheckOut, PasteFixIn, PasteFixOut, PasteIn

router = APIRouter()


@router.post("/webhooks/{webhook}/paste-check", tags=["scripts"])
async def check_paste(webhook: WebhookKey, body: PasteIn, entry: Entry, catalogues: CataloguesOf) -> PasteCheckOut:
    """Tell which tables and fields a script from elsewhere names by ids that this workspace does not have."""
    found = await asyncio.to_thread(mentions, body.source)
    return PasteCheckOut.of(
        await entry.read(lambda scope: mending.check_paste(scope, catalogues.get(scope), webhook, body.source, found))
    )


@router.post("/webhooks/{webhook}/paste-fix", tags=["scripts"])
async def fix_paste(webhook: WebhookKey, body: PasteFixIn, entry: Entry, catalogues: CataloguesOf) -> PasteFixOut:
    """Make tables and fields with a script's own ids, or write the ids of others into it; all or nothing."""
    creations = [one.to_model() for one in body.create]
    mapped = {one.id: one.to for one in body.map}
    return PasteFixOut.of(
        await entry.write(lambda scope: mending.fix_paste(scope, catalogues, webhook, body.source, creations, mapped))
    )
