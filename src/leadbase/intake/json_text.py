"""JSON text to values with nothing lost: long integers stay exact, deep nesting and broken escapes do no harm."""

from __future__ import annotations

import json
import re
from itertools import accumulate
from typing import NoReturn, cast

from leadbase.intake.refusals import MalformedJson, TooDeep
from leadbase.kit.json import SAFE_INTEGER, JsonValue

DEEPEST = 200
"""Levels of lists and objects that may stand in each other."""

_SAFE_DIGITS = len(str(SAFE_INTEGER))

# Possessive throughout, so that no text makes them go back. A string that never ends is taken to the end of the text.
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_NO_BRACKET = re.compile(r"[^\[\]{}]++")
_STRING_OR_BRACKET = re.compile(_STRING.pattern + r"|[\[\]{}]", re.DOTALL)
_STRING_OR_CONSTANT = re.compile(_STRING.pattern + r"|(-?Infinity|NaN)", re.DOTALL)
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}

# A pair of surrogates, a surrogate alone, any other escape (so that `\\ud800` is read as a backslash and text).
_ESCAPE = re.compile(
    r"(?P<pair>\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|(?P<alone>\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
    r"|\\.",
    re.DOTALL,
)


def parse_json(text: str) -> JsonValue:
    """Give the value that the text spells, by RFC 8259; of repeated keys the last one counts.

    Integers beyond 2^53 - 1 and decimals that no double can hold (1e400) become text exactly as written, surrogates
    without their other half U+FFFD. Raises MalformedJson and TooDeep.
    """
    if text.count("[") + text.count("{") > DEEPEST:
        _check_depth(text)
    if "\\ud" in text or "\\uD" in text:
        text = _ESCAPE.sub(_mended, text)
    try:
        return cast(JsonValue, _DECODER.decode(text))
    except _NoConstant:
        found = next(found for found in _STRING_OR_CONSTANT.finditer(text) if found[1])
        raise _malformed(json.JSONDecodeError(f"{found[1]} is no JSON value", text, found.start())) from None
    except json.JSONDecodeError as fault:
        raise _malformed(fault) from None


class _NoConstant(Exception):
    """NaN or Infinity stands in the text, which Python would take and JSON doesn't have."""


def _malformed(fault: json.JSONDecodeError) -> MalformedJson:
    return MalformedJson(reason=fault.msg, line=fault.lineno, column=fault.colno, position=fault.pos)


def _check_depth(text: str) -> None:
    """Count brackets outside of strings: parsing first and looking later would recurse as deep as the text says."""
    brackets = _NO_BRACKET.sub("", _STRING.sub("", text))
    if max(accumulate(map(_STEPS.__getitem__, brackets)), default=0) <= DEEPEST:
        return
    depth = 0
    for found in _STRING_OR_BRACKET.finditer(text):
        depth += _STEPS.get(found[0], 0)
        if depth > DEEPEST:
            raise TooDeep(most=DEEPEST, position=found.start())


def _mended(escape: re.Match[str]) -> str:
    return "\\ufffd" if escape["alone"] else escape[0]


def _integer(digits: str) -> int | str:
    """Never hands more than 17 characters to int, which refuses thousands and is slow long before."""
    if len(digits) <= _SAFE_DIGITS + 1:
        number = int(digits)
        if -SAFE_INTEGER <= number <= SAFE_INTEGER:
            return number
    return digits


def _decimal(digits: str) -> float | str:
    number = float(digits)
    if number - number != 0 or (number == 0 and re.search("[1-9]", digits.lower().partition("e")[0])):
        return digits
    return number


def _no_constant(name: str) -> NoReturn:
    raise _NoConstant(name)


_DECODER = json.JSONDecoder(parse_int=_integer, parse_float=_decimal, parse_constant=_no_constant)
