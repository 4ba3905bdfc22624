"""Marks of the rows of users' tables that were written, left by the database itself for whoever looks after them later.

Triggers leave them: no writer can forget one, on PostgreSQL it costs no round trip, and a mark commits with its row. A
mark goes once its row was looked at; a row that is written meanwhile has left another.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from leadbase.storage.schema import metadata
from leadbase.storage.shapes import text_type

row_marks = sa.Table(
    "row_marks",
    metadata,
    sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("table", sa.Integer, nullable=False),
    sa.Column("record", text_type(), nullable=False),
)

FUNCTION = "leadbase_mark_row"

_POSTGRES_FUNCTION = f"""
CREATE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO row_marks ("table", record) VALUES (TG_ARGV[0]::integer, OLD._id);
    ELSE
        INSERT INTO row_marks ("table", record) VALUES (TG_ARGV[0]::integer, NEW._id);
    END IF;
    RETURN NULL;
END $$
"""


def prepare(tx: Connection) -> None:
    """Make what the triggers of this database need beside the table of marks; part of a migration."""
    if tx.dialect.name == "postgresql":
        tx.exec_driver_sql(_POSTGRES_FUNCTION)


def mark_writes(tx: Connection, number: int) -> None:
    """Let every insertion, change and removal of a row in the user's table of this number leave a mark."""
    if tx.dialect.name == "postgresql":
        tx.exec_driver_sql(
            f"CREATE TRIGGER mark AFTER INSERT OR UPDATE OR DELETE ON t_{number} "
            f"FOR EACH ROW EXECUTE FUNCTION {FUNCTION}('{number}')"
        )
        return
    for operation, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
        tx.exec_driver_sql(
            f"CREATE TRIGGER mark_t_{number}_{operation.lower()} AFTER {operation} ON t_{number} "
            f'BEGIN INSERT INTO row_marks ("table", record) VALUES ({number}, {row}._id); END'
        )
