"""The routes of imports: send a file, say what to do with it, try it, do it, take it back."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from leadbase.access.gate import Admission, Entry, error_language
from leadbase.access.names import name_actors
from leadbase.access.scope import Scope
from leadbase.kit.errors import Language
from leadbase.kit.paging import DEFAULT_LIMIT
from leadbase.records.api.parts import Cursor, Limit
from leadbase.records.store.transfers import WrittenPage
from leadbase.records.transfer import service
from leadbase.records.transfer.cells import guarded, unguarded
from leadbase.records.transfer.reading import Wish
from leadbase.records.transfer.schemas import (
    IMPORT_ID,
    Delimiter,
    Encoding,
    ImportOut,
    ImportPage,
    ImportPlanIn,
    ImportPreviewOut,
    ImportReadingIn,
    TableFromFileIn,
)
from leadbase.records.transfer.service import Told
from leadbase.records.transfer.steps import Desk

router = APIRouter(tags=["imports"])

ImportKey = Annotated[str, Path(max_length=24, description="An import's id.", examples=[IMPORT_ID])]
TableQuery = Annotated[
    str | None, Query(max_length=200, description="A table's id or API name.", examples=["customers"])
]
_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_CSV = "text/csv"


def desk_of(request: Request) -> Desk:
    """Give what imports work with, kept as `app.state.transfers`."""
    return cast(Desk, request.app.state.transfers)


DeskOf = Annotated[Desk, Depends(desk_of)]


@router.post("/imports", status_code=201, openapi_extra=_FILE)
async def create_import(
    entry: Entry,
    desk: DeskOf,
    request: Request,
    name: Annotated[str, Query(max_length=500, description="The file's name.", examples=["线索.csv"])],
    table: TableQuery = None,
    encoding: Encoding | None = None,
    delimiter: Delimiter | None = None,
) -> ImportOut:
    """Send a CSV, TSV or xlsx file, as it is, to be imported; nothing is written into a table yet."""
    wish = Wish(encoding, delimiter)
    told = await service.receive(entry, desk, name, table, request.stream(), wish)
    return await entry.read(lambda scope: _shown(scope, [told])[0])


@router.get("/imports")
async def list_imports(
    entry: Entry, desk: DeskOf, table: TableQuery = None, cursor: Cursor = None, limit: Limit = DEFAULT_LIMIT
) -> ImportPage:
    """List imports, newest first; they are kept for 30 days."""

    def act(scope: Scope) -> ImportPage:
        page = service.list_imports(scope, desk, table, limit, cursor)
        return ImportPage(items=_shown(scope, page.items), next_cursor=page.next_cursor)

    return await entry.read(act)


@router.get("/imports/{id}")
async def get_import(id: ImportKey, entry: Entry, desk: DeskOf) -> ImportOut:
    """Get an import with its dry run and how far it is."""
    return await entry.read(_of(lambda scope: service.get_import(scope, desk, id)))


@router.delete("/imports/{id}", status_code=204)
async def drop_import(id: ImportKey, entry: Entry, desk: DeskOf) -> None:
    """Let go of a file that was not imported."""
    desk.folder.drop(await entry.write(lambda scope: service.drop_import(scope, desk, id)))


@router.get("/imports/{id}/preview")
async def preview_import(id: ImportKey, entry: Entry, desk: DeskOf) -> ImportPreviewOut:
    """Get the first 100 rows of the file, and for each column its type and where it would go, with the reason."""
    return await entry.read(lambda scope: ImportPreviewOut.of(service.preview(scope, desk, id)))


@router.put("/imports/{id}/reading")
async def read_import_anew(id: ImportKey, body: ImportReadingIn, entry: Entry, desk: DeskOf) -> ImportOut:
    """Read the file in another way: another sheet, row of names, encoding or separator. The plan is let go of."""
    told = await service.read_anew(entry, desk, id, body.wish())
    return await entry.read(lambda scope: _shown(scope, [told])[0])


@router.put("/imports/{id}/plan")
async def plan_import(id: ImportKey, body: ImportPlanIn, entry: Entry, desk: DeskOf) -> ImportOut:
    """Say into which table the file goes, which column into which field, and what becomes of duplicates and misfits."""
    return await entry.write(_of(lambda scope: service.plan_import(scope, desk, id, body.table, body.plan())))


@router.post("/imports/{id}/table", status_code=201)
async def create_import_table(id: ImportKey, body: TableFromFileIn, entry: Entry, desk: DeskOf) -> ImportOut:
    """Make a table for the file, with a field for each of these columns."""
    columns = [one.column for one in body.columns]
    return await entry.write(_of(lambda scope: service.create_table(scope, desk, id, body.to_model(), columns)))


@router.post("/imports/{id}/check", status_code=202)
async def check_import(id: ImportKey, entry: Entry, desk: DeskOf) -> ImportOut:
    """Try the whole file without writing anything: how many records it would make, change, skip, and why rows fail."""
    return await entry.write(_of(lambda scope: service.check_import(scope, desk, id)))


@router.post("/imports/{id}/run", status_code=202)
async def run_import(id: ImportKey, entry: Entry, desk: DeskOf) -> ImportOut:
    """Write the file into its table, in the background; it goes on when nobody looks."""
    return await entry.write(_of(lambda scope: service.run_import(scope, desk, id)))


@router.post("/imports/{id}/cancel")
async def cancel_import(id: ImportKey, entry: Entry, desk: DeskOf) -> ImportOut:
    """End what runs of an import; what was written stays, and can be undone."""
    return await entry.write(_of(lambda scope: service.cancel_import(scope, desk, id)))


@router.post("/imports/{id}/undo", status_code=202)
async def undo_import(id: ImportKey, entry: Entry, desk: DeskOf) -> ImportOut:
    """Take back what an import wrote: its records go to the trash, changed fields get their values back.

    What people changed since is left as it is.
    """
    return await entry.write(_of(lambda scope: service.undo_import(scope, desk, id)))


@router.get(
    "/imports/{id}/failed",
    response_class=Response,
    responses={200: {"description": "A CSV file of rows.", "content": {_CSV: {}}}},
)
async def get_failed_rows(id: ImportKey, entry: Entry, desk: DeskOf, request: Request) -> Response:
    """Get the rows that could not go in, as they stand in the file, each with its line and the reasons."""
    told = await entry.read(lambda scope: service.get_import(scope, desk, id))
    language = error_language(request)
    headers = {"content-disposition": f'attachment; filename="failed-{id}.csv"'}
    return StreamingResponse(_failed(entry, desk, told, language), media_type=_CSV, headers=headers)


def _of(verb: Callable[[Scope], Told]) -> Callable[[Scope], ImportOut]:
    return lambda scope: _shown(scope, [verb(scope)])[0]


def _shown(scope: Scope, told: Sequence[Told]) -> list[ImportOut]:
    names = name_actors(scope, {one.made.made_by for one in told})
    return [ImportOut.of(one, names.get(one.made.made_by)) for one in told]


async def _failed(entry: Admission, desk: Desk, told: Told, language: Language) -> AsyncGenerator[bytes]:
    """Spell the rows page by page: no transaction is open while they are sent."""
    is_chinese = language == "zh-CN"
    width = len(told.reading.headers)
    titles = ["行", "原因"] if is_chinese else ["Line", "Reason"]
    yield b"\xef\xbb\xbf" + _lines([[*told.reading.headers, *titles]], is_guarded=False)
    is_csv, after = told.made.format == "csv", -1
    while True:

        def look(scope: Scope, after: int = after) -> WrittenPage | None:
            return service.find_failed(scope, desk, told.made.id, after)

        page = await entry.read(look)
        if page is None:
            return
        after = page.ordinal
        rows: list[list[str]] = []
        for one in page.failed:
            cells = list(cast(Sequence[str], one["cells"]))[:width]
            faults = cast(Sequence[Mapping[str, str]], one["faults"])
            reason = "；".join(fault["zh"] for fault in faults) if is_chinese else " ".join(one["en"] for one in faults)
            rows.append([*cells, *[""] * (width - len(cells)), str(one["line"]), reason])
        if rows:
            yield _lines(rows, is_guarded=is_csv)


def _lines(rows: Sequence[Sequence[str]], *, is_guarded: bool) -> bytes:
    text = io.StringIO(newline="")
    tidy = ([guarded(unguarded(cell) if is_guarded else cell) for cell in row] for row in rows)
    csv.writer(text, lineterminator="\r\n").writerows(tidy)
    return text.getvalue().encode("utf-8", "replace")
