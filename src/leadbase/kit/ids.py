"""Public ids: 24 lower-case hex characters, time-ordered, in the shape of a MongoDB ObjectId."""

from __future__ import annotations

import re
import secrets
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

_SHAPE = re.compile(r"[0-9a-f]{24}")


def is_id(text: str) -> bool:
    """Tell whether the text has the shape of a public id."""
    return _SHAPE.fullmatch(text) is not None


def id_time(public_id: str) -> datetime:
    """Give the second (UTC) in which an id was made: its first four bytes are unix seconds."""
    return datetime.fromtimestamp(int(public_id[:8], 16), UTC)


def first_id(moment: datetime) -> str:
    """Give the id that is less than every one made from this second on, and greater than those made before it."""
    return f"{max(0, int(moment.timestamp())):08x}{'0' * 16}"


class IdSource:
    """Makes ids that rise strictly within a process and by time between processes.

    Layout: 4 bytes unix seconds, 2 bytes fraction of the second (1/65,536), 3 bytes of the process (random), 3 bytes
    count, which begins anew at a random number of the process in each tick (asking the system costs 30 µs an id).
    """

    def __init__(self, nanoseconds: Callable[[], int] = time.time_ns) -> None:
        """Take the clock to read; it may stand still or jump back, ids still rise."""
        self._nanoseconds = nanoseconds
        self._process = secrets.token_hex(3)
        self._first = secrets.randbelow(1 << 20)
        self._lock = threading.Lock()
        self._tick = 0
        self._count = 0

    def new(self) -> str:
        """Give an id greater than every one given before by this source."""
        tick = (self._nanoseconds() << 16) // 1_000_000_000
        with self._lock:
            if tick > self._tick:
                self._tick, self._count = tick, self._first
            else:
                self._count += 1
                if self._count >> 24:
                    self._tick, self._count = self._tick + 1, 0
            return f"{self._tick:012x}{self._process}{self._count:06x}"
