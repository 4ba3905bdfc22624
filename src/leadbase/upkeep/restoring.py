"""Puts a backup back: everything is looked at before anything is touched, and what was there is kept aside."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from leadbase.access.scope import Transaction
from leadbase.intake.retention import last_heartbeat
from leadbase.storage.copying import copy_rows, count_rows, gather_file, holds_tables, is_empty, open_file, set_aside
from leadbase.storage.migrations import VERSION, schema_version, upgrade
from leadbase.storage.opening import open_database
from leadbase.tables.field_type import FieldTypes
from leadbase.tables.physical import list_physical
from leadbase.upkeep import archive
from leadbase.upkeep.archive import Manifest
from leadbase.upkeep.backup import Tell, remove, try_restore
from leadbase.upkeep.errors import BackupBroken, BackupTooNew, RestoreInUse, RestoreNotEmpty

FILLING = "filling"
HEARD_WITHIN = timedelta(seconds=15)
"""A server that was heard within this time is taken to run."""

_SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it: the rows that are there now, and where what was there before is kept."""

    manifest: Manifest
    rows: int
    kept_aside: str | None


@dataclass(frozen=True, slots=True)
class Wish:
    """What to restore where; `folder` has room for the unpacked database."""

    file: Path
    url: str
    folder: Path
    replace: bool
    types: FieldTypes
    now: datetime


async def restore(wish: Wish, tell: Tell) -> Restored:
    """Put a backup into an empty place, or with `replace` into one whose data is kept aside.

    Raises BackupBroken, BackupTooNew, RestoreNotEmpty and RestoreInUse before anything is changed.
    """
    manifest = archive.read_manifest(wish.file)
    origin = manifest.origin
    if origin.schema > VERSION:
        raise BackupTooNew(file=wish.file.name, program=origin.program, schema=origin.schema)
    wish.folder.mkdir(parents=True, exist_ok=True)
    unpacked = wish.folder / f".restore-{os.getpid()}.db"
    act = _into_file if wish.url.startswith(_SQLITE) else _into_server
    try:
        return await act(wish, manifest, unpacked, tell)
    finally:
        for left in ("", "-wal", "-shm", "-journal"):
            remove(unpacked.with_name(unpacked.name + left))


async def _into_file(wish: Wish, manifest: Manifest, unpacked: Path, tell: Tell) -> Restored:
    path = Path(wish.url.removeprefix(_SQLITE))
    path.parent.mkdir(parents=True, exist_ok=True)
    holds = holds_tables(path)
    if holds and not wish.replace:
        raise RestoreNotEmpty(place=str(path))
    await asyncio.to_thread(try_restore, wish.file, unpacked, tell)
    aside = None
    if holds:
        aside = path.with_name(f"{path.name}.before-{_stamp(wish.now)}")
        gather_file(path)
        os.link(path, aside)
    for end in ("-wal", "-shm"):
        remove(path.with_name(path.name + end))
    os.replace(unpacked, path)
    archive.sync_folder(path.parent)
    return Restored(manifest, sum(manifest.origin.counts.values()), str(aside) if aside else None)


async def _into_server(wish: Wish, manifest: Manifest, unpacked: Path, tell: Tell) -> Restored:
    database = await open_database(wish.url)
    try:
        holds = not await database.read(is_empty)
        if holds and not wish.replace:
            raise RestoreNotEmpty(place=database.name)
        if holds:
            await database.read(lambda tx: _check_unused(tx, wish.now))
        await asyncio.to_thread(try_restore, wish.file, unpacked, tell)
        await asyncio.to_thread(_migrate, unpacked)
        return await database.transaction(_filling(wish, manifest, unpacked, holds, tell))
    finally:
        await database.close()


def _filling(
    wish: Wish, manifest: Manifest, unpacked: Path, holds: bool, tell: Tell
) -> Callable[[Transaction], Restored]:
    def fill(tx: Transaction) -> Restored:
        aside = set_aside(tx, _stamp(wish.now).lower()) if holds else None
        upgrade(tx)
        with open_file(unpacked) as source:
            counts = count_rows(source)
            every = sum(counts.values())
            copy_rows(source, tx, list_physical(source, wish.types), lambda done: tell(FILLING, done, every))
        if count_rows(tx) != counts:
            raise BackupBroken(file=wish.file.name, reason="not every row arrived")
        return Restored(manifest, every, aside)

    return fill


def _migrate(path: Path) -> None:
    with open_file(path) as tx:
        upgrade(tx)


def _check_unused(tx: Transaction, now: datetime) -> None:
    if not schema_version(tx):
        return
    heard = last_heartbeat(tx)
    if heard is not None and now - heard < HEARD_WITHIN:
        raise RestoreInUse(seconds=int((now - heard).total_seconds()))


def _stamp(now: datetime) -> str:
    return f"{now:%Y%m%dT%H%M%SZ}"
