"""What a webhook says of itself."""

from __future__ import annotations

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Apply."""
