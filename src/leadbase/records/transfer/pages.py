"""A page of rows as records to be: read and checked outside any transaction, so that writing it is short."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from leadbase.kit.json import JsonValue
from leadbase.records.transfer.cells import People, read_cell, unguarded
from leadbase.records.transfer.plan import Fitted
from leadbase.records.transfer.rows import Place, read_rows
from leadbase.tables.field_type import Value
from leadbase.tables.fitting import issue_value
from leadbase.tables.misfits import Misfit
from leadbase.tables.model import Field

ROWS = 1_000
"""Rows of a page: what they take of the writer is what a lead may have to wait."""

_MOST_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row can't go in, or what of it could not: the field, the code, and the sentence in both languages."""

    field: Field
    code: str
    en: str
    zh: str

    @classmethod
    def of(cls, field: Field, misfit: Misfit) -> Fault:
        """Tell that a value does not fit."""
        return cls(field, misfit.code, misfit.message("en"), misfit.message("zh-CN"))

    def as_json(self) -> dict[str, JsonValue]:
        """Spell it to be kept and told."""
        return {"field": self.field.id, "label": self.field.label, "code": self.code, "en": self.en, "zh": self.zh}


@dataclass(frozen=True, slots=True)
class Item:
    """A row: its cells as they stand in the file, and its values and issues by field id.

    `misfits` are of values that did not fit, and `fatal` says that one of them keeps the row out.
    """

    line: int
    cells: Sequence[str]
    values: Mapping[str, Value]
    issues: Mapping[str, JsonValue]
    misfits: Sequence[Fault]
    fatal: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Rows from one place to the next; `is_last` where the file ends."""

    fitted: Fitted
    begin: Place
    items: Sequence[Item]
    next: Place
    is_last: bool


def read_page(path: Path, delimiter: str, begin: Place, fitted: Fitted, people: People, *, is_guarded: bool) -> Page:
    """Read and check the next rows; `is_guarded`: cells may carry the apostrophe of a CSV."""
    items: list[Item] = []
    place = begin
    for row in read_rows(path, delimiter, begin):
        items.append(_item(row.line, row.cells, fitted, people, is_guarded))
        place = row.next
        if len(items) >= ROWS or place.offset - begin.offset > _MOST_BYTES:
            return Page(fitted, begin, items, place, False)
    return Page(fitted, begin, items, place, True)


def _item(line: int, cells: Sequence[str], fitted: Fitted, people: People, is_guarded: bool) -> Item:
    values: dict[str, Value] = {}
    issues: dict[str, JsonValue] = {}
    misfits: list[Fault] = []
    fatal, leaves_out, width = False, fitted.plan.misfits == "leave_out", len(cells)
    for number, field in fitted.fields:
        cell = cells[number] if number < width else ""
        if is_guarded:
            cell = unguarded(cell)
        value, misfit = read_cell(field, cell, people)
        if misfit is not None:
            misfits.append(Fault.of(field, misfit))
            issues[field.id] = {"value": issue_value(cell), "reason": misfit.code}
            fatal = fatal or leaves_out or (value is None and (field.required or field.unique))
        if value is not None:
            values[field.id] = value
    return Item(line, cells, values, issues, misfits, fatal)
