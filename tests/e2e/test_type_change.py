"""A field gets another type in the designer: the plan tells what comes of its values, and the sheet shows them so."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.visitor import Visitor
from tests.journeys.program import Program

Visit = Callable[..., Visitor]


def make_calls(program: Program, *lengths: str) -> None:
    """Make a table of calls whose lengths are text, beside fields that only show themselves."""
    fields = [
        {"label": "Length", "type": "text", "name": "length"},
        {"label": "No", "type": "sequence", "params": {"prefix": "C-"}},
        {"label": "Place", "type": "region", "name": "place"},
        {"label": "Share", "type": "percent", "name": "share"},
    ]
    with program.client(program.token()) as client:
        client.post("/tables", json={"label": "Calls", "name": "calls", "fields": fields}).raise_for_status()
        for length in lengths:
            lead = {"length": length, "place": "浙江+杭州", "share": "12.5%"}
            client.post("/tables/calls/records", json=lead).raise_for_status()


def choose(page: Page, kind: str) -> None:
    """Choose the new type by typing."""
    page.get_by_role("combobox", name="New type").fill(kind)
    page.keyboard.press("Enter")


def test_a_text_of_lengths_becomes_a_duration_after_a_look_at_what_does_not_fit(visit: Visit, program: Program) -> None:
    make_calls(program, "4:12", "90 s", "later")
    page = visit(language="en").go("/tables/calls/design")
    page.get_by_role("listitem").filter(has_text="Length").get_by_text("Length", exact=True).click()
    page.get_by_role("button", name="Change type").click()
    dialog = page.get_by_role("dialog", name="Change the type of “Length”")
    button = dialog.get_by_role("button", name="Change type")
    expect(button).to_be_disabled()
    choose(page, "duration")
    expect(dialog).to_contain_text("0 values stay as they are, 2 are written in another way, 1 don't fit")
    expect(dialog.get_by_role("row", name="later")).to_contain_text("is no duration")
    expect(button).to_be_disabled()
    dialog.get_by_text("Empty them, with a flag that keeps the old value").click()
    button.click()
    expect(page.get_by_text("“Length” has its new type")).to_be_visible()
    expect(page.get_by_role("button", name="Change type")).to_have_count(1)
    with program.client(program.token()) as client:
        shown = [one["length"] for one in client.get("/tables/calls/records").json()["items"]]
    assert shown == [None, 90, 252]
    page = visit(language="en").go("/tables/calls")
    expect(page.get_by_text("4 min 12 s").first).to_be_attached()
    expect(page.get_by_text("C-0001").first).to_be_attached()
    expect(page.get_by_text("12.50%").first).to_be_attached()
    expect(page.get_by_text("浙江 杭州").first).to_be_attached()
