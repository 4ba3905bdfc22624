"""Imports: what was read, matched and written, so that it can be undone."""

from __future__ import annotations

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Apply."""
