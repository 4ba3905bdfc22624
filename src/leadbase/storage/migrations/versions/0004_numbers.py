"""What the pages of webhooks and events count by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Apply."""
    _event_quarters()
    _stale_quarters()
    _counted_quarters()


def _event_quarters() -> None:
    op.create_table(
        "event_quarters",
        sa.Column("workspace", sa.BigInteger(), nullable=False),
        sa.Column("quarter", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("webhook", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("issues", sa.BigInteger(), nullable=False),
        sa.Column("failed", sa.BigInteger(), nullable=False),
        sa.Column("waiting", sa.BigInteger(), nullable=False),
        sa.Column("duplicates", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "quarter", "webhook", name="pk_event_quarters"),
    )


def _stale_quarters() -> None:
    op.create_table(
        "stale_quarters",
        sa.Column("quarter", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("quarter", name="pk_stale_quarters"),
    )


def _counted_quarters() -> None:
    op.create_table(
        "counted_quarters",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_counted_quarters"),
    )
