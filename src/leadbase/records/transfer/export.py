"""A view or table as a file, page by page: nothing is held but the page that is written."""

from __future__ import annotations

import asyncio
import csv
import io
import tempfile
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field, replace
from typing import BinaryIO, Literal, cast

import xlsxwriter

from leadbase.access import audit
from leadbase.access.audit import Action
from leadbase.access.model import Permission, Sight
from leadbase.access.scope import Scope
from leadbase.access.units import Room
from leadbase.kit.json import JsonObject, compact
from leadbase.kit.paging import LARGEST_LIMIT, Page
from leadbase.records.answers import to_rest
from leadbase.records.model import Record
from leadbase.records.questions import Question, ask
from leadbase.records.service import Wish, chosen_fields, list_records
from leadbase.records.transfer.cells import guarded, spell_cell
from leadbase.records.transfer.errors import ExportMasked
from leadbase.tables import service as tables
from leadbase.tables import views
from leadbase.tables.auditing import table_subject
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.field_type import Value
from leadbase.tables.model import Field, Table

Format = Literal["csv", "xlsx", "jsonl"]
MEDIA_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
}
SHEET_ROWS = 1_048_575
"""Rows of a sheet below its header; what is beyond goes into the next sheet."""

_LONGEST_CELL = 32_767
_EXACT = 10**15
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Order:
    """What to export: a view or the whole table, narrowed or sorted otherwise where something is given."""

    table: str
    format: Format = "csv"
    view: str | None = None
    wish: Wish = field(default_factory=Wish)
    bom: bool = False


@dataclass(frozen=True, slots=True)
class Ready:
    """An export that is allowed: its table and columns, and what is asked of the records."""

    order: Order
    table: Table
    fields: Sequence[Field]
    wish: Wish
    is_guess: bool

    @property
    def file(self) -> str:
        """The name of the file."""
        return f"{self.table.label}.{self.order.format}"


def prepare_export(scope: Scope, catalogues: Catalogues, order: Order) -> Ready:
    """Look up what is to be exported; fields that the asker does not see whole are left out.

    Raises TableUnknown, ViewUnknown, FieldUnknown, ExportMasked, or what is wrong with filter or sort.
    """
    table = tables.get_table(scope, catalogues.get(scope), order.table)
    scope.require(Permission.RECORDS_READ, table.id)
    wish = order.wish
    if order.view is not None:
        table, view = views.get_view(scope, catalogues, table.id, order.view)
        wish = _as_viewed(wish, view.settings)
    fields = table.fields if wish.fields is None else chosen_fields(scope, table, wish.fields)
    clear = [one for one in fields if scope.sight(one) is Sight.CLEAR]
    if not clear:
        raise ExportMasked
    wish = replace(wish, fields=[one.id for one in clear], limit=LARGEST_LIMIT, cursor=None)
    question = _question(scope, table, wish)
    _page(scope, table, replace(wish, limit=1), question)
    return Ready(order, table, clear, wish, question.is_guess)


async def begin_export(room: Room[Scope], catalogues: Catalogues, order: Order) -> Ready:
    """Prepare an export and note it; raises as `prepare_export`. A slow filter holds up nobody who writes."""
    ready = await room.read(lambda scope: prepare_export(scope, catalogues, order))
    await room.write(lambda scope: _note(scope, ready))
    return ready


def _note(scope: Scope, ready: Ready) -> None:
    # that there was a filter, and not what for: it may name a phone number, and values of records are not kept here
    told = {"format": ready.order.format, "view": ready.order.view, "filter": bool(ready.wish.filter)}
    after = {name: value for name, value in told.items() if value}
    audit.note(scope, Action.RECORDS_EXPORTED, table_subject(ready.table), None, after)


async def pages(room: Room[Scope], catalogues: Catalogues, ready: Ready) -> AsyncGenerator[Sequence[Record]]:
    """Give the records, page by page in the order that was asked for; no transaction is open in between."""
    cursor: str | None = None
    while True:

        def act(scope: Scope, cursor: str | None = cursor) -> Page[Record]:
            table = tables.get_table(scope, catalogues.get(scope), ready.table.id)
            wish = replace(ready.wish, cursor=cursor)
            return _page(scope, table, wish, _question(scope, table, wish))

        page = await room.read(act)
        yield page.items
        cursor = page.next_cursor
        if cursor is None:
            return


