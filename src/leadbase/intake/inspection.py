"""Reading what arrived: lists of events without bodies, and one event with everything that happened to it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from leadbase.access.model import Permission
from leadbase.access.scope import Scope
from leadbase.intake import briefs
from leadbase.intake.body import Parsed, parse
from leadbase.intake.briefs import Brief
from leadbase.intake.decoding import decode
from leadbase.intake.errors import EventUnknown
from leadbase.intake.keeping import masked
from leadbase.intake.model import Attempt, Effect, Event, State, Webhook
from leadbase.intake.recall import PayloadGone
from leadbase.intake.refusals import BodyRefused
from leadbase.intake.service import get_webhook
from leadbase.intake.store import events as store
from leadbase.intake.store import lists, webhooks
from leadbase.intake.store.lists import EventFilter
from leadbase.kit.ids import is_id
from leadbase.kit.paging import Page, checked_limit, page_of, read_cursor

DAYS_OF_REFUSALS = 30

SEARCHED = 2_000
"""How many of the newest events are looked through for a text."""

LARGEST_SEARCHED = 256 * 1024
"""Bytes of the largest body that is looked through."""

_ID_START = re.compile(r"[0-9a-f]{8,24}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events to list; None leaves a question open."""

    webhook: str | None = None
    states: Sequence[State] | None = None
    since: datetime | None = None
    until: datetime | None = None
    has_issues: bool | None = None
    version: int | None = None
    duplicate: bool | None = None
    after: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class EventList(Page[Event]):
    """A page of events. `searched` is how many of the newest events were looked through for the text, if it was so."""

    searched: int | None = None


@dataclass(frozen=True, slots=True)
class Detail:
    """One event with its webhook, its body as it was understood (None: gone, or not to be read), and its past.

    `previous` and `next` are the ids of the events of the same webhook before and after it.
    """

    event: Event
    webhook: Webhook | None
    parsed: Parsed | None
    attempts: Sequence[Attempt]
    effects: Sequence[Effect]
    brief: Brief
    previous: str | None
    next: str | None


def list_events(scope: Scope, wanted: Wanted, limit: int, cursor: str | None) -> EventList:
    """Give events without their bodies, newest first; raises WebhookUnknown, LimitWrong and CursorWrong.

    `wanted.text` is an event's id or the start of one (8 characters or more), the id of a record that the event wrote,
    or else a part of the body as it came. The last two are looked for among the newest SEARCHED events that fit the
    rest; bodies above LARGEST_SEARCHED bytes and compressed ones are passed over.
    """
    scope.require(Permission.EVENTS_READ)
    before = str(read_cursor(cursor, str)[0]) if cursor else None
    narrowed, searched = narrow(scope, wanted)
    found = lists.list_events(scope.tx, scope.workspace.number, narrowed, checked_limit(limit) + 1, before)
    page = page_of([_shown(event) for event in found], limit, lambda event: [event.id])
    return EventList(page.items, page.next_cursor, searched)


def narrow(scope: Scope, wanted: Wanted) -> tuple[EventFilter, int | None]:
    """Give the filter that a wish stands for, and how many events were looked through for its text.

    Raises WebhookUnknown.
    """
    fitting = _filter(scope, wanted)
    return _search(scope, fitting, wanted.text) if wanted.text else (fitting, None)


def find_starting(scope: Scope, start: str, most: int) -> Sequence[briefs.Brief]:
    """Give the newest events whose id begins with this (8 characters or more of an id; anything else finds none)."""
    scope.require(Permission.EVENTS_READ)
    if not _ID_START.fullmatch(start):
        return ()
    wanted = EventFilter(first=start.ljust(24, "0"), last=start.ljust(24, "f"))
    return briefs.briefs(scope, lists.list_events(scope.tx, scope.workspace.number, wanted, most, None))


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
        briefs.briefs(scope, [found])[0],
        *lists.find_neighbours(scope.tx, found.webhook, found.id),
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


def _filter(scope: Scope, wanted: Wanted) -> EventFilter:
    return EventFilter(
        webhook=None if wanted.webhook is None else get_webhook(scope, wanted.webhook).number,
        states=wanted.states,
        since=wanted.since,
        until=wanted.until,
        has_issues=wanted.has_issues,
        version=wanted.version,
        duplicate=wanted.duplicate,
        after=wanted.after,
    )


def _search(scope: Scope, wanted: EventFilter, text: str) -> tuple[EventFilter, int | None]:
    """Narrow a filter to what a text stands for, and tell how many events were looked through for it."""
    tx, workspace = scope.tx, scope.workspace.number
    if _ID_START.fullmatch(text):
        first, last = text.ljust(24, "0"), text.ljust(24, "f")
        if lists.has_event_between(tx, workspace, first, last):
            return replace(wanted, first=first, last=last), None
    found = lists.find_writers(tx, workspace, wanted, text, SEARCHED) if is_id(text) else ()
    spellings = {text.encode("utf-8", "replace"), json.dumps(text)[1:-1].encode()}
    found = found or lists.find_bodies(tx, workspace, wanted, sorted(spellings), SEARCHED, LARGEST_SEARCHED)
    return replace(wanted, ids=found), SEARCHED


def _shown(event: Event) -> Event:
    return replace(event, headers=masked(event.headers), query=masked(event.query))


def _understood(raw: bytes, event: Event) -> Parsed | None:
    try:
        return parse(decode(raw, event.headers), event.headers, requires_json=False)
    except BodyRefused:
        return None
