"""A bulk replay through the real server, which is killed in its middle: each event is replayed once, told by id."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import httpx2
import pytest
import sqlalchemy as sa

from leadbase.intake.store import tables as intake
from leadbase.storage.opening import open_database
from tests.journeys.installation import TUTORIAL, Installation
from tests.journeys.leads import lead_id, push_all
from tests.journeys.program import wait_until

LEADS = 60

pytestmark = pytest.mark.slow


async def test_a_server_killed_in_the_middle_of_a_bulk_replay_finishes_it_once_after_its_restart(
    installation: Installation,
) -> None:
    program = installation.program
    program.start()
    assert {one.status_code for one in push_all(installation.url(TUTORIAL), range(LEADS))} == {200}
    with installation.client() as client:
        events = {one["id"] for one in client.get("/events?limit=1000").json()["items"]}
        dry = finished(client, asked(client, dry_run=True))
        assert (dry["done"], [one["created"] for one in dry["tables"]]) == (LEADS, [LEADS] * 2)
        assert len(events) == LEADS
        replay = asked(client, dry_run=False, rate=15)
        for part in (10, 30):
            wait_until(lambda part=part: look(client, replay)["finished"] >= part, "the replay does not go on")
            program.kill()
            program.start()
        told = finished(client, replay)
        lines = [json.loads(line) for line in client.get(f"/replays/{replay}/result").text.splitlines()]
    assert (told["done"], told["finished"], told["total"], told["failed"], told["refused"]) == (LEADS,) * 3 + (0, 0)
    assert [one["created"] for one in told["tables"]] == [LEADS] * 2
    assert Counter(line["event"] for line in lines) == Counter(events)
    assert {line["outcome"] for line in lines} == {"done"}
    books = await installation.settled(TUTORIAL)
    assert books.leads == Counter({lead_id(number): 2 for number in range(LEADS)})
    assert await attempts_of(program.database_url) == Counter({(event, how): 1 for event in events for how in HOW})
    assert program.stop() == 0


HOW = ("arrival", "as_new")


def asked(client: httpx2.Client, **more: Any) -> str:
    """Ask for a replay of everything as new and give its id."""
    answer = client.post("/replays", json={"filter": {"webhook": "feiyu_callback"}, "as_new": True, **more})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def look(client: httpx2.Client, replay: str) -> dict[str, Any]:
    """Give a replay as it stands, and see that its job says the same."""
    told: dict[str, Any] = client.get(f"/replays/{replay}").raise_for_status().json()
    return told


def finished(client: httpx2.Client, replay: str) -> dict[str, Any]:
    """Wait until a replay has ended and give it."""
    wait_until(lambda: look(client, replay)["state"] not in ("queued", "running", "waiting"), "the replay hangs")
    told = look(client, replay)
    assert told["state"] == "done", told
    assert client.get(f"/jobs/{replay}").json()["state"] == "done"
    return told


async def attempts_of(url: str) -> Counter[tuple[str, str]]:
    """Count the attempts of each event that were done, by why they were made."""
    database = await open_database(url)
    try:
        column = intake.attempts.c
        asked = sa.select(column.event, column.trigger).where(column.outcome == "done")
        return Counter((row[0], row[1]) for row in await database.read(lambda tx: tx.execute(asked).all()))
    finally:
        await database.close()
