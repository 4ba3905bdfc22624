"""Files in and out: a table made of a file, a second file that fills it, its dry run, its failed rows, undo, export."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.visitor import Visitor

Visit = Callable[..., Visitor]


def written(path: Path, *rows: tuple[str, ...]) -> Path:
    """Write a CSV file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def test_a_file_becomes_a_table_and_another_one_fills_it_and_is_taken_back(visit: Visit, tmp_path: Path) -> None:
    page = visit(language="en").go("/tables")
    page.get_by_role("link", name="Table from a file").click()
    people = [(f"Customer {number}", f"1380013{number:04}", "E5" if number % 2 else "S7") for number in range(30)]
    first = written(tmp_path / "Fair.csv", ("Name", "Mobile", "Model"), *people)
    page.get_by_label("Choose file").set_input_files(first)
    expect(page.get_by_label("Type 2")).to_be_visible()
    page.get_by_role("button", name="Make table with 3 fields").click()
    page.get_by_role("button", name="Import 30 records").click()
    expect(page.get_by_role("status").filter(has_text="All 30 rows are through.")).to_be_visible()

    page.get_by_role("link", name="Other file").click()
    more = [("", "13800130001", ""), ("New", "13900139000", "S7"), ("Odd", "none", "S7")]
    page.get_by_label("Choose file").set_input_files(written(tmp_path / "More.csv", ("Name", "Mobile", "Model"), *more))
    expect(page.get_by_text("As last time").first).to_be_visible()
    page.get_by_role("radio", name="Leave their rows out").check()
    expect(page.get_by_role("button", name="Import 2 records")).to_be_enabled()
    page.get_by_role("button", name="Import 2 records").click()
    failed = page.get_by_role("link", name="Download 1 row that can't go in")
    with page.expect_download() as download:
        failed.click()
    assert "Odd" in Path(download.value.path()).read_text(encoding="utf-8")
    page.get_by_role("button", name="Undo import More.csv").click()
    page.get_by_role("dialog").get_by_role("button", name="Undo import").click()
    expect(page.get_by_text("2 records went to the trash")).to_be_visible()

    page.get_by_role("link", name="Open the table").click()
    page.get_by_role("button", name="Import & export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Export as CSV").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert (lines[0], len(lines)) == ("Name,Mobile,Model", 31)
