"""What a workspace keeps for how long, and how much the installation keeps in all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "retention_ages",
        sa.Column("workspace", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("events_days", sa.Integer(), nullable=True),
        sa.Column("payloads_days", sa.Integer(), nullable=True),
        sa.Column("attempts_days", sa.Integer(), nullable=True),
        sa.Column("rejected_days", sa.Integer(), nullable=True),
        sa.Column("gib", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", name="pk_retention_ages"),
    )
