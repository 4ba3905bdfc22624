"""Which child a run goes to, what happens when children end, and that nobody pays for what another one did."""

from __future__ import annotations

import asyncio
import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from leadbase.scripts.lanes import Lane
from leadbase.scripts.model import Limits
from tests.scripts.rig import QUICK, Memory, Rig, failure_of, open_javascript, reply_of

GOOD = "async function hook($req, $resp) { await $modules.data.saveData('t', {}); $resp.body = $req.body.n }"
LOOP = "function hook($req, $resp) { if ($req.body.loop) while (true); $resp.body = $req.body.n }"
BOMB = "function hook($req, $resp) { const all = []; while ($req.body.bomb) all.push(new Uint8Array(2e7).fill(1)) }"

ROOMY = replace(QUICK, pump_ms=2000, slow_pump_ms=2000, cpu_s=4.0, wall_s=8.0)


class Gate:
    """A host whose answers wait until the test opens it."""

    def __init__(self) -> None:
        self.waiting = asyncio.Event()
        self.opened = asyncio.Event()
        self.hosts = 0

    def host(self) -> Gate:
        self.hosts += 1
        return self

    async def call(self, name: str, arguments: object) -> int:
        self.waiting.set()
        await self.opened.wait()
        return 7


COUNT = "async function hook($req, $resp) { $resp.body = await $modules.data.countData('t') }"


async def ended(pid: int) -> None:
    """Wait for the end of a process."""
    handle = os.pidfd_open(pid)
    loop, end = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(handle, end.set)
    async with asyncio.timeout(10):
        await end.wait()
    loop.remove_reader(handle)
    os.close(handle)


def warm_pid(rig: Rig, workspace: str = "main") -> int:
    (pid,) = (pid for lane, pid in rig.pool.pids.items() if lane.workspace == workspace and lane.alone is None)
    return pid


def lanes_alone(rig: Rig) -> int:
    return sum(lane.alone is not None for lane in rig.pool.pids)


async def test_runs_of_one_workspace_and_zone_share_a_child(rig: Rig) -> None:
    await asyncio.gather(*(rig.run(f"{GOOD} // {n}", {"n": n}) for n in range(20)))
    assert len(rig.pool.pids) == 1


async def test_workspaces_never_share_a_child(rig: Rig) -> None:
    await rig.run(GOOD, {"n": 1}, workspace="one")
    await rig.run(GOOD, {"n": 1}, workspace="two")
    pids = rig.pool.pids
    assert {lane.workspace for lane in pids} == {"one", "two"}
    assert len(set(pids.values())) == 2


async def test_children_used_least_lately_make_room(rig: Rig) -> None:
    for name in ("one", "two", "one", "three"):
        reply_of(await rig.run(GOOD, {"n": 1}, workspace=name))
    assert {lane.workspace for lane in rig.pool.pids} == {"one", "three"}


async def test_many_workspaces_at_once_are_all_served(rig: Rig) -> None:
    runs = (rig.run(GOOD, {"n": n}, workspace=f"w{n % 7}") for n in range(70))
    assert [reply_of(outcome).body for outcome in await asyncio.gather(*runs)] == list(range(70))
    assert len(rig.pool.pids) <= 2


async def test_a_workspace_whose_hooks_hang_keeps_no_other_one_waiting(rig: Rig) -> None:
    gate = Gate()
    hanging = [asyncio.create_task(rig.run(COUNT, workspace=name, host=gate.host)) for name in ("one", "two")]
    await gate.waiting.wait()
    async with asyncio.timeout(2):
        reply_of(await rig.run(GOOD, {"n": 1}, workspace="three"))
    gate.opened.set()
    assert [reply_of(await run).body for run in hanging] == [7, 7]


async def test_idle_children_end() -> None:
    runtime, pool = open_javascript(idle_s=0.05)
    rig = Rig(runtime, pool)
    await rig.run(GOOD, {"n": 1})
    pid = warm_pid(rig)
    await ended(pid)
    assert pool.pids == {}
    reply_of(await rig.run(GOOD, {"n": 1}))
    await runtime.close()


