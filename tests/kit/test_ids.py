"""Public ids rise within a process, whatever the clock does, and tell their second."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from leadbase.kit.ids import IdSource, id_time, is_id

NOW = 1_795_000_000_000_000_000


@given(st.lists(st.integers(0, 10**10), min_size=1, max_size=50))
def test_ids_rise_even_when_the_clock_stands_still_or_jumps_back(steps: list[int]) -> None:
    moments = iter([NOW + step for step in steps])
    source = IdSource(lambda: next(moments))
    made = [source.new() for _ in steps]
    assert made == sorted(set(made))
    assert all(is_id(one) for one in made)


def test_an_id_tells_the_second_in_which_it_was_made() -> None:
    assert id_time(IdSource(lambda: NOW).new()) == datetime.fromtimestamp(NOW // 10**9, UTC)


def test_threads_never_get_the_same_id() -> None:
    source = IdSource()
    made: list[str] = []

    def make() -> None:
        made.extend(source.new() for _ in range(2_000))

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 8_000


def test_ids_of_another_shape_are_told_apart() -> None:
    assert not is_id("63FEFF350EF3F00DF536EAC5")
    assert not is_id("63feff350ef3f00df536eac")
    assert not is_id("63feff350ef3f00df536eacg")
