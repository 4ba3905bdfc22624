"""Replays of every kind of event, what they refuse, and dry runs, which show what would be and write nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from leadbase.intake.errors import EventBusy, EventUnknown, NothingToRun
from leadbase.intake.model import Operation, State
from leadbase.intake.recall import BodyUnreadable, PayloadGone
from leadbase.intake.replay import DryRun, Wanted
from leadbase.intake.service import WebhookChange, set_live
from leadbase.intake.trial import Trial
from leadbase.kit.json import JsonObject
from leadbase.scripts.versions import VersionNotFound
from leadbase.tables.model import NewField
from tests.intake.house import House
from tests.intake.leads import BY_ID, OBEY, SAVE, make_leads, saved

TWO = """
async function hook($req, $resp, $modules) {
    await $modules.data.saveData("leads", { lead: $req.body.id, name: "dry" });
    await $modules.data.saveData("leads", { lead: "more" });
    console.log("ran");
    $resp.body = "would be";
}"""


async def replay(house: House, event: str, *, as_new: bool = False, version: int | None = None) -> None:
    """Replay an event for real."""
    await house.intake.flows.replay(house.room, Wanted(event, version, as_new))


async def rehearse(house: House, event: str, *, as_new: bool = False, version: int | None = None) -> DryRun:
    """Replay an event as a dry run, and see to it that it wrote nothing anywhere."""
    before = await house.everything()
    told = await house.intake.flows.rehearse(house.room, Wanted(event, version, as_new))
    assert await house.everything() == before
    return told


async def test_a_dry_run_shows_what_would_change_and_writes_nothing(house: House) -> None:
    table = await make_leads(house)
    webhook, url = await house.webhook(SAVE)
    await house.push(url, {"id": "a", "name": "real"})
    await house.publish(webhook.id, TWO)
    [event] = await house.events()
    told = await rehearse(house, event.id)
    [record] = await house.records("leads", by_id=True)
    ids = {str(value): key for key, value in record.items() if value in ("a", "real")}
    assert [(one.operation, one.table) for one in told.effects] == [
        (Operation.REDO, table),
        (Operation.CREATE, table),
    ]
    assert told.effects[0].record == record["_id"]
    assert told.effects[0].before == {ids["real"]: "real"}
    assert told.after[0] == {ids["a"]: "a", ids["real"]: "dry"}
    assert dict(told.after[1]) == {ids["a"]: "more"}
    assert (told.state, told.error, told.answer.body) == (State.DONE, None, "would be")
    assert isinstance(told.console, Mapping)
    await replay(house, event.id)
    detail = await house.event(event.id)
    assert [one.operation for one in detail.effects if one.attempt == 2] == [one.operation for one in told.effects]


async def test_a_dry_run_shows_what_would_be_skipped_and_left(house: House) -> None:
    await make_leads(house)
    webhook, url = await house.webhook(TWO)
    await house.push(url, {"id": "a"})
    second, first = await house.records("leads")
    await house.trash("leads", first["_id"])
    await house.edit("leads", second["_id"], {"lead": "by hand"})
    [event] = await house.events()
    told = await rehearse(house, event.id)
    assert [one.operation for one in told.effects] == [Operation.SKIP, Operation.REDO]
    assert [note["code"] for note in told.notes] == ["record_in_trash", "field_kept"]
    await house.publish(webhook.id, "function hook() {}")
    told = await rehearse(house, event.id)
    assert [note["code"] for note in told.notes] == ["surplus_record", "surplus_record"]
    assert told.effects == []


async def test_a_dry_run_as_new_and_on_a_named_version_follows_the_same_rules(small_house: House) -> None:
    await make_leads(small_house)
    webhook, url = await small_house.webhook(SAVE)
    await small_house.push(url, {"id": "a"})
    await small_house.publish(webhook.id, TWO)
    [event] = await small_house.events()
    as_new = await rehearse(small_house, event.id, as_new=True)
    assert [one.operation for one in as_new.effects] == [Operation.CREATE] * 2
    named = await rehearse(small_house, event.id, version=1)
    assert ([one.operation for one in named.effects], named.answer.body) == ([Operation.REDO], '{"saved":"a"}')


async def test_a_dry_run_of_a_failing_script_shows_its_failure(small_house: House) -> None:
    await make_leads(small_house)
    webhook, url = await small_house.webhook(OBEY)
    await small_house.push(url, {"id": "a", "name": "real"})
    await small_house.publish(webhook.id, "async function hook($req, $resp, $modules) {\n  nonsense();\n}")
    [event] = await small_house.events()
    told = await rehearse(small_house, event.id)
    assert (told.state, told.answer.status, len(told.effects)) == (State.FAILED, 500, 0)
    assert told.error is not None
    assert (told.error["code"], told.error["line"]) == ("script_error", 2)


async def test_a_dry_run_takes_no_number_and_no_unique_value(house: House) -> None:
    await make_leads(house, NewField("key", "text", unique=True))
    source = """