async def test_a_child_killed_from_outside_costs_no_run(rig: Rig) -> None:
    gate = Gate()
    runs = [asyncio.create_task(rig.run(COUNT, host=gate.host)) for _ in range(10)]
    await gate.waiting.wait()
    os.kill(warm_pid(rig), signal.SIGKILL)
    gate.opened.set()
    assert [reply_of(await run).body for run in runs] == [7] * 10
    assert gate.hosts == 20


async def test_children_killed_again_and_again_cost_no_run(rig: Rig) -> None:
    asked = 0

    async def ask(n: int) -> None:
        nonlocal asked
        for _ in range(30):
            asked += 1
            if asked % 25 == 0:
                for lane, pid in rig.pool.pids.items():
                    if lane.alone is None:
                        os.kill(pid, signal.SIGKILL)
            assert reply_of(await rig.run(f"{GOOD} // {n}", {"n": n})).body == n

    await asyncio.gather(*(ask(n) for n in range(4)))
    assert len(rig.hosts) > 120


async def test_a_loop_is_begun_again_alone_and_only_then_fails(rig: Rig) -> None:
    failure = failure_of(await rig.run(LOOP, {"loop": True}))
    assert (failure.kind, failure.code) == ("transient", "time_limit")
    assert len(rig.hosts) == 2
    assert lanes_alone(rig) == 1


async def test_a_long_computation_is_finished_in_a_child_of_its_own(rig: Rig) -> None:
    source = (
        "function hook($req, $resp) { const end = Date.now() + 220; while (Date.now() < end); $resp.body = 'done' }"
    )
    assert await rig.answer(source) == "done"
    assert len(rig.hosts) == 2


async def test_a_version_that_looped_goes_to_its_own_child_at_once_until_it_has_proved_quick(rig: Rig) -> None:
    await rig.run(LOOP, {"loop": True})
    pid = warm_pid(rig)
    (own,) = (pid for lane, pid in rig.pool.pids.items() if lane.alone is not None)
    # The first kill and the one in its own child were two offences: 16 quick runs lead back.
    for n in range(16):
        assert reply_of(await rig.run(LOOP, {"n": n})).body == n
        os.kill(pid, 0)
    os.kill(own, signal.SIGKILL)
    assert reply_of(await rig.run(LOOP, {"n": 99})).body == 99
    assert warm_pid(rig) == pid
    assert len(rig.hosts) == 2 + 16 + 1


async def test_runs_of_the_same_version_beside_a_loop_are_begun_again_and_answer(rig: Rig) -> None:
    bodies = [{"n": n, "loop": n == 5} for n in range(10)]
    outcomes = await asyncio.gather(*(rig.run(LOOP, dict(body)) for body in bodies))
    assert [outcome.failure is not None for outcome in outcomes] == [n == 5 for n in range(10)]


async def test_runs_of_other_versions_beside_a_loop_are_not_begun_again(rig: Rig) -> None:
    gate = Gate()
    other = asyncio.create_task(rig.run(COUNT, host=gate.host))
    await gate.waiting.wait()
    failure_of(await rig.run(LOOP, {"loop": True}))
    gate.opened.set()
    assert reply_of(await other).body == 7
    assert gate.hosts == 1


async def test_runs_beside_a_memory_bomb_are_begun_again_and_answer(rig: Rig) -> None:
    gate = Gate()
    others = [asyncio.create_task(rig.run(f"{COUNT} // {n}", host=gate.host, limits=ROOMY)) for n in range(5)]
    await gate.waiting.wait()
    failure = failure_of(await rig.run(BOMB, {"bomb": True}, limits=ROOMY))
    assert (failure.kind, failure.code) == ("transient", "memory_limit")
    gate.opened.set()
    assert [reply_of(await other).body for other in others] == [7] * 5
    assert gate.hosts > 5


async def test_a_child_that_works_nothing_off_any_more_is_killed_and_costs_no_run(rig: Rig) -> None:
    """The process is stopped from outside, which looks the same as a loop that the engine can't stop."""
    await rig.run(GOOD, {"n": 0})
    frozen = warm_pid(rig)
    os.kill(frozen, signal.SIGSTOP)
    assert reply_of(await rig.run(GOOD, {"n": 3})).body == 3
    assert not Path(f"/proc/{frozen}").exists()


