"""Who changed or looked at what."""

from __future__ import annotations

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Apply."""
