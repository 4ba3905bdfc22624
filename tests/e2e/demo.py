"""Furnishes a workspace as a day of a car dealer's leads leaves it: customers, channels, a failure, a repeat."""

from __future__ import annotations

from collections.abc import Mapping

import httpx2

from tests.journeys.program import Program, pages

LEADS = 60


def furnish(program: Program, workspace: str = "main") -> str:
    """Apply both Feiyu templates, push leads, let three fail and one repeat; give the id of an event that wrote."""
    url = program.template("feiyu")
    program.template("feiyu-tutorial")
    program.run("push", "feiyu", url, "--count", str(LEADS), "--concurrency", "4")
    program.run("push", "feiyu", url)
    program.run("push", "feiyu", url)
    with program.client(program.token()) as client:
        client.headers["Leadbase-Workspace"] = workspace
        _fail(client, url)
        _look(client)
        return str(pages(client, "/events?state=done&limit=1")[0]["id"])


def _look(client: httpx2.Client) -> None:
    """See the customers as a kanban, a calendar and a form, too."""
    for label, kind, settings in (
        ("看板", "kanban", {"stack_by": "channel"}),
        ("日历", "calendar", {"starts_at": "submitted_at", "colour_by": "channel"}),
        ("表单", "form", {"form": {"heading": "登记客户", "text": "客户来电时填写。", "required": ["phone"]}}),
    ):
        new = {"label": label, "kind": kind, "sharing": "shared", "settings": settings}
        client.post("/tables/customers/views", json=new).raise_for_status()


def _fail(client: httpx2.Client, url: str) -> None:
    """Let a webhook with a script that trips over a missing name fail three times."""
    made: Mapping[str, str] = (
        client.post("/webhooks", json={"label": "官网表单", "source": "generic"}).raise_for_status().json()
    )
    source = "async function hook($req, $resp, $modules) {\n  return $req.body.contact.name.trim()\n}\n"
    client.post(f"/webhooks/{made['id']}/versions", json={"source": source}).raise_for_status()
    for number in range(3):
        httpx2.post(made["url"], json={"form": number}, timeout=30, trust_env=False)
