"""Files that mean harm or are broken: too large, mixed encodings, ragged, formulas, bombs; each is told by name."""

from __future__ import annotations

import codecs
import io
import os
import tracemalloc
import zipfile
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter

from leadbase.records.transfer import rows, service, workbook
from leadbase.records.transfer.cells import guarded, unguarded
from leadbase.records.transfer.decoding import settle
from leadbase.records.transfer.errors import (
    FileEmpty,
    FileNotReadable,
    FileTooLarge,
    ImportNoSpace,
    LineTooLong,
    RowTooWide,
    SheetUnknown,
    TextUndecodable,
    WorkbookBroken,
    WorkbookTooLarge,
)
from leadbase.records.transfer.folder import Folder
from leadbase.records.transfer.reading import Wish
from leadbase.records.transfer.rows import Place, read_rows, sniff
from leadbase.records.transfer.workbook import check_packing
from tests.records.dock import Dock, csv_of, open_dock, parts_of

HEAD = ("姓名", "电话", "备注")
FIELDS = ("name", "phone", "notes")


@pytest.fixture
async def dock(tmp_path: Path, migrated_sqlite_url: str) -> AsyncGenerator[Dock]:
    async with open_dock(tmp_path, migrated_sqlite_url) as opened:
        yield opened


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
async def test_the_encoding_of_a_file_is_found_out(dock: Dock, encoding: str) -> None:
    content = csv_of(HEAD, ("张三", "13800138000", '多行\r\n备注，含“引号”和"逗号",')).decode().encode(encoding)
    told = await dock.receive(content)
    assert told.reading.encoding == encoding
    assert list(told.reading.headers) == list(HEAD)
    await dock.imported(await dock.plan(told, FIELDS))
    assert await dock.values(*FIELDS) == [("张三", "13800138000", '多行\r\n备注，含“引号”和"逗号",')]


async def test_a_file_of_mixed_encodings_is_refused_with_line_and_column(dock: Dock) -> None:
    rows = csv_of(HEAD, *(("张三李四王五", "", "好的") for _ in range(5)))
    with pytest.raises(TextUndecodable) as mixed:
        await dock.receive(rows + "坏".encode("gb18030") + b",,\r\n")
    assert (mixed.value.facts["line"], mixed.value.facts["column"]) == (7, 1)
    with pytest.raises(TextUndecodable):
        await dock.receive(b"a,b\r\n\xff\xfe\xfa,1\r\n", encoding="utf-8")
    assert list(dock.desk.folder.list_ids()) == []


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", FileEmpty),
        (b"name,phone\r\n", FileEmpty),
        (b"\r\n\r\n", FileEmpty),
        (b"a,b\0c\0\0\0,,\0\r\n1,2", FileNotReadable),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, FileNotReadable),
        (b'name\r\n"' + b"x" * 200_000 + b"\r\n", LineTooLong),
        (b"," * 3_000 + b"\r\n1\r\n", RowTooWide),
        (b"PK\x03\x04 no workbook", WorkbookBroken),
    ],
)
async def test_a_file_that_can_not_be_read_says_why_and_leaves_nothing(
    dock: Dock, content: bytes, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await dock.receive(content)
    assert list(dock.desk.folder.list_ids()) == []


async def test_a_file_beyond_the_limit_is_refused_as_it_comes_and_memory_stays_flat(tmp_path: Path) -> None:
    folder, sent = Folder(tmp_path / "transfers", 40 << 20), 0

    async def endless() -> AsyncGenerator[bytes]:
        nonlocal sent
        part = b"x" * (1 << 16)
        while True:
            sent += len(part)
            yield part

    tracemalloc.start()
    with pytest.raises(FileTooLarge):
        await folder.receive("a" * 24, endless())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sent <= (40 << 20) + (1 << 17)
    assert peak < 8 << 20
    assert list(folder.list_ids()) == []


async def test_no_file_takes_the_space_that_leads_need(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leadbase.records.transfer.folder._RESERVE", 1 << 62)
    folder = Folder(tmp_path / "transfers", 40 << 20)

    async def small() -> AsyncGenerator[bytes]:
        yield b"name\nWang\n"

    with pytest.raises(ImportNoSpace):
        await folder.receive("a" * 24, small())
    assert list(folder.list_ids()) == []


def test_pages_of_a_large_file_are_read_one_by_one(tmp_path: Path) -> None:
    path, place, count = tmp_path / "large.csv", Place(0), 0
    with path.open("wb") as file:
        for number in range(200_000):
            file.write(b'%d,"two\nlines",%s\n' % (number, b"x" * 60))
    tracemalloc.start()
    while True:
        page = [row for _, row in zip(range(1_000), read_rows(path, ",", place), strict=False)]
        if not page:
            break
        assert int(page[0].cells[0]) == count
        count, place = count + len(page), page[-1].next
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 200_000
    assert place.line == 400_001
    assert peak < 8 << 20


async def test_ragged_rows_are_read_as_far_as_they_go(dock: Dock) -> None:
    content = "姓名;电话;备注\n甲\n乙;13800138000;x;y;z\n\n;;\n丙;;多\n".encode()
    told = await dock.brought(content, FIELDS)
    assert told.reading.delimiter == ";"
    assert await dock.values(*FIELDS) == [("甲", None, None), ("乙", "13800138000", "x"), ("丙", None, "多")]


def test_old_line_ends_and_tabs_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_bytes("a\tb\r1\t二\r".encode())
    text = settle(path, tmp_path / "text.csv")
    assert [row.cells for row in read_rows(text.path, sniff(text.path, text.start), Place(text.start))] == [
        ["a", "b"],
        ["1", "二"],
    ]


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("\tx", "'\tx"),
        ("'=x", "''=x"),
        ("-12.5", "-12.5"),
        ("+8613800138000", "+8613800138000"),
        ("+86 138-0013-8000", "+86 138-0013-8000"),
        ("plain", "plain"),
        ("'quoted'", "'quoted'"),
    ],
)
def test_a_cell_that_would_be_a_formula_is_guarded_and_read_back(cell: str, told: str) -> None:
    assert guarded(cell) == told
    assert unguarded(told) == cell


