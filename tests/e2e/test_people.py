"""People, tokens and settings: who gets in, what is shown once, and what is saved at once."""

from __future__ import annotations

from collections.abc import Callable

import httpx2
from playwright.sync_api import expect

from tests.e2e.visitor import PASSWORD, Visitor
from tests.journeys.program import Program

Visit = Callable[..., Visitor]


def test_an_invitation_lets_somebody_in_once(visit: Visit) -> None:
    admin = visit(language="en")
    page = admin.go("/people")
    page.get_by_role("button", name="Invite").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("For whom").fill("Lin Yue")
    dialog.get_by_role("button", name="Make invitation link").click()
    dialog.get_by_role("button", name="Copy link").click()
    link = admin.copied()
    dialog.get_by_role("button", name="I've stored it").click()
    expect(page.get_by_role("row").filter(has_text="Lin Yue")).to_contain_text("Invited")

    guest = visit(None, language="en")
    guest.page.goto(link)
    guest.page.get_by_label("Email").fill("lin.yue@example.com")
    guest.page.get_by_label("Password").fill(PASSWORD)
    guest.page.get_by_role("button", name="Join").click()
    expect(guest.page.get_by_role("navigation", name="Menu")).to_contain_text("Lin Yue")

    page.reload()
    row = page.get_by_role("row").filter(has_text="lin.yue@example.com")
    expect(row).to_contain_text("Member")
    late = visit(None, language="en")
    late.page.goto(link)
    expect(late.page.get_by_role("button", name="Join")).to_have_count(0)


def test_a_token_is_shown_once_works_and_is_revoked(visit: Visit, program: Program) -> None:
    visitor = visit(language="en")
    page = visitor.go("/people")
    page.get_by_role("button", name="New token").click()
    dialog = page.get_by_role("dialog", name="New token")
    dialog.get_by_label("What for").fill("website sync")
    dialog.get_by_role("button", name="Make token").click()
    page.get_by_role("button", name="Copy token").click()
    token = visitor.copied()

    def asked() -> int:
        headers = {"authorization": f"Bearer {token}"}
        return httpx2.get(f"{program.url}/api/v1/me", headers=headers, trust_env=False).status_code

    assert asked() == 200
    page.get_by_role("button", name="I've stored it").click()
    assert token not in page.content()
    page.get_by_role("button", name="Revoke website sync").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("“website sync” revoked")).to_be_visible()
    assert asked() == 401


def test_a_role_is_changed_in_its_row_and_taken_back(visit: Visit) -> None:
    visit("member")
    page = visit(language="en").go("/people")
    row = page.get_by_role("row").filter(has_text="member@example.com")
    row.get_by_role("combobox").click()
    page.get_by_title("Builder", exact=True).click()
    expect(page.get_by_text("“Member” is now Builder")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone")).to_be_visible()
    expect(row).to_contain_text("Member")
    expect(row).not_to_contain_text("Builder")


def test_settings_are_saved_at_once_and_taken_back(visit: Visit) -> None:
    page = visit(language="en").go("/settings")
    box = page.get_by_label("Workspace", exact=True)
    before = box.input_value()
    box.fill("Hangzhou branch")
    box.press("Enter")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone")).to_be_visible()
    expect(page.get_by_label("Workspace", exact=True)).to_have_value(before)
