"""The third migration, on a database that has tables and records already."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from leadbase.storage import migrations
from leadbase.storage.marks import row_marks
from leadbase.storage.opening import open_database


def upgrade(tx: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__path__[0])))
    config.attributes["connection"] = tx
    command.upgrade(config, revision)


async def test_tables_that_are_there_leave_marks_from_then_on(database_url: str) -> None:
    database = await open_database(database_url)

    def before(tx: Connection) -> None:
        upgrade(tx, "0002")
        tx.exec_driver_sql(
            "INSERT INTO tables (number, workspace, id, name, aliases, label, description, position, created_at) "
            "VALUES (7, 1, 'a', 'a', '[]', 'A', '', 1, " + ("now())" if tx.dialect.name == "postgresql" else "0)")
        )
        tx.exec_driver_sql("CREATE TABLE t_7 (_id TEXT PRIMARY KEY, f_1 TEXT)")
        tx.exec_driver_sql("INSERT INTO t_7 VALUES ('old', 'x')")

    def after(tx: Connection) -> list[str]:
        upgrade(tx, "0003")
        tx.exec_driver_sql("INSERT INTO t_7 VALUES ('new', 'x'), ('gone', 'x')")
        tx.exec_driver_sql("UPDATE t_7 SET f_1 = 'y' WHERE _id = 'old'")
        tx.exec_driver_sql("DELETE FROM t_7 WHERE _id = 'gone'")
        marks = tx.execute(sa.select(row_marks).order_by(row_marks.c.number))
        return [f"{mark.table} {mark.record}" for mark in marks]

    await database.transaction(before)
    assert await database.transaction(after) == ["7 new", "7 gone", "7 old", "7 gone"]
    await database.close()
