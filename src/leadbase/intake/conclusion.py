"""From how a run went to what becomes of its event: state, answer, next try. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from leadbase.intake.answers import declared, replied
from leadbase.intake.model import Answer, Settings, State
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.kit.retries import retry_wait
from leadbase.scripts.model import Failure, Outcome


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
    wait = retry_wait(tries, luck) if failure.kind == "transient" else None
    if wait is not None:
        fallback = declared(settings.fallback, event)
        return Conclusion(State.WAITING, failure.code, fallback, tries + 1, now + wait, error)
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
