"""What has ended by itself goes, and what still works stays."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from leadbase.access import setup
from leadbase.access.expiry import drop_ended
from leadbase.access.invitations import list_invitations, make_invitation
from leadbase.access.model import INVITATION_LIFE, SESSION_IDLE, SETUP_LIFE, Role
from leadbase.access.scope import Moment
from leadbase.access.store.keys import sessions, setup_links, sign_in_failures
from leadbase.access.units import ActorRoom
from tests.access.conftest import PASSWORD, House

EMAIL = "lisi@example.com"


async def kept(house: House) -> tuple[int, int, int]:
    def count(moment: Moment) -> tuple[int, int, int]:
        tables = (sessions, setup_links, sign_in_failures)
        counts = [moment.tx.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() for table in tables]
        return counts[0], counts[1], counts[2]

    return await house.units.read(count)


async def test_idle_sessions_and_forgotten_failures_go_and_a_used_session_stays(house: House) -> None:
    await house.person(EMAIL, Role.MEMBER)
    idle, used = await house.browser(EMAIL), await house.browser(EMAIL)
    wrong = await house.client().post("/session", json={"email": "nobody@example.com", "password": PASSWORD})
    assert wrong.status_code == 401
    before = await kept(house)
    assert (before[0], before[2] > 0) == (2, True)
    assert await house.units.write(drop_ended) == 0
    house.clock.now += SESSION_IDLE - timedelta(hours=1)
    assert (await used.get("/me")).status_code == 200
    house.clock.now += timedelta(hours=2)
    assert await house.units.write(drop_ended) == 1 + before[2]
    assert await kept(house) == (1, 0, 0)
    assert (await used.get("/me")).status_code == 200
    assert (await idle.get("/me")).status_code == 401


async def test_set_up_links_go_once_used_or_expired(house: House) -> None:
    old = await house.units.write(setup.make_link)
    house.clock.now += SETUP_LIFE - timedelta(minutes=1)
    young = await house.units.write(setup.make_link)
    assert await house.units.write(drop_ended) == 0
    house.clock.now += timedelta(minutes=1)
    assert await house.units.write(drop_ended) == 1
    await house.units.read(lambda moment: setup.check_link(moment, young.key))
    body = {"token": young.key, "email": EMAIL, "name": "老板", "password": PASSWORD}
    assert (await house.client().post("/setup", json={**body, "token": old.key})).status_code == 403
    assert (await house.client().post("/setup", json=body)).status_code == 201
    await house.units.write(drop_ended)
    assert (await kept(house))[1] == 0


async def test_invitations_go_after_a_week(house: House) -> None:
    await house.workspace()
    room = ActorRoom(house.units)
    for _ in range(2):
        await room.write(lambda scope: make_invitation(scope, Role.VIEWER, ""))
        house.clock.now += INVITATION_LIFE / 2
    assert await house.units.write(drop_ended) == 1
    assert len((await room.read(list_invitations)).items) == 1
