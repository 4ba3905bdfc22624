"""Answers a script's data calls: validates, buffers what it writes, and lets it read what it wrote.

A read after a write is one short unit that applies the buffer, reads and is undone: no transaction stays open while
user code runs.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from leadbase.access.scope import Scope, webhook_scope
from leadbase.intake import buffer
from leadbase.intake.buffer import Buffer, Creation, Removal, Update
from leadbase.intake.errors import ArgumentWrong, TooManyRows
from leadbase.intake.outside import OUTWARD, Outside, WayOut
from leadbase.intake.pipeline import Job, Written
from leadbase.intake.redo import Past, matched, past_of, skipped
from leadbase.kit.clock import Clock
from leadbase.kit.errors import Conflict, Language, NotFound, Problem, Unavailable
from leadbase.kit.ids import IdSource
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.records import references, writes
from leadbase.records import service as records
from leadbase.records.answers import names_of, to_script
from leadbase.records.model import FilterWrong, KeysWrong, Leaf, Record, SortWrong, UnknownField, Writing
from leadbase.records.prepare import duplicate, prepare_create, prepare_update
from leadbase.records.service import Wish
from leadbase.scripts.host import UNDEFINED, HostRefusal, page, record
from leadbase.storage.database import Database
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.field_type import Value
from leadbase.tables.model import Catalogue, Table
from leadbase.tables.sequences import take_ahead

T = TypeVar("T")

MOST_ROWS = 1_000
_NOT_KNOWN = (UnknownField, FilterWrong, SortWrong, KeysWrong)


class WritesOvertaken(Conflict):
    """What this run wrote no longer goes together with what others wrote meanwhile; it is run again."""

    code = "write_conflict"
    zh = "本次执行写入的内容与其他同时写入的内容冲突，将重新执行。"


@dataclass(frozen=True, slots=True)
class HostParts:
    """What every host works with."""

    database: Database
    catalogues: Catalogues
    clock: Clock
    ids: IdSource
    outside: Outside


class ScriptHost:
    """The host of one run of a job."""

    def __init__(self, parts: HostParts, job: Job) -> None:
        """Take the job; nothing is written yet."""
        self._parts = parts
        self._job = job
        self._buffer = Buffer()
        self._past: Past | None = Past() if job.event.attempt == 1 else None
        self._now = parts.clock()
        self._notes: list[JsonObject] = []
        self._skipped: dict[tuple[str, str], Record] = {}
        self._overtaken: Problem | None = None
        self._way_out = WayOut(parts.outside, job)

    async def call(self, name: str, arguments: Sequence[JsonValue]) -> JsonValue:
        """See Host."""
        try:
            if name in OUTWARD:
                return await OUTWARD[name](self._way_out, arguments)
            return await _CALLS[name](self, arguments)
        except (Unavailable, WritesOvertaken) as problem:
            raise self._refusal(problem, permanent=False) from problem
        except Problem as problem:
            raise self._refusal(problem, permanent=True) from problem

    @property
    def overtaken(self) -> Problem | None:
        """See BufferingHost."""
        return self._overtaken

    async def written(self) -> Written:
        """See BufferingHost."""
        surplus = (await self._known_past()).surplus_notes()
        return Written(self._buffer.writes, [*self._notes, *surplus])

    def _refusal(self, problem: Problem, *, permanent: bool) -> HostRefusal:
        language: Language = self._job.route.workspace.language
        facts = {name: value for name, value in problem.facts.items() if isinstance(value, str | int | float)}
        return HostRefusal(problem.code, problem.message(language), permanent=permanent, facts=facts)

    async def save(self, arguments: Sequence[JsonValue]) -> JsonValue:
        """Answer data.saveData."""
        ref = _argument(arguments, 0)
        made = await self._create(await self._table(ref), _argument(arguments, 1))
        return _told(await self._table(ref), made)

    async def save_many(self, arguments: Sequence[JsonValue]) -> JsonValue:
        """Answer data.saveMany."""
        ref, forms = _argument(arguments, 0), _argument(arguments, 1)
        table = await self._table(ref)
        if not isinstance(forms, Sequence) or isinstance(forms, str):
            raise ArgumentWrong(call="saveMany", position=2, expected="a list of forms")
        made = [await self._create(table, form) for form in forms]
        table = await self._table(ref)
        return [_told(table, one) for one in made]

    async def get(self, arguments: Sequence[JsonValue]) -> JsonValue:
        """Answer data.getData."""
        table = await self._table(_argument(arguments, 0))
        found = await self._find(table, _id(_argument(arguments, 1), "getData"))
        return UNDEFINED if found is None else _told(table, found)

    async def update(self, arguments: Sequence[JsonValue]) -> JsonValue:
        """Answer data.updateData."""
        table = await self._table(_argument(arguments, 0))
        target = _id(_argument(arguments, 1), "updateData")
        await self._change(table, target, _argument(arguments, 2))
        return UNDEFINED

    async def remove(self, arguments: Sequence[JsonValue]) -> JsonValue:
        """Answer data.removeData."""
        table = await self._table(_argument(arguments, 0))
        target = _id(_argument(arguments, 1), "removeData")
        past = await self._known_past()
        if (table.id, target) in self._skipped:
            return UNDEFINED
        if (table.id, target) in past.removals:
            is_back = await self._find(table, target) is not None
            self._keep_noted(*skipped(table, target, "record_restored" if is_back else "record_in_trash"))
            return UNDEFINED
        await self._get_record(table, target)
        self._keep(Removal(table, target, self._writing))
        return UNDEFINED

    async def query(self, arguments: Sequence[JsonValue]) -> JsonValue:
        """Answer data.queryData."""
        table = await self._table(_argument(arguments, 0))
        given = _argument(arguments, 1) or {}
        if not isinstance(given, Mapping):
            raise ArgumentWrong(call="queryData", position=2, expected="{filter, sort, limit, cursor}")
        limit, cursor = given.get("limit", 50), given.get("cursor")
        wish = Wish(
            filter=given.get("filter"),
            sort=given.get("sort"),
            limit=limit if isinstance(limit, int) else -1,
            cursor=cursor if isinstance(cursor, str) else None,
        )
        found = await self._ask(table, lambda scope, now: records.list_records(scope, now, wish, lenient=True))
        table = await self._table(table.id)
        return page([_told(table, one) for one in found.items], found.next_cursor)

    async def find_one(self, arguments: Sequence[JsonValue]) -> JsonValue:
        """Answer data.findOne."""
        table = await self._table(_argument(arguments, 0))
        wanted = _argument(arguments, 1)
        found = await self._ask(table, lambda scope, now: records.find_first(scope, now, wanted, lenient=True))
        return UNDEFINED if found is None else _told(await self._table(table.id), found)

    async def count(self, arguments: Sequence[JsonValue]) -> JsonValue:
        """Answer data.countData."""
        table = await self._table(_argument(arguments, 0))
        wanted = _argument(arguments, 1)
        count = await self._ask(
            table, lambda scope, now: records.count_records(scope, now, wanted, cap=None, lenient=True)
        )
        return count.value

    async def upsert(self, arguments: Sequence[JsonValue]) -> JsonValue:
        """Answer data.upsertData."""
        ref, given, form = (_argument(arguments, index) for index in range(3))
        table = await self._table(ref)
        names = [given] if isinstance(given, str) else given
        if not isinstance(names, Sequence):
            raise ArgumentWrong(call="upsertData", position=2, expected="a field or a list of fields")
        keyed = [str(name) for name in names]
        keys = await self._fitted(table, lambda present: writes.keys_of(present, keyed, form, lenient=True))
        table = await self._table(table.id)
        found = await self._read(lambda scope: writes.find_by_keys(scope.tx, table, keys))
        if found is None:
            made = await self._create(table, form, keys)
            return _upserted(await self._table(ref), made, created=True)
        is_own = (await self._known_past()).take(table, found.id)
        changed = await self._change(table, found.id, form)
        return _upserted(await self._table(ref), changed, created=is_own)

    async def _create(self, table: Table, form: JsonValue, keys: Sequence[Leaf] = ()) -> Record:
        former = (await self._known_past()).next_creation(table)
        if former is not None:
            return await self._redo(table, former, form)
        made = await self._prepare(table, form)
        self._keep(Creation(made, keys))
        return made.record

    async def _redo(self, table: Table, former: str, form: JsonValue) -> Record:
        """Bring a record that this event made before up to date, instead of making another one."""
        if await self._find(table, former) is not None:
            return await self._change(table, former, form)
        self._keep_noted(*skipped(table, former))
        wanted = await self._numbered(table, form)
        self._skipped[table.id, former] = replace(wanted.record, id=former)
        return self._skipped[table.id, former]

    async def _change(self, table: Table, target: str, form: JsonValue) -> Record:
        past = await self._known_past()
        left = self._skipped.get((table.id, target))
        if left is not None:
            prepared = await self._prepared_update(table, target, form)
            self._skipped[table.id, target] = writes.updated(left, prepared)
            return self._skipped[table.id, target]
        present = await self._get_record(table, target)
        prepared = await self._prepared_update(table, target, form)
        if (table.id, target) in past.since and self._buffer.created(table, target) is None:
            write, notes = await self._read(lambda scope: matched(scope.tx, prepared, past))
        else:
            write, notes = Update(prepared), ()
        if isinstance(write, Update):
            present = await self._tried(present, write.prepared)
        self._keep_noted(write, notes)
        return present

    async def _tried(self, present: Record, prepared: buffer.PreparedUpdate) -> Record:
        """Give a record as an update leaves it; one that may meet another record's value is tried, to be catchable."""
        unique = {field.id for field in prepared.table.writable if field.unique}
        if prepared.expected_version is None and not unique & set(prepared.values):
            return writes.updated(present, prepared)
        return (await self._look_ahead(lambda scope: writes.update_one(scope.tx, prepared))).after

    async def _prepare(self, table: Table, form: JsonValue) -> buffer.PreparedCreate:
        made = await self._referring(await self._numbered(table, form))
        if not any(field.unique for field in made.table.writable):
            return made
        if not self._buffer.only_creates(made.table):
            await self._look_ahead(lambda scope: writes.check_unique(scope.tx, made.table, [made]))
            return made
        held = self._buffer.holder(made)
        if held is not None:
            field, holder = held
            raise duplicate(field, made.record.values.get(field.id), holder)
        await self._parts.database.read(lambda tx: writes.check_unique(tx, made.table, [made]))
        return made

    async def _referring(self, made: buffer.PreparedCreate) -> buffer.PreparedCreate:
        """Let a new record refer only to what is there, this run's own records included."""
        if not references.has_references(made.table, made.record.values):
            return made
        place = self._job.route.workspace
        [checked] = await self._read(
            lambda scope: references.checked_creates(scope.tx, place, made.table, [made], lenient=True)
        )
        return checked

    async def _numbered(self, table: Table, form: JsonValue) -> buffer.PreparedCreate:
        """Prepare a new record with its sequence numbers, anew where its table was found to have others."""
        given = await take_ahead(self._parts.database, table)
        made = await self._fitted(table, lambda present: self._made(present, form, given))
        return made if made.table is table else await self._numbered(made.table, form)

    def _made(self, table: Table, form: JsonValue, given: Mapping[str, Value]) -> buffer.PreparedCreate:
        by, event, ids = self._writing.by, self._job.event.id, self._parts.ids
        return prepare_create(table, form, lenient=True, now=self._now, ids=ids, by=by, source_event=event, given=given)

    async def _prepared_update(self, table: Table, target: str, form: JsonValue) -> buffer.PreparedUpdate:
        prepared = await self._fitted(
            table,
            lambda present: prepare_update(present, target, form, lenient=True, writing=self._writing),
        )
        if not references.has_references(prepared.table, prepared.values):
            return prepared
        place = self._job.route.workspace
        return await self._read(lambda scope: references.checked_update(scope.tx, place, prepared, lenient=True))

    async def _fitted(self, table: Table, prepare: Callable[[Table], T]) -> T:
        """Prepare a write; where a field is unknown, look whether the cached catalogue was merely old."""
        try:
            return prepare(table)
        except _NOT_KNOWN as problem:
            return prepare(await self._newer(table, problem))

    async def _ask(self, table: Table, ask: Callable[[Scope, Table], T]) -> T:
        """Read of a table by a question that may name a field which the cached catalogue does not know yet."""
        try:
            return await self._read(lambda scope: ask(scope, table))
        except _NOT_KNOWN as problem:
            return await self._ask(await self._newer(table, problem), ask)

    async def _newer(self, table: Table, problem: Problem) -> Table:
        """Give the table as it is by now; where that is what was known already, raises the problem."""
        present = (await self._fresh_catalogue()).find_table(table.id)
        if present is None or present is table:
            raise problem
        return present

    async def _get_record(self, table: Table, target: str) -> Record:
        made = self._buffer.created(table, target)
        if made is not None:
            return made.record
        return await self._read(lambda scope: records.get_record(scope, table, target))

    async def _find(self, table: Table, target: str) -> Record | None:
        made = self._buffer.created(table, target)
        if made is not None:
            return made.record
        return await self._read(lambda scope: records.find_record(scope, table, target))

    async def _read(self, act: Callable[[Scope], T]) -> T:
        """Read, seeing what this run has written."""
        if not self._buffer:
            return await self._parts.database.read(lambda tx: act(self._scope(tx)))
        return await self._look_ahead(act)

    async def _look_ahead(self, act: Callable[[Scope], T]) -> T:
        """Act on what this run would leave, and undo it; raises WritesOvertaken when that can't be any more."""

        def unit(tx: buffer.Transaction) -> T:
            try:
                buffer.apply(tx, [self._buffer.writes])
            except (Conflict, NotFound) as met:
                raise WritesOvertaken from met
            return act(self._scope(tx))

        try:
            return await self._parts.database.rehearse(unit)
        except WritesOvertaken as overtaken:
            self._overtaken = overtaken
            raise

    def _scope(self, tx: buffer.Transaction) -> Scope:
        webhook, parts = self._job.route.webhook, self._parts
        return webhook_scope(tx, self._job.route.workspace, webhook.id, webhook.name, parts.clock, parts.ids)

    async def _table(self, ref: JsonValue) -> Table:
        if not isinstance(ref, str):
            raise ArgumentWrong(call="data", position=1, expected="a table's id or name")
        known = self._parts.catalogues.peek(self._job.route.workspace)
        found = None if known is None else known.find_table(ref)
        return found or (await self._fresh_catalogue()).get_table(ref)

    async def _fresh_catalogue(self) -> Catalogue:
        return await self._parts.database.read(lambda tx: self._parts.catalogues.get(self._scope(tx)))

    async def _known_past(self) -> Past:
        """Give what earlier attempts of this event made; read once, at the first write."""
        if self._past is None:
            self._past = await self._parts.database.read(lambda tx: past_of(tx, self._job.event))
        return self._past

    @property
    def _writing(self) -> Writing:
        return Writing(f"webhook:{self._job.route.webhook.id}", self._now, self._job.event.id)

    def _keep_noted(self, write: buffer.Write, notes: Sequence[JsonObject]) -> None:
        self._keep(write)
        self._notes.extend(notes)

    def _keep(self, write: buffer.Write) -> None:
        if len(self._buffer) >= MOST_ROWS:
            raise TooManyRows(limit=MOST_ROWS)
        self._buffer.add(write)


def _argument(arguments: Sequence[JsonValue], index: int) -> JsonValue:
    return arguments[index] if index < len(arguments) else None


def _id(given: JsonValue, call: str) -> str:
    if not isinstance(given, str):
        raise ArgumentWrong(call=call, position=2, expected="a record's _id")
    return given


def _told(table: Table, found: Record) -> JsonObject:
    return record(to_script(table, found), names_of(table))


def _upserted(table: Table, found: Record, *, created: bool) -> JsonObject:
    return record({**to_script(table, found), "created": created}, names_of(table))


_CALLS: Mapping[str, Callable[[ScriptHost, Sequence[JsonValue]], Awaitable[JsonValue]]] = {
    "data.saveData": ScriptHost.save,
    "data.saveMany": ScriptHost.save_many,
    "data.getData": ScriptHost.get,
    "data.updateData": ScriptHost.update,
    "data.removeData": ScriptHost.remove,
    "data.queryData": ScriptHost.query,
    "data.findOne": ScriptHost.find_one,
    "data.countData": ScriptHost.count,
    "data.upsertData": ScriptHost.upsert,
}
