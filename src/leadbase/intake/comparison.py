"""A comparison: what a script that is no version yet would make of a webhook's last events, beside what each had.

It must not be felt by leads that come in: one comparison at a time runs in a process, one event after another with a
rest as long as the run, for a bounded time, and it ends when whoever asked has left or the script proves too slow.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from leadbase.access.model import Permission
from leadbase.access.scope import Scope
from leadbase.access.units import Room
from leadbase.intake import replay
from leadbase.intake.briefs import Brief, briefs
from leadbase.intake.errors import EventBusy, EventUnknown
from leadbase.intake.model import Answer, Attempt, Operation, State, Webhook
from leadbase.intake.recall import BodyUnreadable, PayloadGone
from leadbase.intake.replay import DryRun, Replays, Unpublished, Wanted
from leadbase.intake.service import get_webhook
from leadbase.intake.store import events as store
from leadbase.intake.store import lists
from leadbase.intake.store.lists import EventFilter
from leadbase.kit.errors import Problem
from leadbase.kit.json import JsonObject, JsonValue, compact

MOST = 50
LONGEST_S = 20.0
"""How long a comparison may take, with its wait for those before it."""

LONGEST_REST_S = 0.25
MOST_KILLED = 2
"""After so many runs that the sandbox ended, the rest is not tried: each of them may hold up a lead."""

_COMPARED = (State.DONE, State.FAILED, State.WAITING)
_RUNS = {"done": State.DONE, "failed": State.FAILED, "waiting": State.WAITING}

IsGone = Callable[[], Awaitable[bool]]
"""Tells whether whoever asked has left."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What to compare: a source, and how many of the last events at most."""

    source: str
    language: str
    most: int = MOST


@dataclass(frozen=True, slots=True)
class Told:
    """What a run came to, as far as it is compared."""

    state: State
    answer: Answer | None
    error: JsonObject | None


@dataclass(frozen=True, slots=True)
class Difference:
    """An event that the script makes something else of: `parts` are state, answer and rows, as they differ."""

    brief: Brief
    had: Told
    run: DryRun
    parts: Sequence[str]


@dataclass(slots=True)
class Comparison:
    """What came of it: `tried` events, those of them that differ, `skipped` ones whose body is gone or unreadable.

    `ended` says why the rest of the events was not tried: time, killed or gone; None: all were.
    """

    tried: int = 0
    skipped: int = 0
    ended: str | None = None
    differences: list[Difference] = field(default_factory=list[Difference])


@dataclass(frozen=True, slots=True)
class _Past:
    """An event with the last of its attempts that ended."""

    brief: Brief
    last: Attempt


