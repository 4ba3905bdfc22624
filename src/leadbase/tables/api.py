"""The routes of tables, their fields and their views."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Path, Query, Request, status

from leadbase.access.gate import Entry
from leadbase.access.scope import Scope
from leadbase.kit.paging import DEFAULT_LIMIT, LARGEST_LIMIT
from leadbase.tables import fields, service, views
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.region_schemas import RegionPage, all_regions
from leadbase.tables.schemas import (
    TABLE_ID,
    FieldIn,
    FieldOut,
    FieldPage,
    FieldPatch,
    FieldTypePage,
    OrderIn,
    TableIn,
    TableOut,
    TablePage,
    TablePatch,
)
from leadbase.tables.view_schemas import ViewIn, ViewOut, ViewPage, ViewPatch

router = APIRouter()


def catalogues_of(request: Request) -> Catalogues:
    """Give the catalogues, kept as `app.state.catalogues`."""
    return cast(Catalogues, request.app.state.catalogues)


CataloguesOf = Annotated[Catalogues, Depends(catalogues_of)]
Cursor = Annotated[str | None, Query(max_length=8_000, description="`next_cursor` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=LARGEST_LIMIT, description="Items on the page.")]
TableKey = Annotated[str, Path(max_length=200, description="A table's id or API name.", examples=["customers"])]
TableId = Annotated[str, Path(max_length=24, description="A table's id.", examples=[TABLE_ID])]
FieldKey = Annotated[str, Path(max_length=200, description="A field's id or API name.", examples=["phone"])]
ViewKey = Annotated[str, Path(max_length=200, description="A view's id or name.", examples=["all"])]
FieldId = Annotated[str, Path(max_length=24, description="A field's id.", examples=["63ff0191f725340df45e8ebd"])]
Trashed = Annotated[bool, Query(description="Those in the trash instead.")]


@router.get("/field-types", tags=["fields"])
async def list_field_types(entry: Entry, catalogues: CataloguesOf) -> FieldTypePage:
    """List the types that a field can have, with their parameters and what filters can ask of them."""
    return await entry.read(lambda _scope: FieldTypePage.of(catalogues.types))


@router.get("/regions", tags=["fields"])
async def list_regions(entry: Entry) -> RegionPage:
    """List the provinces of China with their cities and counties; they change with versions of Leadbase only."""
    return await entry.read(lambda _scope: all_regions())


@router.get("/tables", tags=["tables"])
async def list_tables(
    entry: Entry,
    catalogues: CataloguesOf,
    trashed: Trashed = False,
    count: Annotated[bool, Query(description="Tell how many records each has, up to 10,000.")] = False,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> TablePage:
    """List the tables that the asker may read, in their order."""

    def unit(scope: Scope) -> TablePage:
        page = service.list_tables(scope, catalogues.get(scope), trashed=trashed, limit=limit, cursor=cursor)
        return TablePage.of(page, service.count_records(scope, page.items) if count else None)

    return await entry.read(unit)


@router.post("/tables", tags=["tables"], status_code=status.HTTP_201_CREATED)
async def create_table(body: TableIn, entry: Entry, catalogues: CataloguesOf) -> TableOut:
    """Make a table with its first fields."""
    return TableOut.of(await entry.write(lambda scope: service.create_table(scope, catalogues, body.to_model())))


@router.put("/tables/order", tags=["tables"])
async def order_tables(body: OrderIn, entry: Entry, catalogues: CataloguesOf) -> TablePage:
    """Put tables first, in this order."""

    return TablePage.of(await entry.write(lambda scope: service.order_tables(scope, catalogues, body.first)))


@router.get("/tables/{table}", tags=["tables"])
async def get_table(table: TableKey, entry: Entry, catalogues: CataloguesOf) -> TableOut:
    """Show a table with its fields."""
    return TableOut.of(await entry.read(lambda scope: service.get_table(scope, catalogues.get(scope), table)))


@router.patch("/tables/{table}", tags=["tables"])
async def change_table(table: TableKey, body: TablePatch, entry: Entry, catalogues: CataloguesOf) -> TableOut:
    """Change a table's label, description or API name; the old name stays an alias."""
    return TableOut.of(await entry.write(lambda scope: service.change_table(scope, catalogues, table, body.to_model())))


@router.delete("/tables/{table}", tags=["tables"], status_code=status.HTTP_204_NO_CONTENT)
async def trash_table(table: TableKey, entry: Entry, catalogues: CataloguesOf) -> None:
    """Put a table with its records in the trash."""
    await entry.write(lambda scope: service.trash_table(scope, catalogues, table))


@router.post("/tables/{table}/restore", tags=["tables"])
async def restore_table(table: TableId, entry: Entry, catalogues: CataloguesOf) -> TableOut:
    """Take a table with its records out of the trash."""
    return TableOut.of(await entry.write(lambda scope: service.restore_table(scope, catalogues, table)))


