"""The head of a request under /hook: its address, its headers and whether they can be right, and the CORS answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from leadbase.intake.answers import TurnedAway
from leadbase.intake.model import Answer, Settings

PREFIX = "/hook/"
MOST_HEADERS = 100
MOST_HEADER_BYTES = 64 * 1024
MOST_PARAMETERS = 1_000
LONGEST_SUFFIX = 200

Lines = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Head:
    """A request without its body. `length` is the declared one, None when the body comes in chunks."""

    method: str
    key: str
    suffix: str
    query: Sequence[tuple[str, str]]
    headers: Sequence[tuple[str, str]]
    length: int | None

    def header(self, name: str) -> str | None:
        """Give the first header of this (lower-case) name."""
        return next((value for key, value in self.headers if key == name), None)

    def check(self) -> None:
        """Raise TurnedAway for headers that can't be right, or are too many (RFC 9112, section 6.3)."""
        names = [name for name, _ in self.headers]
        if len(names) > MOST_HEADERS:
            raise TurnedAway(431, "too_many_headers", {"limit": MOST_HEADERS}, close=True)
        # the server's own limit is one of its buffer, which a head that comes in one piece can pass
        if sum(len(name) + len(value) for name, value in self.headers) > MOST_HEADER_BYTES:
            raise TurnedAway(431, "headers_too_large", {"limit": MOST_HEADER_BYTES}, close=True)
        if "transfer-encoding" in names and "content-length" in names:
            raise TurnedAway(400, "both_lengths", close=True)
        if len({value for name, value in self.headers if name == "content-length"}) > 1:
            raise TurnedAway(400, "two_lengths", close=True)


def read_head(scope: Mapping[str, Any]) -> Head:
    """Read the head of an ASGI request whose path begins with /hook/."""
    lines: Lines = scope["headers"]
    headers = [(name.decode("latin-1").lower(), _text(value)) for name, value in lines]
    key, _, suffix = _sound(str(scope["path"])).removeprefix(PREFIX).partition("/")
    declared = next((value for name, value in headers if name == "content-length"), None)
    length = int(declared) if declared is not None and declared.isascii() and declared.isdigit() else None
    query = parse_qsl(
        _text(scope["query_string"]),
        keep_blank_values=True,
        encoding="utf-8",
        errors="replace",
        separator="&",
    )
    return Head(scope["method"][:20], key, suffix[:LONGEST_SUFFIX], query[:MOST_PARAMETERS], headers, length)


def cors_headers(settings: Settings | None, head: Head) -> list[tuple[bytes, bytes]]:
    """Give the headers that let a page of an allowed origin read the answer."""
    origin = head.header("origin")
    if settings is None or origin is None or not settings.cors_origins:
        return []
    if "*" in settings.cors_origins:
        return [(b"access-control-allow-origin", b"*")]
    if origin not in settings.cors_origins:
        return []
    return [(b"access-control-allow-origin", origin.encode("latin-1", "replace")), (b"vary", b"origin")]


def preflight(settings: Settings, head: Head) -> Answer:
    """Answer a browser that asks what it may send (the Fetch standard's preflight)."""
    headers = {"allow": ", ".join(sorted({*settings.methods, "OPTIONS"}))}
    if cors_headers(settings, head):
        headers["access-control-allow-methods"] = ", ".join(sorted(settings.methods))
        headers["access-control-allow-headers"] = head.header("access-control-request-headers") or "*"
        headers["access-control-max-age"] = "600"
    return Answer(204, "", "text/plain; charset=utf-8", headers)


def _sound(path: str) -> str:
    """Make a path that both databases can keep: no NUL, no lone surrogates."""
    return path.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _text(value: bytes) -> str:
    """Read a header value or a query: UTF-8 where it is, else Latin-1 (RFC 9110, section 5.5)."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
