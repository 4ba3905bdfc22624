"""The demo: a workspace of its own with a car dealer's leads, pushed through the real door, so all of it is real."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from leadbase.access.scope import Scope
from leadbase.access.workspaces import DEMO, ensure_workspace
from leadbase.app.parts import App
from leadbase.connectors.connector import Receives
from leadbase.connectors.push import leads, push
from leadbase.connectors.service import get_connector
from leadbase.intake import service as intake
from leadbase.intake.errors import WebhookUnknown
from leadbase.kit.json import JsonObject, compact
from leadbase.templates import service as templates

TEMPLATE = "feiyu"
SOURCE = "feiyu"
COUNT = 48
SEED = 20_261_124

_TRIED = ("id", "name", "telphone", "clue_source", "city", "ad_name", "create_time")
"""What the ready-made `curl` line sends of the source's demo lead."""


@dataclass(frozen=True, slots=True)
class Demo:
    """Where the demo is tried out: the webhook's whole address, and a lead to send there."""

    url: str
    lead: str


async def load_demo(app: App, server: str, seed: int = SEED) -> Demo:
    """Give the demo, made and filled where it isn't there yet; `server` is this process' own address."""
    await app.units.write(lambda moment: ensure_workspace(moment, DEMO))
    url = await _find_url(app)
    receives = get_connector(app.connectors, SOURCE).receives
    if receives is None:
        raise AssertionError(f"{SOURCE} receives no leads")
    if url is None:
        applied = await app.room(DEMO).write(lambda scope: templates.apply(scope, app.shelf, TEMPLATE))
        url = applied.webhooks[0].url
        bodies = demo_leads(receives, app.clock(), seed)
        await push(server + urlsplit(url).path, bodies, concurrency=4, timeout=60)
    tried = {name: receives.demo[name] for name in _TRIED if name in receives.demo}
    return Demo(url, compact(tried))


def demo_leads(receives: Receives, now: datetime, seed: int) -> Iterator[JsonObject]:
    """Give leads of the last weeks, the newest last; among them a repeat, a channel nobody knows, and a broken time."""
    chance = random.Random(seed)
    first: JsonObject | None = None
    for number, lead in enumerate(leads(receives, COUNT, seed)):
        age = timedelta(hours=9 * (COUNT - number), minutes=chance.randrange(500))
        changed: JsonObject = {**lead, "create_time": str(int((now - age).timestamp()))}
        first = first or changed
        if number == COUNT // 3:
            changed = {**changed, "clue_source": 77}
        if number == COUNT // 2:
            changed = {**changed, "create_time": "昨天下午"}
        yield changed
    if first is not None:
        yield first


async def _find_url(app: App) -> str | None:
    def find(scope: Scope) -> str | None:
        try:
            webhook = intake.get_webhook(scope, app.shelf.templates[TEMPLATE].webhooks[0].webhook.name or "")
        except WebhookUnknown:
            return None
        return intake.webhook_urls(scope, app.intake.flows.desk, [webhook])[webhook.id]

    return await app.room(DEMO).read(find)
