"""A JavaScript source as words, strings and signs, to find ids in it; no more of the language is understood than that.

Whatever the source holds, broken code included, reading it takes time in proportion to its length and raises nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["string", "word", "sign", "comment"]


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a source: `text` is what stands in a string or comment, `start` and `end` where that stands."""

    kind: Kind
    text: str
    start: int
    end: int


class Places:
    """Where in a source something stands, as editors count: lines and columns from 1, columns in UTF-16 units."""

    def __init__(self, source: str) -> None:
        """Find the lines."""
        self._source = source
        self._starts = [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", source))]

    def line(self, offset: int) -> int:
        """Give the line of an offset."""
        return bisect_right(self._starts, offset)

    def column(self, offset: int) -> int:
        """Give the column of an offset."""
        start = self._starts[self.line(offset) - 1]
        return len(self._source[start:offset].encode("utf-16-le", "surrogatepass")) // 2 + 1


_PIECE = re.compile(
    r"""(?P<space>\s+)
    |//(?P<line>[^\n\r\u2028\u2029]*)
    |/\*(?P<block>(?:[^*]|\*(?!/))*)(?:\*/|\Z)
    |"(?P<double>(?:[^"\\\n\r]|\\(?:\r\n|[\s\S]))*)"?
    |'(?P<single>(?:[^'\\\n\r]|\\(?:\r\n|[\s\S]))*)'?
    |`(?P<template>(?:[^`\\]|\\[\s\S])*)`?
    |(?P<word>[\w$]+)
    |(?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)
_REGEX = re.compile(r"/(?![*/])(?:[^/\\\[\n\r]|\\.|\[(?:[^\]\\\n\r]|\\.){0,200}\]){1,200}/[a-z]*")
"""A regular expression of usual length; the bound keeps a hostile source from being read over and over."""

_BEFORE_REGEX = frozenset("(,=:[!&|?{};+-*%<>~^")
_KINDS: dict[str, Kind] = {
    "line": "comment",
    "block": "comment",
    "double": "string",
    "single": "string",
    "template": "string",
    "word": "word",
    "sign": "sign",
}


def tokens(source: str) -> Sequence[Token]:
    """Give the pieces of a source in order, without white space and regular expressions."""
    return list(_tokens(source))


def _tokens(source: str) -> Iterator[Token]:
    place, before = 0, "("
    while place < len(source):
        pattern = _REGEX.match(source, place) if before in _BEFORE_REGEX else None
        if pattern is not None:
            place, before = pattern.end(), ")"
            continue
        found = _PIECE.match(source, place)
        if found is None:
            return
        group = found.lastgroup or "space"
        place = found.end()
        if group == "space":
            continue
        token = Token(_KINDS[group], found.group(group), found.start(group), found.end(group))
        before = before if token.kind == "comment" else token.text if token.kind == "sign" else "a"
        yield token
