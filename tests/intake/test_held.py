"""While a webhook is off its events are kept, answered as configured, and processed later, oldest first."""

from __future__ import annotations

from leadbase.access import audit
from leadbase.access.audit import AuditFilter
from leadbase.intake import service
from leadbase.intake.model import State, Trigger
from leadbase.intake.service import WebhookChange
from leadbase.kit.json import JsonObject
from tests.intake.house import House
from tests.intake.leads import BY_ID, SAVE, make_leads, saved

OFF = WebhookChange(is_on=False)
ON = WebhookChange(is_on=True)


async def test_off_keeps_events_and_release_processes_them_oldest_first(house: House) -> None:
    await make_leads(house)
    webhook, url = await house.webhook(SAVE)
    await house.change(webhook.id, OFF)
    for number in range(5):
        answer = await house.push(url, {"id": str(number)})
        assert (answer.status_code, answer.json()["ok"]) == (200, True)
    events = await house.events()
    assert {(event.state, event.attempt) for event in events} == {(State.HELD, 0)}
    assert await house.run_due() == 0
    await house.change(webhook.id, ON)
    assert await house.run_due() == 0, "turning on releases nothing by itself"
    assert await house.room.write(lambda scope: service.release_held(scope, webhook.id)) == 5
    noted = await house.room.read(lambda scope: audit.list_entries(scope, AuditFilter()))
    assert noted.items[0].changes == {"events": {"after": 5}}
    started = await house.run_due()
    assert started == 5
    assert {event.state for event in await house.events()} == {State.DONE}
    attempts = [(await house.event(event.id)).attempts[0] for event in events]
    assert {attempt.trigger for attempt in attempts} == {Trigger.HELD}
    assert sorted(await saved(house), key=str) == ["0", "1", "2", "3", "4"]
    begun = [attempt.started_at for attempt in reversed(attempts)]
    assert begun == sorted(begun)


async def test_the_off_answer_is_a_setting_and_its_status_else_200(small_house: House) -> None:
    settings: JsonObject = {"answer": {"status": 201, "body": {"code": "0"}}}
    webhook, url = await small_house.webhook(SAVE, settings)
    await small_house.change(webhook.id, OFF)
    answer = await small_house.push(url, {})
    assert (answer.status_code, answer.json()) == (200, {"code": "0"})
    off: JsonObject = {"off_answer": {"status": 503, "body": {"event": "{event}"}}}
    await small_house.change(webhook.id, WebhookChange(settings=off))
    answer = await small_house.push(url, {})
    [event, _] = await small_house.events()
    assert (answer.status_code, answer.json()) == (503, {"event": event.id})


async def test_a_repeat_of_a_held_event_is_a_duplicate_and_gets_the_off_answer(house: House) -> None:
    await make_leads(house)
    webhook, url = await house.webhook(SAVE, BY_ID)
    await house.change(webhook.id, OFF)
    for _ in range(2):
        assert (await house.push(url, {"id": "a"})).json()["ok"] is True
    repeat, original = await house.events()
    assert (original.state, repeat.state, repeat.duplicate_of) == (State.HELD, State.DUPLICATE, original.id)


async def test_a_repeat_after_turning_on_processes_the_held_event_now(house: House) -> None:
    await make_leads(house)
    webhook, url = await house.webhook(SAVE, BY_ID)
    await house.change(webhook.id, OFF)
    await house.push(url, {"id": "a", "name": "first"})
    await house.change(webhook.id, ON)
    answer = await house.push(url, {"id": "a", "name": "second"})
    assert answer.json() == {"saved": "a"}
    repeat, original = await house.events()
    assert (original.state, repeat.state) == (State.DONE, State.DUPLICATE)
    assert await saved(house, "name") == ["first"]
    assert await house.room.write(lambda scope: service.release_held(scope, webhook.id)) == 0


async def test_an_event_of_an_off_webhook_is_still_verified(small_house: House) -> None:
    """Only what would have been let in is held."""
    secret: JsonObject = {"kind": "shared_secret", "at": {"in": "query", "path": ["pass"]}, "secret": "s"}
    webhook, url = await small_house.webhook(SAVE, {"verify": secret})
    await small_house.change(webhook.id, OFF)
    assert (await small_house.push(url, {})).status_code == 401
    assert (await small_house.push(f"{url}?pass=s", {})).status_code == 200
    assert [event.state for event in await small_house.events()] == [State.HELD, State.REJECTED]
