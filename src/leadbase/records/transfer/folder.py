"""Where the files of imports lie: a folder for each in the data folder, removed when nobody needs it any more."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import time
from collections.abc import AsyncIterable, Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from leadbase.records.transfer.errors import FileEmpty, FileGone, FileTooLarge, ImportNoSpace

_PIECE = 1 << 20
_RESERVE = 512 << 20
"""So many bytes of the disk stay free for leads, whatever people upload."""

_STRAY_S = 86_400
"""A younger folder may be that of a file which still comes in, perhaps by another process."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder of all imports, and how many bytes a file may have."""

    path: Path
    most: int

    def of(self, id: str) -> Path:
        """Give the folder of an import."""
        return self.path / id

    def source(self, id: str) -> Path:
        """Give the file as it came; raises FileGone."""
        return self._there(id, "source")

    def text(self, id: str, name: str) -> Path:
        """Give the file that is read as text, `source` or what was made of it; raises FileGone."""
        return self._there(id, name)

    async def receive(self, id: str, parts: AsyncIterable[bytes]) -> int:
        """Write a file as it comes in, and give its bytes; raises FileTooLarge, FileEmpty or ImportNoSpace."""
        folder, size = self.of(id), 0
        await asyncio.to_thread(folder.mkdir, parents=True, mode=0o700)
        try:
            with (folder / "source").open("wb") as file:
                waiting = bytearray()
                async for part in parts:
                    size += len(part)
                    if size > self.most:
                        raise FileTooLarge(limit=spelled(self.most))
                    waiting += part
                    if len(waiting) >= _PIECE:
                        await asyncio.to_thread(self._write, file, bytes(waiting))
                        waiting.clear()
                await asyncio.to_thread(self._write, file, bytes(waiting))
            if not size:
                raise FileEmpty
        except BaseException:
            self.drop(id)
            raise
        return size

    def drop(self, id: str) -> None:
        """Remove the files of an import."""
        shutil.rmtree(self.of(id), ignore_errors=True)

    def list_ids(self) -> Collection[str]:
        """Give the ids that have files."""
        return [one.name for one in self.path.iterdir()] if self.path.is_dir() else []

    def tidy(self, is_needed: Callable[[str], bool]) -> None:
        """Remove the files that nobody needs, once they are too old to be still coming in."""
        for id in self.list_ids():
            if not is_needed(id) and self._is_stray(id):
                self.drop(id)

    def _write(self, file: BinaryIO, piece: bytes) -> None:
        free = shutil.disk_usage(self.path).free
        if free < _RESERVE:
            raise ImportNoSpace(free_mib=free >> 20)
        file.write(piece)

    def _is_stray(self, id: str) -> bool:
        with contextlib.suppress(FileNotFoundError):
            return time.time() - self.of(id).stat().st_mtime > _STRAY_S
        return False

    def _there(self, id: str, name: str) -> Path:
        path = self.of(id) / name
        if not path.is_file():
            raise FileGone(import_id=id)
        return path


def spelled(size: int) -> str:
    """Say a size as people do."""
    for unit, bytes_of in (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
        if size >= bytes_of:
            return f"{size / bytes_of:.4g} {unit}"
    return f"{size} B"
