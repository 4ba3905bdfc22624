"""What the API of intake takes and gives, as the OpenAPI page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, StringConstraints

from leadbase.intake.inspection import Detail
from leadbase.intake.model import Answer, Attempt, Effect, Event, Headers, State, Webhook
from leadbase.intake.options import settings_json
from leadbase.intake.replay import DryRun
from leadbase.intake.service import NewWebhook, WebhookChange
from leadbase.kit.json import JsonValue
from leadbase.scripts.model import Finding
from leadbase.scripts.versions import LONGEST_NOTE, LONGEST_SOURCE, Draft, Version, VersionSummary

EVENT_ID = "65a1f0c2b3d4e5f60718293c"
_EXAMPLE_SCRIPT = 'async function hook($req = request, $resp = response) {\n    $resp.body = { code: "0" }\n}\n'


def _rfc3339(moment: datetime) -> str:
    """Spell a moment in UTC as RFC 3339, with the fraction of the second only where there is one."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


Moment = Annotated[datetime, PlainSerializer(_rfc3339, when_used="json"), Field(examples=["2026-11-24T03:20:00Z"])]
Json = Annotated[Any, Field(description="Any JSON value.")]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Source = Annotated[str, StringConstraints(max_length=LONGEST_SOURCE), Field(examples=[_EXAMPLE_SCRIPT])]
Note = Annotated[str, StringConstraints(max_length=LONGEST_NOTE)]
Settings = Annotated[
    dict[str, Json],
    Field(
        description="How the webhook answers, what it checks and what it takes for a duplicate.",
        examples=[{"answer": {"status": 200, "body": {"code": "0", "message": "success"}}, "requires_json": True}],
    ),
]


