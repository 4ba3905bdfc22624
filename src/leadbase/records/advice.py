"""Tells which indexes would make a list fast, and which ones it used."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from leadbase.access.scope import Scope
from leadbase.records.model import Every, Leaf, Node, SortKey
from leadbase.records.query import is_long
from leadbase.storage.indexes import Purpose
from leadbase.storage.shapes import Shape
from leadbase.tables import indexes
from leadbase.tables.model import Field, Table

SLOW_MS = 200
"""From here on a list says what would make it fast."""

NOTED_EVERY = timedelta(days=1)
_MATCHES = frozenset({"eq", "in"})
_RANGES = frozenset({"lt", "lte", "gt", "gte"})


@dataclass(frozen=True, slots=True)
class Hint:
    """An index that would help; `is_building`: it is being made."""

    field: Field
    purpose: Purpose
    is_building: bool


@dataclass(frozen=True, slots=True)
class Advice:
    """What to tell of a list: indexes that would help, and the ids of those whose use is to be noted."""

    hints: Sequence[Hint] = ()
    used: Collection[str] = ()


NOTHING = Advice()


def advise(scope: Scope, table: Table, where: Node, sort: Sequence[SortKey]) -> Advice:
    """Say what would help a list that is sorted and filtered so."""
    wanted = list(dict.fromkeys(_wanted(table, where, sort)))
    if not wanted:
        return NOTHING
    present = {(one.field, one.purpose): one for one in indexes.find_ready(scope, table)}
    hints: list[Hint] = []
    used: list[str] = []
    for field, purpose in wanted:
        served = next((present[key] for key in _served_by(field, purpose) if key in present), None)
        if served is None or served.state == "building":
            hints.append(Hint(field, purpose, served is not None))
        elif served.used_at is None or scope.now - served.used_at > NOTED_EVERY:
            used.append(served.id)
    return Advice(hints, used)


def _served_by(field: Field, purpose: Purpose) -> Iterator[tuple[int, Purpose]]:
    """Give what indexes serve: an order of whole values finds them too."""
    yield field.number, purpose
    if purpose == "filter" and not is_long(field):
        yield field.number, "sort"


def _wanted(table: Table, where: Node, sort: Sequence[SortKey]) -> Iterator[tuple[Field, Purpose]]:
    if sort and sort[0].field in table.fields:
        yield sort[0].field, "sort"
    for leaf in _leaves(where):
        field = leaf.field
        if field not in table.fields or field.kind.shape is Shape.JSON or field.unique:
            continue
        if leaf.op in _MATCHES or (leaf.op in _RANGES and not is_long(field)):
            yield field, "filter"


def _leaves(node: Node) -> Iterator[Leaf]:
    """Give the questions that all must hold: only these can be looked up."""
    if isinstance(node, Leaf):
        yield node
    elif isinstance(node, Every):
        for part in node.parts:
            yield from _leaves(part)
