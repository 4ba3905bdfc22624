"""Retention, backups and the check-up in the settings: what would go is told first, and a backup counts once proved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from leadbase.upkeep.archive import read_manifest
from tests.e2e.visitor import PASSWORD, Visitor
from tests.journeys.leads import lead, push
from tests.journeys.program import Program

Visit = Callable[..., Visitor]


def enter_as_owner(visit: Visit, program: Program) -> Page:
    """Sign in as somebody who administers the whole installation."""
    program.run("user", "create", "owner@example.com", "--role", "admin", "--instance-admin", typed=f"{PASSWORD}\n")
    visitor = visit(None, language="en")
    known = {"email": "owner@example.com", "password": PASSWORD}
    answer = visitor.context.request.post("/api/v1/session", data=known, headers={"origin": program.url})
    assert answer.ok, answer.text()
    return visitor.go("/settings/retention")


def test_settings_tell_what_goes_and_make_a_backup_that_is_proved(visit: Visit, program: Program) -> None:
    url = program.template("feiyu-tutorial")
    assert push(url, lead(1)).status_code == 200
    page = enter_as_owner(visit, program)

    days = page.get_by_label("Events days")
    expect(days).to_have_value("180")
    days.fill("90")
    days.press("Enter")
    expect(page.get_by_text("Retention changed")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(days).to_have_value("180")
    days.fill("1")
    days.press("Enter")
    question = page.get_by_role("dialog", name="This lets some things go")
    expect(question).to_contain_text("1 event")
    question.get_by_role("button", name="Cancel").click()
    expect(days).to_have_value("180")

    page.get_by_role("button", name="Back up now").click()
    expect(page.get_by_text("the trial restore passed")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="Trial restore passed")
    expect(row).to_have_count(1)
    expect(page.get_by_text("The master key (id")).to_be_visible()
    with page.expect_download() as downloading:
        row.get_by_role("link", name="Download").click()
    manifest = read_manifest(Path(downloading.value.path()))
    assert manifest.verified_at is not None and manifest.origin.counts["events"] == 1

    page.get_by_role("button", name="Check again").click()
    expect(page.get_by_text("LEADBASE_PUBLIC_URL is not set")).to_be_visible()
    row.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete the backup").click()
    expect(page.get_by_text("No backup yet")).to_be_visible()


def test_an_administrator_of_a_workspace_sees_retention_but_no_backups(visit: Visit) -> None:
    page = visit(language="en").go("/settings/backups")
    expect(page.get_by_label("Events days")).to_be_visible()
    expect(page.get_by_text("Server administrators look after backups")).to_be_visible()
    expect(page.get_by_role("button", name="Back up now")).to_have_count(0)
