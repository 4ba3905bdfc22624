"""Listening for the next real request: at once when it comes, at last when it does not."""

from __future__ import annotations

import asyncio

from leadbase.intake.facts import EventMoved
from leadbase.intake.listening import Arrivals, Heard
from leadbase.intake.model import State
from tests.intake.house import House
from tests.intake.past import put

LONG = 20.0


async def hear(house: House, webhook: str, after: str | None = None, seconds: float = LONG) -> Heard:
    """Listen."""
    return await house.intake.flows.listen(house.room, webhook, after, seconds)


async def listening(house: House, webhook: str) -> asyncio.Task[Heard]:
    """Give a task that waits already."""
    task = asyncio.create_task(hear(house, webhook))
    while not house.intake.arrivals.is_heard(webhook):
        await asyncio.sleep(0)
    return task


async def test_who_listens_hears_of_a_push_at_once(house: House) -> None:
    webhook, url = await house.webhook(source="feiyu")
    await house.push(url, {"name": "before"})
    task = await listening(house, webhook.id)
    await house.push(url, {"name": "张三"})
    heard = await task
    assert heard.brief is not None and heard.brief.title == "张三"
    assert heard.after == heard.brief.event.id == (await house.newest()).event.id


async def test_nothing_is_missed_between_two_calls(house: House) -> None:
    webhook, url = await house.webhook()
    await house.push(url, {"name": "before"})
    nothing = await hear(house, webhook.id, seconds=0)
    assert (nothing.brief, nothing.after) == (None, (await house.newest()).event.id)
    for name in ("one", "two"):
        await house.push(url, {"name": name})
    first = await hear(house, webhook.id, nothing.after)
    second = await hear(house, webhook.id, first.after)
    assert [one.brief and one.brief.title for one in (first, second)] == ["one", "two"]


async def test_what_another_process_took_in_is_heard_too(house: House) -> None:
    webhook, _ = await house.webhook()
    task = await listening(house, webhook.id)
    [event] = await put(house, webhook, house.clock())
    heard = await task
    assert heard.brief is not None and heard.brief.event.id == event


async def test_rejected_requests_and_other_webhooks_are_not_heard(house: House) -> None:
    webhook, url = await house.webhook()
    _, other = await house.webhook(label="Other")
    begun = await hear(house, webhook.id, seconds=0)
    await house.client.post(url, content=b"{", headers={"content-type": "application/json"})
    await house.push(other, {})
    assert {event.state for event in await house.events()} == {State.REJECTED, State.DONE}
    assert (await hear(house, webhook.id, begun.after, 0)).brief is None


async def test_who_listens_is_let_go_when_the_program_stops(small_house: House) -> None:
    webhook, _ = await small_house.webhook()
    task = await listening(small_house, webhook.id)
    small_house.intake.arrivals.close()
    assert (await task).brief is None
    assert not small_house.intake.arrivals.is_heard(webhook.id)


async def test_only_a_new_event_of_the_webhook_rings() -> None:
    arrivals = Arrivals()
    with arrivals.bell("a") as bell:
        arrivals.hear(EventMoved(1, "b", "1" * 24, 0))
        arrivals.hear(EventMoved(1, None, "1" * 24, 1))
        assert not bell.is_set()
        arrivals.hear(EventMoved(1, "a", "1" * 24, 0))
        assert bell.is_set()
