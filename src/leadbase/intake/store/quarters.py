"""Counts of events by quarter of an hour: kept in rows once a quarter is over, so that pages need not read events.

A quarter is told by its number since 1970 in UTC. Every time zone of today stands a whole number of quarters from UTC,
so hours and days of any zone are made of them. Which quarter an event belongs to is told by its id.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from leadbase.intake.model import State
from leadbase.intake.store.tables import counted_quarters, event_quarters, events, stale_quarters

QUARTER_S = 900

_ROW = 1
"""The number of the one row of `counted_quarters`."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many events became what; `issues` are among `done`."""

    done: int = 0
    issues: int = 0
    failed: int = 0
    waiting: int = 0
    duplicates: int = 0

    @property
    def leads(self) -> int:
        """Give how many of them are leads: what was or is to be processed, but no repeats."""
        return self.done + self.failed + self.waiting


def added(tallies: Iterable[Tally]) -> Tally:
    """Add tallies up."""
    all_of = list(tallies)
    return Tally(
        sum([one.done for one in all_of]),
        sum([one.issues for one in all_of]),
        sum([one.failed for one in all_of]),
        sum([one.waiting for one in all_of]),
        sum([one.duplicates for one in all_of]),
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """The tally of one webhook in one quarter (or in whatever was asked for)."""

    workspace: int
    webhook: int
    quarter: int
    tally: Tally


def quarter_of(moment: datetime) -> int:
    """Give the quarter that a moment lies in."""
    return int(moment.timestamp()) // QUARTER_S


def quarter_of_id(event: str) -> int:
    """Give the quarter in which an event came in."""
    return int(event[:8], 16) // QUARTER_S


def first_of(quarter: int) -> str:
    """Give the id that is less than every one of this quarter and greater than those before it."""
    return f"{quarter * QUARTER_S:08x}{'0' * 16}"


def _sum(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


_SUMS = (
    _sum(events.c.state == State.DONE.value),
    _sum(sa.and_(events.c.state == State.DONE.value, events.c.has_issues)),
    _sum(events.c.state == State.FAILED.value),
    _sum(events.c.state == State.WAITING.value),
    _sum(events.c.state == State.DUPLICATE.value),
)
_COUNT = (
    sa.select(events.c.workspace, events.c.webhook, *_SUMS)
    .where(events.c.id >= sa.bindparam("first"), events.c.id < sa.bindparam("end"))
    .group_by(events.c.workspace, events.c.webhook)
)


def count_events(tx: Connection, first: str, end: str, workspace: int | None = None) -> Sequence[Counted]:
    """Count the events with ids from `first` up to but not `end`, of one workspace or of all, by webhook."""
    query = _COUNT if workspace is None else _COUNT.where(events.c.workspace == workspace)
    rows = tx.execute(query, {"first": first, "end": end})
    quarter = quarter_of_id(first)
    return [Counted(row[0], row[1], quarter, Tally(*map(int, row[2:]))) for row in rows]


def counted_until(tx: Connection) -> int | None:
    """Give the first quarter that is not counted yet, None when none was ever counted."""
    return tx.execute(sa.select(counted_quarters.c.until).where(counted_quarters.c.number == _ROW)).scalar_one_or_none()


def next_with_events(tx: Connection, quarter: int) -> int | None:
    """Give the first quarter from this one on in which any event came in, None when there is none."""
    found = tx.execute(sa.select(sa.func.min(events.c.id)).where(events.c.id >= first_of(quarter))).scalar_one()
    return None if found is None else quarter_of_id(found)


def advance(tx: Connection, old: int | None, new: int) -> bool:
    """Note that everything before `new` is counted; tell whether `old` still was where the counting stood."""
    if old is None:
        insert = (postgresql if tx.dialect.name == "postgresql" else sqlite).insert(counted_quarters)
        row = insert.values(number=_ROW, until=new).on_conflict_do_nothing().returning(counted_quarters.c.number)
        return tx.execute(row).scalar_one_or_none() is not None
    same = (counted_quarters.c.number == _ROW, counted_quarters.c.until == old)
    return tx.execute(sa.update(counted_quarters).where(*same).values(until=new)).rowcount == 1


def replace(tx: Connection, quarters: Collection[int], counts: Sequence[Counted]) -> None:
    """Write the counts of these quarters anew."""
    tx.execute(sa.delete(event_quarters).where(event_quarters.c.quarter.in_(sorted(quarters))))
    rows = [
        {
            "workspace": one.workspace,
            "quarter": one.quarter,
            "webhook": one.webhook,
            "done": one.tally.done,
            "issues": one.tally.issues,
            "failed": one.tally.failed,
            "waiting": one.tally.waiting,
            "duplicates": one.tally.duplicates,
        }
        for one in counts
        if one.tally != Tally()
    ]
    if rows:
        tx.execute(sa.insert(event_quarters), rows)


def mark_stale(tx: Connection, quarters: Collection[int]) -> None:
    """Note that events of these quarters changed; the row is locked even where it is there, so that no mark is lost."""
    insert = (postgresql if tx.dialect.name == "postgresql" else sqlite).insert(stale_quarters)
    upsert = insert.on_conflict_do_update(index_elements=["quarter"], set_={"quarter": insert.excluded.quarter})
    tx.execute(upsert, [{"quarter": quarter} for quarter in sorted(quarters)])


def list_stale(tx: Connection, most: int) -> Sequence[int]:
    """Give quarters that are to be counted again."""
    return (
        tx.execute(sa.select(stale_quarters.c.quarter).order_by(stale_quarters.c.quarter).limit(most)).scalars().all()
    )


def clear_stale(tx: Connection, quarters: Collection[int]) -> None:
    """Take the marks away; whoever changes an event of theirs from now on sets one again."""
    tx.execute(sa.delete(stale_quarters).where(stale_quarters.c.quarter.in_(sorted(quarters))))


def sum_hours(tx: Connection, workspace: int, first: int, end: int, shift: int) -> Mapping[tuple[int, int], Tally]:
    """Add up the kept counts of quarters from `first` up to but not `end`, by (webhook, first quarter of the hour).

    `shift` is how many quarters (0 to 3) the hours of the zone begin before those of UTC.
    """
    column = event_quarters.c
    hour = (column.quarter + shift) - (column.quarter + shift) % 4 - shift
    sums = [sa.func.sum(one) for one in (column.done, column.issues, column.failed, column.waiting, column.duplicates)]
    query = (
        sa.select(column.webhook, hour.label("hour"), *sums)
        .where(column.workspace == workspace, column.quarter >= first, column.quarter < end)
        .group_by(column.webhook, sa.text("hour"))
    )
    return {(row.webhook, row.hour): Tally(*map(int, row[2:])) for row in tx.execute(query)}
