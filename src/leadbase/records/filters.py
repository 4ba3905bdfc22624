"""Reads filters and sorts: JSON from REST and scripts becomes checked questions about fields. Pure; SQL is query.py's.

A filter is `{"and": […]}`, `{"or": […]}`, `{"not": {…}}`, one question `{"field", "op", "value"}` (`op` is `eq` when
left out), or the shorthand `{field: value, …}`, where null asks for emptiness. Every question is true or false, never
unknown: an absent value equals nothing and is not in any list, so `ne` and `not_in` hold for it, and no order holds;
of lists it holds none of the members asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from leadbase.access.model import Sight
from leadbase.kit.json import JsonObject, JsonValue, compact
from leadbase.records.model import (
    EVERYTHING,
    Every,
    FieldMasked,
    FilterTooLarge,
    FilterWrong,
    Leaf,
    Node,
    Not,
    OperatorUnknown,
    Some,
    SortKey,
    SortWrong,
    Sought,
    ValueNotFitting,
)
from leadbase.records.prepare import matched
from leadbase.tables.field_type import LIST_OPERATORS, Value
from leadbase.tables.fitting import fit
from leadbase.tables.misfits import Misfit
from leadbase.tables.model import Field, Table

DEEPEST = 8
MOST_QUESTIONS = 100
MOST_VALUES = 1000
MOST_SORT_KEYS = 4

_FOLDED = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_PARTIAL = ("contains", "not_contains", "starts_with")

SightOf = Callable[[Field], Sight]


def clear(_field: Field) -> Sight:
    """See everything."""
    return Sight.CLEAR


def folded(text: str) -> str:
    """Give the form in which parts of text are compared: A to Z as a to z, which both databases do alike."""
    return text.translate(_FOLDED)


def read_filter_text(text: str | None) -> JsonValue:
    """Read a filter that came as JSON text; raises FilterWrong."""
    if text is None or not text.strip():
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise FilterWrong(at="filter", fault="it is no JSON") from None


def parse_filter(table: Table, raw: JsonValue, *, sight: SightOf = clear, lenient: bool = False) -> Node:
    """Check a filter; null asks for everything.

    Raises FilterWrong (also for an unknown field), FilterTooLarge, OperatorUnknown, ValueNotFitting or FieldMasked.
    """
    return EVERYTHING if raw is None else _Reader(table, sight, lenient).node(raw, "filter", 0)


def parse_sort(table: Table, raw: JsonValue, *, sight: SightOf = clear) -> tuple[SortKey, ...]:
    """Check a sort: `-created,name`, or a list of such or of `{"field", "desc"}`; raises SortWrong or FieldMasked."""
    wanted: JsonValue = [part.strip() for part in raw.split(",") if part.strip()] if isinstance(raw, str) else raw
    if wanted is None:
        return ()
    if not isinstance(wanted, list | tuple):
        raise _sort_wrong(wanted, "not a list")
    keys = tuple(_sort_key(table, one, sight) for one in wanted)
    if len(keys) > MOST_SORT_KEYS or len({key.field for key in keys}) < len(keys):
        raise _sort_wrong(wanted, "too many fields, or one twice")
    return keys


def is_guess(node: Node, sight: SightOf) -> bool:
    """Tell whether a checked filter asks for a value that is seen only in part."""
    if isinstance(node, Leaf):
        return sight(node.field) is Sight.MASKED
    parts = (node.part,) if isinstance(node, Not) else node.whole if isinstance(node, Sought) else node.parts
    return any(is_guess(part, sight) for part in parts)


def find_field(table: Table, ref: str, sight: SightOf) -> Field | None:
    """Look a field up by id, name or alias, or a system field by its name; hidden ones are not there."""
    field = table.find_field(ref) or table.system.get(ref)
    return None if field is None or sight(field) is Sight.HIDDEN else field


def equals(field: Field, value: Value) -> Leaf:
    """Ask for one value of a field."""
    return Leaf(field, "eq", matched(field, value))


class _Reader:
    """Reads one filter, counting what it asks."""

    def __init__(self, table: Table, sight: SightOf, lenient: bool) -> None:
        self._table = table
        self._sight = sight
        self._lenient = lenient
        self._questions = 0
        self._masked = 0

    def node(self, raw: JsonValue, at: str, depth: int) -> Node:
        if not isinstance(raw, Mapping):
            raise FilterWrong(at=at, fault=f"{type(raw).__name__} is no object")
        if depth > DEEPEST:
            raise FilterTooLarge(what="levels", limit=DEEPEST)
        key, inner = next(iter(raw.items()), ("", None))
        if len(raw) == 1 and key in ("and", "or") and isinstance(inner, list | tuple):
            parts = tuple(self.node(part, f"{at}.{key}[{index}]", depth + 1) for index, part in enumerate(inner))
            return Every(parts) if key == "and" else Some(parts)
        if len(raw) == 1 and key == "not" and isinstance(inner, Mapping):
            return Not(self.node(inner, f"{at}.not", depth + 1))
        if "field" in raw and raw.keys() <= {"field", "op", "value"} and isinstance(raw["field"], str):
            return self._question(raw["field"], raw.get("op", "eq"), raw, at)
        return Every(tuple(self._question(ref, "eq", {"value": value}, at) for ref, value in raw.items()))

    def _question(self, ref: str, op: JsonValue, raw: JsonObject, at: str) -> Leaf:
        self._questions += 1
        if self._questions > MOST_QUESTIONS:
            raise FilterTooLarge(what="questions", limit=MOST_QUESTIONS)
        field = find_field(self._table, ref, self._sight)
        if field is None:
            raise FilterWrong(at=at, fault=f"the table {self._table.name} has no field {ref[:100]}")
        if not isinstance(op, str) or op not in field.kind.operators:
            raise OperatorUnknown(field=field.name, op=str(op)[:100], known=", ".join(field.kind.operators))
        value = raw.get("value")
        if value is None and op in ("eq", "ne"):
            op = "is_empty" if op == "eq" else "is_not_empty"
        self._check_sight(field, op)
        if op in ("is_empty", "is_not_empty"):
            return Leaf(field, op)
        if op in ("in", "not_in"):
            return Leaf(field, op, values=self._list(field, value, at))
        if op in LIST_OPERATORS:
            return Leaf(field, op, values=self._members(field, value, at))
        if op in _PARTIAL:
            return Leaf(field, op, self._part(value, at))
        return Leaf(field, op, self._value(field, value, normal=op in ("eq", "ne")))

    def _check_sight(self, field: Field, op: str) -> None:
        """Let a field seen in part be asked for one whole value, once: no guessing by ranges, parts or lists."""
        if self._sight(field) is Sight.MASKED:
            self._masked += 1
            if op != "eq" or self._masked > 1:
                raise FieldMasked(field=field.name)

    def _list(self, field: Field, raw: JsonValue, at: str) -> tuple[Value, ...]:
        return tuple(self._value(field, one, normal=True) for one in _listed(raw, at))

    def _members(self, field: Field, raw: JsonValue, at: str) -> tuple[Value, ...]:
        """Read the members to look for in a list: each as a list of its own, as one unknown option spoils no other."""
        lists = [self._value(field, [one], normal=False) for one in _listed(raw, at)]
        return tuple(one for found in lists if isinstance(found, list | tuple) for one in found)

    def _part(self, raw: JsonValue, at: str) -> str:
        text = compact(raw) if self._lenient and not isinstance(raw, str) else raw
        if not isinstance(text, str) or not text or "\0" in text:
            raise FilterWrong(at=at, fault="a part to look for is a text of at least one character")
        return folded(text)

    def _value(self, field: Field, raw: JsonValue, *, normal: bool) -> Value:
        try:
            value, misfit = fit(field, raw, lenient=self._lenient)
        except Misfit as cause:
            value, misfit = cause.kept, cause
        # an option that its list does not know may well stand in records
        if misfit is not None and (value is None or value != raw):
            raise ValueNotFitting(misfit, field=field.name)
        if value is None:
            raise FilterWrong(at=field.name, fault="an absent value can only be asked for by is_empty")
        return matched(field, value) if normal else value


def _listed(raw: JsonValue, at: str) -> Sequence[JsonValue]:
    if not isinstance(raw, list | tuple):
        raise FilterWrong(at=at, fault="in, not_in and contains_any, _all and _none need a list")
    if len(raw) > MOST_VALUES:
        raise FilterTooLarge(what="values", limit=MOST_VALUES)
    return raw


def _sort_key(table: Table, raw: JsonValue, sight: SightOf) -> SortKey:
    ref, descending = _sort_parts(raw)
    field = None if ref is None else find_field(table, ref, sight)
    if field is None:
        raise _sort_wrong(raw, "no such field")
    if not field.kind.sortable and field.name != "_id":
        raise _sort_wrong(raw, f"fields of type {field.type} have no order")
    if sight(field) is Sight.MASKED:
        raise FieldMasked(field=field.name)
    return SortKey(field, descending)


def _sort_parts(raw: JsonValue) -> tuple[str | None, bool]:
    if isinstance(raw, str):
        return raw.removeprefix("-"), raw.startswith("-")
    if isinstance(raw, Mapping) and raw.keys() <= {"field", "desc"}:
        ref = raw.get("field")
        return ref if isinstance(ref, str) else None, raw.get("desc") is True
    return None, False


def _sort_wrong(raw: JsonValue, fault: str) -> SortWrong:
    return SortWrong(key=str(raw)[:100], fault=fault, limit=MOST_SORT_KEYS)
