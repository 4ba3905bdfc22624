"""Measures lists of a table with many records: as they come, sorted, filtered, with and without an index.

Use: `python -m bench.large FOLDER [RECORDS]`; the folder is made once and used again. With LEADBASE_DATABASE_URL set it
measures there.
"""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from leadbase.access.scope import Scope
from leadbase.app.parts import App, open_app
from leadbase.records import service
from leadbase.records.listing import Shape, list_page
from leadbase.records.service import Wish
from leadbase.settings import load_settings
from leadbase.storage.indexes import Purpose
from leadbase.tables import indexes
from leadbase.tables import service as tables
from leadbase.tables.model import NewField, NewTable, Table

T = TypeVar("T")

AT_ONCE = 1_000
TIMES = 7
LARGE = "large"
STAGES = ("new", "called", "visited", "won", "lost")
FIELDS = (
    NewField("Name", "text", name="name"),
    NewField("City", "text", name="city", searchable=False),
    NewField("Amount", "integer", name="amount"),
    NewField("Stage", "choice", name="stage", params={"options": [{"handle": one, "label": one} for one in STAGES]}),
    NewField("Due", "date", name="due"),
)
ASKED = {
    "newest first": Wish(),
    "the 20th page": Wish(offset=950),
    "sorted by a number": Wish(sort="-amount"),
    "sorted by a text": Wish(sort="name"),
    "sorted by a choice": Wish(sort="stage"),
    "filtered by a text": Wish(filter={"field": "name", "op": "eq", "value": "Person 123456"}),
    "filtered by a choice": Wish(filter={"field": "stage", "op": "eq", "value": "won"}),
    "filtered by a rare number": Wish(filter={"field": "amount", "op": "eq", "value": 777_777}),
    "filtered by a range, sorted": Wish(filter={"field": "amount", "op": "gte", "value": 900_000}, sort="amount"),
    "contains, nothing found": Wish(filter={"field": "city", "op": "contains", "value": "zzz"}),
}


async def seed(app: App, records: int) -> None:
    """Make the table and fill it up to so many records."""
    room = app.room()

    def table(scope: Scope) -> Table:
        found = app.catalogues.get(scope).find_table(LARGE)
        return found or tables.create_table(scope, app.catalogues, NewTable("Large", name=LARGE, fields=FIELDS))

    made = await room.write(table)
    have = (await room.read(lambda scope: service.count_records(scope, made, None, cap=records))).value
    chance = random.Random(have)
    begun = time.perf_counter()
    for first in range(have, records, AT_ONCE):
        forms = [
            {
                "name": f"Person {number * 7919 % records}",
                "city": f"City {chance.randrange(400)}",
                "amount": chance.randrange(1_000_000),
                "stage": chance.choice(STAGES),
                "due": f"2026-{1 + chance.randrange(12):02d}-{1 + chance.randrange(28):02d}",
            }
            for number in range(first, min(first + AT_ONCE, records))
        ]
        await room.write(lambda scope, forms=forms: service.create_records(scope, made, forms))
    if have < records:
        print(f"wrote {records - have} records at {(records - have) / (time.perf_counter() - begun):.0f}/s")


async def timed(app: App, act: Callable[[Scope], T]) -> float:
    """Give the median time of an act in milliseconds, after a first try that counts for nothing."""
    took: list[float] = []
    for _ in range(TIMES + 1):
        begun = time.perf_counter()
        await app.room().read(act)
        took.append((time.perf_counter() - begun) * 1000)
    return statistics.median(took[1:])


async def measure(app: App) -> None:
    """Print how long each question takes."""
    for name, wish in ASKED.items():

        def act(scope: Scope, wish: Wish = wish) -> object:
            return service.list_records(scope, app.catalogues.get(scope).get_table(LARGE), wish)

        print(f"{name:32} {await timed(app, act):9.1f} ms")


async def measure_part(app: App) -> None:
    """Print how long the questions take that may be answered among the newest records alone."""
    for name, wish in ASKED.items():

        def act(scope: Scope, wish: Wish = wish) -> object:
            return list_page(scope, app.catalogues.get(scope).get_table(LARGE), wish, Shape(partial=True))

        print(f"{name + ', in part':42} {await timed(app, act):9.1f} ms")


async def index(app: App) -> None:
    """Make indexes as people ask for them; print how long each held up a write."""
    asked: tuple[tuple[str, Purpose], ...] = (
        ("amount", "sort"),
        ("name", "sort"),
        ("stage", "sort"),
        ("name", "filter"),
    )
    for field, purpose in asked:

        def ask(scope: Scope, field: str = field, purpose: Purpose = purpose) -> object:
            return indexes.ask_index(scope, app.catalogues, LARGE, field, purpose, hold=True)

        await app.room().write(ask)
        begun = time.perf_counter()
        await app.jobs.look()
        longest, settled = 0.0, asyncio.create_task(app.jobs.settle())
        while not settled.done():
            wrote = time.perf_counter()
            await app.room().write(lambda scope: scope.now)
            longest = max(longest, time.perf_counter() - wrote)
            await asyncio.sleep(0.01)
        took = time.perf_counter() - begun
        print(f"index of {field} to {purpose}: made in {took:.1f} s, a write waited {longest:.1f} s at most")


async def main(folder: str, records: int) -> None:
    """Seed and measure."""
    settings = load_settings({**os.environ, "LEADBASE_DATA_DIR": folder})
    async with open_app(settings) as app:
        await seed(app, records)
        await measure(app)
        await measure_part(app)
        await index(app)
        await measure(app)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000))
