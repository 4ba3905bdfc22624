"""Fits raw JSON to a field, strictly (REST) or leniently (scripts), so that one bad value never loses a lead.

Lenient: numbers, booleans, objects and arrays given to text become their JSON text; NUL and lone surrogates become
U+FFFD; what does not fit is told as a misfit beside the value that stays (often none). Strict: a misfit is raised.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from leadbase.kit.json import JsonValue, compact
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import FREE_TEXT, LISTS, Value
from leadbase.tables.misfits import BrokenText, Misfit, NotFinite, NumberTooLong, TooDeep, TooLongForUnique, shown
from leadbase.tables.model import LONGEST_UNIQUE, Field

DEEPEST = 200
"""Levels of nesting in a JSON value."""

LONGEST_NUMBER = 4000
"""Digits of an integer: Python itself refuses to spell one of more than 4,300."""

_LONGEST_BITS = int(LONGEST_NUMBER * math.log2(10))
_ISSUE_LENGTH = 1000


def fit(field: Field, raw: JsonValue, *, lenient: bool) -> tuple[Value, Misfit | None]:
    """Give the field's value of raw JSON and, when lenient, what was wrong with it; strict raises that Misfit."""
    if raw is None:
        return None, None
    misfit: Misfit | None = None
    try:
        if _is_broken(raw):
            if not lenient:
                raise BrokenText
            raw, misfit = _mended(raw), BrokenText()
        if lenient and field.kind.shape is Shape.TEXT and not isinstance(raw, str):
            raw = compact(raw)
        return _parsed(field, raw), misfit
    except Misfit as cause:
        if not lenient:
            raise
        return cause.kept, cause


def is_blank(value: Value) -> bool:
    """Tell whether a value counts as none for `required` and `unique`: absent, or an empty text."""
    return value is None or value == ""


def issue_value(raw: JsonValue) -> JsonValue:
    """Give raw JSON as it is kept with an issue: safe to store, and at most 1,000 characters."""
    if isinstance(raw, bool | None):
        return raw
    try:
        raw = _mended(raw)
        spelled = raw if isinstance(raw, str) else compact(raw)
    except (ValueError, RecursionError):
        return shown(raw) if isinstance(raw, float) else f"({type(raw).__name__})"
    return raw if len(spelled) <= _ISSUE_LENGTH else spelled[:_ISSUE_LENGTH] + "…"


def _parsed(field: Field, raw: JsonValue) -> Value:
    kind = field.kind
    if (raw == "" and kind.widget not in FREE_TEXT) or (raw in ([], ()) and kind.widget in LISTS):
        return None
    value = kind.parse(raw, field.setting)
    if field.unique and isinstance(value, str) and len(value) > LONGEST_UNIQUE:
        raise TooLongForUnique(length=len(value), limit=LONGEST_UNIQUE)
    return value


def _is_broken(raw: JsonValue, depth: int = 0) -> bool:
    """Tell whether text in the value needs mending; raises TooDeep, NotFinite or NumberTooLong for what can't be."""
    if isinstance(raw, str):
        return is_broken_text(raw)
    if isinstance(raw, float):
        if not math.isfinite(raw):
            raise NotFinite(value=shown(raw))
        return False
    if isinstance(raw, int):
        if raw.bit_length() > _LONGEST_BITS:
            raise NumberTooLong(limit=LONGEST_NUMBER)
        return False
    if raw is None:
        return False
    if depth >= DEEPEST:
        raise TooDeep(limit=DEEPEST)
    inner = [*raw.keys(), *raw.values()] if isinstance(raw, Mapping) else raw
    # every member is looked at, so that no long number hides behind a broken text
    return any([_is_broken(one, depth + 1) for one in inner])


def is_broken_text(text: str) -> bool:
    """Tell whether a text holds a NUL or a lone surrogate, which no database keeps."""
    if "\0" in text:
        return True
    if text.isascii():
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _mended(raw: JsonValue) -> JsonValue:
    """Replace NUL and lone surrogates by U+FFFD."""
    if isinstance(raw, str):
        if not is_broken_text(raw):
            return raw
        # a pair of surrogates that JSON spelled as two escapes is one character
        paired = raw.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return paired.replace("\0", "\ufffd")
    if isinstance(raw, Mapping):
        return {str(_mended(key)): _mended(inner) for key, inner in raw.items()}
    if isinstance(raw, list | tuple):
        return [_mended(inner) for inner in raw]
    return raw
