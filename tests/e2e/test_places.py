"""A place is picked from provinces, cities and counties; a changed body goes along from an event to its test."""

from __future__ import annotations

from collections.abc import Callable

import httpx2
from playwright.sync_api import expect

from tests.e2e.sheet import Sheet
from tests.e2e.visitor import Visitor
from tests.journeys.program import Program

Visit = Callable[..., Visitor]

SAVE = """async function hook($req, $resp, $modules) {
  await $modules.data.saveData("people", { name: $req.body.name })
}
"""


def furnish(program: Program) -> tuple[str, str]:
    """Make a table with a place, a record, and an event; give the record's and the event's id."""
    fields = [{"label": "Name", "name": "name", "type": "text"}, {"label": "Place", "name": "place", "type": "region"}]
    with program.client(program.token()) as client:
        client.post("/tables", json={"label": "People", "name": "people", "fields": fields}).raise_for_status()
        record = client.post("/tables/people/records", json={"name": "甲", "place": "浙江 杭州"}).raise_for_status()
        made = client.post("/webhooks", json={"label": "Form", "name": "form"}).raise_for_status().json()
        client.post("/webhooks/form/versions", json={"source": SAVE}).raise_for_status()
        httpx2.post(made["url"], json={"name": "first"}, timeout=30, trust_env=False)
        event = client.get("/events").raise_for_status().json()["items"][0]
    return str(record.json()["_id"]), str(event["id"])


def test_a_place_is_picked_and_a_changed_body_goes_along(visit: Visit, program: Program) -> None:
    record, event = furnish(program)
    visitor = visit(language="en")
    page = visitor.go(f"/records/people/{record}")
    page.get_by_text("浙江 杭州").first.click()
    for name in ("广东", "深圳", "南山区"):
        page.get_by_role("menuitemcheckbox", name=name).or_(page.get_by_title(name, exact=True)).first.click()
    page.keyboard.press("Escape")
    page.get_by_role("heading", level=1).first.click()
    with program.client(program.token()) as client:
        expect(page.get_by_text("广东 深圳 南山区").first).to_be_visible()
        assert client.get(f"/tables/people/records/{record}").json()["place"] == "广东 深圳 南山区"

    page = visitor.go("/tables/people")
    sheet = Sheet(page).ready()
    sheet.click(1, 0)
    page.keyboard.press("Enter")
    for name in ("浙江", "杭州", "西湖区"):
        page.get_by_role("menuitemcheckbox", name=name).or_(page.get_by_title(name, exact=True)).first.click()
    sheet.expect(1, 0, "浙江 杭州 西湖区")

    page = visitor.go(f"/events/{event}")
    page.get_by_text("Edit the body", exact=True).click()
    page.get_by_role("textbox", name="Edit the body").fill('{"name": "mended"}')
    page.get_by_role("button", name="Dry run").click()
    page.get_by_role("link", name="Open test").click()
    expect(page.get_by_role("textbox", name="Body to send")).to_have_value('{"name": "mended"}')
    page.get_by_text("For real", exact=True).click()
    expect(page.get_by_text("A draft is only ever tried dry")).to_be_visible()
