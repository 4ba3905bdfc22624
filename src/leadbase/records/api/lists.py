"""The routes that look over many records: lists, groups with counts, the neighbours of one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from leadbase.access.gate import Admission, Entry
from leadbase.access.scope import Scope
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.kit.paging import DEFAULT_LIMIT
from leadbase.records import reading, service
from leadbase.records.answers import show_value
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
from leadbase.records.listing import Shape, list_page
from leadbase.records.questions import Question, ask
from leadbase.records.schemas import GroupPage, NeighboursOut, RecordPage
from leadbase.records.service import COUNT_CAP, EXACT_CAP, Wish
from leadbase.tables import indexes
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
    partial: Annotated[
        bool, Query(description="Where it takes long, look at the newest 50,000 records alone, and say so in `slow`.")
    ] = False,
) -> Response:
    """List records, newest first unless sorted otherwise; absent values sort last.

    A list that takes long says in `slow` which indexes would make it fast.
    """
    chosen = None if fields is None else [name for name in fields.split(",") if name]
    wish = Wish(read_filter_text(filter), sort, chosen, limit, cursor, trashed, offset, q)
    cap = None if not count else EXACT_CAP if count == "exact" else COUNT_CAP
    shape = Shape(by_id=keys == "id", cap=cap, partial=partial)

    def act(scope: Scope) -> tuple[Told, Collection[str]]:
        listed = list_page(scope, tables.get_table(scope, catalogues.get(scope), table), wish, shape)
        return (listed.answer, listed.question, asker_of(scope)), listed.used

    told, used = await entry.read(act)
    if used:
        await entry.gate.units.write(lambda moment: indexes.note_use(moment.tx, used, moment.now))
    return _answered(entry, guesses, told)


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

    return _answered(entry, guesses, await entry.read(act))


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

    return _answered(entry, guesses, await entry.read(act))


def asker_of(scope: Scope) -> object:
    """Tell who asks, so that their guesses are counted."""
    return scope.workspace.number, scope.actor.kind, scope.actor.id


def _answered(entry: Admission, guesses: Guesses, told: Told) -> Response:
    """Answer what was found, and count it where it was a guess at a value that the asker sees only in part."""
    answer, question, asker = told
    if question.is_guess:
        guesses.count(asker, entry.gate.units.clock())
    return spelled(answer)
