"""Whatever moment the server dies at: no acknowledged lead is lost, and none takes effect twice. Checked by id."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections import Counter

import httpx2
import pytest

from tests.journeys.dying import POINTS
from tests.journeys.installation import FEIYU, TUTORIAL, Installation, Template
from tests.journeys.leads import EXPECTED, Senders, lead, lead_id, push, push_all

KILLS = 5

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("template", [TUTORIAL, FEIYU], ids=lambda template: template.name)
async def test_killed_five_times_under_load_nothing_is_lost_and_nothing_doubled(
    installation: Installation, template: Template
) -> None:
    seed = int(os.environ.get("LEADBASE_TEST_SEED", str(random.randrange(10**6))))
    print(f"LEADBASE_TEST_SEED={seed}")
    chance, program = random.Random(seed), installation.program
    await asyncio.to_thread(program.start)
    senders = Senders(installation.url(template), repeats=template is FEIYU)
    pushing = asyncio.create_task(senders.run())
    for _ in range(KILLS):
        await asyncio.sleep(chance.uniform(0.3, 1.3))
        await asyncio.to_thread(program.kill)
        await asyncio.to_thread(program.start, until="/healthz")
        senders.up.set()
    senders.end()
    await pushing
    books = await installation.settled(template)
    assert await asyncio.to_thread(program.stop) == 0
    books.assert_sound(senders.acknowledged)
    assert len(senders.acknowledged) > 50
    if template is FEIYU:
        assert books.leads.keys() == senders.acknowledged
        assert Counter(books.states.values())["done"] == senders.begun
    else:
        assert set(books.states.values()) == {"done"}
        assert len(books.states) == len(books.rows)


async def test_dying_between_any_two_steps_leaves_each_durable_lead_processed_once(installation: Installation) -> None:
    await die_at_every_point(installation, TUTORIAL)
    books = await installation.settled(TUTORIAL)
    durable = {lead_id(number) for number, point in enumerate(POINTS) if point not in ("before_append", "in_append")}
    books.assert_sound(durable)
    assert books.leads.keys() == durable
    assert list(books.states.values()) == ["done"] * len(durable)


async def test_a_sender_that_repeats_itself_after_a_crash_makes_one_customer(installation: Installation) -> None:
    await die_at_every_point(installation, FEIYU)
    answers = push_all(installation.url(FEIYU), [*range(len(POINTS))] * 2, 12)
    assert {answer.status_code for answer in answers} <= {200, 202}
    books = await installation.settled(FEIYU)
    books.assert_sound({lead_id(number) for number in range(len(POINTS))})
    last = [push(installation.url(FEIYU), lead(number)).json() for number in range(len(POINTS))]
    assert last == [EXPECTED] * len(POINTS)
    assert Counter(books.states.values()) == {"done": 6, "duplicate": 4 + 6}


async def die_at_every_point(installation: Installation, template: Template) -> None:
    """Let one server after the other die, each over a lead of its own at another point; the last one lives."""
    program = installation.program
    for number, point in enumerate(POINTS):
        program.start("tests.journeys.dying", until="/healthz", POINT=point, LEAD=lead_id(number))
        with pytest.raises(httpx2.HTTPError):
            push(installation.url(template), lead(number))
        assert program.wait_dead() == -signal.SIGKILL, point
    program.start()
