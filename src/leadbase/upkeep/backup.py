"""Makes a backup while the program runs: copy, pack, restore on trial, and only then give it its name."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import fcntl
import os
import shutil
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from leadbase.access.scope import Transaction
from leadbase.kit.clock import Clock
from leadbase.storage.copying import copy_rows, count_rows, fault_in, open_file
from leadbase.storage.database import Database
from leadbase.storage.dialects.sqlite import SqliteDatabase
from leadbase.storage.errors import StorageUnavailable
from leadbase.storage.migrations import schema_version, upgrade
from leadbase.storage.opening import open_database
from leadbase.tables.field_type import FieldTypes
from leadbase.tables.physical import list_physical
from leadbase.upkeep import archive
from leadbase.upkeep.archive import SUFFIX, Manifest, Origin
from leadbase.upkeep.errors import BackupBroken, BackupNoSpace, BackupNotVerified, BackupRunning

MIB = 1024 * 1024
RESERVE = 64 * MIB
"""A backup stops rather than leave less space than this to those who take leads in."""

_LOOK_EVERY = 256
_LOCK = ".lock"
_PART = ".part"
COPYING, PACKING, TRYING = "copying", "packing", "trying"


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up; `url` reaches the database once more, `key` is the id of the master key."""

    database: Database
    url: str
    types: FieldTypes
    program: str
    key: str
    clock: Clock


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that is there."""

    path: Path
    size: int
    manifest: Manifest


Tell = Callable[[str, int, int | None], None]
"""Hears the phase, how much of it is done, and how much there is (None: unknown)."""


async def make_backup(source: Source, folder: Path, tell: Tell, path: Path | None = None) -> Backup:
    """Make a verified backup in the folder (or at this path) and give it; one at a time for each folder.

    Raises BackupRunning, BackupNoSpace, BackupNotVerified and StorageUnavailable; no half file is left.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made_at = source.clock()
    target = path or folder / name_of(made_at)
    with _alone(folder), _parts(target) as (raw, packed, trial):
        async with _space_told(target.parent):
            schema, counts = await _copy(source, raw, tell)
            origin = Origin(source.program, schema, source.database.name, made_at, source.key, counts)
            await asyncio.to_thread(_finish, raw, packed, trial, origin, tell)
            await asyncio.to_thread(_name, packed, target, source.clock())
    return Backup(target, target.stat().st_size, await asyncio.to_thread(archive.read_manifest, target))


def name_of(made_at: datetime) -> str:
    """Name a backup's file by its moment, so that names sort by age."""
    return f"leadbase-{made_at:%Y%m%dT%H%M%SZ}{SUFFIX}"


def try_restore(path: Path, trial: Path, tell: Tell) -> Manifest:
    """Unpack a backup to a file, and look whether it is sound and whole; raises BackupBroken."""
    manifest = archive.read_manifest(path)
    archive.unpack(path, trial, manifest, lambda done: tell(TRYING, done, manifest.bytes))
    fault = fault_in(trial)
    if fault is not None:
        raise BackupBroken(file=path.name, reason=fault)
    with open_file(trial) as tx:
        counts = count_rows(tx)
    if counts != manifest.origin.counts:
        differing = sorted(name for name, count in manifest.origin.counts.items() if counts.get(name) != count)
        raise BackupBroken(file=path.name, reason=f"rows are missing in {', '.join(differing)[:200]}")
    return manifest


def remove(path: Path) -> None:
    """Delete a file where there is one."""
    path.unlink(missing_ok=True)


async def _copy(source: Source, raw: Path, tell: Tell) -> tuple[int, Mapping[str, int]]:
    """Copy the whole database to an SQLite file; give its schema's version, and the rows of the state copied."""
    raw.touch(mode=0o600)
    if isinstance(source.database, SqliteDatabase):
        needed = await source.database.read(lambda _: _needed(source))
        _check_space(raw.parent, needed)
        return await source.database.copy(raw, _stepping(raw.parent, needed, tell), _look)
    _check_space(raw.parent, RESERVE)
    # in a thread with a loop of its own, as writing the file waits for the disk
    return await asyncio.to_thread(asyncio.run, _carry(source, raw, tell))


