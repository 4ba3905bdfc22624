from __future__ import annotations

import pytest

from leadbase.kit.paging import CursorWrong, LimitWrong, checked_limit, page_of, read_cursor, write_cursor


def place(item: int) -> list[int]:
    return [item]


def test_a_full_page_names_where_the_next_begins() -> None:
    page = page_of([5, 4, 3], 2, place)
    assert page.items == [5, 4]
    assert page.next_cursor is not None
    assert read_cursor(page.next_cursor, int) == [4]


def test_the_last_page_has_no_cursor() -> None:
    assert page_of([5, 4], 2, place).next_cursor is None
    assert page_of([], 2, place).next_cursor is None


@pytest.mark.parametrize("place", [["试驾", 1], ["", -3], ["a/b+c?", 2**60]])
def test_a_cursor_gives_back_its_place(place: list[str | int]) -> None:
    assert read_cursor(write_cursor(place), str, int) == place


@pytest.mark.parametrize("cursor", ["", "%%%", "bm8", write_cursor([1]), write_cursor(["a", True]), "é", "W1tb" * 9999])
def test_a_cursor_of_another_list_is_refused(cursor: str) -> None:
    with pytest.raises(CursorWrong):
        read_cursor(cursor, str, int)


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_a_limit_out_of_range_is_refused(limit: int) -> None:
    with pytest.raises(LimitWrong):
        checked_limit(limit)


def test_a_limit_in_range_is_kept() -> None:
    assert [checked_limit(limit) for limit in (1, 50, 1000)] == [1, 50, 1000]


def test_a_page_can_be_changed_item_by_item() -> None:
    assert page_of([3, 2, 1], 2, place).map(str).items == ["3", "2"]
