"""Judges what a script left in `$resp`, so that nothing but a sendable answer leaves the sandbox."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from leadbase.kit.json import JsonValue
from leadbase.scripts.frames import Done, encode
from leadbase.scripts.model import Failure, Reply

_TOKEN: Final = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
"""A header's name (RFC 9110, section 5.6.2)."""

_VALUE: Final = re.compile(r"[\t\x20-\x7e\xa0-\xff]*")
"""A header's value: visible characters of Latin-1, spaces and tabs; no line breaks."""

_REFUSED: Final = frozenset(
    {
        "connection",
        "content-length",
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
    }
)
"""Headers that are not the script's: cookies, framing, and what holds for one hop only."""


def judge(done: Done, size: int, limit: int) -> Reply | Failure:
    """Give the reply, or the permanent failure that says what is wrong; `size` and `limit` are bytes of JSON."""
    if size > limit:
        return Failure("permanent", "answer_too_large", f"the answer has more than {limit:,} bytes")
    status: Any = done.status
    if type(status) is not int or not 200 <= status <= 599:
        return _invalid(f"$resp.status must be a whole number from 200 to 599, not {_shown(status)}")
    headers = _headers(done.headers)
    if isinstance(headers, Failure):
        return headers
    has_body = done.body is not msgspec.UNSET
    return Reply(status=status, headers=headers, body=done.body if has_body else None, has_body=has_body)


def _headers(given: JsonValue) -> dict[str, str] | Failure:
    if not isinstance(given, Mapping):
        return _invalid("$resp.headers must be an object")
    headers: dict[str, str] = {}
    for name, value in given.items():
        if not _TOKEN.fullmatch(name):
            return _invalid(f"$resp.headers has the name {_shown(name)}, which no header can have")
        if name.lower() in _REFUSED:
            return _invalid(f'$resp.headers can\'t set "{name}"')
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return _invalid(f'$resp.headers["{name}"] must be text or a number, not {_shown(value)}')
        if not _VALUE.fullmatch(str(value)):
            return _invalid(f'$resp.headers["{name}"] has a line break or another character that headers can\'t carry')
        headers[name] = str(value)
    return headers


def _invalid(message: str) -> Failure:
    return Failure("permanent", "answer_invalid", message)


def _shown(value: JsonValue) -> str:
    return encode(value).decode()[:80]
