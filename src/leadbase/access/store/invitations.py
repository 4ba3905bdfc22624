"""Invitations that are open: one that is accepted or taken back is gone. Keys are kept as their SHA-256 alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Column, Connection, ForeignKey, RowMapping, Table, delete, insert, select

from leadbase.access.model import Invitation, Role
from leadbase.access.store.people import people
from leadbase.storage.schema import metadata
from leadbase.storage.shapes import TimestampType, text_type

invitations = Table(
    "invitations",
    metadata,
    Column("id", text_type(), primary_key=True),
    Column("workspace", BigInteger, ForeignKey("workspaces.number"), nullable=False, index=True),
    Column("digest", text_type(), nullable=False, unique=True),
    Column("role", text_type(), nullable=False),
    Column("name", text_type(), nullable=False),
    Column("inviter", text_type(), ForeignKey("people.id")),
    Column("created_at", TimestampType(), nullable=False, index=True),
)

_INVITATION = select(invitations, people.c.name.label("inviter_name")).outerjoin(
    people, people.c.id == invitations.c.inviter
)


def _invitation(row: RowMapping) -> Invitation:
    return Invitation(
        id=row["id"],
        workspace=row["workspace"],
        role=Role(row["role"]),
        name=row["name"],
        inviter=row["inviter"],
        inviter_name=row["inviter_name"],
        created_at=row["created_at"],
    )


def insert_invitation(tx: Connection, invitation: Invitation, digest: str) -> None:
    """Add an invitation."""
    tx.execute(
        insert(invitations).values(
            id=invitation.id,
            workspace=invitation.workspace,
            digest=digest,
            role=invitation.role.value,
            name=invitation.name,
            inviter=invitation.inviter,
            created_at=invitation.created_at,
        )
    )


def find_invitation(tx: Connection, digest: str, made_after: datetime) -> Invitation | None:
    """Give the invitation of a key, if it is young enough."""
    query = _INVITATION.where(invitations.c.digest == digest, invitations.c.created_at > made_after)
    row = tx.execute(query).mappings().one_or_none()
    return _invitation(row) if row else None


def list_invitations(
    tx: Connection, workspace: int, made_after: datetime, before: str | None, limit: int
) -> Sequence[Invitation]:
    """List the workspace's invitations that are young enough, newest first, from before an id on."""
    query = _INVITATION.where(invitations.c.workspace == workspace, invitations.c.created_at > made_after)
    if before is not None:
        query = query.where(invitations.c.id < before)
    return [_invitation(row) for row in tx.execute(query.order_by(invitations.c.id.desc()).limit(limit)).mappings()]


def delete_invitation(tx: Connection, workspace: int, id: str) -> bool:
    """Take an invitation away and tell whether it was there: of two who accept at once, the second is told no."""
    mine = (invitations.c.workspace == workspace, invitations.c.id == id)
    return tx.execute(delete(invitations).where(*mine)).rowcount == 1


def delete_old_invitations(tx: Connection, made_before: datetime) -> int:
    """Drop the invitations that have expired; give how many."""
    return tx.execute(delete(invitations).where(invitations.c.created_at <= made_before)).rowcount
