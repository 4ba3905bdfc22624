"""What a script that was pasted from another platform needs: which tables and fields its ids stand for. Pure functions.

Ids are the string literals and bare keys of 24 hexadecimal digits. A table's is the first argument of a data call; a
field's is a key of the object that is handed to such a call (directly, or by the name of a variable), or what a record
out of one is indexed by. Labels and types are guessed from the comment beside, else from the value.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from leadbase.intake.tokens import Places, Token, tokens
from leadbase.kit.ids import is_id
from leadbase.scripts.host import HOST_CALLS

NBSP = "\u00a0"
DATA_CALLS = frozenset(name.removeprefix("data.") for name in HOST_CALLS)
MOST_MENTIONS = 1_000
LONGEST_VALUE = 500
"""Characters after a key that are looked at to guess its type."""

_OPENING, _CLOSING = frozenset("({["), frozenset(")}]")
_TYPES: Mapping[str, str] = {
    "string": "text",
    "str": "text",
    "text": "text",
    "文本": "text",
    "number": "decimal",
    "float": "decimal",
    "数字": "decimal",
    "int": "integer",
    "integer": "integer",
    "整数": "integer",
    "date": "date",
    "日期": "date",
    "time": "time",
    "时间": "time",
    "datetime": "datetime",
    "timestamp": "datetime",
    "bool": "boolean",
    "boolean": "boolean",
    "布尔": "boolean",
    "object": "json",
    "array": "json",
    "json": "json",
}
"""What people write beside a field, and the field type it means."""
_OF_TABLES = frozenset({"数据", "数据表", "表", "table", "data"})


@dataclass(frozen=True, slots=True)
class Mention:
    """An id where it is first met. `table` is the table of a field, as the script names it; None: not known."""

    id: str
    kind: Literal["table", "field"]
    table: str | None
    line: int
    column: int
    label: str | None
    type: str
    comment: str | None


@dataclass(slots=True)
class _Call:
    """A data call: the table it names (by a string, or a variable), and where its brackets are."""

    table: Token | None
    opened: int
    closed: int
    variables: list[str] = field(default_factory=list[str])


def mentions(source: str) -> Sequence[Mention]:
    """Give the tables and fields that a script names by an id, each where it is first met."""
    return sorted(_Reader(source).read(), key=lambda one: (one.line, one.column))


def spaced(source: str) -> str:
    """Give a source with ordinary spaces for non-breaking ones."""
    return source.replace(NBSP, " ")


def renamed(source: str, ids: Mapping[str, str]) -> str:
    """Give a source with ids replaced, in strings and bare keys only."""
    pieces: list[str] = []
    place = 0
    for token in tokens(source):
        if token.kind in ("string", "word") and token.text in ids:
            pieces += [source[place : token.start], ids[token.text]]
            place = token.end
    return "".join([*pieces, source[place:]])


class _Reader:
    def __init__(self, source: str) -> None:
        every = tokens(source)
        self._source = source
        self._places = Places(source)
        self._code = [token for token in every if token.kind != "comment"]
        self._comments = [token for token in every if token.kind == "comment"]
        self._beside = {self._places.line(token.start): token for token in reversed(self._comments)}
        self._closed_by, self._within, self._objects = _nesting(self._code)
        self._calls = {call.opened: call for call in self._find_calls()}
        self._texts = dict(self._find_texts())
        self._by_variable: dict[str, list[_Call]] = {}
        for call in self._calls.values():
            for variable in call.variables:
                self._by_variable.setdefault(variable, []).append(call)

    def read(self) -> Iterator[Mention]:
        """Give the first mention of each table, then of each field, up to MOST_MENTIONS."""
        tables = [table for table in map(self._table_token, self._calls.values()) if table is not None]
        firsts: dict[str, Token] = {}
        for table in tables:
            if is_id(table.text) and len(firsts) < MOST_MENTIONS:
                firsts.setdefault(table.text, table)
        yield from (self._mention(table, "table", None) for table in firsts.values())
        seen = {table.text for table in tables}
        for index, token in enumerate(self._code):
            if token.kind not in ("string", "word") or not is_id(token.text) or token.text in seen:
                continue
            is_field, owner = self._owner(index)
            if is_field and len(seen) < MOST_MENTIONS:
                seen.add(token.text)
                yield self._mention(token, "field", owner)

    def _text(self, index: int) -> str:
        token = self._code[index] if 0 <= index < len(self._code) else None
        return token.text if token is not None and token.kind != "string" else ""

    def _find_calls(self) -> Iterator[_Call]:
        for index, token in enumerate(self._code):
            if token.kind != "word" or token.text not in DATA_CALLS or self._text(index + 1) != "(":
                continue
            opened = index + 1
            call = _Call(None, opened, self._closed_by.get(opened, len(self._code)))
            if opened + 1 < call.closed and self._code[opened + 1].kind in ("string", "word"):
                call.table = self._code[opened + 1]
            call.variables = [*self._handed(call), *self._assigned(index)]
            yield call

    def _handed(self, call: _Call) -> Iterator[str]:
        """Give the variables that are arguments by themselves, but for the first."""
        for index in range(call.opened + 2, call.closed):
            if (
                self._code[index].kind == "word"
                and self._text(index - 1) == ","
                and self._text(index + 1) in (",", ")")
            ):
                yield self._code[index].text

    def _assigned(self, index: int) -> Iterator[str]:
        """Give the variable that a call's result is put into."""
        while index >= 0 and (self._code[index].kind == "word" or self._text(index) == "."):
            index -= 1
        if self._text(index) == "=" and self._code[index - 1].kind == "word":
            yield self._code[index - 1].text

    def _find_texts(self) -> Iterator[tuple[str, Token]]:
        """Give the variables that hold an id."""
        for index, token in enumerate(self._code):
            if token.kind == "string" and is_id(token.text) and self._text(index - 1) == "=" and index > 1:
                yield self._text(index - 2), token

    def _table_token(self, call: _Call) -> Token | None:
        if call.table is None or call.table.kind == "string":
            return call.table
        return self._texts.get(call.table.text)

    def _owner(self, index: int) -> tuple[bool, str | None]:
        """Tell whether the token at an index is a field's id, and of which table."""
        is_key = self._text(index + 1) == ":"
        is_index = self._text(index - 1) == "[" and self._text(index + 1) == "]"
        if is_index and self._code[index - 2].kind == "word":
            return True, self._table_of(self._text(index - 2), index)
        call = self._calls.get(self._within[index])
        if call is not None:
            table = self._table_token(call)
            return index > call.opened + 1, None if table is None else table.text
        opened = self._objects[index]
        if not is_key or opened < 0:
            return is_key, None
        return True, self._table_of(self._text(opened - 2), index)

    def _table_of(self, variable: str, index: int) -> str | None:
        """Give the table of a variable by the next call that has to do with it, else the last one before."""
        mine = self._by_variable.get(variable, [])
        place = bisect_right(mine, index, key=lambda call: call.closed)
        call = mine[min(place, len(mine) - 1)] if mine else None
        token = None if call is None else self._table_token(call)
        return None if token is None else token.text

    def _mention(self, token: Token, kind: Literal["table", "field"], table: str | None) -> Mention:
        line = self._places.line(token.start)
        comment = self._comment(token, line, kind)
        value = self._value(token, line)
        label, type_name = _read_comment(comment, kind)
        return Mention(
            id=token.text,
            kind=kind,
            table=table,
            line=line,
            column=self._places.column(token.start),
            label=label or (_last_word(value) if kind == "field" else None),
            type=type_name or _type_of(value),
            comment=comment,
        )

    def _comment(self, token: Token, line: int, kind: str) -> str | None:
        """Give the comment beside, or for a table the one that names its id."""
        naming = [one.text for one in self._comments if token.text in one.text] if kind == "table" else []
        beside = self._beside.get(line)
        if naming:
            return naming[0].strip()
        return None if beside is None or beside.start < token.end else beside.text.strip() or None

    def _value(self, token: Token, line: int) -> str:
        """Give the rest of the line after a key, without its comment."""
        beside = self._beside.get(line)
        rest = self._source[token.end : token.end + LONGEST_VALUE].splitlines()[:1]
        text = rest[0] if rest else ""
        return text if beside is None or beside.start < token.end else self._source[token.end : beside.start]


