"""Whether a sender would take an answer for success, told line by line so that a person sees what it stumbles over.

It is judged as `leadbase push` judges: by status, then each expected key by presence, kind ("0" is not 0) and value;
more may stand beside them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from leadbase.connectors.push import is_expected
from leadbase.kit.json import JsonValue

Fault = Literal["status", "not_json", "missing", "kind", "value", "late"]
ValueKind = Literal["null", "boolean", "number", "text", "list", "object"]


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """One thing that was looked at: the status, the whole body (`path` empty) or a key of it, or the time in ms.

    `fault` is None where it is as it should be; for the status `expected` is None, as any from 200 to 299 will do.
    """

    what: Literal["status", "body", "key", "time"]
    path: Sequence[str]
    expected: JsonValue
    actual: JsonValue
    fault: Fault | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a sender makes of an answer, and what it expected (None: any success)."""

    expected: JsonValue
    lines: Sequence[VerdictLine]

    @property
    def is_ok(self) -> bool:
        """Whether the sender takes the push for done."""
        return all(line.fault is None for line in self.lines)


def judge(expected: JsonValue, status: int, body: str, took_ms: float, deadline_ms: int) -> Verdict:
    """Judge an answer that took so long; one past the deadline would never have reached the sender."""
    lines = [
        VerdictLine("status", (), None, status, None if 200 <= status < 300 else "status"),
        *(() if expected is None else tuple(_body(expected, body))),
        VerdictLine("time", (), deadline_ms, took_ms, None if took_ms <= deadline_ms else "late"),
    ]
    return Verdict(expected, lines)


def kind_of(value: JsonValue) -> ValueKind:
    """Name the kind of a JSON value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "text"
    return "object" if isinstance(value, Mapping) else "list"


def _body(expected: JsonValue, body: str) -> Iterator[VerdictLine]:
    try:
        answer: JsonValue = json.loads(body)
    except (ValueError, RecursionError):
        yield VerdictLine("body", (), expected, body[:500], "not_json")
        return
    yield from _compared(expected, answer, ())


def _compared(expected: JsonValue, answer: JsonValue, path: tuple[str, ...]) -> Iterator[VerdictLine]:
    if not isinstance(expected, Mapping) or not isinstance(answer, Mapping) or not expected:
        what: Literal["body", "key"] = "key" if path else "body"
        yield VerdictLine(what, path, expected, answer, _fault(expected, answer))
        return
    for key, value in expected.items():
        if key in answer:
            yield from _compared(value, answer[key], (*path, key))
        else:
            yield VerdictLine("key", (*path, key), value, None, "missing")


def _fault(expected: JsonValue, answer: JsonValue) -> Fault | None:
    if is_expected(expected, answer):
        return None
    return "value" if kind_of(expected) == kind_of(answer) else "kind"
