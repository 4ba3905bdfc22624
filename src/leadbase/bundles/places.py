"""Finds the line in a JSON text at which something stands, for whoever has to mend it."""

from __future__ import annotations

import json
from collections.abc import Sequence

_DECODER = json.JSONDecoder()


def line_of(text: str, path: Sequence[str | int]) -> int:
    """Give the line (from 1) of the value at a path, or of the nearest thing around it that is there."""
    return text.count("\n", 0, _find(text, _skip(text, 0), path)) + 1


def _find(text: str, at: int, path: Sequence[str | int]) -> int:
    """Give where the value at the path begins, in the value that begins at `at` and was read before."""
    if not path or text[at] not in "{[":
        return at
    step, is_object, index, here = path[0], text[at] == "{", 0, _skip(text, at + 1)
    while text[here] not in "}]":
        key: str | int = index
        begins = here
        if is_object:
            key, after = _DECODER.raw_decode(text, here)
            begins = _skip(text, _skip(text, after) + 1)
        if key == step:
            return _find(text, begins, path[1:])
        _, after = _DECODER.raw_decode(text, begins)
        here, index = _skip(text, after), index + 1
        if text[here] == ",":
            here = _skip(text, here + 1)
    return at


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at
