"""A server that dies at a chosen point: `python -m tests.journeys.dying serve`, with POINT and LEAD set.

Everything in it is the real program; only when the request whose body holds LEAD reaches the chosen point, the process
kills itself.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

from leadbase.cli import main
from leadbase.intake.store.journal import Append, Finish
from leadbase.storage.database import Batch, Database
from leadbase.storage.dialects import postgres, sqlite
from leadbase.storage.writer import Commit

POINTS = ("before_append", "in_append", "after_append", "before_finish", "in_finish", "after_finish")

_KINDS: dict[str, type] = {"append": Append, "finish": Finish}


class Reaper:
    """Knows the request that is to die, and its event once that is about to be written."""

    def __init__(self, lead: bytes, kind: type) -> None:
        self._lead = lead
        self._kind = kind
        self._events: set[str] = set()

    def meet(self, items: Iterable[object]) -> None:
        """Kill the process if this step of the request is among the items."""
        for item in items:
            if isinstance(item, Append) and self._lead in item.raw:
                self._events.add(item.event.id)
            if isinstance(item, self._kind) and self._event_of(item) in self._events:
                os.kill(os.getpid(), signal.SIGKILL)

    def note(self, item: object) -> None:
        """Take note of the request's event, without consequence."""
        if isinstance(item, Append) and self._lead in item.raw:
            self._events.add(item.event.id)

    def _event_of(self, item: object) -> str:
        return item.event.id if isinstance(item, Append) else cast(Finish, item).attempt.event


def arm(point: str, lead: bytes) -> None:
    """Make the process die when the lead reaches this point."""
    when, _, kind = point.partition("_")
    reaper = Reaper(lead, _KINDS[kind])
    for database in (sqlite.SqliteDatabase, postgres.PostgresDatabase):
        _arm_batch(database, when, reaper)
    if when == "in":
        cast(Any, sqlite).run_savepoints = _dying(sqlite.run_savepoints, reaper)
        cast(Any, postgres)._run_groups = _dying(cast(Any, postgres)._run_groups, reaper)


def _arm_batch(database: type[Database], when: str, reaper: Reaper) -> None:
    original = database.batch

    async def batch(self: Database, work: Batch[Any, Any], item: Any) -> Any:
        reaper.note(item)
        if when == "before":
            reaper.meet([item])
        result = await original(self, work, item)
        if when == "after":
            reaper.meet([item])
        return result

    cast(Any, database).batch = batch


def _dying(original: Callable[..., object], reaper: Reaper) -> Callable[..., object]:
    """Die when everything of a commit is written but nothing is committed."""

    def run(tx: object, commit: Commit, *rest: object) -> object:
        result = original(tx, commit, *rest)
        groups: Sequence[Sequence[Any]] = commit.groups
        reaper.meet(entry.item for group in groups for entry in group)
        return result

    return run


if __name__ == "__main__":
    arm(os.environ["POINT"], os.environ["LEAD"].encode())
    main()
