"""Whatever order people do things in, the table holds what a dictionary would."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from leadbase.kit.json import JsonObject, JsonValue
from leadbase.records.model import DuplicateValue, RecordUnknown, VersionConflict
from leadbase.storage.database import Database
from leadbase.tables.model import NewField, NewTable
from tests.records.rows import Rows, rows_of
from tests.tables.design import Room

T = TypeVar("T")

NAMES = st.sampled_from([None, "a", "b", "汉"])
KEYS = st.sampled_from([None, 1, 2, 3])
Form = dict[str, JsonValue]


class Table(RuleBasedStateMachine):
    """A table with a unique field, beside the dictionary that it should equal."""

    room: Room
    loop: asyncio.AbstractEventLoop
    records = Bundle("records")

    def __init__(self) -> None:
        super().__init__()
        new = NewTable("t", fields=[NewField("name", "text"), NewField("key", "integer", unique=True)])
        self.rows: Rows = self.run(rows_of(self.room, new))
        self.live: dict[str, Form] = {}
        self.trashed: dict[str, Form] = {}
        self.versions: dict[str, int] = {}

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    def is_taken(self, key: JsonValue, but: str | None = None) -> bool:
        return key is not None and any(form["key"] == key for id, form in self.live.items() if id != but)

    def refused(self, work: Coroutine[Any, Any, object], *problems: type[Exception]) -> None:
        try:
            self.run(work)
        except problems:
            return
        raise AssertionError("this should have been refused")

    @rule(target=records, name=NAMES, key=KEYS)
    def create(self, name: JsonValue, key: JsonValue) -> str:
        form: Form = {"name": name, "key": key}
        if self.is_taken(key):
            self.refused(self.rows.save(form), DuplicateValue)
            return "f" * 24
        made = self.run(self.rows.save(form))
        self.live[made.id], self.versions[made.id] = form, 1
        return made.id

    @rule(target=records, name=NAMES, key=KEYS.filter(bool))
    def upsert(self, name: JsonValue, key: JsonValue) -> str:
        record, created = self.run(self.rows.upsert(["key"], {"name": name, "key": key}))
        assert created is not self.is_taken(key)
        assert created or self.live[record.id]["key"] == key
        if created or self.live[record.id]["name"] != name:
            self.versions[record.id] = self.versions.get(record.id, 0) + 1
        self.live[record.id] = {"name": name, "key": key}
        return record.id

    @rule(record=records, change=st.fixed_dictionaries({}, optional={"name": NAMES, "key": KEYS}), stale=st.booleans())
    def update(self, record: str, change: Form, stale: bool) -> None:
        form: JsonObject = {**change, "_version": self.versions.get(record, 1) + stale}
        if record not in self.live:
            self.refused(self.rows.update(record, form), RecordUnknown)
        elif stale:
            self.refused(self.rows.update(record, form), VersionConflict)
        elif self.is_taken(change.get("key"), record):
            self.refused(self.rows.update(record, form), DuplicateValue)
        else:
            after: Form = {**self.live[record], **change}
            self.versions[record] += after != self.live[record]
            assert self.run(self.rows.update(record, form)).version == self.versions[record]
            self.live[record] = after

    @rule(record=records)
    def trash(self, record: str) -> None:
        if record not in self.live:
            self.refused(self.rows.trash(record), RecordUnknown)
            return
        self.run(self.rows.trash(record))
        self.trashed[record] = self.live.pop(record)
        self.versions[record] += 1

    @rule(record=records)
    def restore(self, record: str) -> None:
        if record not in self.trashed:
            self.refused(self.rows.restore(record), RecordUnknown)
        elif self.is_taken(self.trashed[record]["key"]):
            self.refused(self.rows.restore(record), DuplicateValue)
        else:
            self.run(self.rows.restore(record))
            self.live[record] = self.trashed.pop(record)
            self.versions[record] += 1

    @invariant()
    def the_table_equals_the_dictionary(self) -> None:
        for held, trashed in ((self.live, False), (self.trashed, True)):
            found = self.run(self.rows.find(trashed=trashed))
            shown = {one.id: {name: self.rows.value(one, name) for name in ("name", "key")} for one in found}
            assert shown == held
            assert {one.id: one.version for one in found} == {id: self.versions[id] for id in held}


async def test_a_table_behaves_as_a_dictionary(database: Database) -> None:
    machine = type("TableHere", (Table,), {"room": Room(database), "loop": asyncio.get_running_loop()})
    few = settings(max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    await asyncio.to_thread(run_state_machine_as_test, machine, settings=few)
