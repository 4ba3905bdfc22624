"""Every route that changes something either leaves an entry in the audit, or stands below with the reason why not."""

from __future__ import annotations

import base64
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path
from typing import Any

import pytest
from httpx2 import AsyncClient

from leadbase.access.actions import Action
from leadbase.access.model import Role
from leadbase.app.api import build_api
from leadbase.app.parts import open_app
from leadbase.settings import load_settings
from tests.access.conftest import PASSWORD, House
from tests.app.test_routes_by_role import ROWS

OWN_STATE = "works on what already keeps who did it and when"
RECORDS = "changes records, which have their own history"
LOOKS = "changes nothing"
DRAFT = "prepares an import, which is noted when it runs"

NOT_AUDITED: Mapping[str, str] = {
    "DELETE /session": "ends only the session that asks",
    "POST /invitations/look": LOOKS,
    "POST /password-reset/look": LOOKS,
    "POST /webhooks/{webhook}/check": LOOKS,
    "POST /webhooks/{webhook}/test": LOOKS,
    "POST /webhooks/{webhook}/compare": LOOKS,
    "POST /webhooks/{webhook}/paste-check": LOOKS,
    "POST /tables/{table}/fields/{field}/type-plan": LOOKS,
    "POST /tables/{table}/aggregate": LOOKS,
    "POST /dashboards/try-tile": LOOKS,
    "POST /retention/preview": LOOKS,
    "POST /imports": DRAFT,
    "DELETE /imports/{id}": DRAFT,
    "PUT /imports/{id}/reading": DRAFT,
    "PUT /imports/{id}/plan": DRAFT,
    "POST /imports/{id}/check": DRAFT,
    "POST /imports/{id}/cancel": OWN_STATE,
    "POST /imports/{id}/run": "needs a file, and is tested with imports",
    "POST /imports/{id}/undo": "needs a file, and is tested with imports",
    "POST /imports/{id}/table": "makes a table, which is noted as one",
    "DELETE /backups/{name}": "needs a backup; noted once it is gone",
    "PUT /webhooks/{webhook}/draft": "a draft runs nowhere, and tells who saved it",
    "POST /events/seen": "marks what was looked at",
    "POST /events/{event}/replay": "is kept as an attempt of the event, with who asked for it",
    "POST /replays/{replay}/pause": OWN_STATE,
    "POST /replays/{replay}/resume": OWN_STATE,
    "POST /replays/{replay}/cancel": OWN_STATE,
    "POST /jobs/{job}/cancel": OWN_STATE,
    "POST /jobs/{job}/retry": OWN_STATE,
    "POST /tables/{table}/fields/{field}/type-change/cancel": "leaves the field as it was",
    "POST /schedules/{schedule}/run": "leaves the job that it makes",
    "POST /tables/{table}/records/bulk": RECORDS,
    "POST /tables/{table}/records/change-matching": RECORDS,
    "POST /tables/{table}/records": RECORDS,
    "POST /tables/{table}/records/upsert": RECORDS,
    "PATCH /tables/{table}/records/{record}": RECORDS,
    "DELETE /tables/{table}/records/{record}": RECORDS,
    "POST /tables/{table}/records/{record}/restore": RECORDS,
    "POST /setup": "is open once, and tested where the server is set up",
    "POST /webhooks/{webhook}/release": "needs held events, and is tested with them",
    "POST /replays/{replay}/write": "needs a dry run that has ended, and is tested with it",
    "POST /events/failures/replay": "needs failures, and is tested with them",
}

MAIN = {"Leadbase-Workspace": "main"}
SCRIPT = "function hook() { $resp.json({ok: true}) }"


