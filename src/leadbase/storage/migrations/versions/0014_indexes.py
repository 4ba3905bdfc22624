"""Indexes of the users' tables that people asked for."""

from __future__ import annotations

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Apply."""
