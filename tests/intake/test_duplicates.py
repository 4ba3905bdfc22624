"""A sender's repeat of a lead: recognised by the dedupe key, answered like the first, and never run twice."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from leadbase.intake.model import Event, State, Trigger
from leadbase.intake.service import WebhookChange
from leadbase.intake.store.journal import Append, AppendBatch, First
from leadbase.kit.clock import system_clock
from leadbase.kit.ids import IdSource
from leadbase.kit.json import JsonObject
from leadbase.storage.database import Database
from tests.intake.house import House
from tests.intake.leads import BY_ID, OBEY, SAVE, make_leads, saved

LEAD: JsonObject = {"id": "a", "name": "张三"}
_IDS = IdSource()


def an_event(webhook: int = 1) -> Event:
    """Give an event that just arrived and runs."""
    return Event(
        id=_IDS.new(),
        workspace=1,
        webhook=webhook,
        state=State.RUNNING,
        cause=None,
        method="POST",
        suffix="feiyu",
        query=(),
        headers=(),
        ip="127.0.0.1",
        size=2,
        received_at=system_clock(),
        duplicate_of=None,
        attempt=1,
        tries=0,
        trigger=Trigger.ARRIVAL,
        next_at=None,
        finished_at=None,
        has_issues=False,
        answer=None,
        timings={},
        seen_at=None,
    )


async def test_a_repeat_of_a_done_event_gets_the_stored_answer(house: House) -> None:
    await make_leads(house)
    webhook, url = await house.webhook(OBEY, BY_ID)
    first = await house.push(url, LEAD)
    await house.publish(webhook.id, "function hook($req, $resp) { $resp.body = 'another version'; }")
    second = await house.push(url, {**LEAD, "name": "李四"})
    assert (second.status_code, second.text, second.headers["content-type"]) == (
        first.status_code,
        first.text,
        first.headers["content-type"],
    )
    repeat, original = await house.events()
    assert (original.state, repeat.state, repeat.duplicate_of) == (State.DONE, State.DUPLICATE, original.id)
    assert (await house.event(repeat.id)).attempts == []
    assert await saved(house) == ["a"]


async def test_a_repeat_of_a_running_event_waits_for_its_answer(house: House) -> None:
    await make_leads(house)
    _, url = await house.webhook(OBEY, BY_ID)
    first, second = await asyncio.gather(house.push(url, {**LEAD, "wait": 300}), house.push(url, {**LEAD, "wait": 300}))
    assert (first.status_code, first.json()) == (second.status_code, second.json()) == (201, {"saved": "a"})
    assert {event.state for event in await house.events()} == {State.DONE, State.DUPLICATE}
    assert await saved(house) == ["a"]


async def test_a_repeat_of_a_running_event_gets_the_fallback_at_its_deadline(small_house: House) -> None:
    await make_leads(small_house)
    _, url = await small_house.webhook(OBEY, {**BY_ID, "deadline_ms": 100})
    answers = await asyncio.gather(*(small_house.push(url, {**LEAD, "wait": 400}) for _ in range(2)))
    assert [answer.status_code for answer in answers] == [202, 202]
    events = {event.id: event.state for event in await small_house.events()}
    assert {answer.json()["event"] for answer in answers} == set(events)
    await small_house.settle()
    assert await saved(small_house) == ["a"]


async def test_repeats_that_one_commit_writes_together_are_told_that_the_first_still_runs(database: Database) -> None:
    events = [an_event() for _ in range(3)]
    until = events[0].received_at + timedelta(days=1)
    items = [Append(event, b"{}", "me", "hash", until) for event in events]
    firsts = await database.transaction(lambda tx: AppendBatch().run(tx, items))
    first = First(events[0].id, State.RUNNING, None)
    assert list(firsts) == [None, first, first]


async def test_a_crowd_of_repeats_waits_for_the_first_and_shares_its_failure(house: House) -> None:
    await make_leads(house)
    _, url = await house.webhook(OBEY, BY_ID)
    lead = {**LEAD, "wait": 300, "fail": "x"}
    answers = await asyncio.gather(*(house.push(url, lead) for _ in range(12)))
    events = await house.events()
    assert sorted(event.state for event in events) == sorted([State.FAILED, *[State.DUPLICATE] * 11])
    [original] = [event for event in events if event.state is State.FAILED]
    assert {event.duplicate_of for event in events if event is not original} == {original.id}
    assert {answer.status_code for answer in answers} == {500}
    assert {answer.json()["event"] for answer in answers} == {original.id}
    assert len((await house.event(original.id)).attempts) == 1


async def test_a_repeat_of_a_failed_event_runs_it_again_on_what_is_live_now(house: House) -> None:
    await make_leads(house)
    webhook, url = await house.webhook("function hook() { nonsense(); }", BY_ID)
    assert (await house.push(url, LEAD)).status_code == 500
    await house.publish(webhook.id, SAVE)
    answer = await house.push(url, LEAD)
    assert (answer.status_code, answer.json()) == (200, {"saved": "a"})
    repeat, original = await house.events()
    assert (original.state, original.cause, repeat.state) == (State.DONE, None, State.DUPLICATE)
    attempts = (await house.event(original.id)).attempts
    assert [(one.outcome, one.version, one.trigger) for one in attempts] == [
        ("failed", 1, Trigger.ARRIVAL),
        ("done", 2, Trigger.RETRY),
    ]
    assert await saved(house) == ["a"]


async def test_many_repeats_of_a_failed_event_run_it_once(small_house: House) -> None:
    await make_leads(small_house)
    webhook, url = await small_house.webhook("function hook() { nonsense(); }", BY_ID)
    await small_house.push(url, LEAD)
    await small_house.publish(webhook.id, OBEY)
    answers = await asyncio.gather(*(small_house.push(url, LEAD) for _ in range(5)))
    assert {answer.status_code for answer in answers} <= {201, 500}
    assert await saved(small_house) == ["a"]
    assert 201 in {answer.status_code for answer in answers}


async def test_a_repeat_of_a_waiting_event_runs_it_now(hasty_house: House) -> None:
    await make_leads(hasty_house)
    slow = "async function hook() { await new Promise((done) => setTimeout(done, 60000)); }"
    webhook, url = await hasty_house.webhook(slow, BY_ID)
    first = await hasty_house.push(url, LEAD)
    [event] = await hasty_house.events()
    assert (first.status_code, event.state) == (202, State.WAITING)
    await hasty_house.publish(webhook.id, SAVE)
    answer = await hasty_house.push(url, LEAD)
    assert answer.json() == {"saved": "a"}
    assert [event.state for event in await hasty_house.events()] == [State.DUPLICATE, State.DONE]
    assert await saved(hasty_house) == ["a"]


async def test_a_repeat_at_once_gets_the_default_answer_whatever_became_of_the_first(small_house: House) -> None:
    await make_leads(small_house)
    _, url = await small_house.webhook(OBEY, {**BY_ID, "mode": "at_once"})
    lead = {**LEAD, "wait": 200}
    running = [await small_house.push(url, lead), await small_house.push(url, lead)]
    await small_house.settle()
    done = await small_house.push(url, lead)
    first = (await small_house.events())[-1]
    assert first.state is State.DONE
    assert [answer.json() for answer in [*running, done]] == [{"ok": True, "event": first.id}] * 3
    assert await saved(small_house) == ["a"]


async def test_a_key_is_free_again_after_its_window(house: House) -> None:
    await make_leads(house)
    _, url = await house.webhook(SAVE, {**BY_ID, "dedupe_days": 2})
    await house.push(url, LEAD)
    house.clock.forward(days=1, hours=23)
    await house.push(url, LEAD)
    assert await saved(house) == ["a"]
    house.clock.forward(hours=2)
    await house.push(url, LEAD)
    assert await saved(house) == ["a", "a"]
    assert [event.state for event in await house.events()] == [State.DONE, State.DUPLICATE, State.DONE]


async def test_keys_are_each_webhooks_own_and_leads_without_one_are_never_repeats(small_house: House) -> None:
    await make_leads(small_house)
    _, one = await small_house.webhook(SAVE, BY_ID, label="one")
    _, other = await small_house.webhook(SAVE, BY_ID, label="other")
    for url, lead in ((one, LEAD), (other, LEAD), (one, {"name": "x"}), (one, {"name": "x"}), (one, {"id": ""})):
        await small_house.push(url, lead)
    assert {event.state for event in await small_house.events()} == {State.DONE}


async def test_an_event_that_is_gone_still_answers_its_repeats(house: House) -> None:
    """Claims may outlive events: a dedupe window of 90 days, payloads of 30."""
    await make_leads(house)
    _, url = await house.webhook(SAVE, BY_ID)
    await house.push(url, LEAD)
    [event] = await house.events()
    await house.forget_event(event.id)
    answer = await house.push(url, LEAD)
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "event": event.id})
    assert await saved(house) == ["a"]


async def test_a_failed_event_whose_bytes_are_gone_fails_its_repeats_at_once(small_house: House) -> None:
    await make_leads(small_house)
    _, url = await small_house.webhook("function hook() { nonsense(); }", BY_ID)
    await small_house.push(url, LEAD)
    [event] = await small_house.events()
    await small_house.forget_payload(event.id)
    answer = await small_house.push(url, LEAD)
    assert (answer.status_code, answer.json()) == (500, {"code": "script_failed", "event": event.id})
    detail = await small_house.event(event.id)
    assert (detail.event.state, detail.event.cause) == (State.FAILED, "payload_gone")


async def test_a_repeat_while_the_webhook_is_off_runs_nothing(small_house: House) -> None:
    await make_leads(small_house)
    webhook, url = await small_house.webhook("function hook() { nonsense(); }", BY_ID)
    await small_house.push(url, LEAD)
    await small_house.publish(webhook.id, SAVE)
    await small_house.change(webhook.id, WebhookChange(is_on=False))
    answer = await small_house.push(url, LEAD)
    assert answer.status_code == 200
    assert [event.state for event in await small_house.events()] == [State.DUPLICATE, State.FAILED]
    assert await saved(small_house) == []
