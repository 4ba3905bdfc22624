"""The backups of an installation: who dies leaves the older ones whole, which are kept, and the job that makes them."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from leadbase.access.units import Units
from leadbase.jobs.model import JobState
from leadbase.jobs.worker import Tools, Worker
from leadbase.kit.errors import Problem
from leadbase.kit.facts import Subscriptions
from leadbase.kit.ids import IdSource
from leadbase.storage.database import Database
from leadbase.upkeep import backup, backups
from leadbase.upkeep.backup import COPYING, PACKING, TRYING, make_backup, name_of, try_restore
from leadbase.upkeep.backups import Backups, Plan, kept
from tests.tables.design import NOW
from tests.upkeep.test_backup import filled, source_of, told


@pytest.mark.parametrize("phase", [COPYING, PACKING, TRYING])
async def test_who_dies_in_the_middle_leaves_the_older_backups_whole(
    database: Database, migrated_url: str, tmp_path: Path, phase: str
) -> None:
    await filled(database)
    folder = tmp_path / "backups"
    older = await make_backup(source_of(database, migrated_url), folder, told)
    command = [sys.executable, "-m", "tests.upkeep.dying", migrated_url, str(folder), phase]
    died = await asyncio.to_thread(subprocess.run, command, check=False, capture_output=True, timeout=60)
    assert died.returncode == -signal.SIGKILL, died.stderr
    found = Backups(source_of(database, migrated_url), folder)
    assert [one.path for one in found.list()] == [older.path]
    try_restore(older.path, tmp_path / "trial.db", told)
    later = replace(source_of(database, migrated_url), clock=lambda: NOW + timedelta(days=1))
    newer = await make_backup(later, folder, told)
    assert sorted(one.name for one in folder.iterdir()) == [".lock", older.path.name, newer.path.name]


def test_the_newest_of_each_day_and_week_is_kept() -> None:
    start = datetime(2026, 11, 24, 12, tzinfo=UTC)
    moments = {name_of(at): at for hours in range(0, 24 * 60, 12) if (at := start - timedelta(hours=hours))}
    left = sorted((moments[name] for name in kept(moments, Plan(zone="UTC", daily=3, weekly=4))), reverse=True)
    assert left == [start - timedelta(days=days) for days in (0, 1, 2)] + [
        datetime(2026, 11, day, 12, tzinfo=UTC) for day in (15, 8)
    ]
    assert kept(moments, Plan(zone="UTC", daily=0, weekly=0)) == {name_of(start)}


@pytest.fixture
async def units(database: Database) -> AsyncGenerator[Units]:
    yield Units(database, lambda: NOW, IdSource(), Subscriptions())


def worker_of(units: Units, found: Backups) -> Worker:
    return Worker(Tools(units.database, units.clock, units.ids, units.subscriptions.tell_after), [found.kind()])


async def test_the_job_makes_a_backup_and_lets_go_of_those_beyond_the_plan(
    units: Units, migrated_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    old = [
        replace(source_of(units.database, migrated_url), clock=lambda d=days: NOW - timedelta(days=d))
        for days in (9, 5)
    ]
    for source in old:
        await make_backup(source, folder, told)
    found = Backups(source_of(units.database, migrated_url), folder)
    await units.write(lambda moment: backups.put_plan(moment, Plan(daily=2, weekly=0), "operator"))
    job = await units.write(lambda moment: backups.begin(moment, "operator"))
    assert (await units.write(lambda moment: backups.begin(moment, "operator"))).id == job.id
    worker = worker_of(units, found)
    await worker.look()
    await worker.settle()
    ended = await units.read(backups.last_job)
    assert ended is not None and ended.state is JobState.DONE and not backups.has_failed(ended)
    assert [one.manifest.origin.made_at for one in found.list()] == [NOW, NOW - timedelta(days=5)]
    assert found.going is None


async def test_a_backup_that_fails_is_told(
    units: Units, migrated_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "RESERVE", 1 << 60)
    found = Backups(source_of(units.database, migrated_url), tmp_path / "backups")
    await units.write(lambda moment: backups.begin(moment, "operator"))
    worker = worker_of(units, found)
    await worker.look()
    await worker.settle()
    job = await units.read(backups.last_job)
    assert job is not None and job.error is not None and job.error["code"] == "backup_no_space"
    assert backups.has_failed(job) and found.list() == []


async def test_the_plan_is_nightly_until_somebody_says_otherwise(units: Units) -> None:
    await units.write(lambda moment: backups.ensure_plan(moment, "Asia/Tokyo"))
    assert await units.read(backups.read_plan) == Plan(zone="Asia/Tokyo")
    changed = Plan(is_on=False, at="22:05", zone="UTC", daily=3, weekly=0)
    await units.write(lambda moment: backups.put_plan(moment, changed, "operator"))
    await units.write(lambda moment: backups.ensure_plan(moment, "Asia/Tokyo"))
    assert await units.read(backups.read_plan) == changed
    assert await units.read(backups.next_at) is None
    for wrong in (replace(changed, at="25:00"), replace(changed, zone="Nowhere/At")):
        with pytest.raises(Problem):
            await units.write(lambda moment, wrong=wrong: backups.put_plan(moment, wrong, "operator"))
