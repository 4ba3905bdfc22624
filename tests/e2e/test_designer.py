"""The designer: a table is made, given fields of several types, put in order, thrown away and brought back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.visitor import Visitor
from tests.journeys.program import Program

Visit = Callable[..., Visitor]


def make_table(visitor: Visitor, label: str) -> Page:
    """Make a table with its one field and stand in its designer."""
    page = visitor.go("/tables?new=1")
    dialog = page.get_by_role("dialog", name="New table")
    dialog.get_by_label("Name").fill(label)
    dialog.get_by_role("button", name="Create and design fields").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(label)
    return page


def add_field(page: Page, kind: str, label: str) -> None:
    """Add a field of a type, found by typing, and name it."""
    page.get_by_role("button", name="Add field").click()
    page.get_by_role("textbox", name="Type").fill(kind)
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Field name").fill(label)


def row(page: Page, label: str) -> Locator:
    """Give a field's line in the list."""
    return page.get_by_role("listitem").filter(has=page.get_by_text(label, exact=True))


def save(page: Page, changes: int) -> None:
    """Save what was gathered, which must be so many changes."""
    word = "change" if changes == 1 else "changes"
    button = page.get_by_role("button", name=f"Save {changes} {word}")
    button.click()
    expect(button).to_have_count(0)
    expect(page.get_by_text(f"{changes} {word} saved").last).to_be_visible()


def fields(program: Program, table: str) -> list[dict[str, Any]]:
    """Ask the server for the fields of a table."""
    with program.client(program.token()) as client:
        return list(client.get(f"/tables/{table}").raise_for_status().json()["fields"])


def test_a_table_gets_fields_options_and_an_order_that_are_saved_together(visit: Visit, program: Program) -> None:
    page = make_table(visit(language="en"), "Customers")
    add_field(page, "phone", "Phone")
    page.get_by_label("Required").click()
    add_field(page, "choice", "Stage")
    page.get_by_role("button", name="Add option").click()
    page.get_by_role("textbox", name="Option label").fill("New")
    page.evaluate("navigator.clipboard.writeText('Won\\nLost\\nLater')")
    page.get_by_role("button", name="Add option").click()
    page.get_by_role("textbox", name="Option label").last.click()
    page.keyboard.press("Control+V")
    expect(page.get_by_text("4 options")).to_be_visible()
    save(page, 2)
    row(page, "Stage").get_by_role("button").focus()
    for _ in range(2):
        page.keyboard.press("Alt+ArrowUp")
    expect(row(page, "Stage")).to_contain_text("Moved")
    save(page, 1)
    saved = fields(program, "Customers")
    assert [one["label"] for one in saved] == ["Stage", "Name", "Phone"]
    assert [one["label"] for one in saved[0]["params"]["options"]] == ["New", "Won", "Lost", "Later"]
    assert saved[2]["required"]


def test_a_field_is_dragged_to_another_place(visit: Visit, program: Program) -> None:
    page = make_table(visit(language="en"), "Dragged")
    add_field(page, "phone", "Phone")
    save(page, 1)
    grip = row(page, "Phone").locator("[aria-hidden]").first
    start, end = grip.bounding_box(), row(page, "Name").bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(start["x"] + 5, end["y"] + 2, steps=8)
    page.mouse.up()
    expect(page.get_by_text("Moved", exact=True)).to_be_visible()
    page.keyboard.press("Control+s")  # a click right after the drop would be taken for a part of it
    expect(page.get_by_text("Moved", exact=True)).to_have_count(0)
    assert [one["label"] for one in fields(program, "Dragged")] == ["Phone", "Name"]


def test_a_field_goes_to_the_trash_and_comes_back(visit: Visit, program: Program) -> None:
    page = make_table(visit(language="en"), "Trashed")
    add_field(page, "phone", "Phone")
    save(page, 1)
    row(page, "Phone").get_by_role("button").click()
    page.get_by_role("button", name="Move to trash").click()
    save(page, 1)
    assert [one["label"] for one in fields(program, "Trashed")] == ["Name"]
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("“Phone” restored")).to_be_visible()
    expect(row(page, "Phone")).to_be_visible()
    assert [one["label"] for one in fields(program, "Trashed")] == ["Name", "Phone"]


def test_leaving_with_unsaved_changes_asks_once(visit: Visit) -> None:
    page = make_table(visit(language="en"), "Unsaved")
    add_field(page, "phone", "Phone")
    menu = page.get_by_role("navigation", name="Menu")
    menu.get_by_role("link", name="Settings").click()
    ask = page.get_by_role("dialog", name="Some changes are not saved")
    ask.get_by_role("button", name="Stay here").click()
    expect(page.get_by_role("textbox", name="Field name")).to_have_value("Phone")
    menu.get_by_role("link", name="Settings").click()
    ask.get_by_role("button", name="Discard and leave").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Settings")


def test_two_fields_of_one_name_are_told_before_anything_is_saved(visit: Visit, program: Program) -> None:
    page = make_table(visit(language="en"), "Doubled")
    add_field(page, "phone", "Name")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Two fields are called “Name”")).to_be_visible()
    assert len(fields(program, "Doubled")) == 1


def test_what_is_saved_before_a_refusal_is_not_saved_twice(visit: Visit, program: Program) -> None:
    page = make_table(visit(language="en"), "Partly")
    add_field(page, "phone", "Phone")
    add_field(page, "choice", "Stage")
    page.get_by_label("API name", exact=True).fill("no name")
    page.get_by_role("button", name="Save 2 changes").click()
    expect(page.get_by_text("What came before is saved. “Stage” is not:")).to_be_visible()
    page.get_by_label("API name", exact=True).fill("stage")
    save(page, 1)
    assert [one["label"] for one in fields(program, "Partly")] == ["Name", "Phone", "Stage"]


def test_a_table_goes_to_the_trash_by_its_name_and_comes_back(visit: Visit) -> None:
    visitor = visit(language="en")
    make_table(visitor, "Gone")
    page = visitor.go("/tables")
    page.get_by_role("button", name="Actions for “Gone”").click()
    page.get_by_role("menuitem", name="Move to trash").click()
    ask = page.get_by_role("dialog", name="Move “Gone” to the trash?")
    button = ask.get_by_role("button", name="Move “Gone” to trash")
    expect(button).to_be_disabled()
    ask.get_by_role("textbox").fill("Gone")
    button.click()
    expect(page.get_by_text("“Gone” is in the trash for 30 days")).to_be_visible()
    trashed = page.get_by_role("listitem").filter(has_text=re.compile("^Gone"))
    trashed.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("“Gone” restored")).to_be_visible()
    expect(page.get_by_role("button", name="Actions for “Gone”")).to_be_visible()
