"""Requests that leave no event, only a count of their cause: size, time, headers, rates, load, method, address."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping

import pytest

from leadbase.intake import inspection, service
from leadbase.intake.counts import NOWHERE
from leadbase.intake.limits import MOST_REQUESTS, Buckets, Load
from leadbase.intake.model import RateLimit, State
from leadbase.intake.store.tables import refusals
from leadbase.intake.store.webhooks import list_refusals
from leadbase.kit.json import JsonObject
from leadbase.scripts.runtime import Runtimes
from leadbase.storage.database import Database
from tests.intake.house import House, open_house
from tests.intake.leads import OBEY, SAVE, make_leads, saved
from tests.intake.wire import GONE, part, speak

JSON = ("content-type", "application/json")
BIG = b"x" * (11 * 1024 * 1024)


async def counted(house: House, webhook: str | None = None) -> Mapping[str, int]:
    """Give what was counted of a webhook (None: of no webhook) by cause."""
    await house.intake.counts.flush()
    if webhook is None:
        rows = await house.database.read(lambda tx: list_refusals(tx, NOWHERE, ""))
    else:
        rows = await house.room.read(lambda scope: inspection.list_refusals(scope, webhook))
    return {cause: count for _, cause, count in rows}


async def test_a_body_over_the_limit_is_refused_before_it_is_read(small_house: House) -> None:
    webhook, url = await small_house.webhook(SAVE)
    heard = await speak(small_house, url, headers=[JSON, ("content-length", str(len(BIG)))], stall=True)
    assert (heard.status, heard.headers["connection"]) == (413, "close")
    assert heard.body == b'{"code":"too_large","limit":10485760}'
    assert await small_house.events() == []
    assert await counted(small_house, webhook.id) == {"too_large": 1}


async def test_a_body_over_the_limit_is_refused_while_it_is_read(small_house: House) -> None:
    webhook, url = await small_house.webhook(SAVE)
    chunks = [part(BIG[: 1024 * 1024])] * 11
    heard = await speak(small_house, url, chunks, headers=[JSON, ("transfer-encoding", "chunked")], stall=True)
    assert (heard.status, heard.headers["connection"]) == (413, "close")
    assert await counted(small_house, webhook.id) == {"too_large": 1}
    assert (small_house.intake.load.requests, small_house.intake.load.bytes) == (0, 0)


async def test_a_webhook_may_have_a_smaller_limit(small_house: House) -> None:
    await make_leads(small_house)
    _, url = await small_house.webhook(SAVE, {"body_limit": 20})
    assert (await small_house.push(url, {"id": "0123456789"})).status_code == 200
    assert (await small_house.push(url, {"id": "01234567890123456789"})).status_code == 413


async def test_a_body_that_does_not_end_is_given_up(sqlite: Database, runtimes: Runtimes) -> None:
    async with open_house(sqlite, runtimes, body_deadline_s=0.05) as house:
        webhook, url = await house.webhook(SAVE)
        heard = await speak(house, url, [part(b'{"id"')], stall=True)
        assert (heard.status, heard.headers["connection"]) == (408, "close")
        assert await house.events() == []
        assert await counted(house, webhook.id) == {"body_timeout": 1}


async def test_a_body_that_is_not_whole_when_the_process_ends_is_asked_for_again(small_house: House) -> None:
    await make_leads(small_house)
    webhook, url = await small_house.webhook(SAVE)
    slow = asyncio.create_task(speak(small_house, url, [part(b'{"id"')], stall=True))
    while not small_house.intake.load.bytes:
        await asyncio.sleep(0)
    small_house.intake.door.end(0.05)
    heard = await slow
    assert (heard.status, heard.headers["connection"], heard.headers["retry-after"]) == (503, "close", "5")
    assert heard.body == b'{"code":"stopping"}'
    assert await counted(small_house, webhook.id) == {"stopping": 1}
    assert (await small_house.push(url, {"id": "a"})).status_code == 200, "what is whole in time is still taken"


async def test_a_sender_that_hangs_up_within_its_body_leaves_nothing_but_a_count(small_house: House) -> None:
    webhook, url = await small_house.webhook(SAVE)
    heard = await speak(small_house, url, [part(b'{"id"'), GONE])
    assert (heard.status, json.loads(heard.body)) == (400, {"code": "gone"}), (
        "it may have closed only the half in which it sends"
    )
    assert await small_house.events() == []
    assert await counted(small_house, webhook.id) == {"gone": 1}
    assert (small_house.intake.load.requests, small_house.intake.load.bytes) == (0, 0)


async def test_a_lead_whose_sender_hangs_up_after_its_body_is_processed(small_house: House) -> None:
    await make_leads(small_house)
    _, url = await small_house.webhook(SAVE)
    await speak(small_house, url, [part(b'{"id": "a"}', more=False), GONE])
    assert await saved(small_house) == ["a"]


HEADS: list[tuple[list[tuple[str, str]], int, str]] = [
    ([("content-length", "2"), ("transfer-encoding", "chunked")], 400, "both_lengths"),
    ([("content-length", "2"), ("content-length", "3")], 400, "two_lengths"),
    ([(f"x-{number}", "y") for number in range(1_000)], 431, "too_many_headers"),
    ([("x-long", "y" * 65_536)], 431, "headers_too_large"),
]


@pytest.mark.parametrize(("headers", "status", "code"), HEADS)
async def test_heads_that_cannot_be_right_are_refused(
    small_house: House, headers: list[tuple[str, str]], status: int, code: str
) -> None:
    _, url = await small_house.webhook(SAVE)
    heard = await speak(small_house, url, [part(b"{}", more=False)], headers=headers)
    assert (heard.status, heard.headers["connection"]) == (status, "close")
    assert code.encode() in heard.body
    assert await small_house.events() == []
    assert await counted(small_house) == {code: 1}


async def test_a_hundred_headers_are_fine(small_house: House) -> None:
    _, url = await small_house.webhook("function hook() {}")
    headers = [JSON, *((f"x-{number}", "y") for number in range(99))]
    assert (await speak(small_house, url, [part(b"{}", more=False)], headers=headers)).status == 200


async def test_over_its_rate_a_webhook_asks_to_wait(small_house: House) -> None:
    limit: JsonObject = {"rate_limit": {"per_second": 0.1, "burst": 2}}
    webhook, url = await small_house.webhook("function hook() {}", limit)
    answers = [await small_house.push(url, {}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert answers[2].json() == {"code": "rate_limited"}
    assert 9 <= int(answers[2].headers["retry-after"]) <= 10
    assert len(await small_house.events()) == 2
    assert await counted(small_house, webhook.id) == {"rate_limited": 2}


async def test_one_address_may_guess_only_so_many_keys(small_house: House) -> None:
    statuses: list[int] = []
    answer = None
    while 429 not in statuses and len(statuses) < 2_000:
        answer = await small_house.push(f"http://leads.test/hook/key{len(statuses)}/x", {})
        statuses.append(answer.status_code)
    assert answer is not None
    assert (answer.json(), answer.headers["retry-after"]) == ({"code": "too_many_unknown"}, "1")
    assert statuses[:-1] == [404] * (len(statuses) - 1)
    assert len(statuses) > 200
    assert await small_house.events() == []
    assert await counted(small_house) == {"no_such_webhook": len(statuses) - 1, "too_many_unknown": 1}


async def test_when_too_much_is_under_way_a_sender_is_asked_to_come_again(small_house: House) -> None:
    _, url = await small_house.webhook("function hook() {}")
    small_house.intake.load.requests = MOST_REQUESTS
    answer = await small_house.push(url, {})
    assert (answer.status_code, answer.json(), answer.headers["retry-after"]) == (503, {"code": "overloaded"}, "1")
    small_house.intake.load.requests = 0
    small_house.intake.load.bytes = 256 * 1024 * 1024
    assert (await small_house.push(url, {})).status_code == 503
    small_house.intake.load.bytes = 0
    assert (await small_house.push(url, {})).status_code == 200
    assert (await counted(small_house))["overloaded"] == 1
    assert small_house.intake.load.requests == 0


async def test_a_deleted_webhook_is_gone_and_nothing_is_kept(house: House) -> None:
    webhook, url = await house.webhook("function hook() {}")
    await house.push(url, {})
    await house.room.write(lambda scope: service.delete_webhook(scope, webhook.id))
    house.intake.routes.forget()
    answer = await house.push(url, {})
    assert (answer.status_code, answer.json()) == (410, {"code": "webhook_deleted"})
    assert len(await house.events()) == 1, "what came before stays"


async def test_a_reissued_key_works_beside_its_old_one_for_7_days(house: House) -> None:
    webhook, old = await house.webhook("function hook() {}")
    desk = house.intake.flows.desk
    await house.room.write(lambda scope: service.reissue_key(scope, desk, webhook.id))
    house.intake.routes.forget()
    urls = await house.room.read(lambda scope: service.webhook_urls(scope, desk, [webhook]))
    assert urls[webhook.id] != old
    assert [(await house.push(url, {})).status_code for url in (old, urls[webhook.id])] == [200, 200]
    house.clock.forward(days=7, seconds=1)
    assert [(await house.push(url, {})).status_code for url in (old, urls[webhook.id])] == [404, 200]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_browser_that_opens_the_address_is_told_what_it_waits_for(small_house: House, method: str) -> None:
    webhook, url = await small_house.webhook(SAVE)
    answer = await small_house.client.request(method, url)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert answer.text == ("this address waits for POST" if method == "GET" else "")
    assert await small_house.events() == []
    assert await counted(small_house, webhook.id) == {"greeting": 1}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "BREW"])
async def test_a_method_that_is_not_enabled_is_refused(small_house: House, method: str) -> None:
    webhook, url = await small_house.webhook(SAVE)
    answer = await small_house.client.request(method, url)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert answer.json() == {"code": "method_not_allowed"}
    assert await small_house.events() == []
    assert await counted(small_house, webhook.id) == {"method_not_allowed": 1}


async def test_an_enabled_method_is_taken_in_even_without_a_body(small_house: House) -> None:
    source = "function hook($req, $resp) { $resp.body = [$req.method, $req.query.id]; }"
    _, url = await small_house.webhook(source, {"methods": ["GET", "POST"]})
    assert (await small_house.client.get(url, params={"id": "a"})).json() == ["GET", "a"]


async def test_preflights_are_answered_by_the_cors_setting(small_house: House) -> None:
    ask = {"origin": "https://shop.example", "access-control-request-headers": "content-type"}
    webhook, url = await small_house.webhook("function hook() {}", {"cors_origins": ["https://shop.example"]})
    preflight = await small_house.client.request("OPTIONS", url, headers=ask)
    assert (preflight.status_code, preflight.content) == (204, b"")
    assert preflight.headers["access-control-allow-origin"] == "https://shop.example"
    assert preflight.headers["access-control-allow-methods"] == "POST"
    assert preflight.headers["access-control-allow-headers"] == "content-type"
    posted = await small_house.push(url, {}, headers=ask)
    assert posted.headers["access-control-allow-origin"] == "https://shop.example"
    other = await small_house.client.request("OPTIONS", url, headers={"origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers
    assert await counted(small_house, webhook.id) == {"preflight": 2}


async def test_without_the_cors_setting_no_page_may_read_answers(small_house: House) -> None:
    _, url = await small_house.webhook("function hook() {}")
    answer = await small_house.push(url, {}, headers={"origin": "https://shop.example"})
    assert "access-control-allow-origin" not in answer.headers


async def test_counts_are_added_up_by_cause_and_day(house: House) -> None:
    webhook, url = await house.webhook(SAVE)
    for _ in range(3):
        await house.client.put(url)
        await house.intake.counts.flush()
    house.clock.forward(days=1)
    await house.client.put(url)
    await house.intake.counts.flush()
    rows = await house.room.read(lambda scope: inspection.list_refusals(scope, webhook.id))
    assert [(cause, count) for _, cause, count in rows] == [("method_not_allowed", 1), ("method_not_allowed", 3)]


async def test_counts_are_written_when_a_process_stops(small_house: House) -> None:
    webhook, url = await small_house.webhook(SAVE)
    await small_house.intake.start(alone=True)
    await small_house.client.put(url)
    assert await small_house.intake.stop(5)
    rows = await small_house.database.read(lambda tx: tx.execute(refusals.select()).all())
    assert [(row.webhook, row.cause) for row in rows] == [(webhook.number, "method_not_allowed")]


async def test_a_stop_waits_for_what_runs(small_house: House) -> None:
    await make_leads(small_house)
    _, url = await small_house.webhook(OBEY)
    posted = asyncio.create_task(small_house.push(url, {"id": "a", "wait": 200}))
    while not small_house.intake.pipeline.running:
        await asyncio.sleep(0)
    assert await small_house.intake.stop(5)
    assert (await posted).status_code == 201
    assert [event.state for event in await small_house.events()] == [State.DONE]


def test_a_bucket_refills_at_its_rate_and_tells_how_long_to_wait() -> None:
    buckets, limit = Buckets(), RateLimit(per_second=2, burst=2)
    assert [buckets.take("a", limit, 0.0) for _ in range(3)] == [0.0, 0.0, 0.5]
    assert buckets.take("b", limit, 0.0) == 0.0
    assert [buckets.take("a", limit, 0.5), buckets.take("a", limit, 0.5)] == [0.0, 0.5]
    assert [buckets.take("a", limit, 100.0) for _ in range(3)] == [0.0, 0.0, 0.5]


def test_buckets_forget_the_longest_rested_first() -> None:
    buckets, limit = Buckets(most=2), RateLimit(per_second=1, burst=1)
    for key in ("a", "b", "c"):
        buckets.take(key, limit, 0.0)
    assert buckets.wait("a", limit, 0.0) == 0.0
    assert buckets.wait("c", limit, 0.0) == 1.0


def test_load_counts_requests_and_bytes_in_and_out() -> None:
    load = Load(most_requests=1, most_bytes=10)
    assert load.enter()
    assert not load.enter()
    assert [load.hold(10), load.hold(1)] == [True, False]
    load.leave(11)
    assert (load.requests, load.bytes) == (0, 0)
