"""Undoing a bulk replay as one batch: records that it made go to the trash, what it changed is put back.

A field is put back over all that the events of the batch did to it, but only where nobody else changed it after that:
whoever did keeps their change. A record that the batch made stays where anybody else changed it since. Each event is
undone in one transaction, so that whoever goes on after a death does none twice; an event that had failed before has
failed again, ready for another try.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any, cast

from leadbase.access import audit
from leadbase.access.acting import ActingRoom
from leadbase.access.audit import Action, Subject
from leadbase.access.model import Permission
from leadbase.access.scope import Scope, Transaction
from leadbase.access.units import Units
from leadbase.intake.bulk_replay import Told, get_replay
from leadbase.intake.errors import ReplayNotUndoable
from leadbase.intake.model import Effect, Operation
from leadbase.intake.redo import MACHINES
from leadbase.intake.store import events as event_store
from leadbase.intake.store import replays as store
from leadbase.intake.store import undoing
from leadbase.intake.store.replays import Item
from leadbase.jobs import service as jobs
from leadbase.jobs.kind import Kind
from leadbase.jobs.model import ENDED, Job, JobState, NewJob, Progress, Step
from leadbase.kit.errors import Conflict, Invalid, NotFound
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.records import service as records
from leadbase.records import writes
from leadbase.records.model import Change
from leadbase.records.prepare import signature
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.model import Table

KIND = "replay_undo"
AT_ONCE = 20

TRASHED, PUT_BACK, RESTORED, LEFT, GONE = "trashed", "put_back", "restored", "left", "gone"
"""What became of a record: those left had been changed by others since, those gone were there no more."""


def undo_replay(scope: Scope, replay: str) -> Told:
    """Make the job that takes a bulk replay back; raises NotAllowed, ReplayUnknown and ReplayNotUndoable."""
    scope.require(Permission.EVENTS_REPLAY)
    told = get_replay(scope, replay)
    if told.replay.dry_run or told.job.state not in ENDED:
        raise ReplayNotUndoable(replay=replay, state="dry_run" if told.replay.dry_run else told.job.state.value)
    if told.undo is not None and told.undo.state not in (JobState.FAILED, JobState.CANCELLED):
        raise ReplayNotUndoable(replay=replay, state=f"undo {told.undo.state.value}")
    by = signature(scope.actor)
    params: JsonObject = {"replay": told.replay.id}
    job = jobs.enqueue(scope, NewJob(scope.workspace.number, KIND, params, by))
    store.set_undo(scope.tx, told.replay.id, job.id)
    label = "" if told.webhook is None else told.webhook.label
    audit.note(scope, Action.REPLAY_UNDONE, Subject("replay", told.replay.id, label))
    return get_replay(scope, replay)


def undo_kind(units: Units, catalogues: Catalogues) -> Kind:
    """Give the kind of job that takes bulk replays back."""
    return Kind(KIND, _Steps(units, catalogues).take)


@dataclass(frozen=True, slots=True)
class _Steps:
    units: Units
    catalogues: Catalogues

    def take(self, tx: Transaction, job: Job, _now: datetime) -> Step:
        """Take one step: count what the last one did, and give what is to be undone next, the last event first."""
        begun = cast(Mapping[str, Any], job.cursor or {})
        below, tally = begun.get("below"), Counter[str](begun.get("tally", {}))
        replay = str(job.params["replay"])
        window = store.list_to_undo(tx, replay, below, AT_ONCE)
        total = job.progress.total if job.progress.total is not None else store.count_to_undo(tx, replay)
        if not window:
            return Step(None, Progress(total, total), is_done=True, result=dict(tally))
        open_items = [item for item in window if item.undone is None]
        if open_items:
            then = _Undo(self, job, open_items).run
            return Step(job.cursor, Progress(job.progress.done, total), then=then)
        for item in window:
            tally.update(item.undone or {})
        cursor: JsonObject = {"below": window[-1].ordinal, "tally": dict(tally)}
        return Step(cursor, Progress(job.progress.done + len(window), total))


@dataclass(frozen=True, slots=True)
class _Undo:
    """Some events of a replay to be undone, one after another."""

    steps: _Steps
    job: Job
    items: Sequence[Item]

    async def run(self) -> None:
        """Undo each in a transaction of its own, under the rights that whoever asked has by then."""
        room = ActingRoom(self.steps.units, self.job.workspace, self.job.made_by)
        for item in self.items:
            await room.write(lambda scope, item=item: self._undo(scope, item))

    def _undo(self, scope: Scope, item: Item) -> None:
        if not jobs.is_held(scope.tx, self.job):
            return
        scope.require(Permission.EVENTS_REPLAY)
        past = event_store.list_attempts(scope.tx, item.event)
        attempt = next((one for one in past if one.number == item.attempt), None)
        if attempt is None:
            store.mark_undone(scope.tx, item, {})
            return
        found = _Reversal(scope, self.steps.catalogues, item.replay, self.job)
        effects = [one for one in event_store.list_effects(scope.tx, item.event) if one.attempt == item.attempt]
        for effect in reversed(effects):
            found.take(effect)
        note: JsonObject = {"code": "undone", "replay": item.replay, "left": found.left}
        undoing.add_note(scope.tx, item.event, attempt.number, note)
        before = [one for one in past if one.number < attempt.number and one.outcome != "lost"]
        if before and before[-1].outcome != "done":
            cause = str((before[-1].error or {}).get("code") or "script_error")
            undoing.set_back(scope.tx, item.event, attempt.number, cause)
        store.mark_undone(scope.tx, item, dict(found.tally))


class _Reversal:
    """Takes the effects of one attempt back, the last one first; `left` are the records that stay as it made them."""

    def __init__(self, scope: Scope, catalogues: Catalogues, replay: str, job: Job) -> None:
        self._scope = scope
        self._catalogue = catalogues.get(scope)
        self._replay = replay
        self._job = job
        self.tally: Counter[str] = Counter()
        self.left: list[JsonValue] = []

    def take(self, effect: Effect) -> None:
        """Take one effect back."""
        if effect.operation is Operation.SKIP:
            return
        table = self._catalogue.find_table(effect.table)
        did = GONE if table is None else self._reversed(table, effect)
        self.tally[did] += 1
        if did == LEFT and effect.operation is Operation.CREATE:
            self.left.append(effect.record)

    def _reversed(self, table: Table, effect: Effect) -> str:
        """Take an effect back in this table and give what became of the record."""
        try:
            if effect.operation is Operation.DELETE:
                records.restore_record(self._scope, table, effect.record)
                return RESTORED
            if effect.operation is Operation.CREATE:
                return self._trashed(table, effect.record)
            return self._put_back(table, effect)
        except NotFound:
            return GONE
        except (Conflict, Invalid):
            # a unique value is somebody else's by now, an option or a linked record is gone
            return LEFT

    def _trashed(self, table: Table, record: str) -> str:
        changes = writes.list_changes_since(self._scope.tx, table, record, 1)
        ends = self._ends(changes)
        if not all(self._is_undo(change) or _is_of_batch(change, ends) for change in changes):
            writes.read_one(self._scope.tx, table, record)
            return LEFT
        records.trash_record(self._scope, table, record)
        return TRASHED

    def _put_back(self, table: Table, effect: Effect) -> str:
        """Put every field of it back over whatever the batch did to it, unless somebody else changed it after that."""
        writes.read_one(self._scope.tx, table, effect.record, lock=True)
        changes = writes.list_changes_since(self._scope.tx, table, effect.record, 1)
        ends = self._ends(changes)
        back: dict[str, JsonValue] = {}
        left = False
        for name in effect.before or {}:
            newest_first = [change for change in reversed(changes) if name in change.before]
            if table.find_field(name) is None or (newest_first and self._is_undo(newest_first[0])):
                continue
            of_batch = list(takewhile(lambda change: _is_of_batch(change, ends), newest_first))
            if of_batch:
                back[name] = of_batch[-1].before[name]
            else:
                left = True
        if back:
            records.update_record(self._scope, table, effect.record, back)
        return LEFT if left else PUT_BACK

    def _ends(self, changes: Sequence[Change]) -> Mapping[str, datetime]:
        events = {change.source_event for change in changes if change.source_event is not None}
        return store.ends_of(self._scope.tx, self._replay, events)

    def _is_undo(self, change: Change) -> bool:
        """Tell whether this undo made a change."""
        return change.actor == self._job.made_by and change.at >= self._job.created_at


def _is_of_batch(change: Change, ends: Mapping[str, datetime]) -> bool:
    """Tell whether a change was made by the batch: by one of its events, before its attempt ended."""
    end = ends.get(change.source_event or "")
    return end is not None and change.at <= end and change.actor.startswith(MACHINES)
