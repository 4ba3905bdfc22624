"""What earlier releases kept of the options of choices is brought into today's words."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from leadbase.storage import migrations
from leadbase.storage.opening import open_database
from leadbase.storage.shapes import JsonType

OLD = {"options": [{"code": "7", "label": "巨量", "color": "cyan"}, {"code": "8", "label": "云店", "color": "red"}]}

fields = sa.table("fields", sa.column("id"), sa.column("params", JsonType()))
tables = sa.table("tables", sa.column("hue"))


def upgrade(tx: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["connection"] = tx
    command.upgrade(config, revision)


def from_first_to_second(tx: Connection) -> tuple[object, object, object]:
    upgrade(tx, "0001")
    moment = "now()" if tx.dialect.name == "postgresql" else "0"
    tx.execute(
        sa.text(
            "INSERT INTO tables (number, workspace, id, name, aliases, label, description, position, created_at)"
            f" VALUES (1, 1, 't', 't', '[]', 't', '', 1, {moment})"
        )
    )
    for number, kind, params in ((1, "choice", OLD), (2, "text", {"max_length": None})):
        values = {"number": number, "id": kind, "type": kind, "no": False, "params": params}
        statement = sa.text(
            'INSERT INTO fields (number, "table", id, name, aliases, label, type, params, required, "unique",'
            " description, position) VALUES (:number, 1, :id, :id, '[]', :id, :type, :params, :no, :no, '', 1)"
        ).bindparams(sa.bindparam("params", type_=JsonType()))
        tx.execute(statement, values)
    upgrade(tx, "0002")
    found = {row.id: row.params for row in tx.execute(sa.select(fields))}
    return found["choice"], found["text"], tx.execute(sa.select(tables.c.hue)).scalar_one()


async def test_options_that_are_there_get_a_handle_and_a_hue_of_today(database_url: str) -> None:
    database = await open_database(database_url)
    choice, text, hue = await database.transaction(from_first_to_second)
    assert choice == {
        "options": [
            {"handle": "7", "label": "巨量", "hue": "teal"},
            {"handle": "8", "label": "云店", "hue": "red"},
        ]
    }
    assert (text, hue) == ({"max_length": None}, "blue")
    await database.close()
