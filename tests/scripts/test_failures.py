"""How a script fails: a stable code, a message that names the thing, and the place in the author's own source."""

from __future__ import annotations

import asyncio

import pytest

from leadbase.scripts.model import Finding
from tests.scripts.rig import QUICK, Rig, lasting, reply_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


def answering(expression: str) -> str:
    return f"function hook($req, $resp) {{ $resp.body = {expression} }}"


async def test_an_error_thrown_is_permanent_and_has_its_place(shared: Rig) -> None:
    source = "const helper = () => {\n    null.x;\n};\n\nasync function hook() {\n  await 1;\n  helper();\n}"
    failure = await shared.failure(source)
    assert (failure.kind, failure.code) == ("permanent", "script_error")
    assert failure.message == "TypeError: Cannot read properties of null (reading 'x')"
    assert (failure.line, failure.column) == (2, 10)
    assert [frame.strip() for frame in failure.stack.splitlines()] == [
        "at helper (hook.js:2:10)",
        "at hook (hook.js:7:3)",
    ]


@pytest.mark.parametrize(
    ("thrown", "message"),
    [
        ("'text'", "text"),
        ("null", "null"),
        ("undefined", "undefined"),
        ("{code: 5}", '{"code":5}'),
        ("new Proxy({}, {get() { throw 1 }, getPrototypeOf() { throw 2 }})", "[value that can't be shown]"),
        ("Object.create(null)", "{}"),
        ("Object.defineProperty(new Error('a'), 'stack', {get() { throw 3 }})", "Error: a"),
        (
            "Object.defineProperty(new Error('a'), 'message', {get() { throw new Error('b') }})",
            "[value that can't be shown: b]",
        ),
    ],
)
async def test_anything_can_be_thrown(shared: Rig, thrown: str, message: str) -> None:
    failure = await shared.failure(f"function hook() {{ throw {thrown} }}")
    assert (failure.code, failure.message) == ("script_error", message)


async def test_messages_and_stacks_are_cut(shared: Rig) -> None:
    failure = await shared.failure(
        "function f(n) { if (n) return f(n - 1); throw Error('x'.repeat(1e6)) } function hook() { f(9) }"
    )
    assert len(failure.message) == 4096
    assert 1 < len(failure.stack.splitlines()) <= 20


async def test_no_stack_tells_of_the_machine(shared: Rig) -> None:
    failure = await shared.failure("function hook() { throw new Error('x') }")
    assert failure.stack.strip() == "at hook (hook.js:1:25)"


@pytest.mark.parametrize(
    ("source", "line", "column"),
    [
        ("let a = 1;\n  let b = = 2;\nfunction hook() {}", 2, 11),
        ("function hook() {\n  return 'open\n}", 2, 10),
        ("function hook() {", 1, 18),
        ("function hook() {} }) (() => {", 1, 20),
        ("import x from 'y'; function hook() {}", 1, 1),
        ("export function hook() {}", 1, 1),
        ("function hook() {}\n010", 2, 1),
        ("const request = 1; function hook() {}", 1, 7),
    ],
)
async def test_a_syntax_error_is_told_with_its_place(shared: Rig, source: str, line: int, column: int) -> None:
    failure = await shared.failure(source)
    assert (failure.kind, failure.code) == ("permanent", "syntax_error")
    assert failure.message.startswith("SyntaxError: ")
    assert (failure.line, failure.column) == (line, column)
    assert await shared.runtime.check(source) == [Finding(line, column, failure.message, "error")]


async def test_a_script_without_hook_is_told_so(shared: Rig) -> None:
    for source in ("let a = 1", "const hook = 5", "{ function hook() {} }", ""):
        failure = await shared.failure(source)
        assert (failure.kind, failure.code) == ("permanent", "no_hook"), source
        assert [(found.message, found.severity) for found in await shared.runtime.check(source)] == [
            (failure.message, "error")
        ]


async def test_hook_may_be_any_function(shared: Rig) -> None:
    for source in ("const hook = async () => {}", "var hook = function () {}", "let hook; hook = () => {}"):
        assert (await shared.run(source)).reply is not None
        assert await shared.runtime.check(source) == []


async def test_a_check_runs_no_hook_and_little_else(shared: Rig) -> None:
    assert await shared.runtime.check("function hook() { while (true); }") == []
    assert await shared.runtime.check("$modules.data.saveData('t', {}); function hook() {}") == []
    assert await shared.runtime.check("Date.prototype.x = () => 1; $modules.moment().tz; function hook() {}") == []
    (endless,) = await shared.runtime.check("while (true); function hook() {}")
    assert (endless.severity, endless.line) == ("warning", 1)
    (throwing,) = await shared.runtime.check("let a;\n\n a.b.c; function hook() {}")
    assert (throwing.severity, throwing.line, throwing.column) == ("warning", 3, 4)


