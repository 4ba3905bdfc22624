"""What the routes of records share: their parameters, and how a table's record becomes an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal, cast

from fastapi import Depends, Path, Query, Request, Response, status

from leadbase.access.scope import Scope
from leadbase.kit.json import JsonObject, compact
from leadbase.kit.paging import LARGEST_LIMIT
from leadbase.records.answers import to_rest
from leadbase.records.guessing import Guesses
from leadbase.records.model import Record
from leadbase.records.schemas import RECORD_ID
from leadbase.tables import service as tables
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.model import Table


def guesses_of(request: Request) -> Guesses:
    """Give the count of guesses of this app, made when it is first asked for."""
    state = request.app.state
    if not hasattr(state, "guesses"):
        state.guesses = Guesses()
    return cast(Guesses, state.guesses)


GuessesOf = Annotated[Guesses, Depends(guesses_of)]
RecordKey = Annotated[str, Path(max_length=24, description="A record's id.", examples=[RECORD_ID])]
Keys = Annotated[Literal["name", "id"], Query(description="Whether answers name fields by API name or by id.")]
Limit = Annotated[int, Query(ge=1, le=LARGEST_LIMIT, description="Items on the page.")]
Cursor = Annotated[str | None, Query(max_length=8_000, description="`next_cursor` of the page before.")]
Filter = Annotated[
    str | None,
    Query(
        max_length=16_000,
        description="A JSON tree of questions, or `{field: value}`; operators by type: see `/field-types`.",
        examples=['{"and": [{"field": "phone", "op": "eq", "value": "13800138000"}]}'],
    ),
]
Sort = Annotated[
    str | None,
    Query(max_length=1_000, description="Fields, `-` before those that descend.", examples=["-budget,name"]),
]
Search = Annotated[
    str | None,
    Query(
        max_length=1_000,
        description="Words that must all stand in searchable fields, anywhere in their text; at most 200 characters.",
        examples=["张 上海"],
    ),
]
Chosen = Annotated[
    str | None, Query(max_length=20_000, description="Only these fields, with commas.", examples=["name,phone"])
]


def shown(
    catalogues: Catalogues, table: str, keys: str, verb: Callable[[Scope, Table], Record]
) -> Callable[[Scope], JsonObject]:
    """Make an act of a verb that gives a record of a table."""

    def act(scope: Scope) -> JsonObject:
        found = tables.get_table(scope, catalogues.get(scope), table)
        return whole(scope, found, keys, verb(scope, found))

    return act


def whole(scope: Scope, table: Table, keys: str, record: Record) -> JsonObject:
    """Give a record as the actor sees it."""
    return to_rest(table, record, by_id=keys == "id", sight=scope.sight)


def spelled(answer: JsonObject, status_code: int = status.HTTP_200_OK) -> Response:
    """Answer with JSON that needs no further look."""
    return Response(compact(answer), status_code, media_type="application/json")
