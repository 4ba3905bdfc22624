"""Links to choose another password: good once, for an hour, for whom the administrator may change."""

from __future__ import annotations

from datetime import timedelta

from leadbase.access.model import RESET_LIFE, Role
from tests.access.conftest import PASSWORD, House

NEW = "another long password"


async def make(house: House, email: str = "wang@example.com") -> str:
    """Let the administrator make a link; give its key."""
    boss = await house.browser("boss@example.com")
    made = await boss.post(f"/people/{email}/reset-link")
    assert made.status_code == 201, made.text
    return made.json()["url"].partition("/reset-password#")[2]


async def furnish(house: House) -> None:
    """Take in an administrator and a member."""
    await house.person("boss@example.com", Role.ADMIN)
    await house.person("wang@example.com", Role.MEMBER)


async def test_a_link_gives_another_password_once_and_ends_all_sessions(house: House) -> None:
    await furnish(house)
    here = await house.browser("wang@example.com")
    key = await make(house)
    outside = house.client()
    looked = await outside.post("/password-reset/look", json={"key": key})
    assert looked.json() == {"name": "wang", "email": "wang@example.com"}
    assert (await outside.post("/password-reset", json={"key": key, "password": NEW})).status_code == 204
    assert (await here.get("/session")).status_code == 401
    who = {"email": "wang@example.com", "password": NEW}
    assert (await outside.post("/session", json=who)).status_code == 201
    again = await outside.post("/password-reset", json={"key": key, "password": PASSWORD})
    assert (again.status_code, again.json()["code"]) == (404, "reset_link_refused")


async def test_a_link_works_for_an_hour_and_only_the_newest(house: House) -> None:
    await furnish(house)
    first, second = await make(house), await make(house)
    outside = house.client()
    assert (await outside.post("/password-reset/look", json={"key": first})).status_code == 404
    assert (await outside.post("/password-reset/look", json={"key": second})).status_code == 200
    house.clock.pass_by(RESET_LIFE + timedelta(seconds=1))
    assert (await outside.post("/password-reset", json={"key": second, "password": NEW})).status_code == 404


async def test_a_short_password_uses_no_link_up(sqlite_house: House) -> None:
    await furnish(sqlite_house)
    key = await make(sqlite_house)
    outside = sqlite_house.client()
    short = await outside.post("/password-reset", json={"key": key, "password": "short"})
    assert (short.status_code, short.json()["code"]) == (422, "password_too_short")
    assert (await outside.post("/password-reset", json={"key": key, "password": NEW})).status_code == 204


async def test_whoever_is_disabled_gets_in_by_no_link(sqlite_house: House) -> None:
    await furnish(sqlite_house)
    key = await make(sqlite_house)
    boss = await sqlite_house.browser("boss@example.com")
    await boss.patch("/people/wang@example.com", json={"disabled": True})
    refused = await sqlite_house.client().post("/password-reset", json={"key": key, "password": NEW})
    assert refused.status_code == 404


async def test_an_account_of_other_workspaces_too_is_not_this_administrators(sqlite_house: House) -> None:
    await furnish(sqlite_house)
    await sqlite_house.member("wang@example.com", Role.MEMBER, "north")
    boss = await sqlite_house.browser("boss@example.com")
    refused = await boss.post("/people/wang@example.com/reset-link")
    assert (refused.status_code, refused.json()["code"]) == (403, "person_elsewhere")


async def test_people_see_where_they_are_signed_in_and_end_the_others(sqlite_house: House) -> None:
    await furnish(sqlite_house)
    here, there = [await sqlite_house.browser("wang@example.com") for _ in range(2)]
    listed = (await here.get("/me/sessions")).json()["items"]
    assert sorted(one["current"] for one in listed) == [False, True]
    assert (await here.delete("/me/sessions")).json() == {"ended": 1}
    assert (await there.get("/session")).status_code == 401
    assert (await here.get("/session")).status_code == 200