async def test_a_refused_call_can_be_caught(shared: Rig) -> None:
    source = """async function hook($req, $resp) {
      try { await $modules.data.saveData("missing", {}) }
      catch (e) { $resp.body = [e instanceof Error, e.message, e.code, e.facts, e.stack.split("\\n")[0]] }
    }"""
    message = 'there is no table "missing"'
    assert await shared.answer(source) == [True, message, "unknown_table", {"table": "missing"}, f"Error: {message}"]


async def test_a_refused_call_fails_the_run_with_the_hosts_code_and_kind(shared: Rig) -> None:
    failure = await shared.failure("async function hook() {\n  await $modules.data.saveData('missing', {})\n}")
    assert (failure.kind, failure.code, failure.line) == ("permanent", "unknown_table", 2)
    assert failure.message == 'there is no table "missing"'
    failure = await shared.failure("async function hook() { await $modules.data.saveData('locked', {}) }")
    assert (failure.kind, failure.code) == ("transient", "conflict")


async def test_a_refused_call_that_nobody_awaits_fails_the_run(shared: Rig) -> None:
    failure = await shared.failure("function hook() { $modules.data.saveData('missing', {}) }")
    assert failure.code == "unknown_table"
    source = "function hook($req, $resp) { $modules.data.saveData('missing', {}).catch(() => {}); $resp.body = 1 }"
    assert await shared.answer(source) == 1


async def test_a_refused_call_that_nobody_awaits_fails_the_run_however_long_it_goes_on(shared: Rig) -> None:
    source = """async function hook() {
      $modules.data.saveData("missing", {});
      for (let n = 0; n < 3; n++) { await $modules.data.saveData("t", {}); await new Promise(go => setTimeout(go, 5)) }
    }"""
    failure = await shared.failure(source)
    assert failure.code == "unknown_table"


async def test_a_refused_call_that_is_looked_after_late_can_still_be_caught(shared: Rig) -> None:
    source = """async function hook($req, $resp) {
      const refused = $modules.data.saveData("missing", {});
      await new Promise(go => setTimeout(go, 20));
      $resp.body = await refused.catch(e => e.code);
    }"""
    assert await shared.answer(source) == "unknown_table"


async def test_one_runs_refused_call_does_not_fail_another(shared: Rig) -> None:
    source = """async function hook($req, $resp) {
      if ($req.body.bad) $modules.data.saveData("missing", {});
      try { await $modules.data.saveData("missing", {}) } catch {}
      await new Promise(go => setTimeout(go, 20));
      $resp.body = 1;
    }"""
    outcomes = await asyncio.gather(*(shared.run(source, {"bad": n % 2 == 0}) for n in range(10)))
    assert [outcome.failure is not None for outcome in outcomes] == [n % 2 == 0 for n in range(10)]


async def test_a_hosts_own_fault_fails_the_run_for_now(shared: Rig) -> None:
    source = "async function hook() { try { await $modules.data.saveData('broken', {}) } catch {} }"
    failure = await shared.failure(source)
    assert (failure.kind, failure.code) == ("transient", "host_failed")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("'t', {a: {b: 1n}}", "arguments[1].a.b is a BigInt"),
        ("'t', cycle", "arguments[1].a[0] contains itself"),
        ("'t', {a: 'x'.repeat(33 * 1024 * 1024)}", "arguments is too large"),
        ("'t', deep", "arguments[1]"),
    ],
)
async def test_arguments_that_cannot_be_sent_are_named(shared: Rig, arguments: str, message: str) -> None:
    source = f"""async function hook() {{
      const cycle = {{}}; cycle.a = [cycle];
      let deep = {{}}; for (let n = 0; n < 10000; n++) deep = {{deep}};
      await $modules.data.saveData({arguments});
    }}"""
    failure = await shared.failure(source)
    assert failure.kind == "permanent"
    assert message in failure.message
    assert not shared.calls


@pytest.mark.parametrize(
    ("expression", "code", "message"),
    [
        ("$resp", "answer_invalid", "$resp.body.body contains itself"),
        ("{a: [1, 2n]}", "answer_invalid", "$resp.body.a[1] is a BigInt"),
        ("() => 1", "answer_invalid", "$resp.body is a function"),
        ("Symbol()", "answer_invalid", "$resp.body is a symbol"),
        ("new Proxy({}, {ownKeys() { throw new Error('trap') }})", "script_error", "Error: trap"),
        ("new Proxy([], {get() { throw new Error('trap') }})", "script_error", "Error: trap"),
        ("{toJSON() { throw new Error('no') }}", "script_error", "Error: no"),
        ("'x'.repeat(1024 * 1024)", "answer_too_large", "$resp.body is too large"),
        ("'线'.repeat(400000)", "answer_too_large", "more than 1,048,576 bytes"),
        ("'x'.repeat(300e6)", "answer_too_large", "$resp.body is too large"),
        ("Array(1e9)", "answer_too_large", "$resp.body is too large"),
    ],
)
async def test_an_answer_that_cannot_be_sent_is_told(shared: Rig, expression: str, code: str, message: str) -> None:
    failure = await shared.failure(answering(expression))
    assert (failure.kind, failure.code) == ("permanent", code)
    assert message in failure.message


