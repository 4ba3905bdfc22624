"""An administrator lets somebody choose another password, and finds in the audit who did what."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.visitor import PASSWORD, Visitor

Visit = Callable[..., Visitor]
NEW = "an altogether new password"


def test_a_reset_link_and_who_did_what(visit: Visit) -> None:
    member = visit("member", language="en")
    member.go("/tables")
    admin = visit(language="en")
    page = admin.go("/people")
    page.get_by_role("button", name="Actions for “Member”").click()
    page.get_by_role("menuitem", name="Reset password").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Make link").click()
    dialog.get_by_role("button", name="Copy link").click()
    link = admin.copied()

    guest = visit(None, language="en")
    guest.page.goto(link)
    expect(guest.page.get_by_text("member@example.com")).to_be_visible()
    guest.page.get_by_label("New password").fill(NEW)
    guest.page.get_by_role("button", name="Save new password").click()
    guest.page.get_by_role("button", name="Sign in").click()
    guest.page.get_by_label("Email").fill("member@example.com")
    guest.page.get_by_label("Password").fill(NEW)
    guest.page.get_by_role("button", name="Sign in").click()
    expect(guest.page.get_by_role("navigation", name="Menu")).to_contain_text("Member")
    refused = guest.context.request.post(
        "/api/v1/session",
        data={"email": "member@example.com", "password": PASSWORD},
        headers={"origin": guest.program.url},
    )
    assert refused.status == 401

    watch_and_export(admin)


def watch_and_export(admin: Visitor) -> None:
    """Look at the audit while something changes, open an entry, narrow the list, and take it along."""
    page = admin.go("/audit")
    entries = page.get_by_role("listitem")
    expect(entries.filter(has_text="Member chose a password by a reset link")).to_have_count(1)
    headers = {"origin": admin.program.url}
    table = admin.context.request.post(
        "/api/v1/tables", data={"label": "Customers", "name": "customers"}, headers=headers
    )
    assert table.ok
    field = {"label": "Phone", "name": "phone", "type": "phone"}
    made = admin.context.request.post("/api/v1/tables/customers/fields", data=field, headers=headers)
    changed = admin.context.request.patch(
        f"/api/v1/tables/customers/fields/{made.json()['id']}", data={"required": True}, headers=headers
    )
    assert changed.ok
    change = entries.filter(has_text="Admin changed the field “Phone” of “Customers” Required: no → yes")
    expect(change).to_be_visible()
    change.get_by_role("button", name="Show details").click()
    expect(change.get_by_role("row", name="Required no yes")).to_be_visible()
    change.get_by_role("button", name="Only this one").click()
    expect(entries).to_have_count(2)
    expect(page).to_have_url(re.compile(f"subject={made.json()['id']}"))

    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV, for spreadsheets").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert [row["action"] for row in rows] == ["field.changed", "field.created"]
    page.get_by_role("link", name="“Customers”").first.click()
    expect(page.get_by_role("heading", name="Customers")).to_be_visible()
