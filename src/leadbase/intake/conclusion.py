"""From how a run went to what becomes of its event: state, answer, next try. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from leadbase.intake.answers import declared, replied
from leadbase.intake.model import Answer, Settings, State
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.scripts.model import Failure, Outcome

RETRY_S: Sequence[int] = (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 10 * 3600)
"""Seconds until each automatic retry; after the last a person has to act."""

JITTER = 0.1
"""A retry comes up to this part of its wait earlier or later, so that a crowd does not come back as one."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What becomes of an event after one attempt. `tries` counts the automatic retries used up."""

    state: State
    cause: str | None
    answer: Answer
    tries: int
    next_at: datetime | None
    error: JsonObject | None
    notes: Sequence[JsonObject] = ()


def conclude(
    outcome: Outcome | None, settings: Settings, event: str, tries: int, now: datetime, luck: float
) -> Conclusion:
    """Judge an outcome (None: the webhook has no script); `luck` from 0 to 1 places the retry within its jitter."""
    if outcome is None:
        return Conclusion(State.DONE, None, declared(settings.answer, event), tries, None, None)
    if outcome.failure is not None:
        return failed(outcome.failure, settings, event, tries, now, luck)
    if outcome.reply is None:
        raise AssertionError("an outcome has a reply or a failure")
    answer = replied(outcome.reply, settings, event)
    return Conclusion(State.DONE, None, answer, tries, None, None, outcome.reply.notes)


def failed(failure: Failure, settings: Settings, event: str, tries: int, now: datetime, luck: float) -> Conclusion:
    """Judge a failure: a transient one waits for its next try, a permanent or exhausted one for a person."""
    error = failure_json(failure)
    if failure.kind == "transient" and tries < len(RETRY_S):
        wait = RETRY_S[tries] * (1 + JITTER * (2 * luck - 1))
        next_at = now + timedelta(seconds=wait)
        return Conclusion(State.WAITING, failure.code, declared(settings.fallback, event), tries + 1, next_at, error)
    return Conclusion(State.FAILED, failure.code, declared(settings.failure, event), tries, None, error)


def failure_json(failure: Failure) -> JsonObject:
    """Spell a failure for the attempt's record."""
    places: dict[str, JsonValue] = {"line": failure.line, "column": failure.column, "stack": failure.stack or None}
    told = {name: value for name, value in places.items() if value is not None}
    return {"kind": failure.kind, "code": failure.code, "message": failure.message, **told}


def console_json(outcome: Outcome | None) -> JsonValue:
    """Spell the console output of a run, None when there was none."""
    if outcome is None or not outcome.console:
        return None
    lines: list[JsonValue] = [{"level": line.level, "text": line.text, "at_ms": line.at_ms} for line in outcome.console]
    return {"lines": lines, "cut": outcome.console_cut}


def with_notes(conclusion: Conclusion, notes: Sequence[JsonObject]) -> Conclusion:
    """Add what else a person should know about the attempt."""
    return replace(conclusion, notes=[*conclusion.notes, *notes]) if notes else conclusion
