"""Whom a request is taken to come from, and which hosts are answered."""

from __future__ import annotations

import asyncio
import ipaddress

import pytest
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from leadbase.access.rules import Addresses
from leadbase.app.dispatch import Dispatch
from leadbase.app.edge import Proxies, capped
from leadbase.app.metrics import Metrics
from leadbase.kit.deadlines import Deadlines
from leadbase.kit.ids import IdSource
from leadbase.kit.json import JsonObject
from tests.app.asking import ask

PROXIES = [ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/8")]


async def tell(scope: Scope, _receive: Receive, send: Send) -> None:
    """Answer with what the application is told of its asker."""
    text = f"{scope['client'][0]} {scope['scheme']}".encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": text})


async def seen(client: str, trusted: bool = True, **headers: str) -> str:
    app = Proxies(tell, PROXIES if trusted else [])
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return (await ask(app, "/", client=client, headers=named)).body.decode()


async def test_without_proxies_nobody_is_believed() -> None:
    assert await seen("10.0.0.1", trusted=False, x_forwarded_for="1.2.3.4") == "10.0.0.1 http"


async def test_a_stranger_who_says_to_be_somebody_else_is_not_believed() -> None:
    assert await seen("9.9.9.9", x_forwarded_for="1.2.3.4", x_forwarded_proto="https") == "9.9.9.9 http"


@pytest.mark.parametrize(
    ("chain", "sender"),
    [
        ("1.2.3.4", "1.2.3.4"),
        ("6.6.6.6, 1.2.3.4", "1.2.3.4"),
        ("6.6.6.6, 1.2.3.4, 10.9.9.9", "1.2.3.4"),
        ("1.2.3.4:5678", "1.2.3.4"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("10.1.1.1, 10.2.2.2", "10.1.1.1"),
        ("unknown", "10.0.0.1"),
        ("", "10.0.0.1"),
    ],
)
async def test_behind_trusted_proxies_it_is_the_last_address_that_is_none_of_theirs(chain: str, sender: str) -> None:
    assert await seen("10.0.0.1", x_forwarded_for=chain) == f"{sender} http"


async def test_a_proxy_is_known_by_its_mapped_address_too() -> None:
    assert await seen("::ffff:10.0.0.1", x_forwarded_for="1.2.3.4", x_forwarded_proto="https") == "1.2.3.4 https"


@pytest.mark.parametrize("proto", ["gopher", "", "https http"])
async def test_a_scheme_that_is_none_is_left_out(proto: str) -> None:
    assert await seen("10.0.0.1", x_forwarded_proto=proto) == "10.0.0.1 http"


def program(public_url: str | None = None, ready: bool = True) -> Dispatch:
    async def readiness() -> JsonObject:
        return {"database": True, "scripts": ready}

    async def refresh() -> None:
        return None

    dispatch = Dispatch(tell, readiness, refresh, Addresses(public_url), Metrics(), IdSource())
    dispatch.api = tell
    return dispatch


@pytest.mark.parametrize("path", ["/hook", "/hook/k/callback", "/healthz", "/readyz"])
async def test_senders_and_watchers_may_use_any_host(path: str) -> None:
    assert (await ask(program(), path, headers={"Host": "192.168.1.5"})).status == 200


@pytest.mark.parametrize("path", ["/", "/api/v1/me", "/metrics"])
async def test_without_a_public_address_only_loopback_hosts_are_answered(path: str) -> None:
    answer = await ask(program(), path, headers={"Host": "leads.example.com"})
    assert (answer.status, answer.json["code"]) == (421, "host_not_allowed")
    for host in ("localhost:8420", "127.0.0.1", "[::1]:8420"):
        assert (await ask(program(), path, headers={"Host": host})).status == 200


async def test_with_a_public_address_its_host_is_answered() -> None:
    answer = await ask(program("https://leads.example.com"), "/api/v1/me", headers={"Host": "leads.example.com"})
    assert answer.status == 200


async def test_readiness_names_the_part_that_is_not_ready() -> None:
    assert (await ask(program(), "/readyz")).json == {"database": True, "scripts": True, "api": True}
    late = await ask(program(ready=False), "/readyz")
    assert (late.status, late.json["scripts"]) == (503, False)


async def test_until_the_api_is_mounted_it_asks_to_come_again_while_the_door_is_open() -> None:
    early = program()
    early.api = None
    answer = await ask(early, "/api/v1/me")
    assert (answer.status, answer.json["code"], answer.headers["retry-after"]) == (503, "starting", "1")
    assert (await ask(early, "/hook/k")).status == 200
    assert (await ask(early, "/healthz")).status == 200
    assert (await ask(early, "/readyz")).json["api"] is False


async def test_the_numbers_count_answers_by_route_and_name_no_path() -> None:
    watched = program()
    await ask(watched, "/api/v1/people/wang@example.com")
    text = (await ask(watched, "/metrics")).body.decode()
    assert 'leadbase_api_answers_total{method="GET",route="-",status="200"} 1.0' in text
    assert "wang" not in text
    assert "leadbase_hook_seconds_bucket" in text


async def test_a_probe_can_be_a_head() -> None:
    answer = await ask(program(), "/healthz", "HEAD")
    assert (answer.status, answer.body) == (200, b"")
    refused = await ask(program(), "/healthz", "POST")
    assert (refused.status, refused.headers["allow"]) == (405, "GET, HEAD")


async def test_a_body_whose_next_part_never_comes_is_given_up() -> None:
    parts: list[Message] = [{"type": "http.request", "body": b"half", "more_body": True}]

    async def stalling() -> Message:
        if parts:
            return parts.pop()
        await asyncio.Event().wait()
        raise AssertionError("nothing ever comes")

    receive = capped(stalling, Deadlines(0.01))
    assert (await receive())["body"] == b"half"
    with pytest.raises(HTTPException) as refusal:
        await receive()
    assert refusal.value.status_code == 408


async def test_a_body_that_is_not_whole_when_the_program_ends_is_sent_again_later() -> None:
    bodies = Deadlines(60)

    async def stalling() -> Message:
        await asyncio.Event().wait()
        raise AssertionError("nothing ever comes")

    waiting = asyncio.ensure_future(capped(stalling, bodies)())
    while not bodies.has_open:
        await asyncio.sleep(0)
    bodies.end(0.01)
    with pytest.raises(HTTPException) as refusal:
        await waiting
    assert refusal.value.status_code == 503


async def test_once_a_body_is_whole_its_sender_may_stay_as_long_as_it_likes() -> None:
    gone = asyncio.Event()
    parts: list[Message] = [{"type": "http.request", "body": b"all", "more_body": False}]

    async def staying() -> Message:
        if parts:
            return parts.pop()
        await gone.wait()
        return {"type": "http.disconnect"}

    receive = capped(staying, Deadlines(0.01))
    assert (await receive())["body"] == b"all"
    waiting = asyncio.ensure_future(receive())
    done, _ = await asyncio.wait({waiting}, timeout=0.05)
    assert not done
    gone.set()
    assert (await waiting)["type"] == "http.disconnect"
