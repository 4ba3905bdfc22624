"""The background work of imports: the dry run, the import page by page, and taking it back page by page.

A page is read and checked outside any transaction and written in a short one, together with the step that it is: a
process may die between any two, and whoever goes on reads the page anew.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from leadbase.access.acting import ActingRoom, acting_scope
from leadbase.access.model import Permission
from leadbase.access.people import list_names
from leadbase.access.scope import Moment, Scope, Transaction
from leadbase.access.units import Units
from leadbase.jobs.kind import Kind
from leadbase.jobs.model import Job, Progress, Step
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.kit.paging import LARGEST_LIMIT
from leadbase.records.facts import tell_changed
from leadbase.records.model import DuplicateValue
from leadbase.records.store import many
from leadbase.records.store import transfers as store
from leadbase.records.store.shadow import Shadow
from leadbase.records.store.transfers import Import, WrittenPage
from leadbase.records.transfer.errors import ImportUndone, PageContended
from leadbase.records.transfer.folder import Folder
from leadbase.records.transfer.pages import Page, read_page
from leadbase.records.transfer.plan import Fitted, Plan, checked
from leadbase.records.transfer.reading import Reading
from leadbase.records.transfer.rows import Place
from leadbase.records.transfer.tally import Tally
from leadbase.records.transfer.undo import take_back
from leadbase.records.transfer.writing import Result, write_page
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.layouts import check_layouts
from leadbase.tables.model import Table

CHECK, RUN, UNDO = "import_check", "import", "import_undo"
KEPT_FAILED = 100_000
"""Rows that could not go in, whose cells are kept to be looked at; beyond them they are counted."""

_SPELL_S = 0.4
"""How long a dry run works before it tells how far it is."""

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Desk:
    """What imports work with."""

    units: Units
    catalogues: Catalogues
    folder: Folder


def check_kind(desk: Desk) -> Kind:
    """Give the kind of job that dry runs are."""
    checks = _Checks(desk)
    return Kind(CHECK, checks.take, checks.drop)


def run_kind(desk: Desk) -> Kind:
    """Give the kind of job that imports are."""
    runs = _Runs(desk)
    return Kind(RUN, runs.take, runs.drop)


def undo_kind(desk: Desk) -> Kind:
    """Give the kind of job that takes imports back."""
    return Kind(UNDO, _Undo(desk).take)


def people_of(scope: Scope) -> dict[str, str]:
    """Give the ids of the workspace's people by id and email, and by name where only one has it."""
    found: dict[str, str] = {}
    names: dict[str, list[str]] = {}
    cursor = None
    while True:
        page = list_names(scope, cursor, LARGEST_LIMIT)
        for person in page.items:
            found |= {person.id: person.id, person.email.casefold(): person.id}
            names.setdefault(person.name, []).append(person.id)
        cursor = page.next_cursor
        if cursor is None:
            break
    return {name: ids[0] for name, ids in names.items() if len(ids) == 1} | found


def table_of(scope: Scope, catalogues: Catalogues, made: Import) -> Table:
    """Give the table of an import, for whoever may write to it; raises TableUnknown or NotAllowed."""
    table = catalogues.get(scope).get_table(str(made.table))
    scope.require(Permission.RECORDS_WRITE, table.id)
    return table


@dataclass(slots=True)
class _Dry:
    """A dry run of this process on its way."""

    shadow: Shadow
    place: Place
    table: Table
    tally: Tally
    began: float
    is_over: bool = False


