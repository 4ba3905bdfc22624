"""From the value of one field to the value of another of any type. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from leadbase.kit.json import JsonValue, compact
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import FREE_TEXT, LISTS, Value
from leadbase.tables.fitting import fit
from leadbase.tables.misfits import Misfit
from leadbase.tables.model import Field

_LISTING = re.compile(r"\s*[,，、;；\n]\s*")
_JOINT = "、"


@dataclass(frozen=True, slots=True)
class Converted:
    """What becomes of a value: the new one, whether it reads as before, and why it does not fit (None: it does)."""

    value: Value
    is_same: bool = True
    misfit: Misfit | None = None


NOTHING = Converted(None)


def convert(old: Field, new: Field, value: Value) -> Converted:
    """Give what the new field has for a value of the old one; a value that does not fit leaves what can be kept."""
    if value is None:
        return NOTHING
    spellings = list(dict.fromkeys(_Spelling(one) for one in _spellings(old, new, value)))
    first: Misfit | None = None
    for spelling in spellings:
        try:
            fitted, _ = fit(new, spelling.raw, lenient=False)
        except Misfit as misfit:
            first = first or misfit
            continue
        return Converted(fitted, is_same=fitted is not None and _reads_the_same(old, new, value, fitted))
    kept, misfit = fit(new, spellings[0].raw, lenient=True)
    return Converted(kept, is_same=False, misfit=first or misfit)


class _Spelling:
    """A way to write a value, equal to another that is written the same."""

    def __init__(self, raw: JsonValue) -> None:
        self.raw = raw
        self.written = compact(raw)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Spelling) and self.written == other.written

    def __hash__(self) -> int:
        return hash(self.written)


def _spellings(old: Field, new: Field, value: Value) -> Iterator[JsonValue]:
    """Give the ways in which a value can be handed to the new field, the best first."""
    shown = old.kind.format(value, old.setting)
    said = old.kind.spell(value, old.setting)
    is_free = new.kind.widget in FREE_TEXT
    if is_free and isinstance(said, list | tuple) and all(isinstance(one, str) for one in said):
        yield _JOINT.join(str(one) for one in said)
    yield from (said, shown) if is_free else (shown, said)
    yield from _by_value(old, new, value)
    if new.kind.widget in LISTS and isinstance(said, str):
        yield [part for part in _LISTING.split(said) if part]
    for one in (said, shown):
        if isinstance(one, list | tuple) and len(one) == 1:
            yield one[0]
        if not isinstance(one, str):
            yield compact(one)


def _by_value(old: Field, new: Field, value: Value) -> Iterator[JsonValue]:
    """Give what a number or a moment is for a field of a coarser or finer kind."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        yield int(value)
    if isinstance(value, datetime):
        local = value.astimezone(old.setting.zone)
        if new.kind.shape is Shape.DATE:
            yield local.date().isoformat()
        if new.kind.shape is Shape.TIME:
            yield local.time().isoformat("seconds")
    elif isinstance(value, date) and new.kind.shape is Shape.TIMESTAMP:
        yield f"{value.isoformat()}T00:00:00"
    if isinstance(value, str) and new.kind.shape is Shape.DATE:
        yield from _day(value)


def _day(text: str) -> Sequence[str]:
    """Give the day that a text names, written the one way that a date is; an empty list where it names none."""
    found = re.fullmatch(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?([T ].*)?", text.strip())
    return [f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"] if found else []


def _reads_the_same(old: Field, new: Field, value: Value, fitted: Value) -> bool:
    return compact(old.kind.format(value, old.setting)) == compact(new.kind.format(fitted, new.setting))
