"""What a sender is told, by the table of answers: done, failed for good, failed for now, late, at once."""

from __future__ import annotations

import pytest

from leadbase.intake.model import State
from leadbase.kit.json import JsonObject
from leadbase.tables.model import NewField
from tests.intake.house import House
from tests.intake.leads import OBEY, make_leads, saved


async def test_a_done_event_is_answered_as_its_script_says(house: House) -> None:
    await make_leads(house)
    _, url = await house.webhook(OBEY)
    answer = await house.push(url, {"id": "a", "name": "张三"})
    assert (answer.status_code, answer.json()) == (201, {"saved": "a"})
    assert answer.headers["content-type"] == "application/json"
    detail = await house.newest()
    assert detail.event.state is State.DONE
    assert detail.event.answer is not None
    assert detail.event.answer.body == answer.text
    [attempt] = detail.attempts
    assert (attempt.outcome, attempt.version, attempt.number) == ("done", 1, 1)
    assert {"body", "append", "queue", "script"} <= set(attempt.timings)


async def test_text_is_sent_as_text(small_house: House) -> None:
    _, url = await small_house.webhook('function hook($req, $resp) { $resp.body = "成功"; }')
    answer = await small_house.push(url, {})
    assert (answer.text, answer.headers["content-type"]) == ("成功", "text/plain; charset=utf-8")


async def test_a_script_that_sets_no_body_is_answered_by_the_default(small_house: House) -> None:
    _, url = await small_house.webhook("function hook() {}")
    answer = await small_house.push(url, {})
    [event] = await small_house.events()
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "event": event.id})


async def test_a_script_may_set_the_status_and_headers_of_the_default_answer(small_house: House) -> None:
    _, url = await small_house.webhook('function hook($req, $resp) { $resp.status = 202; $resp.headers["X-A"] = "b"; }')
    answer = await small_house.push(url, {})
    assert (answer.status_code, answer.headers["x-a"], answer.json()["ok"]) == (202, "b", True)


async def test_a_webhook_without_a_script_takes_leads_in(small_house: House) -> None:
    _, url = await small_house.webhook(
        settings={"answer": {"status": 200, "body": {"code": "0", "message": "success"}}}
    )
    answer = await small_house.push(url, {"id": 1})
    assert answer.json() == {"code": "0", "message": "success"}
    detail = await small_house.newest()
    assert detail.event.state is State.DONE
    assert [(attempt.outcome, attempt.version) for attempt in detail.attempts] == [("done", None)]


@pytest.mark.parametrize("status", [204, 304])
async def test_an_answer_that_can_have_no_body_has_none(small_house: House, status: int) -> None:
    _, url = await small_house.webhook(f'function hook($req, $resp) {{ $resp.status = {status}; $resp.body = "no"; }}')
    answer = await small_house.push(url, {})
    assert (answer.status_code, answer.content) == (status, b"")
    assert "content-length" not in answer.headers


FAULTS: list[tuple[str, str]] = [
    ('throw new Error("no");', "script_error"),
    ("nonsense();", "script_error"),
    ("null.x;", "script_error"),
    ('throw "a text";', "script_error"),
    ('await $modules.data.saveData("leads", {});', "required_field_missing"),
    ('await $modules.data.saveData("nowhere", {});', "table_unknown"),
    ('await $modules.data.saveData("63ff004a0ef3f00df536edfd", {});', "table_unknown"),
    ('await $modules.data.saveData("leads", { key: "k", nothing: 1 });', "unknown_field"),
    ('await $modules.data.saveData("leads", { key: "k", "63ff01a2f725340df45e8f22": 1 });', "unknown_field"),
    ('await $modules.data.saveData("leads", { key: "k", _id: "63ff01a2f725340df45e8f22" });', "id_not_allowed"),
    ('await $modules.data.saveData("leads", { key: "k", count: "many" });', "value_not_fitting"),
    ('await $modules.data.saveData("leads", "text");', "not_a_form"),
    ("await $modules.data.saveData(1, {});", "argument_wrong"),
]