def _look(tx: Transaction) -> tuple[int, Mapping[str, int]]:
    return schema_version(tx), count_rows(tx)


async def _carry(source: Source, raw: Path, tell: Tell) -> tuple[int, Mapping[str, int]]:
    def carry(tx: Transaction) -> tuple[int, Mapping[str, int]]:
        remove(raw)
        raw.touch(mode=0o600)
        looked = _look(tx)
        every, done = sum(looked[1].values()), 0

        def told(count: int) -> None:
            nonlocal done
            if count - done > 20_000:
                done = count
                _check_space(raw.parent, RESERVE)
            tell(COPYING, count, every)

        with open_file(raw) as target:
            upgrade(target)
            copy_rows(tx, target, list_physical(tx, source.types), told)
        return looked

    database = await open_database(source.url)
    try:
        return await database.read(carry)
    finally:
        await database.close()


def _stepping(folder: Path, needed: int, tell: Tell) -> Callable[[int, int], None]:
    step = 0

    def told(left: int, pages: int) -> None:
        nonlocal step
        step += 1
        if step % _LOOK_EVERY == 0:
            _check_space(folder, RESERVE, needed)
        tell(COPYING, pages - left, pages)

    return told


def _finish(raw: Path, packed: Path, trial: Path, origin: Origin, tell: Tell) -> None:
    size = raw.stat().st_size
    archive.pack(raw, packed, origin, lambda done: tell(PACKING, done, size))
    remove(raw)
    try:
        try_restore(packed, trial, tell)
    except BackupBroken as broken:
        raise BackupNotVerified(reason=broken.facts["reason"]) from broken


def _name(packed: Path, target: Path, verified_at: datetime) -> None:
    archive.mark_verified(packed, verified_at)
    os.replace(packed, target)
    archive.sync_folder(target.parent)


def _needed(source: Source) -> int:
    assert isinstance(source.database, SqliteDatabase)
    # the copy and the packed file stand beside each other for a while, then the packed one and the trial
    return int(source.database.path.stat().st_size * 1.6) + RESERVE


def _check_space(folder: Path, least: int, needed: int | None = None) -> None:
    free = shutil.disk_usage(folder).free
    if free < least:
        raise _no_space(folder, needed or least)


def _no_space(folder: Path, needed: int) -> BackupNoSpace:
    free = shutil.disk_usage(folder).free
    return BackupNoSpace(folder=str(folder), free_mib=free // MIB, needed_mib=needed // MIB)


@asynccontextmanager
async def _space_told(folder: Path) -> AsyncGenerator[None]:
    """Say in plain words that the disk filled up meanwhile."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        raise _no_space(folder, RESERVE) from error
    except StorageUnavailable as error:
        if "full" in str(error) and shutil.disk_usage(folder).free < RESERVE:
            raise _no_space(folder, RESERVE) from error
        raise


@contextmanager
def _parts(target: Path) -> Generator[tuple[Path, Path, Path]]:
    """Give names for what is half made, and leave none of it, nor what an earlier death left."""
    parts = tuple(target.with_name(f".{target.name}{_PART}{number}") for number in range(3))
    for old in target.parent.glob(f".leadbase-*{SUFFIX}{_PART}*"):
        remove(old)
    try:
        yield parts[0], parts[1], parts[2]
    finally:
        for part in parts:
            for left in (part, part.with_name(part.name + "-wal"), part.with_name(part.name + "-shm")):
                remove(left)


@contextmanager
def _alone(folder: Path) -> Generator[None]:
    """Let nobody else make a backup in the folder meanwhile; raises BackupRunning."""
    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupRunning(folder=str(folder)) from None
        yield
    finally:
        with contextlib.suppress(OSError):
            os.close(descriptor)
