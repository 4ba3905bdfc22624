"""Few look through whole tables at once; the others wait, and not for ever."""

from __future__ import annotations

import asyncio

import pytest

from leadbase.records.aggregates.errors import AggregatesBusy
from leadbase.records.aggregates.turns import Turns


async def test_so_many_hold_a_turn_and_the_next_waits_for_one() -> None:
    turns, held, most = Turns(2), 0, 0

    async def look() -> None:
        nonlocal held, most
        async with turns.taken():
            held += 1
            most = max(most, held)
            await asyncio.sleep(0)
            held -= 1

    await asyncio.gather(*(look() for _ in range(9)))
    assert (held, most) == (0, 2)


async def test_who_waits_too_long_is_told_so_and_a_turn_comes_back_after_a_fault() -> None:
    turns = Turns(1, patience_s=0.01)
    async with turns.taken():
        with pytest.raises(AggregatesBusy):
            async with turns.taken():
                pass
    with pytest.raises(ZeroDivisionError):
        async with turns.taken():
            _ = 1 / 0
    async with turns.taken():
        pass
