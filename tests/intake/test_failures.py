"""Failures in groups: what belongs together, replaying a group, and what a person has seen."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from leadbase.access import audit
from leadbase.access.audit import Action, AuditFilter
from leadbase.access.scope import Scope
from leadbase.intake.errors import FailuresGone
from leadbase.intake.failures import Group, list_failures, mark_seen, normalised, replay_group
from leadbase.intake.model import Operation, State
from leadbase.kit.paging import Page
from tests.intake.house import House
from tests.intake.leads import OBEY, SAVE, make_leads, saved

WAITS = """
async function hook($req) {
    for (;;) {}
}
"""
ID = "65a1f0c2b3d4e5f60718293b"


async def groups(house: House, *, webhook: str | None = None, seen: bool | None = None) -> Sequence[Group]:
    """Give the groups of failures."""
    page: Page[Group] = await house.room.read(lambda scope: list_failures(scope, webhook, seen, 50, None))
    return page.items


async def fail(house: House, *messages: str) -> str:
    """Let a lead fail with each message and give the webhook's id."""
    await make_leads(house)
    webhook, url = await house.webhook(OBEY)
    for number, message in enumerate(messages):
        await house.push(url, {"id": str(number), "fail": message})
    return webhook.id


async def test_failures_that_differ_in_numbers_ids_and_quotes_are_one_group(house: House) -> None:
    await fail(house, f"no table {ID}", "no table 63feff350ef3f00df536eac5", "no 'name'", "no 'phone'", "else")
    found = await groups(house)
    assert [group.count for group in found] == [1, 2, 2]
    newest = found[1]
    assert newest.message is not None and newest.message.endswith("no good: no 'phone'")
    assert (newest.version, newest.line, newest.retrying, newest.unseen) == (1, 6, 0, 2)
    assert newest.first_at < newest.last_at and len(newest.events) == 2


async def test_another_version_or_webhook_is_another_group(house: House) -> None:
    webhook = await fail(house, "the same")
    await house.publish(webhook, OBEY)
    _, other = await house.webhook(OBEY, label="Other")
    urls = [url for _, url in [await house.webhook(OBEY, label="Third")]]
    for url in (other, *urls):
        await house.push(url, {"id": "1", "fail": "the same"})
    assert [group.count for group in await groups(house)] == [1, 1, 1]
    assert [group.count for group in await groups(house, webhook=webhook)] == [1]


async def test_waiting_events_are_told_as_retrying(hasty_house: House) -> None:
    _, url = await hasty_house.webhook(WAITS)
    await hasty_house.push(url, {})
    [group] = await groups(hasty_house)
    assert (group.count, group.retrying, group.unseen) == (1, 1, 0)


async def test_a_group_is_replayed_as_a_whole_after_the_script_was_mended(house: House) -> None:
    webhook = await fail(house, "a1", "a2", "a3")
    await house.publish(webhook, SAVE)
    [group] = await groups(house)
    rehearsed = await replay_group(house.intake.flows, house.room, group.key, True, 100)
    assert [(one.state, one.operations) for one in rehearsed] == [(State.DONE, {Operation.CREATE: 1})] * 3
    assert await saved(house) == []
    replayed = await replay_group(house.intake.flows, house.room, group.key, False, 2)
    assert [(one.state, one.operations) for one in replayed] == [(State.DONE, {Operation.CREATE: 1})] * 2
    assert sorted(map(str, await saved(house))) == ["1", "2"]
    noted = await house.room.read(lambda scope: audit.list_entries(scope, AuditFilter()))
    assert (noted.items[0].action, noted.items[0].changes) == (Action.FAILURES_REPLAYED, {"events": {"after": 2}})
    [left] = await groups(house)
    assert (left.key, left.count) == (group.key, 1)


async def test_an_event_that_can_not_be_replayed_does_not_stop_the_others(house: House) -> None:
    webhook = await fail(house, "b1", "b2")
    await house.publish(webhook, SAVE)
    [group] = await groups(house)
    await house.forget_payload(group.events[0])
    gone, done = await replay_group(house.intake.flows, house.room, group.key, False, 100)
    assert (gone.state, done.state) == (None, State.DONE)
    assert gone.error is not None


async def test_a_person_sees_failures_and_a_program_does_not(house: House) -> None:
    await fail(house, "c1", "c2", "other")
    _, group = await groups(house)

    def see(scope: Scope) -> int:
        return mark_seen(scope, (), group.key)

    assert await house.room.write(see) == 0
    assert await house.person.write(see) == 2
    assert await house.person.write(see) == 0
    assert [one.key for one in await groups(house, seen=True)] == [group.key]
    [unseen] = await groups(house, seen=False)
    assert await house.person.write(lambda scope: mark_seen(scope, unseen.events, None)) == 1
    assert await groups(house, seen=False) == []


async def test_a_group_that_is_gone_is_named(house: House) -> None:
    with pytest.raises(FailuresGone):
        await replay_group(house.intake.flows, house.room, "0" * 24, False, 100)


async def test_pages_of_groups_give_each_once(house: House) -> None:
    await fail(house, "alpha", "beta", "gamma")
    first = await house.room.read(lambda scope: list_failures(scope, None, None, 2, None))
    second = await house.room.read(lambda scope: list_failures(scope, None, None, 2, first.next_cursor))
    assert [one.key for one in (*first.items, *second.items)] == [one.key for one in await groups(house)]
    assert second.next_cursor is None


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("can't read 'name' of 42", "can't read … of 0"),
        (f'no table "{ID}"', "no table …"),
        (f"no table {ID} here", "no table … here"),
        ("at 1.5 s, id 123e4567-e89b-12d3-a456-426614174000", "at 0 s, id …"),
        ("字段“电话”的值 138 不对", "字段…的值 0 不对"),
        (None, ""),
    ],
)
def test_messages_lose_what_differs_from_event_to_event(message: str | None, expected: str) -> None:
    assert normalised(message) == expected
