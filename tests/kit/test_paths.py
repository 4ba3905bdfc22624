"""What a path into a payload finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadbase.kit.json import JsonValue
from leadbase.kit.paths import Path, find_path

PAYLOAD: JsonValue = {"data": [{"id": "7"}, {"id": None}], "0": "zero", "a.b": 1, "n": 5}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ([], PAYLOAD),
        (["data", 0, "id"], "7"),
        (["data", 1, "id"], None),
        (["data", 2], None),
        (["data", -1], None),
        (["data", "0"], None),
        (["0"], "zero"),
        ([0], None),
        (["a.b"], 1),
        (["n", "x", "y"], None),
        (["0", 0], None),
        (["missing", "x"], None),
    ],
)
def test_a_path_is_followed_literally(path: Path, expected: JsonValue) -> None:
    assert find_path(PAYLOAD, path) == expected


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(_json, st.lists(st.text() | st.integers()))
def test_no_path_into_anything_ever_fails(value: JsonValue, path: list[str | int]) -> None:
    find_path(value, path)
