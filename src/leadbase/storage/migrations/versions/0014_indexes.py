"""Indexes of the users' tables that people asked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from leadbase.storage.shapes import TimestampType, text_type

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Apply."""
    _field_indexes()


def _field_indexes() -> None:
    op.create_table(
        "field_indexes",
        sa.Column("id", text_type(), nullable=False),
        sa.Column("table", sa.Integer(), nullable=False),
        sa.Column("field", sa.Integer(), nullable=False),
        sa.Column("purpose", text_type(), nullable=False),
        sa.Column("state", text_type(), nullable=False),
        sa.Column("job", text_type(), nullable=False),
        sa.Column("made_by", text_type(), nullable=False),
        sa.Column("created_at", TimestampType(), nullable=False),
        sa.Column("ready_at", TimestampType(), nullable=True),
        sa.Column("used_at", TimestampType(), nullable=True),
        sa.ForeignKeyConstraint(["table"], ["tables.number"], name="fk_field_indexes_table", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_field_indexes"),
        sa.UniqueConstraint("field", "purpose", name="uq_field_indexes_field_purpose"),
    )
    op.create_index("ix_field_indexes_table", "field_indexes", ["table"], unique=False)
