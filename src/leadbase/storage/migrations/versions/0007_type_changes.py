"""Changes of a field's type, and by what a write knows that its table has other columns by now."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from leadbase.storage.shapes import JsonType, TimestampType, text_type

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Apply."""
    op.add_column("tables", sa.Column("layout", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "type_changes",
        sa.Column("new", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("table", sa.Integer(), nullable=False),
        sa.Column("field", text_type(), nullable=False),
        sa.Column("old", sa.Integer(), nullable=False),
        sa.Column("phase", text_type(), nullable=False),
        sa.Column("misfits", text_type(), nullable=False),
        sa.Column("cursor", text_type(), nullable=False),
        sa.Column("copied", sa.BigInteger(), nullable=False),
        sa.Column("unfit", sa.BigInteger(), nullable=False),
        sa.Column("started_at", TimestampType(), nullable=False),
        sa.Column("reason", JsonType(), nullable=True),
        sa.ForeignKeyConstraint(["table"], ["tables.number"], name="fk_type_changes_table", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("new", name="pk_type_changes"),
        sa.UniqueConstraint("table", "field", name="uq_type_changes_table_field"),
    )
