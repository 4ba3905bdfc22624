"""Guesses the type of a column from what stands in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from leadbase.kit.json import JsonObject
from leadbase.records.transfer.cells import read_cell
from leadbase.tables.field_type import FieldTypes, Setting
from leadbase.tables.hues import HUES
from leadbase.tables.model import Field

_TRIED = ("date", "datetime", "time", "phone", "email", "url", "integer", "decimal", "percent", "region")
_ENOUGH = 0.9
"""So much of a column must read as a type."""

_LONG = 120
_FEWEST = 8
_MOST_OPTIONS = 12
_LONGEST_OPTION = 20
_TRUTH = frozenset({"true", "false", "yes", "no", "是", "否"})


@dataclass(frozen=True, slots=True)
class Guess:
    """A type with the parameters that the column needs."""

    type: str
    params: JsonObject


def infer(types: FieldTypes, samples: Sequence[str], zone: tzinfo) -> Guess:
    """Give the type that most cells read as; text where none is sure."""
    cells = [cell.strip() for cell in samples if cell.strip()]
    if not cells:
        return Guess("text", {})
    if all(cell.casefold() in _TRUTH for cell in cells):
        return Guess("boolean", {})
    for name in _TRIED:
        if name in types and _share(types, name, cells, zone) >= _ENOUGH and not _misleads(name, cells):
            return Guess(name, {})
    if any("\n" in cell or len(cell) > _LONG for cell in cells):
        return Guess("long_text", {})
    kinds = Counter(cells)
    few = len(kinds) <= _MOST_OPTIONS and len(cells) >= _FEWEST and len(cells) >= 3 * len(kinds)
    if few and all(len(cell) <= _LONGEST_OPTION for cell in kinds):
        labels = [label for label, _ in kinds.most_common()]
        options = [
            {"handle": label, "label": label, "hue": HUES[number % len(HUES)]} for number, label in enumerate(labels)
        ]
        return Guess("choice", {"options": options})
    return Guess("text", {})


def _share(types: FieldTypes, name: str, cells: Sequence[str], zone: tzinfo) -> float:
    kind = types[name]
    field = Field(0, "", name, name, name, kind, Setting(kind.params.parse({}), zone), "", "")
    return sum(read_cell(field, cell, {})[1] is None for cell in cells) / len(cells)


def _misleads(name: str, cells: Sequence[str]) -> bool:
    """Tell whether a type takes cells that are more likely something else."""
    if name == "integer":
        # leading zeros and very long digits are numbers of things, not numbers
        return any((len(cell) > 1 and cell.startswith("0")) or len(cell) > 15 for cell in cells)
    if name == "phone":
        return not any(len("".join(filter(str.isdigit, cell))) >= 10 for cell in cells)
    if name == "percent":
        return not any(cell.endswith(("%", "％")) for cell in cells)
    return name == "datetime" and not any(":" in cell for cell in cells)
