"""Turns checked filters and sorts into SQL that means the same on both databases, and cursors into places.

Absent values sort last in both directions. Negation is pushed down to the single questions, which SQL answers with
NULL for absent values, so that a question and its negation are always opposites.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import assert_never

import sqlalchemy as sa

from leadbase.kit.json import JsonValue
from leadbase.kit.paging import CursorWrong, read_cursor, write_cursor
from leadbase.records.model import Every, Leaf, Node, Not, Query, Record, Some, SortKey, Sought
from leadbase.storage.indexes import SORTED_LENGTH
from leadbase.storage.indexes import place as place_of
from leadbase.storage.lists import ListHolds
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import Value
from leadbase.tables.fitting import is_broken_text
from leadbase.tables.misfits import Misfit
from leadbase.tables.model import Field, Table

Condition = sa.ColumnElement[bool]
Column = sa.Column[object]


def condition(table: Table, node: Node, *, negated: bool = False) -> Condition:
    """Say a filter, or its opposite, in SQL."""
    match node:
        case Leaf():
            return _question(table, node, negated)
        case Not():
            return condition(table, node.part, negated=not negated)
        case Every() | Some():
            parts = [condition(table, part, negated=negated) for part in node.parts]
            if isinstance(node, Every) is not negated:
                return sa.and_(sa.true(), *parts)
            return sa.or_(sa.false(), *parts)
        case Sought():
            return _sought(table, node, negated)
        case _:
            assert_never(node)


def searched_text(table: Table, fields: Sequence[Field]) -> sa.ColumnElement[str]:
    """Give the text in which words are looked for: the beginnings of the fields' values, a line each."""
    names = dict.fromkeys(name for field in fields for name in (field.column, field.match_column))
    lengths = {name: field.searched_length for field in fields for name in (field.column, field.match_column)}
    text: sa.ColumnElement[str] = sa.literal("", sa.Text())
    for name in names:
        beginning = sa.func.substr(table.physical.c[name], 1, lengths[name])
        text = text + sa.func.coalesce(beginning, "") + sa.literal("\n", sa.Text())
    return text


def _sought(table: Table, node: Sought, negated: bool) -> Condition:
    text = sa.func.lower(searched_text(table, node.fields))
    holds = sa.and_(sa.true(), *(text.contains(word, autoescape=True) for word in node.words))
    if node.candidates is not None:
        holds = sa.and_(table.physical.c["_id"].in_(node.candidates), holds)
    whole = [condition(table, leaf, negated=negated) for leaf in node.whole]
    return sa.and_(sa.not_(holds), *whole) if negated else sa.or_(holds, *whole)


def order(table: Table, sort: Sequence[SortKey], *, backwards: bool = False) -> Sequence[sa.ColumnElement[object]]:
    """Say a sort in SQL: absent values last, and the newest first among equals; `backwards` the whole reversed."""
    directed: list[sa.ColumnElement[object]] = []
    for key in whole_sort(table, sort):
        place = _place(table, key.field)
        towards = place.desc() if key.descending is not backwards else place.asc()
        if _column(table, key.field).nullable:
            towards = towards.nulls_first() if backwards else towards.nulls_last()
        directed.append(towards)
    return directed


def whole_sort(table: Table, sort: Sequence[SortKey]) -> Sequence[SortKey]:
    """Give the sort with what decides between equals: the id, newest first."""
    if any(key.field.name == "_id" for key in sort):
        return sort
    return (*sort, SortKey(table.system["_id"], descending=True))


def cursor_after(table: Table, query: Query, record: Record) -> str:
    """Give the cursor of the page that begins after this record."""
    keys = whole_sort(table, query.sort)
    place = [_shown(key.field, record.value(key.field)) for key in keys]
    return write_cursor([_fingerprint(table, keys), *place])


def after(table: Table, query: Query) -> Condition | None:
    """Say where the page of the query's cursor begins; raises CursorWrong for a cursor of another table or sort."""
    if query.cursor is None:
        return None
    keys = whole_sort(table, query.sort)
    fingerprint, *place = read_cursor(query.cursor, str, *(object for _ in keys))
    if fingerprint != _fingerprint(table, keys):
        raise CursorWrong
    values = [_read(key.field, shown) for key, shown in zip(keys, place, strict=True)]
    return _beyond(table, list(zip(keys, values, strict=True)))


def beyond(table: Table, sort: Sequence[SortKey], record: Record, *, backwards: bool = False) -> Condition:
    """Say what comes after a record in the order, or before it."""
    values = [(key, record.value(key.field)) for key in whole_sort(table, sort)]
    place = [(key, value[:SORTED_LENGTH] if isinstance(value, str) else value) for key, value in values]
    return _beyond(table, place, backwards=backwards)


