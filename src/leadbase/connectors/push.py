"""Sends leads to an address as a lead source would: what `leadbase push` does, to try a webhook and to load it.

Feiyu posts each lead as one JSON object and takes the push for done when the answer's configured keys have the
configured values (a rule has a code key and value, and a message). It is not known whether it compares the code as text
or as number, so here the type counts: a webhook that answers 0 where the rule says "0" should be told.
"""

from __future__ import annotations

import asyncio
import json
import math
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx2

from leadbase.connectors.connector import Receives
from leadbase.kit.errors import Invalid
from leadbase.kit.json import JsonObject, JsonValue, compact

_ANSWER_SHOWN = 500


class PushUrlInvalid(Invalid):
    """The address {url} can't be pushed to; give a whole one such as http://127.0.0.1:8420/hook/KEY/callback."""

    code = "push_url_invalid"
    zh = "无法推送到地址 {url}；请填写完整地址，例如 http://127.0.0.1:8420/hook/KEY/callback。"


class PushFieldUnknown(Invalid):
    """This source sends no field {field}; choose from: {known}."""

    code = "push_field_unknown"
    zh = "该线索来源没有字段 {field}；可选字段：{known}。"


class PushFieldTwice(Invalid):
    """Two fields would be sent under the name {field}; rename one of them differently."""

    code = "push_field_twice"
    zh = "有两个字段都叫 {field}；请换一个名称。"


@dataclass(frozen=True, slots=True)
class Result:
    """One push: its number (from 0), the status (None without an answer), the start of the answer, why it failed."""

    number: int
    is_ok: bool
    status: int | None
    answer: str
    cause: str | None
    latency_ms: float | None


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Milliseconds that answered pushes took, by nearest rank; None when none was answered."""

    p50: float | None
    p95: float | None
    p99: float | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of all pushes. `failures` counts by cause, `rate` is pushes a second over the whole time."""

    sent: int
    ok: int
    failed: int
    latency_ms: Percentiles
    failures: Mapping[str, int]
    seconds: float
    rate: float

    def as_json(self) -> JsonObject:
        """Spell it as `leadbase push --json` prints it."""
        latency = self.latency_ms
        return {
            "sent": self.sent,
            "ok": self.ok,
            "failed": self.failed,
            "latency_ms": {"p50": latency.p50, "p95": latency.p95, "p99": latency.p99},
            "failures": dict(self.failures),
            "seconds": self.seconds,
            "rate": self.rate,
        }


def leads(
    receives: Receives,
    count: int | None = None,
    seed: int = 0,
    *,
    fields: Sequence[str] | None = None,
    renames: Mapping[str, str] | None = None,
) -> Iterator[JsonObject]:
    """Give the demo lead, or `count` (more than one) varied leads: the same again for the same seed.

    `fields` names the ones to send (all that the source has), `renames` the key under which one is sent, with dots and
    all as the operator wrote it. Raises PushFieldUnknown and PushFieldTwice before the first lead.
    """
    known = [field.key for field in receives.fields]
    for name in (*(fields or ()), *(renames or {})):
        if name not in known:
            raise PushFieldUnknown(field=name, known=", ".join(known))
    keys = {name: (renames or {}).get(name, name) for name in (fields or known)}
    for key, times in Counter(keys.values()).items():
        if times > 1:
            raise PushFieldTwice(field=key)
    return (
        {keys[name]: value for name, value in lead.items() if name in keys} for lead in _whole(receives, count, seed)
    )


def _whole(receives: Receives, count: int | None, seed: int) -> Iterator[JsonObject]:
    if count is None or count == 1:
        yield receives.demo
        return
    for number in range(count):
        yield receives.vary(number, random.Random(f"{seed}:{number}"))


def is_expected(expected: JsonValue, answer: JsonValue) -> bool:
    """Tell whether an answer has all that is expected, of the same type ("0" is not 0); more may stand beside it."""
    if isinstance(expected, Mapping):
        return isinstance(answer, Mapping) and all(
            key in answer and is_expected(value, answer[key]) for key, value in expected.items()
        )
    if isinstance(expected, str) or not isinstance(expected, Sequence):
        return isinstance(expected, bool) == isinstance(answer, bool) and expected == answer
    if isinstance(answer, str) or not isinstance(answer, Sequence) or len(answer) != len(expected):
        return False
    return all(is_expected(one, other) for one, other in zip(expected, answer, strict=True))


