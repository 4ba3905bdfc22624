"""How long others may take, and how little of it is left to them once the process is to end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

GRACE_S = 3.0
"""Seconds that are left to whatever is open when the process is asked to end."""


class Deadlines:
    """The deadlines of one kind of wait, such as for the rest of a body; of the running loop's thread alone."""

    def __init__(self, seconds: float) -> None:
        """Take the seconds that each wait may last."""
        self.seconds = seconds
        self.is_ending = False
        self._open: set[asyncio.Timeout] = set()

    @property
    def has_open(self) -> bool:
        """Whether anything is being waited for."""
        return bool(self._open)

    @asynccontextmanager
    async def within(self) -> AsyncGenerator[None]:
        """Raise TimeoutError when the block takes longer than it may, or than the grace once the end has come."""
        async with asyncio.timeout(self.seconds) as timeout:
            self._open.add(timeout)
            try:
                yield
            finally:
                self._open.discard(timeout)

    def end(self, grace_s: float = GRACE_S) -> None:
        """Leave no more than the grace to what is open, and to what is yet to be opened."""
        self.is_ending, self.seconds = True, min(self.seconds, grace_s)
        last = asyncio.get_running_loop().time() + grace_s
        for timeout in self._open:
            when = timeout.when()
            if when is None or when > last:
                timeout.reschedule(last)
