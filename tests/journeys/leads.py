"""Leads with ids of their own, and senders that push them and remember what was acknowledged."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import httpx2

EXPECTED = {"code": "0", "message": "success"}


def lead(number: int) -> dict[str, object]:
    """Make a lead as Feiyu pushes it."""
    return {
        "id": lead_id(number),
        "name": f"客户 {number}",
        "telphone": f"138{number % 10**8:08d}",
        "clue_source": number % 12,
        "create_time": "1584498183",
        "ad_id": "1661478290563079",
        "adv_id": "1660528847310862",
    }


def lead_id(number: int) -> str:
    """Give the id of a lead."""
    return str(6805367880000000000 + number)


def push(url: str, body: Mapping[str, object], seconds: float = 30) -> httpx2.Response:
    """Push once, past any proxy that the environment names."""
    return httpx2.post(url, json=body, timeout=seconds, trust_env=False)


def push_all(url: str, numbers: Iterable[int], at_once: int = 10) -> list[httpx2.Response]:
    """Push leads, so many at once; gives the answers in order."""

    def one(number: int) -> httpx2.Response:
        return push(url, lead(number))

    with ThreadPoolExecutor(at_once) as threads:
        return list(threads.map(one, numbers))


class Senders:
    """Push one lead after the other until told to end; with `repeats`, each again until it is acknowledged.

    Others push again than those that push what is new, so that there is always something new under way. While the
    server is known to be away all wait for `up`.
    """

    def __init__(self, url: str, *, repeats: bool = False, many: int = 12, first: int = 1) -> None:
        """Take where to push to; nothing is sent yet."""
        self.url = url
        self.up = asyncio.Event()
        self.up.set()
        self.ended = False
        self.begun = 0
        self.acknowledged: set[str] = set()
        self.answers: Counter[int] = Counter()
        self._again: asyncio.Queue[int] | None = asyncio.Queue() if repeats else None
        self._many = many
        self._numbers = count(first)

    async def run(self) -> None:
        """Push until told to end; what was begun is brought to its end."""
        async with httpx2.AsyncClient(timeout=20, trust_env=False) as client, asyncio.TaskGroup() as tasks:
            repeating: list[asyncio.Task[None]] = []
            if self._again is not None:
                repeating = [tasks.create_task(self._repeat(client, self._again)) for _ in range(self._many)]
            async with asyncio.TaskGroup() as news:
                for _ in range(self._many):
                    news.create_task(self._send(client, self._numbers))
            if self._again is not None:
                await self._again.join()
            for task in repeating:
                task.cancel()

    def end(self) -> None:
        """Begin no more leads."""
        self.ended = True
        self.up.set()

    async def _send(self, client: httpx2.AsyncClient, numbers: Iterator[int]) -> None:
        for number in numbers:
            if self.ended:
                return
            self.begun += 1
            if not await self._is_taken(client, number):
                if self._again is not None:
                    self._again.put_nowait(number)
                await self.up.wait()

    async def _repeat(self, client: httpx2.AsyncClient, again: asyncio.Queue[int]) -> None:
        while True:
            number = await again.get()
            while not await self._is_taken(client, number):
                await self.up.wait()
            again.task_done()

    async def _is_taken(self, client: httpx2.AsyncClient, number: int) -> bool:
        try:
            answer = await client.post(self.url, json=lead(number))
        except httpx2.HTTPError:
            if not self.ended:
                self.up.clear()
            return False
        self.answers[answer.status_code] += 1
        assert answer.status_code in (200, 202, 503), answer.text
        assert answer.status_code != 200 or answer.json() == EXPECTED
        if answer.is_success:
            self.acknowledged.add(lead_id(number))
        return answer.is_success
