"""Reading what arrived: lists of events without bodies, and one event with everything that happened to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from leadbase.access.model import Permission
from leadbase.access.scope import Scope
from leadbase.intake.body import Parsed, parse
from leadbase.intake.decoding import decode
from leadbase.intake.errors import EventUnknown
from leadbase.intake.keeping import masked
from leadbase.intake.model import Attempt, Effect, Event, State, Webhook
from leadbase.intake.recall import PayloadGone
from leadbase.intake.refusals import BodyRefused
from leadbase.intake.service import get_webhook
from leadbase.intake.store import events as store
from leadbase.intake.store import webhooks
from leadbase.kit.paging import Page, checked_limit, page_of, read_cursor

DAYS_OF_REFUSALS = 30


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events to list; None leaves a question open."""

    webhook: str | None = None
    states: Sequence[State] | None = None
    since: datetime | None = None
    until: datetime | None = None
    has_issues: bool | None = None


@dataclass(frozen=True, slots=True)
class Detail:
    """One event with its webhook, its body as it was understood (None: gone, or not to be read), and its past."""

    event: Event
    webhook: Webhook | None
    parsed: Parsed | None
    attempts: Sequence[Attempt]
    effects: Sequence[Effect]


def list_events(scope: Scope, wanted: Wanted, limit: int, cursor: str | None) -> Page[Event]:
    """Give events without their bodies, newest first; raises WebhookUnknown, LimitWrong and CursorWrong."""
    scope.require(Permission.EVENTS_READ)
    before = str(read_cursor(cursor, str)[0]) if cursor else None
    found = store.list_events(
        scope.tx, scope.workspace.number, _filter(scope, wanted), checked_limit(limit) + 1, before
    )
    return page_of([_shown(event) for event in found], limit, lambda event: [event.id])


def names_of(scope: Scope, events: Sequence[Event]) -> Mapping[int, str]:
    """Give the name of each webhook of these events by its number."""
    return webhooks.names_of(scope.tx, {event.webhook for event in events})


def get_event(scope: Scope, event: str) -> Detail:
    """Give one event with its past; a failed one counts as seen from now on (see `mark_seen`). Raises EventUnknown."""
    scope.require(Permission.EVENTS_READ)
    found = _find(scope, event)
    raw = store.find_payload(scope.tx, event)
    return Detail(
        _shown(found),
        webhooks.find_by_number(scope.tx, found.webhook),
        None if raw is None else _understood(raw, found),
        store.list_attempts(scope.tx, event),
        store.list_effects(scope.tx, event),
    )


def get_payload(scope: Scope, event: str) -> bytes:
    """Give the bytes of an event's body as they came; raises EventUnknown and PayloadGone."""
    scope.require(Permission.EVENTS_READ)
    raw = store.find_payload(scope.tx, _find(scope, event).id)
    if raw is None:
        raise PayloadGone(event=event)
    return raw


def mark_seen(scope: Scope, event: str) -> None:
    """Note that a person has seen a failed event, so that its time to go can come."""
    scope.require(Permission.EVENTS_READ)
    if scope.actor.kind == "person":
        store.mark_seen(scope.tx, scope.workspace.number, event, scope.now)


def list_refusals(scope: Scope, webhook: str) -> Sequence[tuple[str, str, int]]:
    """Give what a webhook only counted in the last 30 days as (day, cause, count), newest first."""
    scope.require(Permission.EVENTS_READ)
    number = get_webhook(scope, webhook).number
    since = scope.now.date().toordinal() - DAYS_OF_REFUSALS
    return webhooks.list_refusals(scope.tx, number, scope.now.date().fromordinal(since).isoformat())


def _find(scope: Scope, event: str) -> Event:
    found = store.find_event(scope.tx, scope.workspace.number, event)
    if found is None:
        raise EventUnknown(event=event[:100])
    return found


def _filter(scope: Scope, wanted: Wanted) -> store.EventFilter:
    number = None if wanted.webhook is None else get_webhook(scope, wanted.webhook).number
    return store.EventFilter(number, wanted.states, wanted.since, wanted.until, wanted.has_issues)


def _shown(event: Event) -> Event:
    return replace(event, headers=masked(event.headers), query=masked(event.query))


def _understood(raw: bytes, event: Event) -> Parsed | None:
    try:
        return parse(decode(raw, event.headers), event.headers, requires_json=False)
    except BodyRefused:
        return None
