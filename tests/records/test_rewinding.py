"""Taking a whole table back to a moment, and the list of everything that happened to its records."""

from __future__ import annotations

import random
from collections.abc import AsyncGenerator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from leadbase.access.model import Actor, Permission
from leadbase.access.scope import Scope
from leadbase.access.units import ActorRoom
from leadbase.jobs import service as jobs
from leadbase.jobs.model import Job
from leadbase.jobs.worker import Tools, Worker
from leadbase.kit.errors import Forbidden, Problem
from leadbase.kit.json import JsonObject
from leadbase.records import answers, service
from leadbase.records.errors import RewindAhead
from leadbase.records.history import list_table_steps
from leadbase.records.model import ChangeFilter
from leadbase.records.rewinding import ask_rewind, rewind_kind
from leadbase.tables import fields
from leadbase.tables.model import FieldUnknown
from tests.records.dock import Dock, open_dock

VIEWER = Actor("person", "d" * 24, "Viewer", frozenset({Permission.RECORDS_READ}), sees_personal=False)
OTHER = Actor("person", "c" * 24, "Other", frozenset(Permission))


@pytest.fixture
async def dock(tmp_path: Path, migrated_url: str) -> AsyncGenerator[Dock]:
    async with open_dock(tmp_path, migrated_url) as opened:
        yield opened


async def asked(dock: Dock, at: datetime, *, dry_run: bool = False) -> Job:
    return await dock.room.write(lambda scope: ask_rewind(scope, dock.now(scope), at, dry_run=dry_run))


async def run(dock: Dock, job: Job, page: int = 3) -> dict[str, Any]:
    tools = Tools(dock.app.database, dock.app.clock, dock.app.ids, lambda _facts: None, luck=lambda: 0.5)
    await dock.run(Worker(tools, [rewind_kind(dock.app.units, dock.app.catalogues, page)]))
    found = await dock.room.read(lambda scope: jobs.get_job(scope, scope.workspace.number, job.id))
    assert found.result is not None, found.error
    assert found.progress.done == found.progress.total
    return dict(found.result)


async def rewound(dock: Dock, at: datetime, *, dry_run: bool = False) -> dict[str, Any]:
    return await run(dock, await asked(dock, at, dry_run=dry_run))


async def counts(dock: Dock, at: datetime, *, dry_run: bool = False) -> dict[str, int]:
    result = await rewound(dock, at, dry_run=dry_run)
    return {key: value for key, value in result.items() if isinstance(value, int) and value}


def moment(dock: Dock) -> datetime:
    """Give a moment between what was done and what will be."""
    dock.clock.forward(seconds=10)
    found = dock.clock()
    dock.clock.forward(seconds=10)
    return found


async def state(dock: Dock) -> dict[str, tuple[Any, ...]]:
    names = ("name", "phone", "channel", "count", "day", "notes")
    return {str(one["_id"]): tuple(one[name] for name in names) for one in await dock.records()}


async def trash(dock: Dock, record: str) -> None:
    await dock.room.write(lambda scope: service.trash_record(scope, dock.now(scope), record))


async def restore(dock: Dock, record: str) -> None:
    await dock.room.write(lambda scope: service.restore_record(scope, dock.now(scope), record))


async def edit(dock: Dock, dice: random.Random, known: list[str]) -> None:
    """Do one thing to the table, which may be refused."""
    form: JsonObject = {
        "name": f"客户{dice.randrange(9)}",
        "count": dice.choice([None, 1, 2]),
        "channel": dice.choice([None, "0", "7"]),
        "day": dice.choice([None, "2026-11-24"]),
        "notes": dice.choice([None, "备注"]),
    }
    some = {key: value for key, value in form.items() if dice.random() < 0.5}
    try:
        match dice.randrange(5):
            case 0:
                known.append(await dock.save(form))
            case 1 | 2:
                await dock.change(dice.choice(known), some)
            case 3:
                await trash(dock, dice.choice(known))
            case _:
                await restore(dock, dice.choice(known))
    except Problem as problem:
        assert problem.code == "record_unknown"


@pytest.mark.parametrize("seed", range(6))
async def test_after_any_edits_a_table_goes_back_to_what_it_was_and_forward_again(dock: Dock, seed: int) -> None:
    dice = random.Random(seed)
    known = [await dock.save({"name": "甲"})]
    moments: list[tuple[datetime, dict[str, tuple[Any, ...]]]] = []
    for _ in range(30):
        await edit(dock, dice, known)
        if dice.random() < 0.3:
            moments.append((moment(dock), await state(dock)))
    moments.append((moment(dock), await state(dock)))
    for at, then in [dice.choice(moments), moments[-1], dice.choice(moments)]:
        expected = await counts(dock, at, dry_run=True)
        assert await counts(dock, at) == expected
        assert await state(dock) == then
        assert await counts(dock, at) == {}
        moment(dock)


