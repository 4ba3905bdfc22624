"""Time is handed in, so that tests and replays can hold it still."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the present moment, always in UTC."""


def system_clock() -> datetime:
    """Read the machine's clock, in UTC."""
    return datetime.now(UTC)
