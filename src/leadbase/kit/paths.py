"""Ways into a payload: lists of keys and indexes, as a click picks them. No expression language is ever evaluated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leadbase.kit.json import JsonValue

Path = Sequence[str | int]
"""Keys of objects and indexes of lists (from 0), outermost first: `["data", 0, "id"]`."""


def find_path(value: JsonValue, path: Path) -> JsonValue:
    """Give the value at the end of the path, or None when it is null or the path leads nowhere."""
    for step in path:
        if isinstance(step, str):
            value = value.get(step) if isinstance(value, Mapping) else None
        elif isinstance(value, Sequence) and not isinstance(value, str) and 0 <= step < len(value):
            value = value[step]
        else:
            return None
    return value
