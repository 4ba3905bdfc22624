"""A backup holds every row, is made while leads come in, and comes back on either database; a broken one never does."""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from leadbase.access.scope import Moment
from leadbase.access.workspaces import ensure_workspace, get_workspace
from leadbase.intake.model import State
from leadbase.intake.store import events as event_store
from leadbase.intake.store.journal import Append, AppendBatch
from leadbase.kit.errors import Problem
from leadbase.kit.json import JsonObject
from leadbase.records.store.rows import changes
from leadbase.storage.copying import count_rows
from leadbase.storage.database import Database
from leadbase.storage.ddl import PhysicalTable
from leadbase.storage.migrations import migrate
from leadbase.storage.opening import open_database
from leadbase.tables.field_type import load_field_types
from leadbase.tables.model import NewField, NewTable
from leadbase.tables.physical import list_physical
from leadbase.upkeep import archive, backup
from leadbase.upkeep.backup import Backup, Source, make_backup
from leadbase.upkeep.errors import BackupBroken, BackupNoSpace, BackupNotVerified, BackupRunning, RestoreNotEmpty
from leadbase.upkeep.restoring import Wish, restore
from tests.records.rows import CUSTOMERS, Rows, rows_of
from tests.tables.design import NOW, Room
from tests.upkeep.test_sweeping import made_at

APPEND = AppendBatch()
TYPES = load_field_types()
ROWS: tuple[JsonObject, ...] = (
    {
        "name": "甲\u2028乙",
        "phone": "13800138000",
        "budget": "12345.25",
        "day": "2026-02-28",
        "keen": True,
        "tags": ["7"],
    },
    {"name": "", "next": "2026-11-24T08:00:00Z", "clock": "23:59:58", "raw": {"b": 1, "a": [None, 2**50]}, "count": -5},
)


async def room_in(database: Database) -> Room:
    bare = Room(database)
    await database.transaction(lambda tx: ensure_workspace(Moment(tx, NOW, bare.ids)))
    return replace(bare, workspace=await database.read(lambda tx: get_workspace(tx, "main")))


async def filled(database: Database) -> None:
    """Put a table with every shape, a change, and an event into the database."""
    rows = await rows_of(await room_in(database), CUSTOMERS)
    for row in ROWS:
        await rows.save(row)
    event = made_at(NOW - timedelta(hours=1), State.HELD)
    await database.batch(APPEND, Append(event, b"\x00\xff raw", None, None, None))


def source_of(database: Database, url: str) -> Source:
    return Source(database, url, TYPES, "1.0.0", "0123abcd", lambda: NOW)


def told(_phase: str, _done: int, _all: int | None) -> None:
    """Hear nothing."""


def wish_for(file: Path, url: str, folder: Path, *, replace: bool = False) -> Wish:
    return Wish(file, url, folder, replace, TYPES, NOW)


Contents = Mapping[str, tuple[int, object]]


async def contents(url: str) -> tuple[Contents, list[object]]:
    """Give the counts of all tables and every row of users' tables and events, as values."""
    database = await open_database(url)
    try:
        await migrate(database)

        def read(tx: Connection) -> tuple[Contents, list[object]]:
            every = list_physical(tx, TYPES)
            rows: list[object] = [[tuple(row) for row in _ordered(tx, table)] for table in every]
            rows.append([tuple(row) for row in tx.execute(sa.select(changes).order_by(changes.c.number))])
            rows.append(
                [event_store.find_payload(tx, one) for one in tx.execute(sa.text("SELECT id FROM events")).scalars()]
            )
            return {name: (count, None) for name, count in count_rows(tx).items()}, rows

        return await database.read(read)
    finally:
        await database.close()


def _ordered(tx: Connection, table: PhysicalTable) -> sa.CursorResult[object]:
    return tx.execute(sa.select(table).order_by(table.c["_id"]))


async def test_a_backup_comes_back_whole_on_both_databases(
    database: Database, migrated_url: str, postgres_url: str, tmp_path: Path
) -> None:
    await filled(database)
    made = await make_backup(source_of(database, migrated_url), tmp_path / "backups", told)
    assert made.manifest.verified_at == NOW and made.path.name == "leadbase-20261124T040000Z.zip"
    assert [one.name for one in made.path.parent.iterdir() if one.name != ".lock"] == [made.path.name]
    before = await contents(migrated_url)
    for url in (f"sqlite:///{tmp_path}/other/leadbase.db", postgres_url):
        restored = await restore(wish_for(made.path, url, tmp_path), told)
        assert restored.rows == sum(made.manifest.origin.counts.values())
        assert await contents(url) == before


