"""Which child a run goes to.

Warm children belong to one workspace and zone and are shared by its runs; a child alone belongs to one version that has
held up or endangered others, and has one run at a time.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Final

from leadbase.scripts.child import Child
from leadbase.scripts.lanes import Lane, Place, Waiting
from leadbase.scripts.process import Files, give_way, spawn
from leadbase.scripts.watch import Watch

_SWEEP_S: Final = 5.0

_START_S: Final = 20.0
"""How long a child may take to say that it is ready; it takes 0.05 s."""

_log = logging.getLogger(__name__)


class Crowded(Exception):
    """No seat came free in time."""


class PoolClosed(Exception):
    """The pool is closed and starts nothing any more."""


class StartFailed(Exception):
    """A child could not be started."""


class Pool:
    """Starts, shares, replaces and ends children: `warm` warm ones at most, and `alone` that are one version's own."""

    def __init__(self, files: Files, *, warm: int, alone: int, idle_s: float, queue_s: float) -> None:
        """Start nothing yet; idle children end after `idle_s`, and who waits longer than `queue_s` is turned away."""
        self._files = files
        self._warm, self._alone = warm, alone
        self._idle_s, self._queue_s = idle_s, queue_s
        self._places: dict[Lane, Place] = {}
        self._starved: deque[Place] = deque()
        self._leaving: set[Child] = set()
        self._watch = Watch()
        self._sweeping: asyncio.TimerHandle | None = None
        self._closed = False

    @property
    def pids(self) -> dict[Lane, int]:
        """The process of each lane that has a child now."""
        return {lane: place.child.pid for lane, place in self._places.items() if place.child is not None}

    @asynccontextmanager
    async def seat(self, lane: Lane, weight: int) -> AsyncGenerator[Child]:
        """Give a child of the lane for one run that brings `weight` bytes; raises Crowded, StartFailed, PoolClosed."""
        if self._closed:
            raise PoolClosed
        place = self._places.get(lane)
        if place is None:
            place = self._places[lane] = Place(lane)
        child = None if place.queue else place.find_seat(weight)
        if child is None:
            child = await self._wait(place, weight)
        else:
            place.take(weight)
        try:
            yield child
        finally:
            self._leave(place, child, weight)

    async def close(self) -> None:
        """End every child; open runs learn that theirs is gone."""
        self._closed = True
        if self._sweeping is not None:
            self._sweeping.cancel()
        for place in self._places.values():
            place.refuse_all(PoolClosed())
        await asyncio.gather(*(place.starting for place in self._places.values() if place.starting is not None))
        children = self._leaving.union(place.child for place in self._places.values() if place.child is not None)
        await asyncio.gather(*(child.close() for child in children))
        await asyncio.to_thread(self._watch.stop)

    async def _wait(self, place: Place, weight: int) -> Child:
        waiting = Waiting(asyncio.get_running_loop().create_future(), weight)
        place.queue.append(waiting)
        self._serve(place)
        try:
            async with asyncio.timeout(self._queue_s):
                return await waiting.seat
        except BaseException as error:
            if waiting in place.queue:
                place.queue.remove(waiting)
            elif waiting.seat.done() and not waiting.seat.cancelled() and waiting.seat.exception() is None:
                self._leave(place, waiting.seat.result(), weight)
            if isinstance(error, TimeoutError):
                raise Crowded from error
            raise

    def _leave(self, place: Place, child: Child, weight: int) -> None:
        if child is place.child:
            place.leave(weight, time.monotonic())
            if child.old:
                self._retire(place)
            if place.queue:
                self._serve(place)
        elif child in self._leaving and not child.busy:
            child.condemn("sandbox_lost")
        if self._starved:
            self._feed_starved()

    def _serve(self, place: Place) -> None:
        """Give seats to those who wait, as far as there are any, and see to it that there will be more."""
        queue = place.queue
        if queue and place.child is not None and place.child.old:
            self._retire(place)
        while queue:
            child = place.find_seat(queue[0].weight)
            if child is None:
                break
            waiting = queue.popleft()
            if not waiting.seat.done():
                place.take(waiting.weight)
                waiting.seat.set_result(child)
        if queue and not place.held and place not in self._starved:
            self._starved.append(place)
            self._feed_starved()

    def _feed_starved(self) -> None:
        """Start children for the lanes that wait for one, in their order, as far as there is room."""
        for place in list(self._starved):
            if not place.queue or place.held or self._closed:
                self._starved.remove(place)
            elif self._find_room(place.lane):
                self._starved.remove(place)
                place.starting = asyncio.get_running_loop().create_task(self._start(place))

    def _find_room(self, lane: Lane) -> bool:
        """Tell whether one more child of this sort may start; the one used least lately makes room, busy if need be."""
        most = self._warm if lane.alone is None else self._alone
        peers = [place for place in self._places.values() if place.held and _same_sort(place.lane, lane)]
        if len(peers) < most:
            return True
        settled = [place for place in peers if place.child is not None and not place.queue]
        if not settled:
            return False
        least = min(settled, key=lambda place: (place.taken > 0, place.used_at))
        if least.taken > 0 and (lane.alone is not None or len(self._leaving) >= most):
            return False
        self._retire(least)
        return True

    def _retire(self, place: Place) -> None:
        """Take the child out of its lane; it ends with the last of its runs."""
        child = place.detach()
        if child is None:
            return
        self._leaving.add(child)
        if not child.busy:
            child.condemn("sandbox_lost")

    async def _start(self, place: Place) -> None:
        lane = place.lane
        try:
            process = await asyncio.to_thread(spawn, lane.zone, lane.limits, self._files)
        except OSError as error:
            _log.error("a sandbox child could not be started", extra={"reason": str(error)})
            place.starting = None
            place.refuse_all(StartFailed())
            return
        if lane.alone is not None:
            give_way(process)
        child = Child(process, self._files, self._watch, lane.bounds, self._ended)
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(child.ready), _START_S)
        place.starting = None
        if self._closed or not child.ready.done() or not child.alive:
            await child.close()
            place.refuse_all(StartFailed())
            return
        place.child, place.used_at = child, time.monotonic()
        self._serve(place)
        self._plan_sweep()

    def _ended(self, child: Child) -> None:
        """A child is gone: its lane starts another one when somebody waits."""
        self._leaving.discard(child)
        for place in self._places.values():
            if place.child is child:
                place.detach()
                self._serve(place)
        self._feed_starved()

    def _plan_sweep(self) -> None:
        if self._sweeping is None and not self._closed:
            self._sweeping = asyncio.get_running_loop().call_later(min(_SWEEP_S, self._idle_s), self._sweep)

    def _sweep(self) -> None:
        """End the children that nobody has used for a while."""
        self._sweeping = None
        now = time.monotonic()
        for lane, place in list(self._places.items()):
            idle = not (place.taken or place.queue or place.starting)
            if idle and now - place.used_at >= self._idle_s:
                self._retire(place)
                del self._places[lane]
        if self._places:
            self._plan_sweep()


def open_pool() -> Pool:
    """Give a pool with the stated defaults; raises SandboxNotBuilt."""
    cores = os.cpu_count() or 1
    return Pool(Files(), warm=cores + 1, alone=cores, idle_s=60, queue_s=30)


def _same_sort(one: Lane, other: Lane) -> bool:
    return (one.alone is None) == (other.alone is None)
