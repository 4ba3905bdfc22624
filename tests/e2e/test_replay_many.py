"""Many events are replayed: tried dry, written, and undone as one batch; a draft is tried on the last events first."""

from __future__ import annotations

from collections.abc import Callable

import httpx2
from playwright.sync_api import expect

from tests.e2e.visitor import Visitor
from tests.journeys.program import Program

Visit = Callable[..., Visitor]

BROKEN = "async function hook($req, $resp, $modules) {\n  throw new Error('no table yet')\n}\n"
SAVE = """async function hook($req, $resp, $modules) {
  await $modules.data.saveData("people", { name: $req.body.name })
}
"""


def furnish(program: Program) -> None:
    """Make a table, and a webhook whose script let three leads fail; its draft saves them."""
    with program.client(program.token()) as client:
        table = {"label": "People", "name": "people", "fields": [{"label": "Name", "name": "name", "type": "text"}]}
        client.post("/tables", json=table).raise_for_status()
        made = client.post("/webhooks", json={"label": "Form", "name": "form"}).raise_for_status().json()
        client.post("/webhooks/form/versions", json={"source": BROKEN}).raise_for_status()
        for number in range(3):
            httpx2.post(made["url"], json={"name": f"Lead {number}"}, timeout=30, trust_env=False)
        client.put("/webhooks/form/draft", json={"source": SAVE}).raise_for_status()


def test_many_events_are_tried_written_and_undone(visit: Visit, program: Program) -> None:
    furnish(program)
    page = visit(language="en").go("/webhooks/form/script")
    page.get_by_role("button", name="Try the last 50").click()
    compared = page.get_by_role("dialog", name="Try the draft on the last events")
    expect(compared.get_by_text("3 differ")).to_be_visible()
    compared.get_by_role("button", name="Lead 0").click()
    expect(compared.get_by_role("row", name="People · Name")).to_contain_text("Lead 0")
    compared.get_by_role("button", name="Save and put live as v2").click()
    expect(page.get_by_text("v2 is live")).to_be_visible()

    visitor = visit(language="en")
    page = visitor.go("/events?status=failed")
    page.get_by_role("checkbox", name="Choose Lead 0").check()
    expect(page.get_by_text("1 chosen")).to_be_visible()
    page.get_by_role("checkbox", name="Choose all that are shown").check()
    page.get_by_role("button", name="Replay", exact=True).click()
    page.get_by_role("dialog", name="Replay 3 events").get_by_role("button", name="Dry run first").click()
    expect(page.get_by_text("The dry run wrote nothing")).to_be_visible()
    page.get_by_role("button", name="Write 3 records").click()
    expect(page.get_by_role("heading", name="What was written")).to_be_visible()
    expect(page.get_by_text("3 created", exact=True)).to_be_visible()

    page.get_by_role("button", name="Undo the batch").click()
    page.get_by_role("dialog").get_by_role("button", name="Undo the batch").click()
    expect(page.get_by_text("Undone. 3 in the trash")).to_be_visible()
    with program.client(program.token()) as client:
        assert client.get("/tables/people/records").raise_for_status().json()["items"] == []
        assert len(client.get("/events?state=failed").json()["items"]) == 3

    page = visitor.go()
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Background work").click()
    undone = page.get_by_role("listitem").filter(has_text="Undo of a replay")
    expect(undone).to_contain_text("3 of 3")
    expect(page.get_by_role("listitem").filter(has_text="Bulk replay")).to_have_count(2)
    page.get_by_text("Failed", exact=True).click()
    expect(page.get_by_text("No such work")).to_be_visible()
    page.get_by_text("All", exact=True).click()
    page.get_by_role("link", name="Bulk replay").first.click()
    expect(page.get_by_text("Undone. 3 in the trash")).to_be_visible()
