"""The first start in the browser: the set-up link that the server prints, and its three steps."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.visitor import PASSWORD, Visitor
from tests.journeys.program import Program


def setup_link(program: Program) -> str:
    """Give the set-up link from what the server printed."""
    found = re.findall(r"https?://\S+/setup#\S+", program.log.read_text("utf-8"))
    assert found, "the server printed no set-up link"
    return str(found[-1])


def set_up_empty(visitor: Visitor) -> Page:
    """Make the first administrator and an empty workspace by hand; clicks are counted from its home page on."""
    page = visitor.page
    page.goto(setup_link(visitor.program))
    page.get_by_label("Name", exact=True).fill("Chen Mo")
    page.get_by_label("Email").fill("chen.mo@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Workspace name").fill("Hangzhou branch")
    page.keyboard.press("Enter")
    page.get_by_role("radio").last.check()
    page.get_by_role("button", name="Begin empty").click()
    expect(page.get_by_role("navigation", name="Menu")).to_contain_text("Hangzhou branch")
    page.evaluate("sessionStorage.removeItem('clicks')")
    return page
