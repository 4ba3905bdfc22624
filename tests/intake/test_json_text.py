"""What reading JSON promises."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadbase.intake.json_text import DEEPEST, parse_json
from leadbase.intake.refusals import MalformedJson, TooDeep
from leadbase.kit.json import SAFE_INTEGER, JsonValue, compact

_plain = st.text(st.characters(exclude_categories=("Cs",)))
_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-SAFE_INTEGER, SAFE_INTEGER)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_plain, inner, max_size=4),
)


@given(_json, st.booleans())
def test_a_value_comes_back_from_its_text(value: JsonValue, ascii_only: bool) -> None:
    assert parse_json(json.dumps(value, ensure_ascii=ascii_only, indent=1)) == value


@given(st.integers())
def test_integers_are_exact_as_numbers_or_as_text(number: int) -> None:
    parsed = parse_json(str(number))
    assert parsed == (number if abs(number) <= SAFE_INTEGER else str(number))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9007199254740991", 9007199254740991),
        ("9007199254740992", "9007199254740992"),
        ("-9007199254740991", -9007199254740991),
        ("-9007199254740993", "-9007199254740993"),
        ("6978045628135473152", "6978045628135473152"),
        ("9" * 5_000, "9" * 5_000),
        ("-" + "1" * 5_000, "-" + "1" * 5_000),
        ("1e400", "1e400"),
        ("-1E400", "-1E400"),
        ("1e-400", "1e-400"),
        ("0e-400", 0.0),
        ("0.000", 0.0),
        ("1.5", 1.5),
        ("-0", 0),
        ('"\\ud800"', "\ufffd"),
        ('"a\\udc00\\ud800b"', "a\ufffd\ufffdb"),
        ('"\\uD83D\\uDE00"', "😀"),
        ('"\\ud83d\\ude00\\ud83d"', "😀\ufffd"),
        ('"\\\\ud800"', "\\ud800"),
        ('"\\\\\\ud800"', "\\\ufffd"),
        ('{"\\ud800": 1}', {"\ufffd": 1}),
        ('"a\\u0000b"', "a\0b"),
        ('{"a": 1, "b": 2, "a": 3}', {"a": 3, "b": 2}),
        (" \r\n\t[ ] ", []),
    ],
)
def test_hard_values_lose_nothing(text: str, value: JsonValue) -> None:
    parsed = parse_json(text)
    assert parsed == value
    assert type(parsed) is type(value)
    compact(parsed).encode("utf-8")


def test_negative_zero_stays_a_decimal_of_its_sign() -> None:
    parsed = parse_json("-0.0")
    assert isinstance(parsed, float)
    assert math.copysign(1, parsed) == -1


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", 1, 1),
        ("{", 1, 2),
        ('{"a": 1;}', 1, 8),
        ('{"a":\n  oops}', 2, 3),
        ("[1] [2]", 1, 5),
        ("{'a': 1}", 1, 2),
        ('"a\nb"', 1, 3),
        ('"\\x"', 1, 2),
        ("01", 1, 2),
        ("nan", 1, 1),
        ("+1", 1, 1),
        (".5", 1, 1),
    ],
)
def test_malformed_json_is_refused_at_its_place(text: str, line: int, column: int) -> None:
    with pytest.raises(MalformedJson) as refusal:
        parse_json(text)
    assert (refusal.value.facts["line"], refusal.value.facts["column"]) == (line, column)


@pytest.mark.parametrize(
    ("text", "position"), [("NaN", 0), ("Infinity", 0), ("-Infinity", 0), ('{"NaN": "Infinity\\"",\n"a": NaN}', 27)]
)
def test_constants_that_are_no_json_are_refused_at_their_place(text: str, position: int) -> None:
    with pytest.raises(MalformedJson) as refusal:
        parse_json(text)
    assert refusal.value.facts["position"] == position


@pytest.mark.parametrize("opening, closing", [("[", "]"), ('{"a":', "}")])
def test_nesting_is_taken_to_its_limit_and_not_beyond(opening: str, closing: str) -> None:
    parse_json(opening * DEEPEST + "1" + closing * DEEPEST)
    for levels in (DEEPEST + 1, 10_000, 200_000):
        with pytest.raises(TooDeep) as refusal:
            parse_json(opening * levels + "1" + closing * levels)
        assert refusal.value.facts["position"] == DEEPEST * len(opening)


def test_brackets_in_strings_and_side_by_side_are_not_depth() -> None:
    wide: JsonValue = [[{"a": "[" * 500, 'b"': "\\" + "{" * 500}]] * 300
    assert parse_json(json.dumps(wide)) == wide
    with pytest.raises(MalformedJson):
        parse_json('["' + "[" * 500)
    with pytest.raises(MalformedJson):
        parse_json('["' + "[" * 500 + "\\")


@given(st.text(st.sampled_from('[]{}",:\\ud8c0 1e-.tna\n'), max_size=60))
def test_no_text_causes_anything_but_a_refusal(text: str) -> None:
    try:
        value = parse_json(text)
    except (MalformedJson, TooDeep):
        return
    compact(value).encode("utf-8")
