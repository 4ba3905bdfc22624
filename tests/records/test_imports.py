"""Imports: dry run and real run, duplicates, misfits, rows that fail, processes that die, and taking it back."""

from __future__ import annotations

import random
from collections.abc import AsyncGenerator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from leadbase.access import audit
from leadbase.access.audit import Action, AuditFilter
from leadbase.access.scope import Transaction
from leadbase.jobs import service as jobs
from leadbase.jobs.kind import TakeStep
from leadbase.jobs.model import Job, JobState, Step
from leadbase.records.transfer import pages, service
from leadbase.records.transfer.errors import (
    ColumnNotThere,
    FieldForTwoColumns,
    ImportBegun,
    ImportUndone,
    KeyMissing,
    KeyWithoutColumn,
    PlanEmpty,
    TableNotChosen,
)
from tests.jobs.yard import dying, run
from tests.records.dock import Dock, csv_of, open_dock

HEAD = ("姓名", "手机", "渠道", "次数", "日期")
FIELDS = ("name", "phone", "channel", "count", "day")
PHONES = [f"1380013{number:04}" for number in range(10_000)]


@pytest.fixture
async def dock(tmp_path: Path, migrated_url: str) -> AsyncGenerator[Dock]:
    async with open_dock(tmp_path, migrated_url) as opened:
        yield opened


@pytest.fixture
async def lone(tmp_path: Path, migrated_sqlite_url: str) -> AsyncGenerator[Dock]:
    async with open_dock(tmp_path, migrated_sqlite_url) as opened:
        yield opened


async def test_rows_become_records_whose_cells_are_read_as_people_write_them(dock: Dock) -> None:
    content = csv_of(
        HEAD, ("张三", "138 0013 8000", "巨量线索", "1,200", "2026/11/3"), ("李四", "", "0", "", "2026年1月2日")
    )
    told = await dock.brought(content, FIELDS)
    assert service.state_of(told) == "done"
    assert await dock.values("name", "phone", "channel", "count", "day") == [
        ("张三", "138 0013 8000", "7", 1200, "2026-11-03"),
        ("李四", None, "0", None, "2026-01-02"),
    ]


async def test_misfits_are_left_empty_with_a_mark_or_leave_their_row_out(dock: Dock) -> None:
    content = csv_of(
        HEAD, ("张三", PHONES[1], "7", "many", "x"), ("", PHONES[2]), ("李四", "nobody"), ("王五", PHONES[1])
    )
    told = await dock.plan(await dock.receive(content), FIELDS)
    tally = await dock.checked(told)
    assert tally.outcomes == {"create": 1, "fail": 3}
    assert (tally.issues, await dock.records()) == (1, [])
    codes = {(one["label"], one["code"], one["fails"], one["count"]) for one in tally.causes.values()}
    assert codes == {
        ("次数", "not_an_integer", False, 1),
        ("日期", "not_a_date", False, 1),
        ("姓名", "required_field_missing", True, 1),
        ("电话", "not_a_phone", True, 1),
        ("电话", "duplicate_value", True, 1),
    }
    await dock.imported(told)
    [record] = await dock.records()
    assert record["_issues"] == {
        "count": {"value": "many", "reason": "not_an_integer"},
        "day": {"value": "x", "reason": "not_a_date"},
    }
    strict = await dock.plan(await dock.receive(csv_of(HEAD, ("赵六", "", "", "many"))), FIELDS, misfits="leave_out")
    assert (await dock.imported(strict)).outcomes == {"fail": 1}


async def test_rows_that_fail_are_kept_with_their_cells_and_reasons(dock: Dock) -> None:
    told = await dock.brought(csv_of(HEAD, ("", PHONES[1], "7"), ("李四",)), FIELDS)
    page = await dock.room.read(lambda scope: service.find_failed(scope, dock.desk, told.made.id, -1))
    assert page is not None
    [row] = page.failed
    assert (row["line"], row["cells"]) == (2, ["", PHONES[1], "7"])
    [fault] = row["faults"]  # type: ignore[misc]
    assert (fault["code"], fault["zh"]) == ("required_field_missing", "字段「姓名」必填，请填写。")  # type: ignore[index]


