"""The load: so many connections, each sending the next lead as soon as the last one was acknowledged.

Plain sockets, because an HTTP library would use more of the machine than what is measured. It runs as a process of its
own (`python -m bench.load URL …`, one line of JSON on stdout), so that its work shows as that of a client.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import cast
from urllib.parse import urlsplit

import uvloop

ACKNOWLEDGED = b'"success"'
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.I)


@dataclass(frozen=True)
class Outcome:
    """What one run came to; latencies in milliseconds, of acknowledged leads only."""

    acknowledged: int
    refused: int
    broken: int
    seconds: float
    p50: float
    p99: float
    last_refusal: str

    @property
    def rate(self) -> float:
        """Acknowledged leads a second."""
        return self.acknowledged / self.seconds


@dataclass
class Tally:
    """What all connections of a run count in."""

    latencies: list[float] = field(default_factory=list[float])
    refused: int = 0
    broken: int = 0
    last_refusal: str = ""

    def outcome(self, seconds: float) -> Outcome:
        """Sum up."""
        cuts = statistics.quantiles(self.latencies, n=100) if len(self.latencies) > 1 else [0.0] * 99
        sums = (round(cuts[49] * 1000, 2), round(cuts[98] * 1000, 2))
        return Outcome(len(self.latencies), self.refused, self.broken, seconds, *sums, self.last_refusal)


def lead(run: int, number: int) -> bytes:
    """Make a lead as Feiyu pushes it, with an id and a phone number of its own."""
    return json.dumps(
        {
            "id": f"7204{run % 10_000:04d}{number:011d}",
            "name": f"张三{number}",
            "telphone": f"138{(run * 7919 + number * 31) % 100_000_000:08d}",
            "clue_source": number % 9,
            "create_time": 1_677_654_321 + number % 86_400,
            "ad_id": f"17{number:014d}",
            "adv_id": f"16{number % 100:014d}",
        },
        ensure_ascii=False,
    ).encode()


def end_of_answer(data: bytes | bytearray) -> int:
    """Give the number of bytes up to the end of the first HTTP answer, 0 while it is not whole."""
    head = data.find(b"\r\n\r\n")
    if head < 0:
        return 0
    if _CHUNKED.search(data, 0, head):
        last = data.find(b"\r\n0\r\n\r\n", head)
        return last + 7 if last >= 0 else 0
    length = _LENGTH.search(data, 0, head)
    end = head + 4 + (int(length.group(1)) if length else 0)
    return end if len(data) >= end else 0


class Sender(asyncio.Protocol):
    """One connection: sends, waits for the answer, counts it, sends again until told to stop."""

    def __init__(self, next_request: Callable[[], bytes | None], tally: Tally) -> None:
        """Take where requests come from (None: no more) and where to count."""
        self._next_request = next_request
        self._tally = tally
        self._answer = bytearray()
        self._sent = 0.0
        self._waiting = False
        self.finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast(asyncio.WriteTransport, transport)  # uvloop's is one by its methods only
        self._send()

    def data_received(self, data: bytes) -> None:
        """Count an answer once it is whole and send the next request."""
        self._answer += data
        end = end_of_answer(self._answer)
        if end:
            self._count(bytes(self._answer[:end]))
            del self._answer[:end]
            self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count a request that never got its answer."""
        if self._waiting:
            self._tally.broken += 1
        if not self.finished.done():
            self.finished.set_result(None)

    def _send(self) -> None:
        request = self._next_request()
        self._waiting = request is not None
        if request is None:
            self._transport.close()
            return
        self._sent = time.perf_counter()
        self._transport.write(request)

    def _count(self, answer: bytes) -> None:
        if answer.split(b" ", 2)[1] == b"200" and ACKNOWLEDGED in answer:
            self._tally.latencies.append(time.perf_counter() - self._sent)
        else:
            self._tally.refused += 1
            self._tally.last_refusal = answer.decode(errors="replace")[:400]


async def send(url: str, connections: int, seconds: float, run: int) -> Outcome:
    """Send leads to the URL over so many connections for so long; waits for every answer before it returns."""
    parts = urlsplit(url)
    host, port = parts.hostname or "127.0.0.1", parts.port or 80
    head = f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\nContent-Length: "
    tally, count, start = Tally(), 0, time.perf_counter()

    def next_request() -> bytes | None:
        nonlocal count
        if time.perf_counter() - start >= seconds:
            return None
        count += 1
        body = lead(run, count)
        return b"%s%d\r\n\r\n%s" % (head.encode(), len(body), body)

    async def connection() -> None:
        while time.perf_counter() - start < seconds:
            _, sender = await asyncio.get_running_loop().create_connection(
                lambda: Sender(next_request, tally), host, port
            )
            await sender.finished

    await asyncio.gather(*(connection() for _ in range(connections)))
    return tally.outcome(round(time.perf_counter() - start, 3))


def main() -> None:
    """Run the load that the command line asks for and print its outcome."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument(
        "--run", type=int, default=1, help="makes the leads of this run different from every other run's"
    )
    asked = parser.parse_args()
    outcome = uvloop.run(send(asked.url, asked.connections, asked.seconds, asked.run))
    print(json.dumps(asdict(outcome), ensure_ascii=False))


if __name__ == "__main__":
    main()
