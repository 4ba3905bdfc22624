"""JSON as the rest of the house sees it: one type, and one compact spelling."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

JsonValue = None | bool | int | float | str | Sequence["JsonValue"] | Mapping[str, "JsonValue"]
"""Any value that JSON can say; key order is kept."""

JsonObject = Mapping[str, JsonValue]
"""A JSON object."""

SAFE_INTEGER = 2**53 - 1
"""The largest integer that every reader of JSON keeps exact (RFC 8259, section 6)."""


def compact(value: JsonValue) -> str:
    """Spell a value as compact JSON text: no spaces, non-ASCII characters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
