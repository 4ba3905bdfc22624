"""The background work: retries that are due, what dead processes left behind, and what nothing runs."""

from __future__ import annotations

import asyncio
import logging

import pytest

from leadbase.intake.model import State, Trigger
from leadbase.intake.replay import Wanted
from leadbase.intake.store import events as store
from leadbase.intake.store.tables import processes
from leadbase.kit.retries import RETRY_S
from leadbase.scripts.runtime import Runtimes
from leadbase.storage.database import Database
from tests.intake.house import House, open_house
from tests.intake.leads import BY_ID, OBEY, SAVE, make_leads, saved

SLOW = "async function hook() { await new Promise((done) => setTimeout(done, 60000)); }"


async def outcomes(house: House) -> list[tuple[str, int | None, str]]:
    """Give how the newest event's attempts went: outcome, version, trigger."""
    return [(one.outcome, one.version, one.trigger.value) for one in (await house.newest()).attempts]


async def test_a_retry_waits_for_its_time_and_runs_the_version_that_is_live_then(hasty_house: House) -> None:
    await make_leads(hasty_house)
    webhook, url = await hasty_house.webhook(SLOW)
    assert (await hasty_house.push(url, {"id": "a"})).status_code == 202
    await hasty_house.publish(webhook.id, SAVE)
    assert await hasty_house.run_due() == 0
    hasty_house.clock.forward(seconds=RETRY_S[0] * 1.1)
    assert await hasty_house.run_due() == 1
    assert (await hasty_house.newest()).event.state is State.DONE
    assert await outcomes(hasty_house) == [("waiting", 1, "arrival"), ("done", 2, "retry")]
    assert await saved(hasty_house) == ["a"]


async def test_when_all_retries_are_used_up_the_event_fails(hasty_house: House) -> None:
    _, url = await hasty_house.webhook(SLOW)
    await hasty_house.push(url, {"id": "a"})
    for seconds in RETRY_S:
        hasty_house.clock.forward(seconds=seconds * 1.1 + 1)
        assert await hasty_house.run_due() == 1
    detail = await hasty_house.newest()
    assert (detail.event.state, detail.event.cause, detail.event.tries) == (State.FAILED, "time_limit", 7)
    assert detail.event.answer is not None
    assert detail.event.answer.status == 500
    assert [one.outcome for one in detail.attempts] == ["waiting"] * 7 + ["failed"]
    hasty_house.clock.forward(days=30)
    assert await hasty_house.run_due() == 0


async def use_up_retries(house: House) -> None:
    for seconds in RETRY_S:
        house.clock.forward(seconds=seconds * 1.1 + 1)
        assert await house.run_due() == 1
    event = (await house.newest()).event
    assert (event.state, event.tries) == (State.FAILED, len(RETRY_S))


@pytest.mark.parametrize("as_new", [False, True])
async def test_a_replay_of_an_exhausted_event_has_all_its_retries_again(hasty_house: House, as_new: bool) -> None:
    _, url = await hasty_house.webhook(SLOW)
    await hasty_house.push(url, {"id": "a"})
    await use_up_retries(hasty_house)
    [event] = await hasty_house.events()
    shown = await hasty_house.intake.flows.rehearse(hasty_house.room, Wanted(event.id, as_new=as_new))
    assert shown.state is State.WAITING
    assert (await hasty_house.newest()).event.tries == len(RETRY_S)
    await hasty_house.intake.flows.replay(hasty_house.room, Wanted(event.id, as_new=as_new))
    again = (await hasty_house.newest()).event
    assert (again.state, again.tries) == (State.WAITING, 1)
    assert again.next_at is not None
    # far from the next waiting time, with room for the jitter and for the clock, which goes on
    assert abs((again.next_at - hasty_house.clock()).total_seconds() - RETRY_S[0]) <= RETRY_S[0] / 2
    await use_up_retries(hasty_house)


async def test_a_senders_repeat_of_an_exhausted_event_has_all_its_retries_again(hasty_house: House) -> None:
    _, url = await hasty_house.webhook(SLOW, BY_ID)
    await hasty_house.push(url, {"id": "a"})
    await use_up_retries(hasty_house)
    await hasty_house.push(url, {"id": "a"})
    first = (await hasty_house.events())[-1]
    assert (first.state, first.tries) == (State.WAITING, 1)
    await hasty_house.push(url, {"id": "a"})
    first = (await hasty_house.events())[-1]
    assert (first.state, first.tries) == (State.WAITING, 2), "what still waits goes on where it was"


