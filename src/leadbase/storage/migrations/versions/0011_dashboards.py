"""Dashboards and their tiles."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from leadbase.storage.shapes import JsonType, TimestampType, text_type

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Apply."""
    _dashboards()


def _dashboards() -> None:
    op.create_table(
        "dashboards",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("workspace", sa.BigInteger(), nullable=False),
        sa.Column("id", text_type(), nullable=False),
        sa.Column("name", text_type(), nullable=False),
        sa.Column("label", text_type(), nullable=False),
        sa.Column("sharing", text_type(), nullable=False),
        sa.Column("owner", text_type(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("period", JsonType(), nullable=False),
        sa.Column("tiles", JsonType(), nullable=False),
        sa.Column("created_at", TimestampType(), nullable=False),
        sa.Column("updated_at", TimestampType(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_dashboards"),
        sa.UniqueConstraint("workspace", "id", name="uq_dashboards_workspace_id"),
        sa.UniqueConstraint("workspace", "name", name="uq_dashboards_workspace_name"),
    )