async def push(
    url: str,
    bodies: Iterable[JsonObject],
    *,
    expect: JsonValue = None,
    rate: float | None = None,
    concurrency: int = 1,
    timeout: float = 10.0,
    on_result: Callable[[Result], None] | None = None,
) -> Summary:
    """Post each body once, none a second time, and give what became of them.

    A push is ok when it is answered 2xx and, unless `expect` is None, is_expected. `rate` is pushes a second at most,
    `concurrency` how many may be under way, `timeout` the seconds that one may take in all. Proxies of the environment
    are not used. Raises PushUrlInvalid.
    """
    _check_url(url)
    pusher = _Pusher(url, iter(bodies), expect, rate, timeout, on_result)
    limits = httpx2.Limits(max_connections=concurrency, max_keepalive_connections=concurrency)
    started = time.perf_counter()
    async with (
        httpx2.AsyncClient(limits=limits, timeout=None, trust_env=False) as client,
        asyncio.TaskGroup() as tasks,
    ):
        for _ in range(concurrency):
            tasks.create_task(pusher.run(client))
    return pusher.summary(time.perf_counter() - started)


def _check_url(url: str) -> None:
    """The client itself takes more for an address than can be connected to, a lone bracket for one."""
    try:
        parsed = urlsplit(url)
        sound = parsed.scheme in ("http", "https") and bool(parsed.hostname) and parsed.port != 0
        httpx2.URL(url)
    except (ValueError, httpx2.InvalidURL):
        sound = False
    if not sound:
        raise PushUrlInvalid(url=url[:200])


class _Pusher:
    """What the tasks of one push share: the bodies still to send, the clock that spaces them, and the counts."""

    def __init__(
        self,
        url: str,
        bodies: Iterator[JsonObject],
        expect: JsonValue,
        rate: float | None,
        timeout: float,
        on_result: Callable[[Result], None] | None,
    ) -> None:
        self._url = url
        self._bodies = enumerate(bodies)
        self._expect = expect
        self._gap = 1 / rate if rate else 0.0
        self._timeout = timeout
        self._on_result = on_result or _ignore
        self._started = asyncio.get_running_loop().time()
        self._latencies: list[float] = []
        self._failures: Counter[str] = Counter()
        self._sent = 0

    async def run(self, client: httpx2.AsyncClient) -> None:
        """Send until there is nothing left to send."""
        loop = asyncio.get_running_loop()
        for number, body in self._bodies:
            wait = self._started + number * self._gap - loop.time()
            if wait > 0:
                await asyncio.sleep(wait)
            result = await self._send(client, number, body)
            self._sent += 1
            if result.cause is not None:
                self._failures[result.cause] += 1
            if result.latency_ms is not None:
                self._latencies.append(result.latency_ms)
            self._on_result(result)

    async def _send(self, client: httpx2.AsyncClient, number: int, body: JsonObject) -> Result:
        content = compact(body).encode()
        started = time.perf_counter()
        try:
            # The client's own timeouts begin again with every byte; this one is for the whole push.
            async with asyncio.timeout(self._timeout):
                response = await client.post(self._url, content=content, headers={"content-type": "application/json"})
        except TimeoutError:
            return Result(number, False, None, "", "timeout", None)
        except httpx2.HTTPError as cause:
            return Result(number, False, None, "", _cause(cause), None)
        latency = (time.perf_counter() - started) * 1000
        cause = self._judge(response)
        return Result(number, cause is None, response.status_code, response.text[:_ANSWER_SHOWN], cause, latency)

    def _judge(self, response: httpx2.Response) -> str | None:
        """Give why an answer is no success, None when it is."""
        if not 200 <= response.status_code < 300:
            return f"status_{response.status_code}"
        if self._expect is None:
            return None
        try:
            answer: JsonValue = json.loads(response.content)
        except (ValueError, RecursionError):
            return "answer_not_json"
        return None if is_expected(self._expect, answer) else "answer_differs"

    def summary(self, seconds: float) -> Summary:
        """Give the sums so far."""
        failed = self._failures.total()
        ranks = sorted(self._latencies)
        return Summary(
            sent=self._sent,
            ok=self._sent - failed,
            failed=failed,
            latency_ms=Percentiles(*(_percentile(ranks, share) for share in (50, 95, 99))),
            failures=dict(self._failures.most_common()),
            seconds=round(seconds, 3),
            rate=round(self._sent / seconds, 1) if seconds else 0.0,
        )


def _ignore(_result: Result) -> None:
    """Take a result that nobody asked for."""


def _cause(fault: httpx2.HTTPError) -> str:
    if isinstance(fault, httpx2.ConnectError):
        return "connection_refused"
    return "connection_lost" if isinstance(fault, httpx2.TransportError) else "answer_unreadable"


def _percentile(ranks: Sequence[float], share: int) -> float | None:
    """Give the smallest value that `share` percent of the sorted values don't exceed (nearest rank)."""
    return round(ranks[math.ceil(len(ranks) * share / 100) - 1], 2) if ranks else None