def book(**sheets: list[list[object]]) -> bytes:
    """Make a workbook."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as made:  # pyright: ignore[reportArgumentType]
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)  # pyright: ignore[reportUnknownMemberType]
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)  # pyright: ignore[reportUnknownMemberType]
    return file.getvalue()


async def test_a_workbook_is_read_sheet_by_sheet(dock: Dock) -> None:
    content = book(
        空=[], 现场=[list(HEAD), ["张三", "13800138000", "=1"], ["李四", 13800138001, 2.5]], 另=[["x"], ["y"]]
    )
    told = await dock.receive(content, "现场.xlsx")
    assert (told.made.format, told.reading.sheet, list(told.reading.sheets)) == ("xlsx", "现场", ["空", "现场", "另"])
    other = await service.read_anew(dock.room, dock.desk, told.made.id, Wish(sheet="另"))
    assert list(other.reading.headers) == ["x"]
    with pytest.raises(SheetUnknown):
        await service.read_anew(dock.room, dock.desk, told.made.id, Wish(sheet="没有"))
    told = await service.read_anew(dock.room, dock.desk, told.made.id, Wish(sheet="现场"))
    await dock.imported(await dock.plan(told, FIELDS))
    assert [row[0] for row in await dock.values("name")] == ["张三", "李四"]
    assert (await dock.values("phone", "notes"))[1] == ("13800138001", "2.5")


def test_a_bomb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"\0" * (64 << 20))
    with pytest.raises(WorkbookTooLarge):
        check_packing(path)


def test_a_part_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "liar.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b"x" * 100_000)
    content = path.read_bytes()
    size = (100_000).to_bytes(4, "little")
    assert content.count(size) == 2
    path.write_bytes(content.replace(size, (10).to_bytes(4, "little")))
    with pytest.raises(WorkbookTooLarge):
        check_packing(path)


async def test_a_workbook_that_takes_too_much_memory_ends_with_its_process(tmp_path: Path) -> None:
    path = tmp_path / "wide.xlsx"
    path.write_bytes(book(a=[["x"]]))
    with zipfile.ZipFile(path) as parts:
        kept = {name: parts.read(name) for name in parts.namelist()}
    sheet = kept["xl/worksheets/sheet1.xml"].decode()
    far = sheet.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, content in kept.items():
            parts.writestr(name, far if name.endswith("sheet1.xml") else content)
    with pytest.raises((WorkbookTooLarge, WorkbookBroken)):
        await workbook.write_sheet(path, tmp_path / "out.csv", None)


def test_a_row_without_end_is_refused_before_it_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(b'"a\n",' * 20_000)
    monkeypatch.setattr(rows, "LONGEST_LINE", 1 << 14)
    with pytest.raises(LineTooLong):
        next(read_rows(path, ",", Place(0)))


async def test_files_that_nobody_needs_are_removed_with_the_next_one(dock: Dock) -> None:
    told = await dock.receive(csv_of(HEAD, ("甲",)))
    left = dock.desk.folder.path / ("f" * 24)
    left.mkdir()
    os.utime(left, (0, 0))
    await dock.receive(csv_of(HEAD, ("乙",)))
    assert ("f" * 24) not in dock.desk.folder.list_ids()
    assert told.made.id in dock.desk.folder.list_ids()


async def test_a_file_that_comes_in_slowly_outlives_one_that_comes_in_meanwhile(dock: Dock) -> None:
    async def slow() -> AsyncGenerator[bytes]:
        yield csv_of(HEAD, ("甲",))
        await dock.receive(csv_of(HEAD, ("乙",)))
        yield csv_of(("丙",))

    told = await dock.receive(slow())
    assert told.reading.rows == 2


async def test_the_beginning_of_a_file_is_no_part_of_its_first_name(dock: Dock) -> None:
    told = await dock.receive(codecs.BOM_UTF8 + csv_of(HEAD, ("甲",)))
    assert told.reading.headers[0] == "姓名"
    assert replace(told.reading, headers=()).begin.line == 2
    assert [part async for part in parts_of(b"x")] == [b"x"]
