"""The steps of a bulk replay: gather which events, then run a few, count what became of them, run the next few.

An event's attempt begins in one transaction with the note that it did, so that whoever goes on after a death knows
which ran. Their outcome is read back from the events themselves. Dry runs leave nothing behind but their outcome.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from leadbase.access.acting import ActingRoom
from leadbase.access.scope import Scope, Transaction
from leadbase.access.units import Units
from leadbase.intake import bulk_replay, replay
from leadbase.intake.bulk_replay import MOST_EVENTS, filter_of
from leadbase.intake.flows import Flows
from leadbase.intake.model import Effect, Operation
from leadbase.intake.replay import Begun, Unpublished, Wanted
from leadbase.intake.store import replays as store
from leadbase.intake.store.replays import BulkReplay, Item
from leadbase.jobs import service as jobs
from leadbase.jobs.kind import Kind
from leadbase.jobs.model import Job, Progress, Step
from leadbase.kit.errors import Forbidden, Problem, Unavailable
from leadbase.kit.json import JsonObject

GATHERED = 1_000
AT_ONCE = 4
LOST_LOOK_S = 1.0
"""How long until it is looked again after events that a dead process left behind."""


def replay_kind(units: Units, flows: Flows) -> Kind:
    """Give the kind of job that bulk replays are."""
    steps = _Steps(units, flows)
    return Kind(bulk_replay.KIND, steps.take)


@dataclass(slots=True)
class Tally:
    """What came of the events so far: by outcome, and by table and operation."""

    outcomes: Counter[str]
    tables: dict[str, Counter[str]]
    kept_fields: int = 0
    is_cut: bool = False

    @classmethod
    def of(cls, cursor: JsonObject | None) -> Tally:
        """Read it from a job's cursor or result; nothing counted yet where there is none."""
        kept = cast(Mapping[str, Any], cursor or {})
        tables = {table: Counter[str](counts) for table, counts in kept.get("tables", {}).items()}
        return cls(Counter(kept.get("outcomes", {})), tables, kept.get("kept_fields", 0), kept.get("cut", False))

    def add(self, item: Item) -> None:
        """Count what became of an event."""
        self.outcomes[item.outcome or "refused"] += 1
        self.kept_fields += item.kept_fields
        for table, counts in (item.writes or {}).items():
            self.tables.setdefault(table, Counter()).update(counts)

    def as_json(self) -> dict[str, Any]:
        """Spell it for a job's cursor or result."""
        tables = {table: dict(counts) for table, counts in self.tables.items()}
        return {
            "outcomes": dict(self.outcomes),
            "tables": tables,
            "kept_fields": self.kept_fields,
            "cut": self.is_cut,
        }