class Walk:
    """Somebody who changes things and looks into the audit after each step."""

    def __init__(self, house: House, client: AsyncClient) -> None:
        self.house = house
        self.client = client
        self.outside = house.client()
        self.walked: set[str] = set()
        self.known: set[str] = set()

    async def entries(self) -> list[dict[str, Any]]:
        """Give the entries that are new since the last look."""
        items = (await self.client.get("/audit", params={"limit": 1000})).json()["items"]
        new = [one for one in items if one["id"] not in self.known]
        self.known |= {one["id"] for one in items}
        return new

    async def do(
        self,
        route: str,
        action: Action,
        body: Any = None,
        *,
        at: Mapping[str, str] | None = None,
        by: AsyncClient | None = None,
    ) -> Any:
        """Take a step that must succeed and leave an entry of this action."""
        await self.entries()
        method, path = route.split(" ", 1)
        answer = await (by or self.client).request(method, path.format(**(at or {})), json=body)
        assert answer.status_code < 400, f"{route}: {answer.status_code} {answer.text}"
        found = await self.entries()
        assert action in [one["action"] for one in found], f"{route} left {[one['action'] for one in found]}"
        self.walked.add(route)
        return answer.json() if answer.content else None


@pytest.fixture
async def whole(tmp_path: Path) -> AsyncGenerator[House]:
    """Give a house whose app is the whole API, with an owner."""
    async with open_app(load_settings({"LEADBASE_DATA_DIR": str(tmp_path)})) as app:
        house = House(app.database)
        house.app = build_api(app)
        house.app.state.gate = house.gate
        await house.person("owner@example.com", Role.ADMIN, instance_admin=True)
        yield house
        house.passwords.close()


async def walk_tables(walk: Walk) -> None:
    """Design a table, its fields and views."""
    at = {"table": "customers"}
    await walk.do("POST /tables", Action.TABLE_CREATED, {"label": "Customers", "name": "customers"})
    await walk.do("POST /tables", Action.TABLE_CREATED, {"label": "Deals", "name": "deals"})
    await walk.do("PATCH /tables/{table}", Action.TABLE_CHANGED, {"label": "Clients"}, at=at)
    await walk.do("PUT /tables/order", Action.TABLES_ORDERED, {"first": ["deals"]})
    for name in ("phone", "city"):
        body = {"label": name, "name": name, "type": "text"}
        made = await walk.do("POST /tables/{table}/fields", Action.FIELD_CREATED, body, at=at)
    field = {**at, "field": "phone"}
    await walk.do("PATCH /tables/{table}/fields/{field}", Action.FIELD_CHANGED, {"required": True}, at=field)
    await walk.do("PUT /tables/{table}/fields/order", Action.FIELDS_ORDERED, {"first": ["city"]}, at=at)
    retype = "POST /tables/{table}/fields/{field}/type-change"
    await walk.do(retype, Action.FIELD_RETYPED, {"type": "long_text"}, at=field)
    body = {"field": "city", "purpose": "sort"}
    past = {"at": "2020-01-01T00:00:00Z", "dry_run": False}
    await walk.do("POST /tables/{table}/rewind", Action.TABLE_REWOUND, past, at=at)
    index = await walk.do("POST /tables/{table}/indexes", Action.INDEX_ASKED, body, at=at)
    drop = "DELETE /tables/{table}/indexes/{index}"
    await walk.do(drop, Action.INDEX_DROPPED, at={**at, "index": index["id"]})
    await walk.do("DELETE /tables/{table}/fields/{field}", Action.FIELD_TRASHED, at={**at, "field": "city"})
    restore = "POST /tables/{table}/fields/{field}/restore"
    await walk.do(restore, Action.FIELD_RESTORED, at={**at, "field": made["id"]})
    for label in ("Mine", "Hers"):
        body = {"label": label, "sharing": "shared"}
        view = await walk.do("POST /tables/{table}/views", Action.VIEW_SHARED, body, at=at)
    await walk.do("PUT /tables/{table}/views/order", Action.VIEWS_ORDERED, {"first": [view["id"]]}, at=at)
    one = {**at, "view": str(view["id"])}
    change = "PATCH /tables/{table}/views/{view}"
    await walk.do(change, Action.VIEW_CHANGED, {"label": "Theirs"}, at=one)
    await walk.do(change, Action.VIEW_LOCKED, {"locked": True}, at=one)
    await walk.do(change, Action.VIEW_UNLOCKED, {"locked": False}, at=one)
    await walk.do(change, Action.VIEW_UNSHARED, {"sharing": "personal"}, at=one)
    await walk.do(change, Action.VIEW_SHARED, {"sharing": "shared"}, at=one)
    await walk.do("DELETE /tables/{table}/views/{view}", Action.VIEW_DELETED, at=one)
    table = await walk.do("PATCH /tables/{table}", Action.TABLE_CHANGED, {"hue": "red"}, at={"table": "deals"})
    await walk.do("DELETE /tables/{table}", Action.TABLE_TRASHED, at={"table": "deals"})
    await walk.do("POST /tables/{table}/restore", Action.TABLE_RESTORED, at={"table": table["id"]})


