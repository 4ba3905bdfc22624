"""A script can hold up, exhaust or kill nothing but itself: while it tries, the other scripts keep answering."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from leadbase.scripts.model import Failure
from tests.scripts.rig import QUICK, Rig, failure_of

GOOD = "async function hook($req, $resp) { await $modules.data.saveData('t', {}); $resp.body = $req.body.n }"

ZONE = "Asia/Shanghai"

LONGEST_WAIT_S = 1.5
"""A good run may have to wait for one pump, or for its child to be replaced; the machine may be busy besides."""


@asynccontextmanager
async def others_answering(rig: Rig) -> AsyncGenerator[None]:
    """Run good scripts of the same child one after the other all the while; each must answer, and soon."""
    going, slowest = True, 0.0
    loop = asyncio.get_running_loop()

    async def keep_asking() -> int:
        nonlocal slowest
        count = 0
        while going or count < 10:
            began = loop.time()
            assert await rig.answer(GOOD, {"n": count}, zone=ZONE) == count
            slowest = max(slowest, loop.time() - began)
            count += 1
        return count

    await rig.answer(GOOD, {"n": 0}, zone=ZONE)
    asking = asyncio.create_task(keep_asking())
    try:
        yield
    finally:
        going = False
        await asking
    assert slowest < LONGEST_WAIT_S


async def contained(rig: Rig, source: str) -> Failure:
    """Run a bad script among good ones."""
    async with others_answering(rig):
        return failure_of(await rig.run(source, zone=ZONE))


def looping(member: str) -> str:
    return f"Object.defineProperty(Error(), '{member}', {{get() {{ for (;;); }}}})"


LOOPS = {
    "at once": "function hook() { while (true); }",
    "at the top level": "while (true); function hook() {}",
    "after an await": "async function hook() { await null; while (true); }",
    "after a call": "async function hook() { await $modules.data.saveData('t', {}); for (;;); }",
    "after a pause": "async function hook() { await new Promise(done => setTimeout(done, 5)); for (;;); }",
    "in a timer": "async function hook() { setTimeout(() => { for (;;); }, 1); await new Promise(() => {}) }",
    "of promises": "async function hook() { while (true) await null; }",
    "of then": "function hook() { let go = () => { Promise.resolve().then(go) }; go(); return new Promise(() => {}) }",
    "of microtasks": "async function hook() { const go = () => queueMicrotask(go); go(); await new Promise(() => {}) }",
    "in a getter of the answer": "function hook(q, r) { r.body = {get a() { while (true); }} }",
    "in toJSON of the answer": "function hook(q, r) { r.body = {toJSON() { while (true); }} }",
    "in toJSON of an argument": "async function hook() { await $modules.data.saveData({toJSON() { for (;;); }}) }",
    "in a proxy": "function hook(q, r) { r.body = new Proxy({}, {ownKeys() { while (true); }}) }",
    "in a proxy's prototype": "function hook() { throw new Proxy({}, {getPrototypeOf() { while (true); }}) }",
    "in a thenable": "async function hook() { await {then() { while (true); }} }",
    "in a returned thenable": "function hook() { return {then() { while (true); }} }",
    "in an error's stack": f"function hook() {{ throw {looping('stack')} }}",
    "in an error's message": f"function hook() {{ throw {looping('message')} }}",
    "in an error's name, read": f"function hook() {{ try {{ {looping('name')}.stack }} catch {{}} for (;;); }}",
    "beside an error that nobody looks after": f"function hook() {{ Promise.reject({looping('name')}); for (;;); }}",
    "in something printed": "function hook() { console.log({toJSON() { while (true); }}) }",
    "in a sort": "function hook() { [2, 1].sort(() => { while (true); }) }",
    "of a regular expression with a backreference": "function hook() { /(a*)*\\1b/.test('a'.repeat(40)) }",
    "of a regular expression with a look-ahead": "function hook() { /(?=(a+)+$)b?(a+)+$/.test('a'.repeat(40) + '!') }",
    "of BigInt": "function hook() { let n = 3n; for (;;) n = n * n % 7n ** 20000n }",
    "of a built-in": "function hook() { for (;;) 'abc'.repeat(1e6).split('').reverse() }",
    "in a finally": "function hook() { try { for (;;); } finally { for (;;); } }",
    "in a generator": "function hook() { for (const _ of (function* () { for (;;) yield 1 })()); }",
    "caught and begun again": "async function hook() { for (;;) try { await hook.x.y } catch {} }",
}


@pytest.mark.parametrize("source", LOOPS.values(), ids=LOOPS.keys())
async def test_an_endless_loop_is_stopped(rig: Rig, source: str) -> None:
    failure = await contained(rig, source)
    assert failure.kind == "transient"
    assert failure.code in ("time_limit", "cpu_limit")
    assert failure.message != "the script couldn't be interrupted and was killed"


async def test_a_chain_of_promises_that_grows_for_ever_meets_whichever_limit_comes_first(rig: Rig) -> None:
    source = "function hook() { const again = () => Promise.resolve().then(again); return again() }"
    failure = await contained(rig, source)
    # each link waits for the next one, so the chain takes memory as well as time: which runs out first is the machine's
    assert (failure.kind, failure.code in ("time_limit", "cpu_limit", "memory_limit")) == ("transient", True)


async def test_a_loop_in_an_own_child_is_counted_even_when_it_pauses(rig: Rig) -> None:
    source = """async function hook() {
      for (;;) { const end = Date.now() + 100; while (Date.now() < end); await $modules.data.saveData("t", {}) }
    }"""
    failure = await contained(rig, source)
    assert (failure.kind, failure.code) == ("transient", "cpu_limit")


async def test_a_regular_expression_that_only_backtracks_is_no_loop(rig: Rig) -> None:
    assert await rig.answer("function hook(q, r) { r.body = /^(a+)+$/.test('a'.repeat(50) + '!') }") is False


MEMORY = {
    "arrays": "async function hook() { const all = []; for (;;) all.push(new Array(1000).fill(all.length)) }",
    "objects": "async function hook() { const all = []; for (;;) all.push({a: {b: {c: all.length}}}) }",
    "strings": "async function hook() { const all = []; for (;;) all.push('线'.repeat(1e6) + all.length) }",
    "flattened text": "function hook() { let s = 'x'; for (;;) { s += s; s.split('').reverse().join('') } }",
    "buffers": "function hook() { const all = []; for (;;) all.push(new Uint8Array(20e6).fill(1)) }",
    "one buffer": "function hook() { new Uint8Array(310e6).fill(1); for (;;); }",
    "maps": "function hook() { const all = new Map(); for (;;) all.set(all.size, [all.size]) }",
    "between calls": """async function hook() {
      const all = []; for (;;) { all.push(new Uint8Array(8e6).fill(1)); await $modules.data.saveData('t', {}) }
    }""",
    "promises": "function hook() { for (;;) new Promise(() => {}).then(() => new Array(100).fill(1)) }",
}


@pytest.mark.parametrize("source", MEMORY.values(), ids=MEMORY.keys())
async def test_a_memory_bomb_ends_its_own_run_alone(rig: Rig, source: str) -> None:
    roomy = replace(QUICK, pump_ms=2000, slow_pump_ms=2000, cpu_s=4.0, wall_s=8.0)
    async with others_answering(rig):
        failure = failure_of(await rig.run(source, limits=roomy))
    assert failure.kind == "transient"
    assert failure.code in ("memory_limit", "time_limit", "cpu_limit")


async def test_a_buffer_beyond_the_childs_share_is_refused(rig: Rig) -> None:
    failure = await contained(rig, "function hook() { new Uint8Array(2e9).fill(1) }")
    assert (failure.kind, failure.message) == ("permanent", "RangeError: Array buffer allocation failed")


async def test_a_memory_bomb_is_called_one(rig: Rig) -> None:
    roomy = replace(QUICK, pump_ms=2000, slow_pump_ms=2000, wall_s=8.0)
    for name in ("arrays", "buffers"):
        failure = failure_of(await rig.run(MEMORY[name], limits=roomy))
        assert (failure.kind, failure.code) == ("transient", "memory_limit"), name


@pytest.mark.parametrize(
    "source",
    [
        "function hook() { return hook() }",
        "function hook(q, r) { r.body = {get a() { return this.a }} }",
        "function hook(q, r) { const p = new Proxy({}, {get: (t, k) => p[k]}); p.a }",
        "async function hook() { await hook() }",
        "function hook() { const deep = n => { console.log(n); deep(n + 1) }; deep(0) }",
    ],
)
async def test_deep_recursion_is_the_scripts_own_error(rig: Rig, source: str) -> None:
    failure = await contained(rig, source)
    assert (failure.kind, failure.code) == ("permanent", "script_error")
    assert "Maximum call stack size exceeded" in failure.message


async def test_a_flood_of_output_is_cut(rig: Rig) -> None:
    async with others_answering(rig):
        for line in ("'x'.repeat(100)", "'线'.repeat(30000)", "''", "'x'.repeat(1e8)", "n"):
            outcome = await rig.run(
                f"function hook(q, r) {{ for (let n = 0; n < 3000; n++) console.log({line}); r.body = 1 }}"
            )
            assert outcome.reply is not None, outcome
            assert outcome.console_cut
            assert sum(len(line.text.encode()) for line in outcome.console) <= QUICK.console_bytes
            assert len(outcome.console) <= 2001


async def test_an_endless_flood_of_output_is_cut_and_stopped(rig: Rig) -> None:
    async with others_answering(rig):
        outcome = await rig.run("function hook() { for (;;) console.log('x'.repeat(1000)) }")
    assert failure_of(outcome).code == "time_limit"
    assert outcome.console_cut
    assert 1 <= len(outcome.console) <= 66


async def test_a_flood_of_calls_is_refused(rig: Rig) -> None:
    async with others_answering(rig):
        failure = failure_of(await rig.run("async function hook() { for (;;) await $modules.data.saveData('t', {}) }"))
    assert (failure.kind, failure.code) == ("permanent", "too_many_calls")
    assert max(len(host.calls) for host in rig.hosts) == QUICK.host_calls


async def test_a_flood_of_calls_that_nobody_awaits_is_refused(rig: Rig) -> None:
    failure = await contained(rig, "function hook() { for (let n = 0; n < 5000; n++) $modules.data.saveData('t', {}) }")
    assert (failure.kind, failure.code) == ("permanent", "too_many_calls")
    assert max(len(host.calls) for host in rig.hosts) == QUICK.host_calls


async def test_a_caught_flood_of_calls_is_stopped(rig: Rig) -> None:
    source = "async function hook() { for (;;) try { await $modules.data.saveData('t', {}) } catch {} }"
    failure = await contained(rig, source)
    assert failure.code in ("time_limit", "cpu_limit")
    assert max(len(host.calls) for host in rig.hosts) == QUICK.host_calls


async def test_a_flood_of_timers_is_refused(rig: Rig) -> None:
    failure = await contained(rig, "function hook() { for (;;) setTimeout(() => {}, 1000) }")
    assert (failure.kind, failure.code) == ("permanent", "script_error")
    assert failure.message == "RangeError: at most 100 timers at once"


@pytest.mark.parametrize("body", ["'x'.repeat(300e6)", "Array(300).fill('x'.repeat(1e6))", "{a: 'x'.repeat(5e8)}"])
async def test_an_answer_of_300_megabytes_is_refused(rig: Rig, body: str) -> None:
    failure = await contained(rig, f"function hook($req, $resp) {{ $resp.body = {body} }}")
    assert (failure.kind, failure.code) == ("permanent", "answer_too_large")


async def test_callbacks_of_the_garbage_collector_are_not_to_be_had(rig: Rig) -> None:
    assert await rig.answer("function hook(q, r) { r.body = typeof FinalizationRegistry }") == "undefined"