class _Reader:
    """Reads pages of an import outside any transaction."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def fitted(self, room: ActingRoom, made: Import) -> tuple[Fitted, dict[str, str]]:
        """Give the plan with its fields, and the people where a column names some."""
        reading = Reading.of(made.reading)

        def look(scope: Scope) -> tuple[Fitted, dict[str, str]]:
            table = table_of(scope, self._desk.catalogues, made)
            fitted = checked(table, Plan.of(cast(JsonObject, made.plan)), len(reading.headers))
            names = any(one.kind.refers == "member" for _, one in fitted.fields)
            return fitted, people_of(scope) if names else {}

        return await room.read(look)

    async def page(self, room: ActingRoom, made: Import, begin: Place) -> Page:
        """Read the page that begins here."""
        fitted, people = await self.fitted(room, made)
        reading = Reading.of(made.reading)
        path, is_guarded = self._desk.folder.text(made.id, reading.text), made.format == "csv"
        return await asyncio.to_thread(read_page, path, reading.delimiter, begin, fitted, people, is_guarded=is_guarded)


class _Checks:
    """The dry run: it lives in one process, and begins anew in another."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._reader = _Reader(desk)
        self._running: dict[str, _Dry] = {}

    def take(self, tx: Transaction, job: Job, _now: datetime) -> Step:
        """Take one step; see Kind."""
        made = _import_of(tx, job)
        dry = self._running.get(job.id)
        if dry is None:
            return Step({}, Progress(0, Reading.of(made.reading).rows), then=lambda: self._go_on(job, made))
        progress = Progress(dry.tally.rows, Reading.of(made.reading).rows)
        if dry.is_over:
            self.drop(tx, job, _now)
            seconds = round(time.monotonic() - dry.began, 1)
            result: JsonObject = {**dry.tally.as_json(), "plan": made.plan, "seconds": seconds}
            return Step(None, Progress(dry.tally.rows, dry.tally.rows), is_done=True, result=result)
        return Step({"rows": dry.tally.rows}, progress, then=lambda: self._go_on(job, made))

    def drop(self, _tx: Transaction, job: Job, _now: datetime) -> None:
        """Let go of a dry run."""
        dry = self._running.pop(job.id, None)
        if dry is not None:
            dry.shadow.close()

    async def _go_on(self, job: Job, made: Import) -> None:
        room = ActingRoom(self._desk.units, job.workspace, job.made_by)
        dry = self._running.get(job.id)
        until = time.monotonic() + _SPELL_S
        while dry is None or (not dry.is_over and time.monotonic() < until):
            begin = Reading.of(made.reading).begin if dry is None else dry.place
            page = await self._reader.page(room, made, begin)
            if dry is None or page.fitted.table is not dry.table:
                # what a dry run knows is of the table as it was: where that changed, it begins anew
                dry = await asyncio.to_thread(self._begin, job, made, page.fitted)
                if begin != dry.place:
                    continue
            result = await room.read(lambda scope, dry=dry, page=page: _rehearsed(scope, dry, page))
            for ended in result.rows:
                dry.tally.add(ended, page.fitted)
            dry.place, dry.is_over = page.next, page.is_last

    def _begin(self, job: Job, made: Import, fitted: Fitted) -> _Dry:
        old = self._running.get(job.id)
        if old is not None:
            old.shadow.close()
        path = self._desk.folder.of(made.id) / "shadow.db"
        shadow = Shadow(path, fitted.table, fitted.keys)
        began = time.monotonic() if old is None else old.began
        dry = _Dry(shadow, Reading.of(made.reading).begin, fitted.table, Tally.of(None), began)
        self._running[job.id] = dry
        return dry


def _rehearsed(scope: Scope, dry: _Dry, page: Page) -> Result:
    with dry.shadow.opened() as over:
        return write_page(scope, page.fitted, page.items, over)