async def test_a_child_that_works_nothing_off_is_killed_even_when_its_runs_were_given_up(rig: Rig) -> None:
    await rig.run(GOOD, {"n": 0})
    frozen = warm_pid(rig)
    os.kill(frozen, signal.SIGSTOP)
    begun = asyncio.Event()

    def host() -> Memory:
        begun.set()
        return Memory()

    run = asyncio.create_task(rig.run(GOOD, {"n": 3}, host=host))
    await begun.wait()
    run.cancel()
    await ended(frozen)
    assert reply_of(await rig.run(GOOD, {"n": 4})).body == 4


async def test_a_child_that_has_grown_is_replaced_without_harm(rig: Rig) -> None:
    large = replace(QUICK, pump_ms=2000, heap_mb=300)
    source = """async function hook($req, $resp) {
      const all = Array.from({length: 22}, () => new Uint8Array(8e6).fill(1));
      for (let n = 0; n < 20; n++) await new Promise(go => setTimeout(go, 5));
      $resp.body = all.length;
    }"""
    lane = Lane("main", "UTC", large)
    assert await rig.answer(source, limits=large) == 22
    first = rig.pool.pids.get(lane)
    assert await rig.answer(GOOD, {"n": 4}, limits=large) == 4
    assert rig.pool.pids[lane] != first


async def test_a_child_keeps_only_the_versions_used_of_late(rig: Rig) -> None:
    for n in range(100):
        assert await rig.answer(f"{GOOD} // {n}", {"n": n}) == n
    for n in (0, 99):
        assert await rig.answer(f"{GOOD} // {n}", {"n": n}) == n
    assert len(rig.pool.pids) == 1


async def test_who_waits_too_long_for_a_seat_is_told_to_come_again() -> None:
    runtime, pool = open_javascript(queue_s=0.2)
    rig = Rig(runtime, pool)
    await rig.run(LOOP, {"loop": True})
    runs = [asyncio.create_task(rig.run(LOOP, {"loop": True})) for _ in range(3)]
    codes = [failure_of(outcome).code for outcome in await asyncio.gather(*runs)]
    assert sorted(codes) == ["sandbox_busy", "sandbox_busy", "time_limit"]
    await runtime.close()


async def test_a_cancelled_run_leaves_its_seat(rig: Rig) -> None:
    gate = Gate()
    for _ in range(3):
        run = asyncio.create_task(rig.run(COUNT, host=gate.host))
        await gate.waiting.wait()
        gate.waiting.clear()
        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run
    gate.opened.set()
    assert await rig.answer(COUNT, zone="Asia/Shanghai") == 7
    assert len(rig.pool.pids) == 1


async def test_closing_ends_every_child_and_tells_open_runs() -> None:
    runtime, pool = open_javascript()
    rig = Rig(runtime, pool)
    gate = Gate()
    run = asyncio.create_task(rig.run(COUNT, host=gate.host))
    await gate.waiting.wait()
    pids = list(pool.pids.values())
    await runtime.close()
    failure = failure_of(await run)
    assert (failure.kind, failure.code) == ("transient", "sandbox_lost")
    assert failure_of(await rig.run(GOOD, {"n": 1})).code == "sandbox_lost"
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    assert not await runtime.ready()


async def test_a_warm_child_is_asked_whether_scripts_run(rig: Rig) -> None:
    assert await rig.runtime.ready()
    await rig.run(GOOD, {"n": 1})
    before = dict(rig.pool.pids)
    assert await rig.runtime.ready()
    assert rig.pool.pids == before


async def test_times_are_told(rig: Rig) -> None:
    outcome = await rig.run("async function hook() { await new Promise(go => setTimeout(go, 50)) }", limits=Limits())
    assert 45 < outcome.script_ms < 1000
    assert outcome.wait_ms > 1
    again = await rig.run("async function hook() { await new Promise(go => setTimeout(go, 50)) }", limits=Limits())
    assert again.wait_ms < outcome.wait_ms