async def export(room: Room[Scope], catalogues: Catalogues, ready: Ready) -> AsyncGenerator[bytes]:
    """Give the file in parts."""
    found = pages(room, catalogues, ready)
    match ready.order.format:
        case "csv":
            yield ("\ufeff" if ready.order.bom else "").encode() + _csv([[one.label for one in ready.fields]])
            async for records in found:
                yield await asyncio.to_thread(_csv_page, ready, records)
        case "jsonl":
            async for records in found:
                yield await asyncio.to_thread(_lines, ready, records)
        case "xlsx":
            async for part in _workbook(ready, found):
                yield part


def _as_viewed(wish: Wish, settings: JsonObject) -> Wish:
    """Give a wish with what it leaves open as the view has it; both filters hold."""
    shown = cast(Sequence[JsonObject], settings.get("fields") or ())
    sort = cast(Sequence[JsonObject], settings.get("sort") or ())
    filters = [one for one in (settings.get("filter"), wish.filter) if one]
    visible = [str(one["field"]) for one in shown if not one.get("hidden")]
    spelled = ",".join(f"{'-' if one.get('descending') else ''}{one['field']}" for one in sort)
    return replace(
        wish,
        filter={"and": filters} if len(filters) > 1 else (filters[0] if filters else None),
        sort=wish.sort or spelled or None,
        fields=visible if wish.fields is None and visible else wish.fields,
    )


def _question(scope: Scope, table: Table, wish: Wish) -> Question:
    return ask(scope, table, wish.filter, wish.q)


def _page(scope: Scope, table: Table, wish: Wish, question: Question) -> Page[Record]:
    return list_records(scope, table, wish, question=question)


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _csv_page(ready: Ready, records: Sequence[Record]) -> bytes:
    return _csv([[spell_cell(one, record.value(one)) for one in ready.fields] for record in records])


def _lines(ready: Ready, records: Sequence[Record]) -> bytes:
    shown = (to_rest(ready.table, record, fields=ready.fields) for record in records)
    return "".join(compact(one) + "\n" for one in shown).encode()


async def _workbook(ready: Ready, found: AsyncGenerator[Sequence[Record]]) -> AsyncGenerator[bytes]:
    """Write the workbook to a file that is gone with its last byte, and give it."""
    with tempfile.TemporaryFile() as file:
        book = _Book(cast(BinaryIO, file), ready.fields)
        async for records in found:
            await asyncio.to_thread(book.add, records)
        await asyncio.to_thread(book.close)
        file.seek(0)
        while part := await asyncio.to_thread(file.read, _PIECE):
            yield part


class _Book:
    """A workbook on its way: rows go to the disk as they come."""

    def __init__(self, file: BinaryIO, fields: Sequence[Field]) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(file, {**options, "strings_to_numbers": False})  # type: ignore[arg-type]
        self._fields = fields
        self._bold = self._book.add_format({"bold": True})  # pyright: ignore[reportUnknownMemberType]
        self._row = SHEET_ROWS + 1
        self._begin()

    def _begin(self) -> None:
        self._sheet = self._book.add_worksheet()  # pyright: ignore[reportUnknownMemberType]
        self._sheet.freeze_panes(1, 0)
        for column, one in enumerate(self._fields):
            self._sheet.write_string(0, column, one.label, self._bold)
        self._row = 1

    def add(self, records: Sequence[Record]) -> None:
        """Write rows."""
        for record in records:
            if self._row > SHEET_ROWS:
                self._begin()
            for column, one in enumerate(self._fields):
                self._write(column, one, record.value(one))
            self._row += 1

    def _write(self, column: int, one: Field, value: Value) -> None:
        if value is None:
            return
        if one.kind.widget in ("number", "rating") and isinstance(value, int) and abs(value) < _EXACT:
            self._sheet.write_number(self._row, column, value)
        else:
            self._sheet.write_string(self._row, column, spell_cell(one, value)[:_LONGEST_CELL])

    def close(self) -> None:
        """Finish the file."""
        self._book.close()