async def test_what_was_to_be_done_as_new_still_is_when_it_is_tried_again(hasty_house: House) -> None:
    await make_leads(hasty_house)
    webhook, url = await hasty_house.webhook(SAVE)
    await hasty_house.push(url, {"id": "a"})
    await hasty_house.publish(webhook.id, SLOW)
    [event] = await hasty_house.events()
    await hasty_house.intake.flows.replay(hasty_house.room, Wanted(event.id, as_new=True))
    await hasty_house.publish(webhook.id, SAVE)
    hasty_house.clock.forward(seconds=10)
    assert await hasty_house.run_due() == 1
    assert await saved(hasty_house) == ["a", "a"]
    assert [trigger for _, _, trigger in await outcomes(hasty_house)] == ["arrival", "as_new", "as_new"]


async def test_the_worker_runs_what_is_due_by_itself(hasty_house: House) -> None:
    await make_leads(hasty_house)
    webhook, url = await hasty_house.webhook(SLOW)
    await hasty_house.push(url, {"id": "a"})
    await hasty_house.publish(webhook.id, SAVE)
    hasty_house.clock.forward(seconds=10)
    await hasty_house.intake.start(alone=True)
    try:
        while (await hasty_house.newest()).event.state is not State.DONE:
            await asyncio.sleep(0.05)
    finally:
        assert await hasty_house.intake.stop(5)
    assert await saved(hasty_house) == ["a"]


async def left_running(house: House, url: str, lead: str) -> None:
    """Leave an event running as a process that dies leaves it: with its rows unwritten."""
    posted = asyncio.create_task(house.push(url, {"id": lead, "wait": 60_000}))
    while not house.intake.pipeline.running:
        await asyncio.sleep(0.01)
    await house.intake.pipeline.drain(0)
    with pytest.raises(asyncio.CancelledError):
        await posted
    assert [event.state for event in await house.events()] == [State.RUNNING]


async def test_a_dead_process_loses_its_events_to_a_living_one(database: Database, runtimes: Runtimes) -> None:
    async with open_house(database, runtimes) as dead, open_house(database, runtimes) as living:
        await make_leads(dead)
        webhook, url = await dead.webhook(OBEY)
        await dead.intake.worker.beat()
        await left_running(dead, url, "a")
        await living.publish(webhook.id, SAVE)
        await living.intake.worker.beat()
        assert await living.intake.worker.take_over() == 0, "its heart beat not long ago"
        living.clock.forward(seconds=5)
        assert await living.intake.worker.take_over() == 0
        living.clock.forward(seconds=2)
        await living.intake.worker.beat()
        assert await living.intake.worker.take_over() == 1
        assert (await living.newest()).event.state is State.RECEIVED
        assert await living.run_due() == 1
        assert await outcomes(living) == [("lost", None, "arrival"), ("done", 2, "arrival")]
        assert (await living.newest()).attempts[0].error == {"code": "process_lost"}
        assert await saved(living) == ["a"]
        rows = await living.database.read(lambda tx: tx.execute(processes.select()).all())
        assert [row.id for row in rows] == [living.intake.pipeline.process], "the dead one is forgotten"


async def test_a_process_that_starts_alone_takes_everything_over_at_once(
    database: Database, runtimes: Runtimes
) -> None:
    async with open_house(database, runtimes) as dead, open_house(database, runtimes) as heir:
        await make_leads(dead)
        webhook, url = await dead.webhook(OBEY)
        await dead.intake.worker.beat()
        await left_running(dead, url, "a")
        await heir.publish(webhook.id, SAVE)
        await heir.intake.start(alone=True)
        try:
            while (await heir.newest()).event.state is not State.DONE:
                await asyncio.sleep(0.05)
        finally:
            assert await heir.intake.stop(5)
        assert await saved(heir) == ["a"]


