"""The places that people pick a region from: each once, and each is taken by the field that it is picked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leadbase.tables.divisions import find_division
from leadbase.tables.region_schemas import RegionOut, all_regions

PROVINCES = 34


def walk(some: Sequence[RegionOut], above: Sequence[str] = ()) -> Iterator[tuple[RegionOut, Sequence[str]]]:
    """Give every place with the names that lead to it."""
    for one in some:
        path = [*above, one.name]
        yield one, path
        yield from walk(one.under, path)


def test_each_province_is_there_once_and_no_name_twice_beside_itself() -> None:
    items = all_regions().items
    assert len(items) == PROVINCES
    for one in [*items, *(place for place, _ in walk(items))]:
        names = [under.name for under in one.under]
        assert len(set(names)) == len(names), one.name


def test_every_place_is_found_again_by_the_names_that_lead_to_it() -> None:
    for place, path in walk(all_regions().items):
        found, is_whole = find_division(" ".join(path))
        assert is_whole, path
        assert found is not None
        assert found.code == place.code, path
