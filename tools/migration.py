"""Writes the text of a new migration: what our tables have and the migrations don't make yet. For developers.

Use: `python tools/migration.py NUMBER "What it does" > src/leadbase/storage/migrations/versions/NUMBER_name.py`, then
read and mend it: expand first, contract a release later.
"""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module
from tempfile import TemporaryDirectory
from typing import Literal

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.config import Config
from alembic.migration import MigrationContext

from leadbase.storage import migrations
from leadbase.storage.schema import metadata

STORES = (
    "leadbase.jobs.store",
    "leadbase.access.store.people",
    "leadbase.access.store.keys",
    "leadbase.access.store.invitations",
    "leadbase.access.store.secrets",
    "leadbase.access.store.audit",
    "leadbase.access.store.resets",
    "leadbase.tables.store",
    "leadbase.tables.store.views",
    "leadbase.tables.store.sequences",
    "leadbase.tables.store.indexes",
    "leadbase.records.store.rows",
    "leadbase.records.store.index",
    "leadbase.records.store.transfers",
    "leadbase.scripts.store",
    "leadbase.intake.store.tables",
    "leadbase.intake.store.replays",
    "leadbase.intake.store.ages",
    "leadbase.dashboards.store",
    "leadbase.storage.generations",
    "leadbase.storage.marks",
)
OWN_TYPES = {"TimestampType", "JsonType", "DateType", "TimeType"}

HEAD = '''"""{message}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from leadbase.storage.shapes import {types}

revision = "{revision}"
down_revision = {before}


def upgrade() -> None:
    """Apply."""
'''


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Name our own column types; leave everything else to Alembic."""
    if kind != "type":
        return False
    name = type(item).__name__
    if name in OWN_TYPES:
        return f"{name}()"
    if isinstance(item, sa.Text):
        return "text_type()"
    if isinstance(item, sa.LargeBinary):
        return "bytes_type()"
    if isinstance(item, sa.BigInteger) and "sqlite" in getattr(item, "_variant_mapping", ()):
        return 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")'
    return False


def is_declared(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out what only one of the databases has: the index of words, and the tables that it makes for itself."""
    return kind not in ("table", "index") or not str(name).startswith(("search_index", "ix_search_documents_grams"))


def difference() -> list[str]:
    """Give the statements that bring a database at the newest migration to our tables, one text for each table."""
    for store in STORES:
        import_module(store)
    with TemporaryDirectory() as folder:
        engine = sa.create_engine(f"sqlite:///{folder}/empty.db")
        with engine.begin() as connection:
            config = Config()
            config.set_main_option("script_location", migrations.__path__[0])
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            options = {
                "target_metadata": metadata,
                "render_item": render_item,
                "include_name": is_declared,
                "sqlalchemy_module_prefix": "sa.",
                "alembic_module_prefix": "op.",
                "user_module_prefix": None,
            }
            context = MigrationContext.configure(connection, opts=options)
            ops = produce_migrations(context, metadata).upgrade_ops
            text = "" if ops is None else render_python_code(ops, render_item=render_item, migration_context=context)
    text = re.sub(r"op\.f\(('[^']+')\)", r"\1", text)
    kept = "\n".join(line for line in text.splitlines() if "###" not in line)
    blocks = re.split(r"\n(?=    op\.create_table)", f"\n{kept}")
    return [block.strip("\n") for block in blocks if block.strip()]


def main(revision: str, message: str) -> None:
    """Print the migration, formatted."""
    blocks = difference()
    names = (*OWN_TYPES, "text_type", "bytes_type")
    types = sorted(name for name in names if any(f"{name}(" in block for block in blocks))
    before = f'"{int(revision) - 1:04d}"' if int(revision) > 1 else "None"
    tables = [re.search(r"op\.\w+\('(\w+)'", block) for block in blocks]
    calls = [f"_{found.group(1) if found else index}" for index, found in enumerate(tables)]
    text = HEAD.format(message=message, types=", ".join(types), revision=revision, before=before)
    text += "".join(f"    {call}()\n" for call in calls)
    for call, block in zip(calls, blocks, strict=True):
        text += f"\n\ndef {call}() -> None:\n{block}\n"
    formatted = subprocess.run(["ruff", "format", "-"], input=text, text=True, capture_output=True, check=True)
    print(formatted.stdout, end="")


if __name__ == "__main__":
    main(*sys.argv[1:])
