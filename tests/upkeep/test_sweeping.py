"""What is old goes, and what is still to be processed or seen never does; on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from leadbase.access.units import Units
from leadbase.intake.model import Event, State, Trigger
from leadbase.intake.retention import BATCH, Keep, count_open, oldest_due
from leadbase.intake.store import events as store
from leadbase.intake.store.journal import Append, AppendBatch
from leadbase.kit.facts import Subscriptions
from leadbase.kit.ids import IdSource, first_id, id_time
from leadbase.storage.database import Database
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.field_type import load_field_types
from leadbase.upkeep.sweeping import Sweeper

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
APPEND = AppendBatch()
GOING = {"done", "duplicate", "rejected", "failed and seen"}
STAYING = {"received", "running", "waiting", "held", "failed"}


def made_at(moment: datetime, state: State = State.DONE, seen: bool = False) -> Event:
    """Give an event of this age."""
    source = IdSource(lambda: int(moment.timestamp() * 1_000_000_000))
    return Event(
        id=source.new(),
        workspace=1,
        webhook=1,
        state=state,
        cause=None,
        method="POST",
        suffix="callback",
        query=(),
        headers=(),
        ip="127.0.0.1",
        size=10,
        received_at=moment,
        duplicate_of=None,
        attempt=0,
        tries=0,
        trigger=Trigger.ARRIVAL,
        next_at=None,
        finished_at=None,
        has_issues=False,
        answer=None,
        timings={},
        seen_at=NOW if seen else None,
    )


async def keep(database: Database, events: Sequence[Event], raw: bytes = b"0123456789") -> None:
    for event in events:
        owner = "p" if event.state is State.RUNNING else None
        await database.batch(APPEND, Append(event, raw, owner, None, None))
        if event.seen_at is not None:
            await database.transaction(lambda tx, id=event.id: store.mark_seen(tx, 1, id, NOW))


async def kinds_left(database: Database, events: dict[str, Event]) -> set[str]:
    def read(tx: Connection) -> set[str]:
        return {kind for kind, event in events.items() if store.find_event(tx, 1, event.id) is not None}

    return await database.read(read)


def each_state(age: timedelta) -> dict[str, Event]:
    events = {state.value: made_at(NOW - age, state) for state in State}
    return events | {"failed and seen": made_at(NOW - age, State.FAILED, seen=True)}


def sweeper(database: Database, keep: Keep | None = None, told: list[bool] | None = None) -> Sweeper:
    said = told if told is not None else list[bool]()
    units = Units(database, lambda: NOW, IdSource(), Subscriptions())
    return Sweeper(units, Catalogues(load_field_types()), said.append, keep, pause_s=0)


async def test_what_is_beyond_its_age_goes_but_never_what_waits_for_somebody(database: Database) -> None:
    old, young = each_state(timedelta(days=181)), each_state(timedelta(days=179))
    await keep(database, [*old.values(), *young.values()])
    await sweeper(database).sweep()
    assert await kinds_left(database, old) == STAYING
    assert await kinds_left(database, young) == set(young) - {"rejected"}


async def test_bytes_go_before_their_events(database: Database) -> None:
    old, young = each_state(timedelta(days=31)), each_state(timedelta(days=6))
    await keep(database, [*old.values(), *young.values()])
    await sweeper(database).sweep()

    def bytes_left(tx: Connection, events: dict[str, Event]) -> set[str]:
        return {kind for kind, event in events.items() if store.find_payload(tx, event.id) is not None}

    assert await database.read(lambda tx: bytes_left(tx, old)) == STAYING
    assert await database.read(lambda tx: bytes_left(tx, young)) == set(young)
    assert await kinds_left(database, old) == set(old) - {"rejected"}


async def test_rejected_ones_go_after_a_week_or_when_they_take_too_much(database: Database) -> None:
    old = {"a": made_at(NOW - timedelta(days=8), State.REJECTED)}
    young = {str(day): made_at(NOW - timedelta(days=day), State.REJECTED) for day in (1, 2, 3)}
    await keep(database, [*old.values(), *young.values()])
    await sweeper(database).sweep()
    assert await kinds_left(database, old) == set()
    assert await kinds_left(database, young) == set(young)
    await sweeper(database, Keep(rejected_bytes=25)).sweep()
    assert await kinds_left(database, young) == set()


async def test_many_go_in_small_batches(sqlite: Database) -> None:
    count = BATCH * 2 + 7
    await keep(sqlite, [made_at(NOW - timedelta(days=200, seconds=number)) for number in range(count)])
    assert await sweeper(sqlite).sweep() == {"payloads": count, "events": count}
    assert await sweeper(sqlite).sweep() == {}


async def test_beyond_the_size_the_oldest_go_first(database: Database) -> None:
    events = {str(hours): made_at(NOW - timedelta(hours=hours)) for hours in (5, 4, 3, 2, 1)}
    await keep(database, list(events.values()))
    told: list[bool] = []
    gone = await sweeper(database, Keep(bytes=30), told).sweep()
    assert gone == {"beyond_size": 2}
    assert await kinds_left(database, events) == {"3", "2", "1"}
    assert told[-1] is False


async def test_when_what_may_not_go_fills_the_space_it_is_told_and_nothing_is_deleted(database: Database) -> None:
    waiting = each_state(timedelta(hours=1))
    await keep(database, list(waiting.values()))
    told: list[bool] = []
    await sweeper(database, Keep(bytes=20), told).sweep()
    assert await kinds_left(database, waiting) == STAYING
    assert told[-1] is True
    await sweeper(database, Keep(bytes=1000), told).sweep()
    assert told[-1] is False


async def test_what_is_unfinished_or_not_seen_is_counted(database: Database) -> None:
    events = each_state(timedelta(hours=1))
    await keep(database, list(events.values()))
    counts = await database.read(count_open)
    assert counts == {"received": 1, "running": 1, "waiting": 1, "held": 1, "failed": 1}
    assert await database.read(oldest_due) == NOW - timedelta(hours=1)


@pytest.mark.parametrize("moment", [NOW, NOW + timedelta(milliseconds=999)])
def test_the_first_id_of_a_moment_parts_earlier_from_later(moment: datetime) -> None:
    first = first_id(moment)
    assert made_at(NOW - timedelta(seconds=1)).id < first <= made_at(NOW).id
    assert id_time(first) == NOW
