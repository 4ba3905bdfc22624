"""The hot path as raw ASGI: a request comes in under /hook and leaves with an answer; nothing acknowledged is lost.

Order: path, header checks, per-address limit, look-up, method, rate, body, decode, parse, verify, dedupe key, the first
commit, script, the second commit, answer.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from leadbase.intake.answers import BODILESS, TurnedAway, declared, greeting, off_answer, refusal, wire_headers
from leadbase.intake.counts import NOWHERE, Counts
from leadbase.intake.duplicates import Duplicates
from leadbase.intake.facts import EventMoved, Tell, tell_nobody
from leadbase.intake.heads import Head, cors_headers, preflight, read_head
from leadbase.intake.keeping import kept
from leadbase.intake.limits import KEPT_REJECTIONS, UNKNOWN_KEYS, Buckets, Load
from leadbase.intake.model import Answer, Arrival, Event, Mode, State, Trigger
from leadbase.intake.pipeline import Job, Pipeline
from leadbase.intake.reading import Reading, script_request
from leadbase.intake.recall import reading_of
from leadbase.intake.receiving import BODY_DEADLINE_S, BodyReader, Gone, Receive, Send
from leadbase.intake.routes import Route, Routes
from leadbase.intake.store.journal import Append, AppendBatch
from leadbase.kit.clock import Clock
from leadbase.kit.deadlines import GRACE_S, Deadlines
from leadbase.kit.errors import Unavailable
from leadbase.kit.ids import IdSource
from leadbase.kit.secrets import Sealer
from leadbase.storage.database import Database

log = logging.getLogger(__name__)

KEPT_OF_REJECTED = 64 * 1024
"""Bytes of a rejected request's body that are kept."""

TRY_AGAIN_S = 5.0
"""What a sender is told to wait when the fault is ours."""

FULL_AGAIN_S = 60
"""What a sender is told to wait when the space for requests is used up."""

Observe = Callable[[str, int, float], None]
"""Is told of each answer: the webhook's public id ("" for none), the status, and the seconds it took."""

