"""Scripts that are wrong: refused before they go live, or failing as events that name what is wrong."""

from __future__ import annotations

from typing import cast

import pytest

from leadbase.intake import service
from leadbase.intake.errors import DraftMissing, ScriptHasErrors
from leadbase.intake.model import State
from leadbase.kit.json import JsonObject
from leadbase.scripts.versions import DraftChanged
from tests.intake.house import House

BROKEN: list[tuple[str, int, int]] = [
    ("async function hook($req {\n}", 1, 27),
    ("function hook() {\n    return 1 +;\n}", 2, 15),
    ("function hook() {}\nconst a = 1;\nconst a = 2;", 3, 7),
]


@pytest.mark.parametrize(("source", "line", "column"), BROKEN)
async def test_a_syntax_error_blocks_going_live_and_names_its_place(
    small_house: House, source: str, line: int, column: int
) -> None:
    webhook, url = await small_house.webhook("function hook($req, $resp) { $resp.body = 'first'; }")
    with pytest.raises(ScriptHasErrors) as refused:
        await small_house.publish(webhook.id, source)
    facts = refused.value.facts
    assert facts["line"] == line
    assert isinstance(facts["column"], int)
    assert abs(facts["column"] - column) <= 1
    assert facts["findings"]
    assert (await small_house.push(url, {})).text == "first", "what was live stays live"
    found = await small_house.room.read(lambda scope: service.get_webhook(scope, webhook.id))
    assert found.live == 1


@pytest.mark.parametrize("source", ["", "const a = 1;", "const hook = 5;", "async function Hook() {}"])
async def test_a_script_without_a_hook_cannot_go_live(small_house: House, source: str) -> None:
    webhook, _ = await small_house.webhook()
    with pytest.raises(ScriptHasErrors, match="hook"):
        await small_house.publish(webhook.id, source)


async def test_a_script_that_fails_only_when_it_runs_may_go_live(small_house: House) -> None:
    """The tutorial's script, or any other that merely looks odd, must never be refused."""
    webhook, url = await small_house.webhook("function hook() { nonsense(); }")
    assert webhook.live == 1
    await small_house.push(url, {})
    assert (await small_house.newest()).event.state is State.FAILED


async def test_a_broken_script_can_be_kept_as_the_draft(small_house: House) -> None:
    webhook, _ = await small_house.webhook()
    with pytest.raises(DraftMissing):
        await small_house.intake.flows.publish_draft(small_house.room, webhook.id)
    broken = "async function hook( {"
    draft = await small_house.room.write(
        lambda scope: service.save_draft(scope, webhook.id, broken, "javascript", None)
    )
    assert (await small_house.room.read(lambda scope: service.get_draft(scope, webhook.id))).source == broken
    with pytest.raises(ScriptHasErrors):
        await small_house.intake.flows.publish_draft(small_house.room, webhook.id)
    whole = "function hook() {}"
    await small_house.room.write(lambda scope: service.save_draft(scope, webhook.id, whole, "javascript", draft.lock))
    with pytest.raises(DraftChanged):
        await small_house.room.write(lambda scope: service.save_draft(scope, webhook.id, "x", "javascript", draft.lock))
    version = (await small_house.intake.flows.publish_draft(small_house.room, webhook.id)).version
    assert (version.number, version.source) == (1, whole)


ANSWERS: list[tuple[str, str]] = [
    ("const a = {}; a.a = a; $resp.body = a;", "answer_invalid"),
    ("$resp.body = 10n;", "answer_invalid"),
    ("$resp.body = { deep: [1n] };", "answer_invalid"),
    ("$resp.body = { toJSON() { throw new Error('no'); } };", "script_error"),
    ("$resp.body = new Proxy({}, { ownKeys() { throw new Error('no'); } });", "script_error"),
    ("$resp.status = 99;", "answer_invalid"),
    ("$resp.status = 600;", "answer_invalid"),
    ("$resp.status = 200.5;", "answer_invalid"),
    ("$resp.status = 'ok';", "answer_invalid"),
    ("$resp.body = 'x'.repeat(2_000_000);", "answer_too_large"),
]


@pytest.mark.parametrize(("statement", "code"), ANSWERS)
async def test_an_answer_that_cannot_be_sent_fails_the_event_and_is_named(
    small_house: House, statement: str, code: str
) -> None:
    _, url = await small_house.webhook(f"function hook($req, $resp) {{ {statement} }}")
    answer = await small_house.push(url, {})
    detail = await small_house.newest()
    assert (answer.status_code, answer.json()) == (500, {"code": "script_failed", "event": detail.event.id})
    assert (detail.event.state, detail.event.cause) == (State.FAILED, code)
    error = detail.attempts[0].error
    assert error is not None
    assert error["message"]


async def test_a_proxy_that_behaves_is_an_answer_like_any_other(small_house: House) -> None:
    _, url = await small_house.webhook("function hook($req, $resp) { $resp.body = new Proxy({ a: 1 }, {}); }")
    assert (await small_house.push(url, {})).json() == {"a": 1}


@pytest.mark.parametrize("name", ["Set-Cookie", "set-cookie2", "Connection", "Transfer-Encoding", "Content-Length"])
async def test_headers_that_are_not_the_scripts_never_leave_and_cost_no_lead(small_house: House, name: str) -> None:
    _, url = await small_house.webhook(f"function hook($req, $resp) {{ $resp.headers['{name}'] = '5'; }}")
    answer = await small_house.push(url, {})
    detail = await small_house.newest()
    assert (answer.status_code, detail.event.state) == (200, State.DONE)
    assert detail.attempts[0].notes == [{"code": "header_not_allowed", "header": name}]
    assert name.lower() == "content-length" or name.lower() not in answer.headers
    assert answer.headers.get("content-length") == str(len(answer.content))


BAD_HEADERS = [
    "$resp.headers = 'none';",
    "$resp.headers['X-A'] = 'a\\r\\nSet-Cookie: b=c';",
    "$resp.headers['X A'] = 'a';",
    "$resp.headers['X-A\\n'] = 'a';",
    "$resp.headers['X-A'] = { a: 1 };",
]


@pytest.mark.parametrize("statement", BAD_HEADERS)
async def test_a_broken_header_costs_no_lead(small_house: House, statement: str) -> None:
    _, url = await small_house.webhook(f"function hook($req, $resp) {{ {statement} }}")
    answer = await small_house.push(url, {})
    detail = await small_house.newest()
    assert (answer.status_code, detail.event.state) == (200, State.DONE)
    assert not [name for name in answer.headers if name.startswith(("x-a", "x a", "set-cookie"))]
    [note] = cast(list[JsonObject], detail.attempts[0].notes)
    assert note["code"] in ("header_invalid", "headers_invalid")


async def test_a_hook_that_never_resolves_waits_or_fails_but_answers(hasty_house: House) -> None:
    _, url = await hasty_house.webhook("async function hook() { await new Promise(() => {}); }")
    answer = await hasty_house.push(url, {})
    detail = await hasty_house.newest()
    assert answer.status_code in (202, 500)
    assert detail.event.state in (State.WAITING, State.FAILED)
    assert detail.attempts[0].error is not None


async def test_a_bad_script_holds_up_no_other_webhook(hasty_house: House) -> None:
    _, bad = await hasty_house.webhook("async function hook() { await null; for (;;) {} }", label="bad")
    _, good = await hasty_house.webhook("function hook($req, $resp) { $resp.body = 'fine'; }", label="good")
    for _ in range(2):
        assert (await hasty_house.push(bad, {})).status_code == 202
        assert (await hasty_house.push(good, {})).text == "fine"
