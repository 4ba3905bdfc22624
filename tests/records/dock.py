"""Where the tests of imports stand: the whole program over a database, with its jobs run by hand."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leadbase.access.scope import Scope
from leadbase.access.units import ActorRoom
from leadbase.app.parts import App, open_app
from leadbase.jobs.worker import Tools, Worker
from leadbase.kit.json import JsonObject
from leadbase.records import service as records
from leadbase.records.answers import to_rest
from leadbase.records.service import Wish
from leadbase.records.transfer import service, steps
from leadbase.records.transfer.export import Order, begin_export, export
from leadbase.records.transfer.plan import Plan
from leadbase.records.transfer.reading import Wish as ReadingWish
from leadbase.records.transfer.service import Told
from leadbase.records.transfer.tally import Tally
from leadbase.settings import load_settings
from leadbase.tables import service as tables
from leadbase.tables.model import NewField, NewTable, Table
from tests.intake.house import Hands

OPTIONS: JsonObject = {"options": [{"handle": "0", "label": "橙子建站"}, {"handle": "7", "label": "巨量线索"}]}

LEADS = NewTable(
    "线索",
    name="leads",
    fields=[
        NewField("姓名", "text", name="name", required=True),
        NewField("电话", "phone", name="phone", unique=True),
        NewField("渠道", "choice", name="channel", params=OPTIONS),
        NewField("次数", "integer", name="count"),
        NewField("日期", "date", name="day"),
        NewField("备注", "long_text", name="notes"),
    ],
)


async def parts_of(content: bytes | Iterable[bytes]) -> AsyncGenerator[bytes]:
    """Give a file as it comes in."""
    for part in [content] if isinstance(content, bytes) else content:
        yield part


def csv_of(*rows: Sequence[object], delimiter: str = ",") -> bytes:
    """Write rows as a CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode()


@dataclass
class Dock:
    """The program with one table."""

    app: App
    table: Table
    clock: Hands

    @property
    def room(self) -> ActorRoom:
        return self.app.room()

    @property
    def desk(self) -> steps.Desk:
        return self.app.transfers

    def worker(self, step: Any = None) -> Worker:
        """Give a process that runs imports, whose steps may die."""
        tools = Tools(self.app.database, self.app.clock, self.app.ids, lambda _facts: None, luck=lambda: 0.5)
        kinds = [steps.check_kind(self.desk), steps.run_kind(self.desk), steps.undo_kind(self.desk)]
        if step is not None:
            kinds = [type(kind)(kind.name, step(kind.step), kind.cancelled) for kind in kinds]
        return Worker(tools, kinds)

    async def run(self, worker: Worker | None = None) -> None:
        """Run what is due to its end."""
        worker = worker or self.worker()
        while await worker.look():
            await worker.settle()

    async def receive(self, content: bytes | AsyncIterable[bytes], name: str = "线索.csv", **wish: Any) -> Told:
        """Take a file in for the table."""
        parts = parts_of(content) if isinstance(content, bytes) else content
        return await service.receive(self.room, self.desk, name, self.table.id, parts, ReadingWish(**wish))

    async def plan(self, told: Told, fields: Sequence[str | None], **more: Any) -> Told:
        """Say which column goes into which field, by name."""
        columns = {number: field for number, field in enumerate(fields) if field is not None}
        plan = Plan(columns, **more)
        return await self.act(lambda scope: service.plan_import(scope, self.desk, told.made.id, None, plan))

    async def act(self, verb: Callable[[Scope], Told]) -> Told:
        return await self.room.write(verb)

    async def again(self, told: Told) -> Told:
        return await self.room.read(lambda scope: service.get_import(scope, self.desk, told.made.id))

    async def checked(self, told: Told) -> Tally:
        """Try a file and give what it counted."""
        await self.act(lambda scope: service.check_import(scope, self.desk, told.made.id))
        await self.run()
        tally = service.tally_of((await self.again(told)).check)
        assert tally is not None
        return tally

    async def imported(self, told: Told, worker: Worker | None = None) -> Tally:
        """Import a file and give what it counted."""
        await self.act(lambda scope: service.run_import(scope, self.desk, told.made.id))
        await self.run(worker)
        tally = service.tally_of((await self.again(told)).run)
        assert tally is not None
        return tally

    async def undone(self, told: Told) -> dict[str, Any]:
        """Take an import back and give what became of its records."""
        await self.act(lambda scope: service.undo_import(scope, self.desk, told.made.id))
        await self.run()
        job = (await self.again(told)).undo
        assert job is not None
        assert job.result is not None, job.error
        return dict(job.result)

    async def brought(self, content: bytes, fields: Sequence[str | None], **more: Any) -> Told:
        """Take a file in, say where its columns go, and import it."""
        told = await self.plan(await self.receive(content), fields, **more)
        await self.imported(told)
        return await self.again(told)

    async def save(self, form: JsonObject) -> str:
        def act(scope: Scope) -> str:
            return records.create_record(scope, self.now(scope), form).id

        return await self.room.write(act)

    async def change(self, record: str, form: JsonObject) -> None:
        await self.room.write(lambda scope: records.update_record(scope, self.now(scope), record, form))

    async def records(self, *, trashed: bool = False) -> list[JsonObject]:
        """Give the records, the oldest first, by API name."""

        def act(scope: Scope) -> list[JsonObject]:
            table = self.now(scope)
            page = records.list_records(scope, table, Wish(sort="_id", limit=1000, trashed=trashed))
            return [to_rest(table, one) for one in page.items]

        return await self.room.read(act)

    async def values(self, *names: str) -> list[tuple[Any, ...]]:
        return [tuple(one[name] for name in names) for one in await self.records()]

    async def exported(self, **order: Any) -> bytes:
        """Export the table."""
        wanted, catalogues = Order(self.table.id, **order), self.app.catalogues
        ready = await begin_export(self.room, catalogues, wanted)
        return b"".join([part async for part in export(self.room, catalogues, ready)])

    def now(self, scope: Scope) -> Table:
        return self.app.catalogues.get(scope).get_table(self.table.id)


@asynccontextmanager
async def open_dock(folder: Path, url: str, new: NewTable = LEADS, **settings: str) -> AsyncGenerator[Dock]:
    """Open the program over a database and make a table."""
    environment = {"LEADBASE_DATA_DIR": str(folder / "data"), "LEADBASE_DATABASE_URL": url, **settings}
    clock = Hands()
    async with open_app(load_settings(environment), clock=clock) as app:
        table = await app.room().write(lambda scope: tables.create_table(scope, app.catalogues, new))
        yield Dock(app, table, clock)
