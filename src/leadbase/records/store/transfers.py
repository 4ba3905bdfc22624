"""Imports, and page by page what each of them wrote and left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from leadbase.kit.json import JsonObject, JsonValue
from leadbase.records.model import Change, Record
from leadbase.records.store import rows
from leadbase.storage.schema import metadata
from leadbase.storage.shapes import JsonType, TimestampType, text_type
from leadbase.tables.field_type import Value
from leadbase.tables.model import Field, Table


def _text(name: str, **more: Any) -> sa.Column[str]:
    return sa.Column(name, text_type(), **more)


imports = sa.Table(
    "imports",
    metadata,
    _text("id", primary_key=True),
    sa.Column("workspace", sa.BigInteger, nullable=False),
    _text("table"),
    _text("name", nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    _text("format", nullable=False),
    sa.Column("reading", JsonType(), nullable=False),
    sa.Column("plan", JsonType()),
    _text("check_job"),
    _text("run_job"),
    _text("undo_job"),
    _text("made_by", nullable=False),
    sa.Column("created_at", TimestampType(), nullable=False, index=True),
    sa.Index(None, "workspace", "id"),
)
"""`reading` says how the file is read, `plan` what to do with it, the jobs what was done."""

import_pages = sa.Table(
    "import_pages",
    metadata,
    _text("import", primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("created", JsonType(), nullable=False),
    sa.Column("changed", JsonType(), nullable=False),
    sa.Column("failed", JsonType(), nullable=False),
    sa.Column("at", TimestampType(), nullable=False),
    sa.Column("undone_at", TimestampType()),
)
"""`created` are ids, `changed` pairs of an id and the version that the import gave it, `failed` rows with reasons."""

_INSERT_PAGE = sa.insert(import_pages)


@dataclass(frozen=True, slots=True)
class Import:
    """A file that came to be written into a table (its id; None: not chosen yet)."""

    id: str
    workspace: int
    table: str | None
    name: str
    size: int
    format: str
    reading: JsonObject
    plan: JsonObject | None
    check_job: str | None
    run_job: str | None
    undo_job: str | None
    made_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class WrittenPage:
    """What a page of an import wrote, and its rows that could not go in, each `{line, cells, faults}`."""

    ordinal: int
    created: Sequence[str]
    changed: Sequence[tuple[str, int]]
    failed: Sequence[JsonObject]
    at: datetime


def insert_import(tx: Connection, made: Import) -> None:
    """Write a new import."""
    tx.execute(sa.insert(imports).values({column.name: getattr(made, column.name) for column in imports.columns}))


def update_import(tx: Connection, id: str, values: Mapping[str, Any]) -> None:
    """Change an import."""
    tx.execute(sa.update(imports).where(imports.c.id == id).values(dict(values)))


def find_import(tx: Connection, workspace: int, id: str, *, lock: bool = False) -> Import | None:
    """Give an import of this workspace; with `lock` nobody else changes it until the transaction ends."""
    asked = sa.select(imports).where(imports.c.workspace == workspace, imports.c.id == id)
    row = tx.execute(asked.with_for_update() if lock else asked).one_or_none()
    return None if row is None else _import_of(row)


def list_imports(
    tx: Connection, workspace: int, tables: Collection[str], made_by: str, limit: int, before: str | None
) -> Sequence[Import]:
    """Give imports into these tables, and those without one that somebody made; newest first, older than `before`."""
    own = sa.and_(imports.c.table.is_(None), imports.c.made_by == made_by)
    asked = sa.select(imports).where(imports.c.workspace == workspace, sa.or_(imports.c.table.in_(tables), own))
    if before is not None:
        asked = asked.where(imports.c.id < before)
    return [_import_of(row) for row in tx.execute(asked.order_by(imports.c.id.desc()).limit(limit))]


def find_last_run(tx: Connection, workspace: int, table: str) -> Import | None:
    """Give the newest import into a table that was begun."""
    mine = (imports.c.workspace == workspace, imports.c.table == table, imports.c.run_job.is_not(None))
    row = tx.execute(sa.select(imports).where(*mine).order_by(imports.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else _import_of(row)


def list_known(tx: Connection, ids: Collection[str]) -> set[str]:
    """Give those of these ids that are imports, of any workspace."""
    return set(tx.execute(sa.select(imports.c.id).where(imports.c.id.in_(ids))).scalars())


def insert_page(tx: Connection, id: str, page: WrittenPage) -> None:
    """Keep what a page wrote."""
    row: dict[str, JsonValue | datetime] = {
        "import": id,
        "ordinal": page.ordinal,
        "created": list(page.created),
        "changed": [list(pair) for pair in page.changed],
        "failed": list(page.failed),
        "at": page.at,
    }
    tx.execute(_INSERT_PAGE, [row])


def find_page(tx: Connection, id: str, *, before: int | None = None, after: int | None = None) -> WrittenPage | None:
    """Give the next page down from an ordinal, or up."""
    asked = sa.select(import_pages).where(import_pages.c["import"] == id)
    if before is not None:
        asked = asked.where(import_pages.c.ordinal < before).order_by(import_pages.c.ordinal.desc())
    else:
        asked = asked.where(import_pages.c.ordinal > (-1 if after is None else after)).order_by(import_pages.c.ordinal)
    row = tx.execute(asked.limit(1)).one_or_none()
    if row is None:
        return None
    changed = [(pair[0], pair[1]) for pair in row.changed]
    return WrittenPage(row.ordinal, row.created, changed, row.failed, row.at)


def mark_undone(tx: Connection, id: str, ordinal: int, at: datetime) -> None:
    """Note when a page was taken back."""
    mine = (import_pages.c["import"] == id, import_pages.c.ordinal == ordinal)
    tx.execute(sa.update(import_pages).where(*mine).values(undone_at=at))


def list_moments(tx: Connection, id: str) -> set[datetime]:
    """Give the moments at which an import wrote, or was taken back: its own changes are known by them."""
    asked = sa.select(import_pages.c.at, import_pages.c.undone_at).where(import_pages.c["import"] == id)
    return {moment for row in tx.execute(asked) for moment in row if moment is not None}


def list_made_before(tx: Connection, before: datetime, limit: int) -> Sequence[str]:
    """Give the ids of the oldest imports that were made before a moment."""
    old = sa.select(imports.c.id).where(imports.c.created_at < before).order_by(imports.c.created_at).limit(limit)
    return list(tx.execute(old).scalars())


def delete_pages(tx: Connection, ids: Collection[str], limit: int) -> int:
    """Delete up to `limit` pages of these imports; give how many."""
    key = (import_pages.c["import"], import_pages.c.ordinal)
    found = tx.execute(sa.select(*key).where(key[0].in_(ids)).limit(limit)).all()
    for id, ordinal in found:
        tx.execute(sa.delete(import_pages).where(key[0] == id, key[1] == ordinal))
    return len(found)


def delete_imports(tx: Connection, ids: Collection[str]) -> None:
    """Delete imports whose pages are gone."""
    tx.execute(sa.delete(imports).where(imports.c.id.in_(ids)))


def list_by_values(
    tx: Connection, table: Table, keys: Sequence[Field], values: Sequence[Sequence[Value]], *, lock: bool = False
) -> Sequence[Record]:
    """Give the live records that may hold these values (as they are matched) in these fields, the oldest first.

    The first key is asked by an index where there is one; the other keys only narrow what it finds.
    """
    asked = rows.selected(table, None).where(rows.alive(table, False))
    for place, field in enumerate(keys):
        wanted = list({row[place]: None for row in values})  # type: ignore[misc]
        asked = asked.where(table.physical.c[field.match_column].in_(wanted))
    asked = asked.order_by(table.physical.c["_id"])
    found = tx.execute(asked.with_for_update() if lock else asked) if values else ()
    return [rows.record_of(table.writable, row) for row in found]


def list_changes_of(tx: Connection, table: Table, versions: Mapping[str, int]) -> Mapping[str, Sequence[Change]]:
    """Give the changes of records since they had these versions, the earliest first, by record."""
    changes = rows.changes
    asked = sa.select(changes).where(changes.c.table == table.number, changes.c.record.in_(list(versions)))
    found: dict[str, list[Change]] = {}
    for row in tx.execute(asked.order_by(changes.c.number)):
        if row.version >= versions[row.record]:
            found.setdefault(row.record, []).append(rows.change_of(row))
    return found


def _import_of(row: sa.Row[Any]) -> Import:
    return Import(**{column.name: getattr(row, column.name) for column in imports.columns})
