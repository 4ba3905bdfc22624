"""Units and batches on both databases: one commit for many callers, and only the guilty one fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from leadbase.storage.database import Database
from leadbase.storage.opening import open_database

_meta = sa.MetaData()
_rows = sa.Table("rows", _meta, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False))


class Insert:
    """Inserts numbers with one statement and gives each one's double; remembers how many came together."""

    rank = 0

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def run(self, tx: Connection, items: Sequence[int]) -> Sequence[int | Exception]:
        self.sizes.append(len(items))
        tx.execute(sa.insert(_rows), [{"id": item} for item in items])
        return [item * 2 if item != 13 else ValueError("unlucky") for item in items]


@pytest.fixture
async def store(database_url: str) -> AsyncGenerator[Database]:
    opened = await open_database(database_url)
    await opened.transaction(_meta.create_all)
    yield opened
    await opened.close()


async def count(store: Database) -> int:
    return await store.read(lambda tx: tx.execute(sa.select(sa.func.count()).select_from(_rows)).scalar_one())


async def test_callers_that_wait_share_a_commit(store: Database) -> None:
    work = Insert()
    answers = await asyncio.gather(*(store.batch(work, number) for number in range(100, 180)))
    assert answers == [number * 2 for number in range(100, 180)]
    assert await count(store) == 80
    assert len(work.sizes) < 40


async def test_a_failing_item_fails_alone(store: Database) -> None:
    work = Insert()
    await store.batch(work, 5)
    numbers = [5, *range(20, 60)]
    answers = await asyncio.gather(*(store.batch(work, number) for number in numbers), return_exceptions=True)
    assert isinstance(answers[0], IntegrityError)
    assert answers[1:] == [number * 2 for number in range(20, 60)]
    assert await count(store) == 41


async def test_an_item_that_is_answered_with_an_exception_raises_it(store: Database) -> None:
    work = Insert()
    answers = await asyncio.gather(*(store.batch(work, number) for number in (12, 13, 14)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [int, ValueError, int]


async def test_a_unit_that_raises_leaves_nothing_while_others_commit(store: Database) -> None:
    def insert_and_raise(tx: Connection) -> None:
        tx.execute(sa.insert(_rows), {"id": 1})
        raise ValueError

    async def fail() -> None:
        with pytest.raises(ValueError):
            await store.transaction(insert_and_raise)

    work = Insert()
    await asyncio.gather(fail(), store.batch(work, 2), fail(), store.batch(work, 3))
    assert await count(store) == 2


async def test_a_rehearsal_sees_its_writes_and_leaves_none(store: Database) -> None:
    def insert_and_count(tx: Connection) -> int:
        tx.execute(sa.insert(_rows), {"id": 7})
        return tx.execute(sa.select(sa.func.count()).select_from(_rows)).scalar_one()

    seen = await asyncio.gather(*(store.rehearse(insert_and_count) for _ in range(10)))
    assert seen == [1] * 10
    assert await count(store) == 0


async def test_a_read_can_not_write(store: Database) -> None:
    with pytest.raises(Exception, match="read"):
        await store.read(lambda tx: tx.execute(sa.insert(_rows), {"id": 1}))
    assert await count(store) == 0


async def test_what_is_queued_when_the_database_closes_is_still_written(database_url: str) -> None:
    store = await open_database(database_url)
    await store.transaction(_meta.create_all)
    waiting = [asyncio.ensure_future(store.batch(Insert(), number)) for number in range(20, 40)]
    await asyncio.sleep(0)
    await store.close()
    assert await asyncio.gather(*waiting) == [number * 2 for number in range(20, 40)]
