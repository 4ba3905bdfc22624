"""Invitations to a workspace; when people were last seen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from leadbase.storage.shapes import TimestampType, text_type

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Apply."""
    op.add_column("people", sa.Column("last_seen_at", TimestampType(), nullable=True))
    op.create_table(
        "invitations",
        sa.Column("id", text_type(), nullable=False),
        sa.Column("workspace", sa.BigInteger(), nullable=False),
        sa.Column("digest", text_type(), nullable=False),
        sa.Column("role", text_type(), nullable=False),
        sa.Column("name", text_type(), nullable=False),
        sa.Column("inviter", text_type(), nullable=True),
        sa.Column("created_at", TimestampType(), nullable=False),
        sa.ForeignKeyConstraint(["inviter"], ["people.id"], name="fk_invitations_inviter"),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.number"], name="fk_invitations_workspace"),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        sa.UniqueConstraint("digest", name="uq_invitations_digest"),
    )
    op.create_index("ix_invitations_created_at", "invitations", ["created_at"], unique=False)
    op.create_index("ix_invitations_workspace", "invitations", ["workspace"], unique=False)
