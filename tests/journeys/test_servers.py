"""What an operator does with servers under load: stop one, run two, kill one; and what happens to sandbox children."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx2
import pytest

from tests.journeys.installation import FEIYU, TUTORIAL, Installation, Prepared, installed
from tests.journeys.leads import EXPECTED, Senders, lead, lead_id, push
from tests.journeys.program import children, is_alive, pages, wait_until
from tests.journeys.wire import head, wire

pytestmark = pytest.mark.slow

BUSY = """async function hook($req, $resp, $modules) {
    await $modules.data.saveData("customers", { lead_id: $req.body.id });
    for (let n = 0; n < 300; n++) await $modules.data.countData("customers", {});
    $resp.body = { code: "0", message: "success" };
}"""
"""Saves a customer and is then busy for as long as hundreds of reads take."""

LOOP = """async function hook($req, $resp, $modules) {
    await $modules.data.saveData("customers", { lead_id: $req.body.id });
    for (;;);
}"""

GREEDY = """async function hook($req, $resp, $modules) {
    await $modules.data.saveData("customers", { lead_id: $req.body.id });
    const all = [];
    for (;;) all.push(new Array(100000).fill(all.length));
}"""


async def test_asked_to_end_under_load_it_finishes_what_it_took(installation: Installation) -> None:
    program = installation.program
    await asyncio.to_thread(program.start)
    senders = Senders(installation.url(TUTORIAL))
    pushing = asyncio.create_task(senders.run())
    while len(senders.acknowledged) < 100:
        await asyncio.sleep(0.02)
    began = time.monotonic()
    assert await asyncio.to_thread(program.stop) == 0
    assert time.monotonic() - began < 30
    senders.end()
    await pushing
    assert set(senders.answers) <= {200, 503}
    books = await asyncio.to_thread(installation.books, TUTORIAL)
    books.assert_sound(senders.acknowledged)
    assert set(books.states.values()) == {"done"}


@pytest.mark.parametrize("server", ["granian", "uvicorn"])
def test_asked_to_end_it_waits_only_a_moment_for_requests_that_are_not_whole(
    sqlite_installation: Installation, server: str
) -> None:
    program = sqlite_installation.program
    program.start(LEADBASE_SERVER=server)
    bearer = f"Authorization: Bearer {sqlite_installation.prepared.token}"
    hook = sqlite_installation.prepared.paths[FEIYU.name]
    with wire(program.port) as sender, wire(program.port) as call, wire(program.port) as started, wire(program.port):
        sender.send(head(hook, ["Content-Length: 1000"]), b'{"id"')
        call.send(
            head("/api/v1/tables", ["Content-Length: 1000", bearer]).replace(b"leads.example", b"localhost"), b"{"
        )
        started.send(b"POST " + hook.encode() + b" HTTP/1.1\r\nHost: leads.example\r\n")
        assert push(sqlite_installation.url(FEIYU), lead(1)).status_code == 200
        began = time.monotonic()
        assert program.stop() == 0
        assert time.monotonic() - began < 6
        for answer in (sender.answer(), call.answer()):
            assert (answer.status, b"retry-after: 5" in answer.headers.lower()) == (503, True)
            assert b'"stopping"' in answer.body


@pytest.mark.parametrize(("source", "causes"), [(LOOP, {"time_limit", "cpu_limit"}), (GREEDY, {"memory_limit"})])
async def test_a_script_that_is_killed_by_a_limit_leaves_no_rows_and_holds_up_nobody(
    sqlite_installation: Installation, source: str, causes: set[str]
) -> None:
    made = sqlite_installation
    made.program.start()
    bad = made.webhook("bad", source)
    with ThreadPoolExecutor(2) as threads:
        bad_answers = [threads.submit(push, bad, lead(number)) for number in range(2)]
        others = [push(made.url(TUTORIAL), lead(100 + number)) for number in range(20)]
        assert {one.result().status_code for one in bad_answers} == {202}
    assert [other.json() for other in others] == [EXPECTED] * 20
    with made.client() as client:
        wait_until(lambda: _states(client, "bad") == {"waiting"}, "the bad script's events wait for another try")
        assert {event["cause"] for event in pages(client, "/events?webhook=bad")} <= causes
        assert pages(client, "/tables/customers/records") == []


async def test_a_sandbox_child_that_is_killed_in_mid_run_costs_nobody_an_answer(
    sqlite_installation: Installation,
) -> None:
    made = sqlite_installation
    made.program.start()
    busy = made.webhook("busy", BUSY)
    assert push(busy, lead(0)).json() == EXPECTED
    with ThreadPoolExecutor(1) as thread, made.client() as client:
        answer = thread.submit(push, busy, lead(1))
        wait_until(lambda: "running" in _states(client, "busy") or answer.done(), "the run begins", pause_s=0.005)
        assert not answer.done()
        for child in children(made.program.pid):
            os.kill(child, signal.SIGKILL)
        assert answer.result().json() == EXPECTED
        saved = [row["lead_id"] for row in pages(client, "/tables/customers/records")]
        assert sorted(saved) == [lead_id(0), lead_id(1)]
        [first, second] = pages(client, "/events?webhook=busy")
        assert (first["state"], first["attempts"], second["attempts"]) == ("done", 1, 1)


async def test_when_the_server_is_killed_its_sandbox_children_end_too(sqlite_installation: Installation) -> None:
    made = sqlite_installation
    made.program.start()
    loop = made.webhook("loop", LOOP)
    with ThreadPoolExecutor(1) as thread:
        pushed = thread.submit(push, loop, lead(1))
        with made.client() as client:
            wait_until(lambda: "running" in _states(client, "loop"), "the run begins", pause_s=0.005)
        left = children(made.program.pid)
        assert left
        made.program.kill()
        with suppress(Exception):
            pushed.result()
    wait_until(lambda: not any(is_alive(child) for child in left), "children of the killed server live on")


@pytest.mark.postgres
async def test_of_two_servers_on_one_postgresql_one_takes_over_from_the_other(
    postgres_installation: Installation, on_postgres: Prepared, tmp_path: Path
) -> None:
    one = postgres_installation
    url = one.program.database_url
    with installed(on_postgres, tmp_path / "two", url) as two:
        one.program.start()
        two.program.start()
        assert push(two.url(FEIYU), lead(1)).json() == EXPECTED
        _changes_are_seen_by_the_other(one, two)
        senders = Senders(two.url(TUTORIAL), first=100)
        pushing = asyncio.create_task(senders.run())
        while len(senders.acknowledged) < 50:
            await asyncio.sleep(0.02)
        await asyncio.to_thread(two.program.kill)
        senders.end()
        await pushing
        assert push(one.url(TUTORIAL), lead(50)).json() == EXPECTED
        books = await one.settled(TUTORIAL, 15)
        books.assert_sound({*senders.acknowledged, lead_id(50)})
        assert one.program.stop() == 0


def _changes_are_seen_by_the_other(one: Installation, two: Installation) -> None:
    numbers = iter(range(1_000, 9_000))

    def held() -> bool:
        push(two.url(FEIYU), lead(next(numbers)))
        return "held" in _states(client, "feiyu")

    with one.client() as client:
        [webhook] = [found for found in pages(client, "/webhooks") if found["name"] == "feiyu"]
        client.patch(f"/webhooks/{webhook['id']}", json={"is_on": False}).raise_for_status()
        wait_until(held, "the other server hears that the webhook is off", 1.5)
        client.patch(f"/webhooks/{webhook['id']}", json={"is_on": True}).raise_for_status()
        client.post("/webhooks/feiyu/release").raise_for_status()
        wait_until(lambda: "held" not in _states(client, "feiyu"), "what was held is released")


def _states(client: httpx2.Client, webhook: str) -> set[str]:
    return {str(event["state"]) for event in pages(client, f"/events?webhook={webhook}")}