async def walk_webhooks(walk: Walk) -> None:
    """Make a webhook, let it run scripts, replay, and delete it."""
    body = {"label": "Leads", "source": "generic", "name": "leads"}
    made = await walk.do("POST /webhooks", Action.WEBHOOK_CREATED, body)
    at = {"webhook": "leads"}
    await walk.do("PATCH /webhooks/{webhook}", Action.WEBHOOK_CHANGED, {"suffix": "callback"}, at=at)
    await walk.do("PATCH /webhooks/{webhook}", Action.WEBHOOK_TURNED_OFF, {"is_on": False}, at=at)
    await walk.do("PATCH /webhooks/{webhook}", Action.WEBHOOK_TURNED_ON, {"is_on": True}, at=at)
    await walk.do("POST /webhooks/{webhook}/key", Action.WEBHOOK_KEY_REISSUED, at=at)
    for source in (SCRIPT, f"{SCRIPT} // again"):
        await walk.do("POST /webhooks/{webhook}/versions", Action.SCRIPT_PUBLISHED, {"source": source}, at=at)
    await walk.do("PUT /webhooks/{webhook}/live", Action.SCRIPT_SWITCHED, {"version": 1}, at=at)
    creation = {"table": {"id": "65a1f0c2b3d4e5f60718294a", "label": "Pasted"}}
    fix = {"source": "// 65a1f0c2b3d4e5f60718294a", "create": [creation]}
    await walk.do("POST /webhooks/{webhook}/paste-fix", Action.TABLE_CREATED, fix, at=at)
    body = {"filter": {"webhook": "leads"}, "dry_run": False}
    replay = await walk.do("POST /replays", Action.REPLAY_STARTED, body)
    await walk.client.post(f"/replays/{replay['id']}/cancel")
    await walk.do("POST /replays/{replay}/undo", Action.REPLAY_UNDONE, at={"replay": replay["id"]})
    await walk.do("DELETE /webhooks/{webhook}", Action.WEBHOOK_DELETED, at={"webhook": made["id"]})
    await walk.do("POST /templates/{name}/apply", Action.TEMPLATE_APPLIED, {"as_copy": True}, at={"name": "feiyu"})


async def walk_people(walk: Walk) -> None:
    """Take people in, change them, and take them out."""
    new = {"email": "wang@example.com", "role": "member", "name": "王芳", "password": PASSWORD}
    await walk.do("POST /people", Action.PERSON_ADDED, new)
    at = {"person": "wang@example.com"}
    await walk.do("PATCH /people/{person}", Action.ROLE_CHANGED, {"role": "viewer"}, at=at)
    await walk.do("PATCH /people/{person}", Action.PERSON_CHANGED, {"name": "王小芳"}, at=at)
    await walk.do("PATCH /people/{person}", Action.PERSON_DISABLED, {"disabled": True}, at=at)
    await walk.do("PATCH /people/{person}", Action.PERSON_ENABLED, {"disabled": False}, at=at)
    await walk.do("PUT /people/{person}/password", Action.PASSWORD_RESET, {"password": PASSWORD}, at=at)
    who = {"email": "wang@example.com", "password": PASSWORD}
    await walk.do("POST /session", Action.SIGNED_IN, who, by=walk.outside)
    other = await walk.house.browser("wang@example.com")
    await walk.do("DELETE /me/sessions", Action.SIGNED_OUT_ELSEWHERE, by=walk.outside)
    assert (await other.get("/session")).status_code == 401
    await walk.do("PATCH /me", Action.PERSON_CHANGED, {"name": "王芳"}, by=walk.outside)
    change = {"current_password": PASSWORD, "new_password": "another long password"}
    await walk.do("PUT /me/password", Action.PASSWORD_CHANGED, change, by=walk.outside)
    link = await walk.do("POST /people/{person}/reset-link", Action.RESET_LINK_MADE, at=at)
    new_password = {"key": link["url"].partition("#")[2], "password": PASSWORD}
    await walk.do("POST /password-reset", Action.RESET_LINK_USED, new_password, by=walk.outside)
    await walk.do("DELETE /people/{person}", Action.PERSON_REMOVED, at=at)
    offer = await walk.do("POST /people/invitations", Action.PERSON_INVITED, {"role": "member", "name": "李雷"})
    newcomer = {"key": offer["url"].partition("#")[2], "email": "li@example.com", "name": "李雷", "password": PASSWORD}
    await walk.do("POST /invitations/accept", Action.PERSON_JOINED, newcomer, by=walk.outside)
    offer = await walk.do("POST /people/invitations", Action.PERSON_INVITED, {"role": "viewer"})
    take_back = "DELETE /people/invitations/{invitation}"
    await walk.do(take_back, Action.INVITATION_TAKEN_BACK, at={"invitation": offer["id"]})