async def test_a_dry_run_counts_and_writes_nothing(dock: Dock) -> None:
    kept, gone = await dock.save({"name": "甲", "count": 1}), await dock.save({"name": "乙"})
    at = moment(dock)
    await dock.change(kept, {"count": 2})
    await trash(dock, gone)
    made = await dock.save({"name": "丙"})
    before = await state(dock)
    moment(dock)
    result = await rewound(dock, at, dry_run=True)
    assert {key: result[key] for key in ("changed", "deleted", "restored", "kept", "left", "refused")} == {
        "changed": 1,
        "deleted": 1,
        "restored": 1,
        "kept": 0,
        "left": 0,
        "refused": 0,
    }
    assert {(one["record"], one["operation"], *one["fields"]) for one in result["examples"]} == {
        (kept, "changed", "count"),
        (gone, "restored"),
        (made, "deleted"),
    }
    assert await state(dock) == before


async def test_what_others_change_after_it_was_asked_for_stays(dock: Dock) -> None:
    first, second = await dock.save({"name": "甲", "count": 1}), await dock.save({"name": "乙", "count": 1})
    at = moment(dock)
    await dock.change(first, {"count": 2})
    await dock.change(second, {"count": 2})
    moment(dock)
    job = await asked(dock, at)
    moment(dock)
    room = ActorRoom(dock.app.units, actor=OTHER)
    await room.write(lambda scope: service.update_record(scope, dock.now(scope), first, {"notes": "新"}))
    result = await run(dock, job)
    assert (result["changed"], result["kept"]) == (1, 1)
    assert await dock.values("count", "notes") == [(2, "新"), (1, None)]


async def test_unique_values_follow_one_another_and_those_that_others_hold_are_listed(dock: Dock) -> None:
    first = await dock.save({"name": "甲", "phone": "13800138001"})
    second = await dock.save({"name": "乙", "phone": "13800138002"})
    at = moment(dock)
    await dock.change(first, {"phone": "13800138003"})
    await dock.change(second, {"phone": "13800138001"})
    moment(dock)
    assert await counts(dock, at) == {"changed": 2}
    assert await dock.values("phone") == [("13800138001",), ("13800138002",)]
    at = moment(dock)
    await dock.change(first, {"phone": None})
    await dock.change(second, {"phone": "13800138001"})
    await dock.change(first, {"phone": "13800138002"})
    moment(dock)
    result = await rewound(dock, at)
    assert (result["changed"], result["refused"]) == (0, 2)
    assert [(one["record"], one["code"]) for one in result["refusals"]] == [
        (first, "duplicate_value"),
        (second, "duplicate_value"),
    ]


async def test_values_of_a_field_that_was_deleted_are_left(dock: Dock) -> None:
    record = await dock.save({"name": "甲", "notes": "旧", "count": 1})
    at = moment(dock)
    await dock.change(record, {"notes": "新", "count": 2})
    catalogues = dock.app.catalogues
    await dock.room.write(lambda scope: fields.trash_field(scope, catalogues, dock.table.id, "notes"))
    moment(dock)
    assert await counts(dock, at) == {"changed": 1, "left": 1}
    assert await dock.values("count") == [(1,)]
    with pytest.raises(FieldUnknown):
        await dock.room.read(lambda scope: dock.now(scope).get_field("notes"))


async def test_only_builders_take_a_table_back_and_only_to_a_moment_that_is_over(dock: Dock) -> None:
    with pytest.raises(RewindAhead):
        await asked(dock, moment(dock).replace(year=9000))
    room = ActorRoom(dock.app.units, actor=VIEWER)
    with pytest.raises(Forbidden):
        await room.write(lambda scope: ask_rewind(scope, dock.now(scope), dock.clock(), dry_run=True))


async def test_the_changes_of_a_table_are_listed_with_values_before_and_after(dock: Dock) -> None:
    first, second = await dock.save({"name": "甲", "count": 1}), await dock.save({"name": "乙"})
    await dock.change(first, {"count": 2})
    at = moment(dock)
    await dock.change(second, {"phone": "13800138001"})
    await dock.change(first, {"count": 3})
    await trash(dock, second)

    def told(scope: Scope, **wanted: Any) -> list[tuple[Any, ...]]:
        table, found, cursor = dock.now(scope), list[tuple[Any, ...]](), None
        while True:
            page = list_table_steps(scope, table, ChangeFilter(**wanted), limit=2, cursor=cursor)
            for one in page.items:
                shown = answers.step_to_rest(table, one.step, sight=scope.sight)
                found.append((one.record, shown["operation"], shown["before"], shown["after"]))
            cursor = page.next_cursor
            if cursor is None:
                return found

    deletion: tuple[object, ...] = (second, "delete", {"name": "乙", "phone": "13800138001"}, {})
    third = (first, "update", {"count": 2}, {"count": 3})
    call = (second, "update", {"phone": None}, {"phone": "13800138001"})
    earliest = (first, "update", {"count": 1}, {"count": 2})
    assert await dock.room.read(told) == [deletion, third, call, earliest]
    assert await dock.room.read(lambda scope: told(scope, since=at)) == [deletion, third, call]
    assert await dock.room.read(lambda scope: told(scope, until=at)) == [earliest]
    assert await dock.room.read(lambda scope: told(scope, record=first)) == [third, earliest]
    assert await dock.room.read(lambda scope: told(scope, author="person:nobody")) == []
    room = ActorRoom(dock.app.units, actor=VIEWER)
    seen = await room.read(lambda scope: told(scope, record=second))
    assert seen == [(second, "delete", {"name": "乙"}, {}), (second, "update", {}, {})]
