"""When what failed for a passing reason is tried again: the same waits for events and for background work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

RETRY_S: Sequence[int] = (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 10 * 3600)
"""Seconds until each automatic retry; after the last a person has to act."""

JITTER = 0.1
"""A retry comes up to this part of its wait earlier or later, so that a crowd does not come back as one."""


def retry_wait(tries: int, luck: float) -> timedelta | None:
    """Give how long to wait after so many retries; `luck` from 0 to 1 places it in its jitter; None: no more come."""
    if tries >= len(RETRY_S):
        return None
    return timedelta(seconds=RETRY_S[tries] * (1 + JITTER * (2 * luck - 1)))
