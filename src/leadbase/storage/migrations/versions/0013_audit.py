"""Who changed or looked at what, and links to choose another password."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from leadbase.storage.shapes import JsonType, TimestampType, text_type

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Apply."""
    _audit()
    _reset_links()


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", text_type(), nullable=False),
        sa.Column("workspace", sa.BigInteger(), nullable=False),
        sa.Column("at", TimestampType(), nullable=False),
        sa.Column("author_kind", text_type(), nullable=False),
        sa.Column("author_id", text_type(), nullable=False),
        sa.Column("author_name", text_type(), nullable=False),
        sa.Column("address", text_type(), nullable=False),
        sa.Column("action", text_type(), nullable=False),
        sa.Column("subject_kind", text_type(), nullable=False),
        sa.Column("subject_id", text_type(), nullable=False),
        sa.Column("subject_name", text_type(), nullable=False),
        sa.Column("within_kind", text_type(), nullable=True),
        sa.Column("within_id", text_type(), nullable=True),
        sa.Column("within_name", text_type(), nullable=True),
        sa.Column("changes", JsonType(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"], unique=False)
    op.create_index("ix_audit_workspace_id", "audit", ["workspace", "id"], unique=False)


def _reset_links() -> None:
    op.create_table(
        "reset_links",
        sa.Column("digest", text_type(), nullable=False),
        sa.Column("person", text_type(), nullable=False),
        sa.Column("created_at", TimestampType(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_reset_links_person"),
        sa.PrimaryKeyConstraint("digest", name="pk_reset_links"),
    )
    op.create_index("ix_reset_links_created_at", "reset_links", ["created_at"], unique=False)
    op.create_index("ix_reset_links_person", "reset_links", ["person"], unique=False)
