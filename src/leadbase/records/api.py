"""The routes of records. Answers are spelled by us: a page of a thousand records is not checked a second time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal, cast

from fastapi import APIRouter, Body, Depends, Path, Query, Request, Response, status
from pydantic import JsonValue as AnyJson

from leadbase.access.gate import Entry
from leadbase.access.scope import Scope
from leadbase.kit.json import JsonObject, JsonValue, compact
from leadbase.kit.paging import DEFAULT_LIMIT, LARGEST_LIMIT
from leadbase.records import service
from leadbase.records.answers import change_to_rest, to_rest
from leadbase.records.filters import read_filter_text
from leadbase.records.guessing import Guesses
from leadbase.records.model import Record
from leadbase.records.schemas import (
    RECORD_ID,
    HistoryPage,
    RecordOut,
    RecordPage,
    UpsertIn,
    UpsertOut,
)
from leadbase.records.service import Wish
from leadbase.tables import service as tables
from leadbase.tables.api import CataloguesOf, TableKey
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.model import Table

router = APIRouter(tags=["records"])

Asker = tuple[int, str, str]


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
Chosen = Annotated[
    str | None, Query(max_length=20_000, description="Only these fields, with commas.", examples=["name,phone"])
]

Form = Annotated[
    dict[str, AnyJson],
    Body(
        description="Values by API name or field id.",
        examples=[{"name": "张三", "phone": "13800138000", "budget": "120000.00"}],
    ),
]

FormChange = Annotated[
    dict[str, AnyJson],
    Body(
        description="New values by API name or field id. With `_version`, only if nobody changed the record since.",
        examples=[{"_version": 1, "channel": "7"}],
    ),
]


@router.get("/tables/{table}/records", response_model=RecordPage)
async def list_records(
    table: TableKey,
    entry: Entry,
    catalogues: CataloguesOf,
    guesses: GuessesOf,
    filter: Filter = None,
    sort: Sort = None,
    fields: Chosen = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
    keys: Keys = "name",
    count: Annotated[bool, Query(description="Count them too, up to 10,000.")] = False,
    trashed: Annotated[bool, Query(description="Those in the trash instead.")] = False,
) -> Response:
    """List records, newest first unless sorted otherwise; absent values sort last."""
    asked = read_filter_text(filter)
    chosen = None if fields is None else [name for name in fields.split(",") if name]

    def act(scope: Scope) -> tuple[JsonObject, Asker | None]:
        found = tables.get_table(scope, catalogues.get(scope), table)
        wish = Wish(asked, sort, chosen, limit, cursor, trashed)
        page = service.list_records(scope, found, wish)
        shown = None if chosen is None else service.chosen_fields(scope, found, chosen)
        items = [to_rest(found, record, by_id=keys == "id", fields=shown, sight=scope.sight) for record in page.items]
        answer: dict[str, JsonValue] = {"items": items, "next_cursor": page.next_cursor}
        if count:
            counted = service.count_records(scope, found, asked, trashed=trashed)
            answer |= {"count": counted.value, "count_capped": counted.more}
        asker = (scope.workspace.number, scope.actor.kind, scope.actor.id)
        return answer, asker if service.is_guess(scope, found, asked) else None

    answer, guessing = await entry.read(act)
    if guessing is not None:
        guesses.count(guessing, entry.gate.units.clock())
    return _json(answer)


@router.post("/tables/{table}/records", response_model=RecordOut, status_code=status.HTTP_201_CREATED)
async def create_record(
    table: TableKey, body: Form, entry: Entry, catalogues: CataloguesOf, keys: Keys = "name"
) -> Response:
    """Make a record."""
    made = await entry.write(
        _shown(catalogues, table, keys, lambda scope, found: service.create_record(scope, found, body))
    )
    return _json(made, status.HTTP_201_CREATED)


@router.post("/tables/{table}/records/upsert", response_model=UpsertOut)
async def upsert_record(
    table: TableKey, body: UpsertIn, entry: Entry, catalogues: CataloguesOf, keys: Keys = "name"
) -> Response:
    """Update the oldest record with these key values, or make one (201)."""

    def act(scope: Scope) -> tuple[JsonObject, bool]:
        found = tables.get_table(scope, catalogues.get(scope), table)
        record, created = service.upsert_record(scope, found, body.keys, body.record)
        return {"created": created, "record": _record(scope, found, keys, record)}, created

    answer, created = await entry.write(act)
    return _json(answer, status.HTTP_201_CREATED if created else status.HTTP_200_OK)


@router.get("/tables/{table}/records/{record}", response_model=RecordOut)
async def get_record(
    table: TableKey, record: RecordKey, entry: Entry, catalogues: CataloguesOf, keys: Keys = "name"
) -> Response:
    """Show a record."""
    return _json(
        await entry.read(_shown(catalogues, table, keys, lambda scope, found: service.get_record(scope, found, record)))
    )


@router.patch("/tables/{table}/records/{record}", response_model=RecordOut)
async def update_record(
    table: TableKey,
    record: RecordKey,
    body: FormChange,
    entry: Entry,
    catalogues: CataloguesOf,
    keys: Keys = "name",
) -> Response:
    """Change the given fields; with `_version` in the body a 409 tells `mine`, `theirs` and `original`."""
    return _json(
        await entry.write(
            _shown(catalogues, table, keys, lambda scope, found: service.update_record(scope, found, record, body))
        )
    )


@router.delete("/tables/{table}/records/{record}", status_code=status.HTTP_204_NO_CONTENT)
async def trash_record(
    table: TableKey,
    record: RecordKey,
    entry: Entry,
    catalogues: CataloguesOf,
    version: Annotated[int | None, Query(ge=1, description="Only if it still has this version.")] = None,
) -> None:
    """Put a record in the trash, from where it can be restored for 30 days."""

    def act(scope: Scope) -> None:
        found = tables.get_table(scope, catalogues.get(scope), table)
        service.trash_record(scope, found, record, expected_version=version)

    await entry.write(act)


@router.post("/tables/{table}/records/{record}/restore", response_model=RecordOut)
async def restore_record(
    table: TableKey, record: RecordKey, entry: Entry, catalogues: CataloguesOf, keys: Keys = "name"
) -> Response:
    """Take a record out of the trash; a 409 names the other record that took its place in a unique field."""
    return _json(
        await entry.write(
            _shown(catalogues, table, keys, lambda scope, found: service.restore_record(scope, found, record))
        )
    )


@router.get("/tables/{table}/records/{record}/history", response_model=HistoryPage)
async def list_history(
    table: TableKey,
    record: RecordKey,
    entry: Entry,
    catalogues: CataloguesOf,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
    keys: Keys = "name",
) -> Response:
    """List what happened to a record since it was made, the latest first."""

    def act(scope: Scope) -> JsonObject:
        found = tables.get_table(scope, catalogues.get(scope), table)
        page = service.list_history(scope, found, record, limit=limit, cursor=cursor)
        items = [change_to_rest(found, one, by_id=keys == "id", sight=scope.sight) for one in page.items]
        return {"items": items, "next_cursor": page.next_cursor}

    return _json(await entry.read(act))


def _shown(
    catalogues: Catalogues, table: str, keys: str, verb: Callable[[Scope, Table], Record]
) -> Callable[[Scope], JsonObject]:
    """Make an act of a verb that gives a record of a table."""

    def act(scope: Scope) -> JsonObject:
        found = tables.get_table(scope, catalogues.get(scope), table)
        return _record(scope, found, keys, verb(scope, found))

    return act


def _record(scope: Scope, table: Table, keys: str, record: Record) -> JsonObject:
    return to_rest(table, record, by_id=keys == "id", sight=scope.sight)


def _json(answer: JsonObject, status_code: int = status.HTTP_200_OK) -> Response:
    return Response(compact(answer), status_code, media_type="application/json")
