"""The whole tutorial by hand, from an empty workspace to the customer's record, with a browser and pushes alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.sheet import Sheet
from tests.e2e.start import set_up_empty
from tests.e2e.visitor import Visitor
from tests.journeys.program import Program

Visit = Callable[..., Visitor]

SCRIPTS = Path(__file__).parents[1] / "intake/scripts"
EXPECTED = '{"code":"0","message":"success"}'


def make_log_table(page: Page) -> None:
    """Make the log's table in the designer; its other fields come with the script."""
    menu = page.get_by_role("navigation", name="Menu")
    menu.get_by_role("link", name="New table").click()
    dialog = page.get_by_role("dialog", name="New table")
    dialog.get_by_label("Name").fill("日志")
    dialog.get_by_role("button", name="Create and design fields").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("日志")
    page.get_by_role("button", name="Add field").click()
    page.get_by_role("textbox", name="Type").fill("long")
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Field name").fill("备注")
    page.get_by_role("button", name="Save 1 change").click()
    expect(page.get_by_text("1 change saved")).to_be_visible()


def make_webhook(visitor: Visitor) -> str:
    """Make the webhook, give it the suffix that the tutorial names, and give its URL as copied."""
    page = visitor.page
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Webhooks").click()
    page.get_by_role("button", name="New webhook").first.click()
    dialog = page.get_by_role("dialog", name="New webhook")
    dialog.get_by_label("Name").fill("飞鱼线索回调")
    dialog.get_by_role("button", name="Create").click()
    page.get_by_role("button", name=re.compile("^Path suffix")).click()
    page.get_by_label("Path suffix").fill("线索 callback")
    expect(page.get_by_text("Doesn't fit, 11 characters now")).to_be_visible()
    page.get_by_label("Path suffix").fill("callback")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The suffix is callback")).to_be_visible()
    page.get_by_role("main").get_by_role("button", name="Copy URL").first.click()
    url = visitor.copied()
    assert re.fullmatch(rf"{re.escape(visitor.program.url)}/hook/\S+/callback", url)
    return url


def paste(page: Page, name: str) -> None:
    """Replace the script by one that is pasted."""
    page.evaluate("(text) => navigator.clipboard.writeText(text)", (SCRIPTS / name).read_text("utf-8"))
    page.get_by_role("textbox", name="Script editor").focus()
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+V")


def put_live(page: Page, version: int) -> None:
    """Put the draft live."""
    page.get_by_role("button", name=f"Save and put live as v{version}").click()
    expect(page.get_by_text(f"v{version} is live", exact=True)).to_be_visible()


def log_each_push(page: Page) -> None:
    """Paste the first script, let the doctor make what it names, and put it live."""
    page.get_by_role("link", name="Script", exact=True).click()
    paste(page, "hook-log.nbsp.js")
    expect(page.get_by_text("non-breaking spaces made plain")).to_be_visible()
    doctor = page.get_by_role("dialog", name="Paste doctor")
    expect(doctor).to_contain_text("4 from another platform.")
    table_row = doctor.locator("[data-table]")
    table_row.get_by_text("Map to").click()
    expect(table_row).to_contain_text("日志")
    doctor.get_by_role("button", name="Do this for all 4").click()
    expect(page.get_by_text("0 tables and 3 fields created, 1 ids mapped")).to_be_visible()
    put_live(page, 1)


def try_the_demo_lead(page: Page) -> None:
    """See what Feiyu would say, with nothing written."""
    page.get_by_role("link", name="Test", exact=True).click()
    page.get_by_role("button", name="Run").click()
    results = page.get_by_role("status").filter(has_text="will show success")
    expect(results).to_contain_text("Would write 1 record")
    expect(results).to_contain_text("nothing was saved")


def read_the_event(page: Page) -> str:
    """Look at what came and what was done with it; gives the event's address."""
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Events").click()
    page.get_by_role("row").nth(1).get_by_role("link").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("telphone")
    expect(main).to_contain_text("日志")
    expect(main).to_contain_text('"success"')
    return page.url


def make_customers_too(page: Page) -> None:
    """Paste the whole script, let the doctor make the second table, and put it live."""
    doctor = page.get_by_role("dialog", name="Paste doctor")
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Webhooks").click()
    page.get_by_role("link", name="Script v1").click()
    paste(page, "hook-full.js")
    expect(doctor).to_contain_text("from another platform.")
    rows = doctor.locator("[data-table]")
    expect(rows).to_have_count(2)
    log_row = rows.filter(has_text="63ff004a…edfd")
    log_row.get_by_text("Map to").click()
    expect(log_row).to_contain_text("日志")
    doctor.get_by_role("button", name=re.compile("^Do this for all")).click()
    expect(page.get_by_text("1 tables and 8 fields created, 1 ids mapped")).to_be_visible()
    put_live(page, 2)


def replay(page: Page, event: str) -> None:
    """Run the event again, first dry."""
    page.goto(event)
    page.get_by_role("button", name="Dry run").click()
    page.get_by_role("button", name="Write 2 records").click()
    expect(page.get_by_text("Replayed")).to_be_visible()


def see_the_customer(page: Page, program: Program) -> None:
    """Find the customer in the sheet and, by the API, every value of it."""
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="客户").click()
    sheet = Sheet(page).ready()
    with program.client(program.token()) as client:
        tables = {table["label"]: table for table in client.get("/tables").json()["items"]}
        [customer] = client.get(f"/tables/{tables['客户']['id']}/records").json()["items"]
        [log] = client.get(f"/tables/{tables['日志']['id']}/records").json()["items"]
    values = {field["id"][-4:]: customer[field["name"]] for field in tables["客户"]["fields"]}
    assert values["8ebb"] == "李小鱼"
    assert values["8ebd"] == "13800002222"
    assert values["8ec0"] == "6805437158132596743"
    assert (values["8ec1"], values["8ec2"]) == ("2020-03-18", "10:23:03")
    assert "线索回调" in log.values()
    sheet.expect(0, 0, "李小鱼")


@pytest.mark.timeout(180)
def test_the_whole_tutorial_is_done_by_hand(visit: Visit, program: Program) -> None:
    visitor = visit(None, language="en")
    page = set_up_empty(visitor)
    make_log_table(page)
    url = make_webhook(visitor)
    log_each_push(page)
    try_the_demo_lead(page)
    program.run("push", "feiyu", url, "--expect", EXPECTED)
    event = read_the_event(page)
    make_customers_too(page)
    replay(page, event)
    see_the_customer(page, program)
