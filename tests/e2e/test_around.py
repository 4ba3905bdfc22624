"""Languages, roles and the phone: the same console for whoever comes, with what they may and can do there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.sheet import Sheet
from tests.e2e.visitor import Visitor
from tests.journeys.leads import lead, push
from tests.journeys.program import Program, wait_until

Visit = Callable[..., Visitor]

WHOLE = "13800000007"


@pytest.fixture(scope="module")
def customers(program: Program) -> str:
    """Have the Feiyu template with one lead; gives the record's id."""
    url = program.template("feiyu")
    push(url, lead(7)).raise_for_status()
    with program.client(program.token()) as client:
        [record] = client.get("/tables/customers/records").raise_for_status().json()["items"]
    return str(record["_id"])


def test_the_language_is_switched_at_once_and_kept(visit: Visit) -> None:
    visitor = visit(language="zh-CN")
    page = visitor.go("/people")
    expect(page.get_by_role("heading", level=1)).to_have_text("成员与令牌")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.get_by_role("navigation").get_by_role("button", name="Admin").click()
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People & tokens")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("People & tokens")
    expect(page.get_by_text("成员与令牌")).to_have_count(0)


def test_the_look_is_switched_at_once_and_kept(visit: Visit) -> None:
    page = visit(language="en").go("/settings")
    look = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(look)
    page.get_by_role("navigation").get_by_role("button", name="Admin").click()
    page.get_by_text("Dark", exact=True).click()
    wait_until(lambda: page.evaluate(look) != before, "the look stayed as it was", 10)
    dark = page.evaluate(look)
    page.reload()
    page.locator("main").first.wait_for()
    assert page.evaluate(look) == dark


@pytest.mark.usefixtures("customers")
def test_a_viewer_sees_masked_phones_and_can_change_nothing(visit: Visit, customers: str) -> None:
    visitor = visit("viewer", language="en")
    page = visitor.go("/tables/customers")
    sheet = Sheet(page).ready()
    menu = page.get_by_role("navigation", name="Menu")
    for hidden in ("Webhooks", "Events", "Templates", "People & tokens", "New table"):
        expect(menu.get_by_role("link", name=hidden)).to_have_count(0)
    expect(page.get_by_role("button", name="New record")).to_have_count(0)
    shown = sheet.text(0, 0)
    sheet.click(0, 0)
    page.keyboard.type("Mallory")
    page.keyboard.press("Enter")
    sheet.expect(0, 0, shown)
    assert WHOLE not in sheet.box.inner_html()
    page = visitor.go(f"/records/customers/{customers}")
    main = page.get_by_role("main")
    expect(main).to_contain_text("138****0007")
    expect(main.get_by_role("link", name="Call")).to_have_count(0)
    expect(main.get_by_role("button", name="Delete record")).to_have_count(0)
    assert WHOLE not in page.content()
    page = visitor.go("/people")
    expect(page.get_by_role("button", name="Invite")).to_have_count(0)


@pytest.mark.usefixtures("customers")
def test_a_member_changes_records_but_neither_tables_nor_webhooks(visit: Visit) -> None:
    page = visit("member", language="en").go("/tables/customers")
    Sheet(page).ready()
    expect(page.get_by_role("button", name="New record")).to_be_visible()
    expect(page.get_by_role("button", name="Design fields")).to_have_count(0)
    menu = page.get_by_role("navigation", name="Menu")
    for hidden in ("Webhooks", "New table", "People & tokens"):
        expect(menu.get_by_role("link", name=hidden)).to_have_count(0)


def test_a_lead_is_found_opened_edited_and_called_on_a_phone(visit: Visit, customers: str, program: Program) -> None:
    page = visit("member", language="en", phone=True).go("/tables")
    page.get_by_role("main").get_by_role("link", name="客户").tap()
    sheet = Sheet(page).ready()
    page.get_by_label("Search records").fill("客户 7")
    sheet.expect(0, 0, "客户 7")
    page.touchscreen.tap(*sheet.middle(0, 0))
    expect(page.get_by_role("heading", level=2)).to_have_text("客户 7")
    expect(page.get_by_role("link", name="Call")).to_have_attribute("href", f"tel:{WHOLE}")
    page.get_by_role("button", name="客户名称: Edit").tap()
    box = page.get_by_role("textbox", name="客户名称")
    box.fill("王先生")
    box.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_have_text("王先生")
    with program.client(program.token()) as client:
        assert client.get(f"/tables/customers/records/{customers}").json()["name"] == "王先生"
        client.patch(f"/tables/customers/records/{customers}", json={"name": "客户 7"}).raise_for_status()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_no_page_is_wider_than_a_phone(visit: Visit, customers: str) -> None:
    visitor = visit(language="en", phone=True)
    for path in ("", "/tables", "/webhooks", "/webhooks/feiyu", "/events", "/templates", "/people", "/settings"):
        page = visitor.go(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page = visitor.go(f"/records/customers/{customers}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("navigation", name="Most used").get_by_role("link", name="Home").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Home")