@pytest.mark.parametrize(("fault", "code"), FAULTS)
async def test_a_permanent_failure_discards_the_answer_and_everything_written(
    small_house: House, fault: str, code: str
) -> None:
    table = NewField("key", "text", required=True), NewField("count", "integer", required=True, default=1)
    await make_leads(small_house, *table)
    _, url = await small_house.webhook(f"""
async function hook($req, $resp, $modules) {{
    $resp.body = {{ code: "0" }};
    await $modules.data.saveData("leads", {{ key: "before" }});
    {fault}
}}""")
    answer = await small_house.push(url, {})
    detail = await small_house.newest()
    assert (answer.status_code, answer.json()) == (500, {"code": "script_failed", "event": detail.event.id})
    assert (detail.event.state, detail.event.cause, detail.event.next_at) == (State.FAILED, code, None)
    assert await small_house.records("leads") == []
    assert detail.effects == []
    [attempt] = detail.attempts
    assert attempt.error is not None
    assert (attempt.error["kind"], attempt.error["code"]) == ("permanent", code)
    assert attempt.error["message"]


async def test_a_failure_leaves_no_rows_on_either_database(house: House) -> None:
    await make_leads(house)
    _, url = await house.webhook(OBEY)
    assert (await house.push(url, {"id": "a", "fail": "x"})).status_code == 500
    assert await house.records("leads") == []
    detail = await house.newest()
    assert (detail.event.state, list(detail.effects)) == (State.FAILED, [])
    assert detail.attempts[0].error is not None
    assert detail.attempts[0].error["line"] == 6


async def test_the_failure_answer_is_a_setting(small_house: House) -> None:
    failure: JsonObject = {"status": 400, "body": {"code": "1", "message": "failed {event}"}}
    _, url = await small_house.webhook("function hook() { throw 1; }", {"failure": failure})
    answer = await small_house.push(url, {})
    [event] = await small_house.events()
    assert (answer.status_code, answer.json()) == (400, {"code": "1", "message": f"failed {event.id}"})


async def test_a_transient_failure_is_answered_by_the_fallback_and_waits(hasty_house: House) -> None:
    await make_leads(hasty_house)
    _, url = await hasty_house.webhook(OBEY)
    answer = await hasty_house.push(url, {"id": "a", "wait": 60_000})
    detail = await hasty_house.newest()
    assert (answer.status_code, answer.json()) == (202, {"event": detail.event.id})
    assert (detail.event.state, detail.event.cause, detail.event.tries) == (State.WAITING, "time_limit", 1)
    assert detail.event.next_at is not None
    assert 4 < (detail.event.next_at - hasty_house.clock()).total_seconds() < 6
    assert await hasty_house.records("leads") == []
    assert [attempt.outcome for attempt in detail.attempts] == ["waiting"]


async def test_past_the_deadline_the_fallback_is_sent_and_the_late_result_is_kept(house: House) -> None:
    await make_leads(house)
    _, url = await house.webhook(OBEY, {"deadline_ms": 100})
    answer = await house.push(url, {"id": "late", "wait": 500})
    [event] = await house.events()
    assert (answer.status_code, answer.json()) == (202, {"event": event.id})
    assert event.state is State.RUNNING
    await house.settle()
    detail = await house.newest()
    assert detail.event.state is State.DONE
    assert await saved(house) == ["late"]
    assert detail.event.answer is not None
    assert detail.event.answer.body == '{"saved":"late"}'
    [attempt] = detail.attempts
    assert attempt.notes == [
        {"code": "answered_before_the_end", "status": 202, "body": f'{{"event":"{event.id}"}}'},
    ]


async def test_at_once_the_default_answer_leaves_before_the_script_ends(house: House) -> None:
    await make_leads(house)
    _, url = await house.webhook(OBEY, {"mode": "at_once"})
    answer = await house.push(url, {"id": "a", "wait": 300})
    [event] = await house.events()
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "event": event.id})
    assert event.state is State.RUNNING
    await house.settle()
    assert (await house.newest()).event.state is State.DONE
    assert await saved(house) == ["a"]


async def test_at_once_a_failure_is_kept_for_a_person(small_house: House) -> None:
    await make_leads(small_house)
    _, url = await small_house.webhook(OBEY, {"mode": "at_once"})
    answer = await small_house.push(url, {"id": "a", "fail": "x"})
    assert answer.status_code == 200
    await small_house.settle()
    assert (await small_house.newest()).event.state is State.FAILED
