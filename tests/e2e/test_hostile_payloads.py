"""Markup and script attacks through everything that strangers and colleagues write: shown as text, never run."""

from __future__ import annotations

from collections.abc import Callable

import httpx2
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.visitor import Visitor
from tests.journeys.program import Program

Visit = Callable[..., Visitor]

ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "<svg/onload=alert(3)>",
    "<iframe srcdoc='<script>parent.alert(4)</script>'></iframe>",
    "javascript:alert(5)",
    "<a href='javascript:alert(6)'>x</a>",
    "<link rel=stylesheet href=http://192.0.2.1/a.css>",
    "<img src=http://192.0.2.1/pixel.png>",
    "{{constructor.constructor('alert(7)')()}}",
    "${alert(8)}",
    "'-alert(9)-'",
    "<style>@import 'http://192.0.2.1/b.css'</style>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(10)>",
    "</textarea><script>alert(11)</script>",
    "<base href=http://192.0.2.1/>",
    "<meta http-equiv=refresh content='0;url=http://192.0.2.1/'>",
    "data:text/html,<script>alert(12)</script>",
    "\u202e<b onmouseover=alert(13)>txt",
    "__proto__",
    '=HYPERLINK("http://192.0.2.1/","x")',
)
LABEL = "<img src=x onerror=alert('label')>"
SCRIPT = """async function hook($req, $resp, $modules) {
  for (const text of $req.body.texts) {
    console.log(text)
    const address = 'https://example.com/' + encodeURIComponent(text)
    await $modules.data.saveData('attacks', { text, address, whole: { [text]: text } })
  }
  $resp.body = { echoed: $req.body }
}
"""
ECHO = """async function hook($req, $resp) {
  $resp.headers = { 'content-type': 'text/html' }
  $resp.body = $req.body.name
}
"""
FAILING = "async function hook($req) { throw new Error($req.body.name) }"


@pytest.fixture(scope="module")
def attacked(program: Program) -> tuple[str, str]:
    """Push the corpus through tables, records, webhooks, events; gives a record's and an event's id."""
    fields = [
        {"label": LABEL, "name": "text", "type": "text"},
        {"label": "</td><script>alert('field')</script>", "name": "address", "type": "url"},
        {"label": "JSON", "name": "whole", "type": "json"},
        {
            "label": "Stage",
            "name": "stage",
            "type": "choice",
            "params": {"options": [{"label": text, "handle": f"h{at}"} for at, text in enumerate(ATTACKS)]},
        },
    ]
    with program.client(program.token()) as client:
        table = {"label": LABEL, "name": "attacks", "description": ATTACKS[1], "fields": fields}
        client.post("/tables", json=table).raise_for_status()
        for name, source in (("hostile", SCRIPT), ("failing", FAILING)):
            made = client.post("/webhooks", json={"label": f"{name} {LABEL}", "name": name}).raise_for_status().json()
            client.post(f"/webhooks/{name}/versions", json={"source": source, "note": LABEL}).raise_for_status()
            for text in ATTACKS if name == "failing" else ATTACKS[:1]:
                body = {"name": text, "telphone": text, "texts": ATTACKS, text: [text, {"deep": text}]}
                headers = {"user-agent": text.encode("ascii", "ignore").decode(), "x-forwarded-for": "<script>"}
                httpx2.post(made["url"], json=body, headers=headers, timeout=30, trust_env=False)
        rows = client.get("/tables/attacks/records").raise_for_status().json()["items"]
        assert len(rows) == len(ATTACKS)
        for at, row in enumerate(rows):
            change = {"stage": f"h{at}", "text": f"{row['text']} "}
            client.patch(f"/tables/attacks/records/{row['_id']}", json=change).raise_for_status()
        view = {"label": LABEL, "sharing": "shared", "settings": {"group": "stage"}}
        client.post("/tables/attacks/views", json=view).raise_for_status()
        [event] = client.get("/events?webhook=hostile").raise_for_status().json()["items"]
    return str(rows[0]["_id"]), str(event["id"])


def rest(page: Page) -> None:
    """Wait until nothing on the page is still being loaded."""
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    page.wait_for_load_state("networkidle")


def addresses(record: str, event: str, failed: str) -> list[str]:
    """Give every page on which something of an attack stands."""
    return [
        "",
        "/tables",
        "/tables/attacks",
        "/tables/attacks/design",
        f"/tables/attacks/all/{record}",
        f"/records/attacks/{record}",
        "/webhooks",
        "/webhooks/hostile",
        "/webhooks/hostile/script",
        "/webhooks/hostile/script?versions=all",
        "/webhooks/hostile/test",
        "/webhooks/hostile/settings",
        "/webhooks/failing",
        "/events",
        "/events?as=causes",
        f"/events/{event}",
        f"/events/{event}?path=diff",
        f"/events/{failed}",
        "/people",
        "/settings",
    ]


@pytest.mark.timeout(180)
def test_no_attack_runs_on_any_page(visit: Visit, attacked: tuple[str, str], program: Program) -> None:
    record, event = attacked
    visitor = visit(language="en")
    visitor.page.on("frameattached", lambda frame: visitor.faults.append(f"a frame came: {frame.url}"))
    visitor.context.add_init_script(
        "addEventListener('securitypolicyviolation', (event) => console.error(`CSP: ${event.blockedURI}`))"
    )
    with program.client(program.token()) as client:
        failed = client.get("/events?webhook=failing&limit=1").raise_for_status().json()["items"][0]["id"]
    for path in addresses(record, event, failed):
        page = visitor.go(path)
        rest(page)
        page.mouse.move(700, 400)
        assert visitor.faults == [], path
    page = visitor.go("/tables/attacks")
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog")
    palette.get_by_role("combobox").or_(palette.get_by_role("textbox")).first.fill("<script>")
    expect(palette).to_contain_text("<script>")
    rest(page)
    for foreign in ("script[src*='192.0.2.1']", "img[src='x']", "base", "iframe", "[onerror]", "[onload]"):
        expect(page.locator(foreign)).to_have_count(0)


def test_an_answer_that_holds_markup_is_no_page(program: Program) -> None:
    with program.client(program.token()) as client:
        made = client.post("/webhooks", json={"label": "Echo", "name": "echo"}).raise_for_status().json()
        client.post("/webhooks/echo/versions", json={"source": ECHO}).raise_for_status()
    answer = httpx2.post(made["url"], json={"name": ATTACKS[0]}, timeout=30, trust_env=False)
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
