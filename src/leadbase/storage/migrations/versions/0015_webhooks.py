"""What a webhook says of itself; bulk replays that can be undone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from leadbase.storage.shapes import JsonType, text_type

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Apply."""
    op.add_column("webhooks", sa.Column("description", text_type(), nullable=False, server_default=""))
    op.add_column("replays", sa.Column("undo", text_type(), nullable=True))
    op.add_column("replay_items", sa.Column("undone", JsonType(), nullable=True))
