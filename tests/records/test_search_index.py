"""The index of words, on both databases: whatever it knows so far, a search finds what stands in the records now."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
import sqlalchemy as sa

from leadbase.access.units import Units
from leadbase.access.workspaces import ensure_workspace, list_every
from leadbase.kit.facts import Subscriptions
from leadbase.records import indexing, search
from leadbase.records.grams import grams_of, grams_sought
from leadbase.records.jobs import Indexer
from leadbase.records.model import Every, Sought
from leadbase.records.questions import Question, ask
from leadbase.records.service import Wish, purge_records
from leadbase.records.store import index
from leadbase.storage.database import Database
from leadbase.storage.marks import row_marks
from leadbase.tables.fields import change_field
from leadbase.tables.service import trash_table
from tests.records.rows import Rows, rows_of
from tests.tables.design import NOW, Room

ALPHABET = "张王李三四丰 ab1238"


@pytest.fixture
async def units(database: Database) -> Units:
    room = Room(database)
    made = Units(database, lambda: NOW, room.ids, Subscriptions())
    await made.write(ensure_workspace)
    return made


@pytest.fixture
async def rows(units: Units) -> Rows:
    [workspace] = await units.read(list_every)
    return await rows_of(Room(units.database, ids=units.ids, workspace=workspace))


@pytest.fixture
def indexer(units: Units, rows: Rows) -> Indexer:
    return Indexer(units, rows.room.catalogues)


async def asked(rows: Rows, q: str) -> Question:
    return await rows.room.read(lambda scope: ask(scope, rows.table, None, q))


async def narrowed(rows: Rows, q: str) -> int | None:
    """Give how many records the index leaves to look into; None where it leaves all."""
    where = (await asked(rows, q)).where
    assert isinstance(where, Sought)
    return None if where.candidates is None else len(where.candidates)


async def found(rows: Rows, q: str) -> set[object]:
    page, _ = await rows.page(Wish(q=q, limit=1000))
    return {rows.value(record, "name") for record in page}


async def test_the_index_narrows_a_search_to_few_records(rows: Rows, indexer: Indexer) -> None:
    for number in range(20):
        await rows.save({"name": f"客户{number:02} 张伟", "phone": f"138001380{number:02}"})
    assert await narrowed(rows, "户07") is None
    assert await indexer.catch_up() == 20
    assert await indexer.catch_up() == 0
    assert await narrowed(rows, "户07") == 1
    assert await narrowed(rows, "张") == await narrowed(rows, "张伟 客户") == 20
    assert await narrowed(rows, "没有") == 0
    assert await narrowed(rows, "7") is None
    assert (
        await found(rows, "户07")
        == await found(rows, "13800138007")
        == await found(rows, "7 张伟 户0")
        == {"客户07 张伟"}
    )


async def test_what_was_written_since_is_found_all_the_same(rows: Rows, indexer: Indexer) -> None:
    first = await rows.save({"name": "张三"})
    await indexer.catch_up()
    await rows.save({"name": "李四"})
    await rows.update(first.id, {"name": "王五"})
    assert (await found(rows, "李四"), await found(rows, "王五"), await found(rows, "张三")) == (
        {"李四"},
        {"王五"},
        set(),
    )
    assert await indexer.catch_up() == 2
    assert (await found(rows, "李四"), await found(rows, "王五"), await found(rows, "张三")) == (
        {"李四"},
        {"王五"},
        set(),
    )
    assert await narrowed(rows, "张三") == 0


async def test_a_search_says_when_it_is_behind(rows: Rows, indexer: Indexer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_UNINDEXED", 2)
    await indexer.catch_up()
    for name in ("张一", "张二"):
        await rows.save({"name": name})
    assert not (await asked(rows, "张")).is_behind
    await rows.save({"name": "张三"})
    assert (await asked(rows, "张")).is_behind
    await indexer.catch_up()
    assert (await asked(rows, "张")).is_behind is False
    assert await found(rows, "张") == {"张一", "张二", "张三"}


async def test_more_than_a_batch_is_indexed_batch_by_batch(
    rows: Rows, indexer: Indexer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "BATCH", 3)
    for number in range(8):
        await rows.save({"name": f"客户{number}"})
    assert await indexer.catch_up() == 8
    assert [await narrowed(rows, f"户{number}") for number in range(8)] == [1] * 8


async def test_a_table_that_was_there_before_the_index_is_walked_through(rows: Rows, indexer: Indexer) -> None:
    for name in ("张三", "李四"):
        await rows.save({"name": name})
    await rows.room.database.transaction(lambda tx: tx.execute(sa.delete(row_marks)))
    assert await indexer.catch_up() == 2
    assert await narrowed(rows, "张三") == 1


async def test_a_field_that_becomes_searchable_is_looked_into_before_and_after_it_is_indexed(
    rows: Rows, indexer: Indexer
) -> None:
    await rows.save({"name": "张三", "notes": "武当山"})
    await indexer.catch_up()
    room, table = rows.room, rows.table.id
    await room.write(lambda scope: change_field(scope, room.catalogues, table, "notes", {"searchable": True}))
    changed = Rows(room, await room.read(lambda scope: room.catalogues.get(scope).get_table(table)))
    assert (await found(changed, "武当"), await narrowed(changed, "武当")) == ({"张三"}, None)
    assert await indexer.catch_up() == 1
    assert (await found(changed, "武当"), await narrowed(changed, "武当")) == ({"张三"}, 1)


async def test_the_trash_is_searched_too_and_what_is_purged_leaves_the_index(rows: Rows, indexer: Indexer) -> None:
    made = await rows.save({"name": "张三"})
    await rows.trash(made.id)
    await indexer.catch_up()
    page, _ = await rows.page(Wish(q="张三", trashed=True))
    assert [record.id for record in page] == [made.id]

    later = NOW + timedelta(days=1)
    assert await rows.room.write(lambda scope: purge_records(scope, rows.table, later)) == 1
    assert await indexer.catch_up() == 1
    assert await narrowed(rows, "张三") == 0


async def test_a_table_in_the_trash_and_a_lost_one_keep_no_marks(rows: Rows, indexer: Indexer) -> None:
    await rows.save({"name": "张三"})
    await rows.room.write(lambda scope: trash_table(scope, rows.room.catalogues, rows.table.id))
    lost = {"table": 999_999, "record": "a" * 24}
    await rows.room.database.transaction(lambda tx: tx.execute(sa.insert(row_marks), lost))
    await indexer.catch_up()
    assert not await rows.room.database.read(index.has_marks)


async def test_a_filter_and_a_search_hold_together(rows: Rows, indexer: Indexer) -> None:
    await rows.save({"name": "张三", "count": 1})
    await rows.save({"name": "张四", "count": 2})
    await indexer.catch_up()
    page, _ = await rows.page(Wish({"count": 2}, q="张"))
    assert [rows.value(record, "name") for record in page] == ["张四"]
    question = await rows.room.read(lambda scope: ask(scope, rows.table, {"count": 2}, "张"))
    assert isinstance(question.where, Every)


async def test_a_running_indexer_keeps_up_by_itself(rows: Rows, indexer: Indexer) -> None:
    indexer.start()
    try:
        await rows.save({"name": "张三"})
        while await rows.room.database.read(index.has_marks) or await narrowed(rows, "张三") is None:
            await rows.room.database.read(index.has_marks)
    finally:
        await indexer.stop()
    assert await narrowed(rows, "张三") == 1


async def test_searches_agree_with_plain_python_whatever_the_index_knows(rows: Rows, indexer: Indexer) -> None:
    chance = random.Random(3)
    texts = ["".join(chance.choices(ALPHABET, k=chance.randrange(1, 9))) for _ in range(60)]
    for place, text in enumerate(texts):
        await rows.save({"name": text, "email": f"{place}@x.example"})
        if place == 40:
            await indexer.catch_up()
    for _ in range(60):
        q = "".join(chance.choices(ALPHABET, k=chance.randrange(1, 4)))
        expected = {
            text for place, text in enumerate(texts) if all(word in f"{text}\n{place}@x.example" for word in q.split())
        }
        assert await found(rows, q) == expected, q


def test_every_part_of_a_text_has_its_pieces_among_those_of_the_text() -> None:
    text = "张三丰 abc138👩‍🚀\n上海"
    for word in text.split():
        for begin in range(len(word)):
            for end in range(begin + 1, len(word) + 1):
                assert grams_sought([word[begin:end]]) <= grams_of(text)
    assert grams_sought(["a", "7"]) == set()
