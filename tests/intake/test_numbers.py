"""The home page's numbers and the webhooks' lights: right before, while and after quarters of an hour are counted."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from leadbase.access.workspaces import WorkspaceChanges, update_workspace
from leadbase.intake.health import Health, light, list_health
from leadbase.intake.inspection import mark_seen
from leadbase.intake.model import State
from leadbase.intake.numbers import Numbers, get_numbers
from leadbase.intake.replay import Wanted
from leadbase.intake.rollup import Rollup
from leadbase.intake.service import WebhookChange
from leadbase.intake.store.tables import counted_quarters, event_quarters, stale_quarters
from tests.intake.house import House
from tests.intake.leads import OBEY, make_leads
from tests.intake.past import put

NOON = datetime.combine(datetime.now(UTC).date() + timedelta(days=2), time(4, 20), UTC)
"""20 past noon in Shanghai, in two days' time: ahead of whatever the test itself makes."""


def rollup(house: House) -> Rollup:
    """Give what counts."""
    return Rollup(house.database, house.clock)


def stand_at(house: House, moment: datetime) -> None:
    """Put the clock to a moment."""
    house.clock.ahead = timedelta()
    house.clock.ahead = moment - house.clock()


async def numbers(house: House, days: int = 7) -> Numbers:
    """Give the numbers."""
    return await house.room.read(lambda scope: get_numbers(scope, days))


async def health(house: House) -> list[Health]:
    """Give how the webhooks are."""
    return list(await house.room.read(list_health))


async def fill(house: House) -> None:
    """Put leads of 15 days and all states into the house, and stand at noon."""
    webhook, _ = await house.webhook(source="feiyu")
    other, _ = await house.webhook(label="Other")
    for back, count in ((0, 2), (1, 3), (6, 1), (7, 5), (13, 7), (14, 100)):
        await put(house, webhook, NOON - timedelta(days=back, minutes=10), count=count)
    await put(house, other, NOON - timedelta(hours=1), State.FAILED, count=2)
    await put(house, other, NOON - timedelta(hours=1), State.WAITING)
    await put(house, other, NOON - timedelta(hours=1), State.DUPLICATE, count=4)
    await put(house, other, NOON - timedelta(hours=1), State.REJECTED, count=8)
    await put(house, other, NOON - timedelta(hours=1), State.HELD, count=16)
    await put(house, webhook, NOON - timedelta(hours=12, minutes=30), issues=True)
    await put(house, webhook, NOON - timedelta(days=1) + timedelta(minutes=1), count=1_000)
    stand_at(house, NOON)


@pytest.mark.parametrize("counted", [False, True], ids=["live", "counted"])
async def test_leads_are_counted_by_the_days_of_the_zone(house: House, counted: bool) -> None:
    await fill(house)
    if counted:
        assert await rollup(house).catch_up() > 0
    found = await numbers(house)
    assert (found.today, found.yesterday_same_time) == (2 + 3, 3)
    assert (found.last_7_days, found.before_7_days) == (2 + 3 + 3 + 1 + 1 + 1_000, 5 + 7)
    assert (found.tally.done, found.tally.failed, found.tally.waiting) == (1_007, 2, 1)
    assert (found.tally.duplicates, found.tally.issues) == (4, 1)
    assert found.success_rate == round(1_007 / 1_010, 4)
    today = NOON.astimezone(ZoneInfo("Asia/Shanghai")).date()
    assert [(one.day, one.source, one.count, one.failed) for one in found.days if one.day == today] == [
        (today, "feiyu", 2, 0),
        (today, "generic", 3, 2),
    ]
    last = found.hours[-1]
    assert (last.start, last.source, last.count) == (NOON.replace(minute=0), "feiyu", 2)
    assert sum(hour.count for hour in found.hours) == sum(day.count for day in found.days) == 1_010


@pytest.mark.parametrize("counted", [False, True], ids=["live", "counted"])
async def test_a_week_stands_beside_the_week_before(house: House, counted: bool) -> None:
    await fill(house)
    if counted:
        assert await rollup(house).catch_up() > 0
    found = await numbers(house)
    today = NOON.astimezone(ZoneInfo("Asia/Shanghai")).date()
    week = timedelta(days=7)
    assert [(one.start, one.count) for one in found.hours_before] == [(NOON.replace(minute=0) - week, 5)]
    assert [(today - one.day, one.count) for one in found.days_before] == [(timedelta(days=13), 7), (week, 5)]
    assert [(today - one.day, one.count) for one in (await numbers(house, 1)).days_before] == [(week, 5)]
    month = await numbers(house, 30)
    assert (month.hours_before, month.days_before) == ((), ())


async def test_a_month_has_days_but_no_hours(house: House) -> None:
    await fill(house)
    found = await numbers(house, 30)
    assert (found.hours, sum(day.count for day in found.days)) == ((), 1_010 + 112)
    assert (await numbers(house, 1)).tally.leads == found.today