@router.get("/tables/{table}/fields", tags=["fields"])
async def list_fields(
    table: TableKey,
    entry: Entry,
    catalogues: CataloguesOf,
    trashed: Trashed = False,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> FieldPage:
    """List a table's fields, in their order."""
    return FieldPage.of(
        await entry.read(
            lambda scope: service.list_fields(
                scope, catalogues.get(scope), table, trashed=trashed, limit=limit, cursor=cursor
            )
        )
    )


@router.post("/tables/{table}/fields", tags=["fields"], status_code=status.HTTP_201_CREATED)
async def create_field(table: TableKey, body: FieldIn, entry: Entry, catalogues: CataloguesOf) -> FieldOut:
    """Add a field at the end of a table."""
    return FieldOut.of(await entry.write(lambda scope: fields.create_field(scope, catalogues, table, body.to_model())))


@router.put("/tables/{table}/fields/order", tags=["fields"])
async def order_fields(table: TableKey, body: OrderIn, entry: Entry, catalogues: CataloguesOf) -> FieldPage:
    """Put fields first, in this order."""
    return FieldPage.of(await entry.write(lambda scope: fields.order_fields(scope, catalogues, table, body.first)))


@router.get("/tables/{table}/fields/{field}", tags=["fields"])
async def get_field(table: TableKey, field: FieldKey, entry: Entry, catalogues: CataloguesOf) -> FieldOut:
    """Show a field."""
    return FieldOut.of(
        await entry.read(lambda scope: service.get_table(scope, catalogues.get(scope), table).get_field(field))
    )


@router.patch("/tables/{table}/fields/{field}", tags=["fields"])
async def change_field(
    table: TableKey, field: FieldKey, body: FieldPatch, entry: Entry, catalogues: CataloguesOf
) -> FieldOut:
    """Change a field's label, description, API name, settings or parameters; the old name stays an alias."""
    return FieldOut.of(
        await entry.write(lambda scope: fields.change_field(scope, catalogues, table, field, body.to_model()))
    )


@router.delete("/tables/{table}/fields/{field}", tags=["fields"], status_code=status.HTTP_204_NO_CONTENT)
async def trash_field(table: TableKey, field: FieldKey, entry: Entry, catalogues: CataloguesOf) -> None:
    """Put a field with its values in the trash."""
    await entry.write(lambda scope: fields.trash_field(scope, catalogues, table, field))


@router.post("/tables/{table}/fields/{field}/restore", tags=["fields"])
async def restore_field(table: TableKey, field: FieldId, entry: Entry, catalogues: CataloguesOf) -> FieldOut:
    """Take a field with its values out of the trash."""
    return FieldOut.of(await entry.write(lambda scope: fields.restore_field(scope, catalogues, table, field)))


@router.get("/tables/{table}/views", tags=["views"])
async def list_views(table: TableKey, entry: Entry, catalogues: CataloguesOf) -> ViewPage:
    """List the views of a table that the asker sees: that of all records, the shared ones, then their own."""
    return ViewPage.of(*await entry.read(lambda scope: views.list_views(scope, catalogues, table)))


@router.post("/tables/{table}/views", tags=["views"], status_code=status.HTTP_201_CREATED)
async def create_view(table: TableKey, body: ViewIn, entry: Entry, catalogues: CataloguesOf) -> ViewOut:
    """Save a view of a table."""
    return ViewOut.of(*await entry.write(lambda scope: views.create_view(scope, catalogues, table, body.to_model())))


@router.put("/tables/{table}/views/order", tags=["views"])
async def order_views(table: TableKey, body: OrderIn, entry: Entry, catalogues: CataloguesOf) -> ViewPage:
    """Put views first, in this order: among the shared ones (builders only) and among the asker's own."""
    return ViewPage.of(*await entry.write(lambda scope: views.order_views(scope, catalogues, table, body.first)))


@router.get("/tables/{table}/views/{view}", tags=["views"])
async def get_view(table: TableKey, view: ViewKey, entry: Entry, catalogues: CataloguesOf) -> ViewOut:
    """Show a view."""
    return ViewOut.of(*await entry.read(lambda scope: views.get_view(scope, catalogues, table, view)))


@router.patch("/tables/{table}/views/{view}", tags=["views"])
async def change_view(
    table: TableKey, view: ViewKey, body: ViewPatch, entry: Entry, catalogues: CataloguesOf
) -> ViewOut:
    """Change a view's label, sharing, lock or some of its settings; an old version refuses it."""
    return ViewOut.of(
        *await entry.write(lambda scope: views.change_view(scope, catalogues, table, view, body.to_model()))
    )


@router.delete("/tables/{table}/views/{view}", tags=["views"], status_code=status.HTTP_204_NO_CONTENT)
async def delete_view(table: TableKey, view: ViewKey, entry: Entry, catalogues: CataloguesOf) -> None:
    """Delete a view."""
    await entry.write(lambda scope: views.delete_view(scope, catalogues, table, view))
