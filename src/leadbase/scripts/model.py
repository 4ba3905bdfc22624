"""What a script is given, what it gives back and how it can fail, in words that hold for every language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from leadbase.kit.json import JsonObject, JsonValue

TYPED = "typescript"
"""The language whose types are erased before a script is compiled."""

Level = Literal["debug", "log", "info", "warn", "error"]
"""How loud a line of console output is, as the script said."""


@dataclass(frozen=True, slots=True)
class ScriptVersion:
    """One immutable source, ready to run for one workspace in one time zone.

    `key` is unique across the installation and never stands for another source ("<webhook id>:<n>", "draft:<sha256>").
    `zone` is an IANA name and decides what local time is inside the script. `language` is a runtime's name.
    """

    key: str
    workspace: str
    zone: str
    language: str
    source: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use; sizes with `_mb` are MiB and hold for the child process that the run shares."""

    pump_ms: int = 250
    slow_pump_ms: int = 5000
    cpu_s: float = 5.0
    wall_s: float = 10.0
    heap_mb: int = 128
    rss_mb: int = 300
    data_mb: int = 1024
    host_calls: int = 1000
    console_bytes: int = 65536
    answer_bytes: int = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ConsoleLine:
    """One line that the script printed, `at_ms` milliseconds after it began."""

    level: Level
    text: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a source; line and column count from 1. An error blocks going live, a warning doesn't."""

    line: int
    column: int
    message: str
    severity: Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Request:
    """The request as the script sees it.

    `headers` have lower-case names; integers in `body` beyond 2^53 are text already; `received_at` has a time zone.
    """

    body: JsonValue
    raw_body: str
    headers: Mapping[str, str]
    query: JsonObject
    method: str
    path: str
    ip: str
    received_at: datetime
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What the script set as its answer: status 200 to 599, headers that may be sent, with lower-case names.

    With `has_body` False the script left the body alone and the webhook's default answer holds. A body that is a string
    is text, everything else JSON. `notes` tell of headers that were dropped.
    """

    status: int
    headers: Mapping[str, str]
    body: JsonValue
    has_body: bool
    notes: Sequence[JsonObject] = ()


FailureKind = Literal["permanent", "transient"]
"""Permanent: the same run would fail again. Transient: it may work later."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a run gave no answer; line and column (from 1) point into the script's own source.

    Stable codes. Permanent: `syntax_error`, `no_hook`, `script_error`, `too_many_calls`, `call_too_large`,
    `answer_invalid`, `answer_too_large`, `library_missing`, and whatever code the host refused with for good.
    Transient: `time_limit`, `cpu_limit`, `memory_limit`, `sandbox_lost`, `sandbox_busy`, `host_failed`, and the host's
    own transient codes.
    """

    kind: FailureKind
    code: str
    message: str
    line: int | None = None
    column: int | None = None
    stack: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: exactly one of `reply` and `failure` is there.

    `script_ms` is the time of the run that counted, host calls included; `wait_ms` is what passed before that run began
    (queue, start of a child, runs that were given up and done again).
    """

    reply: Reply | None
    failure: Failure | None
    console: tuple[ConsoleLine, ...]
    console_cut: bool
    script_ms: float
    wait_ms: float
