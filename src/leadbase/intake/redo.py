"""The rule of a redo: what an event made is brought up to date in place, what people changed since is left alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast

from leadbase.access.scope import Transaction
from leadbase.intake.buffer import Skip, Update, Write
from leadbase.intake.model import Attempt, Effect, Event, Operation, Trigger
from leadbase.intake.store import events as store
from leadbase.kit.json import JsonObject
from leadbase.records import writes
from leadbase.records.model import Change, PreparedUpdate
from leadbase.tables.model import Table

MACHINES = ("webhook:", "system")
"""Who is not a person: the signatures of scripts and of Leadbase itself begin so."""


@dataclass(slots=True)
class Past:
    """What an event's earlier attempts did.

    `creations` has the records that they made, by table id, in order; `removals` the table and record ids that they put
    in the trash; `since` when each record was first written by the event (UTC).
    """

    creations: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    removals: Collection[tuple[str, str]] = ()
    since: Mapping[tuple[str, str], datetime] = field(default_factory=dict[tuple[str, str], datetime])
    _taken: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def next_creation(self, table: Table) -> str | None:
        """Take the record that stands for the run's next creation in this table; None where the past made no more."""
        for record in self.creations.get(table.id, ()):
            if self.take(table, record):
                return record
        return None

    def take(self, table: Table, record: str) -> bool:
        """Let this record, if the past made it, stand for a creation of the run; True the first time."""
        if not self.is_own(table, record) or (table.id, record) in self._taken:
            return False
        self._taken.add((table.id, record))
        return True

    def is_own(self, table: Table, record: str) -> bool:
        """Tell whether the past made this record."""
        return record in self.creations.get(table.id, ())

    def surplus_notes(self) -> Sequence[JsonObject]:
        """Name the records that the past made and this run did not ask for; they stay as they are."""
        return [
            {"code": "surplus_record", "table": table, "record": record}
            for table, made in self.creations.items()
            for record in made
            if (table, record) not in self._taken
        ]


def past_of(tx: Transaction, event: Event) -> Past:
    """Read what earlier attempts of this event did; nothing when this attempt is to do everything as new."""
    if event.trigger is Trigger.AS_NEW:
        return Past()
    return past(event, store.list_attempts(tx, event.id), store.list_effects(tx, event.id))


def past(event: Event, attempts: Sequence[Attempt], effects: Sequence[Effect]) -> Past:
    """Tell what counts of an event's effects: those from its last attempt as new on that were not undone."""
    starts = [one.number for one in attempts if one.trigger is Trigger.AS_NEW and one.outcome == "done"]
    first = starts[-1] if starts else 0
    ends = {one.number: one.finished_at for one in attempts}
    made: dict[str, list[str]] = {}
    removed: set[tuple[str, str]] = set()
    since: dict[tuple[str, str], datetime] = {}
    undone = {one.number: left for one in attempts if (left := _left_by_undo(one)) is not None}
    for effect in effects:
        if effect.attempt < first or effect.record not in undone.get(effect.attempt, (effect.record,)):
            continue
        key = (effect.table, effect.record)
        since.setdefault(key, ends.get(effect.attempt, event.received_at))
        if effect.operation is Operation.CREATE:
            made.setdefault(effect.table, []).append(effect.record)
        elif effect.operation is Operation.DELETE:
            removed.add(key)
    return Past({table: tuple(records) for table, records in made.items()}, removed, since)


def _left_by_undo(attempt: Attempt) -> Collection[str] | None:
    """Give the records that stayed when an attempt was undone as part of a bulk replay; None: it was not."""
    notes = cast("Sequence[Mapping[str, Sequence[str]]]", attempt.notes or ())
    return next((note["left"] for note in notes if str(note.get("code")) == "undone"), None)


def matched(tx: Transaction, prepared: PreparedUpdate, past: Past) -> tuple[Write, Sequence[JsonObject]]:
    """Give the write that redoes a creation or an update of the past, without the fields that people changed since."""
    table, target = prepared.table, prepared.record
    is_own = past.is_own(table, target)
    since = None if is_own else past.since[table.id, target]
    left = changed_by_people(writes.list_changes_since(tx, table, target, 1), since) & set(prepared.values)
    kept = replace(
        prepared,
        values={name: value for name, value in prepared.values.items() if name not in left},
        issues={name: issue for name, issue in prepared.issues.items() if name not in left},
    )
    notes: list[JsonObject] = [
        {"code": "field_kept", "table": table.id, "record": target, "field": name} for name in sorted(left)
    ]
    return Update(kept, is_redo=is_own), notes


def skipped(table: Table, record: str, why: str = "record_in_trash") -> tuple[Write, Sequence[JsonObject]]:
    """Give the write that leaves a record alone, and the note that says why."""
    return Skip(table, record), [{"code": why, "table": table.id, "record": record}]


def changed_by_people(changes: Sequence[Change], since: datetime | None) -> set[str]:
    """Give the fields (by id) that people changed since this moment (None: ever)."""
    return {
        name
        for change in changes
        if change.operation == "update" and not change.actor.startswith(MACHINES)
        if since is None or change.at >= since
        for name in change.before
    }
