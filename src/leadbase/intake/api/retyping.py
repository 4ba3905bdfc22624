"""The routes of changing a field's type; here, because a plan names the scripts that name the field."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from leadbase.access.gate import Entry
from leadbase.access.scope import Scope
from leadbase.intake.api.parts import CataloguesOf
from leadbase.intake.naming import NamingScript, list_naming
from leadbase.intake.schemas.retyping import TypeChangeIn, TypeChangeOut, TypePlanIn, TypePlanOut
from leadbase.tables import retyper, retyping
from leadbase.tables.service import get_table

router = APIRouter()

TableKey = Annotated[str, Path(max_length=200, description="A table's id or API name.", examples=["customers"])]
FieldKey = Annotated[str, Path(max_length=200, description="A field's id or API name.", examples=["phone"])]


@router.post("/tables/{table}/fields/{field}/type-plan", tags=["fields"])
async def plan_type(
    table: TableKey, field: FieldKey, body: TypePlanIn, entry: Entry, catalogues: CataloguesOf
) -> TypePlanOut:
    """Tell what a change of a field's type would do to its values, views and scripts, and change nothing."""

    def naming(scope: Scope) -> list[NamingScript]:
        found = get_table(scope, catalogues.get(scope), table)
        return list(list_naming(scope, found, found.get_field(field)))

    plan = await retyper.plan(entry, catalogues, table, field, body.to_model())
    return TypePlanOut.of(plan, await entry.read(naming))


@router.post("/tables/{table}/fields/{field}/type-change", tags=["fields"])
async def change_type(
    table: TableKey, field: FieldKey, body: TypeChangeIn, entry: Entry, catalogues: CataloguesOf
) -> TypeChangeOut:
    """Change a field's type; id, names, settings and views stay, the old values go to the trash as a field.

    Up to 10,000 records are changed at once, more of them in the background while leads come in.
    """
    return TypeChangeOut.of(await retyper.change(entry, catalogues, table, field, body.to_model()))


@router.get("/tables/{table}/fields/{field}/type-change", tags=["fields"])
async def get_type_change(table: TableKey, field: FieldKey, entry: Entry, catalogues: CataloguesOf) -> TypeChangeOut:
    """Tell how far the latest change of a field's type is."""

    def look(scope: Scope) -> TypeChangeOut:
        change = retyping.find_change(scope, catalogues, table, field)
        is_copying = change is not None and change.phase == "copying"
        return TypeChangeOut.of(change, retyping.count_records(scope, catalogues, table) if is_copying else None)

    return await entry.read(look)


@router.post("/tables/{table}/fields/{field}/type-change/cancel", tags=["fields"])
async def cancel_type_change(table: TableKey, field: FieldKey, entry: Entry, catalogues: CataloguesOf) -> TypeChangeOut:
    """Give a change of type up while its values are copied; the field stays as it was."""
    return TypeChangeOut.of(await entry.write(lambda scope: retyping.cancel(scope, catalogues, table, field)))
