"""How a file is read: kept with its import, so that every page of it is read in the same way."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, cast

from leadbase.kit.json import JsonObject
from leadbase.records.transfer.decoding import Encoding, settle
from leadbase.records.transfer.errors import FileEmpty, FileNotReadable
from leadbase.records.transfer.folder import Folder
from leadbase.records.transfer.rows import Place, count_rows, read_rows, sniff
from leadbase.records.transfer.workbook import write_sheet

PREVIEWED = 100
_COUNTED = 64 << 20
"""Bytes of a file whose rows are counted at once; those of a larger one are known after its dry run."""

_XLSX, _XLS = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Wish:
    """How a file is to be read; None: as it seems. `header` is the row of the names, from 1; 0: there is none."""

    encoding: Encoding | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is read: the `text` in its folder, from `offset` and `line` on, where the rows begin."""

    text: str
    encoding: Encoding
    delimiter: str
    header: int
    headers: Sequence[str]
    offset: int
    line: int
    rows: int | None
    sheet: str | None = None
    sheets: Sequence[str] = ()

    @classmethod
    def of(cls, kept: JsonObject) -> Reading:
        """Read it from what is kept."""
        return cls(**cast(Mapping[str, Any], kept))

    def as_json(self) -> JsonObject:
        """Spell it to be kept."""
        return asdict(self)

    @property
    def begin(self) -> Place:
        """Where the rows begin."""
        return Place(self.offset, self.line)


def format_of(path: Path) -> str:
    """Tell `xlsx` from `csv` by the first bytes; raises FileNotReadable for an old workbook."""
    with path.open("rb") as file:
        head = file.read(4)
    if head == _XLS:
        raise FileNotReadable(reason=".xls")
    return "xlsx" if head == _XLSX else "csv"


async def look(folder: Folder, id: str, format: str, wish: Wish) -> Reading:
    """Find out how a file is read; raises what is wrong with it."""
    source = folder.source(id)
    if format == "xlsx":
        target = source.with_name("sheet.csv")
        written = await write_sheet(source, target, wish.sheet)
        found = Reading(target.name, "utf-8", ",", 0, (), 0, 1, None, written.sheet, written.names)
        return await asyncio.to_thread(_looked, target, found, wish.header)
    return await asyncio.to_thread(_text, source, wish)


def preview(folder: Folder, id: str, reading: Reading) -> Sequence[Sequence[str]]:
    """Give the first rows."""
    rows = read_rows(folder.text(id, reading.text), reading.delimiter, reading.begin)
    return [row.cells for row in islice(rows, PREVIEWED)]


def _text(source: Path, wish: Wish) -> Reading:
    text = settle(source, source.with_name("text.csv"), wish.encoding)
    delimiter = wish.delimiter or sniff(text.path, text.start)
    found = Reading(text.path.name, text.encoding, delimiter, 0, (), text.start, 1, None)
    return _looked(text.path, found, wish.header)


def _looked(path: Path, reading: Reading, header: int | None) -> Reading:
    wanted = 1 if header is None else header
    first = list(islice(read_rows(path, reading.delimiter, reading.begin), max(wanted, 1)))
    if len(first) < max(wanted, 1):
        raise FileEmpty
    if wanted == 0:
        names = [""] * len(first[0].cells)
    else:
        reading = replace(reading, offset=first[-1].next.offset, line=first[-1].next.line)
        names = [cell.strip()[:200] for cell in first[-1].cells]
    # a name at the end that is empty is more often a stray separator than a column
    while wanted and len(names) > 1 and not names[-1]:
        names.pop()
    counted = path.stat().st_size <= _COUNTED
    rows = count_rows(path, reading.delimiter, reading.begin) if counted else None
    if rows == 0:
        raise FileEmpty
    return replace(reading, header=wanted, headers=tuple(names), rows=rows)
