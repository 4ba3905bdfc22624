"""What a workspace keeps for how long, and its backups."""

from __future__ import annotations

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Apply."""
