"""The frame: every page is there in both languages, and says so where there is nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.visitor import Visitor
from tests.journeys.program import wait_until

Visit = Callable[..., Visitor]

PAGES = {
    "": ("首页", "Home"),
    "/webhooks": ("Webhook", "Webhooks"),
    "/events": ("回调事件", "Events"),
    "/tables": ("数据表", "Tables"),
    "/templates": ("模板", "Templates"),
    "/people": ("成员与令牌", "People & tokens"),
    "/settings": ("设置", "Settings"),
}


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_page_opens_in_both_languages(visit: Visit, language: str) -> None:
    visitor = visit(language=language)
    for path, titles in PAGES.items():
        page = visitor.go(path)
        expect(page.get_by_role("heading", level=1)).to_contain_text(titles[language == "en"])


def test_an_address_that_leads_nowhere_says_so_and_leads_home(visit: Visit) -> None:
    page = visit(language="en").page
    page.goto("/w/main/nowhere")
    expect(page.get_by_role("main")).to_contain_text("There is nothing here")
    page.get_by_role("link", name="Go home").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Home")


def test_what_is_typed_before_the_palette_is_there_is_not_lost(visit: Visit) -> None:
    visitor = visit(language="en")
    held: list[Route] = []
    visitor.page.route("**/assets/Palette-*.js", lambda route: held.append(route))
    page = visitor.go()
    page.keyboard.press("Control+k")
    page.keyboard.type("people")
    wait_until(lambda: bool(page.evaluate("1")) and bool(held), "the palette was not asked for", 10)
    held[0].continue_()
    expect(page.get_by_role("combobox")).to_have_value("people")
    page.keyboard.type(" &")
    expect(page.get_by_role("combobox")).to_have_value("people &")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("People & tokens")


def test_whoever_is_not_signed_in_is_asked_to_and_comes_back_to_where_they_were(visit: Visit) -> None:
    visitor = visit(language="en")
    visitor.context.clear_cookies()
    page = visitor.page
    page.goto("/w/main/people")
    page.get_by_label("Email").fill("admin@example.com")
    page.get_by_label("Password").fill("correct horse battery staple")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("People & tokens")
