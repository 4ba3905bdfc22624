"""Indexes on demand: made by a job, used by lists, gone with their field, agreed to where they hold up intake."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import cast

import pytest
from sqlalchemy import Connection, event

from leadbase.access.scope import Moment, Scope
from leadbase.access.units import Units
from leadbase.jobs.worker import Tools, Worker
from leadbase.kit.facts import Subscriptions
from leadbase.kit.json import JsonObject
from leadbase.records import listing
from leadbase.records import service as records
from leadbase.records.listing import Listed, Shape, list_page
from leadbase.records.service import Wish
from leadbase.storage.budget import within
from leadbase.storage.database import Database
from leadbase.storage.indexes import Purpose, index_names, whole_indexes
from leadbase.tables import fields, indexes, service
from leadbase.tables.indexes import IndexHoldsIntake, IndexNotPossible, IndexUnknown, Shown
from leadbase.tables.model import NewField, NewTable, Table
from tests.tables.design import NOW, Room

FIELDS = (
    NewField("Name", "text", name="name"),
    NewField("Amount", "integer", name="amount"),
    NewField("Tags", "multi_choice", name="tags"),
)


@pytest.fixture
async def room(database: Database) -> Room:
    """Give a workspace with a table of 200 records."""
    made = Room(database)
    await made.write(lambda scope: service.create_table(scope, made.catalogues, NewTable("Leads", fields=FIELDS)))
    forms = [{"name": f"n{number % 50}", "amount": None if number % 7 == 0 else number % 31} for number in range(200)]
    await made.write(lambda scope: records.create_records(scope, table_of(made, scope), forms))
    return made


def table_of(room: Room, scope: Scope) -> Table:
    return room.catalogues.get(scope).get_table("Leads")


async def ask(room: Room, field: str, purpose: Purpose = "sort") -> Shown:
    """Ask for an index."""
    return await room.write(lambda scope: indexes.ask_index(scope, room.catalogues, "Leads", field, purpose))


async def work(room: Room) -> None:
    """Let the jobs run that are due."""
    units = Units(room.database, lambda: NOW, room.ids, Subscriptions[Moment]())
    tools = Tools(room.database, lambda: NOW, room.ids, lambda _: None)
    worker = Worker(tools, [indexes.index_kind(units, room.catalogues)], 4)
    await worker.look()
    await worker.settle()


async def shown(room: Room) -> Sequence[Shown]:
    """List the table's indexes."""
    return await room.read(lambda scope: indexes.list_indexes(scope, room.catalogues, "Leads"))


async def there(room: Room, names: Collection[str]) -> set[str]:
    """Give those of the physical indexes that are there."""
    return await room.read(lambda scope: whole_indexes(scope.tx, names))


async def names_of(room: Room, field: str, purpose: Purpose = "sort") -> tuple[str, ...]:
    """Name the physical indexes of a field."""
    return await room.read(lambda scope: index_names(table_of(room, scope).get_field(field).column, purpose))


async def plan(room: Room, sort: str) -> str:
    """Tell how the database would give a page that is sorted so."""
    asked: list[tuple[str, object]] = []

    def look(scope: Scope) -> str:
        def hear(_c: object, _k: object, statement: str, given: object, _x: object, _m: object) -> None:
            asked.append((statement, given))

        event.listen(scope.tx, "before_cursor_execute", hear)
        if scope.tx.dialect.name == "postgresql":
            scope.tx.exec_driver_sql("SET LOCAL enable_sort = off")
        records.list_records(scope, table_of(room, scope), Wish(sort=sort, limit=5))
        event.remove(scope.tx, "before_cursor_execute", hear)
        statement, given = asked[-1]
        explain = "EXPLAIN" if scope.tx.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
        rows = scope.tx.exec_driver_sql(f"{explain} {statement}", given)  # pyright: ignore[reportArgumentType]
        return "\n".join(str(row) for row in rows)

    return await room.read(look)


async def listed(room: Room, wish: Wish, shape: Shape | None = None) -> Listed:
    """Give a list."""
    return await room.read(lambda scope: list_page(scope, table_of(room, scope), wish, shape or Shape()))


async def hints(room: Room, wish: Wish) -> list[tuple[object, ...]]:
    """Give what a slow list says would help."""
    slow = cast(JsonObject, (await listed(room, wish)).answer["slow"])
    found = cast(list[JsonObject], slow["indexes"])
    return [(one["name"], one["purpose"], one["building"]) for one in found]


def out_of_time(_tx: Connection, _milliseconds: int, _act: object) -> None:
    """Stand for a read that takes too long."""


async def test_a_job_makes_the_index_and_lists_use_it_both_ways(room: Room) -> None:
    before = {sort: (await listed(room, Wish(sort=sort))).answer for sort in ("name", "-name", "amount", "-amount")}
    for field in ("name", "amount"):
        assert (await ask(room, field)).index.state == "building"
    await work(room)
    assert [one.index.state for one in await shown(room)] == ["ready", "ready"]
    for sort, answer in before.items():
        assert (await listed(room, Wish(sort=sort))).answer == answer, "an index changes no order"
        used = await plan(room, sort)
        [name] = [one for one in await names_of(room, sort.lstrip("-")) if one in used]
        assert name.startswith("d_" if sort.startswith("-") else "a_")