async def test_what_came_back_goes_on_where_it_was(
    database: Database, migrated_url: str, postgres_url: str, tmp_path: Path
) -> None:
    await filled(database)
    made = await make_backup(source_of(database, migrated_url), tmp_path / "backups", told)
    for url in (f"sqlite:///{tmp_path}/other/leadbase.db", postgres_url):
        await restore(wish_for(made.path, url, tmp_path), told)
        other = await open_database(url)
        await _go_on(await room_in(other))
        await other.close()


async def _go_on(room: Room) -> None:
    """Write as before: what is unique stays so, and no number is given twice."""
    table = await room.read(lambda scope: room.catalogues.get(scope).get_table("customers"))
    with pytest.raises(Problem) as refused:
        await Rows(room, table).save({"name": "again", "phone": "13800138000"})
    assert refused.value.code == "duplicate_value"
    second = await rows_of(room, NewTable("新", name="second", fields=[NewField("甲", "text", name="a")]))
    assert second.table.number > table.number
    await second.save({"a": "1"})


@dataclass
class Arriving:
    """Leads that come in one after the other until `end`; `ids` are those that were acknowledged."""

    database: Database
    ids: list[str] = field(default_factory=list[str])
    is_over: bool = False

    async def one(self, number: int) -> None:
        event = made_at(NOW - timedelta(days=2) + timedelta(seconds=number))
        await self.database.batch(APPEND, Append(event, b"x" * 60_000, None, None, None))
        self.ids.append(event.id)

    async def go_on(self) -> None:
        number = 1_000
        while not self.is_over:
            await self.one(number)
            number += 1


def event_ids(tx: Connection) -> set[str]:
    return set(tx.execute(sa.text("SELECT id FROM events")).scalars())


async def test_leads_that_arrive_meanwhile_are_neither_lost_nor_kept_waiting(
    sqlite: Database, migrated_sqlite_url: str, tmp_path: Path
) -> None:
    leads, counted = Arriving(sqlite), list[int]()
    for number in range(300):
        await leads.one(number)
    arriving = asyncio.create_task(leads.go_on())

    def hear(phase: str, _done: int, _all: int | None) -> None:
        if phase == backup.COPYING:
            counted.append(len(leads.ids))

    made = await make_backup(source_of(sqlite, migrated_sqlite_url), tmp_path / "backups", hear)
    leads.is_over = True
    await arriving
    assert counted[-1] > counted[0], "no lead came in between two steps"
    url = f"sqlite:///{tmp_path}/other.db"
    await restore(wish_for(made.path, url, tmp_path), told)
    other = await open_database(url)
    restored, everything = await other.read(event_ids), await sqlite.read(event_ids)
    await other.close()
    assert set(leads.ids) == everything
    assert set(leads.ids[: counted[-1]]) <= restored <= everything


async def made_from(database: Database, url: str, folder: Path) -> Backup:
    await filled(database)
    return await make_backup(source_of(database, url), folder, told)


async def test_a_damaged_file_is_refused_before_anything_is_touched(
    sqlite: Database, migrated_sqlite_url: str, tmp_path: Path
) -> None:
    made = await made_from(sqlite, migrated_sqlite_url, tmp_path / "backups")
    whole, target = made.path.read_bytes(), tmp_path / "target.db"
    target.write_bytes(b"what was here before")
    broken = tmp_path / "broken.zip"
    middle = len(whole) // 2
    # one changed byte of a run of zeros may well unpack to the same zeros, so many are changed
    other = whole[: middle - 500] + bytes(byte ^ 0x5A for byte in whole[middle - 500 : middle]) + whole[middle:]
    for damaged in (b"", whole[:-40], whole[:middle], other):
        broken.write_bytes(damaged)
        with pytest.raises(BackupBroken):
            await restore(wish_for(broken, f"sqlite:///{target}", tmp_path, replace=True), told)
    assert target.read_bytes() == b"what was here before"
    assert not list(tmp_path.glob(".restore*"))


