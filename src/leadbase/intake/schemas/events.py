"""Events, attempts, replays and trials, as the API takes and gives them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Literal

from pydantic import BaseModel, Field

from leadbase.connectors.verdict import Verdict
from leadbase.intake.briefs import Brief
from leadbase.intake.inspection import Detail
from leadbase.intake.model import Answer, Attempt, Effect, Headers, State
from leadbase.intake.replay import DryRun
from leadbase.intake.schemas.parts import EVENT_ID, In, Json, Moment, Source
from leadbase.intake.trial import Trial
from leadbase.kit.json import JsonValue, compact


class PairOut(BaseModel):
    """A header or query parameter; a credential's value is masked."""

    name: str
    value: str


class AnswerOut(BaseModel):
    """What a sender was answered."""

    status: int
    content_type: str
    headers: dict[str, str]
    body: str

    @classmethod
    def of(cls, answer: Answer | None) -> AnswerOut | None:
        """Show an answer, None where there is none."""
        if answer is None:
            return None
        return cls(
            status=answer.status, content_type=answer.content_type, headers=dict(answer.headers), body=answer.body
        )


class WritesOut(BaseModel):
    """How many records of one table an event made, changed and deleted."""

    table: str = Field(description="The table's id.")
    created: int
    updated: int
    deleted: int


class EventOut(BaseModel):
    """An event without its body."""

    id: str = Field(examples=[EVENT_ID])
    webhook: str | None = Field(examples=["feiyu"])
    state: State
    cause: str | None = Field(examples=["script_error"])
    received_at: Moment
    finished_at: Moment | None
    next_at: Moment | None = Field(description="When the next automatic try is due.")
    duplicate_of: str | None
    attempts: int
    has_issues: bool
    method: str
    suffix: str
    size: int = Field(description="Bytes of the body as it came.")
    ip: str
    timings: dict[str, float]
    source: str | None = Field(examples=["feiyu"], description="The kind of sender.")
    title: str | None = Field(examples=["张三 138****6021"], description="Whose lead it is, as far as the body tells.")
    writes: list[WritesOut] = Field(description="What its latest attempt that wrote did, by table.")
    version: int | None = Field(description="The version that ran last.")
    took_ms: float | None = Field(description="How long the latest attempt took.")
    error: str | None = Field(description="The first line of the latest attempt's failure.")

    @classmethod
    def of(cls, brief: Brief) -> EventOut:
        """Show an event."""
        event, webhook = brief.event, brief.webhook
        return cls(
            id=event.id,
            webhook=None if webhook is None else webhook.name,
            state=event.state,
            cause=event.cause,
            received_at=event.received_at,
            finished_at=event.finished_at,
            next_at=event.next_at,
            duplicate_of=event.duplicate_of,
            attempts=event.attempt,
            has_issues=event.has_issues,
            method=event.method,
            suffix=event.suffix,
            size=event.size,
            ip=event.ip,
            timings={name: ms for name, ms in event.timings.items() if isinstance(ms, int | float)},
            source=None if webhook is None else webhook.source,
            title=brief.title,
            writes=[WritesOut(**asdict(one)) for one in brief.writes],
            version=brief.version,
            took_ms=brief.took_ms,
            error=brief.error,
        )


class EventPage(BaseModel):
    """A page of events, newest first."""

    items: list[EventOut]
    next_cursor: str | None
    searched: int | None = Field(
        default=None,
        description="How many of the newest events were looked through for `q`; null where that was not needed.",
    )


class AttemptOut(BaseModel):
    """One processing of an event."""

    number: int
    version: int | None
    trigger: str
    outcome: str
    started_at: Moment
    finished_at: Moment
    error: Json
    console: Json
    notes: Json
    answer: AnswerOut | None
    timings: dict[str, Json]
    actor: str

    @classmethod
    def of(cls, attempt: Attempt) -> AttemptOut:
        """Show an attempt."""
        return cls(
            number=attempt.number,
            version=attempt.version,
            trigger=attempt.trigger.value,
            outcome=attempt.outcome,
            started_at=attempt.started_at,
            finished_at=attempt.finished_at,
            error=attempt.error,
            console=attempt.console,
            notes=attempt.notes,
            answer=AnswerOut.of(attempt.answer),
            timings=dict(attempt.timings),
            actor=attempt.actor,
        )


class EffectOut(BaseModel):
    """One thing that an attempt did to a record; `before` and `issues` are by field id."""

    attempt: int
    ordinal: int
    table: str
    record: str
    operation: str
    before: Json
    issues: Json

    @classmethod
    def of(cls, effect: Effect) -> EffectOut:
        """Show an effect."""
        return cls(
            attempt=effect.attempt,
            ordinal=effect.ordinal,
            table=effect.table,
            record=effect.record,
            operation=effect.operation.value,
            before=effect.before,
            issues=effect.issues,
        )