class Comparer:
    """Compares, one at a time."""

    def __init__(self, replays: Replays) -> None:
        """Take what runs events dry."""
        self._replays = replays
        self._turn = asyncio.Lock()

    async def compare(self, room: Room[Scope], reference: str, asked: Asked, is_gone: IsGone) -> Comparison:
        """Try a source on the last events of a webhook that ended, newest first; raises NotAllowed, WebhookUnknown."""
        webhook, pasts, key = await room.read(lambda scope: _pasts(scope, reference, asked.most))
        draft = Unpublished(f"compare:{key}", asked.source, asked.language)
        end = asyncio.get_running_loop().time() + LONGEST_S
        try:
            async with asyncio.timeout_at(end):
                await self._turn.acquire()
        except TimeoutError:
            return Comparison(ended="time")
        try:
            return await self._compare(room, webhook, pasts, draft, end, is_gone)
        finally:
            self._turn.release()

    async def _compare(
        self,
        room: Room[Scope],
        webhook: Webhook,
        pasts: Sequence[_Past],
        draft: Unpublished,
        end: float,
        is_gone: IsGone,
    ) -> Comparison:
        clock, found, killed = asyncio.get_running_loop().time, Comparison(), 0
        for past in pasts:
            found.ended = await _reason(clock() > end, killed, is_gone)
            if found.ended is not None:
                break
            began = clock()
            killed += await self._try(room, webhook, past, draft, found)
            await asyncio.sleep(min(clock() - began, LONGEST_REST_S))
        return found

    async def _try(
        self, room: Room[Scope], webhook: Webhook, past: _Past, draft: Unpublished, found: Comparison
    ) -> bool:
        """Add what comes of one event; tell whether the sandbox had to end the run."""
        try:
            run = await self._run(room, Wanted(past.brief.event.id, source=draft))
        except Problem as problem:
            if not isinstance(problem, PayloadGone | BodyUnreadable | EventBusy | EventUnknown):
                raise
            found.skipped += 1
            return False
        found.tried += 1
        had = Told(_RUNS[past.last.outcome], past.last.answer, past.last.error)
        parts = differing(had, run)
        if parts and webhook.live is not None:
            live = await self._run(room, Wanted(past.brief.event.id))
            parts = [] if _came_to(live) == _came_to(run) else parts
        if parts:
            found.differences.append(Difference(past.brief, had, run, parts))
        return run.state is State.WAITING

    async def _run(self, room: Room[Scope], wanted: Wanted) -> DryRun:
        return await self._replays.rehearse(await room.read(lambda scope: replay.look(scope, wanted)))


def differing(had: Told, run: DryRun) -> list[str]:
    """Tell in what a run differs from what an event had: its state, its answer, the rows that it would change."""
    parts: list[str] = []
    if had.state is not run.state or (had.error or {}).get("code") != (run.error or {}).get("code"):
        parts.append("state")
    if _said(had.answer) != _said(run.answer):
        parts.append("answer")
    if _changes_rows(run):
        parts.append("rows")
    return parts


def _said(answer: Answer | None) -> JsonValue:
    return None if answer is None else [answer.status, answer.content_type, answer.body, dict(answer.headers)]


def _changes_rows(run: DryRun) -> bool:
    """Tell whether a redo finds the rows otherwise than it would leave them."""
    is_left = (Operation.REDO, Operation.UPDATE, Operation.SKIP)
    changed = any(effect.before or effect.operation not in is_left for effect in run.effects)
    return changed or any(note.get("code") == "surplus_record" for note in run.notes)


def _came_to(run: DryRun) -> str:
    """Spell everything of a run that a person would see of it afterwards; ids of new records are of no account."""
    rows: list[JsonValue] = [
        [effect.table, effect.record, effect.operation.value, after]
        for effect, after in zip(run.effects, run.after, strict=True)
    ]
    surplus: list[JsonValue] = [note for note in run.notes if note.get("code") == "surplus_record"]
    told = compact([run.state.value, (run.error or {}).get("code"), _said(run.answer), rows, surplus])
    for effect in run.effects:
        if effect.operation is Operation.CREATE:
            told = told.replace(effect.record, f"new {effect.ordinal}")
    return told


async def _reason(is_late: bool, killed: int, is_gone: IsGone) -> str | None:
    if await is_gone():
        return "gone"
    if killed >= MOST_KILLED:
        return "killed"
    return "time" if is_late else None


def _pasts(scope: Scope, reference: str, most: int) -> tuple[Webhook, Sequence[_Past], str]:
    scope.require(Permission.SCRIPTS_PUBLISH)
    scope.require(Permission.EVENTS_REPLAY)
    webhook = get_webhook(scope, reference)
    wanted = EventFilter(webhook=webhook.number, states=_COMPARED)
    found = briefs(scope, lists.list_events(scope.tx, scope.workspace.number, wanted, min(most, MOST), None))
    pasts: list[_Past] = []
    for brief in found:
        ended = [one for one in store.list_attempts(scope.tx, brief.event.id) if one.outcome in _RUNS]
        if ended:
            pasts.append(_Past(brief, ended[-1]))
    return webhook, pasts, scope.ids.new()
