"""The routes that look over many records: lists, groups with counts, the neighbours of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from leadbase.access.gate import Admission, Entry
from leadbase.access.scope import Scope
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.kit.paging import DEFAULT_LIMIT
from leadbase.records import reading, service
from leadbase.records.answers import show_value, to_rest
from leadbase.records.api.parts import (
    Chosen,
    Cursor,
    Filter,
    GuessesOf,
    Keys,
    Limit,
    RecordKey,
    Search,
    Sort,
    spelled,
)
from leadbase.records.filters import read_filter_text
from leadbase.records.guessing import Guesses
from leadbase.records.questions import Question, ask
from leadbase.records.schemas import GroupPage, NeighboursOut, RecordPage
from leadbase.records.service import COUNT_CAP, EXACT_CAP, Wish
from leadbase.tables import service as tables
from leadbase.tables.api import CataloguesOf, TableKey

router = APIRouter(tags=["records"])

Told = tuple[JsonObject, Question, object]


@router.get("/tables/{table}/records", response_model=RecordPage)
async def list_records(
    table: TableKey,
    entry: Entry,
    catalogues: CataloguesOf,
    guesses: GuessesOf,
    filter: Filter = None,
    q: Search = None,
    sort: Sort = None,
    fields: Chosen = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
    offset: Annotated[
        int, Query(ge=0, le=service.FURTHEST_OFFSET, description="Records to skip; not together with `cursor`.")
    ] = 0,
    keys: Keys = "name",
    count: Annotated[
        bool | Literal["exact"], Query(description="Count them too, up to 10,000; `exact` up to 1,000,000.")
    ] = False,
    trashed: Annotated[bool, Query(description="Those in the trash instead.")] = False,
) -> Response:
    """List records, newest first unless sorted otherwise; absent values sort last."""
    asked = read_filter_text(filter)
    chosen = None if fields is None else [name for name in fields.split(",") if name]
    wish = Wish(asked, sort, chosen, limit, cursor, trashed, offset, q)

    def act(scope: Scope) -> Told:
        found = tables.get_table(scope, catalogues.get(scope), table)
        question = ask(scope, found, asked, q)
        page = service.list_records(scope, found, wish, question=question)
        shown = None if chosen is None else service.chosen_fields(scope, found, chosen)
        items = [to_rest(found, record, by_id=keys == "id", fields=shown, sight=scope.sight) for record in page.items]
        answer: dict[str, JsonValue] = {"items": items, "next_cursor": page.next_cursor}
        if count:
            cap = EXACT_CAP if count == "exact" else COUNT_CAP
            counted = service.count_records(scope, found, asked, cap=cap, trashed=trashed, question=question)
            answer |= {"count": counted.value, "count_capped": counted.more}
        if q is not None:
            answer["search_behind"] = question.is_behind
        return answer, question, asker_of(scope)

    return await _answered(entry, guesses, act)


@router.get("/tables/{table}/records/groups", response_model=GroupPage)
async def list_groups(
    table: TableKey,
    entry: Entry,
    catalogues: CataloguesOf,
    guesses: GuessesOf,
    by: Annotated[str, Query(max_length=200, description="The field whose values make the groups.", examples=["name"])],
    filter: Filter = None,
    q: Search = None,
    limit: Annotated[int, Query(ge=1, le=reading.MOST_GROUPS, description="Groups at most.")] = reading.MOST_GROUPS,
) -> Response:
    """Count records by a field's values: options in their order, anything else the largest first; no value comes last.

    Records beyond the limit are told as one number, `others`.
    """
    asked = read_filter_text(filter)

    def act(scope: Scope) -> Told:
        found = tables.get_table(scope, catalogues.get(scope), table)
        question = ask(scope, found, asked, q)
        groups = reading.list_groups(scope, found, by, question, limit=limit)
        items: list[JsonValue] = [
            {"value": show_value(groups.field, one.value, scope.sight(groups.field)), "count": one.count}
            for one in groups.items
        ]
        answer: JsonObject = {"items": items, "next_cursor": None, "total": groups.total, "others": groups.others}
        return answer, question, asker_of(scope)

    return await _answered(entry, guesses, act)


@router.get("/tables/{table}/records/{record}/neighbours", response_model=NeighboursOut)
async def find_neighbours(
    table: TableKey,
    record: RecordKey,
    entry: Entry,
    catalogues: CataloguesOf,
    guesses: GuessesOf,
    filter: Filter = None,
    q: Search = None,
    sort: Sort = None,
) -> Response:
    """Tell which records come before and after one in a list of this filter, search and sort."""
    asked = read_filter_text(filter)

    def act(scope: Scope) -> Told:
        found = tables.get_table(scope, catalogues.get(scope), table)
        question = ask(scope, found, asked, q)
        beside = reading.find_neighbours(scope, found, record, question, sort=sort)
        return {"previous": beside.previous, "next": beside.next}, question, asker_of(scope)

    return await _answered(entry, guesses, act)


def asker_of(scope: Scope) -> object:
    """Tell who asks, so that their guesses are counted."""
    return scope.workspace.number, scope.actor.kind, scope.actor.id


async def _answered(entry: Admission, guesses: Guesses, act: Callable[[Scope], Told]) -> Response:
    """Answer what was found, and count it where it was a guess at a value that the asker sees only in part."""
    answer, question, asker = await entry.read(act)
    if question.is_guess:
        guesses.count(asker, entry.gate.units.clock())
    return spelled(answer)
