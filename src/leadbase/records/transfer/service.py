"""The verbs of imports: take a file in, say what to do with it, try it, do it, take it back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from leadbase.access import audit
from leadbase.access.audit import Action, Subject
from leadbase.access.model import Permission
from leadbase.access.scope import Scope, Transaction
from leadbase.access.units import Room
from leadbase.jobs import service as jobs
from leadbase.jobs.model import ENDED, Job, JobState, NewJob
from leadbase.kit.json import JsonObject
from leadbase.kit.paging import Page, checked_limit, page_of, read_cursor
from leadbase.records.prepare import signature
from leadbase.records.store import transfers as store
from leadbase.records.store.transfers import Import, WrittenPage
from leadbase.records.transfer import reading as readings
from leadbase.records.transfer.errors import (
    ImportBegun,
    ImportNotEnded,
    ImportUndone,
    ImportUnknown,
    TableNotChosen,
)
from leadbase.records.transfer.headers import Match, match
from leadbase.records.transfer.inference import Guess, infer
from leadbase.records.transfer.plan import Plan, checked
from leadbase.records.transfer.reading import Reading, Wish
from leadbase.records.transfer.steps import CHECK, RUN, UNDO, Desk, table_of
from leadbase.records.transfer.tally import Tally
from leadbase.tables import service as tables
from leadbase.tables.auditing import table_subject
from leadbase.tables.model import NewTable, Table

KEPT = timedelta(days=30)
"""How long an import can be looked at and taken back."""

BATCH = 50
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Told:
    """An import with its table, if it is chosen and there, and its jobs."""

    made: Import
    table: Table | None
    check: Job | None
    run: Job | None
    undo: Job | None

    @property
    def reading(self) -> Reading:
        """How its file is read."""
        return Reading.of(self.made.reading)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file with what stands in it, what it looks like, and where it would go."""

    header: str
    samples: Sequence[str]
    guess: Guess
    match: Match


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of a file, and its columns."""

    rows: Sequence[Sequence[str]]
    columns: Sequence[Column]


def check_may_begin(scope: Scope, desk: Desk, table: str | None) -> str | None:
    """Give the id of the table that a file is meant for; raises NotAllowed or TableUnknown."""
    if table is None:
        scope.require(Permission.RECORDS_WRITE)
        return None
    found = tables.get_table(scope, desk.catalogues.get(scope), table)
    scope.require(Permission.RECORDS_WRITE, found.id)
    return found.id


async def receive(
    room: Room[Scope], desk: Desk, name: str, table: str | None, parts: AsyncIterable[bytes], wish: Wish
) -> Told:
    """Take a file in and find out how it is read; raises what is wrong with it, and NotAllowed before it is read."""

    def begin(scope: Scope) -> tuple[str | None, str, set[str]]:
        known = store.list_known(scope.tx, desk.folder.list_ids())
        return check_may_begin(scope, desk, table), scope.ids.new(), known

    chosen, id, known = await room.read(begin)
    await asyncio.to_thread(desk.folder.tidy, lambda other: other in known)
    size = await desk.folder.receive(id, parts)
    try:
        kind = readings.format_of(desk.folder.source(id))
        found = await readings.look(desk.folder, id, kind, wish)

        def keep(scope: Scope) -> Told:
            made = Import(
                id=id,
                workspace=scope.workspace.number,
                table=chosen,
                name=name.strip()[:_LONGEST_NAME] or kind,
                size=size,
                format=kind,
                reading=found.as_json(),
                plan=None,
                check_job=None,
                run_job=None,
                undo_job=None,
                made_by=signature(scope.actor),
                created_at=scope.now,
            )
            store.insert_import(scope.tx, made)
            return _told(scope, desk, [made])[0]

        return await room.write(keep)
    except BaseException:
        desk.folder.drop(id)
        raise


async def read_anew(room: Room[Scope], desk: Desk, id: str, wish: Wish) -> Told:
    """Read a file in another way: another sheet, header, encoding or separator. The plan is let go of."""
    told = await room.read(lambda scope: _open(scope, desk, id))
    found = await readings.look(desk.folder, id, told.made.format, wish)

    def keep(scope: Scope) -> Told:
        made = _open(scope, desk, id).made
        return _changed(scope, desk, made, reading=found.as_json(), plan=None, check_job=None)

    return await room.write(keep)


def get_import(scope: Scope, desk: Desk, id: str) -> Told:
    """Give an import; raises ImportUnknown, also for who may not write to its table."""
    found = store.find_import(scope.tx, scope.workspace.number, id)
    if found is None or not _may_see(scope, found):
        scope.require(Permission.RECORDS_WRITE, None if found is None else found.table)
        raise ImportUnknown(import_id=id[:100])
    return _told(scope, desk, [found])[0]


def list_imports(scope: Scope, desk: Desk, table: str | None, limit: int, cursor: str | None) -> Page[Told]:
    """Give imports, newest first; raises NotAllowed, TableUnknown, LimitWrong and CursorWrong."""
    catalogue = desk.catalogues.get(scope)
    if table is not None:
        chosen = [tables.get_table(scope, catalogue, table)]
        scope.require(Permission.RECORDS_WRITE, chosen[0].id)
    else:
        chosen = [one for one in catalogue.tables if scope.allows(Permission.RECORDS_WRITE, one.id)]
        if not chosen:
            scope.require(Permission.RECORDS_WRITE)
    before = str(read_cursor(cursor, str)[0]) if cursor else None
    by = signature(scope.actor) if table is None else ""
    ids = [one.id for one in chosen]
    found = store.list_imports(scope.tx, scope.workspace.number, ids, by, checked_limit(limit) + 1, before)
    page = page_of(found, limit, lambda one: [one.id])
    return Page(_told(scope, desk, page.items), page.next_cursor)


def preview(scope: Scope, desk: Desk, id: str) -> Preview:
    """Give the first rows of a file, the types that its columns look like, and where they would go."""
    told = get_import(scope, desk, id)
    reading, types = told.reading, desk.catalogues.types
    rows = readings.preview(desk.folder, id, reading)
    width = len(reading.headers)
    samples = [[row[number] for row in rows if number < len(row)] for number in range(width)]
    guesses = [infer(types, column, ZoneInfo(scope.workspace.zone)) for column in samples]
    kinds = [guess.type for guess in guesses]
    fields = () if told.table is None else told.table.fields
    remembered: Mapping[str, str | None] = {} if told.table is None else _remembered(scope, told.table)
    matches = match(fields, reading.headers, kinds, samples, remembered)
    columns = [Column(*parts) for parts in zip(reading.headers, samples, guesses, matches, strict=True)]
    return Preview(rows, columns)


def plan_import(scope: Scope, desk: Desk, id: str, table: str | None, plan: Plan) -> Told:
    """Say what to do with a file; an earlier dry run counts no more.

    Raises ImportUnknown, ImportBegun, TableNotChosen, TableUnknown, NotAllowed, FieldUnknown and what is wrong with it.
    """
    made = _open(scope, desk, id).made
    chosen = table or made.table
    if chosen is None:
        raise TableNotChosen
    found = tables.get_table(scope, desk.catalogues.get(scope), chosen)
    scope.require(Permission.RECORDS_WRITE, found.id)
    fitted = checked(found, plan, len(Reading.of(made.reading).headers))
    columns = {number: field.id for number, field in fitted.fields}
    kept = replace(plan, columns=columns, keys=[key.id for key in fitted.keys]).as_json()
    _stop(scope, made.check_job)
    return _changed(scope, desk, made, table=found.id, plan=kept, check_job=None)


def create_table(scope: Scope, desk: Desk, id: str, new: NewTable, columns: Sequence[int]) -> Told:
    """Make a table for a file: its fields are for these columns, in order. Raises as `plan_import`, or NotAllowed."""
    scope.require(Permission.TABLES_WRITE)
    _open(scope, desk, id)
    table = tables.create_table(scope, desk.catalogues, new)
    plan = Plan({number: field.id for number, field in zip(columns, table.fields, strict=True)})
    return plan_import(scope, desk, id, table.id, plan)


def check_import(scope: Scope, desk: Desk, id: str) -> Told:
    """Begin the dry run of a whole file; one that runs already is ended. Raises as `run_import`."""
    told = _planned(scope, desk, id)
    _stop(scope, told.made.check_job)
    job = _enqueue(scope, CHECK, told.made)
    return _changed(scope, desk, told.made, check_job=job.id)


def run_import(scope: Scope, desk: Desk, id: str) -> Told:
    """Begin to write a file into its table; raises ImportUnknown, ImportBegun, TableNotChosen or NotAllowed."""
    told = _planned(scope, desk, id)
    if told.check is not None and told.check.state not in ENDED:
        _stop(scope, told.made.check_job)
    job = _enqueue(scope, RUN, told.made)
    _note(scope, Action.IMPORT_STARTED, told)
    return _changed(scope, desk, told.made, run_job=job.id)


def cancel_import(scope: Scope, desk: Desk, id: str) -> Told:
    """End what runs of an import before its next page; what was written stays and can be undone."""
    told = get_import(scope, desk, id)
    for job in (told.undo, told.run, told.check):
        if job is not None and job.state not in ENDED:
            jobs.cancel(scope, scope.workspace.number, job.id)
            break
    return get_import(scope, desk, id)


def undo_import(scope: Scope, desk: Desk, id: str) -> Told:
    """Begin to take back what an import wrote; raises ImportUnknown, NotAllowed, ImportNotEnded or ImportUndone."""
    told = get_import(scope, desk, id)
    if told.run is None or told.run.state not in ENDED:
        raise ImportNotEnded(import_id=id)
    if told.undo is not None and told.undo.state is not JobState.FAILED and told.undo.state is not JobState.CANCELLED:
        raise ImportUndone(import_id=id)
    table_of(scope, desk.catalogues, told.made)
    job = _enqueue(scope, UNDO, told.made, records=_written(told.run))
    _note(scope, Action.IMPORT_UNDONE, told)
    return _changed(scope, desk, told.made, undo_job=job.id)


def _note(scope: Scope, action: Action, told: Told) -> None:
    within = None if told.table is None else table_subject(told.table)
    audit.note(scope, action, Subject("import", told.made.id, told.made.name), within=within)


def drop_import(scope: Scope, desk: Desk, id: str) -> str:
    """Let go of a file that was not imported; raises ImportUnknown or ImportBegun. Gives its id."""
    made = _open(scope, desk, id).made
    _stop(scope, made.check_job)
    store.delete_imports(scope.tx, [made.id])
    return made.id


def find_failed(scope: Scope, desk: Desk, id: str, after: int) -> WrittenPage | None:
    """Give the next page with what could not go in; raises ImportUnknown."""
    return store.find_page(scope.tx, get_import(scope, desk, id).made.id, after=after)


def drop_old(tx: Transaction, now: datetime) -> int:
    """Delete some of the pages of old imports, and those whose pages are gone; give how many, BATCH: maybe more."""
    old = store.list_made_before(tx, now - KEPT, BATCH)
    if not old:
        return 0
    count = store.delete_pages(tx, old, BATCH)
    if count < BATCH:
        store.delete_imports(tx, old)
    return max(count, len(old))


def state_of(told: Told) -> Literal["draft", "running", "done", "failed", "cancelled", "undoing", "undone"]:
    """Tell where an import stands."""
    if told.run is None:
        return "draft"
    if told.undo is not None and told.undo.state not in (JobState.FAILED, JobState.CANCELLED):
        return "undone" if told.undo.state is JobState.DONE else "undoing"
    match told.run.state:
        case JobState.DONE:
            return "done"
        case JobState.FAILED:
            return "failed"
        case JobState.CANCELLED:
            return "cancelled"
        case _:
            return "running"


def tally_of(job: Job | None) -> Tally | None:
    """Give what a dry run or an import counted so far."""
    if job is None:
        return None
    kept = job.result if job.result is not None else (job.cursor or {}).get("tally")
    return Tally.of(kept) if isinstance(kept, Mapping) else None


def _written(job: Job) -> int:
    tally = tally_of(job)
    return 0 if tally is None else tally.outcomes["create"] + tally.outcomes["update"]


def _may_see(scope: Scope, made: Import) -> bool:
    if made.table is None:
        return made.made_by == signature(scope.actor)
    return scope.allows(Permission.RECORDS_WRITE, made.table)


def _open(scope: Scope, desk: Desk, id: str) -> Told:
    """Give an import that has not begun, kept from others until the transaction ends; raises ImportBegun."""
    told = get_import(scope, desk, id)
    made = store.find_import(scope.tx, scope.workspace.number, id, lock=True) or told.made
    if made.run_job is not None:
        raise ImportBegun(import_id=id)
    return replace(told, made=made)


def _planned(scope: Scope, desk: Desk, id: str) -> Told:
    told = _open(scope, desk, id)
    if told.made.table is None or told.made.plan is None:
        raise TableNotChosen
    table = table_of(scope, desk.catalogues, told.made)
    checked(table, Plan.of(told.made.plan), len(told.reading.headers))
    desk.folder.text(id, told.reading.text)
    return told


def _enqueue(scope: Scope, kind: str, made: Import, **more: int) -> Job:
    params: JsonObject = {"import": made.id, **more}
    return jobs.enqueue(scope, NewJob(scope.workspace.number, kind, params, signature(scope.actor)))


def _stop(scope: Scope, job: str | None) -> None:
    if job is not None:
        found = jobs.find_jobs(scope, scope.workspace.number, [job]).get(job)
        if found is not None and found.state not in ENDED:
            jobs.cancel(scope, scope.workspace.number, job)


def _changed(scope: Scope, desk: Desk, made: Import, **values: object) -> Told:
    store.update_import(scope.tx, made.id, values)
    return get_import(scope, desk, made.id)


def _told(scope: Scope, desk: Desk, found: Sequence[Import]) -> Sequence[Told]:
    wanted = {job for one in found for job in (one.check_job, one.run_job, one.undo_job) if job}
    known = jobs.find_jobs(scope, scope.workspace.number, wanted)
    catalogue = desk.catalogues.get(scope)
    return [
        Told(
            one,
            None if one.table is None else catalogue.find_table(one.table),
            *(None if job is None else known.get(job) for job in (one.check_job, one.run_job, one.undo_job)),
        )
        for one in found
    ]


def _remembered(scope: Scope, table: Table) -> Mapping[str, str | None]:
    """Give where each header went the last time that a file came into the table."""
    last = store.find_last_run(scope.tx, scope.workspace.number, table.id)
    if last is None or last.plan is None:
        return {}
    headers, columns = Reading.of(last.reading).headers, Plan.of(last.plan).columns
    return {header: columns.get(number) for number, header in enumerate(headers) if header}
