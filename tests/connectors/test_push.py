"""What pushing promises, against a server that can fail, hang, and answer slowly or oddly."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadbase.connectors.connector import Receives, load_connectors
from leadbase.connectors.push import (
    PushFieldTwice,
    PushFieldUnknown,
    PushUrlInvalid,
    Result,
    is_expected,
    leads,
    push,
)
from leadbase.kit.json import JsonObject, JsonValue, compact


def _receives() -> Receives:
    receives = load_connectors()["feiyu"].receives
    assert receives is not None
    return receives


FEIYU = _receives()
SUCCESS: JsonObject = {"code": "0", "message": "success"}

Answer = Callable[[int, bytes], Awaitable[bytes | None]]
"""Gives the bytes to answer the request of this number and body with, None to hang up without a word."""


def _http(status: int, body: bytes = b"", length: int | None = None) -> bytes:
    size = len(body) if length is None else length
    head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {size}\r\n\r\n"
    return head.encode() + body


class _Server:
    """A receiver over a real socket; keeps what it was sent."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.heads: list[bytes] = []
        self.bodies: list[JsonValue] = []
        self.busy = 0
        self.most_busy = 0
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._one(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        size = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        body = await reader.readexactly(size)
        number = len(self.heads)
        self.heads.append(head)
        self.bodies.append(json.loads(body))
        self.busy += 1
        self.most_busy = max(self.most_busy, self.busy)
        answer = await self._answer(number, body)
        self.busy -= 1
        writer.write(answer or b"")
        await writer.drain()
        return answer is not None


@asynccontextmanager
async def _serving(answer: Answer) -> AsyncGenerator[_Server]:
    server = _Server(answer)
    sockets = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    async with sockets:
        server.url = f"http://127.0.0.1:{sockets.sockets[0].getsockname()[1]}/hook/key/callback"
        yield server


def _always(answer: bytes | None) -> Answer:
    async def give(_number: int, _body: bytes) -> bytes | None:
        return answer

    return give


async def test_the_demo_lead_is_posted_as_json_and_its_answer_compared() -> None:
    results: list[Result] = []
    async with _serving(_always(_http(200, b'{"message":"success","code":"0","more":1}'))) as server:
        summary = await push(server.url, leads(FEIYU), expect=SUCCESS, on_result=results.append)
    assert server.bodies == [FEIYU.demo]
    assert server.heads[0].startswith(b"POST /hook/key/callback HTTP/1.1\r\n")
    assert b"content-type: application/json\r\n" in server.heads[0].lower()
    assert (summary.sent, summary.ok, summary.failed, summary.failures) == (1, 1, 0, {})
    assert [(one.number, one.is_ok, one.status, one.cause) for one in results] == [(0, True, 200, None)]
    assert summary.latency_ms.p50 is not None


async def test_a_lead_reaches_the_wire_in_utf_8_with_its_long_ids_intact() -> None:
    seen: list[bytes] = []

    async def keep(_number: int, body: bytes) -> bytes:
        seen.append(body)
        return _http(200, b"{}")

    async with _serving(keep) as server:
        await push(server.url, leads(FEIYU))
    assert seen == [compact(FEIYU.demo).encode()]
    assert b'"id":"6805437158132596743"' in seen[0]


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (_http(200, b'{"code":0,"message":"success"}'), "answer_differs"),
        (_http(200, b'{"code":"0"}'), "answer_differs"),
        (_http(200, b"success"), "answer_not_json"),
        (_http(200, b"[" * 100_000), "answer_not_json"),
        (_http(500, b'{"code":"0","message":"success"}'), "status_500"),
        (_http(302, b"{}"), "status_302"),
        (_http(429), "status_429"),
        (None, "connection_lost"),
        (b"no http at all\r\n\r\n", "connection_lost"),
        (_http(200, b'{"code":"0","message":"success"}', length=5_000), "timeout"),
    ],
)
async def test_each_way_to_fail_is_told_by_its_cause(answer: bytes | None, cause: str) -> None:
    async with _serving(_always(answer)) as server:
        summary = await push(server.url, leads(FEIYU), expect=SUCCESS, timeout=0.3)
    assert (summary.ok, summary.failed, summary.failures) == (0, 1, {cause: 1})
    assert len(server.bodies) == 1


async def test_a_server_that_hangs_costs_one_timeout_and_no_repeat() -> None:
    gate = asyncio.Event()

    async def hang_first(number: int, _body: bytes) -> bytes:
        if number == 0:
            await gate.wait()
        return _http(200, b"{}")

    async with _serving(hang_first) as server:
        summary = await push(server.url, leads(FEIYU, 3), timeout=0.2)
        gate.set()
    assert (summary.sent, summary.ok, summary.failures) == (3, 2, {"timeout": 1})
    assert len(server.bodies) == 3


