"""The verbs that look over many records at once: groups with counts, and what stands beside one in a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from leadbase.access.model import Permission, Sight
from leadbase.access.scope import Scope
from leadbase.kit.json import JsonValue
from leadbase.records import filters
from leadbase.records.errors import GroupingWrong
from leadbase.records.model import FieldMasked, Group, Groups, Neighbours, Query, RecordUnknown
from leadbase.records.questions import Question
from leadbase.records.store import many, rows
from leadbase.tables.model import Field, FieldUnknown, Table

MOST_GROUPS = 500
_MOST_OPTIONS = 2_000


def list_groups(scope: Scope, table: Table, by: str, question: Question, *, limit: int = MOST_GROUPS) -> Groups:
    """Count live records by a field's values, up to `limit` groups beside that of the absent value.

    Raises FieldUnknown, FieldMasked or GroupingWrong.
    """
    scope.require(Permission.RECORDS_READ, table.id)
    field = filters.find_field(table, by, scope.sight)
    if field is None:
        raise FieldUnknown(table=table.name, field=by[:100])
    if "in" not in field.kind.operators:
        raise GroupingWrong(field=field.name, type=field.type)
    if scope.sight(field) is Sight.MASKED:
        raise FieldMasked(field=field.name)
    order = _option_order(field)
    groups = many.list_groups(scope.tx, table, question.where, field, _MOST_OPTIONS if order else limit)
    return _by_options(groups, order, limit) if order else groups


def find_neighbours(
    scope: Scope, table: Table, record: str, question: Question, *, sort: JsonValue = None
) -> Neighbours:
    """Give the records beside a live one in a list, also where the list itself leaves it out.

    Raises RecordUnknown, or what `parse_sort` raises.
    """
    scope.require(Permission.RECORDS_READ, table.id)
    found = rows.find_record(scope.tx, table, record)
    if found is None:
        raise RecordUnknown(table=table.name, record=record[:100])
    query = Query(where=question.where, sort=filters.parse_sort(table, sort, sight=scope.sight))
    return many.find_neighbours(scope.tx, table, query, found)


def _option_order(field: Field) -> Mapping[JsonValue, int]:
    """Give the place of each option by its handle; of a field without options nothing."""
    options = field.params.get("options")
    if not isinstance(options, list | tuple):
        return {}
    handles = [option.get("handle") for option in options if isinstance(option, Mapping)]
    return {handle: place for place, handle in enumerate(handles)}


def _by_options(groups: Groups, order: Mapping[JsonValue, int], limit: int) -> Groups:
    """Put options in their order, what is no option behind them, and the absent value last."""
    valued = [one for one in groups.items if one.value is not None]
    absent = [one for one in groups.items if one.value is None]

    def place(one: Group) -> int:
        return order.get(str(one.value), len(order))

    valued.sort(key=place)
    left = sum(one.count for one in valued[limit:])
    return replace(groups, items=[*valued[:limit], *absent], others=groups.others + left)
