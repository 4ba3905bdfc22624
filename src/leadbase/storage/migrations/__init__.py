"""Our own schema through time: numbered Alembic revisions, and the row that says who may use the database.

Migrations expand first and contract a release later, so that the release before still runs on the newest schema. A
program refuses a database only when the database's `min_compatible` is beyond the program's own version.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from leadbase.storage.database import Database
from leadbase.storage.errors import StorageTooNew
from leadbase.storage.schema import metadata

VERSION = 15
"""The number of the newest revision this program has."""

MIN_COMPATIBLE = 1
"""The oldest program (by its VERSION) that can still use a database at this VERSION."""

schema_state = sa.Table(
    "schema_state",
    metadata,
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("min_compatible", sa.Integer, nullable=False),
)


async def migrate(database: Database) -> int:
    """Bring the database to this program's schema in one transaction and give the version it now has.

    A database that is newer but still compatible is left as it is; raises StorageTooNew when it is not compatible.
    """
    version = await database.read(schema_version)
    return version if version >= VERSION else await database.transaction(upgrade)


def schema_version(tx: Connection) -> int:
    """Give the version of the database's schema, 0 for an empty one; raises StorageTooNew."""
    if not sa.inspect(tx).has_table(schema_state.name):
        return 0
    row = tx.execute(sa.select(schema_state)).one()
    if row.min_compatible > VERSION:
        raise StorageTooNew(needed=row.min_compatible, known=VERSION)
    return row.version


def upgrade(tx: Connection) -> int:
    """Bring the database to this program's schema within a transaction and give the version it now has."""
    if tx.dialect.name == "postgresql":
        tx.exec_driver_sql("SELECT pg_advisory_xact_lock(842001)")
    version = schema_version(tx)
    if version >= VERSION:
        return version
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = tx
    command.upgrade(config, "head")
    tx.execute(sa.delete(schema_state))
    tx.execute(sa.insert(schema_state), {"version": VERSION, "min_compatible": MIN_COMPATIBLE})
    return VERSION
