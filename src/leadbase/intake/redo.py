"""The rule of a redo: what an event made is brought up to date in place, what people changed since is left alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

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
    """The records that an event's earlier attempts made, by table id, in order; `next_creation` takes them in turn."""

    creations: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    exists: bool = False
    _taken: dict[str, int] = field(default_factory=dict[str, int])

    def __bool__(self) -> bool:
        return self.exists

    def next_creation(self, table: Table) -> str | None:
        """Give the record that stands for the run's next creation in this table; None where the past made no more."""
        made = self.creations.get(table.id, ())
        index = self._taken.get(table.id, 0)
        self._taken[table.id] = index + 1
        return made[index] if index < len(made) else None

    def surplus_notes(self) -> Sequence[JsonObject]:
        """Name the records that the past made and this run did not ask for; they stay as they are."""
        return [
            {"code": "surplus_record", "table": table, "record": record}
            for table, made in self.creations.items()
            for record in made[self._taken.get(table, 0) :]
        ]


NO_PAST = Past()
"""Of an event that was never processed; it is never changed, as it holds no creations."""


def past_of(tx: Transaction, event: Event) -> Past:
    """Read what earlier attempts of this event made; nothing when this attempt is to do everything as new."""
    if event.trigger is Trigger.AS_NEW:
        return Past()
    return creations(store.list_attempts(tx, event.id), store.list_effects(tx, event.id))


def creations(attempts: Sequence[Attempt], effects: Sequence[Effect]) -> Past:
    """Tell which records stand for an event's creations: those of its last attempt as new, and what redos added."""
    starts = [one.number for one in attempts if one.trigger is Trigger.AS_NEW and one.outcome == "done"]
    first = starts[-1] if starts else 0
    made: dict[str, list[str]] = {}
    for effect in effects:
        if effect.operation is Operation.CREATE and effect.attempt >= first:
            made.setdefault(effect.table, []).append(effect.record)
    return Past(made, exists=bool(effects))


def matched(
    tx: Transaction, prepared: PreparedUpdate, event: str, *, is_own: bool
) -> tuple[Write, Sequence[JsonObject]]:
    """Give the write that redoes a creation (`is_own`) or an update, without the fields that people changed since."""
    table, target = prepared.table, prepared.record
    if is_own and not writes.is_live(tx, table, target):
        note: JsonObject = {"code": "record_in_trash", "table": table.id, "record": target}
        return Skip(table, target), [note]
    since = writes.list_changes_since(tx, table, target, 1)
    left = changed_by_people(since, event, is_own=is_own) & set(prepared.values)
    kept = replace(
        prepared,
        values={name: value for name, value in prepared.values.items() if name not in left},
        issues={name: issue for name, issue in prepared.issues.items() if name not in left},
    )
    notes: list[JsonObject] = [
        {"code": "field_kept", "table": table.id, "record": target, "field": name} for name in sorted(left)
    ]
    return Update(kept, is_redo=is_own), notes


def changed_by_people(changes: Sequence[Change], event: str, *, is_own: bool) -> set[str]:
    """Give the fields (by id) that people changed since the event first wrote the record (`is_own`: made it)."""
    mine = [index for index, change in enumerate(changes) if change.source_event == event]
    if not is_own and not mine:
        return set()
    since = changes if is_own else changes[mine[0] :]
    return {
        name
        for change in since
        if change.operation == "update" and not change.actor.startswith(MACHINES)
        for name in change.before
    }
