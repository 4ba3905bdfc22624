"""Each workspace keeps things as long as it says; what a change lets go is told first, and is what then goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from leadbase.access.model import Actor, Permission
from leadbase.access.scope import Scope
from leadbase.access.units import ActorRoom, Units
from leadbase.access.workspaces import ensure_workspace
from leadbase.intake.model import Event, State
from leadbase.intake.retention import GIB, Keep
from leadbase.intake.retention_settings import (
    Ages,
    Forecast,
    change_ages,
    default_ages,
    forecast,
    list_plans,
    oldest_at,
    preview,
    read_ages,
)
from leadbase.intake.store import events as store
from leadbase.kit.errors import Problem
from leadbase.kit.facts import Subscriptions
from leadbase.kit.ids import IdSource
from leadbase.storage.database import Database
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.field_type import load_field_types
from leadbase.upkeep.sweeping import Sweeper
from tests.upkeep.test_sweeping import NOW, keep, made_at

HERE, THERE = "main", "other"


@pytest.fixture
async def units(database: Database) -> Units:
    made = Units(database, lambda: NOW, IdSource(), Subscriptions())
    for name in (HERE, THERE):
        await made.write(lambda moment, name=name: ensure_workspace(moment, name))
    return made


async def number_of(units: Units, name: str) -> int:
    return await ActorRoom(units, name).read(lambda scope: scope.workspace.number)


async def aged(units: Units, name: str, days: int, state: State = State.DONE) -> Event:
    event = replace(made_at(NOW - timedelta(days=days), state), workspace=await number_of(units, name))
    await keep(units.database, [event])
    return event


def sweeper(units: Units, moment: datetime = NOW) -> Sweeper:
    later = Units(units.database, lambda: moment, IdSource(), Subscriptions())
    return Sweeper(later, Catalogues(load_field_types()), lambda _: None, pause_s=0)


async def test_a_workspace_keeps_what_it_says_and_others_what_holds_by_default(units: Units) -> None:
    events = {f"{name} {days}": await aged(units, name, days) for name in (HERE, THERE) for days in (5, 20, 200)}
    waiting = {f"{name} held": await aged(units, name, 200, State.HELD) for name in (HERE, THERE)}
    changed = await ActorRoom(units, HERE).write(lambda scope: change_ages(scope, {"events_days": 10}, None))
    assert (changed.events_days, changed.payloads_days) == (10, 30)
    await sweeper(units).sweep()
    left = {kind for kind, event in events.items() if await is_left(units.database, event)}
    assert left == {f"{HERE} 5", f"{THERE} 5", f"{THERE} 20"}
    assert all([await is_left(units.database, event) for event in waiting.values()])


async def is_left(database: Database, event: Event) -> bool:
    return await database.read(lambda tx: store.find_event(tx, event.workspace, event.id)) is not None


async def test_what_is_told_to_go_is_what_goes(units: Units) -> None:
    for days in (1, 9, 12, 40):
        await aged(units, HERE, days)
    await aged(units, HERE, 40, State.WAITING)
    await aged(units, HERE, 5, State.REJECTED)
    await aged(units, THERE, 40)
    room = ActorRoom(units, HERE)
    changes = {"events_days": 11, "payloads_days": 9, "rejected_days": 3}
    told = await room.read(lambda scope: preview(scope, changes, None))
    assert told == Forecast(events=3, payloads=3, payload_bytes=30, attempts=0, beyond_size=0, more=False)
    assert (await room.read(lambda scope: read_ages(scope.tx, scope.workspace.number, None))) == default_ages()
    await room.write(lambda scope: change_ages(scope, changes, None))
    gone = await sweeper(units, NOW + timedelta(hours=23)).sweep()
    assert gone["events"] + gone["rejected"] == told.events
    after = await room.read(lambda scope: forecast(scope, read_ages(scope.tx, scope.workspace.number, None)))
    assert (after.events, after.payloads) == (0, 0)


async def test_the_oldest_event_is_told_by_workspace(units: Units) -> None:
    await aged(units, HERE, 3)
    await aged(units, THERE, 30)
    assert await ActorRoom(units, HERE).read(oldest_at) == NOW - timedelta(days=3)


async def test_the_size_concerns_everybody(units: Units) -> None:
    await ActorRoom(units, HERE).write(lambda scope: change_ages(scope, {"gib": 7}, None))
    other = await ActorRoom(units, THERE).read(lambda scope: read_ages(scope.tx, scope.workspace.number, None))
    assert other.gib == 7
    plans = await units.database.read(lambda tx: list_plans(tx, Keep(), None))
    assert [plan.bytes for plan, _ in plans] == [7 * GIB]
    fixed = await units.database.read(lambda tx: list_plans(tx, Keep(), 3))
    assert [plan.bytes for plan, _ in fixed] == [3 * GIB]


ADMIN = Actor("person", "p", "Wang", frozenset({Permission.ADMIN}))


@pytest.mark.parametrize(
    ("actor", "changes", "fixed", "code"),
    [
        (replace(ADMIN, permissions=frozenset[Permission]()), {"events_days": 9}, None, "not_allowed"),
        (ADMIN, {"gib": 9}, None, "instance_admin_needed"),
        (replace(ADMIN, instance=True), {"gib": 9}, 20, "retention_size_fixed"),
        (ADMIN, {"events_days": 0}, None, "retention_invalid"),
        (ADMIN, {"payloads_days": 3_651}, None, "retention_invalid"),
    ],
)
async def test_what_may_not_be_set_is_refused(
    units: Units, actor: Actor, changes: dict[str, int], fixed: int | None, code: str
) -> None:
    def change(scope: Scope) -> Ages:
        return change_ages(scope, changes, fixed)

    with pytest.raises(Problem) as refused:
        await ActorRoom(units, HERE, actor).write(change)
    assert refused.value.code == code
