"""The route that gives a view or a table as a file."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from leadbase.access.gate import Entry
from leadbase.records.api.lists import asker_of
from leadbase.records.api.parts import Chosen, Filter, GuessesOf, Search, Sort
from leadbase.records.filters import read_filter_text
from leadbase.records.service import Wish
from leadbase.records.transfer.export import MEDIA_TYPES, Format, Order, begin_export, export
from leadbase.tables.api import CataloguesOf, TableKey

router = APIRouter(tags=["imports"])


@router.get(
    "/tables/{table}/export",
    response_class=Response,
    responses={200: {"description": "The file.", "content": {kind: {} for kind in MEDIA_TYPES.values()}}},
)
async def export_records(
    table: TableKey,
    entry: Entry,
    catalogues: CataloguesOf,
    guesses: GuessesOf,
    format: Annotated[Format, Query(description="`csv`, `xlsx`, or `jsonl`: a JSON object a line.")] = "csv",
    view: Annotated[
        str | None, Query(max_length=200, description="A view's id or name: its filter, sort and fields.")
    ] = None,
    filter: Filter = None,
    q: Search = None,
    sort: Sort = None,
    fields: Chosen = None,
    bom: Annotated[bool, Query(description="Begin a CSV with a BOM, by which Excel knows that it is UTF-8.")] = False,
) -> Response:
    """Export records as a file: of a view, or of the table. Fields that one sees only in part are left out."""
    chosen = None if fields is None else [name for name in fields.split(",") if name]
    order = Order(table, format, view, Wish(read_filter_text(filter), sort, chosen, q=q), bom)
    ready = await begin_export(entry, catalogues, order)
    if ready.is_guess:
        guesses.count(await entry.read(asker_of), entry.gate.units.clock())
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(ready.file)}"}
    return StreamingResponse(export(entry, catalogues, ready), media_type=MEDIA_TYPES[format], headers=headers)
