"""Empties the trash: what has lain there for its time is removed for good, batch by batch."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from leadbase.access.model import Actor, Permission
from leadbase.access.scope import Scope
from leadbase.access.units import ActorRoom, Units
from leadbase.access.workspaces import list_every
from leadbase.records import purging as rows
from leadbase.records.service import purge_records
from leadbase.storage.ddl import TableBusy
from leadbase.tables import purging as designs
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.model import Table
from leadbase.tables.rules import TRASH_KEPT

log = logging.getLogger(__name__)

BATCH = 500

SWEEPER = Actor(
    "system",
    "",
    "Leadbase",
    frozenset({Permission.RECORDS_READ, Permission.RECORDS_WRITE, Permission.TABLES_WRITE}),
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Due:
    """Whose time is over in a workspace: ids of tables with old records, of table and field, and trashed tables."""

    records: Sequence[str]
    fields: Sequence[tuple[str, str]]
    tables: Sequence[str]


class Trash:
    """The trash of every workspace."""

    def __init__(self, units: Units, catalogues: Catalogues, pause_s: float) -> None:
        """Take the pause between two batches."""
        self._units = units
        self._catalogues = catalogues
        self._pause_s = pause_s

    async def empty(self) -> Mapping[str, int]:
        """Remove everything whose time is over and give how many of each kind; what is in use waits for next time."""
        gone = {"records": 0, "fields": 0, "tables": 0}
        for workspace in await self._units.read(list_every):
            room = ActorRoom(self._units, workspace.id, SWEEPER)
            due = await room.read(self._look)
            for table in due.records:
                gone["records"] += await self._each(room, lambda scope, id=table: self._purge_records(scope, id))
            for table, field in due.fields:
                await self._purge_field(room, table, field)
                gone["fields"] += 1
            for table in due.tables:
                gone["tables"] += await self._purge_table(room, table)
        return gone

    def _look(self, scope: Scope) -> _Due:
        catalogue, before = self._catalogues.get(scope), scope.now - TRASH_KEPT
        return _Due(
            records=[table.id for table in rows.list_due(scope, catalogue.tables, before)],
            fields=designs.list_due_fields(scope, self._catalogues),
            tables=[table.id for table in designs.list_due_tables(scope, self._catalogues)],
        )

    def _purge_records(self, scope: Scope, table_id: str) -> int:
        table = self._catalogues.get(scope).find_table(table_id)
        return 0 if table is None else purge_records(scope, table, scope.now - TRASH_KEPT, limit=BATCH)

    async def _purge_field(self, room: ActorRoom, table: str, field: str) -> None:
        count, last = BATCH, ""
        while count == BATCH:
            count, last = await self._write(
                room,
                lambda scope, after=last: designs.purge_field(
                    scope, self._catalogues, table, field, after=after, limit=BATCH
                ),
            )

    async def _purge_table(self, room: ActorRoom, table: str) -> int:
        """Empty a table batch by batch, then drop it; one in use (by a dump, say) waits. Gives 1 once it is gone."""
        await self._each(room, lambda scope: self._empty_table(scope, table))
        try:
            await self._write(room, lambda scope: designs.purge_table(scope, self._catalogues, table))
        except TableBusy as busy:
            log.warning("a trashed table is purged later: %s", busy)
            return 0
        return 1

    def _empty_table(self, scope: Scope, table_id: str) -> int:
        table = _find_due(designs.list_due_tables(scope, self._catalogues), table_id)
        return 0 if table is None else rows.empty_table(scope, table, limit=BATCH)

    async def _each(self, room: ActorRoom, purge: Callable[[Scope], int]) -> int:
        """Purge batch by batch until one is not full."""
        gone = 0
        while True:
            count = await self._write(room, purge)
            gone += count
            if count < BATCH:
                return gone

    async def _write(self, room: ActorRoom, act: Callable[[Scope], T]) -> T:
        result = await room.write(act)
        await asyncio.sleep(self._pause_s)
        return result


def _find_due(tables: Sequence[Table], table_id: str) -> Table | None:
    return next((table for table in tables if table.id == table_id), None)
