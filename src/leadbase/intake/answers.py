"""What a sender is told: declared answers, a script's reply, and the refusals of the door. Pure functions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from leadbase.intake.model import Answer, Settings, StaticAnswer
from leadbase.kit.json import JsonObject, JsonValue, compact
from leadbase.scripts.model import Reply

JSON = "application/json"
TEXT = "text/plain; charset=utf-8"

GUARD_HEADERS: Sequence[tuple[str, str]] = (
    ("content-security-policy", "sandbox; default-src 'none'"),
    ("x-content-type-options", "nosniff"),
)
"""Sent with every answer under /hook, so that a browser can't be made to run what a script answers."""

BODILESS = frozenset({204, 205, 304})
"""Statuses whose answers have no body, whatever a script set (RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5)."""

_WAITING_TEXT = "this address waits for POST"


class TurnedAway(Exception):
    """A request that gets no further: its status and code, what else is told, and whether the connection must close.

    `retry_after` is in seconds; None says that trying again is no use.
    """

    def __init__(
        self,
        status: int,
        code: str,
        facts: JsonObject | None = None,
        *,
        retry_after: float | None = None,
        close: bool = False,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.facts: JsonObject = facts or {}
        self.retry_after = retry_after
        self.close = close


def declared(answer: StaticAnswer, event: str) -> Answer:
    """Give a declared answer, with `{event}` in its texts replaced by the event's id."""
    return Answer(answer.status, compact(_filled(answer.body, event)))


def off_answer(settings: Settings, event: str) -> Answer:
    """Give what a webhook that is off answers: its off-answer, else its default answer with status 200."""
    return declared(settings.off_answer or StaticAnswer(200, settings.answer.body), event)


def replied(reply: Reply, settings: Settings, event: str) -> Answer:
    """Give a script's answer: its body, else the default answer's."""
    headers = dict(reply.headers)
    if not reply.has_body:
        default = declared(settings.answer, event)
        body, kind = default.body, default.content_type
    elif isinstance(reply.body, str):
        body, kind = reply.body, TEXT
    else:
        body, kind = compact(reply.body), JSON
    content_type = headers.pop("content-type", kind)
    status = reply.status if reply.has_body or reply.status != 200 else settings.answer.status
    return Answer(status, body, content_type, headers)


def refusal(turned: TurnedAway, event: str | None = None) -> Answer:
    """Give the answer of a refusal: its code, the event that was kept (if one was), and its facts."""
    body: dict[str, JsonValue] = {"code": turned.code}
    if event is not None:
        body["event"] = event
    headers: dict[str, str] = {}
    if turned.retry_after is not None:
        headers["retry-after"] = str(max(1, math.ceil(turned.retry_after)))
    if turned.close:
        headers["connection"] = "close"
    return Answer(turned.status, compact({**body, **turned.facts}), headers=headers)


def greeting() -> Answer:
    """Give the answer to a browser that opens the address."""
    return Answer(200, _WAITING_TEXT, TEXT)


def wire_headers(answer: Answer, length: int) -> list[tuple[bytes, bytes]]:
    """Give the header lines of an answer, guard included; one that can have no body tells nothing of it."""
    about = (
        [] if answer.status in BODILESS else [("content-type", answer.content_type), ("content-length", str(length))]
    )
    lines = [*about, *GUARD_HEADERS]
    return [(name.encode("latin-1"), value.encode("utf-8")) for name, value in [*lines, *answer.headers.items()]]


def _filled(value: JsonValue, event: str) -> JsonValue:
    if isinstance(value, str):
        return value.replace("{event}", event)
    if isinstance(value, Mapping):
        return {name: _filled(one, event) for name, one in value.items()}
    if isinstance(value, Sequence):
        return [_filled(one, event) for one in value]
    return value
