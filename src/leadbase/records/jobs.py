"""The background work of records: keeping the index of words."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from leadbase.access.model import Actor
from leadbase.access.scope import Scope
from leadbase.access.units import ActorRoom, Units
from leadbase.access.workspaces import list_every
from leadbase.records import indexing
from leadbase.records.indexing import Work
from leadbase.records.store import index
from leadbase.storage.errors import StorageUnavailable
from leadbase.tables.catalogue import Catalogues

log = logging.getLogger(__name__)

LOOK_S = 0.5
PAUSE_S = 0.1
"""Between two batches: whoever writes much is not held up, and the index comes after."""

INDEXER = Actor("system", "", "Leadbase", frozenset())


class Indexer:
    """Keeps the index within two seconds of what is written, unless that is more than it may take for itself."""

    def __init__(self, units: Units, catalogues: Catalogues) -> None:
        """Take what it works with; `start` begins."""
        self._units = units
        self._catalogues = catalogues
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Keep the index from now on."""
        self._task = asyncio.create_task(self._forever(), name="index")

    async def stop(self) -> None:
        """Leave the index as it is."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def catch_up(self) -> int:
        """Index everything that was written so far; gives how many records the index had otherwise."""
        changed, known = 0, list[int]()
        rooms = [ActorRoom(self._units, one.id, INDEXER) for one in await self._units.read(list_every)]
        for room in rooms:
            changed += await self._each(room, self._look)
            known += await room.read(self._numbers)
        if rooms and await self._units.read(lambda moment: index.has_marks(moment.tx)):
            changed += await self._each(rooms[0], lambda scope: indexing.look_beyond(scope, known))
        return changed

    async def _each(self, room: ActorRoom, look: Callable[[Scope], Work]) -> int:
        """Index batch by batch until one is not full."""
        changed = 0
        while True:
            work, count = await self._round(room, look)
            changed += count
            if not work.is_full:
                return changed
            await asyncio.sleep(PAUSE_S)

    async def _round(self, room: ActorRoom, look: Callable[[Scope], Work]) -> tuple[Work, int]:
        if self._units.database.name == "postgresql":
            # another process may be about the same work, and what it read before us must not be written after us
            return await room.write(lambda scope: _alone(scope, look))
        work = await room.read(look)
        if work == Work():
            return work, 0
        return work, await room.write(lambda scope: indexing.keep(scope, work))

    def _look(self, scope: Scope) -> Work:
        return indexing.look(scope, self._catalogues.get(scope))

    def _numbers(self, scope: Scope) -> list[int]:
        catalogue = self._catalogues.get(scope)
        return [table.number for table in (*catalogue.tables, *catalogue.trashed_tables)]

    async def _forever(self) -> None:
        while True:
            try:
                await self.catch_up()
            except StorageUnavailable as error:
                log.warning("the search index waits: %s", error)
            except Exception:
                log.exception("the search index could not be kept")
            await asyncio.sleep(LOOK_S)


def _alone(scope: Scope, look: Callable[[Scope], Work]) -> tuple[Work, int]:
    """Look and keep in one transaction, if nobody else does."""
    if not index.lock(scope.tx):
        return Work(), 0
    work = look(scope)
    return work, indexing.keep(scope, work)
