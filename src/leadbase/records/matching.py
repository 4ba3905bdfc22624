"""The verb that changes every record that a filter and a search find, a thousand at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from leadbase.access.model import Permission
from leadbase.access.scope import Scope
from leadbase.kit.errors import Problem
from leadbase.kit.ids import is_id
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.kit.paging import CursorWrong, read_cursor, write_cursor
from leadbase.records.bulk import MOST_ITEMS, Bulk, apply_bulk
from leadbase.records.errors import ChangeUnclear
from leadbase.records.questions import Question
from leadbase.records.store import many
from leadbase.tables.model import Table


@dataclass(frozen=True, slots=True)
class Matched:
    """What became of up to a thousand records.

    `remaining` are those beyond, for which `next_cursor` stands (None: there are none); `refused` are those left as
    they were, `problem` why the first of them was.
    """

    changed: int
    refused: int
    remaining: int
    next_cursor: str | None
    problem: Problem | None


def change_matching(
    scope: Scope,
    table: Table,
    question: Question,
    *,
    values: JsonObject | None = None,
    trash: bool = False,
    cursor: str | None = None,
) -> Matched:
    """Give fields the same values in the records that the question finds, or put these in the trash.

    Records are taken in order of their ids from the cursor on, so that calling again until there is no cursor meets
    each once. Raises NotAllowed, ChangeUnclear or CursorWrong.
    """
    scope.require(Permission.RECORDS_WRITE, table.id)
    if bool(values) is trash or (values and values.keys() & {"_id", "_version"}):
        raise ChangeUnclear
    ids = many.list_ids(scope.tx, table, question.where, after=_after(cursor), limit=MOST_ITEMS)
    forms: list[JsonValue] = [_form(record, values) for record in ids] if values else []
    result = apply_bulk(scope, table, Bulk(update=forms, trash=ids if trash else ()))
    remaining = 0
    if len(ids) == MOST_ITEMS:
        remaining = many.count_after(scope.tx, table, question.where, after=ids[-1])
    problems = [one.result for one in result.outcomes if isinstance(one.result, Problem)]
    return Matched(
        changed=result.changed,
        refused=len(problems),
        remaining=remaining,
        next_cursor=write_cursor([ids[-1]]) if remaining else None,
        problem=problems[0] if problems else None,
    )


def _form(record: str, values: Mapping[str, JsonValue]) -> JsonObject:
    return {"_id": record, **values}


def _after(cursor: str | None) -> str:
    if cursor is None:
        return ""
    [last] = read_cursor(cursor, str)
    if not isinstance(last, str) or not is_id(last):
        raise CursorWrong
    return last
