"""The sequence numbers that a process has reserved and not given yet: most records need no statement for theirs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

SMALLEST_BLOCK, LARGEST_BLOCK = 8, 512
_BUSY_S = 1.0
"""A block that is used up within this time was too small."""


class Blocks:
    """The numbers that one process has reserved and not given yet, by the field's internal number; thread-safe."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin without any."""
        self._clock = clock
        self._lock = threading.Lock()
        self._left: dict[int, list[range]] = {}
        self._sizes: dict[int, tuple[int, float]] = {}

    def pop(self, field: int) -> int | None:
        """Give the next number; None where none is left."""
        with self._lock:
            blocks = self._left.get(field)
            if not blocks:
                return None
            first, rest = blocks[0][0], blocks[0][1:]
            if rest:
                blocks[0] = rest
            else:
                blocks.pop(0)
            return first

    def put(self, field: int, block: range) -> None:
        """Keep a block whose reservation is committed."""
        with self._lock:
            self._left.setdefault(field, []).append(block)

    def next_size(self, field: int) -> int:
        """Say how many numbers to reserve: more each time while they are used up fast."""
        with self._lock:
            now = self._clock()
            size, at = self._sizes.get(field, (0, now))
            size = min(size * 2, LARGEST_BLOCK) if size and now - at < _BUSY_S else SMALLEST_BLOCK
            self._sizes[field] = size, now
            return size
