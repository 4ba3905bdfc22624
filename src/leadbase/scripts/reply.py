"""Judges what a script left in `$resp`, so that nothing but a sendable answer leaves the sandbox."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from leadbase.kit.json import JsonObject, JsonValue
from leadbase.scripts.frames import Done, encode
from leadbase.scripts.model import Failure, Reply

_TOKEN: Final = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
"""A header's name (RFC 9110, section 5.6.2)."""

_VALUE: Final = re.compile(r"[\t\x20-\x7e\xa0-\xff]*")
"""A header's value: visible characters of Latin-1, spaces and tabs; no line breaks."""

_OURS: Final = frozenset(
    {
        "connection",
        "content-length",
        "content-security-policy",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "set-cookie",
        "set-cookie2",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "x-content-type-options",
    }
)
"""Headers that are not the script's: cookies, framing, what holds for one hop only (RFC 9110, section 7.6.1), and what
keeps browsers from running an answer."""

_MOST_NOTES: Final = 20


def judge(done: Done, size: int, limit: int) -> Reply | Failure:
    """Give the reply, or the permanent failure that says what is wrong; `size` and `limit` are bytes of JSON."""
    if size > limit:
        return Failure("permanent", "answer_too_large", f"the answer has more than {limit:,} bytes")
    status: Any = done.status
    if type(status) is not int or not 200 <= status <= 599:
        return _invalid(f"$resp.status must be a whole number from 200 to 599, not {_shown(status)}")
    headers, notes = _headers(done.headers)
    has_body = done.body is not msgspec.UNSET
    return Reply(status, headers, done.body if has_body else None, has_body, notes[:_MOST_NOTES])


def _headers(given: JsonValue) -> tuple[dict[str, str], list[JsonObject]]:
    """Part the headers that may be sent from notes of those that may not: a stray header costs no lead."""
    if not isinstance(given, Mapping):
        return {}, [{"code": "headers_invalid", "found": _shown(given)}]
    headers: dict[str, str] = {}
    notes: list[JsonObject] = []
    for name, value in given.items():
        if name.lower() in _OURS:
            notes.append({"code": "header_not_allowed", "header": name})
        elif not _can_be_sent(name, value):
            notes.append({"code": "header_invalid", "header": name[:80], "found": _shown(value)})
        else:
            headers[name.lower()] = str(value)
    return headers, notes


def _can_be_sent(name: str, value: JsonValue) -> bool:
    """Tell whether this is a header: a name, and a value of one line that is text or a number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return False
    return _TOKEN.fullmatch(name) is not None and _VALUE.fullmatch(str(value)) is not None


def _invalid(message: str) -> Failure:
    return Failure("permanent", "answer_invalid", message)


def _shown(value: JsonValue) -> str:
    return encode(value).decode()[:80]
