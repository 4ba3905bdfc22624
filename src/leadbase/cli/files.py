"""What `leadbase import` and `leadbase export` do with files of one table; jobs that they begin run in this process."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from pathlib import Path

from leadbase.access.names import name_actors
from leadbase.access.scope import Scope
from leadbase.access.units import ActorRoom
from leadbase.app.parts import App
from leadbase.cli.running import run
from leadbase.cli.voice import current_voice
from leadbase.jobs.model import ENDED
from leadbase.jobs.worker import Tools, Worker
from leadbase.records.transfer import service, steps
from leadbase.records.transfer.errors import ColumnUnknown
from leadbase.records.transfer.export import Order, begin_export, export
from leadbase.records.transfer.plan import Misfits, Mode, Plan
from leadbase.records.transfer.reading import Wish
from leadbase.records.transfer.schemas import ImportOut
from leadbase.records.transfer.service import Told

LOOK_S = 0.2
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Bring:
    """A file to bring into a table; `matches` are `column=field`, where they are not as the program guesses."""

    table: str
    file: Path
    matches: Sequence[str]
    mode: Mode
    keys: Sequence[str]
    misfits: Misfits
    wish: Wish
    dry_run: bool


def export_table(order: Order, workspace: str, data_dir: str | None) -> None:
    """Write a table or a view to stdout."""

    async def act(app: App) -> None:
        room = app.room(workspace)
        ready = await begin_export(room, app.catalogues, order)
        async for part in export(room, app.catalogues, ready):
            sys.stdout.buffer.write(part)
        sys.stdout.buffer.flush()

    run(data_dir, act)


def import_file(bring: Bring, workspace: str, data_dir: str | None) -> ImportOut:
    """Bring a file into a table, or try what that would do, and give what came of it."""

    async def act(app: App) -> ImportOut:
        room, desk = app.room(workspace), app.transfers
        told = await service.receive(room, desk, bring.file.name, bring.table, _parts(bring.file), bring.wish)
        id = told.made.id
        plan = await room.read(lambda scope: _plan(scope, desk, told, bring))
        await room.write(lambda scope: service.plan_import(scope, desk, id, None, plan))
        verb = service.check_import if bring.dry_run else service.run_import
        await room.write(lambda scope: verb(scope, desk, id))
        told = await _ended(app, room, id, dry_run=bring.dry_run)

        def show(scope: Scope) -> ImportOut:
            return ImportOut.of(told, name_actors(scope, {told.made.made_by}).get(told.made.made_by))

        shown = await room.read(show)
        if bring.dry_run:
            desk.folder.drop(await room.write(lambda scope: service.drop_import(scope, desk, id)))
        return shown

    return run(data_dir, act)


def _plan(scope: Scope, desk: steps.Desk, told: Told, bring: Bring) -> Plan:
    """Give the plan: columns as they are guessed, but for those that are named; raises ColumnUnknown."""
    found = service.preview(scope, desk, told.made.id).columns
    columns = {number: one.match.field.id for number, one in enumerate(found) if one.match.field is not None}
    headers = [one.header for one in found]
    for pair in bring.matches:
        column, _, field = pair.rpartition("=")
        if column not in headers:
            raise ColumnUnknown(column=column[:100] or pair[:100], known=", ".join(headers)[:500])
        columns.pop(headers.index(column), None)
        if field:
            columns[headers.index(column)] = field
    return Plan(columns, bring.mode, bring.keys, bring.misfits)


async def _ended(app: App, room: ActorRoom, id: str, *, dry_run: bool) -> Told:
    """Run the import here, or wait for a server that took it, and give it once it ended."""
    tools = Tools(app.database, app.clock, app.ids, app.units.subscriptions.tell_after)
    kinds = [steps.check_kind(app.transfers), steps.run_kind(app.transfers)]
    worker, voice, before = Worker(tools, kinds), current_voice(), -1
    await worker.start(alone=False)
    try:
        while True:
            told = await room.read(lambda scope: service.get_import(scope, app.transfers, id))
            job = told.check if dry_run else told.run
            if job is not None and job.progress.done > before and job.progress.done:
                before = job.progress.done
                voice.tell("{done} rows", done=before)
            if job is not None and job.state in ENDED:
                return told
            await asyncio.sleep(LOOK_S)
    finally:
        await worker.stop(5)


async def _parts(file: Path) -> AsyncGenerator[bytes]:
    with file.open("rb") as opened:
        while part := await asyncio.to_thread(opened.read, _PIECE):
            yield part