@pytest.mark.parametrize("counted", [False, True], ids=["live", "counted"])
async def test_a_zone_that_is_half_an_hour_off_has_its_own_hours(house: House, counted: bool) -> None:
    await fill(house)
    await house.room.write(lambda scope: update_workspace(scope, WorkspaceChanges(zone="Asia/Kolkata")))
    if counted:
        await rollup(house).catch_up()
    found = await numbers(house, 1)
    assert found.hours[-1].start == NOON.replace(minute=30) - timedelta(hours=1)
    assert [hour.count for hour in found.hours[-2:]] == [3, 2]


async def test_an_event_that_changes_after_it_was_counted_is_counted_again(house: House) -> None:
    await make_leads(house)
    webhook, url = await house.webhook(OBEY)
    await house.push(url, {"id": "1", "fail": "for now"})
    failed = (await house.newest()).event.id
    house.clock.forward(hours=1)
    await rollup(house).catch_up()
    assert (await numbers(house, 2)).tally.failed == 1
    await house.publish(webhook.id, "async function hook() {}")
    await house.intake.flows.replay(house.room, Wanted(failed))
    assert await rollup(house).catch_up() == 1
    found = await numbers(house, 2)
    assert (found.tally.failed, found.tally.done) == (0, 1)
    assert await house.database.read(lambda tx: tx.execute(sa.select(stale_quarters)).all()) == []


async def test_counting_is_done_once_however_many_processes_do_it(house: House) -> None:
    await fill(house)
    await rollup(house).catch_up()
    before = await house.database.read(lambda tx: tx.execute(sa.select(event_quarters)).all())
    until = await house.database.read(lambda tx: tx.execute(sa.select(counted_quarters.c.until)).scalar_one())
    assert until == int((NOON - timedelta(seconds=60)).timestamp()) // 900
    assert await rollup(house).catch_up() == 0
    assert await house.database.read(lambda tx: tx.execute(sa.select(event_quarters)).all()) == before
    assert sum(row.done + row.failed + row.waiting for row in before) == 1_010 + 112


async def test_the_counts_go_on_where_they_stopped(house: House) -> None:
    await fill(house)
    await rollup(house).catch_up()
    webhook, _ = await house.webhook(label="Later")
    stand_at(house, NOON + timedelta(hours=3))
    await put(house, webhook, NOON + timedelta(hours=1), count=5)
    assert await rollup(house).catch_up() > 0
    assert (await numbers(house, 1)).today == 5 + 5


async def test_a_webhook_shows_its_light_and_its_last_day(house: House) -> None:
    await fill(house)
    other, feiyu = await health(house)
    assert (other.light, feiyu.light) == ("failing", "live")
    assert (other.waiting, other.held, other.tally.duplicates, other.tally.failed) == (1, 16, 4, 2)
    assert other.last_received_at == NOON - timedelta(hours=1)
    assert (len(feiyu.hours), feiyu.hours[-1], feiyu.hours[-13]) == (24, 2, 0)
    assert sum(feiyu.hours) == feiyu.tally.leads == 3
    assert other.success_rate == 0


async def test_a_failure_that_a_person_has_seen_fails_no_more(house: House) -> None:
    webhook, _ = await house.webhook()
    [failed] = await put(house, webhook, NOON - timedelta(hours=1), State.FAILED)
    stand_at(house, NOON)
    assert [one.light for one in await health(house)] == ["failing"]
    await house.person.write(lambda scope: mark_seen(scope, failed))
    assert [one.light for one in await health(house)] == ["live"]


async def test_a_silent_webhook_says_since_when(house: House) -> None:
    webhook, _ = await house.webhook()
    last = NOON - timedelta(hours=25)
    await put(house, webhook, last)
    stand_at(house, NOON)
    [silent] = await health(house)
    assert (silent.light, silent.silent_since) == ("silent", last)
    await house.change(webhook.id, WebhookChange(is_on=False))
    [off] = await health(house)
    assert (off.light, off.silent_since) == ("off", None)


@pytest.mark.parametrize(
    ("is_on", "unseen", "hours_ago", "expected"),
    [
        (False, True, 1, "off"),
        (True, True, 100, "failing"),
        (True, False, None, "new"),
        (True, False, 24 * 8, "new"),
        (True, False, 24, "live"),
        (True, False, 25, "silent"),
    ],
)
def test_lights_follow_plain_rules(is_on: bool, unseen: bool, hours_ago: int | None, expected: str) -> None:
    last = None if hours_ago is None else NOON - timedelta(hours=hours_ago)
    assert light(is_on, unseen, last, NOON) == expected


async def test_a_day_begins_at_midnight_of_the_zone(house: House) -> None:
    webhook, _ = await house.webhook()
    midnight = datetime.combine(date(2031, 3, 2), time(), ZoneInfo("Asia/Shanghai"))
    for seconds in (-1, 0, 1):
        await put(house, webhook, midnight + timedelta(seconds=seconds))
    stand_at(house, midnight + timedelta(minutes=40))
    await rollup(house).catch_up()
    found = await numbers(house, 2)
    assert (found.today, [(one.day.day, one.count) for one in found.days]) == (2, [(1, 1), (2, 2)])
