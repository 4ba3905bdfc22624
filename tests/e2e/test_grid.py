"""The sheet: written into by keyboard, copied from and pasted into, filled, undone, narrowed, kept as a view."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.sheet import Sheet, drag
from tests.e2e.visitor import Visitor
from tests.journeys.program import Program, wait_until

Visit = Callable[..., Visitor]

STAGES = [{"label": label, "handle": label, "hue": hue} for label, hue in (("New", "blue"), ("Won", "green"))]
FIELDS = [
    {"label": "Name", "type": "text"},
    {"label": "Age", "type": "integer"},
    {"label": "Stage", "type": "choice", "params": {"options": STAGES}},
    {"label": "Phone", "type": "phone"},
]
PEOPLE = [
    {"Name": "Ann", "Age": 31, "Stage": "New"},
    {"Name": "Ben", "Age": 27, "Stage": "Won"},
    {"Name": "Cai", "Age": 45, "Stage": "New"},
    {"Name": "Dai", "Age": 38},
]
MANY = 100_000
AT_ONCE = 1_000


def make(program: Program, table: str, rows: Sequence[Mapping[str, object]] = PEOPLE) -> None:
    """Make a table with records; a sheet shows them in this order, as if each came after the next."""
    with program.client(program.token()) as client:
        client.post("/tables", json={"label": table, "fields": FIELDS}).raise_for_status()
        for start in range(0, len(rows), AT_ONCE):
            bulk = list(reversed(rows[start : start + AT_ONCE]))
            client.post(f"/tables/{table}/records/bulk", json={"create": bulk}).raise_for_status()


def saved(program: Program, table: str) -> list[dict[str, Any]]:
    """Ask the server for the records, in the order that a sheet shows."""
    with program.client(program.token()) as client:
        return list(client.get(f"/tables/{table}/records").raise_for_status().json()["items"])


def until_saved(program: Program, table: str, field: str, values: Sequence[object]) -> None:
    """Wait until the server has these values in a field of the first records."""

    def are_there() -> bool:
        return [row[field] for row in saved(program, table)][: len(values)] == list(values)

    wait_until(are_there, lambda: f"{field} is {[row[field] for row in saved(program, table)]}", 10)


def open_sheet(visit: Visit, table: str, **wishes: str) -> tuple[Visitor, Page, Sheet]:
    """Open a table and wait for its first record."""
    visitor = visit(language="en", **wishes)
    page = visitor.go(f"/tables/{table}")
    return visitor, page, Sheet(page).ready()


def sort_by_age(page: Page) -> None:
    """Sort by age, ascending, and put the panel away by Esc."""
    page.get_by_role("button", name="Sort").click()
    add = page.get_by_role("button", name="Add sort")
    add.click()
    page.get_by_role("combobox", name="Field").last.click()
    page.get_by_title("Age", exact=True).last.click()
    expect(page.locator(".ant-select-open")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(add).to_be_hidden()


def test_cells_are_written_by_keyboard_alone_and_undone(visit: Visit, program: Program) -> None:
    make(program, "Written")
    _, page, sheet = open_sheet(visit, "Written")
    press = page.keyboard.press
    sheet.click(0, 0)
    page.keyboard.type("Anna")
    press("Tab")
    page.keyboard.type("32")
    press("Enter")
    sheet.expect(0, 0, "Anna")
    sheet.expect(1, 0, "32")
    until_saved(program, "Written", "Age", [32, 27])
    sheet.click(0, 1)
    press("F2")
    page.keyboard.type("jamin")
    press("Escape")
    sheet.expect(0, 1, "Ben")
    press("Delete")
    until_saved(program, "Written", "Name", ["Anna", None, "Cai"])
    press("Control+z")
    until_saved(program, "Written", "Name", ["Anna", "Ben"])
    press("Control+z")
    press("Control+z")
    until_saved(program, "Written", "Name", ["Ann"])
    until_saved(program, "Written", "Age", [31])
    press("Control+Shift+z")
    until_saved(program, "Written", "Name", ["Anna"])


def test_a_range_goes_to_a_spreadsheet_and_comes_back_with_new_rows_and_options(visit: Visit, program: Program) -> None:
    make(program, "Copied")
    visitor, page, sheet = open_sheet(visit, "Copied")
    sheet.select(0, 0, 2, 1)
    page.keyboard.press("Control+c")
    expect(page.get_by_text("Copied 2 records")).to_be_visible()
    assert visitor.copied().splitlines() == ["Ann\t31\tNew", "Ben\t27\tWon"]
    page.evaluate("navigator.clipboard.writeText('Eve\\t50\\tLater\\nFei\\t51\\tNew\\n')")
    sheet.click(0, 3)
    page.keyboard.press("Control+v")
    dialog = page.get_by_role("dialog", name="Paste")
    expect(dialog).to_contain_text("“Stage” has no such options: Later")
    dialog.get_by_role("button", name="Paste 2 records").click()
    expect(page.get_by_text("Pasted: 1 created, 1 changed")).to_be_visible()
    rows = {row["Name"]: (row["Age"], row["Stage"]) for row in saved(program, "Copied")}
    assert rows == {
        "Ann": (31, "New"),
        "Ben": (27, "Won"),
        "Cai": (45, "New"),
        "Eve": (50, "Later"),
        "Fei": (51, "New"),
    }


def test_a_value_is_filled_down_and_taken_back(visit: Visit, program: Program) -> None:
    make(program, "Filled")
    _, page, sheet = open_sheet(visit, "Filled")
    sheet.select(2, 1, 2, 3)
    page.keyboard.press("Control+d")
    until_saved(program, "Filled", "Stage", ["New", "Won", "Won", "Won"])
    page.keyboard.press("Control+z")
    until_saved(program, "Filled", "Stage", ["New", "Won", "New", None])


def test_any_number_of_deletions_in_a_row_is_taken_back(visit: Visit, program: Program) -> None:
    make(program, "Undone")
    _, page, sheet = open_sheet(visit, "Undone")
    for left in (3, 2, 1, 0):
        x, y = sheet.middle(0, 0)
        page.mouse.click(x - 115, y)
        page.get_by_role("toolbar", name="Selected records").get_by_role("button", name="Delete").click()
        expect(page.get_by_text(f"Undone · {left} record")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_have_count(1)
    expect(page.get_by_text("takes back earlier steps too")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone · 1 record")).to_be_visible()
    for left in (2, 3, 4):
        page.keyboard.press("Control+z")
        expect(page.get_by_text(f"Undone · {left} records")).to_be_visible()
    until_saved(program, "Undone", "Name", ["Ann", "Ben", "Cai", "Dai"])


def test_a_value_that_does_not_fit_stays_with_its_reason_until_it_is_mended(visit: Visit, program: Program) -> None:
    make(program, "Refused")
    _, page, sheet = open_sheet(visit, "Refused")
    sheet.type(3, 0, "12")
    page.mouse.move(*sheet.middle(3, 0))
    expect(page.get_by_role("tooltip").filter(has_text="Mend it and press Enter")).to_be_visible()
    sheet.expect(3, 0, "12")
    assert saved(program, "Refused")[0]["Phone"] is None
    sheet.type(3, 0, "13800001111")
    until_saved(program, "Refused", "Phone", ["13800001111"])


def test_records_are_narrowed_sorted_grouped_and_the_view_is_kept(visit: Visit, program: Program) -> None:
    make(program, "Viewed")
    _, page, sheet = open_sheet(visit, "Viewed")
    sheet.drag_head(1, 60, edge=True)
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("button", name="Add condition").click()
    page.get_by_role("combobox", name="Field").click()
    page.get_by_title("Age", exact=True).click()
    page.get_by_role("combobox", name="Comparison").click()
    page.get_by_title("at least", exact=True).click()
    page.get_by_role("tooltip").get_by_role("textbox").or_(page.get_by_role("spinbutton")).last.fill("31")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Viewed · 3 records")).to_be_visible()
    sort_by_age(page)
    sheet.expect(0, 0, "Ann")
    sheet.expect(0, 1, "Dai")
    sheet.expect(0, 2, "Cai")
    page.get_by_role("button", name="Group", exact=True).click()
    page.get_by_role("menuitem", name="Stage").click()
    sheet.expect(0, 0, re.compile("^New"))
    sheet.expect(0, 3, re.compile("^No value"))
    sheet.drag_head(3, -120)
    page.get_by_role("button", name="Save as new view").click()
    dialog = page.get_by_role("dialog", name="New view")
    dialog.get_by_label("Name of the view").fill("Grown up")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Grown up")).to_have_attribute("aria-current", "page")
    page.reload()
    sheet.expect(0, 0, re.compile("^New"))
    with program.client(program.token()) as client:
        ids = {one["id"]: one["label"] for one in client.get("/tables/Viewed").json()["fields"]}
    view = page.evaluate("fetch('/api/v1/tables/Viewed/views/Grown_up').then((answer) => answer.json())")
    shown = [(ids[one["field"]], one["width"]) for one in view["settings"]["fields"]]
    assert [label for label, _ in shown] == ["Name", "Age", "Phone", "Stage"]
    assert abs(shown[1][1] - 170) <= 2


def test_views_are_put_in_order_shared_and_locked(visit: Visit, program: Program) -> None:
    make(program, "Tabs")
    with program.client(program.token()) as client:
        for label in ("One", "Two", "Three"):
            client.post("/tables/Tabs/views", json={"label": label, "sharing": "shared"}).raise_for_status()
    _, page, sheet = open_sheet(visit, "Tabs")
    tabs = page.get_by_role("navigation", name="Views").get_by_role("link")
    drag(page, tabs.nth(3), tabs.nth(1))
    expect(tabs).to_have_text(["All records", "Three", "One", "Two"])
    tabs.nth(2).click()
    expect(tabs.nth(2)).to_have_attribute("aria-current", "page")
    sheet.ready()
    for label in ("Move right", "Lock"):
        page.get_by_role("button", name="More for this view").click()
        page.get_by_role("menuitem", name=label).click()
    expect(page.get_by_text("View saved")).to_be_visible()
    colleague = visit("member", language="zh-CN")
    theirs = colleague.go("/tables/Tabs/One")
    Sheet(theirs).ready()
    seen = theirs.get_by_role("navigation", name="视图").get_by_role("link")
    expect(seen).to_have_text(["全部记录", "Three", "Two", "One"])
    theirs.get_by_role("button", name="这个视图的更多操作").click()
    for label in ("解锁", "重命名视图", "删除视图", "左移"):
        expect(theirs.get_by_role("menuitem", name=label)).to_have_attribute("aria-disabled", "true")


def test_words_are_found_and_a_search_that_finds_nothing_offers_a_way_out(visit: Visit, program: Program) -> None:
    make(program, "Found")
    _, page, sheet = open_sheet(visit, "Found")
    box = page.get_by_label("Search records")
    box.fill("Ca")
    expect(page.get_by_text("Found · 1 record")).to_be_visible()
    sheet.expect(0, 0, "Cai")
    box.fill("nobody")
    expect(page.get_by_text("No record matches")).to_be_visible()
    page.get_by_role("button", name="Clear filter").click()
    expect(page.get_by_text("Found · 4 records")).to_be_visible()


@pytest.mark.timeout(180)
def test_a_hundred_thousand_records_are_there_at_the_middle_and_the_end(visit: Visit, program: Program) -> None:
    rows = [{"Name": f"person {number:06d}", "Age": number} for number in range(MANY)]
    make(program, "Many", rows)
    _, page, sheet = open_sheet(visit, "Many")
    sort_by_age(page)
    sheet.expect(0, 0, "person 000000")
    expect(page.get_by_text("Many · 100,000 records")).to_be_visible()
    sheet.click(0, 0)
    page.keyboard.press("Control+ArrowDown")
    sheet.expect(0, MANY - 1, f"person {MANY - 1:06d}")
    scroller = sheet.box.locator(".dvn-scroller")
    scroller.evaluate("(box) => box.scrollTo({ top: (box.scrollHeight - box.clientHeight) / 2 })")
    sheet.expect(0, MANY // 2, f"person {MANY // 2:06d}")
    sheet.type(0, MANY // 2, "Middle Wu")
    wait_until(lambda: _holds(program, "Middle Wu"), "the record at the middle was not changed", 10)
    page.goto(f"{page.url}&filter=" + quote('{"field":"Age","op":"lt","value":10000}'))
    expect(page.get_by_text("Many · 10,000 records")).to_be_visible()
    sheet.expect(0, 0, "person 000000")
    box = sheet.middle(0, 0)
    page.mouse.click(box[0] - 115, box[1])
    page.get_by_role("button", name="Select all 10,000").click()
    page.get_by_role("button", name="Edit field").click()
    page.get_by_role("tooltip").get_by_role("combobox", name="Stage").click()
    page.get_by_title("Won", exact=True).click()
    page.get_by_role("button", name="Set for all").click()
    page.get_by_role("dialog").get_by_role("button", name="Change all 10,000 records").click()
    expect(page.get_by_text("Changed 10,000 records")).to_be_visible()
    sheet.expect(2, 0, "Won")
    assert _won(program) == MANY // 10


def _won(program: Program) -> int:
    with program.client(program.token()) as client:
        found = client.get("/tables/Many/records/groups", params={"by": "Stage"}).raise_for_status().json()["items"]
        return next(one["count"] for one in found if one["value"] == "Won")


def _holds(program: Program, name: str) -> bool:
    with program.client(program.token()) as client:
        found = client.get("/tables/Many/records", params={"filter": f'{{"field":"Name","op":"eq","value":"{name}"}}'})
        return [row["Age"] for row in found.raise_for_status().json()["items"]] == [MANY // 2]