@dataclass(slots=True)
class _Runs:
    """The import itself."""

    desk: Desk
    ready: dict[str, Page] = field(default_factory=dict[str, Page])

    def take(self, tx: Transaction, job: Job, now: datetime) -> Step:
        """Take one step; see Kind."""
        made = _import_of(tx, job)
        if made.undo_job is not None:
            # what a job that is tried again would write now, nothing could take back
            raise ImportUndone(import_id=made.id)
        reading = Reading.of(made.reading)
        cursor = cast(dict[str, Any], job.cursor or {"offset": reading.offset, "line": reading.line, "pages": 0})
        begin, tally = Place(cursor["offset"], cursor["line"]), Tally.of(cursor.get("tally"))
        if cursor.get("over"):
            self.drop(tx, job, now)
            return Step(None, Progress(tally.rows, tally.rows), is_done=True, result=tally.as_json())
        page = self.ready.pop(job.id, None)
        moment = Moment(tx, now, self.desk.units.ids)
        scope = acting_scope(moment, job.workspace, job.made_by)
        table = table_of(scope, self.desk.catalogues, made)
        if page is None or page.begin != begin or page.fitted.table is not table:
            return Step(cursor, job.progress, then=lambda: self._prepare(job, made, begin))
        result = _written(scope, page)
        check_layouts(tx, [table])
        failed = tally.outcomes["fail"]
        for ended in result.rows:
            tally.add(ended, page.fitted)
        store.insert_page(tx, made.id, _kept(cursor["pages"], result, KEPT_FAILED - failed, now))
        if result.created or result.changed:
            tell_changed(scope, table)
        place = {"offset": page.next.offset, "line": page.next.line, "pages": cursor["pages"] + 1}
        after: JsonObject = {**place, "tally": tally.as_json(), "over": page.is_last}
        progress = Progress(tally.rows, reading.rows)
        facts = list(scope.facts.facts)
        if page.is_last:
            return Step(after, progress, facts=facts)
        return Step(after, progress, then=lambda: self._prepare(job, made, page.next), facts=facts)

    def drop(self, _tx: Transaction, job: Job, _now: datetime) -> None:
        """Let go of what was read ahead."""
        self.ready.pop(job.id, None)

    async def _prepare(self, job: Job, made: Import, begin: Place) -> None:
        room = ActingRoom(self.desk.units, job.workspace, job.made_by)
        self.ready[job.id] = await _Reader(self.desk).page(room, made, begin)


@dataclass(frozen=True, slots=True)
class _Undo:
    """Takes an import back, its last page first."""

    desk: Desk

    def take(self, tx: Transaction, job: Job, now: datetime) -> Step:
        """Take one step; see Kind."""
        made = _import_of(tx, job)
        cursor = cast(dict[str, Any], job.cursor or {"before": 1 << 31, "counts": {}})
        page = store.find_page(tx, made.id, before=min(cursor["before"], (1 << 31) - 1))
        counts: dict[str, int] = dict(cursor["counts"])
        done = sum(counts.values())
        if page is None:
            return Step(None, Progress(done, done), is_done=True, result=counts)
        scope = acting_scope(Moment(tx, now, self.desk.units.ids), job.workspace, job.made_by)
        table = table_of(scope, self.desk.catalogues, made)
        for name, count in take_back(scope, table, made.id, page).items():
            counts[name] = counts.get(name, 0) + count
        check_layouts(tx, [table])
        tell_changed(scope, table)
        progress = Progress(sum(counts.values()), job.progress.total or cast(int, job.params.get("records")))
        return Step({"before": page.ordinal, "counts": counts}, progress, facts=list(scope.facts.facts))


def _written(scope: Scope, page: Page) -> Result:
    """Write a page; where somebody was quicker with a unique value, look again."""
    for _ in range(_TRIES):
        found: list[Result] = []

        def act(found: list[Result] = found) -> bool:
            found.append(write_page(scope, page.fitted, page.items))
            return True

        try:
            many.rehearse(scope.tx, act)
            return found[-1]
        except DuplicateValue:
            continue
    raise PageContended


def _kept(ordinal: int, result: Result, room: int, at: datetime) -> WrittenPage:
    failed: list[JsonObject] = []
    for ended in result.rows:
        if ended.outcome == "fail" and len(failed) < room:
            faults: list[JsonValue] = [fault.as_json() for fault in ended.faults]
            failed.append({"line": ended.item.line, "cells": list(ended.item.cells), "faults": faults})
    return WrittenPage(ordinal, result.created, result.changed, failed, at)


def _import_of(tx: Transaction, job: Job) -> Import:
    made = store.find_import(tx, job.workspace, str(job.params["import"]))
    if made is None:
        raise AssertionError("an import is kept as long as its jobs")
    return made
