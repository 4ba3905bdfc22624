"""Failures grouped by what went wrong, so that a person looks at ten causes instead of a thousand events.

Failed and waiting events of one webhook and version belong together when their messages are the same but for numbers,
ids and quoted values. The newest MOST_GROUPED of each state are looked at.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from leadbase.access import audit
from leadbase.access.audit import Action, Subject
from leadbase.access.model import Permission
from leadbase.access.scope import Scope
from leadbase.access.units import Room
from leadbase.intake.errors import FailuresGone
from leadbase.intake.flows import Flows
from leadbase.intake.model import Operation, State, Webhook
from leadbase.intake.replay import Wanted
from leadbase.intake.service import get_webhook
from leadbase.intake.store import failures as store
from leadbase.intake.store import webhooks
from leadbase.intake.store.failures import Failed
from leadbase.intake.titles import first_line
from leadbase.kit.errors import Problem
from leadbase.kit.paging import Page, checked_limit, page_of, read_cursor

MOST_GROUPED = 5_000
MOST_SHOWN = 3
MOST_REPLAYED = 100
REPLAYED_AT_ONCE = 4
_PLACEHOLDERS = (
    (re.compile(r"\"[^\"]*\"|“[^”]*”|`[^`]*`|(?<!\w)'[^']*'(?!\w)"), "…"),
    (re.compile(r"\b[0-9a-f]{24}\b|\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"), "…"),
    (re.compile(r"\d+(?:\.\d+)?"), "0"),
)


@dataclass(frozen=True, slots=True)
class Group:
    """Failures of one kind. `message` is the newest one's first line, `events` its newest ids.

    `retrying` are those that wait for their next try, `unseen` those that failed and that no person has seen.
    """

    key: str
    webhook: Webhook | None
    version: int | None
    code: str | None
    message: str | None
    line: int | None
    count: int
    first_at: datetime
    last_at: datetime
    events: Sequence[str]
    retrying: int
    unseen: int


@dataclass(frozen=True, slots=True)
class Replayed:
    """How one event's replay ended, or would end; `error` says why it failed or could not be replayed."""

    event: str
    state: State | None
    error: str | None
    operations: Mapping[Operation, int]


def normalised(message: str | None) -> str:
    """Give a message without what differs from event to event."""
    text = (message or "")[:500]
    for pattern, placeholder in _PLACEHOLDERS:
        text = pattern.sub(placeholder, text)
    return text


def list_failures(scope: Scope, webhook: str | None, seen: bool | None, limit: int, cursor: str | None) -> Page[Group]:
    """Give the groups, that of the newest failure first; `seen` asks for those without (or with) unseen failures.

    Raises WebhookUnknown, LimitWrong and CursorWrong.
    """
    scope.require(Permission.EVENTS_READ)
    before = str(read_cursor(cursor, str)[0]) if cursor else "g"
    named: dict[int, Webhook] = {}
    gathered = _gathered(scope, webhook)
    named.update(webhooks.numbered(scope.tx, {members[0].webhook for members in gathered.values()}))
    groups = [_group(key, members, named.get(members[0].webhook)) for key, members in gathered.items()]
    fitting = [one for one in groups if one.events[0] < before and seen in (None, one.unseen == 0)]
    return page_of(fitting[: checked_limit(limit) + 1], limit, lambda group: [group.events[0]])


def mark_seen(scope: Scope, events: Sequence[str], key: str | None) -> int:
    """Note that a person has seen these failed events, or those of a group; give how many nobody had seen before.

    Only a person sees: asked for by a program, nothing is noted. Raises FailuresGone.
    """
    scope.require(Permission.EVENTS_READ)
    if scope.actor.kind != "person":
        return 0
    ids = events if key is None else [one.event for one in find_group(scope, key)]
    return store.mark_seen(scope.tx, scope.workspace.number, ids, scope.now)


def find_group(scope: Scope, key: str) -> Sequence[Failed]:
    """Give the failures of a group, newest first; raises FailuresGone when there are none any more."""
    scope.require(Permission.EVENTS_READ)
    found = _gathered(scope, None).get(key)
    if found is None:
        raise FailuresGone(key=key[:64])
    return found


async def replay_group(flows: Flows, room: Room[Scope], key: str, dry_run: bool, limit: int) -> Sequence[Replayed]:
    """Replay the newest events of a group (at most 100) on the live version, a few at a time, and give how each ended.

    Raises NotAllowed and FailuresGone.
    """

    def chosen(scope: Scope) -> list[str]:
        scope.require(Permission.EVENTS_REPLAY)
        events = [one.event for one in find_group(scope, key)[: min(limit, MOST_REPLAYED)]]
        if not dry_run:
            audit.note(scope, Action.FAILURES_REPLAYED, Subject("failures", key, ""), None, {"events": len(events)})
        return events

    act = _rehearsed if dry_run else _replayed
    room_for = asyncio.Semaphore(REPLAYED_AT_ONCE)

    async def one(event: str) -> Replayed:
        async with room_for:
            return await _told(event, lambda: act(flows, room, event))

    return await asyncio.gather(*map(one, await (room.read if dry_run else room.write)(chosen)))


async def _told(event: str, act: Callable[[], Awaitable[Replayed]]) -> Replayed:
    try:
        return await act()
    except Problem as problem:
        return Replayed(event, None, problem.message("en"), {})


async def _rehearsed(flows: Flows, room: Room[Scope], event: str) -> Replayed:
    run = await flows.rehearse(room, Wanted(event))
    counts = Counter(effect.operation for effect in run.effects)
    return Replayed(event, run.state, first_line(run.error and run.error.get("message")), counts)


async def _replayed(flows: Flows, room: Room[Scope], event: str) -> Replayed:
    await flows.replay(room, Wanted(event))
    state, error, counts = await room.read(lambda scope: store.ended(scope.tx, scope.workspace.number, event))
    return Replayed(event, state, first_line(error and error.get("message")), counts)


def _gathered(scope: Scope, webhook: str | None) -> Mapping[str, Sequence[Failed]]:
    number = None if webhook is None else get_webhook(scope, webhook).number
    found: dict[str, list[Failed]] = {}
    for one in store.list_failed(scope.tx, scope.workspace.number, number, MOST_GROUPED):
        found.setdefault(_key(one), []).append(one)
    return found


def _key(one: Failed) -> str:
    message = normalised(first_line(one.error and one.error.get("message")))
    parts = (one.webhook, one.version, one.code, message)
    return sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:24]


def _group(key: str, members: Sequence[Failed], webhook: Webhook | None) -> Group:
    newest = members[0]
    error = newest.error or {}
    line = error.get("line")
    return Group(
        key=key,
        webhook=webhook,
        version=newest.version,
        code=newest.code,
        message=first_line(error.get("message")),
        line=line if isinstance(line, int) else None,
        count=len(members),
        first_at=members[-1].received_at,
        last_at=newest.received_at,
        events=[one.event for one in members[:MOST_SHOWN]],
        retrying=sum(one.state is State.WAITING for one in members),
        unseen=sum(one.state is State.FAILED and one.seen_at is None for one in members),
    )
