"""Takes a whole table back to a moment: each record gets the values that it had then, as ordinary changes.

What a record was then is found from its present and its changes since, so a page that is done twice does nothing the
second time, and taking the table back is undone by taking it back to before that. What others change while it runs is
theirs and stays. Fields stay as they are: values of those that were deleted or got another type since are left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, cast

from leadbase.access import audit
from leadbase.access.acting import acting_scope
from leadbase.access.audit import Action, Subject
from leadbase.access.model import Permission
from leadbase.access.scope import Moment, Scope, Transaction
from leadbase.access.units import Units
from leadbase.jobs import service as jobs
from leadbase.jobs.kind import Kind
from leadbase.jobs.model import Job, NewJob, Progress, Step
from leadbase.kit.errors import Problem
from leadbase.kit.json import JsonObject, JsonValue, compact
from leadbase.records.bulk import Bulk, apply_bulk
from leadbase.records.errors import RewindAhead
from leadbase.records.model import Change, Record
from leadbase.records.prepare import signature
from leadbase.records.store import many, rows
from leadbase.tables import retyping
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.fitting import fit, is_blank
from leadbase.tables.misfits import Misfit
from leadbase.tables.model import Field, Table

KIND = "table_rewind"
PAGE = 500
"""Records looked at in one step."""

MOST_PASSES = 5
"""How often values are tried again that stood in each other's way in unique fields."""

MOST_EXAMPLES = 10
MOST_REFUSED = 20

_Move = Literal["changed", "deleted", "restored"]


def ask_rewind(scope: Scope, table: Table, at: datetime, *, dry_run: bool) -> Job:
    """Make the job that takes a table back to a moment, or only counts what that would do.

    Raises NotAllowed or RewindAhead.
    """
    scope.require(Permission.TABLES_WRITE, table.id)
    scope.require(Permission.RECORDS_WRITE, table.id)
    if at >= scope.now:
        raise RewindAhead(at=at.isoformat())
    params: JsonObject = {"table": table.id, "at": at.isoformat(), "dry_run": dry_run}
    job = jobs.enqueue(scope, NewJob(scope.workspace.number, KIND, params, signature(scope.actor)))
    if not dry_run:
        audit.note(scope, Action.TABLE_REWOUND, Subject("table", table.id, table.label), None, {"at": at.isoformat()})
    return job


def rewind_kind(units: Units, catalogues: Catalogues, page: int = PAGE) -> Kind:
    """Give the kind of job that takes tables back."""
    return Kind(KIND, _Steps(units, catalogues, page).take)


@dataclass(slots=True)
class _State:
    """How far a job is. `phase` 0 puts in the trash what was not there then; all after it put back, again and again."""

    phase: int = 0
    after: str = ""
    seen: int = 0
    again: bool = False
    counts: dict[str, int] = field(default_factory=dict[str, int])
    examples: list[JsonValue] = field(default_factory=list[JsonValue])
    refused: list[JsonValue] = field(default_factory=list[JsonValue])

    def as_json(self) -> JsonObject:
        """Give it as a job's cursor."""
        return {name: getattr(self, name) for name in self.__slots__}

    def next_phase(self) -> None:
        """Begin with the first record again, and count anew what stays as it is."""
        self.phase, self.after, self.again, self.refused = self.phase + 1, "", False, []
        for name in ("kept", "left", "refused"):
            self.counts.pop(name, None)

    def told(self) -> JsonObject:
        """Give the result."""
        names = ("changed", "deleted", "restored", "kept", "left", "refused")
        counts: JsonObject = {name: self.counts.get(name, 0) for name in names}
        return {**counts, "examples": self.examples, "refusals": self.refused}


@dataclass(frozen=True, slots=True)
class _Steps:
    units: Units
    catalogues: Catalogues
    page: int

    def take(self, tx: Transaction, job: Job, now: datetime) -> Step:
        """Take one page of records back; see Kind."""
        scope = acting_scope(Moment(tx, now, self.units.ids), job.workspace, job.made_by)
        table = self.catalogues.get(scope).get_table(str(job.params["table"]))
        scope.require(Permission.TABLES_WRITE, table.id)
        is_dry = bool(job.params["dry_run"])
        state = _State(**cast(Mapping[str, Any], job.cursor or {"phase": int(is_dry)}))
        total = job.progress.total if job.progress.total is not None else rows.count_stored(tx, table) * (2 - is_dry)
        stamps = rows.list_stamps(tx, table, state.after, self.page)
        page = _Page(scope, table, job, state)
        touched = [id for id, changed in stamps if changed > page.at]
        page.take(touched, is_dry=is_dry)
        state.seen += len(stamps)
        if len(stamps) == self.page:
            state.after = stamps[-1][0]
        elif not is_dry and (state.phase == 0 or (state.again and state.refused and state.phase < MOST_PASSES)):
            state.next_phase()
        else:
            return Step(None, Progress(total, total), is_done=True, result=state.told(), facts=list(scope.facts.facts))
        progress = Progress(min(state.seen, total), total)
        return Step(state.as_json(), progress, facts=list(scope.facts.facts))


