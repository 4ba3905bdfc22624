"""Every page in both looks under axe-core: names, roles, contrast; no serious or critical finding."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.demo import furnish
from tests.e2e.visitor import Visitor
from tests.journeys.program import ROOT, Program, wait_until

Visit = Callable[..., Visitor]

AXE = ROOT / "console/node_modules/axe-core/axe.min.js"
RUN = "axe.run(document, { resultTypes: ['violations'], preload: false })"
GRAVE = {"serious", "critical"}
STILL = """!document.getAnimations().some(({ playState, effect }) => {
  return playState === "running" && effect.getComputedTiming().endTime < Infinity
})"""
PAGES = (
    "",
    "/dashboards",
    "/dashboards?new=1",
    "/dashboards/线索总览",
    "/dashboards/线索总览?edit=1",
    "/tables",
    "/tables?new=1",
    "/tables/customers",
    "/tables/customers/all/{record}",
    "/tables/customers/看板",
    "/tables/customers/日历",
    "/tables/customers/日历?as=week",
    "/tables/customers/表单",
    "/tables/customers/design",
    "/records/customers/{record}",
    "/webhooks",
    "/webhooks?new=1",
    "/webhooks/feiyu",
    "/webhooks/feiyu/script",
    "/webhooks/feiyu/script?versions=all",
    "/webhooks/feiyu/test",
    "/webhooks/feiyu/settings",
    "/events",
    "/events?as=causes",
    "/events/{event}",
    "/jobs",
    "/replays/{replay}",
    "/templates",
    "/templates/feiyu-tutorial",
    "/people",
    "/settings",
    "/nowhere",
)
OUTSIDE = ("/sign-in", "/setup", "/invitation#none", "/help/howto/connect-feiyu")


@pytest.fixture(scope="module")
def furnished(program: Program) -> Mapping[str, str]:
    """Furnish the workspace; gives what stands for the names in the paths."""
    event = furnish(program)
    with program.client(program.token()) as client:
        [record] = client.get("/tables/customers/records?limit=1").raise_for_status().json()["items"]
        replay = client.post("/replays", json={"filter": {}}).raise_for_status().json()["id"]
        wait_until(lambda: client.get(f"/replays/{replay}").json()["state"] == "done", "the replay never ended")
    return {"event": event, "record": str(record["_id"]), "replay": str(replay)}


def rest(page: Page) -> None:
    """Wait until nothing loads and nothing moves."""
    expect(page.locator("main, form, [role=alert], h1, h2").first).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    wait_until(lambda: page.evaluate(STILL), "the page never came to rest", 10)


def findings(page: Page) -> Sequence[str]:
    """Ask axe-core for what is grave on a page."""
    found = cast(Mapping[str, Any], page.evaluate(f"{AXE.read_text('utf-8')}; {RUN}"))
    return [
        f"{page.url} {one['id']}: {one['help']} {json.dumps([node['target'] for node in one['nodes']])[:400]}"
        for one in found["violations"]
        if one["impact"] in GRAVE
    ]


@pytest.mark.timeout(180)
@pytest.mark.parametrize("dark", [False, True])
def test_no_page_has_a_grave_finding(visit: Visit, furnished: Mapping[str, str], dark: bool) -> None:
    visitor = visit(language="en", dark=dark)
    page = visitor.page
    found: list[str] = []
    look = visitor.go().evaluate("getComputedStyle(document.documentElement).colorScheme")
    assert look == ("dark" if dark else "light")
    for path in (*(f"/w/main{path}" for path in PAGES), *OUTSIDE):
        page.goto(path.format(**furnished))
        rest(page)
        found += findings(page)
    page = visitor.go("/tables")
    page.get_by_role("button", name="Actions for").first.click()
    page.get_by_role("menuitem", name="Move to trash").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("客户")
    rest(page)
    found += findings(page)
    page = visitor.go("/tables/customers")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    rest(page)
    found += findings(page)
    assert found == [], "\n".join(found)