@pytest.mark.parametrize(
    ("mode", "outcomes", "after"),
    [
        ("skip", {"create": 1, "skip": 2}, [("张三", "7", None), ("新人", "7", 5)]),
        ("update", {"create": 1, "update": 2}, [("新名", "0", 4), ("新人", "7", 5)]),
        ("fill", {"create": 1, "update": 1, "skip": 1}, [("张三", "7", 3), ("新人", "7", 5)]),
    ],
)
async def test_a_record_that_is_there_stays_or_is_changed_or_filled(
    dock: Dock, mode: Any, outcomes: dict[str, int], after: list[tuple[Any, ...]]
) -> None:
    await dock.save({"name": "张三", "phone": "+86 138 0013 0001", "channel": "7"})
    rows = [("新名", PHONES[1], "0", "3", ""), ("新名", PHONES[1], "0", "4", ""), ("新人", PHONES[2], "7", "5", "")]
    told = await dock.plan(await dock.receive(csv_of(HEAD, *rows)), FIELDS, mode=mode, keys=("phone",))
    assert (await dock.checked(told)).outcomes == outcomes
    assert (await dock.imported(told)).outcomes == outcomes
    assert await dock.values("name", "channel", "count") == after


@pytest.mark.parametrize("seed", range(6))
async def test_a_dry_run_says_what_the_import_then_does(lone: Dock, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(pages, "ROWS", 7)
    chance = random.Random(seed)
    for number in range(10):
        await lone.save({"name": f"old {number}", "phone": PHONES[number], "count": chance.choice([None, 1])})

    def row() -> tuple[str, ...]:
        name = chance.choice(["", "甲", "乙", "丙"])
        return name, chance.choice(["", "x", *PHONES[:25]]), chance.choice(["0", "?", ""]), chance.choice("12x"), ""

    content = csv_of(HEAD, *(row() for _ in range(90)))
    mode, keys = chance.choice([("create", ()), ("skip", ("phone",)), ("update", ("phone",)), ("fill", ("name",))])
    misfits = chance.choice(["empty", "leave_out"])
    told = await lone.plan(await lone.receive(content), FIELDS, mode=mode, keys=keys, misfits=misfits)
    before = await lone.records()
    dry = await lone.checked(told)
    assert await lone.records() == before
    real = await lone.imported(told)
    assert (dry.outcomes, dry.issues) == (real.outcomes, real.issues)
    assert {key: one["count"] for key, one in dry.causes.items()} == {
        key: one["count"] for key, one in real.causes.items()
    }
    assert dry.rows == 90


@pytest.mark.parametrize("seed", range(4))
async def test_whoever_dies_between_two_pages_each_row_goes_in_once(
    lone: Dock, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(pages, "ROWS", 5)
    chance = random.Random(seed)
    told = await lone.receive(csv_of(HEAD, *((f"n{number}", PHONES[number]) for number in range(43))))
    told = await lone.plan(told, FIELDS)
    await lone.act(lambda scope: service.run_import(scope, lone.desk, told.made.id))

    def mortal(step: TakeStep) -> TakeStep:
        return dying(step, chance.random)

    workers = [lone.worker(mortal) for _ in range(2)]
    for _ in range(200):
        await run(chance.choice(workers))
        lone.clock.forward(seconds=40_000)
        await chance.choice(workers).take_over()
        job = (await lone.again(told)).run
        if job is not None and job.state is JobState.DONE:
            break
    assert await lone.values("name") == [(f"n{number}",) for number in range(43)]
    tally = service.tally_of((await lone.again(told)).run)
    assert tally is not None
    assert tally.outcomes == {"create": 43}


async def test_what_was_imported_can_be_taken_back_but_for_what_people_changed(
    dock: Dock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "ROWS", 2)
    old = await dock.save({"name": "张三", "phone": PHONES[1], "channel": "7", "count": 1})
    other = await dock.save({"name": "李四", "phone": PHONES[2], "count": 1})
    rows = [
        ("张三甲", PHONES[1], "0", "2", "2026-01-02"),
        ("李四甲", PHONES[2], "0", "2", ""),
        ("新人", PHONES[3], "0", "2", ""),
        ("碰过", PHONES[4], "0", "2", ""),
        ("张三乙", PHONES[1], "7", "3", ""),
        ("新人乙", PHONES[3], "", "", ""),
    ]
    told = await dock.plan(await dock.receive(csv_of(HEAD, *rows)), FIELDS, mode="update", keys=("phone",))
    assert (await dock.imported(told)).outcomes == {"create": 2, "update": 4}
    touched = next(str(one["_id"]) for one in await dock.records() if one["name"] == "碰过")
    await dock.change(touched, {"notes": "打过电话"})
    await dock.change(other, {"count": 9})
    assert await dock.undone(told) == {"trashed": 1, "restored": 4, "kept": 1, "gone": 0}
    after = {one["_id"]: one for one in await dock.records()}
    assert set(after) == {old, other, touched}
    assert [after[old][name] for name in ("name", "channel", "count", "day")] == ["张三", "7", 1, None]
    assert [after[other][name] for name in ("name", "channel", "count")] == ["李四", None, 9]
    assert [one["name"] for one in await dock.records(trashed=True)] == ["新人"]
    assert service.state_of(await dock.again(told)) == "undone"
    noted = await dock.room.read(lambda scope: audit.list_entries(scope, AuditFilter(subject=told.made.id)))
    assert [one.action for one in noted.items] == [Action.IMPORT_UNDONE, Action.IMPORT_STARTED]
    with pytest.raises(ImportUndone):
        await dock.undone(told)


async def test_a_cancelled_import_keeps_its_pages_and_can_be_taken_back(
    lone: Dock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "ROWS", 5)
    told = await lone.plan(await lone.receive(csv_of(HEAD, *((f"n{n}", PHONES[n]) for n in range(50)))), FIELDS)

    def cancelling(step: TakeStep) -> TakeStep:
        def act(tx: Transaction, job: Job, now: datetime) -> Step:
            taken = step(tx, job, now)
            if (taken.cursor or {}).get("pages") == 3:
                wanted.append(job.id)
            return taken

        return act

    wanted: list[str] = []
    worker = lone.worker(cancelling)
    await lone.act(lambda scope: service.run_import(scope, lone.desk, told.made.id))
    await worker.look()
    while not wanted:
        await lone.again(told)
    await lone.act(lambda scope: service.cancel_import(scope, lone.desk, told.made.id))
    await worker.settle()
    count = len(await lone.records())
    assert 15 <= count < 50
    assert service.state_of(await lone.again(told)) == "cancelled"
    assert (await lone.undone(told))["trashed"] == count
    assert await lone.records() == []


async def test_a_plan_that_can_not_be_is_refused(lone: Dock) -> None:
    told = await lone.receive(csv_of(HEAD, ("张三",)))
    with pytest.raises(TableNotChosen):
        await lone.act(lambda scope: service.run_import(scope, lone.desk, told.made.id))
    wrong: list[tuple[type[Exception], tuple[str, ...], dict[str, Any]]] = [
        (PlanEmpty, (), {}),
        (FieldForTwoColumns, ("name", "name"), {}),
        (KeyMissing, ("name",), {"mode": "skip"}),
        (KeyWithoutColumn, ("name",), {"mode": "skip", "keys": ("phone",)}),
        (ColumnNotThere, (*FIELDS, "notes"), {}),
    ]
    for error, fields, more in wrong:
        with pytest.raises(error):
            await lone.plan(told, fields, **more)
    await lone.imported(await lone.plan(told, FIELDS))
    with pytest.raises(ImportBegun):
        await lone.plan(told, FIELDS)


async def test_a_table_is_made_from_a_file_and_the_next_file_goes_where_the_last_one_went(lone: Dock) -> None:
    content = csv_of(
        ("编号", "称呼", "手机号码", "邮件", "级别"),
        *((n, f"人{n}", PHONES[n], f"p{n}@example.com", "高低"[n % 2]) for n in range(1, 13)),
    )
    told = await lone.receive(content)
    preview = await lone.room.read(lambda scope: service.preview(scope, lone.desk, told.made.id))
    assert [(one.guess.type, one.match.why) for one in preview.columns] == [
        ("integer", "row_number"),
        ("text", "synonym"),
        ("phone", "synonym"),
        ("email", "none"),
        ("choice", "none"),
    ]
    await lone.imported(await lone.plan(told, (None, "name", "phone", "notes", None)))
    told = await lone.receive(content)
    preview = await lone.room.read(lambda scope: service.preview(scope, lone.desk, told.made.id))
    fields = [one.match.field.name if one.match.field else None for one in preview.columns]
    assert fields == [None, "name", "phone", "notes", None]
    assert {one.match.why for one in preview.columns} == {"last_time"}


async def test_an_import_that_failed_and_was_taken_back_writes_nothing_when_it_is_tried_again(
    lone: Dock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "ROWS", 5)
    told = await lone.plan(await lone.receive(csv_of(HEAD, *((f"n{n}", PHONES[n]) for n in range(20)))), FIELDS)

    def failing(step: TakeStep) -> TakeStep:
        def act(tx: Transaction, job: Job, now: datetime) -> Step:
            if (job.cursor or {}).get("pages") == 2:
                raise PlanEmpty
            return step(tx, job, now)

        return act

    await lone.act(lambda scope: service.run_import(scope, lone.desk, told.made.id))
    await lone.run(lone.worker(failing))
    assert service.state_of(await lone.again(told)) == "failed"
    assert (await lone.undone(told))["trashed"] == 10
    job = str((await lone.again(told)).made.run_job)
    await lone.room.write(lambda scope: jobs.retry(scope, scope.workspace.number, job))
    await lone.run()
    assert await lone.records() == []
    run = (await lone.again(told)).run
    assert run is not None and (run.error or {}).get("code") == "import_undone"
