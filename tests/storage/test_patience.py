"""A statement that takes longer than it may is ended, and its transaction goes on as if it had not been asked."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, exc

from leadbase.storage.database import Database
from leadbase.storage.patience import TookTooLong, within

_ENDLESS = sa.text(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) SELECT count(*) FROM n"
)


async def test_a_statement_without_end_is_ended(database: Database) -> None:
    def unit(tx: Connection) -> int:
        with pytest.raises(TookTooLong):
            within(tx, 0.05, lambda: tx.execute(_ENDLESS).scalar_one())
        return tx.execute(sa.text("SELECT 7")).scalar_one()

    assert await database.read(unit) == 7


async def test_what_is_asked_afterwards_may_take_its_time(database: Database) -> None:
    some = sa.text(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT count(*) FROM n"
    )

    def unit(tx: Connection) -> int:
        assert within(tx, 30, lambda: tx.execute(sa.text("SELECT 7")).scalar_one()) == 7
        with pytest.raises(TookTooLong):
            within(tx, 0.01, lambda: tx.execute(_ENDLESS).scalar_one())
        return tx.execute(some).scalar_one()

    assert await database.read(unit) == 300_000


async def test_a_fault_within_is_told_as_it_is(database: Database) -> None:
    def unit(tx: Connection) -> None:
        with pytest.raises(exc.DBAPIError):
            within(tx, 5, lambda: tx.execute(sa.text("SELECT nothing FROM nowhere")))
        assert tx.execute(sa.text("SELECT 7")).scalar_one() == 7

    await database.read(unit)
