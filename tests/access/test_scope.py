"""A scope: what it allows, what it shows, and that its facts are told with its act or not at all."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from leadbase.access.model import ROLE_PERMISSIONS, Actor, Permission, Role, Sight, Workspace
from leadbase.access.scope import Moment, NotAllowed, Scope, operator_scope, webhook_scope
from leadbase.access.service import Credential, enter
from leadbase.access.units import ActorRoom, Units
from leadbase.kit.facts import Fact, Subscriptions
from leadbase.kit.ids import IdSource
from leadbase.kit.secrets import digest
from leadbase.storage.database import Database
from tests.access.conftest import House, StillClock


@dataclass(frozen=True)
class Field:
    personal: bool


async def test_a_viewer_sees_personal_data_masked_and_everybody_else_in_the_clear(sqlite_house: House) -> None:
    async def sights(key: str) -> list[Sight]:
        credential = Credential("token", digest(key))
        scope = await sqlite_house.units.read(lambda moment: enter(moment, credential, None).scope)
        return [scope.sight(Field(True)), scope.sight(Field(False))]

    for role in Role:
        masked = Sight.MASKED if role is Role.VIEWER else Sight.CLEAR
        assert await sights(await sqlite_house.token(role)) == [masked, Sight.CLEAR]
    assert await sights(await sqlite_house.token(Role.MEMBER, "records:read")) == [Sight.CLEAR, Sight.CLEAR]


async def test_a_token_sees_no_more_than_its_maker(sqlite_house: House) -> None:
    await sqlite_house.person("boss@example.com", Role.ADMIN)
    await sqlite_house.person("wang@example.com", Role.MEMBER)
    boss = await sqlite_house.browser("boss@example.com")
    wang = await sqlite_house.browser("wang@example.com")
    key = (await wang.post("/tokens", json={"name": "t", "role": "member"})).json()["token"]
    await boss.patch("/people/wang@example.com", json={"role": "viewer"})
    credential = Credential("token", digest(key))
    scope = await sqlite_house.units.read(lambda moment: enter(moment, credential, None).scope)
    assert scope.sight(Field(True)) is Sight.MASKED


async def test_a_viewers_session_is_masked(sqlite_house: House) -> None:
    await sqlite_house.person("wang@example.com", Role.VIEWER)
    client = await sqlite_house.browser("wang@example.com")
    credential = Credential("session", digest(dict(client.cookies)["leadbase_session"]))
    scope = await sqlite_house.units.read(lambda moment: enter(moment, credential, None).scope)
    assert scope.sight(Field(True)) is Sight.MASKED


def test_roles_grow() -> None:
    viewer, member, builder, admin = (ROLE_PERMISSIONS[role] for role in reversed(Role))
    assert viewer < member < builder < admin == frozenset(Permission)
    assert admin - builder == {Permission.ADMIN}
    assert viewer == {Permission.RECORDS_READ}


async def test_the_operator_may_everything_and_a_webhook_records_alone(sqlite_house: House) -> None:
    workspace = await sqlite_house.workspace()
    clock, ids = sqlite_house.clock, IdSource()

    def check(moment: Moment) -> None:
        operator = operator_scope(moment.tx, workspace, clock, ids)
        for permission in Permission:
            operator.require(permission)
        webhook = webhook_scope(moment.tx, workspace, "a" * 24, "飞鱼", clock, ids)
        webhook.require(Permission.RECORDS_WRITE, "b" * 24)
        assert (webhook.actor.kind, webhook.actor.id) == ("webhook", "a" * 24)
        with pytest.raises(NotAllowed) as refused:
            webhook.require(Permission.TABLES_WRITE)
        assert refused.value.message("en") == "This needs the permission tables:write, which 飞鱼 does not have."

    await sqlite_house.units.read(check)


@dataclass(frozen=True, slots=True)
class Noted(Fact):
    text: str


async def test_facts_are_told_within_the_act_and_after_it_and_never_when_it_failed(database: Database) -> None:
    within: list[tuple[Moment, str]] = []
    after: list[str] = []
    subscriptions = Subscriptions[Moment]()
    subscriptions.within(Noted, lambda moment, fact: within.append((moment, fact.text)))
    subscriptions.after(Noted, lambda fact: after.append(fact.text))
    units = Units(database, StillClock(), IdSource(), subscriptions)

    def act(moment: Moment) -> Moment:
        moment.facts.publish(Noted("done"))
        assert within == after == []
        return moment

    moment = await units.write(act)
    assert within == [(moment, "done")] and after == ["done"]

    def failing(moment: Moment) -> None:
        moment.facts.publish(Noted("never"))
        raise LookupError

    with pytest.raises(LookupError):
        await units.write(failing)
    assert len(within) == len(after) == 1


async def test_what_a_subscriber_raises_within_undoes_the_act(database: Database) -> None:
    def refuse(_moment: Moment, _fact: Noted) -> None:
        raise LookupError

    subscriptions = Subscriptions[Moment]()
    subscriptions.within(Noted, refuse)
    house = House(database)
    house.units.subscriptions = subscriptions

    def act(scope: Scope) -> None:
        scope.facts.publish(Noted("done"))

    await house.workspace()
    with pytest.raises(LookupError):
        await ActorRoom(house.units).write(act)
    house.passwords.close()


def test_limits_narrow_one_permission_and_tables_all() -> None:
    workspace = Workspace(1, "a" * 24, "main", "", "UTC", "en")
    actor = Actor(
        "token",
        "",
        "",
        frozenset({Permission.RECORDS_READ, Permission.RECORDS_WRITE}),
        tables=frozenset({"x", "y"}),
        limits={Permission.RECORDS_WRITE: frozenset({"y"})},
    )
    clock = StillClock()
    scope = Scope(None, workspace, actor, clock(), IdSource())  # pyright: ignore[reportArgumentType]
    assert [scope.allows(Permission.RECORDS_READ, table) for table in "xyz"] == [True, True, False]
    assert [scope.allows(Permission.RECORDS_WRITE, table) for table in "xyz"] == [False, True, False]
    assert scope.allows(Permission.RECORDS_WRITE)