async def test_a_process_that_was_only_asleep_writes_nothing_once_it_was_taken_over(
    database: Database, runtimes: Runtimes
) -> None:
    async with open_house(database, runtimes) as asleep, open_house(database, runtimes) as living:
        await make_leads(asleep)
        webhook, url = await asleep.webhook(OBEY)
        await asleep.intake.worker.beat()
        posted = asyncio.create_task(asleep.push(url, {"id": "a", "wait": 400}))
        while not asleep.intake.pipeline.running:
            await asyncio.sleep(0.01)
        await living.publish(webhook.id, SAVE)
        living.clock.forward(seconds=10)
        await living.intake.worker.beat()
        assert await living.intake.worker.take_over() == 1
        assert await living.run_due() == 1
        answer = await posted
        assert answer.status_code == 202, "it can't tell what became of the lead elsewhere"
        assert await outcomes(living) == [("lost", None, "arrival"), ("done", 2, "arrival")]
        assert await saved(living) == ["a"]
        assert len((await living.newest()).effects) == 1


async def test_a_heartbeat_keeps_long_runs(small_house: House) -> None:
    _, url = await small_house.webhook(OBEY)
    await make_leads(small_house)
    await small_house.intake.worker.beat()
    posted = asyncio.create_task(small_house.push(url, {"id": "a", "wait": 200}))
    while not small_house.intake.pipeline.running:
        await asyncio.sleep(0.01)
    for _ in range(3):
        small_house.clock.forward(seconds=5)
        await small_house.intake.worker.beat()
        assert await small_house.intake.worker.take_over() == 0
        assert await small_house.intake.worker.reclaim() == 0
    assert (await posted).status_code == 201


async def test_an_event_that_is_ours_but_that_nothing_runs_is_given_back(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault between the commit that makes an event ours and the start of its task must not strand it."""
    await make_leads(house)
    webhook, url = await house.webhook(OBEY)
    await left_running(house, url, "a")
    await house.publish(webhook.id, SAVE)
    with caplog.at_level(logging.WARNING):
        assert [await house.intake.worker.reclaim() for _ in range(3)] == [0, 1, 0]
    assert "gave back 1 events" in caplog.text
    assert await house.run_due() == 1
    assert await saved(house) == ["a"]


async def test_an_event_that_can_no_longer_be_run_fails_and_holds_up_no_other(small_house: House) -> None:
    await make_leads(small_house)
    webhook, url = await small_house.webhook(OBEY)
    process = small_house.intake.pipeline.process
    for lead in ("gone", "there"):
        await small_house.push(url, {"id": lead, "fail": "x"})
    there, gone = await small_house.events()
    await small_house.publish(webhook.id, SAVE)
    await small_house.forget_payload(gone.id)
    failed = frozenset({State.FAILED})
    for event in (gone, there):
        started = await small_house.database.transaction(
            lambda tx, event=event: store.start_attempt(tx, 1, event.id, process, Trigger.RETRY, failed)
        )
        assert started is not None
        await small_house.database.transaction(
            lambda tx, event=started: store.give_back(tx, event.id, event.attempt, process, small_house.clock())
        )
    assert await small_house.run_due() == 2
    states = {event.id: (event.state, event.cause) for event in await small_house.events()}
    assert states == {gone.id: (State.FAILED, "payload_gone"), there.id: (State.DONE, None)}


async def test_two_processes_never_claim_the_same_event(database: Database, runtimes: Runtimes) -> None:
    async with open_house(database, runtimes) as one, open_house(database, runtimes) as other:
        await make_leads(one)
        webhook, url = await one.webhook("function hook() { nonsense(); }", BY_ID)
        for number in range(20):
            await one.push(url, {"id": str(number)})
        await one.publish(webhook.id, SAVE)
        other.intake.routes.forget()
        process = one.intake.pipeline.process
        for event in await one.events():
            started = await database.transaction(
                lambda tx, event=event: store.start_attempt(
                    tx, 1, event.id, process, Trigger.RETRY, frozenset({State.FAILED})
                )
            )
            assert started is not None
            await database.transaction(
                lambda tx, event=started: store.give_back(tx, event.id, event.attempt, process, one.clock())
            )
        begun = await asyncio.gather(*(house.intake.worker.look() for house in (one, other, one, other)))
        await one.settle()
        await other.settle()
        while again := await one.run_due():
            begun.append(again)
        assert sum(begun) == 20
        assert len(await saved(one)) == len(set(await saved(one))) == 20
