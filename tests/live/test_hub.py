"""Who is handed which hints, how they are drawn together, and what becomes of a listener that is too slow."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from leadbase.access.model import ROLE_PERMISSIONS, Actor, Permission, Role
from leadbase.live.hub import MOST_WAITING, Hub, Listener
from leadbase.live.model import Hint, LiveClosed, LiveFull

WINDOW_S = 0.02
TABLE, OTHER = "a" * 24, "b" * 24


def actor(role: Role, id: str = "p" * 24) -> Actor:
    return Actor("person", id, "somebody", ROLE_PERMISSIONS[role])


async def heard(listener: Listener) -> Sequence[Hint]:
    """Give what the listener is told until all windows are over."""
    found: list[Hint] = []
    while told := (await listener.take(3 * WINDOW_S))[0]:
        found += told
    return found


async def test_the_first_hint_of_a_topic_comes_at_once_and_a_burst_behind_it_as_one() -> None:
    hub, listener = Hub(window_s=WINDOW_S), Listener(1, actor(Role.ADMIN))
    with hub.joined(listener):
        for number in range(50):
            hub.tell(1, Hint("events", f"{number:024x}", 1, "w"))
        assert (await listener.take(0))[0] == [Hint("events", f"{0:024x}", 1, "w")]
        assert await heard(listener) == [Hint("events", None, None, "w")]


async def test_a_burst_about_one_record_keeps_its_id_and_latest_version() -> None:
    hub, listener = Hub(window_s=WINDOW_S), Listener(1, actor(Role.ADMIN))
    with hub.joined(listener):
        for version in (1, 2, 3):
            hub.tell(1, Hint(f"records:{TABLE}", "r" * 24, version))
        assert [hint.version for hint in await heard(listener)] == [1, 3]


async def test_topics_do_not_hold_each_other_up() -> None:
    hub, listener = Hub(window_s=60), Listener(1, actor(Role.ADMIN))
    with hub.joined(listener):
        for topic in ("events", "tables", "webhooks", "people", "workspace", f"records:{TABLE}", f"views:{TABLE}"):
            hub.tell(1, Hint(topic))
        assert len((await listener.take(0))[0]) == 7


async def test_one_hears_of_what_one_may_read_in_one_s_own_workspace() -> None:
    hub = Hub(window_s=WINDOW_S)
    narrow = Actor("token", "t" * 24, "narrow", frozenset({Permission.RECORDS_READ}), frozenset({TABLE}))
    viewer, program, stranger = Listener(1, actor(Role.VIEWER)), Listener(1, narrow), Listener(2, actor(Role.ADMIN))
    topics = ("events", "webhooks", "people", "tables", "workspace", f"records:{TABLE}", f"records:{OTHER}")
    with hub.joined(viewer), hub.joined(program), hub.joined(stranger):
        for topic in topics:
            hub.tell(1, Hint(topic))
        assert [hint.topic for hint in await heard(viewer)] == list(topics[3:])
        assert [hint.topic for hint in await heard(program)] == list(topics[3:6])
        assert await heard(stranger) == []


async def test_a_listener_that_does_not_keep_up_is_told_of_a_gap_once() -> None:
    hub, listener = Hub(window_s=WINDOW_S), Listener(1, actor(Role.ADMIN))
    with hub.joined(listener):
        for number in range(MOST_WAITING + 50):
            hub.tell(1, Hint(f"records:{number:024x}"))
        assert await listener.take(0) == ([], True)
        hub.tell(1, Hint("tables"))
        assert await listener.take(0) == ([Hint("tables")], False)


async def test_no_more_than_so_many_listen_and_a_place_is_free_again() -> None:
    hub = Hub(most=1)
    with hub.joined(Listener(1, actor(Role.ADMIN))), pytest.raises(LiveFull):
        hub.check_room()
    with hub.joined(Listener(2, actor(Role.ADMIN))):
        pass


async def test_doubt_falls_on_the_person_named_and_on_tokens() -> None:
    hub, me = Hub(), Listener(1, actor(Role.ADMIN, "1" * 24))
    other, token = Listener(1, actor(Role.ADMIN, "2" * 24)), Listener(1, Actor("token", "3" * 24, "t", frozenset()))
    with hub.joined(me), hub.joined(other), hub.joined(token):
        hub.doubt("1" * 24)
        assert [listener.is_doubted for listener in (me, other, token)] == [True, False, True]


async def test_closing_lets_everybody_go_and_nobody_in() -> None:
    hub, listener = Hub(), Listener(1, actor(Role.ADMIN))
    with hub.joined(listener):
        waiting = asyncio.create_task(listener.take(60))
        await asyncio.sleep(0)
        hub.close()
        await waiting
        assert listener.is_closed
    with pytest.raises(LiveClosed):
        hub.check_room()