def _nesting(code: Sequence[Token]) -> tuple[dict[int, int], Sequence[int], Sequence[int]]:
    """Give what stands in what, by index: for each opening bracket the closing one; for each token the data call's
    bracket around it; and for each token the bracket around it that is put into a variable (-1: there is none).
    """
    closed: dict[int, int] = {}
    within: list[int] = []
    objects: list[int] = []
    opened: list[tuple[int, int, int]] = [(-1, -1, -1)]
    for index, token in enumerate(code):
        _, call, assigned = opened[-1]
        within.append(call)
        objects.append(assigned)
        if token.kind != "sign":
            continue
        before = code[index - 1] if index else token
        if token.text in _OPENING:
            is_call = token.text == "(" and before.kind == "word" and before.text in DATA_CALLS
            is_assigned = before.kind == "sign" and before.text == "="
            opened.append((index, index if is_call else call, index if is_assigned else assigned))
        elif token.text in _CLOSING and len(opened) > 1:
            closed[opened.pop()[0]] = index
    return closed, within, objects


def _read_comment(comment: str | None, kind: str) -> tuple[str | None, str | None]:
    """Give the label and the field type that a comment such as `客户名称  string` tells."""
    words = [word for word in re.split(r"[\s,;，；:：]+", comment or "") if word and not is_id(word)]
    if kind == "table":
        return " ".join(word for word in words if word.lower() not in _OF_TABLES)[:200] or None, None
    type_name = _TYPES.get(words[-1].lower()) if len(words) > 1 else None
    return " ".join(words[:-1] if type_name else words)[:200] or None, type_name


def _last_word(value: str) -> str | None:
    """Give the name that a value such as `req.ad_id` ends with; None where it is more than that."""
    found = re.fullmatch(r"[\"']?\s*:\s*[\w$]+(?:\??\.([\w$]+))+\s*,?\s*[}\])]*[;,]?\s*", value)
    return found.group(1) if found else None


def _type_of(value: str) -> str:
    """Guess a field type by how the value is made."""
    if "JSON.stringify" in value:
        return "long_text"
    formats = re.findall(r"\.format\(\s*[\"']([^\"']*)[\"']", value)
    if not formats:
        return "text"
    has_date, has_time = "Y" in formats[-1], "H" in formats[-1]
    return "datetime" if has_date and has_time else "date" if has_date else "time" if has_time else "text"
