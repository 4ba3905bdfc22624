"""From an empty workspace to the first lead seen as a record, by template."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.sheet import Sheet
from tests.e2e.start import set_up_empty, setup_link
from tests.e2e.visitor import Visitor
from tests.journeys.program import Program

Visit = Callable[..., Visitor]

EXPECTED = '{"code":"0","message":"success"}'
MOST_CLICKS = 12


def test_the_template_path_takes_fewer_than_twelve_clicks(visit: Visit, program: Program) -> None:
    visitor = visit(None, language="en")
    page = set_up_empty(visitor)
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Templates").click()
    page.get_by_role("main").get_by_role("link", name="Feiyu leads").first.click()
    page.get_by_role("button", name="Apply template").click()
    page.get_by_role("button", name="Copy URL").click()
    program.run("push", "feiyu", visitor.copied(), "--expect", EXPECTED)
    page.get_by_role("button", name="Open table").click()
    sheet = Sheet(page).ready()
    sheet.click(0, 0)
    page.keyboard.press("Space")
    drawer = page.get_by_role("dialog", name="Record")
    expect(drawer.get_by_role("heading", level=2)).to_have_text(sheet.text(0, 0))
    expect(drawer.get_by_role("link", name="Call")).to_be_visible()
    expect(drawer.get_by_role("link", name="Open event")).to_be_visible()
    assert visitor.clicks() < MOST_CLICKS

    late = visit(None, language="en")
    late.page.goto(setup_link(program))
    expect(late.page.get_by_text("This server has an administrator. Sign in.")).to_be_visible()
