"""Let fields say whether they are searched."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Apply."""
    op.add_column("fields", sa.Column("searchable", sa.Boolean(), nullable=True))