class _In(BaseModel):
    """A body that is sent to us: unknown names are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid")


class WebhookIn(_In):
    """A webhook to make."""

    label: Label = Field(examples=["飞鱼线索"])
    source: str = Field("generic", max_length=64, examples=["feiyu"], description="The kind of sender.")
    id: str | None = Field(None, max_length=24, examples=["65a1f0c2b3d4e5f60718293b"])
    name: str | None = Field(None, max_length=64, examples=["feiyu"], description="The API name.")
    suffix: str | None = Field(None, max_length=300, examples=["callback"], description="The end of its URL.")
    is_on: bool = True
    settings: Settings = Field(default_factory=dict[str, Any])

    def to_model(self) -> NewWebhook:
        """Give the model."""
        return NewWebhook(self.label, self.source, self.id, self.name, self.suffix, self.is_on, self.settings)


class WebhookPatch(_In):
    """What to change in a webhook; what is absent stays."""

    label: Label | None = None
    name: str | None = Field(None, max_length=64)
    suffix: str | None = Field(None, max_length=300, examples=["callback"])
    is_on: bool | None = None
    settings: Settings | None = None
    version: int | None = Field(None, description="The version that the change was made over; 409 when it is old.")

    def to_model(self) -> WebhookChange:
        """Give the model."""
        return WebhookChange(self.label, self.name, self.suffix, self.is_on, self.settings, self.version)


class WebhookOut(BaseModel):
    """A webhook. `url` is null to those who may not change webhooks, for it is a credential."""

    id: str = Field(examples=["65a1f0c2b3d4e5f60718293b"])
    name: str = Field(examples=["feiyu"])
    aliases: list[str]
    label: str = Field(examples=["飞鱼线索"])
    source: str = Field(examples=["feiyu"])
    suffix: str = Field(examples=["callback"])
    url: str | None = Field(examples=["https://leads.example.com/hook/9Jw…/callback"])
    is_on: bool
    settings: Settings
    live_version: int | None = Field(description="The version that runs; null while there is none.")
    version: int = Field(description="Rises with every change of the webhook.")
    created_at: Moment
    updated_at: Moment

    @classmethod
    def of(cls, webhook: Webhook, url: str | None) -> WebhookOut:
        """Show a webhook, its secret masked."""
        settings = dict(settings_json(webhook.settings))
        verify = settings["verify"]
        if isinstance(verify, dict) and "secret" in verify:
            settings["verify"] = {**verify, "secret": None}
        return cls(
            id=webhook.id,
            name=webhook.name,
            aliases=list(webhook.aliases),
            label=webhook.label,
            source=webhook.source,
            suffix=webhook.suffix,
            url=url,
            is_on=webhook.is_on,
            settings=settings,
            live_version=webhook.live,
            version=webhook.version,
            created_at=webhook.created_at,
            updated_at=webhook.updated_at,
        )


class WebhookPage(BaseModel):
    """A page of webhooks."""

    items: list[WebhookOut]
    next_cursor: str | None


class DraftIn(_In):
    """A source to keep as the draft."""

    source: Source
    language: str = Field("javascript", max_length=32)
    lock: int | None = Field(None, description="The lock of the draft that was changed; null where there was none.")


class DraftOut(BaseModel):
    """The source that is being written."""

    source: str
    language: str
    lock: int
    saved_at: Moment
    saved_by: str

    @classmethod
    def of(cls, draft: Draft) -> DraftOut:
        """Show a draft."""
        return cls(
            source=draft.source,
            language=draft.language,
            lock=draft.lock,
            saved_at=draft.saved_at,
            saved_by=draft.saved_by,
        )


class FindingOut(BaseModel):
    """Something wrong with a source; an error keeps it from going live."""

    line: int
    column: int
    message: str
    severity: str

    @classmethod
    def of(cls, finding: Finding) -> FindingOut:
        """Show a finding."""
        return cls(line=finding.line, column=finding.column, message=finding.message, severity=finding.severity)


class CheckIn(_In):
    """A source to check."""

    source: Source
    language: str = Field("javascript", max_length=32)


class CheckOut(BaseModel):
    """What a check found."""

    findings: list[FindingOut]


class VersionIn(_In):
    """A source to put live; without one the draft goes live."""

    source: Source | None = None
    language: str = Field("javascript", max_length=32)
    note: Note = ""


class VersionOut(BaseModel):
    """A version without its source."""

    number: int
    language: str
    note: str
    made_at: Moment
    made_by: str

    @classmethod
    def of(cls, version: VersionSummary) -> VersionOut:
        """Show a version."""
        return cls(
            number=version.number,
            language=version.language,
            note=version.note,
            made_at=version.made_at,
            made_by=version.made_by,
        )


class VersionSourceOut(VersionOut):
    """A version with its source."""

    source: str

    @classmethod
    def of_version(cls, version: Version) -> VersionSourceOut:
        """Show a version."""
        return cls(**VersionOut.of(version).model_dump(), source=version.source)


class VersionPage(BaseModel):
    """A page of versions, newest first."""

    items: list[VersionOut]
    next_cursor: str | None


class LiveIn(_In):
    """Which version is to run; null: none."""

    version: int | None = Field(ge=1)


class ReleasedOut(BaseModel):
    """How many held events are processed now."""

    released: int


class RefusalOut(BaseModel):
    """Requests that left no event."""

    day: str = Field(examples=["2026-11-24"])
    cause: str = Field(examples=["too_large"])
    count: int


class RefusalPage(BaseModel):
    """The last 30 days' counts."""

    items: list[RefusalOut]
    next_cursor: None = None


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

    @classmethod
    def of(cls, event: Event, webhook: str | None) -> EventOut:
        """Show an event."""
        return cls(
            id=event.id,
            webhook=webhook,
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
        )


class EventPage(BaseModel):
    """A page of events, newest first."""

    items: list[EventOut]
    next_cursor: str | None


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

    @classmethod
    def of_detail(cls, detail: Detail) -> EventDetailOut:
        """Show a detail."""
        name = None if detail.webhook is None else detail.webhook.name
        return cls(
            **EventOut.of(detail.event, name).model_dump(),
            headers=_pairs(detail.event.headers),
            query=_pairs(detail.event.query),
            body=None if detail.parsed is None else detail.parsed.value,
            body_kind=None if detail.parsed is None else detail.parsed.kind,
            answer=AnswerOut.of(detail.event.answer),
            attempt_list=[AttemptOut.of(attempt) for attempt in detail.attempts],
            effects=[EffectOut.of(effect) for effect in detail.effects],
        )


class ReplayIn(_In):
    """How to replay an event."""

    version: int | None = Field(None, ge=1, description="The version to run; null: the live one.")
    as_new: bool = Field(False, description="Make new records instead of redoing those the event made.")
    dry_run: bool = Field(False, description="Show what would change and write nothing.")


class PlannedOut(EffectOut):
    """One thing that a replay would do; `after` has the new values by field id."""

    after: Json


class ReplayOut(BaseModel):
    """How a replay ended, or (dry run) would end."""

    dry_run: bool
    state: State
    answer: AnswerOut | None
    error: Json = None
    effects: list[PlannedOut | EffectOut]
    notes: Json = None
    console: Json = None

    @classmethod
    def of_dry_run(cls, run: DryRun) -> ReplayOut:
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
