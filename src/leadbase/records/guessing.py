"""Slows down those who ask for whole values that they see only in part, so that nobody finds one out by trying all."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

from leadbase.kit.errors import TooMuch

PER_MINUTE = 30
MOST_ASKERS = 10_000
_WINDOW = timedelta(minutes=1)


class TooManyGuesses(TooMuch):
    """Values that you see only in part can be asked for {limit} times a minute; wait {retry_after} seconds."""

    code = "too_many_guesses"
    zh = "只能部分看到的值每分钟最多查询 {limit} 次；请等待 {retry_after} 秒。"


class Guesses:
    """Counts, in this process, each asker's questions of the last minute."""

    def __init__(self) -> None:
        self._windows: OrderedDict[object, tuple[datetime, int]] = OrderedDict()

    def count(self, asker: object, now: datetime) -> None:
        """Count one more question; raises TooManyGuesses."""
        began, asked = self._windows.get(asker, (now, 0))
        if now - began >= _WINDOW:
            began, asked = now, 0
        if asked >= PER_MINUTE:
            raise TooManyGuesses(limit=PER_MINUTE, retry_after=int((began + _WINDOW - now).total_seconds()) + 1)
        self._windows[asker] = began, asked + 1
        self._windows.move_to_end(asker)
        if len(self._windows) > MOST_ASKERS:
            self._windows.popitem(last=False)
