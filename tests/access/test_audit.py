"""The audit: what it tells and keeps to itself, who may read it, how long it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from leadbase.access import audit, setup
from leadbase.access.audit import Action, AuditEntry, AuditFilter, Subject, difference
from leadbase.access.model import Role
from leadbase.access.scope import NotAllowed, Scope
from leadbase.access.units import ActorRoom
from tests.access.conftest import PASSWORD, House

TABLE = Subject("table", "a" * 24, "客户")
FIELD = Subject("field", "b" * 24, "电话")


async def entries(house: House, wanted: AuditFilter | None = None) -> Sequence[AuditEntry]:
    """List what stands in the audit of main, newest first."""
    room = ActorRoom(house.units)
    return (await room.read(lambda scope: audit.list_entries(scope, wanted or AuditFilter()))).items


async def noted(house: House, action: Action = Action.TABLE_CREATED, subject: Subject = TABLE) -> None:
    """Note something as the operator."""
    await house.workspace()
    await ActorRoom(house.units).write(lambda scope: audit.note(scope, action, subject))


def test_a_difference_tells_what_changed_by_path() -> None:
    before = {"label": "a", "required": False, "params": {"options": [{"handle": "x", "label": "X"}], "scale": 2}}
    after = {"label": "a", "required": True, "params": {"options": [{"handle": "x", "label": "Y"}], "scale": 2}}
    assert difference(before, after) == {
        "required": {"before": False, "after": True},
        "params.options.x": {"before": {"label": "X"}, "after": {"label": "Y"}},
    }


def test_a_difference_keeps_secrets_to_itself_and_stays_small() -> None:
    secret = difference({"verify": {"secret": "old"}}, {"verify": {"secret": "new"}})
    assert secret == {"verify.secret": {"before": "•••", "after": "•••"}}
    long = difference(None, {"description": "x" * 5_000})
    assert len(str(long)) < 500
    many = difference(None, {f"n{number}": number for number in range(200)})
    assert (len(many), many["…"]) == (51, {"after": 150})


async def test_a_change_that_changes_nothing_is_not_noted(house: House) -> None:
    await house.workspace()
    same = {"label": "a"}
    await ActorRoom(house.units).write(lambda scope: audit.note(scope, Action.TABLE_CHANGED, TABLE, same, same))
    assert await entries(house) == []


async def test_what_is_undone_was_never_noted(house: House) -> None:
    await house.workspace()

    def fail(scope: Scope) -> None:
        audit.note(scope, Action.TABLE_CREATED, TABLE)
        raise NotAllowed(permission="-", actor="-")

    with pytest.raises(NotAllowed):
        await ActorRoom(house.units).write(fail)
    assert await entries(house) == []


async def test_an_entry_tells_who_from_where_what_and_when(house: House) -> None:
    await house.person("boss@example.com", Role.ADMIN)
    client = await house.browser("boss@example.com")
    await client.patch("/workspaces/main", json={"label": "总部"})
    entry, signed_in = await entries(house)
    assert (entry.action, entry.author.name, entry.address) == (Action.WORKSPACE_CHANGED, "boss", "127.0.0.1")
    assert entry.changes == {"label": {"before": "主工作区", "after": "总部"}}
    assert (entry.at, signed_in.action) == (house.clock.now, Action.SIGNED_IN)
    program = house.program(await house.token(Role.ADMIN))
    await program.patch("/workspaces/main", json={"label": "本部"})
    entry = (await entries(house))[0]
    assert (entry.author.kind, entry.author.name) == ("token", "test")


async def test_entries_are_found_by_time_author_action_and_subject(house: House) -> None:
    await noted(house)
    house.clock.pass_by(timedelta(hours=1))
    begun = house.clock.now
    await ActorRoom(house.units).write(lambda scope: audit.note(scope, Action.FIELD_CREATED, FIELD, within=TABLE))
    assert [one.subject for one in await entries(house, AuditFilter(since=begun))] == [FIELD]
    assert [one.subject for one in await entries(house, AuditFilter(until=begun))] == [TABLE]
    assert [one.subject for one in await entries(house, AuditFilter(actions=[Action.FIELD_CREATED]))] == [FIELD]
    assert len(await entries(house, AuditFilter(subject=TABLE.id))) == 2, "what a table holds belongs to it"
    assert len(await entries(house, AuditFilter(author=("operator", "")))) == 2
    assert await entries(house, AuditFilter(author=("person", "c" * 24))) == []


async def test_pages_give_each_entry_once(house: House) -> None:
    for _ in range(5):
        await noted(house)
    room, seen, cursor = ActorRoom(house.units), list[str](), None
    while True:
        page = await room.read(lambda scope, at=cursor: audit.list_entries(scope, AuditFilter(), at, 2))
        seen += [one.id for one in page.items]
        if (cursor := page.next_cursor) is None:
            break
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == 5


async def test_only_wrong_passwords_without_end_are_noted_and_not_each(house: House) -> None:
    await house.person("boss@example.com", Role.ADMIN)
    client = house.client()
    for _ in range(9):
        await client.post("/session", json={"email": "boss@example.com", "password": "wrong wrong wrong"})
        house.clock.pass_by(timedelta(minutes=20))
    bursts = await entries(house, AuditFilter(actions=[Action.SIGN_IN_BURST]))
    assert [(one.author.kind, one.subject.name) for one in bursts] == [("nobody", "boss")] * 3


async def test_setting_the_server_up_is_noted(house: House) -> None:
    link = await house.units.write(setup.make_link)
    who = {"token": link.key, "email": "boss@example.com", "name": "老板", "password": PASSWORD}
    await house.client().post("/setup", json=who)
    assert [one.action for one in await entries(house)] == [Action.SERVER_SET_UP]


async def test_entries_are_kept_for_a_year(house: House) -> None:
    await noted(house)
    house.clock.pass_by(audit.KEPT - timedelta(days=1))
    await noted(house)
    assert await house.units.write(lambda moment: audit.drop_old(moment.tx, moment.now)) == 0
    house.clock.pass_by(timedelta(days=2))
    assert await house.units.write(lambda moment: audit.drop_old(moment.tx, moment.now)) == 1
    assert len(await entries(house)) == 1
