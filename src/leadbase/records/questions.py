"""Reads which records are asked for, by filter and by words, once for all that one request tells of them."""

from __future__ import annotations

from dataclasses import dataclass

from leadbase.access.model import Permission
from leadbase.access.scope import Scope
from leadbase.kit.json import JsonValue
from leadbase.records import filters, search
from leadbase.records.model import EVERYTHING, Every, Node
from leadbase.tables.model import Table


@dataclass(frozen=True, slots=True)
class Question:
    """Which records are asked for.

    `is_guess`: by a value that the asker sees only in part. `is_behind`: what was written last may not be found yet.
    """

    where: Node
    is_guess: bool = False
    is_behind: bool = False


def ask(
    scope: Scope, table: Table, filter: JsonValue = None, q: str | None = None, *, lenient: bool = False
) -> Question:
    """Check a filter and a search; raises NotAllowed, SearchTooLong, or what `parse_filter` raises."""
    scope.require(Permission.RECORDS_READ, table.id)
    where = EVERYTHING if filter is None else filters.parse_filter(table, filter, sight=scope.sight, lenient=lenient)
    is_behind = False
    sought = search.read_search(table, q, sight=scope.sight)
    if sought is not None:
        sought, is_behind = search.narrowed(scope.tx, table, sought)
        where = sought if where == EVERYTHING else Every((where, sought))
    return Question(where, filters.is_guess(where, scope.sight), is_behind)