async def walk_access(walk: Walk) -> None:
    """Make and revoke a token, and change workspaces."""
    token = await walk.do("POST /tokens", Action.TOKEN_MADE, {"name": "t", "role": "viewer"})
    await walk.do("DELETE /tokens/{token}", Action.TOKEN_REVOKED, at={"token": token["id"]})
    secret = {"kind": "bearer", "value": "a-secret-that-nobody-sees", "hosts": ["api.example.com"]}
    await walk.do("PUT /secrets/{name}", Action.SECRET_SET, secret, at={"name": "crm"})
    await walk.do("DELETE /secrets/{name}", Action.SECRET_DELETED, at={"name": "crm"})
    await walk.do("PUT /allowed-hosts", Action.HOSTS_CHANGED, {"hosts": ["api.example.com"]})
    made = await walk.do("POST /dashboards", Action.DASHBOARD_CREATED, {"label": "Leads", "sharing": "shared"})
    board = {"dashboard": made["id"]}
    await walk.do("PATCH /dashboards/{dashboard}", Action.DASHBOARD_CHANGED, {"label": "All leads"}, at=board)
    zipped = (await walk.client.get("/bundle")).content
    await walk.do("DELETE /dashboards/{dashboard}", Action.DASHBOARD_DELETED, at=board)
    bundle = {"zip": base64.b64encode(zipped).decode(), "dry_run": False}
    await walk.do("POST /bundle/import", Action.BUNDLE_IMPORTED, bundle)
    await walk.do("PATCH /retention", Action.RETENTION_CHANGED, {"events_days": 90})
    await walk.do("POST /backups", Action.BACKUP_MADE)
    plan = {"is_on": True, "at": "04:30", "zone": "Asia/Shanghai", "daily": 3, "weekly": 1}
    await walk.do("PUT /backups/plan", Action.BACKUP_PLANNED, plan)
    await walk.do("PATCH /workspaces/{name}", Action.WORKSPACE_CHANGED, {"label": "总部"}, at={"name": "main"})


async def test_every_route_that_changes_something_leaves_an_entry(whole: House) -> None:
    walk = Walk(whole, await whole.browser("owner@example.com"))
    await walk_tables(walk)
    await walk_webhooks(walk)
    await walk_people(walk)
    await walk_access(walk)

    owner = await whole.browser("owner@example.com")
    north = await owner.post("/workspaces", json={"name": "north", "label": "北区"})
    there = await owner.get("/audit", headers={"Leadbase-Workspace": "north"})
    assert north.status_code == 201
    assert [one["action"] for one in there.json()["items"]] == ["workspace.created"]

    changing = {route for route in ROWS if not route.startswith("GET ")}
    assert changing - walk.walked - {"POST /workspaces"} == NOT_AUDITED.keys()
    keys = (await owner.get("/audit", params={"action": "webhook.key_reissued"}, headers=MAIN)).json()["items"][0]
    assert [len(keys["changes"][0][side]) for side in ("before", "after")] == [5, 5], "4 characters and …"
    assert (await owner.get("/tables/customers/export", headers=MAIN)).status_code == 200
    text = (await owner.get("/audit/export?format=jsonl", headers=MAIN)).text
    assert PASSWORD not in text
    assert "nobody-sees" not in text
    assert '"action":"records.exported"' in text
    assert "lbt_" in text, "the start of a token's key tells it from others"
