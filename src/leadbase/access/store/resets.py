"""Links by which a person chooses another password: one that is used is gone. Keys are kept as their SHA-256 alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, Table, delete, insert, select

from leadbase.access.model import Person
from leadbase.access.store.people import PERSON_COLUMNS, people, read_person
from leadbase.storage.schema import metadata
from leadbase.storage.shapes import TimestampType, text_type

reset_links = Table(
    "reset_links",
    metadata,
    Column("digest", text_type(), primary_key=True),
    Column("person", text_type(), ForeignKey("people.id"), nullable=False, index=True),
    Column("created_at", TimestampType(), nullable=False, index=True),
)


def insert_link(tx: Connection, digest: str, person: str, now: datetime) -> None:
    """Add a link for a person; the earlier ones work no more."""
    tx.execute(delete(reset_links).where(reset_links.c.person == person))
    tx.execute(insert(reset_links).values(digest=digest, person=person, created_at=now))


def find_owner(tx: Connection, digest: str, made_after: datetime) -> Person | None:
    """Give whose link has this key, if it is young enough."""
    mine = reset_links.c.digest == digest, reset_links.c.created_at > made_after
    query = select(*PERSON_COLUMNS).select_from(people).join(reset_links, reset_links.c.person == people.c.id)
    row = tx.execute(query.where(*mine)).mappings().one_or_none()
    return read_person(row) if row else None


def take_link(tx: Connection, digest: str) -> bool:
    """Take a link away and tell whether it was there: of two who use it at once, the second is told no."""
    return tx.execute(delete(reset_links).where(reset_links.c.digest == digest)).rowcount == 1


def delete_links_of(tx: Connection, person: str) -> None:
    """Take away the links of a person."""
    tx.execute(delete(reset_links).where(reset_links.c.person == person))


def delete_old_links(tx: Connection, made_before: datetime) -> int:
    """Drop the links that have expired; give how many."""
    return tx.execute(delete(reset_links).where(reset_links.c.created_at <= made_before)).rowcount
