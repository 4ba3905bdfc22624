"""What goes wrong around a page: the server is away, somebody else was quicker, the session or the table is gone."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.sheet import Sheet
from tests.e2e.visitor import PASSWORD, Visitor
from tests.journeys.program import Program, wait_until

Visit = Callable[..., Visitor]


def make(program: Program, table: str) -> str:
    """Make a table with one record and give the record's id."""
    with program.client(program.token()) as client:
        fields = [{"label": "Name", "type": "text"}, {"label": "Remark", "type": "text"}]
        client.post("/tables", json={"label": table, "fields": fields}).raise_for_status()
        made = client.post(f"/tables/{table}/records", json={"Name": "Ann", "Remark": "called"}).raise_for_status()
        return str(made.json()["_id"])


def name_of(program: Program, table: str, record: str) -> object:
    """Ask the server for a record's name."""
    with program.client(program.token()) as client:
        return client.get(f"/tables/{table}/records/{record}").raise_for_status().json()["Name"]


def edit_field(page: Page, label: str, text: str) -> None:
    """Write over a field of the record that is open."""
    page.get_by_role("button", name=f"{label}: Edit").click()
    box = page.get_by_role("textbox", name=label)
    box.fill(text)
    box.press("Enter")


def test_what_is_typed_while_the_server_is_away_is_saved_once_it_is_back(visit: Visit, program: Program) -> None:
    record = make(program, "Lost")
    page = visit(language="en").go("/tables/Lost")
    sheet = Sheet(page).ready()
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    program.stop()
    sheet.type(0, 0, "Anna")
    sheet.expect(0, 0, "Anna")
    expect(page.get_by_role("alert").filter(has_text="The server can't be reached")).to_be_visible()
    page.mouse.move(*sheet.middle(0, 0))
    expect(page.get_by_role("tooltip").filter(has_text="it is saved once it can")).to_be_visible()
    program.start()
    expect(page.get_by_role("alert").filter(has_text="The server can't be reached")).to_be_hidden()
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    wait_until(lambda: name_of(program, "Lost", record) == "Anna", "what was typed was not saved", 15)
    sheet.expect(0, 0, "Anna")


def test_a_record_that_somebody_changes_shows_its_new_value_at_once(visit: Visit, program: Program) -> None:
    record = make(program, "Shared")
    ann, ben = visit("builder", language="en"), visit("member", language="en")
    sheet = Sheet(ann.go("/tables/Shared")).ready()
    edit_field(ben.go(f"/records/Shared/{record}"), "Name", "Bert")
    sheet.expect(0, 0, "Bert")


def test_two_people_who_change_one_field_are_asked_which_value_stays(visit: Visit, program: Program) -> None:
    record = make(program, "Quarrel")
    visitor = visit(language="en")
    page = visitor.go(f"/tables/Quarrel/all/{record}")
    drawer = page.get_by_role("dialog", name="Record")
    drawer.get_by_role("button", name="Name: Edit").click()
    box = drawer.get_by_role("textbox", name="Name")
    box.fill("Mine")
    # What the other wrote is on its way to this page while its own change is sent.
    page.route("**/api/v1/live**", lambda route: route.abort())
    with program.client(program.token()) as client:
        client.patch(f"/tables/Quarrel/records/{record}", json={"Name": "Theirs"}).raise_for_status()
    box.press("Enter")
    ask = page.get_by_role("dialog", name="Somebody just changed the same field")
    expect(ask).to_contain_text("Theirs")
    ask.get_by_role("radio", name="Name: Theirs").check()
    ask.get_by_role("button", name="Save the chosen values").click()
    expect(ask).to_be_hidden()
    expect(drawer.get_by_role("heading", level=2)).to_have_text("Theirs")
    assert name_of(program, "Quarrel", record) == "Theirs"


def test_an_ended_session_is_renewed_above_the_page_and_nothing_typed_is_lost(visit: Visit, program: Program) -> None:
    record = make(program, "Ended")
    visitor = visit(language="en")
    page = visitor.go("/tables/Ended")
    sheet = Sheet(page).ready()
    answer = visitor.context.request.delete("/api/v1/session", headers={"origin": program.url})
    assert answer.ok
    sheet.type(0, 0, "Anna")
    ask = page.get_by_role("dialog", name="Your session has ended")
    expect(ask).to_be_visible()
    sheet.expect(0, 0, "Anna")
    expect(page.get_by_text("1 not saved")).to_be_visible()
    ask.get_by_label("Password", exact=True).fill(PASSWORD)
    ask.get_by_role("button", name="Sign in").click()
    expect(ask).to_be_hidden()
    wait_until(lambda: name_of(program, "Ended", record) == "Anna", "what was typed was not saved", 15)
    sheet.expect(0, 0, "Anna")


def test_an_open_table_says_so_when_it_is_deleted(visit: Visit, program: Program) -> None:
    make(program, "Deleted")
    page = visit(language="en").go("/tables/Deleted")
    Sheet(page).ready()
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    with program.client(program.token()) as client:
        client.delete("/tables/Deleted").raise_for_status()
    expect(page.get_by_text("This table was deleted")).to_be_visible()
    page.get_by_role("button", name="See all tables").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tables")
