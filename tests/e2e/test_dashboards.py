"""A dashboard is read, composed by mouse and keyboard, shared, and lives on when a field goes."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.e2e.visitor import Visitor
from tests.journeys.program import Program

Visit = Callable[..., Visitor]


def tile(page: Page, name: str) -> Locator:
    """Give the tile of this name."""
    return page.get_by_role("region", name=name, exact=True).first


def choose(page: Page, label: str, option: str) -> None:
    """Choose in a list of the tile's form."""
    page.get_by_role("combobox", name=label, exact=True).click()
    page.locator(".ant-select-dropdown:visible").get_by_title(option, exact=True).click()


def place(page: Page, name: str) -> str:
    """Give where a tile stands."""
    return str(tile(page, name).locator("xpath=..").get_attribute("style"))


def drag(page: Page, name: str, right: int) -> None:
    """Drag a tile by its head."""
    head = tile(page, name).get_by_role("heading").bounding_box()
    assert head is not None
    page.mouse.move(head["x"] + 20, head["y"] + 10)
    page.mouse.down()
    page.mouse.move(head["x"] + 20 + right, head["y"] + 20, steps=5)
    page.mouse.up()


def delete_and_undo(page: Page, deleted: Locator) -> None:
    """Delete a tile by keyboard and take that back."""
    deleted.focus()
    page.keyboard.press("Delete")
    expect(deleted).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(deleted).to_be_visible()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()


def test_a_number_leads_to_its_records_and_a_period_stands_in_the_address(visit: Visit, program: Program) -> None:
    program.run("push", "feiyu", program.template("feiyu"), "--count", "20")
    visitor = visit("member", language="en")
    page = visitor.go("/dashboards")
    page.get_by_role("link", name=re.compile("线索总览")).click()
    expect(page.get_by_role("heading", name="线索总览", level=1)).to_be_visible()
    page.get_by_role("combobox", name="Time").click()
    page.locator(".ant-select-dropdown:visible").get_by_title("All time", exact=True).click()
    expect(page).to_have_url(re.compile("period=all"))
    total = tile(page, "新线索").get_by_role("link")
    expect(total).to_have_text("20")
    expect(tile(page, "每天提交的线索").locator("svg").first).to_be_visible()
    expect(page.get_by_role("button", name="Edit")).to_have_count(0)
    tile(page, "各渠道线索").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(r"/tables/customers/all\?filter="))
    expect(page.locator("main")).to_contain_text("渠道")
    page.go_back()
    expect(total).to_have_text("20")
    program.run("push", "feiyu", webhook_of(program))
    expect(total).to_have_text("21")


def webhook_of(program: Program) -> str:
    """Give the address of the template's webhook."""
    with program.client(program.token()) as client:
        return str(client.get("/webhooks/feiyu").raise_for_status().json()["url"])


def test_a_dashboard_is_composed_by_mouse_and_keyboard(visit: Visit, program: Program) -> None:
    visitor = visit("builder", language="en")
    page = visitor.go("/dashboards?new=1")
    page.get_by_label("Name", exact=True).fill("Cities")
    page.get_by_role("button", name="Create").click()
    page.get_by_role("main").get_by_role("button", name="Add tile").click()
    form = page.get_by_role("dialog", name="Add tile")
    form.get_by_role("radio", name="Bar").click()
    choose(page, "Parted by", "城市")
    expect(form.get_by_role("region", name="Preview").locator("svg").first).to_be_visible()
    form.get_by_label("Title").fill("By city")
    form.get_by_role("button", name="Add tile").click()
    expect(tile(page, "By city").locator("svg").first).to_be_visible()

    page.keyboard.press("n")
    form.get_by_label("Title").fill("All of them")
    form.get_by_role("button", name="Add tile").click()
    number = tile(page, "All of them")
    expect(number.get_by_role("link")).to_contain_text("21")
    assert "--x: 7; --y: 1; --w: 3; --h: 2" in place(page, "All of them")
    number.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(number.locator("xpath=..")).to_have_attribute("style", re.compile("--x: 8; --y: 1; --w: 4; --h: 2"))

    drag(page, "By city", 480)
    expect(tile(page, "By city").locator("xpath=..")).to_have_attribute(
        "style", re.compile("--x: [5-7]; --y: 1; --w: 6")
    )
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    stands = place(page, "All of them")

    delete_and_undo(page, number)
    page.get_by_role("button", name="Done").click()
    page.reload()
    expect(number.get_by_role("link")).to_contain_text("21")
    assert place(page, "All of them") == stands


def test_a_tile_says_which_field_is_gone_and_the_others_live_on(visit: Visit, program: Program) -> None:
    with program.client(program.token()) as client:
        client.delete("/tables/customers/fields/city").raise_for_status()
    page = visit("member", language="en").go("/dashboards/Cities")
    expect(tile(page, "By city").get_by_role("alert")).to_contain_text("城市")
    expect(tile(page, "All of them").get_by_role("link")).to_contain_text("21")
    phone = visit("viewer", phone=True).go("/dashboards/Cities")
    expect(tile(phone, "All of them").get_by_role("link")).to_contain_text("21")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
