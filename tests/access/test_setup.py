"""The first start: a link that works once, or an administrator from the settings."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from leadbase.access import setup
from leadbase.access.errors import PasswordTooShort, SetupDone, SetupLinkRefused
from leadbase.access.model import RoleChanged, WorkspaceChanged, WorkspaceMade
from leadbase.access.setup import FirstAdmin
from tests.access.conftest import PASSWORD, House

EMAIL = "boss@example.com"


def body(key: str, email: str = EMAIL) -> dict[str, str]:
    return {"token": key, "email": email, "name": "老板", "password": PASSWORD}


async def test_the_link_makes_the_first_administrator_and_signs_them_in(house: House) -> None:
    client = house.client()
    assert (await client.get("/setup")).json() == {"open": True}
    link = await house.units.write(setup.make_link)
    answer = await client.post("/setup", json=body(link.key))
    assert answer.status_code == 201, answer.text
    assert answer.json()["person"] | {"id": "", "created_at": ""} == {
        "id": "",
        "created_at": "",
        "email": EMAIL,
        "name": "老板",
        "instance_admin": True,
        "disabled": False,
    }
    assert (await client.get("/setup")).json() == {"open": False}
    me = (await client.get("/me")).json()
    assert (me["workspace"]["name"], me["workspace"]["role"], me["name"]) == ("main", "admin", "老板")
    assert (me["workspace"]["zone"], me["workspace"]["language"]) == ("Asia/Shanghai", "zh-CN")
    assert len(house.facts(WorkspaceMade)) == len(house.facts(RoleChanged)) == 1


async def test_a_link_works_once(house: House) -> None:
    link = await house.units.write(setup.make_link)
    client = house.client()
    assert (await client.post("/setup", json=body(link.key))).status_code == 201
    again = await client.post("/setup", json=body(link.key, "evil@example.com"))
    assert (again.status_code, again.json()["code"]) == (409, "setup_done")
    with pytest.raises(SetupDone):
        await house.units.write(setup.make_link)


async def test_of_two_links_used_at_once_one_wins(house: House) -> None:
    links = [await house.units.write(setup.make_link) for _ in range(2)]
    await house.workspace()
    clients = [house.client(), house.client()]
    answers = await asyncio.gather(
        *(
            client.post("/setup", json=body(link.key, f"boss{number}@example.com"))
            for number, (client, link) in enumerate(zip(clients, links, strict=True))
        )
    )
    assert sorted(answer.status_code for answer in answers)[0] == 201
    assert sorted(answer.status_code for answer in answers)[1] in (403, 409)


async def test_a_wrong_or_old_link_is_refused(house: House) -> None:
    link = await house.units.write(setup.make_link)
    wrong = await house.client().post("/setup", json=body("x" * 43))
    assert (wrong.status_code, wrong.json()["code"]) == (403, "setup_link_refused")
    house.clock.pass_by(timedelta(hours=24))
    with pytest.raises(SetupLinkRefused):
        await setup.complete(house.units, house.passwords, link.key, FirstAdmin(EMAIL, "", PASSWORD), "")
    assert (await house.client().get("/setup")).json() == {"open": True}


async def test_a_short_password_leaves_the_link_usable(sqlite_house: House) -> None:
    link = await sqlite_house.units.write(setup.make_link)
    with pytest.raises(PasswordTooShort):
        await setup.complete(sqlite_house.units, sqlite_house.passwords, link.key, FirstAdmin(EMAIL, "", "short"), "")
    assert (await sqlite_house.client().post("/setup", json=body(link.key))).status_code == 201


async def test_the_settings_make_the_first_administrator_and_change_nothing_later(house: House) -> None:
    link = await house.units.write(setup.make_link)
    assert await setup.ensure_admin(house.units, house.passwords, EMAIL, PASSWORD) is True
    assert await setup.ensure_admin(house.units, house.passwords, EMAIL, "another password") is False
    assert await setup.ensure_admin(house.units, house.passwords, "new@example.com", PASSWORD) is False
    client = await house.browser(EMAIL)
    assert (await client.get("/session")).json()["person"]["instance_admin"] is True
    assert (await house.client().post("/setup", json=body(link.key))).status_code == 409


async def test_the_settings_take_over_an_account_that_is_there(house: House) -> None:
    await house.person(EMAIL)
    assert await setup.ensure_admin(house.units, house.passwords, EMAIL, "another password") is True
    answer = await house.client().post("/session", json={"email": EMAIL, "password": "another password"})
    assert answer.json()["person"]["instance_admin"] is True


async def test_whoever_sets_up_names_the_workspace_too(house: House) -> None:
    link = await house.units.write(setup.make_link)
    wanted = {"label": "总部", "zone": "Europe/Berlin", "language": "en"}
    refused = await house.client().post("/setup", json=body(link.key) | wanted | {"zone": "Mars/Olympus"})
    assert (refused.status_code, refused.json()["code"]) == (422, "zone_unknown")
    client = house.client()
    assert (await client.post("/setup", json=body(link.key) | wanted)).status_code == 201
    workspace = (await client.get("/me")).json()["workspace"]
    assert {name: workspace[name] for name in ("name", *wanted)} == {"name": "main", **wanted}
    assert len(house.facts(WorkspaceChanged)) == 1


async def test_the_link_leads_to_the_console_and_so_do_older_ones(sqlite_house: House) -> None:
    assert setup.setup_url("http://localhost:8420/", "KEY") == "http://localhost:8420/setup#KEY"
    answer = await sqlite_house.client().get("/setup/start")
    assert (answer.status_code, answer.headers["location"]) == (307, "/setup")
