"""Sessions: how long they live, what ends them, and what a change by session must show."""

from __future__ import annotations

from datetime import timedelta
from importlib.metadata import version

from httpx2 import AsyncClient

from leadbase.access.gate import COOKIE_PATH
from leadbase.access.model import PasswordChanged, PersonSignedOut, Role
from leadbase.access.rules import COOKIE, Addresses
from leadbase.access.store import keys
from leadbase.kit.secrets import digest
from leadbase.storage.database import Database
from tests.access.conftest import HOME, PASSWORD, House

EMAIL = "wang@example.com"
MINUTE = timedelta(minutes=1)


async def is_in(client: AsyncClient) -> bool:
    answer = await client.get("/session")
    assert answer.status_code in (200, 401)
    return answer.status_code == 200


def key_of(client: AsyncClient) -> str:
    key = client.cookies.get(COOKIE, path=COOKIE_PATH)
    assert key is not None
    return key


async def test_nobody_is_signed_in_without_a_session(sqlite_house: House) -> None:
    answer = await sqlite_house.client().get("/session")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


async def test_the_key_of_a_session_is_kept_only_as_its_hash(house: House) -> None:
    await house.person(EMAIL, Role.MEMBER)
    key = key_of(await house.browser(EMAIL))
    assert len(key) >= 43
    by_key = await house.units.read(lambda moment: keys.find_session(moment.tx, key))
    by_hash = await house.units.read(lambda moment: keys.find_session(moment.tx, digest(key)))
    assert by_key is None and by_hash is not None


async def test_a_session_ends_after_seven_idle_days(house: House) -> None:
    await house.person(EMAIL, Role.MEMBER)
    client = await house.browser(EMAIL)
    house.clock.pass_by(timedelta(days=7) - MINUTE)
    assert await is_in(client)
    house.clock.pass_by(timedelta(days=7) - MINUTE)
    assert await is_in(client), "it was used in between"
    house.clock.pass_by(timedelta(days=7))
    assert not await is_in(client)


async def test_a_session_ends_after_thirty_days_however_much_it_is_used(house: House) -> None:
    await house.person(EMAIL, Role.MEMBER)
    client = await house.browser(EMAIL)
    for _ in range(29):
        house.clock.pass_by(timedelta(days=1))
        assert await is_in(client)
    house.clock.pass_by(timedelta(days=1))
    assert not await is_in(client)


async def test_a_change_keeps_a_session_alive_as_well_as_a_look(house: House) -> None:
    await house.person(EMAIL, Role.MEMBER)
    client = await house.browser(EMAIL)
    house.clock.pass_by(timedelta(days=6))
    assert (await client.patch("/me", json={"name": "王芳"})).json()["name"] == "王芳"
    house.clock.pass_by(timedelta(days=6))
    assert await is_in(client)


async def test_the_session_changes_at_each_sign_in_and_the_old_one_ends(house: House) -> None:
    await house.person(EMAIL, Role.MEMBER)
    client = await house.browser(EMAIL)
    old = key_of(client)
    await client.post("/session", json={"email": EMAIL, "password": PASSWORD})
    assert key_of(client) != old
    stale = house.client()
    stale.cookies.set(COOKIE, old, domain="localhost", path=COOKIE_PATH)
    assert await is_in(client)
    assert not await is_in(stale)