@dataclass(frozen=True, slots=True)
class _Steps:
    units: Units
    flows: Flows

    def take(self, tx: Transaction, job: Job, _now: datetime) -> Step:
        """Take one step; see Kind."""
        made = store.find_replay(tx, job.workspace, job.id)
        if made is None:
            raise AssertionError("a replay is written together with its job")
        if job.cursor is None or "after" in job.cursor:
            return self._gather(tx, made, job)
        return self._go_on(tx, made, job)

    def _gather(self, tx: Transaction, made: BulkReplay, job: Job) -> Step:
        """Note the next events that fit, oldest first."""
        wanted, begun = filter_of(cast(JsonObject, job.params["filter"])), cast(dict[str, Any], job.cursor or {})
        after, count = begun.get("after", wanted.after), job.progress.total or 0
        room = min(GATHERED, MOST_EVENTS - count)
        narrowed = replace(wanted, after=after)
        ids = store.list_event_ids(tx, made.workspace, narrowed, str(job.params["until"]), room + 1)
        taken = ids[:room]
        items = [Item(made.id, ordinal, event) for ordinal, event in enumerate(taken, count)]
        store.add_items(tx, items)
        total = count + len(taken)
        if len(ids) > room and total < MOST_EVENTS:
            return Step({"after": taken[-1]}, Progress(0, total))
        tally = replace(Tally.of(None), is_cut=len(ids) > room)
        return Step(tally.as_json(), Progress(0, total))

    def _go_on(self, tx: Transaction, made: BulkReplay, job: Job) -> Step:
        """Count what is known, and give what is to be run next."""
        tally = Tally.of(job.cursor)
        items = store.list_uncounted(tx, made.id, _at_once(made) * 2)
        settled = store.settled(tx, [item for item in items if item.state == "begun"])
        known = [*settled, *(item for item in items if item.state == "known")]
        for item in known:
            tally.add(item)
        store.save_items(tx, [replace(item, state="counted") for item in known])
        progress = replace(job.progress, done=job.progress.done + len(known))
        if not items:
            return Step(None, progress, is_done=True, result=tally.as_json())
        fresh = [item for item in items if item.state == "open"][: _at_once(made)]
        if fresh:
            return Step(tally.as_json(), progress, then=lambda: self._run(made, job, fresh))
        return Step(tally.as_json(), progress, wait_s=0.0 if known else LOST_LOOK_S)

    async def _run(self, made: BulkReplay, job: Job, items: Sequence[Item]) -> None:
        """Run these events beside each other, no faster than asked for, and note the outcomes that are known here."""
        pace = asyncio.create_task(asyncio.sleep(len(items) / made.rate if made.rate else 0))
        act = self._rehearsed if made.dry_run else self._replayed
        room = ActingRoom(self.units, made.workspace, made.made_by)
        try:
            ended = await asyncio.gather(*(_told(item, act, room, made, job) for item in items), return_exceptions=True)
            known = [one for one in ended if isinstance(one, Item)]
            if known:
                await room.write(lambda scope: _keep(scope, job, known))
            for one in ended:
                if isinstance(one, BaseException):
                    raise one
            await pace
        finally:
            pace.cancel()

    async def _rehearsed(self, room: ActingRoom, made: BulkReplay, job: Job, item: Item) -> Item | None:
        run = await self.flows.rehearse(room, _wanted(made, item))
        writes: dict[str, Counter[str]] = {}
        for effect in run.effects:
            writes.setdefault(effect.table, Counter())[_did(effect)] += 1
        kept = store.count_kept_fields(run.notes)
        return replace(item, outcome=run.state.value, error=run.error, writes=writes, kept_fields=kept)

    async def _replayed(self, room: ActingRoom, made: BulkReplay, job: Job, item: Item) -> Item | None:
        """Run an event for real; None: what became of it stands with the event."""
        wanted, replays = _wanted(made, item), self.flows.replays
        ready = await replays.job(await room.read(lambda scope: replay.look(scope, wanted)))
        process = self.flows.pipeline.process
        begun = await room.write(lambda scope: _begin(scope, job, item, wanted, process))
        if begun is not None:
            await replays.run(begun, ready)
        return None


def _did(effect: Effect) -> str:
    is_same = not effect.before and not effect.issues and effect.operation in (Operation.UPDATE, Operation.REDO)
    return store.SAME if is_same else effect.operation.value


_Act = Callable[[ActingRoom, BulkReplay, Job, Item], Awaitable[Item | None]]


async def _told(item: Item, act: _Act, room: ActingRoom, made: BulkReplay, job: Job) -> Item | None:
    """Take what can't be replayed as an outcome too; raises what is no fault of the event."""
    try:
        return await act(room, made, job, item)
    except (Unavailable, Forbidden):
        raise
    except Problem as problem:
        error: JsonObject = {
            "code": problem.code,
            "message": problem.message("en"),
            "message_zh": problem.message("zh-CN"),
        }
        return replace(item, outcome="refused", error=error)


def _begin(scope: Scope, job: Job, item: Item, wanted: Wanted, process: str) -> Begun | None:
    """Begin an event's attempt and note that it began, both or neither; None: it is somebody else's by now."""
    if not jobs.is_held(scope.tx, job):
        return None
    begun = replay.begin(scope, wanted, process)
    if not store.begin_item(scope.tx, item, begun.event.attempt):
        raise AssertionError("only who holds the job begins its items")
    return begun


def _keep(scope: Scope, job: Job, items: Sequence[Item]) -> None:
    if jobs.is_held(scope.tx, job):
        for item in items:
            store.know_item(scope.tx, item)


def _wanted(made: BulkReplay, item: Item) -> Wanted:
    source = None
    if made.source is not None:
        source = Unpublished(f"replay:{made.id}", made.source, made.language or "javascript")
    return Wanted(item.event, made.version, made.as_new, source)


def _at_once(made: BulkReplay) -> int:
    return min(AT_ONCE, made.rate or AT_ONCE)
