"""From a refusal to an answer: problem details (RFC 9457) in the asker's language, and every status number.

Nothing here needs the API's framework, which is mounted after the door is open.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import cast

from starlette.types import Send

from leadbase.access.errors import HostNotAllowed
from leadbase.app.errors import (
    BodyTooLarge,
    BodyTooSlow,
    InternalError,
    JsonMalformed,
    MethodNotAllowed,
    RequestRefused,
    RequestUnreadable,
)
from leadbase.kit.errors import (
    Conflict,
    Forbidden,
    Invalid,
    Language,
    NotFound,
    Problem,
    TooMuch,
    Unauthorised,
    Unavailable,
)
from leadbase.kit.ids import IdSource
from leadbase.kit.json import JsonValue

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

STATUS: Mapping[type[Problem], int] = {
    NotFound: 404,
    Invalid: 422,
    Conflict: 409,
    Forbidden: 403,
    Unauthorised: 401,
    TooMuch: 429,
    Unavailable: 503,
    HostNotAllowed: 421,
    MethodNotAllowed: 405,
    JsonMalformed: 400,
    RequestUnreadable: 400,
    RequestRefused: 400,
    BodyTooLarge: 413,
    BodyTooSlow: 408,
    InternalError: 500,
}
"""The status of each kind, and of the few refusals for which HTTP has a number of its own."""

RETRY_AFTER_S = 5
"""When to try again after a refusal that doesn't say."""

_FIXED = {"type", "title", "status", "detail", "code", "instance"}


def status_of(problem: Problem) -> int:
    """Give the status number of a refusal."""
    return next(STATUS[kind] for kind in type(problem).__mro__ if kind in STATUS)


def problem_body(problem: Problem, language: Language) -> bytes:
    """Give the problem's details as JSON: the fixed members, then its facts."""
    message = problem.message(language)
    status = status_of(problem)
    facts = {name: value for name, value in problem.facts.items() if name not in _FIXED}
    fixed = {"type": "about:blank", "title": message, "status": status, "code": problem.code, "detail": message}
    return _encoded(fixed | facts)


def problem_headers(problem: Problem, language: Language) -> dict[str, str]:
    """Give the headers of the answer that tells of a refusal."""
    status = status_of(problem)
    headers = {"content-type": MEDIA_TYPE, "content-language": language, "cache-control": "no-store"}
    if status == 401:
        headers["www-authenticate"] = "Bearer"
    if status in (429, 503):
        headers["retry-after"] = str(problem.facts.get("retry_after", RETRY_AFTER_S))
    if isinstance(problem, MethodNotAllowed):
        headers["allow"] = str(problem.facts["allowed"])
    return headers


async def send_problem(send: Send, problem: Problem, language: Language) -> None:
    """Answer with a problem over raw ASGI."""
    body = problem_body(problem, language)
    headers = [(name.encode(), value.encode()) for name, value in problem_headers(problem, language).items()]
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status_of(problem), "headers": headers})
    await send({"type": "http.response.body", "body": body})


def internal_error(error: Exception, ids: IdSource, method: str, path: str) -> Problem:
    """Log what nobody foresaw, once, and give the problem that names the log's id."""
    found = ids.new()
    log.error("internal error", exc_info=error, extra={"error_id": found, "method": method, "path": path})
    return InternalError(id=found)


def _encoded(members: Mapping[str, object]) -> bytes:
    """Spell the members as JSON; what UTF-8 can't say (a lone surrogate) stays an escape."""
    text = json.dumps(members, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return text.encode("utf-8", "backslashreplace")


def _plain(value: object) -> JsonValue:
    """Spell a fact that JSON has no word for."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, Mapping):
        return dict(cast(Mapping[str, JsonValue], value))
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return list(cast(Iterable[JsonValue], value))
    return str(value)
