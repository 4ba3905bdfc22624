"""Named secrets and the hosts that scripts may call."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from leadbase.storage.shapes import JsonType, TimestampType, text_type

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Apply."""
    _allowed_hosts()
    _secrets()


def _allowed_hosts() -> None:
    op.create_table(
        "allowed_hosts",
        sa.Column("workspace", sa.BigInteger(), nullable=False),
        sa.Column("host", text_type(), nullable=False),
        sa.Column("added_at", TimestampType(), nullable=False),
        sa.Column("added_by", text_type(), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.number"], name="fk_allowed_hosts_workspace"),
        sa.PrimaryKeyConstraint("workspace", "host", name="pk_allowed_hosts"),
    )


def _secrets() -> None:
    op.create_table(
        "secrets",
        sa.Column("workspace", sa.BigInteger(), nullable=False),
        sa.Column("name", text_type(), nullable=False),
        sa.Column("sealed", text_type(), nullable=False),
        sa.Column("kind", text_type(), nullable=False),
        sa.Column("detail", text_type(), nullable=False),
        sa.Column("readable", sa.Boolean(), nullable=False),
        sa.Column("hosts", JsonType(), nullable=False),
        sa.Column("updated_at", TimestampType(), nullable=False),
        sa.Column("updated_by", text_type(), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.number"], name="fk_secrets_workspace"),
        sa.PrimaryKeyConstraint("workspace", "name", name="pk_secrets"),
    )
