"""How fast a file goes into a table: rows a second of a dry run, of the import, of taking it back, and of an export.

Use: `python -m bench.imports [ROWS]`; it works in a folder that is gone afterwards, on SQLite.
"""

from __future__ import annotations

import asyncio
import csv
import resource
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path

from leadbase.app.parts import App, open_app
from leadbase.jobs.model import ENDED, Job
from leadbase.records.transfer import service
from leadbase.records.transfer.export import Order, export, prepare_export
from leadbase.records.transfer.plan import Plan
from leadbase.records.transfer.reading import Wish
from leadbase.records.transfer.service import Told
from leadbase.settings import load_settings
from leadbase.tables import service as tables
from leadbase.tables.model import NewField, NewTable

FIELDS = (
    NewField("姓名", "text", name="name", required=True),
    NewField("电话", "phone", name="phone", unique=True),
    NewField("城市", "text", name="city"),
    NewField("预算", "decimal", name="budget"),
    NewField("次数", "integer", name="count"),
    NewField("日期", "date", name="day"),
    NewField("时间", "datetime", name="at"),
    NewField("备注", "long_text", name="notes"),
)


async def main(count: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "leads.csv"
        _write(source, count)
        async with open_app(load_settings({"LEADBASE_DATA_DIR": f"{folder}/data"})) as app:
            await app.jobs.start(alone=True)
            await _measure(app, source, count)


async def _measure(app: App, source: Path, count: int) -> None:
    room, desk = app.room(), app.transfers
    table = await room.write(
        lambda scope: tables.create_table(scope, app.catalogues, NewTable("线索", name="leads", fields=FIELDS))
    )

    async def parts() -> AsyncGenerator[bytes]:
        with source.open("rb") as file:
            while part := file.read(1 << 16):
                yield part

    began = time.perf_counter()
    told = await service.receive(room, desk, source.name, table.id, parts(), Wish())
    _say("receive", count, began)
    plan = Plan({number: field.id for number, field in enumerate(table.fields)})
    id = told.made.id
    await room.write(lambda scope: service.plan_import(scope, desk, id, None, plan))

    async def again() -> Told:
        return await room.read(lambda scope: service.get_import(scope, desk, id))

    began = time.perf_counter()
    await room.write(lambda scope: service.check_import(scope, desk, id))
    await _ended(again, lambda told: told.check)
    _say("dry run", count, began)
    began = time.perf_counter()
    await room.write(lambda scope: service.run_import(scope, desk, id))
    await _ended(again, lambda told: told.run)
    _say("import", count, began)
    for kind in ("csv", "xlsx", "jsonl"):
        began, size = time.perf_counter(), 0
        ready = await room.write(lambda scope, kind=kind: prepare_export(scope, app.catalogues, Order(table.id, kind)))
        async for part in export(room, app.catalogues, ready):
            size += len(part)
        _say(f"export {kind} ({size >> 20} MiB)", count, began)
    began = time.perf_counter()
    await room.write(lambda scope: service.undo_import(scope, desk, id))
    await _ended(again, lambda told: told.undo)
    _say("undo", count, began)


async def _ended(again: Callable[[], Awaitable[Told]], job_of: Callable[[Told], Job | None]) -> None:
    while True:
        job = job_of(await again())
        if job is not None and job.state in ENDED:
            if job.error:
                raise SystemExit(str(job.error))
            return
        await asyncio.sleep(0.05)


_cpu = [0.0]


def _say(what: str, count: int, began: float) -> None:
    seconds = time.perf_counter() - began
    cpu, _cpu[0] = time.process_time() - _cpu[0], time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(
        f"{what:<22} {seconds:7.2f} s {count / seconds:10,.0f} rows/s {count / cpu:10,.0f} /s of CPU   peak {peak} MiB"
    )


def _write(path: Path, count: int) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([field.label for field in FIELDS])
        for number in range(count):
            phone, day = f"13{number % 10**9:09}", f"2026-11-{number % 28 + 1:02}"
            row = ["客户" + str(number), phone, "上海", f"{number}.50", number, day, f"{day} 08:30:00", "展会 现场扫码"]
            writer.writerow(row)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
