"""How commands speak: data to stdout, everything else to stderr, in the language of whoever reads it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from leadbase.cli.texts import CHINESE
from leadbase.kit.errors import Language, Problem
from leadbase.kit.json import JsonValue
from leadbase.settings import find_language


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaks one language."""

    language: Language

    def text(self, english: str, **facts: object) -> str:
        """Give a sentence of the command line in this language."""
        return (CHINESE[english] if self.language == "zh-CN" else english).format(**facts)

    def tell(self, english: str, **facts: object) -> None:
        """Say a sentence to the person, on stderr."""
        print(self.text(english, **facts), file=sys.stderr, flush=True)

    def refuse(self, problem: Problem) -> None:
        """Say why something was refused, on one line of stderr."""
        line = " ".join(problem.message(self.language).split())
        print(f"{self.text('Error: ')}{line}", file=sys.stderr, flush=True)

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Print rows as a table on stdout; `columns` are English headings."""
        made = Table(box=None, pad_edge=False, header_style="bold")
        for column in columns:
            made.add_column(self.text(column), overflow="fold")
        for row in rows:
            made.add_row(*("" if cell is None else str(cell) for cell in row))
        _print_table(made)

    def pairs(self, pairs: Mapping[str, object]) -> None:
        """Print named values, one a line, on stdout; the names are English."""
        rows = [(self.text(name), value) for name, value in pairs.items() if value is not None]
        made = Table(box=None, pad_edge=False, show_header=False)
        made.add_column(style="bold")
        made.add_column(overflow="fold")
        for name, value in rows:
            made.add_row(name, str(value))
        _print_table(made)


def _print_table(made: Table) -> None:
    """Print a table without the blanks that would fill its last column up."""
    # A pipe has no width of its own; cutting its lines to 80 characters would lose data.
    console = Console(markup=False, highlight=False, width=None if sys.stdout.isatty() else 10_000)
    with console.capture() as captured:
        console.print(made)
    print("\n".join(line.rstrip() for line in captured.get().splitlines()))


def print_json(value: JsonValue) -> None:
    """Print JSON on stdout."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def print_line(text: str) -> None:
    """Print one line of data on stdout."""
    print(text)


def current_voice() -> Voice:
    """Give the voice of this process: `LEADBASE_LANG`, else `LANG`, else Chinese."""
    return Voice(find_language(os.environ.get("LEADBASE_LANG", "") or os.environ.get("LANG", "")) or "zh-CN")
