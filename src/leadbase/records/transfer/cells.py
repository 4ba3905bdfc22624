"""One cell of a file against one field: what people write is read, and what is exported is read back as the same value.

CSV cells that a spreadsheet program would take for a formula get an apostrophe, which reading takes off again.
"""

from __future__ import annotations

import contextlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache

from leadbase.kit.json import JsonValue, compact
from leadbase.tables.field_type import FREE_TEXT, LISTS, Value
from leadbase.tables.fitting import fit
from leadbase.tables.misfits import MemberUnknown, Misfit, shown
from leadbase.tables.model import Field

People = Mapping[str, str]
"""The ids of the people of a workspace by whatever stands for them alone: id, email, name."""

_RISKY = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"''*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,]{0,40}([eE][+-]?[0-9]{1,3})?%?|[+-]?\.[0-9]{1,40}")
_PHONE = re.compile(r"\+[0-9][0-9 ()\-]{4,30}")
_GROUPED = re.compile(
    r"[¥￥$€£]?\s*([+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[+-]?[0-9]+(?:\.[0-9]+)?)\s*(?:元|万元)?"
)
_DAY = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})日?(?:[T\s]+(.*))?")
_CLOCK = re.compile(r"([0-9]{1,2})[:时点]([0-9]{1,2})(?:[:分]([0-9]{1,2})(\.[0-9]{1,9})?秒?)?分?")
_LISTING = re.compile(r"\s*[,，、;；|\n]\s*")
_JOINT = "、"
_YES = frozenset({"true", "yes", "y", "1", "是", "对", "有", "✓", "√", "开", "on"})
_NO = frozenset({"false", "no", "n", "0", "否", "错", "无", "没有", "✗", "×", "关", "off"})
_NUMBERS = ("number", "percent", "money", "rating", "duration")


def guarded(cell: str) -> str:
    """Keep a cell of a CSV from being taken for a formula."""
    if not _RISKY.match(cell) or _NUMBER.fullmatch(cell) or _PHONE.fullmatch(cell):
        return cell
    return "'" + cell


def unguarded(cell: str) -> str:
    """Take off what `guarded` put before a cell."""
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell) else cell


def read_cell(field: Field, cell: str, people: People) -> tuple[Value, Misfit | None]:
    """Give the value of a cell, and why it does not fit where it does not; what can be kept of it stays.

    An empty cell is an absent value.
    """
    if cell == "":
        return None, None
    kind = field.kind
    if kind.refers == "member":
        return _person(field, cell.strip(), people)
    if kind.widget == "json":
        return _json(field, cell)
    first: Misfit | None = None
    if kind.widget not in LISTS:
        try:
            return fit(field, cell, lenient=False)
        except Misfit as misfit:
            first = misfit
    for written in _writings(field, cell):
        try:
            return fit(field, written, lenient=False)
        except Misfit as misfit:
            first = first or misfit
    if first is None:
        return None, None
    return first.kept, first


def spell_cell(field: Field, value: Value) -> str:
    """Write a value so that `read_cell` gives it back, as people would where that is possible."""
    if value is None:
        return ""
    kind, setting = field.kind, field.setting
    if isinstance(value, str) and (kind.widget in FREE_TEXT or kind.refers is not None):
        return value
    if isinstance(value, datetime):
        return _moment(field, value)
    if kind.widget == "json":
        return compact(kind.format(value, setting))
    if kind.widget in ("choice", "region", *LISTS):
        return _chosen(field, compact(kind.format(value, setting)))
    shown_value = kind.format(value, setting)
    if isinstance(shown_value, bool):
        return "true" if shown_value else "false"
    return shown_value if isinstance(shown_value, str) else compact(shown_value)


@lru_cache(maxsize=4096)
def _chosen(field: Field, written: str) -> str:
    """Write options by their labels where these lead back to the same options."""
    raw: JsonValue = json.loads(written)
    value, _ = fit(field, raw, lenient=True)
    said = field.kind.spell(value, field.setting)
    ways = [_JOINT.join(map(str, said)) if isinstance(said, list | tuple) else str(said)]
    ways += [written if not isinstance(raw, str) else raw]
    for way in ways:
        if way and read_cell(field, way, {})[0] == value:
            return way
    return ways[-1]


def _moment(field: Field, value: datetime) -> str:
    """Write a moment in the workspace's time; with its offset where that time comes twice."""
    local = value.astimezone(field.setting.zone)
    plain = local.replace(tzinfo=None).isoformat(" ")
    if fit(field, plain, lenient=True)[0] == value:
        return plain
    return str(field.kind.format(value, field.setting))


def _person(field: Field, cell: str, people: People) -> tuple[Value, Misfit | None]:
    found = people.get(cell) or people.get(cell.casefold())
    return (found, None) if found or not cell else (None, MemberUnknown(value=shown(cell)))


def _json(field: Field, cell: str) -> tuple[Value, Misfit | None]:
    try:
        raw: JsonValue = json.loads(cell)
    except (ValueError, RecursionError):
        raw = cell
    try:
        return fit(field, raw, lenient=False)
    except Misfit as misfit:
        return misfit.kept, misfit


def _writings(field: Field, cell: str) -> Iterator[JsonValue]:
    """Give the ways in which a cell can be handed to its field, beyond how it is written."""
    widget = field.kind.widget
    tidy = cell.strip()
    if widget in LISTS:
        yield from _lists(tidy)
        return
    if not tidy:
        yield ""
        return
    if not tidy.isascii() and widget not in FREE_TEXT:
        tidy = unicodedata.normalize("NFKC", tidy)
    if tidy != cell:
        yield tidy
    if widget in _NUMBERS and (number := _GROUPED.fullmatch(tidy)):
        yield from _numbers(number[1].replace(",", ""))
    elif widget == "switch" and tidy.casefold() in _YES | _NO:
        yield tidy.casefold() in _YES
    elif widget in ("date", "datetime"):
        yield from _days(tidy, widget == "date")
    elif widget == "time" and (clock := _time(tidy)):
        yield clock


def _lists(tidy: str) -> Iterator[JsonValue]:
    if tidy.startswith("["):
        with contextlib.suppress(ValueError, RecursionError):
            yield json.loads(tidy)
    parts = [part for part in _LISTING.split(tidy) if part]
    if len(parts) != 1 or parts[0] != tidy:
        # a label may hold a separator itself
        yield tidy
    yield parts


def _numbers(digits: str) -> Iterator[JsonValue]:
    yield digits
    whole, point, rest = digits.partition(".")
    if point and not rest.strip("0"):
        yield whole


def _days(tidy: str, is_date: bool) -> Iterator[JsonValue]:
    found = _DAY.fullmatch(tidy)
    if not found:
        return
    day = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    rest = (found[4] or "").strip()
    if is_date:
        yield day
    elif not rest:
        yield f"{day} 00:00:00"
    elif clock := _time(rest):
        yield f"{day} {clock}"


def _time(text: str) -> str | None:
    found = _CLOCK.fullmatch(text)
    if not found:
        return None
    return f"{int(found[1]):02}:{int(found[2]):02}:{int(found[3] or 0):02}{found[4] or ''}"
