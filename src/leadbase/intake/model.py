"""The words of intake: a webhook and its settings, an event and its states, an attempt and its effects."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from leadbase.connectors.recipes import DedupeRecipe, VerifyRecipe
from leadbase.kit.json import JsonObject, JsonValue

MIB = 1024 * 1024

Headers = Sequence[tuple[str, str]]
"""Header names (lower case) and values as they came, in order."""


class State(enum.StrEnum):
    """Where an event stands. `done` may carry issues."""

    RECEIVED = "received"
    RUNNING = "running"
    DONE = "done"
    WAITING = "waiting"
    FAILED = "failed"
    HELD = "held"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"


OPEN_STATES = frozenset({State.RECEIVED, State.RUNNING, State.WAITING, State.HELD})
"""States that a person or the machine still has to act on."""


class Mode(enum.StrEnum):
    """When the sender gets its answer."""

    AFTER_SCRIPT = "after_script"
    AT_ONCE = "at_once"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a sender is told: a status (200 to 599), headers, and a body as it goes on the wire (UTF-8 text)."""

    status: int
    body: str = ""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class StaticAnswer:
    """A declared answer. `{event}` inside a text of the body stands for the event's id."""

    status: int = 200
    body: JsonValue = None


@dataclass(frozen=True, slots=True)
class RateLimit:
    """Requests a second that are let through on average, and how many at once after a rest."""

    per_second: float
    burst: int


@dataclass(frozen=True, slots=True)
class Settings:
    """What a webhook does with a request; the defaults are those of a new webhook.

    `deadline_ms` counts from the body's end to the answer. `dedupe_days` is 1 to 90. `expected` is the
    answer that its sender takes for success, in trials (None: what its source does).
    """

    mode: Mode = Mode.AFTER_SCRIPT
    answer: StaticAnswer = StaticAnswer(200, {"ok": True, "event": "{event}"})
    fallback: StaticAnswer = StaticAnswer(202, {"event": "{event}"})
    off_answer: StaticAnswer | None = None
    failure: StaticAnswer = StaticAnswer(500, {"code": "script_failed", "event": "{event}"})
    requires_json: bool = True
    methods: frozenset[str] = frozenset({"POST"})
    cors_origins: tuple[str, ...] = ()
    body_limit: int = 10 * MIB
    deadline_ms: int = 4_000
    rate_limit: RateLimit | None = None
    verify: VerifyRecipe = field(default_factory=VerifyRecipe)
    dedupe: DedupeRecipe = field(default_factory=DedupeRecipe)
    dedupe_days: int = 30
    expected: JsonValue = None


@dataclass(frozen=True, slots=True)
class Webhook:
    """One receiving URL with its settings. `live` is the number of the version that runs, None while there is none."""

    number: int
    id: str
    workspace: int
    name: str
    aliases: Sequence[str]
    label: str
    description: str
    source: str
    suffix: str
    is_on: bool
    settings: Settings
    live: int | None
    version: int
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None

    @property
    def dedupe_window(self) -> timedelta:
        """How long a dedupe key is remembered."""
        return timedelta(days=self.settings.dedupe_days)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request as it came: everything of it that is kept."""

    method: str
    suffix: str
    query: Sequence[tuple[str, str]]
    headers: Headers
    ip: str
    received_at: datetime
    raw: bytes


class Trigger(enum.StrEnum):
    """Why an attempt was made."""

    ARRIVAL = "arrival"
    RETRY = "retry"
    HELD = "held"
    REDO = "redo"
    AS_NEW = "as_new"


@dataclass(frozen=True, slots=True)
class Event:
    """One request that arrived at a webhook, without its body."""

    id: str
    workspace: int
    webhook: int
    state: State
    cause: str | None
    method: str
    suffix: str
    query: Sequence[tuple[str, str]]
    headers: Headers
    ip: str
    size: int
    received_at: datetime
    duplicate_of: str | None
    attempt: int
    tries: int
    trigger: Trigger
    next_at: datetime | None
    finished_at: datetime | None
    has_issues: bool
    answer: Answer | None
    timings: JsonObject
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One processing of an event by one version. `outcome` is done, failed, waiting or lost."""

    event: str
    number: int
    version: int | None
    trigger: Trigger
    outcome: Literal["done", "failed", "waiting", "lost"]
    started_at: datetime
    finished_at: datetime
    error: JsonObject | None
    console: JsonValue
    notes: JsonValue
    answer: Answer | None
    timings: JsonObject
    actor: str


class Operation(enum.StrEnum):
    """What an attempt did to a record; `redo` and `skip` stand for a create that a redo found again."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    REDO = "redo"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing an attempt did to a record: `before` has the old values of the fields that changed (by field id)."""

    event: str
    attempt: int
    ordinal: int
    table: str
    record: str
    operation: Operation
    before: JsonObject | None
    issues: JsonObject | None