@pytest.mark.parametrize("status", ["199", "600", "204.5", "'200'", "NaN", "null", "true", "{}", "undefined", "1e20"])
async def test_a_bad_status_is_told(shared: Rig, status: str) -> None:
    failure = await shared.failure(f"function hook($req, $resp) {{ $resp.status = {status} }}")
    assert (failure.kind, failure.code) == ("permanent", "answer_invalid")
    assert "$resp.status must be a whole number from 200 to 599" in failure.message


NO_HEADER = [
    ("{a: null}", "header_invalid", "a", "null"),
    ("{a: ['b']}", "header_invalid", "a", '["b"]'),
    ("{a: true}", "header_invalid", "a", "true"),
    ("{a: 'b\\r\\nSet-Cookie: c'}", "header_invalid", "a", '"b\\r\\nSet-Cookie: c"'),
    ("{'a b': 'c'}", "header_invalid", "a b", '"c"'),
    ("{'a\\n': 'c'}", "header_invalid", "a\n", '"c"'),
    ("{'': 'c'}", "header_invalid", "", '"c"'),
    ("{a: '线索'}", "header_invalid", "a", '"线索"'),
    ("{'Set-Cookie': 'a=b'}", "header_not_allowed", "Set-Cookie", None),
    ("{'Transfer-Encoding': 'chunked'}", "header_not_allowed", "Transfer-Encoding", None),
    ("{'content-length': '5'}", "header_not_allowed", "content-length", None),
    ("{'Content-Security-Policy': 'none'}", "header_not_allowed", "Content-Security-Policy", None),
]


@pytest.mark.parametrize(("headers", "code", "name", "found"), NO_HEADER)
async def test_a_header_that_cannot_be_sent_is_dropped_with_a_note_and_the_rest_is_sent(
    shared: Rig, headers: str, code: str, name: str, found: str | None
) -> None:
    source = f"function hook($req, $resp) {{ $resp.headers = {{...{headers}, 'X-Fine': 7}}; $resp.body = 'ok' }}"
    reply = reply_of(await shared.run(source))
    assert (reply.status, reply.body, reply.headers) == (200, "ok", {"x-fine": "7"})
    note = {"code": code, "header": name}
    assert reply.notes == [note if found is None else {**note, "found": found}]


@pytest.mark.parametrize(("headers", "found"), [("null", "null"), ("'text'", '"text"'), ("[1]", "[1]")])
async def test_headers_that_are_none_are_dropped_with_a_note(shared: Rig, headers: str, found: str) -> None:
    reply = reply_of(await shared.run(f"function hook($req, $resp) {{ $resp.headers = {headers}; $resp.body = 1 }}"))
    assert (reply.body, reply.headers) == (1, {})
    assert reply.notes == [{"code": "headers_invalid", "found": found}]


async def test_of_many_dropped_headers_some_are_noted(shared: Rig) -> None:
    source = "function hook($req, $resp) { for (let i = 0; i < 500; i += 1) $resp.headers[`a ${i}`] = 1 }"
    reply = reply_of(await shared.run(source))
    assert (reply.headers, len(reply.notes)) == ({}, 20)


async def test_a_hook_that_never_ends_meets_the_wall_limit(shared: Rig) -> None:
    source = "async function hook() { console.log('here'); await new Promise(() => {}) }"
    outcome = await shared.run(source, limits=lasting(QUICK, 0.3))
    assert outcome.failure is not None
    assert (outcome.failure.kind, outcome.failure.code) == ("transient", "time_limit")
    assert [line.text for line in outcome.console] == ["here"]


async def test_a_host_that_never_answers_is_not_waited_for(shared: Rig) -> None:
    class Silent:
        cancelled = False

        async def call(self, name: str, arguments: object) -> None:
            try:
                await asyncio.get_running_loop().create_future()
            finally:
                self.cancelled = True

    host = Silent()
    source = "async function hook() { await $modules.data.saveData('t', {}) }"
    outcome = await shared.run(source, limits=lasting(QUICK, 0.3), host=lambda: host)
    assert outcome.failure is not None
    assert outcome.failure.code == "time_limit"
    assert host.cancelled