async function hook($req, $resp, $modules) {
    const made = await $modules.data.upsertData("leads", "key", { key: "k" });
    $resp.body = [made.created, await $modules.data.countData("leads")];
}"""
    _, url = await house.webhook("function hook() {}")
    await house.push(url, {})
    [event] = await house.events()
    await house.publish("Leads", source)
    for _ in range(2):
        told = await rehearse(house, event.id)
        assert told.answer.body == "[true,1]"


async def test_failed_held_duplicate_and_rejected_events_can_be_replayed(house: House) -> None:
    await make_leads(house)
    settings: JsonObject = {
        **BY_ID,
        "verify": {"kind": "shared_secret", "at": {"in": "header", "path": ["x-pass"]}, "secret": "s"},
    }
    webhook, url = await house.webhook("function hook() { nonsense(); }", settings)
    proof = {"x-pass": "s"}
    await house.push(url, {"id": "failed"}, headers=proof)
    await house.push(url, {"id": "rejected"})
    await house.publish(webhook.id, SAVE)
    await house.push(url, {"id": "done"}, headers=proof)
    await house.push(url, {"id": "done"}, headers=proof)
    await house.change(webhook.id, WebhookChange(is_on=False))
    await house.push(url, {"id": "held"}, headers=proof)
    held, duplicate, done, rejected, failed = await house.events()
    assert [one.state for one in (held, duplicate, done, rejected, failed)] == [
        State.HELD,
        State.DUPLICATE,
        State.DONE,
        State.REJECTED,
        State.FAILED,
    ]
    for event in (failed, rejected, duplicate, held):
        await rehearse(house, event.id)
        await replay(house, event.id)
        assert (await house.event(event.id)).event.state is State.DONE
    assert await saved(house) == ["done", "failed", "rejected", "done", "held"]
    assert await house.run_due() == 0, "a held event that was replayed is not released again"


async def test_a_waiting_event_can_be_replayed_and_is_not_retried_after(hasty_house: House) -> None:
    await make_leads(hasty_house)
    webhook, url = await hasty_house.webhook(OBEY)
    await hasty_house.push(url, {"id": "a", "wait": 60_000})
    [event] = await hasty_house.events()
    assert event.state is State.WAITING
    await hasty_house.publish(webhook.id, SAVE)
    await replay(hasty_house, event.id)
    hasty_house.clock.forward(hours=1)
    assert await hasty_house.run_due() == 0
    assert await saved(hasty_house) == ["a"]


async def test_a_running_event_is_busy(house: House) -> None:
    await make_leads(house)
    _, url = await house.webhook(OBEY)
    pushed = asyncio.create_task(house.push(url, {"id": "a", "wait": 300}))
    while not house.intake.pipeline.running:
        await asyncio.sleep(0.01)
    [event] = await house.events()
    for act in (house.intake.flows.replay, house.intake.flows.rehearse):
        with pytest.raises(EventBusy):
            await act(house.room, Wanted(event.id))
    assert (await pushed).status_code == 201


async def test_two_replays_at_once_run_one_after_the_other_or_not_at_all(house: House) -> None:
    await make_leads(house)
    _, url = await house.webhook(OBEY)
    await house.push(url, {"id": "a", "wait": 100})
    [event] = await house.events()
    ends = await asyncio.gather(*(replay(house, event.id) for _ in range(3)), return_exceptions=True)
    assert [end for end in ends if end is None]
    assert all(end is None or isinstance(end, EventBusy) for end in ends)
    assert len(await saved(house)) == 1


async def test_what_is_not_there_is_not_found(small_house: House) -> None:
    _, url = await small_house.webhook(SAVE)
    await small_house.push(url, {"id": "a"})
    [event] = await small_house.events()
    with pytest.raises(EventUnknown):
        await replay(small_house, "63ff01a2f725340df45e8f22")
    with pytest.raises(VersionNotFound):
        await replay(small_house, event.id, version=7)


async def test_a_replay_that_cannot_be_run_leaves_the_event_as_it_was(house: House) -> None:
    await make_leads(house)
    webhook, url = await house.webhook(SAVE)
    await house.push(url, {"id": "a"})
    [event] = await house.events()
    await house.room.write(lambda scope: set_live(scope, webhook.id, None))
    before = await house.everything()
    for act in (house.intake.flows.replay, house.intake.flows.rehearse):
        with pytest.raises(NothingToRun):
            await act(house.room, Wanted(event.id))
    await replay(house, event.id, version=1)
    await house.forget_payload(event.id)
    before = await house.everything()
    for act in (house.intake.flows.replay, house.intake.flows.rehearse):
        with pytest.raises(PayloadGone):
            await act(house.room, Wanted(event.id, 1))
    assert await house.everything() == before
    assert (await house.event(event.id)).event.state is State.DONE


async def test_a_body_that_todays_settings_refuse_says_so_and_runs_when_they_no_longer_do(small_house: House) -> None:
    await make_leads(small_house)
    source = "async function hook($req, $resp, $modules) { await $modules.data.saveData('leads', {lead: $req.body}); }"
    webhook, url = await small_house.webhook(source)
    await small_house.client.post(url, content=b"{not json", headers={"content-type": "application/json"})
    [event] = await small_house.events()
    with pytest.raises(BodyUnreadable):
        await replay(small_house, event.id)
    assert (await small_house.event(event.id)).event.state is State.REJECTED
    await small_house.change(webhook.id, WebhookChange(settings={"requires_json": False}))
    await replay(small_house, event.id)
    assert await saved(small_house) == ["{not json"]


async def test_a_rejected_body_of_which_only_a_part_was_kept_cannot_be_replayed(small_house: House) -> None:
    _, url = await small_house.webhook(SAVE)
    await small_house.client.post(url, content=b"x" * 100_000)
    [event] = await small_house.events()
    with pytest.raises(PayloadGone):
        await replay(small_house, event.id)


async def test_a_replay_gives_the_script_the_request_as_it_came(house: House) -> None:
    source = """