async def test_rows_that_are_missing_are_noticed(sqlite: Database, migrated_sqlite_url: str, tmp_path: Path) -> None:
    made = await made_from(sqlite, migrated_sqlite_url, tmp_path / "backups")
    raw, other = tmp_path / "raw.db", tmp_path / "other.zip"
    archive.unpack(made.path, raw, made.manifest, lambda _: None)
    counts = {**made.manifest.origin.counts, "events": 2}
    archive.pack(raw, other, replace(made.manifest.origin, counts=counts), lambda _: None)
    with pytest.raises(BackupBroken, match="events"):
        await restore(wish_for(other, f"sqlite:///{tmp_path}/target.db", tmp_path), told)
    assert not (tmp_path / "target.db").exists()


async def test_a_newer_backup_is_refused(sqlite: Database, migrated_sqlite_url: str, tmp_path: Path) -> None:
    made = await made_from(sqlite, migrated_sqlite_url, tmp_path / "backups")
    raw, newer = tmp_path / "raw.db", tmp_path / "newer.zip"
    archive.unpack(made.path, raw, made.manifest, lambda _: None)
    archive.pack(raw, newer, replace(made.manifest.origin, schema=9_999), lambda _: None)
    with pytest.raises(Problem) as refused:
        await restore(wish_for(newer, f"sqlite:///{tmp_path}/target.db", tmp_path), told)
    assert refused.value.code == "backup_too_new"


async def test_what_is_there_is_only_replaced_when_asked_and_kept_aside(
    database: Database, migrated_url: str, tmp_path: Path
) -> None:
    made = await made_from(database, migrated_url, tmp_path / "backups")
    before = await contents(migrated_url)
    await database.transaction(lambda tx: tx.execute(sa.text("DELETE FROM changes")))
    await database.transaction(lambda tx: tx.execute(sa.text("DELETE FROM payloads")))
    await database.close()
    with pytest.raises(RestoreNotEmpty):
        await restore(wish_for(made.path, migrated_url, tmp_path), told)
    restored = await restore(wish_for(made.path, migrated_url, tmp_path, replace=True), told)
    assert await contents(migrated_url) == before
    assert restored.kept_aside is not None
    if migrated_url.startswith("sqlite"):
        kept, _ = await contents(f"sqlite:///{restored.kept_aside}")
        assert kept["payloads"] == (0, None) and kept["events"] == (1, None)


async def test_the_master_key_and_the_clear_text_of_secrets_are_not_in_it(
    sqlite: Database, migrated_sqlite_url: str, tmp_path: Path
) -> None:
    (tmp_path / "secret.key").write_text("k" * 43)
    made = await made_from(sqlite, migrated_sqlite_url, tmp_path / "backups")
    with zipfile.ZipFile(made.path) as file:
        assert sorted(file.namelist()) == ["leadbase.db", "manifest.json", "verified.json"]
        assert not any(b"k" * 43 in file.read(name) for name in file.namelist())
    assert made.path.stat().st_mode & 0o077 == 0


async def test_a_full_disk_leaves_no_half_file_and_the_older_backups(
    sqlite: Database, migrated_sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await made_from(sqlite, migrated_sqlite_url, tmp_path / "backups")
    later = replace(source_of(sqlite, migrated_sqlite_url), clock=lambda: NOW + timedelta(days=1))
    monkeypatch.setattr(backup, "RESERVE", 1 << 60)
    with pytest.raises(BackupNoSpace):
        await make_backup(later, made.path.parent, told)
    assert sorted(one.name for one in made.path.parent.iterdir()) == [".lock", made.path.name]


async def test_a_trial_that_fails_gives_no_backup(
    sqlite: Database, migrated_sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(_path: Path) -> str:
        return "page 7 is wrong"

    monkeypatch.setattr(backup, "fault_in", fault)
    with pytest.raises(BackupNotVerified, match="page 7"):
        await make_backup(source_of(sqlite, migrated_sqlite_url), tmp_path / "backups", told)
    assert [one.name for one in (tmp_path / "backups").iterdir()] == [".lock"]


async def test_two_backups_are_not_made_at_once_and_writing_goes_on_after_one_that_was_stopped(
    sqlite: Database, migrated_sqlite_url: str, tmp_path: Path
) -> None:
    def stop(_phase: str, _done: int, _all: int | None) -> None:
        raise RuntimeError("stopped")

    source, folder = source_of(sqlite, migrated_sqlite_url), tmp_path / "backups"
    with pytest.raises(RuntimeError):
        await make_backup(source, folder, stop)
    results = await asyncio.gather(*(make_backup(source, folder, told) for _ in range(2)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in results) == ["Backup", "BackupRunning"]
    assert any(isinstance(one, BackupRunning) for one in results)
    await filled(sqlite)
