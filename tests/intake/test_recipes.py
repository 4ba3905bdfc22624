"""What the dedupe key promises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadbase.intake.recipes import DedupeRecipe, Location, dedupe_hash
from leadbase.kit.json import JsonValue

BY_ID = DedupeRecipe((Location("body", ("id",)),))
BY_TWO = DedupeRecipe((Location("body", ("a",)), Location("body", ("b",))))


def _key(body: JsonValue, recipe: DedupeRecipe = BY_ID) -> str | None:
    return dedupe_hash(recipe, body, [("x-id", "h1")], [("id", "q1")])


def test_the_same_lead_has_the_same_key_whatever_else_it_says() -> None:
    key = _key({"id": "6978045628135473152", "name": "甲"})
    assert key == _key({"name": "乙", "id": "6978045628135473152"})
    assert key is not None
    assert len(key) == 64


def test_a_number_and_its_digits_as_text_are_one_key() -> None:
    assert _key({"id": 12345}) == _key({"id": "12345"})
    assert _key({"id": True}) != _key({"id": "true"}) != _key({"id": 1})


@pytest.mark.parametrize("body", [{}, {"id": None}, {"id": ""}, [], "id", None, {"ID": "7"}])
def test_without_its_value_a_request_has_no_key(body: JsonValue) -> None:
    assert _key(body) is None


def test_without_a_recipe_there_is_no_key() -> None:
    assert _key({"id": "7"}, DedupeRecipe()) is None


def test_keys_can_stand_in_headers_and_query() -> None:
    header = _key({}, DedupeRecipe((Location("header", ("X_Id",)),)))
    query = _key({}, DedupeRecipe((Location("query", ("id",)),)))
    assert header == _key({"id": "h1"})
    assert query == _key({"id": "q1"})


def test_an_object_is_the_same_key_in_any_key_order() -> None:
    assert _key({"id": {"a": 1, "b": 2}}) == _key({"id": {"b": 2, "a": 1}})
    assert _key({"id": {"a": 1}}) != _key({"id": '{"a":1}'})


_part = st.text(st.characters(exclude_categories=("Cs",)), min_size=1)


@given(_part, _part, _part, _part)
def test_two_pairs_of_values_share_a_key_only_when_they_are_equal(a: str, b: str, c: str, d: str) -> None:
    assert (_key({"a": a, "b": b}, BY_TWO) == _key({"a": c, "b": d}, BY_TWO)) == ((a, b) == (c, d))