function hook($req, $resp) {
    const { body, rawBody, headers, query, method, path, ip, source } = $req;
    $resp.body = { body, rawBody, token: headers["authorization"], query, method, path, ip, source,
                   at: new Date($req.receivedAt).getTime() };
}"""
    _, url = await house.webhook(source)
    headers = {"authorization": "Bearer very secret"}
    answer = await house.push(f"{url}?token=t&a=1&a=2", {"id": 12345678901234567890}, headers=headers)
    [event] = await house.events()
    told = await house.intake.flows.rehearse(house.room, Wanted(event.id))
    assert told.answer.body == answer.text
    assert answer.json()["token"] == "Bearer very secret"
    assert answer.json()["query"] == {"token": "t", "a": ["1", "2"]}
    assert answer.json()["body"] == {"id": "12345678901234567890"}


async def test_a_trial_of_a_script_writes_nothing(house: House) -> None:
    await make_leads(house)
    webhook, _ = await house.webhook(SAVE)
    before = await house.everything()
    lead = b'{"id": "tried"}'
    live, _ = await house.intake.flows.try_out(house.room, webhook.id, Trial(lead))
    draft, _ = await house.intake.flows.try_out(house.room, webhook.id, Trial(lead, source=TWO))
    assert [len(live.effects), len(draft.effects)] == [1, 2]
    assert (live.answer.body, draft.answer.body) == ('{"saved":"tried"}', "would be")
    assert await house.everything() == before


async def test_a_trial_tells_what_the_sender_would_make_of_the_answer(house: House) -> None:
    source = 'function hook($req, $resp) { $resp.body = { code: $req.body.code, message: "success" }; }'
    feiyu, _ = await house.webhook(source, source="feiyu")
    own, _ = await house.webhook(source, label="Own", settings={"expected": {"code": 7}})
    other, _ = await house.webhook(source, label="Other")
    seen = {
        (webhook.label, raw): (await house.intake.flows.try_out(house.room, webhook.id, Trial(raw)))[1].is_ok
        for webhook in (feiyu, own, other)
        for raw in (b'{"code": "0"}', b'{"code": 0}', b'{"code": 7}')
    }
    assert list(seen.values()) == [True, False, False, False, False, True, True, True, True]


async def test_a_trial_tells_how_long_it_took(house: House) -> None:
    webhook, _ = await house.webhook(TWO)
    run, verdict = await house.intake.flows.try_out(house.room, webhook.id, Trial(b'{"id": "1"}'))
    assert run.took_ms > 0
    assert verdict.lines[-1].actual == run.took_ms
