"""A backup's file: a zip with the whole database as one SQLite file, whichever database it came from, and a manifest.

The master key is never in it. What is proved of it (a trial restore) stands in it too, so that it holds wherever the
file goes.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast

from leadbase.upkeep.errors import BackupBroken

FORMAT = 1
SUFFIX = ".zip"
_MANIFEST, _DATABASE, _VERIFIED = "manifest.json", "leadbase.db", "verified.json"
_CHUNK = 1024 * 1024
_LEVEL = 3
_MOST_MANIFEST = 4 * _CHUNK
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, ValueError, TypeError, NotImplementedError)

Told = Callable[[int], None]
"""Hears how many bytes are done."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a backup comes from: `key` is the id of the master key that its sealed values need."""

    program: str
    schema: int
    database: str
    made_at: datetime
    key: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; `verified_at` is when its trial restore passed."""

    origin: Origin
    bytes: int
    sha256: str
    verified_at: datetime | None = None


def pack(database: Path, target: Path, origin: Origin, told: Told) -> Manifest:
    """Write the file down to the disk."""
    with os.fdopen(os.open(target, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as made:
            with made.open(_DATABASE, "w", force_zip64=True) as packed, database.open("rb") as raw:
                size, digest = _copy(raw, packed, told)
            manifest = Manifest(origin, size, digest)
            made.writestr(_MANIFEST, json.dumps(_as_json(manifest), ensure_ascii=False, indent=2))
        file.flush()
        os.fsync(file.fileno())
    return manifest


def mark_verified(path: Path, at: datetime) -> None:
    """Write into the file that its trial restore passed."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr(_VERIFIED, json.dumps({"at": at.isoformat()}))
    with path.open("rb") as file:
        os.fsync(file.fileno())


def read_manifest(path: Path) -> Manifest:
    """Read what a backup says of itself; raises BackupBroken."""
    try:
        with zipfile.ZipFile(path) as made:
            told = _member(made, _MANIFEST)
            if told["format"] != FORMAT:
                raise BackupBroken(file=path.name, reason=f"format {str(told['format'])[:20]}")
            made.getinfo(_DATABASE)
            verified = _member(made, _VERIFIED)["at"] if _VERIFIED in made.namelist() else None
        return Manifest(
            origin=Origin(
                program=str(told["program"]),
                schema=int(told["schema"]),
                database=str(told["database"]),
                made_at=datetime.fromisoformat(told["made_at"]),
                key=str(told["key"]),
                counts={str(name): int(count) for name, count in told["counts"].items()},
            ),
            bytes=int(told["bytes"]),
            sha256=str(told["sha256"]),
            verified_at=None if verified is None else datetime.fromisoformat(verified),
        )
    except _UNREADABLE as error:
        raise BackupBroken(file=path.name, reason=_reason(error)) from error


def unpack(path: Path, target: Path, manifest: Manifest, told: Told) -> None:
    """Write the database of a backup to a file of its own, down to the disk; raises BackupBroken."""
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        try:
            with zipfile.ZipFile(path) as made, made.open(_DATABASE) as packed:
                size, digest = _copy(packed, file, told, manifest.bytes)
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError) as error:
            raise BackupBroken(file=path.name, reason=_reason(error)) from error
        file.flush()
        os.fsync(file.fileno())
    if (size, digest) != (manifest.bytes, manifest.sha256):
        raise BackupBroken(file=path.name, reason="its checksum is another one")


def sync_folder(folder: Path) -> None:
    """Bring names of files in a folder down to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copy(source: IO[bytes], target: IO[bytes], told: Told, most: int | None = None) -> tuple[int, str]:
    """Copy and give size and checksum; stop soon beyond `most` bytes, which then shows in the size."""
    size, digest = 0, hashlib.sha256()
    while (most is None or size <= most) and (chunk := source.read(_CHUNK)):
        target.write(chunk)
        digest.update(chunk)
        size += len(chunk)
        told(size)
    return size, digest.hexdigest()


def _member(made: zipfile.ZipFile, name: str) -> Mapping[str, Any]:
    if made.getinfo(name).file_size > _MOST_MANIFEST:
        raise ValueError(name)
    return cast("Mapping[str, Any]", json.loads(made.read(name)))


def _as_json(manifest: Manifest) -> Mapping[str, object]:
    origin = asdict(manifest.origin) | {"made_at": manifest.origin.made_at.isoformat()}
    note = "The master key is not in this file; keep secret.key (or LEADBASE_SECRET_KEY) elsewhere."
    return {"format": FORMAT, **origin, "bytes": manifest.bytes, "sha256": manifest.sha256, "note": note}


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return "it is damaged, or no backup of Leadbase"
