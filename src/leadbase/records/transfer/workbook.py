"""Opens an xlsx safely: what it unpacks to is measured first, then a process with little memory writes it as CSV."""

from __future__ import annotations

import asyncio
import struct
import sys
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from leadbase.records.transfer import sheets
from leadbase.records.transfer.errors import SheetUnknown, WorkbookBroken, WorkbookTooLarge

MOST_PACKED = 100 << 20
MOST_UNPACKED = 1 << 30
MOST_RATIO = 200
"""How many times larger the parts may be than the file, beyond a free first part."""

_FREE = 32 << 20
_MOST_PARTS = 5_000
_PIECE = 1 << 20
WITHIN_S = 180.0


@dataclass(frozen=True, slots=True)
class Written:
    """The sheets of a workbook, and which of them was written."""

    names: tuple[str, ...]
    sheet: str


def check_packing(path: Path, *, most_unpacked: int = MOST_UNPACKED) -> None:
    """Pass only a workbook whose parts are as large as they say and not too large; raises WorkbookTooLarge or Broken.

    Parts are unpacked once and thrown away: what a part declares is believed by nobody.
    """
    packed = path.stat().st_size
    if packed > MOST_PACKED:
        raise WorkbookTooLarge(reason=f"{packed >> 20} MiB > {MOST_PACKED >> 20} MiB")
    allowed = min(most_unpacked, _FREE + packed * MOST_RATIO)
    try:
        with zipfile.ZipFile(path) as parts, path.open("rb") as file:
            listed = parts.infolist()
            if len(listed) > _MOST_PARTS or sum(part.file_size for part in listed) > allowed:
                raise WorkbookTooLarge(reason=f"> {allowed >> 20} MiB")
            left = allowed
            for part in listed:
                left -= _unpacked(file, part, left)
    except (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError) as error:
        raise WorkbookBroken(reason=type(error).__name__) from None


async def write_sheet(source: Path, target: Path, sheet: str | None) -> Written:
    """Write a sheet (None: the first with anything in it) as UTF-8 CSV; raises what is wrong with the workbook."""
    await asyncio.to_thread(check_packing, source)
    arguments = [sys.executable, "-m", sheets.__name__, str(source), str(target), *([sheet] if sheet else [])]
    child = await asyncio.create_subprocess_exec(
        *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        told, _ = await asyncio.wait_for(child.communicate(), WITHIN_S)
    except TimeoutError:
        raise WorkbookTooLarge(reason=f"> {WITHIN_S:.0f} s") from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    first, *names = told.decode("utf-8", "replace").splitlines() or [""]
    match child.returncode:
        case 0:
            return Written(tuple(names), first)
        case sheets.UNKNOWN:
            raise SheetUnknown(sheet=(sheet or "-")[:100], known=", ".join([first, *names])[:300])
        case sheets.BROKEN:
            raise WorkbookBroken(reason=first[:200] or "xlsx")
        case _:
            raise WorkbookTooLarge(reason=f"> {sheets.MOST_CELLS:,} cells / {sheets.MEMORY >> 20} MiB")


def _unpacked(file: BinaryIO, part: zipfile.ZipInfo, left: int) -> int:
    """Count the bytes that a part really unpacks to; raises WorkbookTooLarge beyond what is left or was declared."""
    if part.flag_bits & 1:
        raise WorkbookBroken(reason="encrypted")
    file.seek(part.header_offset)
    head = file.read(30)
    name, extra = struct.unpack("<HH", head[26:30])
    file.seek(part.header_offset + 30 + name + extra)
    if part.compress_type == zipfile.ZIP_STORED:
        return part.compress_size
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise WorkbookBroken(reason=f"compression {part.compress_type}")
    unpacker, count, waiting = zlib.decompressobj(-15), 0, part.compress_size
    while waiting > 0 or unpacker.unconsumed_tail:
        packed = unpacker.unconsumed_tail
        if not packed:
            packed = file.read(min(_PIECE, waiting))
            waiting -= len(packed)
            if not packed:
                raise WorkbookBroken(reason="truncated")
        count += len(unpacker.decompress(packed, _PIECE))
        if count > left or count > part.file_size:
            raise WorkbookTooLarge(reason=f"{part.filename[:100]}: > {min(left, part.file_size):,} bytes")
        if unpacker.eof:
            break
    return count
