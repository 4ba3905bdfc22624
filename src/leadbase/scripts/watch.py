"""The thread that looks after sandbox children from outside: memory, processor time, and whether they still answer.

A thread, since it must go on when the server's loop is busy, and each 20 ms, since a script can take hundreds of
megabytes in a tenth of a second.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, Protocol

PERIOD_S: Final = 0.02
"""How often children are looked at while any of them works."""

Cause = Literal["memory_limit", "cpu_limit", "time_limit"]
"""Why the watch ended a child."""

_OLD: Final = 0.7
"""The part of its resident bytes at which a child is replaced when it can be: memory doesn't come back soon."""

_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
_TICK: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a child may use: resident bytes, seconds of processor and wall time without progress, and a turn's seconds.

    A turn is the time in which a child has one run; `turn_cpu_s` (processor time) is None where several share it.
    """

    rss: int
    stuck_cpu_s: float
    stuck_wall_s: float
    turn_cpu_s: float | None


class Watched(Protocol):
    """A child as the watch sees it, all read and called from the watch's thread."""

    pid: int
    bounds: Bounds
    turn: int

    @property
    def busy(self) -> bool:
        """Whether any run is open."""
        ...

    @property
    def progress(self) -> tuple[int, int]:
        """Frames sent to it, and frames that it has worked off."""
        ...

    def grow_old(self) -> None:
        """Take note that it holds much memory and should be replaced."""
        ...

    def condemn(self, cause: str) -> None:
        """End the process at once."""
        ...


@dataclass(slots=True)
class _Seen:
    """What the watch remembers of a child between two looks; `status` and `memory` are open files of /proc."""

    status: int
    memory: int
    done: int = 0
    cpu_s: float = 0.0
    wall_s: float = 0.0
    turn: int = 0
    turn_cpu_s: float = 0.0


class Watch:
    """Looks at every child while one of them works, and ends those that pass their bounds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start no thread yet."""
        self._clock = clock
        self._lock = threading.Lock()
        self._children: dict[Watched, _Seen] = {}
        self._wake = threading.Event()
        self._stopped = False
        self._thread: threading.Thread | None = None

    def add(self, child: Watched) -> None:
        """Look after a child; where the system has no /proc, only the engine's own limits hold."""
        folder = f"/proc/{child.pid}"
        if not os.path.isdir(folder):
            return
        seen = _Seen(os.open(f"{folder}/stat", os.O_RDONLY), os.open(f"{folder}/statm", os.O_RDONLY))
        with self._lock:
            self._children[child] = seen
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="script-watch", daemon=True)
                self._thread.start()

    def remove(self, child: Watched) -> None:
        """Stop looking after a child; afterwards the watch will not end its process any more."""
        with self._lock:
            seen = self._children.pop(child, None)
        if seen is not None:
            os.close(seen.status)
            os.close(seen.memory)

    def wake(self) -> None:
        """Say that a child has begun to work."""
        if not self._wake.is_set():
            self._wake.set()

    def stop(self) -> None:
        """End the thread."""
        self._stopped = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while not self._stopped:
            self._wake.wait()
            self._wake.clear()
            while not self._stopped and self._look():
                time.sleep(PERIOD_S)

    def _look(self) -> bool:
        """Look at each child that works; False when none does."""
        with self._lock:
            busy = [(child, seen) for child, seen in self._children.items() if _works(child)]
            for child, seen in busy:
                self._inspect(child, seen)
        return bool(busy)

    def _inspect(self, child: Watched, seen: _Seen) -> None:
        bounds, now = child.bounds, self._clock()
        try:
            rss = int(os.pread(seen.memory, 256, 0).split()[1]) * _PAGE
            cpu_s = _cpu_seconds(os.pread(seen.status, 1024, 0))
        except (ProcessLookupError, IndexError, ValueError):
            return  # it has ended; whoever reads its output sees to the rest
        if rss > bounds.rss:
            child.condemn("memory_limit")
        elif rss > bounds.rss * _OLD:
            child.grow_old()
        if child.turn != seen.turn:
            seen.turn, seen.turn_cpu_s = child.turn, cpu_s
        if bounds.turn_cpu_s is not None and cpu_s - seen.turn_cpu_s > bounds.turn_cpu_s:
            child.condemn("cpu_limit")
        sent, done = child.progress
        if done != seen.done or done == sent or seen.wall_s == 0:
            seen.done, seen.cpu_s, seen.wall_s = done, cpu_s, now
        elif cpu_s - seen.cpu_s > bounds.stuck_cpu_s or now - seen.wall_s > bounds.stuck_wall_s:
            child.condemn("time_limit")


def _works(child: Watched) -> bool:
    """Tell whether a child has a run, or something left to work off though its runs were given up."""
    sent, done = child.progress
    return child.busy or done != sent


def _cpu_seconds(stat: bytes) -> float:
    """Read user and system time out of /proc/<pid>/stat (proc(5): fields 14 and 15, in clock ticks)."""
    fields = stat[stat.rindex(b")") + 2 :].split()
    return (int(fields[11]) + int(fields[12])) / _TICK
