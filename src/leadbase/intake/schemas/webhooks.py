"""Webhooks and their scripts, as the API takes and gives them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints

from leadbase.intake.model import Webhook
from leadbase.intake.options import settings_json
from leadbase.intake.schemas.parts import In, Json, Moment, Source
from leadbase.intake.service import NewWebhook, WebhookChange
from leadbase.scripts.model import Finding
from leadbase.scripts.versions import LONGEST_NOTE, Draft, Version, VersionSummary

Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Description = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)]
Note = Annotated[str, StringConstraints(max_length=LONGEST_NOTE)]
Settings = Annotated[
    dict[str, Json],
    Field(
        description="How the webhook answers, what it checks and what it takes for a duplicate.",
        examples=[{"answer": {"status": 200, "body": {"code": "0", "message": "success"}}, "requires_json": True}],
    ),
]


class WebhookIn(In):
    """A webhook to make."""

    label: Label = Field(examples=["飞鱼线索"])
    source: str = Field("generic", max_length=64, examples=["feiyu"], description="The kind of sender.")
    id: str | None = Field(None, max_length=24, examples=["65a1f0c2b3d4e5f60718293b"])
    name: str | None = Field(None, max_length=64, examples=["feiyu"], description="The API name.")
    suffix: str | None = Field(None, max_length=300, examples=["callback"], description="The end of its URL.")
    is_on: bool = True
    settings: Settings = Field(default_factory=dict[str, Any])
    description: Description = Field(
        "", examples=["杭州门店的表单，市场部在用"], description="What it is for, for people."
    )

    def to_model(self) -> NewWebhook:
        """Give the model."""
        return NewWebhook(
            self.label,
            self.source,
            self.id,
            self.name,
            self.suffix,
            self.is_on,
            self.settings,
            description=self.description,
        )


class WebhookPatch(In):
    """What to change in a webhook; what is absent stays."""

    label: Label | None = None
    name: str | None = Field(None, max_length=64)
    suffix: str | None = Field(None, max_length=300, examples=["callback"])
    is_on: bool | None = None
    settings: Settings | None = None
    description: Description | None = Field(None, description="What it is for, for people.")
    version: int | None = Field(None, description="The version that the change was made over; 409 when it is old.")

    def to_model(self) -> WebhookChange:
        """Give the model."""
        return WebhookChange(
            self.label,
            self.name,
            self.suffix,
            self.is_on,
            self.settings,
            self.version,
            description=self.description,
        )


class WebhookOut(BaseModel):
    """A webhook. `url` is null to those who may not change webhooks, for it is a credential."""

    id: str = Field(examples=["65a1f0c2b3d4e5f60718293b"])
    name: str = Field(examples=["feiyu"])
    aliases: list[str]
    label: str = Field(examples=["飞鱼线索"])
    description: str = Field(examples=["杭州门店的表单，市场部在用"])
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
            description=webhook.description,
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


class DraftIn(In):
    """A source to keep as the draft."""

    source: Source
    language: str = Field("javascript", max_length=32)
    lock: int | None = Field(
        None, ge=0, lt=2**31 - 1, description="The lock of the draft that was changed; null where there was none."
    )


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


class CheckIn(In):
    """A source to check."""

    source: Source
    language: str = Field("javascript", max_length=32)


class CheckOut(BaseModel):
    """What a check found."""

    findings: list[FindingOut]


class VersionIn(In):
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


class PublishedOut(VersionSourceOut):
    """A version that went live, with the warnings that its check found."""

    findings: list[FindingOut]

    @classmethod
    def of_published(cls, version: Version, findings: Sequence[Finding]) -> PublishedOut:
        """Show a version that just went live."""
        shown = VersionSourceOut.of_version(version).model_dump()
        return cls(**shown, findings=[FindingOut.of(finding) for finding in findings])


class VersionPage(BaseModel):
    """A page of versions, newest first."""

    items: list[VersionOut]
    next_cursor: str | None


class LiveIn(In):
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