async def test_a_session_that_somebody_else_chose_is_never_taken_over(sqlite_house: House) -> None:
    await sqlite_house.person(EMAIL, Role.MEMBER)
    client = sqlite_house.client()
    client.cookies.set(COOKIE, "chosen", domain="localhost", path=COOKIE_PATH)
    answer = await client.post("/session", json={"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 201
    assert "chosen" not in answer.headers["set-cookie"]


async def test_signing_out_ends_the_session_and_takes_the_cookie(house: House) -> None:
    await house.person(EMAIL, Role.MEMBER)
    client, other = await house.browser(EMAIL), await house.browser(EMAIL)
    key = key_of(client)
    answer = await client.delete("/session")
    assert answer.status_code == 204
    assert f"{COOKIE}=" in answer.headers["set-cookie"] and "Max-Age=0" in answer.headers["set-cookie"]
    client.cookies.set(COOKIE, key, domain="localhost", path=COOKIE_PATH)
    assert not await is_in(client)
    assert await is_in(other)
    assert len(house.facts(PersonSignedOut)) == 1


async def test_a_new_password_ends_every_session_of_its_person_and_nobody_elses(house: House) -> None:
    await house.person(EMAIL, Role.MEMBER)
    await house.person("li@example.com", Role.MEMBER)
    client, phone, colleague = (
        await house.browser(EMAIL),
        await house.browser(EMAIL),
        await house.browser("li@example.com"),
    )
    body = {"current_password": PASSWORD, "new_password": "another long password"}
    assert (await client.put("/me/password", json=body)).status_code == 204
    assert [await is_in(each) for each in (client, phone, colleague)] == [False, False, True]
    assert len(house.facts(PasswordChanged)) == 1
    old = await client.post("/session", json={"email": EMAIL, "password": PASSWORD})
    new = await client.post("/session", json={"email": EMAIL, "password": "another long password"})
    assert (old.status_code, new.status_code) == (401, 201)


async def test_a_password_is_changed_only_with_the_current_one_and_for_a_long_one(sqlite_house: House) -> None:
    await sqlite_house.person(EMAIL, Role.MEMBER)
    client = await sqlite_house.browser(EMAIL)
    wrong = {"current_password": "wrong password", "new_password": "another long password"}
    short = {"current_password": PASSWORD, "new_password": "short"}
    assert (await client.put("/me/password", json=wrong)).json()["code"] == "sign_in_refused"
    assert (await client.put("/me/password", json=short)).json()["code"] == "password_too_short"
    assert await is_in(client)


async def test_guessing_the_current_password_has_to_wait_as_signing_in_does(sqlite_house: House) -> None:
    await sqlite_house.person(EMAIL, Role.MEMBER)
    client = await sqlite_house.browser(EMAIL)
    body = {"current_password": "wrong password", "new_password": "another long password"}
    statuses = [(await client.put("/me/password", json=body)).status_code for _ in range(7)]
    assert statuses == [401] * 6 + [429]


async def test_a_disabled_persons_sessions_end_at_once(house: House) -> None:
    await house.person("boss@example.com", Role.ADMIN)
    await house.person(EMAIL, Role.MEMBER)
    boss, client = await house.browser("boss@example.com"), await house.browser(EMAIL)
    assert (await boss.patch(f"/people/{EMAIL}", json={"disabled": True})).status_code == 200
    assert not await is_in(client)
    assert (await boss.patch(f"/people/{EMAIL}", json={"disabled": False})).json()["disabled"] is False
    assert not await is_in(client), "enabling brings no old session back"


async def test_a_change_by_session_from_a_foreign_page_is_refused(sqlite_house: House) -> None:
    await sqlite_house.person(EMAIL, Role.MEMBER)
    client = await sqlite_house.browser(EMAIL)
    body = {"name": "evil"}
    foreign = await client.patch("/me", json=body, headers={"Origin": "https://evil.example"})
    assert (foreign.status_code, foreign.json()["code"]) == (403, "origin_not_allowed")
    del client.headers["Origin"]
    assert (await client.patch("/me", json=body)).json()["code"] == "origin_not_allowed"
    assert (await client.delete("/session")).json()["code"] == "origin_not_allowed"
    form = await client.patch(
        "/me", content=b'{"name": "evil"}', headers={"Origin": HOME, "Content-Type": "text/plain"}
    )
    assert form.json()["code"] == "json_needed"
    assert (await client.get("/session")).json()["person"]["name"] == "wang"


async def test_a_foreign_page_cant_sign_its_visitor_in(sqlite_house: House) -> None:
    await sqlite_house.person(EMAIL, Role.MEMBER)
    body = {"email": EMAIL, "password": PASSWORD}
    answer = await sqlite_house.client().post("/session", json=body, headers={"Origin": "https://evil.example"})
    assert answer.json()["code"] == "origin_not_allowed"
    assert "set-cookie" not in answer.headers


async def test_under_https_the_cookie_is_secure(sqlite: Database) -> None:
    house = House(sqlite, Addresses("https://crm.example.com"))
    await house.person(EMAIL, Role.MEMBER)
    answer = await house.client().post("/session", json={"email": EMAIL, "password": PASSWORD})
    house.passwords.close()
    assert "; secure" in answer.headers["set-cookie"].lower()


async def test_sessions_that_ended_are_dropped_by_the_next_sign_in(house: House) -> None:
    await house.person(EMAIL, Role.MEMBER)
    key = key_of(await house.browser(EMAIL))
    house.clock.pass_by(timedelta(days=8))
    await house.browser(EMAIL)
    assert await house.units.read(lambda moment: keys.find_session(moment.tx, digest(key))) is None


async def test_one_call_tells_all_that_every_page_needs_to_know(house: House) -> None:
    await house.person(EMAIL, Role.BUILDER)
    await house.member(EMAIL, Role.VIEWER, "north")
    me = (await (await house.browser(EMAIL)).get("/me")).json()
    assert (me["kind"], me["email"], me["instance_admin"]) == ("person", EMAIL, False)
    assert (me["workspace"]["name"], me["workspace"]["role"], me["tables"]) == ("main", "builder", None)
    assert [(one["name"], one["role"]) for one in me["workspaces"]] == [("main", "builder"), ("north", "viewer")]
    assert me["session_ends_at"] == "2026-12-01T03:20:00Z"
    assert me["server"] == {"version": version("leadbase"), "public_url": None, "are_senders_local": True}


async def test_a_token_is_told_of_its_own_workspace_alone(house: House) -> None:
    me = (await house.program(await house.token(Role.MEMBER)).get("/me")).json()
    assert (me["kind"], me["email"], me["session_ends_at"], len(me["workspaces"])) == ("token", None, None, 1)


async def test_a_page_knows_whether_senders_reach_this_server(sqlite: Database) -> None:
    for hook_url, is_local in (
        ("http://[::1]:8420", True),
        ("http://localhost:1", True),
        ("https://leads.example.com", False),
        ("http://192.168.1.9:8420", False),
    ):
        house = House(sqlite, Addresses("https://leads.example.com", hook_url=hook_url))
        me = (await house.program(await house.token(Role.MEMBER)).get("/me")).json()
        assert (me["server"]["public_url"], me["server"]["are_senders_local"]) == (
            "https://leads.example.com",
            is_local,
        )
        house.passwords.close()
