"""A lane is what a child is for; a place is a lane's child, the runs with a seat in it, and those that wait for one."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Final

from leadbase.scripts.child import Child
from leadbase.scripts.model import Limits
from leadbase.scripts.watch import Bounds

_SEATS: Final = 64
"""Runs that share a warm child at once."""

_LOAD: Final = 16 * 1024 * 1024
"""Bytes of requests that a warm child works on at once; a single larger one goes alone."""

_MIB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Lane:
    """What a child is for; `alone` is the key of the version that has it to itself, None for a warm one."""

    workspace: str
    zone: str
    limits: Limits
    alone: str | None = None

    @property
    def bounds(self) -> Bounds:
        """What its child may use: the last resort, after the pump's timer and the loop's count of a run's time."""
        limits = self.limits
        pump_s = (limits.pump_ms if self.alone is None else limits.slow_pump_ms) / 1000
        return Bounds(
            rss=limits.rss_mb * _MIB,
            stuck_cpu_s=2 * pump_s + 1,
            stuck_wall_s=max(limits.wall_s / 2, 2 * pump_s + 1),
            turn_cpu_s=None if self.alone is None else limits.cpu_s + 1,
        )


@dataclass(slots=True, eq=False)
class Waiting:
    """Somebody who waits for a seat."""

    seat: asyncio.Future[Child]
    weight: int

    def refuse(self, why: Exception) -> None:
        """End the waiting with an error."""
        if not self.seat.done():
            self.seat.set_exception(why)


@dataclass(slots=True, eq=False)
class Place:
    """A lane's child, how much of it is taken (runs, and bytes of their requests), and its queue."""

    lane: Lane
    child: Child | None = None
    starting: asyncio.Task[None] | None = None
    taken: int = 0
    load: int = 0
    used_at: float = 0.0
    queue: deque[Waiting] = field(default_factory=deque[Waiting])

    @property
    def held(self) -> bool:
        """Whether it counts as a child."""
        return self.child is not None or self.starting is not None

    def find_seat(self, weight: int) -> Child | None:
        """Give the child if it can take in a run of this weight now."""
        child = self.child
        if child is None or child.old or not child.alive:
            return None
        most = _SEATS if self.lane.alone is None else 1
        free = self.taken < most and (self.taken == 0 or self.load + weight <= _LOAD)
        return child if free else None

    def take(self, weight: int) -> None:
        """Count a run in."""
        self.taken += 1
        self.load += weight

    def leave(self, weight: int, now: float) -> None:
        """Count a run out."""
        self.taken -= 1
        self.load -= weight
        self.used_at = now

    def detach(self) -> Child | None:
        """Let go of the child, with the runs that are still in it."""
        child, self.child, self.taken, self.load = self.child, None, 0, 0
        return child

    def refuse_all(self, why: Exception) -> None:
        """Send everybody away who waits."""
        while self.queue:
            self.queue.popleft().refuse(why)
