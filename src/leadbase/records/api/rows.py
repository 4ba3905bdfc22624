"""The routes of single records. Answers are spelled by us: what a service gave is not checked a second time."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Query, Response, status
from pydantic import JsonValue as AnyJson

from leadbase.access.gate import Entry
from leadbase.access.scope import Scope
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.kit.paging import DEFAULT_LIMIT
from leadbase.records import history, service
from leadbase.records.answers import step_to_rest
from leadbase.records.api.parts import Cursor, Keys, Limit, RecordKey, shown, spelled, whole
from leadbase.records.schemas import HistoryPage, RecordOut, UpsertIn, UpsertOut
from leadbase.tables import service as tables
from leadbase.tables.api import CataloguesOf, TableKey

router = APIRouter(tags=["records"])

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


@router.post("/tables/{table}/records", response_model=RecordOut, status_code=status.HTTP_201_CREATED)
async def create_record(
    table: TableKey, body: Form, entry: Entry, catalogues: CataloguesOf, keys: Keys = "name"
) -> Response:
    """Make a record."""
    made = await entry.write(
        shown(catalogues, table, keys, lambda scope, found: service.create_record(scope, found, body))
    )
    return spelled(made, status.HTTP_201_CREATED)


@router.post("/tables/{table}/records/upsert", response_model=UpsertOut)
async def upsert_record(
    table: TableKey, body: UpsertIn, entry: Entry, catalogues: CataloguesOf, keys: Keys = "name"
) -> Response:
    """Update the oldest record with these key values, or make one (201)."""

    def act(scope: Scope) -> tuple[JsonObject, bool]:
        found = tables.get_table(scope, catalogues.get(scope), table)
        record, created = service.upsert_record(scope, found, body.keys, body.record)
        return {"created": created, "record": whole(scope, found, keys, record)}, created

    answer, created = await entry.write(act)
    return spelled(answer, status.HTTP_201_CREATED if created else status.HTTP_200_OK)


@router.get("/tables/{table}/records/{record}", response_model=RecordOut)
async def get_record(
    table: TableKey, record: RecordKey, entry: Entry, catalogues: CataloguesOf, keys: Keys = "name"
) -> Response:
    """Show a record."""
    return spelled(
        await entry.read(shown(catalogues, table, keys, lambda scope, found: service.get_record(scope, found, record)))
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
    return spelled(
        await entry.write(
            shown(catalogues, table, keys, lambda scope, found: service.update_record(scope, found, record, body))
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
    return spelled(
        await entry.write(
            shown(catalogues, table, keys, lambda scope, found: service.restore_record(scope, found, record))
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
    """List what happened to a record, the latest first and its creation last."""

    def act(scope: Scope) -> JsonObject:
        found = tables.get_table(scope, catalogues.get(scope), table)
        page = history.list_steps(scope, found, record, limit=limit, cursor=cursor)
        items: list[JsonValue] = [
            {"record": record, **step_to_rest(found, one, by_id=keys == "id", sight=scope.sight)} for one in page.items
        ]
        return {"items": items, "next_cursor": page.next_cursor}

    return spelled(await entry.read(act))
