"""Invitations: who may make them, what their link shows, and how somebody joins by it, once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from httpx2 import AsyncClient

from leadbase.access.model import InvitationMade, InvitationTakenBack, PersonSignedIn, Role, RoleChanged
from leadbase.access.sign_in import FREE_PER_ADDRESS
from tests.access.conftest import HOME, PASSWORD, House

NEW = {"name": "王芳", "email": "wang@example.com", "password": PASSWORD}


async def boss(house: House) -> AsyncClient:
    """Give the browser of an administrator."""
    await house.person("boss@example.com", Role.ADMIN)
    return await house.browser("boss@example.com")


async def invited(browser: AsyncClient, role: str = "member", name: str | None = None) -> str:
    """Invite somebody and give the key of the link."""
    made = await browser.post("/people/invitations", json={"role": role} | ({"name": name} if name else {}))
    assert made.status_code == 201, made.text
    return str(made.json()["url"]).removeprefix(f"{HOME}/invitation#")


async def test_a_link_is_shown_once_and_tells_what_it_offers(house: House) -> None:
    browser = await boss(house)
    made = (await browser.post("/people/invitations", json={"role": "member", "name": "小王"})).json()
    key = made["url"].removeprefix(f"{HOME}/invitation#")
    assert len(key) == 43
    assert (made["role"], made["name"], made["invited_by"]) == ("member", "小王", "boss")
    assert made["expires_at"] == "2026-12-01T03:20:00Z"
    [listed] = (await browser.get("/people/invitations")).json()["items"]
    assert listed == {name: value for name, value in made.items() if name != "url"}
    offer = await house.client().post("/invitations/look", json={"key": key})
    assert offer.json() == {
        "workspace": "主工作区",
        "role": "member",
        "name": "小王",
        "invited_by": "boss",
        "expires_at": made["expires_at"],
    }
    assert len(house.facts(InvitationMade)) == 1


async def test_who_accepts_gets_an_account_and_is_signed_in(house: House) -> None:
    key, client = await invited(await boss(house)), house.client()
    joined = await client.post("/invitations/accept", json={"key": key, **NEW})
    assert joined.status_code == 201, joined.text
    assert (joined.json()["person"]["email"], joined.json()["workspace"]["name"]) == ("wang@example.com", "main")
    me = (await client.get("/me")).json()
    assert (me["name"], me["workspace"]["role"]) == ("王芳", "member")
    assert len(house.facts(PersonSignedIn)) == 2


async def test_a_link_works_once_even_for_two_at_the_same_moment(house: House) -> None:
    browser = await boss(house)
    key = await invited(browser)
    bodies = [{"key": key, **NEW, "email": f"p{number}@example.com"} for number in range(2)]
    answers = await asyncio.gather(*(house.client().post("/invitations/accept", json=body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201, 404]
    assert (await browser.get("/people/invitations")).json()["items"] == []
    assert len((await browser.get("/people")).json()["items"]) == 2
    again = await house.client().post("/invitations/accept", json={"key": key, **NEW})
    assert (again.status_code, again.json()["code"]) == (404, "invitation_refused")


async def test_an_account_that_exists_joins_with_its_password_alone(house: House) -> None:
    await house.person("wang@example.com", Role.VIEWER, "north")
    key, client = await invited(await boss(house)), house.client()
    wrong = await client.post("/invitations/accept", json={"key": key, **NEW, "password": "another long one"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "sign_in_refused")
    joined = await client.post("/invitations/accept", json={"key": key, **NEW, "name": "另一个名字"})
    assert joined.status_code == 201, joined.text
    assert joined.json()["person"]["name"] == "wang"
    names = [one["name"] for one in (await client.get("/workspaces")).json()["items"]]
    assert sorted(names) == ["main", "north"]


async def test_who_is_signed_in_joins_with_the_key_alone_from_our_own_page(house: House) -> None:
    await house.person("wang@example.com", Role.VIEWER, "north")
    key, client = await invited(await boss(house), "builder"), await house.browser("wang@example.com")
    strange = await client.post("/invitations/accept", json={"key": key}, headers={"Origin": "https://evil.example"})
    assert (strange.status_code, strange.json()["code"]) == (403, "origin_not_allowed")
    joined = await client.post("/invitations/accept", json={"key": key})
    assert (joined.status_code, joined.json()["workspace"]["role"]) == (201, "builder")
    assert (await client.get("/me", params={"workspace": "main"})).json()["workspace"]["role"] == "builder"
    assert [fact for fact in house.facts(RoleChanged) if getattr(fact, "role", None) is Role.BUILDER]


async def test_the_key_alone_is_not_enough_for_somebody_unknown(sqlite_house: House) -> None:
    key = await invited(await boss(sqlite_house))
    answer = await sqlite_house.client().post("/invitations/accept", json={"key": key})
    assert (answer.status_code, answer.json()["code"]) == (422, "invitation_incomplete")


async def test_a_member_does_not_use_up_the_link(house: House) -> None:
    browser = await boss(house)
    key = await invited(browser, "viewer")
    answer = await browser.post("/invitations/accept", json={"key": key})
    assert (answer.status_code, answer.json()["code"]) == (409, "person_is_member")
    assert (await house.client().post("/invitations/accept", json={"key": key, **NEW})).status_code == 201


async def test_a_link_that_is_taken_back_or_old_works_no_more(house: House) -> None:
    browser = await boss(house)
    back, old = await invited(browser), await invited(browser)
    items = (await browser.get("/people/invitations")).json()["items"]
    assert (await browser.delete(f"/people/invitations/{items[1]['id']}")).status_code == 204
    assert (await browser.delete(f"/people/invitations/{items[1]['id']}")).json()["code"] == "invitation_unknown"
    assert len(house.facts(InvitationTakenBack)) == 1
    house.clock.pass_by(timedelta(days=7))
    for key in (back, old):
        answer = await house.client().post("/invitations/look", json={"key": key})
        assert (answer.status_code, answer.json()["code"]) == (404, "invitation_refused")
    await house.person("late@example.com", Role.ADMIN)
    assert (await (await house.browser("late@example.com")).get("/people/invitations")).json()["items"] == []


async def test_an_invitation_is_worth_no_more_than_who_made_it(house: House) -> None:
    browser = await boss(house)
    key = await invited(browser, "admin")
    await house.person("second@example.com", Role.ADMIN)
    second = await house.browser("second@example.com")
    assert (await second.patch("/people/boss@example.com", json={"role": "builder"})).status_code == 200
    answer = await house.client().post("/invitations/accept", json={"key": key, **NEW})
    assert (answer.status_code, answer.json()["code"]) == (404, "invitation_refused")


async def test_a_token_of_the_operator_invites_too(sqlite_house: House) -> None:
    program = sqlite_house.program(await sqlite_house.token(Role.ADMIN))
    made = (await program.post("/people/invitations", json={"role": "viewer"})).json()
    assert (made["invited_by"], made["url"].partition("#")[0]) == (None, f"{HOME}/invitation")


async def test_only_administrators_invite(sqlite_house: House) -> None:
    await sqlite_house.person("b@example.com", Role.BUILDER)
    browser = await sqlite_house.browser("b@example.com")
    answer = await browser.post("/people/invitations", json={"role": "viewer"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


async def test_guessing_keys_makes_an_address_wait_and_right_keys_do_not(house: House) -> None:
    browser, client = await boss(house), house.client()
    key = await invited(browser)
    for _ in range(FREE_PER_ADDRESS + 5):
        assert (await client.post("/invitations/look", json={"key": key})).status_code == 200
    for _ in range(FREE_PER_ADDRESS + 1):
        assert (await client.post("/invitations/look", json={"key": "x" * 43})).status_code == 404
    blocked = await client.post("/invitations/look", json={"key": "x" * 43})
    assert (blocked.status_code, blocked.json()["code"]) == (429, "sign_in_too_often")
