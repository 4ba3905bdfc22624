"""Calling another system: hosts and secrets in the settings, a script in TypeScript with a snippet, its dry run."""

from __future__ import annotations

import os
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.visitor import Visitor
from tests.journeys.program import Program

Visit = Callable[..., Visitor]

VALUE = "made-up-value-1234"
SOURCE = """\
interface Lead { name: string }
async function hook($req: LeadbaseRequest, $resp: LeadbaseResponse, $modules: LeadbaseModules) {
  const lead = $req.body as Lead;

}
"""


def keep_a_secret(page: Page) -> None:
    """Add a secret; its value is typed once and shown nowhere."""
    page.get_by_role("button", name="New secret").click()
    dialog = page.get_by_role("dialog", name="New secret")
    dialog.get_by_placeholder("crm").fill("crm")
    dialog.locator("input[type=password]").fill(VALUE)
    dialog.get_by_role("button", name="Save").click()
    row = page.get_by_role("row").filter(has_text="crm")
    expect(row).to_contain_text("Bearer token")
    expect(row).to_contain_text("Every allowed host")
    row.get_by_role("button", name="Change crm").click()
    again = page.get_by_role("dialog", name="Change secret crm")
    expect(again.locator("input[type=password]")).to_have_value("")
    again.get_by_label("Let scripts read the value").check()
    again.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("Readable")
    assert VALUE not in page.content()


def allow_hosts(page: Page) -> None:
    """Allow two hosts, take one away and back, and be refused an address."""
    field = page.get_by_role("textbox", name="Host", exact=True)
    for host in ("api.example.com", "*.example.org"):
        field.fill(host)
        page.keyboard.press("Enter")
        expect(page.get_by_role("list", name="Allowed hosts")).to_contain_text(host)
    page.get_by_role("button", name="Remove *.example.org").click()
    expect(page.get_by_role("list", name="Allowed hosts")).not_to_contain_text("*.example.org")
    field.fill("127.0.0.1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("is no host name")).to_be_visible()
    expect(page.get_by_role("list", name="Allowed hosts").get_by_role("listitem")).to_have_count(1)


def write(page: Page, text: str) -> None:
    """Replace the script."""
    page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    page.get_by_role("textbox", name="Script editor").focus()
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+V")


def test_a_script_calls_another_system_with_a_secret_that_it_never_sees(visit: Visit, program: Program) -> None:
    admin = visit(language="en")
    page = admin.go("/settings/secrets")
    keep_a_secret(page)
    allow_hosts(page)
    program.run("template", "apply", "feiyu")

    builder = visit("builder", language="en")
    settings = builder.go("/settings/secrets")
    expect(settings.get_by_role("row").filter(has_text="crm")).to_be_visible()
    expect(settings.get_by_role("button", name="New secret")).to_have_count(0)

    page = builder.go("/webhooks/feiyu/script")
    page.get_by_label("Script language").click()
    page.get_by_title("TypeScript").click()
    write(page, SOURCE)
    page.get_by_role("textbox", name="Script editor").focus()
    page.keyboard.press("Control+Home")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="Snippets").click()
    page.get_by_role("menuitem", name="Call another system").click()
    expect(page.get_by_text("https://api.example.com/leads")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("footer")).to_contain_text("No problems")

    page.get_by_role("button", name="Save and put live as v2").click()
    expect(page.get_by_text("v2 is live", exact=True)).to_be_visible()
    page.locator("[data-run]").click()
    expect(page.get_by_text("Not sent in a dry run: would call POST api.example.com/leads")).to_be_visible()
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/script.png")


def test_a_script_that_is_more_than_types_is_refused_where_it_stands(visit: Visit, program: Program) -> None:
    builder = visit("builder", language="en")
    page = builder.go("/webhooks/feiyu/script")
    write(page, "enum Kind { A }\nasync function hook() {}\n")
    expect(page.locator("footer")).to_contain_text("1 error")
    page.locator("footer").get_by_role("button", name="1 error").click()
    expect(page.locator("footer").get_by_role("listitem")).to_contain_text("an enum can't be erased")
