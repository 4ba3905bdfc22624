"""Rows of a CSV text from any byte on: a page is read where the one before ended, so that memory stays flat."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from leadbase.records.transfer.errors import LineTooLong, RowTooWide

LONGEST_CELL = 131_072
"""Characters of a cell, which is also what the reader of CSV takes by itself."""

LONGEST_LINE = 8 << 20
"""Bytes of a line, and of the lines of a row: its cells are held all at once."""

MOST_CELLS = 2_000
DELIMITERS = (",", "\t", ";", "|")
_SNIFFED = 50


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row begins: its byte and its line, from 1."""

    offset: int
    line: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, the line on which it begins, and where the next one begins."""

    cells: Sequence[str]
    line: int
    next: Place


class _Lines:
    """Gives decoded lines and counts what was given; the row that is being read began at the byte `row`."""

    def __init__(self, file: BinaryIO, begin: Place) -> None:
        self._file = file
        self.offset, self.line = begin.offset, begin.line
        self.row = begin.offset

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        raw = self._file.readline(LONGEST_LINE)
        if not raw:
            raise StopIteration
        is_cut = len(raw) == LONGEST_LINE and not raw.endswith(b"\n")
        if is_cut or self.offset - self.row >= LONGEST_LINE:
            raise LineTooLong(line=self.line, limit=LONGEST_CELL)
        self.offset += len(raw)
        self.line += 1
        return raw.decode("utf-8", "replace")


def read_rows(path: Path, delimiter: str, begin: Place) -> Generator[Row]:
    """Give the rows from a place on, those without any text left out; raises LineTooLong or RowTooWide."""
    with path.open("rb") as file:
        file.seek(begin.offset)
        lines = _Lines(file, begin)
        reader = csv.reader(lines, delimiter=delimiter)
        while True:
            line, lines.row = lines.line, lines.offset
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                raise LineTooLong(line=line, limit=LONGEST_CELL) from None
            if len(cells) > MOST_CELLS:
                raise RowTooWide(line=line, limit=MOST_CELLS)
            if any(cells):
                yield Row(cells, line, Place(lines.offset, lines.line))


def sniff(path: Path, start: int) -> str:
    """Find the separator: the one by which most rows have the same number of cells, more than one."""
    best, found = (0, 0), ","
    for delimiter in DELIMITERS:
        try:
            widths = Counter(len(row.cells) for row in islice(read_rows(path, delimiter, Place(start)), _SNIFFED))
        except (LineTooLong, RowTooWide):
            continue
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        if width > 1 and (count, width) > best:
            best, found = (count, width), delimiter
    return found


def count_rows(path: Path, delimiter: str, begin: Place) -> int:
    """Count the rows from a place on."""
    return sum(1 for _ in read_rows(path, delimiter, begin))
