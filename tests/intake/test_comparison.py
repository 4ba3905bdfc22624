"""A script that is not live yet is tried on the last events: what differs is told, and nothing is written."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from leadbase.access.model import Actor, Permission
from leadbase.access.scope import NotAllowed
from leadbase.access.units import ActorRoom
from leadbase.intake.comparison import Asked, Comparison
from leadbase.intake.model import State
from tests.intake.house import House
from tests.intake.leads import OBEY, SAVE, make_leads

OTHER_NAME = SAVE.replace("name: $req.body.name", "name: $req.body.id === 'b' ? 'other' : $req.body.name")
OTHER_ANSWER = SAVE.replace("saved:", "kept:")
ENDLESS = "function hook() { for (;;) {} }"


async def compare(house: House, webhook: str, source: str, gone: Sequence[bool] = (), most: int = 50) -> Comparison:
    """Compare, and see to it that nothing was written anywhere; `gone` is what is said of whoever asked, by turns."""
    before, turns = await house.everything(), list(gone)

    async def is_gone() -> bool:
        return turns.pop(0) if turns else False

    found = await house.intake.flows.comparer.compare(house.room, webhook, Asked(source, "javascript", most), is_gone)
    assert await house.everything() == before
    return found


async def test_what_a_draft_makes_of_the_last_events_is_told_by_event_and_part(house: House) -> None:
    await make_leads(house)
    webhook, url = await house.webhook(SAVE)
    for lead in ("a", "b", "c"):
        await house.push(url, {"id": lead, "name": "real"})
    same = await compare(house, webhook.id, SAVE + "// the same")
    assert (same.tried, same.differences, same.ended) == (3, [], None)
    rows = await compare(house, webhook.id, OTHER_NAME)
    [one] = rows.differences
    assert (rows.tried, one.parts, list(one.run.effects[0].before.values() if one.run.effects[0].before else ())) == (
        3,
        ["rows"],
        ["real"],
    )
    answers = await compare(house, webhook.id, OTHER_ANSWER)
    assert [one.parts for one in answers.differences] == [["answer"]] * 3
    broken = await compare(house, webhook.id, "function hook() { nonsense(); }")
    assert [one.parts for one in broken.differences] == [["state", "answer"]] * 3
    assert {(one.had.state, one.run.state) for one in broken.differences} == {(State.DONE, State.FAILED)}


async def test_what_is_live_would_do_too_is_no_difference(house: House) -> None:
    await make_leads(house)
    webhook, url = await house.webhook(OBEY)
    await house.push(url, {"id": "a", "fail": "once"})
    mended = SAVE
    assert [one.parts for one in (await compare(house, webhook.id, mended)).differences] == [
        ["state", "answer", "rows"]
    ]
    await house.publish(webhook.id, mended)
    assert (await compare(house, webhook.id, mended + "\n")).differences == []


async def test_a_script_that_never_ends_is_tried_twice_and_no_more(small_house: House) -> None:
    await make_leads(small_house)
    webhook, url = await small_house.webhook(SAVE)
    for lead in ("a", "b", "c", "d"):
        await small_house.push(url, {"id": lead})
    found = await compare(small_house, webhook.id, ENDLESS)
    assert (found.tried, found.ended) == (2, "killed")


async def test_it_ends_when_whoever_asked_has_left_and_only_the_last_events_are_tried(small_house: House) -> None:
    await make_leads(small_house)
    webhook, url = await small_house.webhook(SAVE)
    for lead in ("a", "b", "c"):
        await small_house.push(url, {"id": lead})
    left = await compare(small_house, webhook.id, SAVE, gone=[False, True])
    assert (left.tried, left.ended) == (1, "gone")
    assert (await compare(small_house, webhook.id, SAVE, most=2)).tried == 2


async def test_who_waits_too_long_for_another_comparison_is_told_so(
    small_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_leads(small_house)
    webhook, url = await small_house.webhook(SAVE)
    await small_house.push(url, {"id": "a"})
    monkeypatch.setattr("leadbase.intake.comparison.LONGEST_S", 0.0)
    async with small_house.intake.flows.comparer._turn:  # pyright: ignore[reportPrivateUsage]
        late = await compare(small_house, webhook.id, SAVE)
    assert (late.tried, late.ended) == (0, "time")


async def test_one_comparison_runs_at_a_time(small_house: House) -> None:
    await make_leads(small_house)
    webhook, url = await small_house.webhook(SAVE)
    await small_house.push(url, {"id": "a"})
    order: list[str] = []

    async def one(name: str) -> None:
        async def is_gone() -> bool:
            order.append(name)
            await asyncio.sleep(0)
            order.append(name)
            return False

        await small_house.intake.flows.comparer.compare(
            small_house.room, webhook.id, Asked(SAVE, "javascript"), is_gone
        )

    await asyncio.gather(one("first"), one("second"))
    assert order in (["first"] * 2 + ["second"] * 2, ["second"] * 2 + ["first"] * 2)


async def test_it_takes_the_right_to_publish(small_house: House) -> None:
    webhook, _ = await small_house.webhook(SAVE)
    reader = Actor("person", "r", "Reader", frozenset({Permission.EVENTS_READ, Permission.EVENTS_REPLAY}))
    room = ActorRoom(small_house.room.units, actor=reader)

    async def is_gone() -> bool:
        return False

    with pytest.raises(NotAllowed):
        await small_house.intake.flows.comparer.compare(room, webhook.id, Asked(SAVE, "javascript"), is_gone)