async def test_nobody_there_is_a_refused_connection() -> None:
    async with _serving(_always(None)) as server:
        url = server.url
    summary = await push(url, leads(FEIYU, 2))
    assert summary.failures == {"connection_refused": 2}
    assert summary.latency_ms.p99 is None
    assert summary.as_json()["latency_ms"] == {"p50": None, "p95": None, "p99": None}


async def test_as_many_are_under_way_as_was_asked_and_each_is_sent_once() -> None:
    together = asyncio.Barrier(8)

    async def meet(_number: int, _body: bytes) -> bytes:
        await together.wait()
        return _http(200, b"{}")

    async with _serving(meet) as server:
        summary = await push(server.url, leads(FEIYU, 40), concurrency=8)
    assert summary.ok == 40
    assert server.most_busy == 8
    sent = sorted(compact(body) for body in server.bodies)
    assert sent == sorted(compact(lead) for lead in leads(FEIYU, 40))


async def test_a_rate_spaces_the_pushes() -> None:
    async with _serving(_always(_http(200, b"{}"))) as server:
        summary = await push(server.url, leads(FEIYU, 11), rate=50, concurrency=4)
    assert summary.seconds >= 0.2
    assert 0 < summary.rate <= 55


async def test_connections_are_kept_between_pushes() -> None:
    opened = 0

    async def answer(_number: int, _body: bytes) -> bytes:
        return _http(200, b"{}")

    server = _Server(answer)

    async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal opened
        opened += 1
        await server.serve(reader, writer)

    async with await asyncio.start_server(count, "127.0.0.1", 0) as sockets:
        url = f"http://127.0.0.1:{sockets.sockets[0].getsockname()[1]}/"
        assert (await push(url, leads(FEIYU, 50), concurrency=2)).ok == 50
    assert opened <= 2


async def test_the_environments_proxy_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with _serving(_always(_http(200, b"{}"))) as server:
        assert (await push(server.url, leads(FEIYU))).ok == 1


@pytest.mark.parametrize("url", ["", "callback", "ftp://x/y", "http://", "http://[", "http://x:99999/", "//host/path"])
async def test_an_address_that_is_none_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(PushUrlInvalid):
        await push(url, leads(FEIYU))


def test_the_same_seed_gives_the_same_leads_and_another_one_others() -> None:
    first, again, other = (list(leads(FEIYU, 20, seed)) for seed in (7, 7, 8))
    assert first == again
    assert not {str(lead["id"]) for lead in first} & {str(lead["id"]) for lead in other}


def test_one_lead_is_the_demo_lead_and_none_is_none() -> None:
    assert list(leads(FEIYU)) == list(leads(FEIYU, 1, 99)) == [FEIYU.demo]
    assert list(leads(FEIYU, 0)) == []


def test_only_the_chosen_fields_are_sent_under_their_new_names() -> None:
    chosen = list(leads(FEIYU, fields=["telphone", "id"], renames={"telphone": "address.phone"}))
    assert chosen == [{"id": FEIYU.demo["id"], "address.phone": FEIYU.demo["telphone"]}]
    renamed = next(iter(leads(FEIYU, renames={"name": "姓名"})))
    assert len(renamed) == len(FEIYU.demo)
    assert renamed["姓名"] == FEIYU.demo["name"]


def test_two_fields_may_change_names_with_each_other() -> None:
    swapped = next(iter(leads(FEIYU, fields=["name", "id"], renames={"name": "id", "id": "name"})))
    assert swapped == {"id": FEIYU.demo["name"], "name": FEIYU.demo["id"]}


def test_unknown_and_doubled_fields_are_refused_at_once() -> None:
    with pytest.raises(PushFieldUnknown, match="phone"):
        leads(FEIYU, fields=["phone"])
    with pytest.raises(PushFieldUnknown, match="tel"):
        leads(FEIYU, renames={"tel": "x"})
    with pytest.raises(PushFieldTwice, match="id"):
        leads(FEIYU, renames={"name": "id"})


@pytest.mark.parametrize(
    ("expected", "answer", "fits"),
    [
        ({"code": "0"}, {"code": "0", "x": 1}, True),
        ({"code": "0"}, {"code": 0}, False),
        ({"code": 0}, {"code": False}, False),
        ({"code": 1}, {"code": 1.0}, True),
        ({"code": None}, {}, False),
        ({"a": {"b": [1, {"c": 2}]}}, {"a": {"b": [1, {"c": 2, "d": 3}]}}, True),
        ([1, 2], [1, 2, 3], False),
        ([1], "1", False),
        ("1", ["1"], False),
        ({}, [], False),
        (None, None, True),
    ],
)
def test_an_answer_fits_when_it_has_all_that_is_expected(expected: JsonValue, answer: JsonValue, fits: bool) -> None:
    assert is_expected(expected, answer) is fits


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(_json)
def test_every_answer_fits_itself(answer: JsonValue) -> None:
    assert is_expected(answer, answer)
