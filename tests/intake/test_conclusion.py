"""From how a run went to what becomes of its event: pure decisions."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadbase.intake.conclusion import conclude
from leadbase.intake.model import Settings, State
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.kit.retries import JITTER, RETRY_S
from leadbase.scripts.model import ConsoleLine, Failure, Outcome, Reply

NOW = datetime(2024, 5, 1, 8, 0, tzinfo=UTC)
EVENT = "6631f00000000000000000aa"


def outcome(reply: Reply | None = None, failure: Failure | None = None) -> Outcome:
    """Give an outcome of a run."""
    return Outcome(reply, failure, (ConsoleLine("log", "hi", 1),), False, 1.0, 0.0)


def test_retries_come_after_5_s_5_min_30_min_2_h_5_h_10_h_and_10_h() -> None:
    assert list(RETRY_S) == [5, 300, 1800, 7200, 18000, 36000, 36000]


@given(tries=st.integers(0, 6), luck=st.floats(0, 1))
def test_a_transient_failure_waits_within_its_jitter(tries: int, luck: float) -> None:
    found = conclude(
        outcome(failure=Failure("transient", "time_limit", "too slow")), Settings(), EVENT, tries, NOW, luck
    )
    assert (found.state, found.cause, found.tries) == (State.WAITING, "time_limit", tries + 1)
    assert (found.answer.status, found.answer.body) == (202, f'{{"event":"{EVENT}"}}')
    assert found.next_at is not None
    waited = (found.next_at - NOW).total_seconds()
    assert RETRY_S[tries] * (1 - JITTER) - 1e-3 <= waited <= RETRY_S[tries] * (1 + JITTER) + 1e-3


def test_jitter_spreads_a_crowd() -> None:
    failing = outcome(failure=Failure("transient", "time_limit", ""))
    moments = [conclude(failing, Settings(), EVENT, 3, NOW, luck / 10).next_at for luck in range(11)]
    assert all(early is not None and late is not None and early < late for early, late in pairwise(moments))


def test_after_the_last_retry_a_person_has_to_act() -> None:
    found = conclude(outcome(failure=Failure("transient", "time_limit", "")), Settings(), EVENT, 7, NOW, 0.5)
    assert (found.state, found.cause, found.tries, found.next_at) == (State.FAILED, "time_limit", 7, None)
    assert found.answer.status == 500


def test_a_permanent_failure_is_never_retried() -> None:
    failure = Failure("permanent", "script_error", "no", line=3, column=4, stack="at hook")
    found = conclude(outcome(failure=failure), Settings(), EVENT, 0, NOW, 0.5)
    assert (found.state, found.next_at, found.answer.body) == (
        State.FAILED,
        None,
        f'{{"code":"script_failed","event":"{EVENT}"}}',
    )
    assert found.error == {
        "kind": "permanent",
        "code": "script_error",
        "message": "no",
        "line": 3,
        "column": 4,
        "stack": "at hook",
    }


def test_a_reply_without_a_body_takes_the_default_answers() -> None:
    found = conclude(outcome(Reply(200, {}, None, has_body=False)), Settings(), EVENT, 2, NOW, 0.5)
    assert (found.state, found.answer.body, found.tries) == (State.DONE, f'{{"ok":true,"event":"{EVENT}"}}', 2)


EMPTY: list[tuple[JsonValue, str]] = [(None, "null"), (0, "0"), (False, "false"), ("", ""), ([], "[]"), ({}, "{}")]


@pytest.mark.parametrize(("body", "sent"), EMPTY)
def test_a_body_that_looks_like_nothing_is_still_sent(body: JsonValue, sent: str) -> None:
    found = conclude(outcome(Reply(200, {}, body, has_body=True)), Settings(), EVENT, 0, NOW, 0.5)
    assert found.answer.body == sent


def test_what_the_reply_has_of_headers_and_notes_is_taken_over() -> None:
    note: JsonObject = {"code": "header_not_allowed", "header": "Set-Cookie"}
    reply = Reply(200, {"x-fine": "1", "content-type": "text/html"}, {}, has_body=True, notes=[note])
    found = conclude(outcome(reply), Settings(), EVENT, 0, NOW, 0.5)
    assert (found.answer.headers, found.answer.content_type) == ({"x-fine": "1"}, "text/html")
    assert (found.state, found.notes) == (State.DONE, [note])
