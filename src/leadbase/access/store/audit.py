"""The statements of the audit: entries are added, read and, when their time is over, deleted; never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Index,
    RowMapping,
    Table,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
)

from leadbase.access.actions import Action
from leadbase.kit.json import JsonObject
from leadbase.storage.schema import metadata
from leadbase.storage.shapes import JsonType, TimestampType, text_type

audit = Table(
    "audit",
    metadata,
    Column("id", text_type(), primary_key=True),
    Column("workspace", BigInteger, nullable=False),
    Column("at", TimestampType(), nullable=False, index=True),
    Column("author_kind", text_type(), nullable=False),
    Column("author_id", text_type(), nullable=False),
    Column("author_name", text_type(), nullable=False),
    Column("address", text_type(), nullable=False),
    Column("action", text_type(), nullable=False),
    Column("subject_kind", text_type(), nullable=False),
    Column("subject_id", text_type(), nullable=False),
    Column("subject_name", text_type(), nullable=False),
    Column("within_kind", text_type()),
    Column("within_id", text_type()),
    Column("within_name", text_type()),
    Column("changes", JsonType(), nullable=False),
    Index("ix_audit_workspace_id", "workspace", "id"),
)


@dataclass(frozen=True, slots=True)
class Author:
    """Who did something: kind and id as in Actor (`nobody`: not known), and the name that they had then."""

    kind: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What something was done to: its kind (`table`, `field`, …), public id, and the name that it had then."""

    kind: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that was done. `address` is where the request came from, "" where it was no request.

    `within` is what holds the subject, as a table does a field. `changes` is `{path: {"before": …, "after": …}}`.
    """

    id: str
    at: datetime
    author: Author
    address: str
    action: Action
    subject: Subject
    within: Subject | None
    changes: JsonObject


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries to give; None leaves a question open. `since` is in, `until` is not.

    `subject` is the id of the subject or of what holds it.
    """

    since: datetime | None = None
    until: datetime | None = None
    author: tuple[str, str] | None = None
    actions: Sequence[Action] | None = None
    subject: str | None = None


def insert_entry(tx: Connection, workspace: int, entry: AuditEntry) -> None:
    """Add an entry to the audit of a workspace."""
    within = entry.within
    tx.execute(
        insert(audit).values(
            id=entry.id,
            workspace=workspace,
            at=entry.at,
            author_kind=entry.author.kind,
            author_id=entry.author.id,
            author_name=entry.author.name,
            address=entry.address,
            action=entry.action.value,
            subject_kind=entry.subject.kind,
            subject_id=entry.subject.id,
            subject_name=entry.subject.name,
            within_kind=within and within.kind,
            within_id=within and within.id,
            within_name=within and within.name,
            changes=entry.changes,
        )
    )


def list_entries(
    tx: Connection, workspace: int, wanted: AuditFilter, before: str | None, limit: int
) -> Sequence[AuditEntry]:
    """List entries of a workspace, newest first, from before an id on."""
    conditions: list[ColumnElement[bool]] = [audit.c.workspace == workspace, *_fitting(wanted)]
    if before is not None:
        conditions.append(audit.c.id < before)
    query = select(audit).where(*conditions).order_by(audit.c.id.desc()).limit(limit)
    return [_read(row) for row in tx.execute(query).mappings()]


def list_authors(tx: Connection, workspace: int) -> Sequence[Author]:
    """List who stands in the audit of a workspace, with their latest names."""
    latest = (
        select(func.max(audit.c.id).label("id"))
        .where(audit.c.workspace == workspace)
        .group_by(audit.c.author_kind, audit.c.author_id)
        .subquery()
    )
    columns = audit.c.author_kind, audit.c.author_id, audit.c.author_name
    query = select(*columns).join(latest, latest.c.id == audit.c.id).order_by(audit.c.author_name, audit.c.author_id)
    return [Author(*row) for row in tx.execute(query)]


def delete_before(tx: Connection, moment: datetime, limit: int) -> int:
    """Delete up to so many entries from before a moment; give how many."""
    old = select(audit.c.id).where(audit.c.at < moment).order_by(audit.c.at).limit(limit)
    return tx.execute(delete(audit).where(audit.c.id.in_(old))).rowcount


def _fitting(wanted: AuditFilter) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        conditions.append(audit.c.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(audit.c.at < wanted.until)
    if wanted.author is not None:
        kind, id = wanted.author
        conditions.append(and_(audit.c.author_kind == kind, audit.c.author_id == id))
    if wanted.actions:
        conditions.append(audit.c.action.in_([action.value for action in wanted.actions]))
    if wanted.subject is not None:
        conditions.append(or_(audit.c.subject_id == wanted.subject, audit.c.within_id == wanted.subject))
    return conditions


def _read(row: RowMapping) -> AuditEntry:
    within = None if row["within_kind"] is None else Subject(row["within_kind"], row["within_id"], row["within_name"])
    return AuditEntry(
        id=row["id"],
        at=row["at"],
        author=Author(row["author_kind"], row["author_id"], row["author_name"]),
        address=row["address"],
        action=Action(row["action"]),
        subject=Subject(row["subject_kind"], row["subject_id"], row["subject_name"]),
        within=within,
        changes=cast(JsonObject, row["changes"]),
    )
