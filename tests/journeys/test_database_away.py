"""PostgreSQL goes away and comes back: senders are asked to come again, and it mends itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.installation import TUTORIAL, Installation, Prepared, installed, prepare
from tests.journeys.leads import Senders, lead, lead_id, push
from tests.journeys.program import wait_until
from tests.postgres import running_server

pytestmark = [pytest.mark.slow, pytest.mark.postgres]


async def test_while_postgresql_is_away_leads_are_refused_and_afterwards_taken(tmp_path: Path) -> None:
    with running_server() as server:
        prepared: Prepared = prepare(tmp_path / "prepared", server.url(server.create()))
        with installed(prepared, tmp_path / "installed", prepared.database_url) as made:
            made.program.start()
            await _refused_while_away(made, server.halt, server.resume)


async def _refused_while_away(made: Installation, halt: Callable[[], None], resume: Callable[[], None]) -> None:
    url = made.url(TUTORIAL)
    senders = Senders(url)
    pushing = asyncio.create_task(senders.run())
    while len(senders.acknowledged) < 50:
        await asyncio.sleep(0.05)
    await asyncio.to_thread(halt)
    senders.end()
    await pushing
    refused = [await asyncio.to_thread(push, url, lead(10_000 + number)) for number in range(10)]
    assert {answer.status_code for answer in refused} == {503}
    assert all(int(answer.headers["retry-after"]) >= 1 for answer in refused)
    assert {answer.json()["code"] for answer in refused} == {"storage_unavailable"}
    assert set(senders.answers) <= {200, 202, 503}
    await asyncio.to_thread(resume)
    await asyncio.to_thread(wait_until, lambda: push(url, lead(20_000)).is_success, "leads are taken again", 20)
    books = await made.settled(TUTORIAL)
    books.assert_sound({*senders.acknowledged, lead_id(20_000)})
    assert made.program.stop() == 0