class EventDetailOut(EventOut):
    """An event with everything that is known of it."""

    headers: list[PairOut]
    query: list[PairOut]
    body: Json
    body_kind: str | None = Field(examples=["json"])
    answer: AnswerOut | None
    attempt_list: list[AttemptOut]
    effects: list[EffectOut]
    previous: str | None = Field(description="The id of the webhook's event before this one.")
    next: str | None = Field(description="The id of the webhook's event after this one.")

    @classmethod
    def of_detail(cls, detail: Detail) -> EventDetailOut:
        """Show a detail."""
        return cls(
            **EventOut.of(replace(detail.brief, event=detail.event)).model_dump(),
            headers=_pairs(detail.event.headers),
            query=_pairs(detail.event.query),
            body=None if detail.parsed is None else detail.parsed.value,
            body_kind=None if detail.parsed is None else detail.parsed.kind,
            answer=AnswerOut.of(detail.event.answer),
            attempt_list=[AttemptOut.of(attempt) for attempt in detail.attempts],
            effects=[EffectOut.of(effect) for effect in detail.effects],
            previous=detail.previous,
            next=detail.next,
        )


class ReplayIn(In):
    """How to replay an event."""

    version: int | None = Field(None, ge=1, description="The version to run; null: the live one.")
    as_new: bool = Field(False, description="Make new records instead of redoing those the event made.")
    dry_run: bool = Field(False, description="Show what would change and write nothing.")


class TestIn(In):
    """A made-up request to try a script on."""

    __test__ = False

    body: Json = Field(None, description="A JSON body; or give `text`.", examples=[{"id": "1", "name": "张三"}])
    text: str | None = Field(None, description="The body as text, with the content type in `headers`.")
    headers: dict[str, str] = Field(default_factory=dict[str, str], max_length=100)
    source: Source | None = Field(None, description="A script to try; null: `version`, or what is live.")
    language: str = Field("javascript", max_length=32)
    version: int | None = Field(None, ge=1)

    def to_model(self) -> Trial:
        """Give the model."""
        text = compact(self.body) if self.text is None else self.text
        given = [(name.lower(), value) for name, value in self.headers.items()]
        kinds = [] if any(name == "content-type" for name, _ in given) else [("content-type", "application/json")]
        return Trial(text.encode("utf-8", "replace"), [*given, *kinds], self.source, self.language, self.version)


class PlannedOut(EffectOut):
    """One thing that a replay would do; `after` has the new values by field id."""

    after: Json


class VerdictLineOut(BaseModel):
    """One thing that the sender looks at."""

    what: Literal["status", "body", "key", "time"]
    path: list[str] = Field(examples=[["code"]], description="Where in the body; empty for the other things.")
    expected: Json
    actual: Json
    ok: bool
    fault: str | None = Field(description="status, not_json, missing, kind, value or late; null where all is well.")


class VerdictOut(BaseModel):
    """What the sender would make of the answer, compared as its source compares it."""

    ok: bool
    expected: Json
    lines: list[VerdictLineOut]

    @classmethod
    def of(cls, verdict: Verdict) -> VerdictOut:
        """Show a verdict."""
        lines = [
            VerdictLineOut(
                what=line.what,
                path=list(line.path),
                expected=line.expected,
                actual=line.actual,
                ok=line.fault is None,
                fault=line.fault,
            )
            for line in verdict.lines
        ]
        return cls(ok=verdict.is_ok, expected=verdict.expected, lines=lines)


class ReplayOut(BaseModel):
    """How a replay ended, or (dry run) would end."""

    dry_run: bool
    state: State
    answer: AnswerOut | None
    error: Json = None
    effects: list[PlannedOut | EffectOut]
    notes: Json = None
    console: Json = None
    took_ms: float | None = Field(default=None, description="How long the script ran and waited to run.")
    verdict: VerdictOut | None = Field(default=None, description="Of a test: whether its sender would be content.")

    @classmethod
    def of_dry_run(cls, run: DryRun, verdict: Verdict | None = None) -> ReplayOut:
        """Show what would be."""
        planned: list[PlannedOut | EffectOut] = [
            PlannedOut(**EffectOut.of(effect).model_dump(), after=after)
            for effect, after in zip(run.effects, run.after, strict=True)
        ]
        return cls(
            dry_run=True,
            state=run.state,
            answer=AnswerOut.of(run.answer),
            error=run.error,
            effects=planned,
            notes=list(run.notes) or None,
            console=run.console,
            took_ms=run.took_ms,
            verdict=None if verdict is None else VerdictOut.of(verdict),
        )

    @classmethod
    def of_detail(cls, detail: Detail) -> ReplayOut:
        """Show what was done by the latest attempt."""
        latest = detail.attempts[-1] if detail.attempts else None
        notes: JsonValue = None if latest is None else latest.notes
        mine: Sequence[Effect] = [one for one in detail.effects if latest and one.attempt == latest.number]
        return cls(
            dry_run=False,
            state=detail.event.state,
            answer=AnswerOut.of(detail.event.answer),
            error=None if latest is None else latest.error,
            effects=[EffectOut.of(effect) for effect in mine],
            notes=notes,
            console=None if latest is None else latest.console,
        )


def _pairs(pairs: Headers) -> list[PairOut]:
    return [PairOut(name=name, value=value) for name, value in pairs]
