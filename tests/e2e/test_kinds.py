"""A table seen as a kanban, a calendar and a form: made, filled, moved by hand and by key, and without its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.sheet import drag
from tests.e2e.visitor import Visitor
from tests.journeys.program import Program, wait_until

Visit = Callable[..., Visitor]

STAGES = [
    {"label": label, "handle": label.lower(), "hue": hue}
    for label, hue in (("New", "blue"), ("Called", "teal"), ("Won", "green"))
]
FIELDS = [
    {"label": "Name", "type": "text", "required": True},
    {"label": "Stage", "type": "choice", "params": {"options": STAGES}},
    {"label": "Phone", "type": "phone"},
    {"label": "Visit", "type": "date"},
    {"label": "Call", "type": "datetime"},
]


@pytest.fixture(scope="module")
def visits(program: Program) -> str:
    """Have a table of visits in November 2026, many of them on one day."""
    people: list[dict[str, object]] = [
        {"Name": "Ann", "Stage": "new", "Visit": "2026-11-10", "Call": "2026-11-10 23:30:00"},
        {"Name": "Ben", "Stage": "new", "Visit": "2026-11-11"},
        {"Name": "Cai", "Stage": "won"},
        {"Name": "Dai"},
    ]
    crowd = [{"Name": f"Guest {number:02d}", "Stage": "called", "Visit": "2026-11-18"} for number in range(12)]
    with program.client(program.token()) as client:
        client.post("/tables", json={"label": "Visits", "fields": FIELDS}).raise_for_status()
        client.post("/tables/Visits/records/bulk", json={"create": [*people, *crowd]}).raise_for_status()
    return "Visits"


def values(program: Program, name: str) -> dict[str, Any]:
    """Ask the server for a record by its name."""
    with program.client(program.token()) as client:
        filter = f'{{"Name":"{name}"}}'
        [found] = client.get("/tables/Visits/records", params={"filter": filter}).raise_for_status().json()["items"]
        return dict(found)


def until(program: Program, name: str, field: str, value: object) -> None:
    """Wait until the server has this value."""
    wait_until(lambda: values(program, name)[field] == value, lambda: f"{values(program, name)}", 10)


def make_view(page: Page, kind: str, field: str | None = None) -> None:
    """Make a view of a kind by the dialog, called like its kind."""
    page.get_by_role("button", name="New view").click()
    dialog = page.get_by_role("dialog", name="New view")
    dialog.get_by_text(kind, exact=True).click()
    if field is not None:
        dialog.get_by_role("combobox").click()
        page.get_by_title(field, exact=True).last.click()
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name=kind)).to_have_attribute("aria-current", "page")


def column(page: Page, label: str) -> Locator:
    """Give a column of the kanban."""
    return page.get_by_role("region", name=label)


def card(where: Page | Locator, name: str) -> Locator:
    """Give a card by the name of its record."""
    return where.locator(f"[aria-label='{name}']").filter(visible=True)


def day(page: Page, date: str) -> Locator:
    """Give a day of the calendar."""
    return page.locator(f"[data-day='{date}']")


def test_cards_go_from_column_to_column_by_hand_and_by_key(visit: Visit, program: Program, visits: str) -> None:
    visitor = visit(language="en")
    page = visitor.go(f"/tables/{visits}")
    make_view(page, "Kanban")
    expect(column(page, "New, 2 records")).to_be_visible()
    expect(column(page, "Called, 12 records")).to_be_visible()
    drag(page, card(page, "Ann"), column(page, "Won, 1 record"))
    expect(card(column(page, "Won, 2 records"), "Ann")).to_be_visible()
    expect(page.get_by_text("Moved to “Won”")).to_be_visible()
    until(program, "Ann", "Stage", "won")
    page.keyboard.press("Control+z")
    expect(card(column(page, "New, 2 records"), "Ann")).to_be_visible()
    until(program, "Ann", "Stage", "new")
    card(page, "Ben").focus()
    page.keyboard.press("Shift+ArrowRight")
    until(program, "Ben", "Stage", "called")
    expect(card(column(page, "Called, 13 records"), "Ben")).to_be_focused()
    page.keyboard.press("m")
    page.get_by_role("menuitem", name="No value").click()
    until(program, "Ben", "Stage", None)
    expect(column(page, "No value, 2 records")).to_be_visible()
    card(page, "Ann").focus()
    page.keyboard.press("Enter")
    drawer = page.get_by_role("dialog", name="Record")
    expect(drawer.get_by_role("heading", level=2)).to_have_text("Ann")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    page.get_by_role("button", name="New record: Won").click()
    drawer.get_by_label("Name").fill("Eve")
    drawer.get_by_role("button", name="Save", exact=True).click()
    expect(card(column(page, "Won, 2 records"), "Eve")).to_be_visible()
    until(program, "Eve", "Stage", "won")
    with program.client(program.token()) as client:
        client.post("/tables/Visits/records", json={"Name": "Fei", "Stage": "called"}).raise_for_status()
    expect(card(column(page, "Called, 13 records"), "Fei")).to_be_visible()
    page.reload()
    expect(column(page, "Won, 2 records")).to_be_visible()


def test_records_go_from_day_to_day_by_hand_and_by_key(visit: Visit, program: Program, visits: str) -> None:
    visitor = visit(language="en")
    page = visitor.go(f"/tables/{visits}")
    make_view(page, "Calendar", "Visit")
    page.goto(f"{page.url}?date=2026-11-10")
    expect(page.get_by_role("heading", name="November 2026")).to_be_visible()
    drag(page, card(page, "Ann"), day(page, "2026-11-13"))
    until(program, "Ann", "Visit", "2026-11-13")
    card(page, "Ann").focus()
    page.keyboard.press("Shift+ArrowDown")
    until(program, "Ann", "Visit", "2026-11-20")
    page.keyboard.press("Control+z")
    until(program, "Ann", "Visit", "2026-11-13")
    day(page, "2026-11-18").get_by_text("more").click()
    inside = page.get_by_role("tooltip")
    expect(inside).to_contain_text("12 records")
    card(inside, "Guest 11").click()
    drawer = page.get_by_role("dialog", name="Record")
    expect(drawer.get_by_role("heading", level=2)).to_have_text("Guest 11")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    page.get_by_role("button", name="Starts Visit").click()
    page.get_by_role("menuitem", name="Call").click()
    page.get_by_text("Week", exact=True).click()
    expect(day(page, "2026-11-10")).to_contain_text("23:30")
    drag(page, card(page, "23:30 Ann"), day(page, "2026-11-12"))
    until(program, "Ann", "Call", "2026-11-12T15:30:00Z")
    assert "as=week" in page.url
    page.get_by_role("button", name="Save to view").click()
    expect(page.get_by_text("View saved")).to_be_visible()
    with program.client(program.token()) as client:
        client.delete("/tables/Visits/fields/Call").raise_for_status()
    expect(page.get_by_text("Choose a date field")).to_be_visible()


def test_a_form_is_made_filled_in_mended_and_filled_in_again(visit: Visit, program: Program, visits: str) -> None:
    page = visit(language="en").go(f"/tables/{visits}")
    make_view(page, "Form")
    page.get_by_role("button", name="Edit form").click()
    settings = page.get_by_role("complementary", name="Edit form")
    settings.get_by_label("Heading").fill("At the door")
    settings.get_by_role("checkbox", name="Required Phone").check()
    settings.get_by_role("switch", name="Shown Visit").click()
    page.get_by_role("button", name="Save to view").click()
    expect(page.get_by_text("View saved")).to_be_visible()
    page.get_by_role("button", name="Done").click()
    main = page.get_by_role("main")
    expect(main.get_by_role("heading", name="At the door")).to_be_visible()
    expect(main.get_by_label("Visit")).to_have_count(0)
    main.get_by_label("Name").fill("Gao")
    main.get_by_role("button", name="Submit").click()
    expect(main.get_by_role("alert")).to_have_text("Fill this in")
    phone = main.get_by_label("Phone")
    expect(phone).to_be_focused()
    phone.fill("12")
    page.keyboard.press("Control+Enter")
    expect(main.get_by_role("alert")).to_contain_text("12")
    phone.fill("13800001111")
    main.get_by_role("button", name="Submit").click()
    expect(main.get_by_role("status")).to_contain_text("1 filled in just now")
    assert values(program, "Gao")["Phone"] == "13800001111"
    page.keyboard.press("Enter")
    expect(main.get_by_label("Name")).to_have_value("")
    viewer = visit("viewer", language="en", phone=True)
    with program.client(program.token()) as client:
        new = {"label": "Door", "kind": "form", "sharing": "shared"}
        client.post("/tables/Visits/views", json=new).raise_for_status()
    theirs = viewer.go("/tables/Visits/Door")
    expect(theirs.get_by_text("Your role can't make records.")).to_be_visible()
    assert theirs.evaluate("document.documentElement.scrollWidth <= innerWidth")