@dataclass(frozen=True, slots=True)
class _Past:
    """What a record has to become: `form` are the values by field id that differ, `left` says that some can't be."""

    record: Record
    is_live: bool
    form: JsonObject
    left: bool

    @property
    def move(self) -> _Move | None:
        """What that does to the record."""
        if self.is_live and self.record.deleted_at is not None:
            return "restored"
        if not self.is_live:
            return "deleted" if self.record.deleted_at is None else None
        return "changed" if self.form else None


class _Page:
    """Some records on their way back."""

    def __init__(self, scope: Scope, table: Table, job: Job, state: _State) -> None:
        self.at = datetime.fromisoformat(str(job.params["at"]))
        self._scope, self._table, self._job, self._state = scope, table, job, state
        self._counts = Counter(state.counts)

    def take(self, ids: Collection[str], *, is_dry: bool) -> None:
        """Take these back, or only count; what others changed since the job was made stays."""
        moving = self._moving(ids)
        if is_dry:
            for one in moving:
                self._note(one)
        elif self._state.phase == 0:
            self._apply(Bulk(trash=[one.record.id for one in moving if one.move == "deleted"]), moving)
        else:
            back = [one for one in moving if one.move == "restored"]
            refused = self._apply(Bulk(restore=[one.record.id for one in back]), back)
            forms = [one for one in moving if one.is_live and one.form and one.record.id not in refused]
            updates: list[JsonValue] = [{"_id": one.record.id, **one.form} for one in forms]
            self._apply(Bulk(update=updates), forms)
        self._state.counts = dict(self._counts)

    def _moving(self, ids: Collection[str]) -> Sequence[_Past]:
        present = many.list_by_ids(self._scope.tx, self._table, ids, lock=True)
        changes = rows.list_changes_of(self._scope.tx, self._table, ids)
        retyped = retyping.list_retyped(self._scope, self._table, self.at)
        fields = {one.id: one for one in self._table.writable if not one.kind.computed and one.id not in retyped}
        found: list[_Past] = []
        for record in present.values():
            since = _since(changes.get(record.id, []), self.at)
            past = _past_of(self._table, fields, record, since, self.at)
            self._counts["left"] += past.left
            if past.move is None:
                continue
            if record.created_at > self._job.created_at or any(self._is_others(one) for one in since):
                self._counts["kept"] += 1
            else:
                found.append(past)
        return found

    def _is_others(self, change: Change) -> bool:
        return change.at > self._job.created_at and change.actor != self._job.made_by

    def _apply(self, bulk: Bulk, pasts: Sequence[_Past]) -> set[str]:
        """Do it as far as it passes, and give the records for which it does not."""
        if not bulk.size:
            return set()
        of = {one.record.id: one for one in pasts}
        ids = [*bulk.trash, *bulk.restore, *(str(cast(JsonObject, form)["_id"]) for form in bulk.update)]
        refused: set[str] = set()
        for id, outcome in zip(ids, apply_bulk(self._scope, self._table, bulk).outcomes, strict=True):
            if isinstance(outcome.result, Problem):
                refused.add(id)
                self._refuse(id, outcome.result)
                continue
            self._state.again = True
            if not (bulk.update and of[id].move == "restored"):
                self._note(of[id])
        return refused

    def _refuse(self, id: str, problem: Problem) -> None:
        self._counts["refused"] += 1
        if len(self._state.refused) < MOST_REFUSED:
            told: JsonObject = {"code": problem.code, "message": problem.message("en")}
            self._state.refused.append({"record": id, **told, "message_zh": problem.message("zh-CN")})

    def _note(self, past: _Past) -> None:
        move = past.move
        if move is None:
            return
        self._counts[move] += 1
        if len(self._state.examples) < MOST_EXAMPLES:
            names: list[JsonValue] = [self._table.get_field(one).name for one in past.form]
            self._state.examples.append({"record": past.record.id, "operation": move, "fields": names})


def _since(changes: Sequence[Change], at: datetime) -> Sequence[Change]:
    """Give the changes from the first one after this moment on, in the order in which they were made."""
    first = next((index for index, one in enumerate(changes) if one.at > at), len(changes))
    return changes[first:]


def _past_of(table: Table, fields: Mapping[str, Field], record: Record, since: Sequence[Change], at: datetime) -> _Past:
    """Find out what the record was at this moment."""
    if record.created_at > at:
        return _Past(record, False, {}, False)
    is_live, values = record.deleted_at is None, dict[str, JsonValue]()
    for change in reversed(since):
        if change.operation == "update":
            values |= change.before
        else:
            is_live = change.operation == "delete"
    form: dict[str, JsonValue] = {}
    left = False
    for key, value in values.items() if is_live else ():
        one = fields.get(key)
        if one is None or not _fits(one, value):
            left = True
        elif compact(value) != compact(_shown(one, record)):
            form[key] = value
    return _Past(record, is_live, form, left)


def _fits(field: Field, value: JsonValue) -> bool:
    try:
        fitted, _ = fit(field, value, lenient=False)
    except Misfit:
        return False
    return not (field.required and is_blank(fitted))


def _shown(field: Field, record: Record) -> JsonValue:
    value = record.values.get(field.id)
    return None if value is None else field.kind.format(value, field.setting)
