"""What a webhook says of itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from leadbase.storage.shapes import text_type

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Apply."""
    op.add_column("webhooks", sa.Column("description", text_type(), nullable=False, server_default=""))
