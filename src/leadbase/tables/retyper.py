"""Changes fields' types: plans and small changes at once, the rest of large ones behind the scenes, page by page."""

from __future__ import annotations

import asyncio
import contextlib
import logging

from leadbase.access.model import Actor, Permission
from leadbase.access.scope import Scope
from leadbase.access.units import ActorRoom, Room, Units
from leadbase.access.workspaces import list_every
from leadbase.kit.errors import Unavailable
from leadbase.tables import retyping
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.type_change import AT_ONCE, PLANNED, Plan, TypeChange, Wanted

log = logging.getLogger(__name__)

LOOK_S = 1.0
PAUSE_S = 0.02
"""Between two pages, so that whoever else writes comes first."""

RETYPER = Actor("system", "", "Leadbase", frozenset({Permission.TABLES_WRITE, Permission.RECORDS_READ}))


async def plan(
    room: Room[Scope], catalogues: Catalogues, table: str, field: str, wanted: Wanted, *, most: int = PLANNED
) -> Plan:
    """Tell what a change would do, record by record up to `most` of them; raises as `retyping.subject`."""
    made, _ = await _planned(room, catalogues, table, field, wanted, most)
    return made


async def change(
    room: Room[Scope], catalogues: Catalogues, table: str, field: str, wanted: Wanted, *, at_once: int = AT_ONCE
) -> TypeChange:
    """Change a field's type, within this call up to so many records; raises as `subject` and `check_plan`."""
    made, given = await _planned(room, catalogues, table, field, wanted, PLANNED)
    retyping.check_plan(given, made, wanted)
    begun = await room.write(lambda scope: retyping.begin(scope, catalogues, table, field, wanted))
    steps = 2 * (at_once // retyping.PAGE + 1)
    while begun.is_open and steps > 0 and (made.is_complete and made.counted <= at_once):
        step = begun
        begun = await room.write(lambda scope, step=step: retyping.advance(scope, catalogues, step))
        steps -= 1
    return begun


async def _planned(
    room: Room[Scope], catalogues: Catalogues, table: str, field: str, wanted: Wanted, most: int
) -> tuple[Plan, retyping.Subject]:
    made, seen, after = Plan(), set[int](), ""
    given = await room.read(lambda scope: retyping.subject(scope, catalogues, table, field, wanted))
    await room.read(lambda scope: retyping.plan_settings(scope, given, made))
    while made.counted < most:
        page = min(retyping.PAGE, most - made.counted)
        start = after
        last = await room.read(
            lambda scope, page=page, start=start: retyping.plan_page(scope, given, made, seen, start, page)
        )
        if last is None:
            return made, given
        after = last
    made.is_complete = False
    return made, given


class Retyper:
    """Takes open changes of every workspace further until they are done."""

    def __init__(self, units: Units, catalogues: Catalogues, pause_s: float = PAUSE_S) -> None:
        """Take what it works with; `start` begins."""
        self._units = units
        self._catalogues = catalogues
        self._pause_s = pause_s
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Look for open changes from now on."""
        self._task = asyncio.create_task(self._forever(), name="retype")

    async def stop(self) -> None:
        """Leave the open changes where they are; the next process goes on."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def catch_up(self) -> int:
        """Finish every change that is open; gives how many there were."""
        done = 0
        for workspace in await self._units.read(list_every):
            room = ActorRoom(self._units, workspace.id, RETYPER)
            for one in await room.read(retyping.list_open):
                await self._finish(room, one)
                done += 1
        return done

    async def _finish(self, room: ActorRoom, one: TypeChange) -> None:
        while one.is_open:
            step = one
            one = await room.write(lambda scope, step=step: retyping.advance(scope, self._catalogues, step))
            await asyncio.sleep(self._pause_s)

    async def _forever(self) -> None:
        while True:
            try:
                await self.catch_up()
            except Unavailable as error:
                log.warning("a change of a field's type waits: %s", error)
            except Exception:
                log.exception("a change of a field's type could not go on")
            await asyncio.sleep(LOOK_S)
