"""Makes the job of an event that is stored: for retries, replays, take-overs and re-armed duplicates."""

from __future__ import annotations

import asyncio

from leadbase.intake.errors import WebhookUnknown
from leadbase.intake.keeping import opened
from leadbase.intake.model import Arrival, Event
from leadbase.intake.pipeline import Job
from leadbase.intake.reading import Reading, is_slow, read, script_request
from leadbase.intake.routes import Route, Routes
from leadbase.intake.store import events as store
from leadbase.kit.errors import Conflict
from leadbase.kit.secrets import Sealer
from leadbase.storage.database import Database


class PayloadGone(Conflict):
    """The bytes of event {event} are no longer kept, so it can't be run again."""

    code = "payload_gone"
    zh = "事件 {event} 的原始数据已过保留期，无法再次执行。"


class BodyUnreadable(Conflict):
    """The body of event {event} can't be read ({cause}), so no script can run on it; change the webhook's settings."""

    code = "body_unreadable"
    zh = "事件 {event} 的请求体无法读取（{cause}），脚本无法执行；请修改 webhook 的设置。"


class Recall:
    """Reads events back."""

    def __init__(self, database: Database, routes: Routes, sealer: Sealer) -> None:
        """Take where events are kept and what opens them."""
        self._database = database
        self._routes = routes
        self._sealer = sealer

    async def job(self, event: Event, actor: str = "") -> Job:
        """Give the job of a running event on its webhook's live version.

        Raises PayloadGone, and BodyUnreadable when today's settings can't read the body.
        """
        route = await self._routes.by_number(event.webhook)
        raw = await self._database.read(lambda tx: store.find_payload(tx, event.id))
        if route is None or raw is None or len(raw) < event.size:
            raise PayloadGone(event=event.id)
        arrival = self._arrival(event, raw)
        reading = await reading_of(route, arrival)
        if reading.turned is not None and reading.cause != "signature":
            raise BodyUnreadable(event=event.id, cause=reading.turned.code)
        request = script_request(route, arrival, reading.parsed)
        return Job(event, route, request, route.script, route.webhook.live, actor)

    async def route(self, webhook: int) -> Route:
        """Give the route of a webhook by its internal number; raises WebhookUnknown."""
        route = await self._routes.by_number(webhook)
        if route is None:
            raise WebhookUnknown(webhook=webhook)
        return route

    def _arrival(self, event: Event, raw: bytes) -> Arrival:
        return Arrival(
            method=event.method,
            suffix=event.suffix,
            query=opened(event.query, self._sealer),
            headers=opened(event.headers, self._sealer),
            ip=event.ip,
            received_at=event.received_at,
            raw=raw,
        )


async def reading_of(route: Route, arrival: Arrival) -> Reading:
    """Read an arrival, in a thread where it may take long."""
    return await asyncio.to_thread(read, route, arrival) if is_slow(arrival) else read(route, arrival)
