"""When the fault is ours the sender is asked to come again, and what was acknowledged is done later, once."""

from __future__ import annotations

import asyncio

import pytest

from leadbase.intake.model import State, Trigger
from tests.intake.faults import LONG, away
from tests.intake.house import House
from tests.intake.leads import BY_ID, OBEY, SAVE, make_leads, saved


async def test_while_the_database_is_away_nothing_is_acknowledged(house: House, request: pytest.FixtureRequest) -> None:
    await make_leads(house)
    _, url = await house.webhook(SAVE, BY_ID)
    lead = {"id": "a", "name": LONG}
    async with away(house.database, request):
        for _ in range(2):
            house.intake.routes.forget()  # a webhook that can't be looked up must not be taken for unknown
            answer = await house.push(url, lead)
            assert (answer.status_code, answer.json()) == (503, {"code": "storage_unavailable"})
            assert int(answer.headers["retry-after"]) >= 1
    answer = await house.push(url, lead)
    assert (answer.status_code, answer.json()) == (200, {"saved": "a"})
    assert await saved(house) == ["a"]
    assert [event.state for event in await house.events()] == [State.DONE]


async def test_what_cannot_be_finished_goes_back_to_the_queue_and_is_done_once(
    house: House, request: pytest.FixtureRequest
) -> None:
    await make_leads(house)
    _, url = await house.webhook(OBEY)
    posted = asyncio.create_task(house.push(url, {"id": "a", "name": LONG, "wait": 300}))
    while not await house.events():
        await asyncio.sleep(0.01)
    async with away(house.database, request):
        answer = await posted
    [event] = await house.events()
    assert (answer.status_code, answer.json()) == (202, {"event": event.id})
    await house.settle()
    assert (await house.newest()).event.state is State.RECEIVED
    assert await saved(house) == []
    assert await house.run_due() == 1
    detail = await house.newest()
    assert detail.event.state is State.DONE
    assert [(one.outcome, one.number, one.trigger) for one in detail.attempts] == [
        ("lost", 1, Trigger.ARRIVAL),
        ("done", 2, Trigger.ARRIVAL),
    ]
    assert await saved(house) == ["a"]


async def test_a_closed_database_is_our_fault(small_house: House, caplog: pytest.LogCaptureFixture) -> None:
    _, url = await small_house.webhook(SAVE)
    await small_house.push(url, {"id": "a"})
    await small_house.database.close()
    answer = await small_house.push(url, {"id": "a"})
    assert answer.status_code == 503
    assert "retry-after" in answer.headers
    assert url.split("/")[4] not in caplog.text
