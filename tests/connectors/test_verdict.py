"""What a sender makes of an answer, told line by line."""

from __future__ import annotations

import pytest

from leadbase.connectors.verdict import Fault, Verdict, judge, kind_of
from leadbase.kit.json import JsonValue

FEIYU: JsonValue = {"code": "0", "message": "success"}


def verdict(body: str, expected: JsonValue = FEIYU, status: int = 200, took_ms: float = 12.5) -> Verdict:
    """Judge an answer within four seconds."""
    return judge(expected, status, body, took_ms, 4_000)


def faults(found: Verdict) -> dict[str, Fault]:
    """Give what is wrong, by what was looked at."""
    return {".".join((line.what, *line.path)): line.fault for line in found.lines if line.fault is not None}


def test_the_expected_answer_with_more_beside_it_is_success() -> None:
    found = verdict('{"message": "success", "code": "0", "more": 1}')
    assert found.is_ok
    assert [(line.what, line.path) for line in found.lines] == [
        ("status", ()),
        ("key", ("code",)),
        ("key", ("message",)),
        ("time", ()),
    ]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ('{"code": 0, "message": "success"}', {"key.code": "kind"}),
        ('{"code": "1", "message": "success"}', {"key.code": "value"}),
        ('{"message": "success"}', {"key.code": "missing"}),
        ('{"code": "0", "message": null}', {"key.message": "kind"}),
        ("[]", {"body": "kind"}),
        ("success", {"body": "not_json"}),
        ("", {"body": "not_json"}),
        ("[" * 100_000, {"body": "not_json"}),
    ],
)
def test_each_key_is_told_with_what_is_wrong_with_it(body: str, told: dict[str, str]) -> None:
    assert faults(verdict(body)) == told


def test_keys_within_keys_are_told_by_their_path() -> None:
    found = verdict('{"data": {"ok": 1, "list": [1, 2]}}', {"data": {"ok": True, "list": [1, "2"], "id": 5}})
    assert faults(found) == {"key.data.ok": "kind", "key.data.list": "value", "key.data.id": "missing"}


def test_a_status_that_is_no_success_and_an_answer_too_late_are_told() -> None:
    assert faults(verdict("", None, status=500, took_ms=4_001)) == {"status": "status", "time": "late"}
    assert verdict("anything", None, status=204).is_ok
    assert not verdict("{}", {"a": 1}).is_ok


@pytest.mark.parametrize(
    ("value", "kind"),
    [(None, "null"), (True, "boolean"), (1, "number"), (1.5, "number"), ("1", "text"), ([], "list"), ({}, "object")],
)
def test_kinds_are_named(value: JsonValue, kind: str) -> None:
    assert kind_of(value) == kind