_APPEND = AppendBatch()


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that the door works with."""

    database: Database
    routes: Routes
    pipeline: Pipeline
    duplicates: Duplicates
    counts: Counts
    sealer: Sealer
    clock: Clock
    ids: IdSource
    observe: Observe
    address: Callable[[Mapping[str, Any]], str]
    load: Load = field(default_factory=Load)
    bodies: Deadlines = field(default_factory=lambda: Deadlines(BODY_DEADLINE_S))
    buckets: Buckets = field(default_factory=Buckets)
    tell: Tell = tell_nobody


@dataclass(slots=True)
class _Visit:
    """One request on its way: `route` is known once its key was found."""

    head: Head
    ip: str
    body: BodyReader
    route: Route | None = None
    ended: float = 0.0
    timings: dict[str, float] = field(default_factory=dict[str, float])


class Door:
    """The ASGI application under /hook."""

    def __init__(self, parts: Parts) -> None:
        """Take what it works with."""
        self._parts = parts

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request, also of a sender that hung up: it may have closed only the half in which it sends."""
        began = time.perf_counter()
        load = self._parts.load
        body = BodyReader(receive, load, self._parts.bodies)
        visit = _Visit(read_head(scope), self._parts.address(scope), body)
        entered = load.enter()
        try:
            if not entered:
                raise TurnedAway(503, "overloaded", retry_after=1)
            if load.is_full:
                raise TurnedAway(503, "storage_full", retry_after=FULL_AGAIN_S)
            answer = await self._answer(visit)
        except Gone:
            self._count(visit, "gone")
            await _respond(send, refusal(TurnedAway(400, "gone", close=True)), visit)
            return
        except TurnedAway as turned:
            self._count(visit, turned.code)
            answer = refusal(turned)
        except Exception as error:
            answer = self._our_fault(visit, error)
        finally:
            if entered:
                load.leave(visit.body.size)
        webhook = "" if visit.route is None else visit.route.webhook.id
        self._parts.observe(webhook, answer.status, time.perf_counter() - began)
        await _respond(send, answer, visit)

    def end(self, grace_s: float = GRACE_S) -> None:
        """Wait only a moment more for bodies that are not whole: the process stops."""
        self._parts.bodies.end(grace_s)

    def _count(self, visit: _Visit, cause: str) -> None:
        self._parts.counts.add(NOWHERE if visit.route is None else visit.route.webhook.number, cause)

    def _our_fault(self, visit: _Visit, error: Exception) -> Answer:
        """Ask the sender to come again: whatever went wrong here, it must not take its lead for delivered."""
        code = error.code if isinstance(error, Unavailable) else "internal_error"
        if not isinstance(error, Unavailable):
            log.exception("a request under /hook failed")
        self._count(visit, code)
        return refusal(TurnedAway(503, code, retry_after=TRY_AGAIN_S))

    async def _answer(self, visit: _Visit) -> Answer:
        head = visit.head
        head.check()
        visit.route = await self._find(head, visit.ip)
        settings = visit.route.webhook.settings
        if head.method not in settings.methods:
            return self._other_method(visit, visit.route)
        self._check_rate(visit.route)
        began = time.perf_counter()
        raw = await visit.body.read(settings.body_limit, head.length)
        visit.ended = time.perf_counter()
        visit.timings["body"] = _ms(visit.ended - began)
        arrival = Arrival(head.method, head.suffix, head.query, head.headers, visit.ip, self._parts.clock(), raw)
        if not visit.route.leads(head.suffix, arrival.received_at):
            return await self._reject(visit.route, arrival, TurnedAway(404, "no_such_suffix"), "path")
        reading = await reading_of(visit.route, arrival)
        if reading.turned is not None:
            return await self._reject(visit.route, arrival, reading.turned, reading.cause or reading.turned.code)
        return await self._take_in(visit, visit.route, arrival, reading)

    async def _find(self, head: Head, ip: str) -> Route:
        buckets, now = self._parts.buckets, time.monotonic()
        wait = buckets.wait(("address", ip), UNKNOWN_KEYS, now)
        if wait:
            raise TurnedAway(429, "too_many_unknown", retry_after=wait)
        route = await self._parts.routes.find(head.key) if head.key else None
        if route is None:
            buckets.take(("address", ip), UNKNOWN_KEYS, now)
            raise TurnedAway(404, "no_such_webhook")
        if route.webhook.deleted_at is not None:
            raise TurnedAway(410, "webhook_deleted")
        return route

    def _other_method(self, visit: _Visit, route: Route) -> Answer:
        head, settings = visit.head, route.webhook.settings
        if head.method == "OPTIONS":
            self._count(visit, "preflight")
            return preflight(settings, head)
        if head.method in ("GET", "HEAD"):
            self._count(visit, "greeting")
            return greeting()
        turned = TurnedAway(405, "method_not_allowed")
        self._count(visit, turned.code)
        return _with_headers(refusal(turned), {"allow": ", ".join(sorted(settings.methods))})

    def _check_rate(self, route: Route) -> None:
        limit = route.webhook.settings.rate_limit
        if limit is None:
            return
        wait = self._parts.buckets.take(("webhook", route.webhook.number), limit, time.monotonic())
        if wait:
            raise TurnedAway(429, "rate_limited", retry_after=wait)

    async def _reject(self, route: Route, arrival: Arrival, turned: TurnedAway, cause: str) -> Answer:
        """Keep a rejected request as an event, or past the limit count it."""
        bucket = ("rejected", route.webhook.number)
        if self._parts.buckets.take(bucket, KEPT_REJECTIONS, time.monotonic()):
            self._parts.counts.add(route.webhook.number, turned.code)
            return refusal(turned)
        event = self._event(route, arrival, State.REJECTED, {})
        answer = refusal(turned, event.id)
        rejected = replace(event, cause=f"{cause}:{turned.code}", finished_at=arrival.received_at, answer=answer)
        await self._parts.database.batch(_APPEND, Append(rejected, arrival.raw[:KEPT_OF_REJECTED], None))
        self._tell_in(route, event)
        return answer

    async def _take_in(self, visit: _Visit, route: Route, arrival: Arrival, reading: Reading) -> Answer:
        webhook = route.webhook
        state = State.RUNNING if webhook.is_on else State.HELD
        event = self._event(route, arrival, state, visit.timings)
        began = time.perf_counter()
        first = await self._parts.database.batch(_APPEND, self._append(route, event, arrival.raw, reading))
        visit.timings["append"] = _ms(time.perf_counter() - began)
        self._tell_in(route, event)
        if first is not None:
            return await self._parts.duplicates.answer(first, route, event.id, self._left(visit, route))
        if not webhook.is_on:
            return off_answer(webhook.settings, event.id)
        request = script_request(route, arrival, reading.parsed)
        job = Job(event, route, request, route.script, webhook.live, timings=visit.timings)
        return await self._run(visit, job)

    async def _run(self, visit: _Visit, job: Job) -> Answer:
        settings = job.route.webhook.settings
        if settings.mode is Mode.AT_ONCE:
            job.sent.answer = declared(settings.answer, job.event.id)
            self._parts.pipeline.start(job)
            return job.sent.answer
        task = self._parts.pipeline.start(job)
        done, _ = await asyncio.wait({task}, timeout=self._left(visit, job.route))
        if not done:
            job.sent.answer = declared(settings.fallback, job.event.id)
            return job.sent.answer
        return task.result()

    def _tell_in(self, route: Route, event: Event) -> None:
        self._parts.tell(EventMoved(event.workspace, route.webhook.id, event.id, 0))

    def _left(self, visit: _Visit, route: Route) -> float:
        deadline = visit.ended + route.webhook.settings.deadline_ms / 1000
        return max(0.0, deadline - time.perf_counter())

    def _append(self, route: Route, event: Event, raw: bytes, reading: Reading) -> Append:
        until = self._parts.clock() + route.webhook.dedupe_window if reading.dedupe_hash else None
        owner = self._parts.pipeline.process if event.state is State.RUNNING else None
        return Append(event, raw, owner, reading.dedupe_hash, until)

    def _event(self, route: Route, arrival: Arrival, state: State, timings: Mapping[str, float]) -> Event:
        settings, sealer = route.webhook.settings, self._parts.sealer
        return Event(
            id=self._parts.ids.new(),
            workspace=route.workspace.number,
            webhook=route.webhook.number,
            state=state,
            cause=None,
            method=arrival.method,
            suffix=arrival.suffix,
            query=kept(arrival.query, "query", settings, sealer),
            headers=kept(arrival.headers, "header", settings, sealer),
            ip=arrival.ip,
            size=len(arrival.raw),
            received_at=arrival.received_at,
            duplicate_of=None,
            attempt=1 if state is State.RUNNING else 0,
            tries=0,
            trigger=Trigger.ARRIVAL,
            next_at=None,
            finished_at=None,
            has_issues=False,
            answer=None,
            timings=dict(timings),
            seen_at=None,
        )


async def _respond(send: Send, answer: Answer, visit: _Visit) -> None:
    settings = None if visit.route is None else visit.route.webhook.settings
    body = answer.body.encode("utf-8", "replace")
    headers = [*wire_headers(answer, len(body)), *cors_headers(settings, visit.head)]
    is_empty = visit.head.method == "HEAD" or answer.status in BODILESS
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if is_empty else body})


def _with_headers(answer: Answer, headers: Mapping[str, str]) -> Answer:
    return replace(answer, headers={**answer.headers, **headers})


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)