def _beyond(table: Table, place: Sequence[tuple[SortKey, Value]], *, backwards: bool = False) -> Condition:
    """Say "later than this place": later in the first key, or equal there and later in the rest."""
    (key, value), *rest = place
    further = _further(table, key, value, backwards=backwards)
    if not rest:
        return further
    column = _place(table, key.field)
    equal = column.is_(None) if value is None else column == sa.literal(value, _column(table, key.field).type)
    return sa.or_(further, sa.and_(equal, _beyond(table, rest, backwards=backwards)))


def _further(table: Table, key: SortKey, value: Value, *, backwards: bool) -> Condition:
    """Say "later in this key", or earlier; absent values are the last."""
    column, stored = _place(table, key.field), _column(table, key.field)
    if value is None:
        return column.is_not(None) if backwards else sa.false()
    bound = sa.literal(value, stored.type)
    further = column < bound if key.descending is not backwards else column > bound
    return sa.or_(further, column.is_(None)) if stored.nullable and not backwards else further


def _fingerprint(table: Table, keys: Sequence[SortKey]) -> str:
    spelled = f"{table.id} " + " ".join(f"{key.field.id}{'-' if key.descending else '+'}" for key in keys)
    return hashlib.sha256(spelled.encode()).hexdigest()[:8]


def _place(table: Table, field: Field) -> sa.ColumnElement[object]:
    """Say by what a field sorts: text by its beginning, as the cursor holds what was sorted by and must stay short."""
    return place_of(_column(table, field), long=is_long(field))


def is_long(field: Field) -> bool:
    """Tell whether a field sorts by the beginning of its text."""
    return field.kind.shape is Shape.TEXT and field.name not in ("_id", "_source_event")


def _shown(field: Field, value: Value) -> JsonValue:
    if value is None:
        return None
    return str(value)[:SORTED_LENGTH] if is_long(field) else field.kind.format(value, field.setting)


def _read(field: Field, shown: JsonValue) -> Value:
    if shown is None:
        return None
    if isinstance(shown, str) and (len(shown) > SORTED_LENGTH or is_broken_text(shown)):
        raise CursorWrong
    if isinstance(shown, str) and is_long(field):
        return shown
    try:
        return field.kind.parse(shown, field.setting)
    except Misfit as misfit:
        if misfit.kept is None:
            raise CursorWrong from None
        return misfit.kept


def _question(table: Table, leaf: Leaf, negated: bool) -> Condition:
    """Answer one question, or its opposite; what SQL leaves unknown is false, its opposite true."""
    opposite = _OPPOSITES.get(leaf.op)
    if opposite is not None:
        leaf, negated = Leaf(leaf.field, opposite, leaf.value, leaf.values), not negated
    column = _column(table, leaf.field)
    if leaf.op == "is_empty":
        empty = _empty(leaf.field, column)
        return sa.not_(empty) if negated else empty
    if leaf.op in ("eq", "in"):
        column = table.physical.c[leaf.field.match_column]
    holds = _ASKED[leaf.op](column, leaf)
    return sa.or_(column.is_(None), sa.not_(holds)) if negated else holds


def _empty(field: Field, column: Column) -> Condition:
    if field.kind.shape is Shape.TEXT:
        # not `IN`: the opposite must be false for an absent value
        return sa.func.coalesce(column, "") == ""
    return column.is_(None)


def _contains(column: Column, leaf: Leaf) -> Condition:
    return sa.func.lower(column).contains(str(leaf.value), autoescape=True)


def _starts(column: Column, leaf: Leaf) -> Condition:
    return sa.func.lower(column).startswith(str(leaf.value), autoescape=True)


def _holdings(column: Column, leaf: Leaf) -> Sequence[Condition]:
    return [ListHolds(column, str(value)) for value in leaf.values]


_OPPOSITES: Mapping[str, str] = {
    "ne": "eq",
    "not_in": "in",
    "not_contains": "contains",
    "contains_none": "contains_any",
    "is_not_empty": "is_empty",
}

_ASKED: Mapping[str, Callable[[Column, Leaf], Condition]] = {
    "eq": lambda column, leaf: column == _bound(column, leaf.value),
    "in": lambda column, leaf: column.in_(leaf.values),
    "lt": lambda column, leaf: column < _bound(column, leaf.value),
    "lte": lambda column, leaf: column <= _bound(column, leaf.value),
    "gt": lambda column, leaf: column > _bound(column, leaf.value),
    "gte": lambda column, leaf: column >= _bound(column, leaf.value),
    "contains": _contains,
    "starts_with": _starts,
    "contains_any": lambda column, leaf: sa.or_(sa.false(), *_holdings(column, leaf)),
    "contains_all": lambda column, leaf: sa.and_(column.is_not(None), *_holdings(column, leaf)),
}


def _bound(column: Column, value: Value) -> sa.ColumnElement[object]:
    """Give a value as a parameter: bare truth values would become SQL words, which have no order."""
    return sa.literal(value, column.type)


def _column(table: Table, field: Field) -> Column:
    return table.physical.c[field.column]
