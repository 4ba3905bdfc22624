"""Every SQL statement over drafts and versions."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from leadbase.scripts.versions import Draft, Version, VersionSummary
from leadbase.storage.schema import metadata
from leadbase.storage.shapes import TimestampType, text_type

scripts = sa.Table(
    "scripts",
    metadata,
    sa.Column("workspace", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("owner", text_type(), primary_key=True),
    sa.Column("versions", sa.Integer, nullable=False),
    # 0: there is no draft, and the four columns below are empty
    sa.Column("lock", sa.Integer, nullable=False),
    sa.Column("source", text_type()),
    sa.Column("language", text_type()),
    sa.Column("saved_at", TimestampType()),
    sa.Column("saved_by", text_type()),
)

script_versions = sa.Table(
    "script_versions",
    metadata,
    sa.Column("workspace", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("owner", text_type(), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("language", text_type(), nullable=False),
    sa.Column("note", text_type(), nullable=False),
    sa.Column("made_at", TimestampType(), nullable=False),
    sa.Column("made_by", text_type(), nullable=False),
    sa.Column("source", text_type(), nullable=False),
)

_SUMMARY = [column for column in script_versions.c if column.name not in ("workspace", "source")]


def find_draft(tx: Connection, workspace: int, owner: str) -> Draft | None:
    """Give the owner's draft, if there is one."""
    row = tx.execute(
        sa.select(scripts).where(scripts.c.workspace == workspace, scripts.c.owner == owner, scripts.c.lock > 0)
    ).one_or_none()
    if row is None:
        return None
    return Draft(row.owner, row.source, row.language, row.lock, row.saved_at, row.saved_by)


def put_draft(tx: Connection, workspace: int, draft: Draft) -> bool:
    """Write a draft over the one of the lock before (lock 1: where there is none); tell whether that one was there."""
    written = {
        "lock": draft.lock,
        "source": draft.source,
        "language": draft.language,
        "saved_at": draft.saved_at,
        "saved_by": draft.saved_by,
    }
    if draft.lock > 1:
        changed = sa.update(scripts).where(scripts.c.workspace == workspace, scripts.c.owner == draft.owner)
        return tx.execute(changed.where(scripts.c.lock == draft.lock - 1).values(written)).rowcount == 1
    insert = _insert(tx)(scripts).values(workspace=workspace, owner=draft.owner, versions=0, **written)
    first = insert.on_conflict_do_update(index_elements=["workspace", "owner"], set_=written, where=scripts.c.lock == 0)
    return tx.execute(first.returning(scripts.c.lock)).one_or_none() is not None


def next_number(tx: Connection, workspace: int, owner: str) -> int:
    """Take the owner's next version number; two transactions at once get different ones."""
    insert = _insert(tx)(scripts).values(workspace=workspace, owner=owner, versions=1, lock=0)
    counted = insert.on_conflict_do_update(
        index_elements=["workspace", "owner"], set_={"versions": scripts.c.versions + 1}
    )
    return tx.execute(counted.returning(scripts.c.versions)).scalar_one()


def add_version(tx: Connection, workspace: int, version: Version) -> None:
    """Write a version under a number from `next_number`."""
    tx.execute(
        sa.insert(script_versions),
        {
            "workspace": workspace,
            "owner": version.owner,
            "number": version.number,
            "language": version.language,
            "note": version.note,
            "made_at": version.made_at,
            "made_by": version.made_by,
            "source": version.source,
        },
    )


def find_version(tx: Connection, workspace: int, owner: str, number: int) -> Version | None:
    """Give one version, if it exists."""
    row = tx.execute(
        sa.select(*_SUMMARY, script_versions.c.source).where(
            script_versions.c.workspace == workspace,
            script_versions.c.owner == owner,
            script_versions.c.number == number,
        )
    ).one_or_none()
    return None if row is None else Version(*row)


def list_versions(tx: Connection, workspace: int, owner: str, below: int | None, most: int) -> Sequence[VersionSummary]:
    """Give up to `most` versions, the newest first, of those numbered below `below`."""
    chosen = sa.select(*_SUMMARY).where(script_versions.c.workspace == workspace, script_versions.c.owner == owner)
    if below is not None:
        chosen = chosen.where(script_versions.c.number < below)
    rows = tx.execute(chosen.order_by(script_versions.c.number.desc()).limit(most))
    return [VersionSummary(*row) for row in rows]


def _insert(tx: Connection) -> type[postgresql.Insert] | type[sqlite.Insert]:
    return postgresql.Insert if tx.dialect.name == "postgresql" else sqlite.Insert
