"""The process that reads a workbook: it has little memory and little time, and writes one sheet as CSV.

Use: `python -m leadbase.records.transfer.sheets SOURCE TARGET [SHEET]`. It prints the sheet that it wrote and then all
sheets, one a line.
"""

from __future__ import annotations

import csv
import resource
import sys
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineWorkbook

MEMORY = 1536 << 20
CPU_S = 150
MOST_CELLS = 20_000_000
BROKEN, UNKNOWN, TOO_LARGE = 3, 4, 5

Cell = int | float | str | bool | time | date | datetime | timedelta


def main(arguments: list[str]) -> int:
    """Write a sheet; gives the exit status."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    source, target, *wanted = arguments
    try:
        workbook = CalamineWorkbook.from_path(source)  # pyright: ignore[reportUnknownMemberType]
        names = list(workbook.sheet_names)
        if not names or (wanted and wanted[0] not in names):
            print("\n".join(names))
            return UNKNOWN
        chosen, rows = wanted[0] if wanted else names[0], _rows(workbook, wanted[0] if wanted else names[0])
        for name in [] if wanted else names[1:]:
            if rows:
                break
            chosen, rows = name, _rows(workbook, name)
    except MemoryError:
        return TOO_LARGE
    except Exception as error:
        print(" ".join(str(error).split())[:200])
        return BROKEN
    if sum(map(len, rows)) > MOST_CELLS:
        return TOO_LARGE
    _write(target, rows)
    print("\n".join([chosen, *names]))
    return 0


def spelled(cell: Cell) -> str:
    """Say a cell as a CSV has it: whole numbers without a point, moments as ISO text."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        seconds = int(cell.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(cell)


def _rows(workbook: CalamineWorkbook, name: str) -> list[list[Cell]]:
    return workbook.get_sheet_by_name(name).to_python(skip_empty_area=True)


def _write(target: str, rows: Iterable[Iterable[Cell]]) -> None:
    with open(target, "w", encoding="utf-8", errors="replace", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for row in rows:
            writer.writerow([spelled(cell) for cell in row])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