async def test_one_index_is_asked_for_once(room: Room) -> None:
    first = await ask(room, "name", "filter")
    await work(room)
    again = await ask(room, "name", "filter")
    assert (again.index.id, again.index.state) == (first.index.id, "ready")


async def test_an_index_goes_when_it_is_dropped_and_with_its_field(room: Room) -> None:
    kept, dropped = await ask(room, "amount"), await ask(room, "name")
    await work(room)
    names = await names_of(room, "name"), await names_of(room, "amount")
    assert len(await there(room, (*names[0], *names[1]))) == 4
    await room.write(lambda scope: indexes.drop_index(scope, room.catalogues, "Leads", dropped.index.id))
    assert await there(room, names[0]) == set()
    with pytest.raises(IndexUnknown):
        await room.write(lambda scope: indexes.drop_index(scope, room.catalogues, "Leads", dropped.index.id))
    await room.write(lambda scope: fields.trash_field(scope, room.catalogues, "Leads", kept.field.id))
    assert await there(room, names[1]) == set()
    assert await shown(room) == []


async def test_an_index_that_is_dropped_while_it_waits_is_not_made(room: Room) -> None:
    asked = await ask(room, "name")
    await room.write(lambda scope: indexes.drop_index(scope, room.catalogues, "Leads", asked.index.id))
    await work(room)
    assert await there(room, await names_of(room, "name")) == set()


async def test_a_list_of_values_has_no_index(room: Room) -> None:
    with pytest.raises(IndexNotPossible):
        await ask(room, "tags")


async def test_a_large_table_on_sqlite_needs_consent(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexes, "HELD_FROM", 100)
    if room.database.name == "postgresql":
        assert (await ask(room, "name")).index.state == "building"
        return
    with pytest.raises(IndexHoldsIntake) as refused:
        await ask(room, "name")
    assert refused.value.facts == {"records": 200, "seconds": 1}
    agreed = await room.write(
        lambda scope: indexes.ask_index(scope, room.catalogues, "Leads", "name", "sort", hold=True)
    )
    assert agreed.index.state == "building"


async def test_a_slow_list_says_what_would_make_it_fast(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "SLOW_MS", 0)
    wish = Wish(sort="amount", filter={"name": "n1"})
    assert await hints(room, wish) == [("amount", "sort", False), ("name", "filter", False)]
    await ask(room, "name", "filter")
    await ask(room, "amount")
    assert await hints(room, wish) == [("amount", "sort", True), ("name", "filter", True)]
    await work(room)
    fast = await listed(room, wish)
    assert "slow" not in fast.answer
    await room.write(lambda scope: indexes.note_use(scope.tx, fast.used, scope.now))
    assert {one.index.used_at for one in await shown(room)} == {NOW}
    assert (await listed(room, wish)).used == []
    room.now += timedelta(days=31)
    assert [one.is_unused for one in await shown(room)] == [True, True]


async def test_a_list_that_takes_too_long_is_given_in_part(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "NEWEST", 20)
    monkeypatch.setattr(listing, "within", out_of_time)
    part = (await listed(room, Wish(sort="-amount"), Shape(cap=1_000, partial=True))).answer
    assert part["count"] == 20
    assert cast(JsonObject, part["slow"])["newest"] == 20
    whole = (await listed(room, Wish(sort="-amount"), Shape(cap=1_000))).answer
    assert whole["count"] == 200


async def test_a_read_that_takes_too_long_is_given_up_and_the_next_one_works(room: Room) -> None:
    endless = (
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100000000) SELECT count(*) FROM n"
    )

    def look(tx: Connection) -> tuple[object, object]:
        long = within(tx, 50, lambda: tx.exec_driver_sql(endless).scalar_one())
        return long, within(tx, 5_000, lambda: tx.exec_driver_sql("SELECT 1").scalar_one())

    assert await room.database.read(look) == (None, 1)


@pytest.mark.parametrize("is_asked_anew", [False, True])
async def test_an_index_that_is_dropped_while_it_is_made_leaves_nothing_behind(
    room: Room, monkeypatch: pytest.MonkeyPatch, is_asked_anew: bool
) -> None:
    made, names = indexes.make_indexes, await names_of(room, "amount")
    first = (await ask(room, "amount")).index

    async def make(database: Database, wanted: Mapping[str, str]) -> None:
        monkeypatch.setattr(indexes, "make_indexes", made)
        await room.write(lambda scope: indexes.drop_index(scope, room.catalogues, "Leads", first.id))
        if is_asked_anew:
            await ask(room, "amount")
        await made(database, wanted)

    monkeypatch.setattr(indexes, "make_indexes", make)
    await work(room)
    await work(room)
    assert await there(room, names) == (set(names) if is_asked_anew else set())
    assert [one.index.state for one in await shown(room)] == (["ready"] if is_asked_anew else [])
