"""Logs: one line of fields for each thing worth knowing, on stderr, with nothing in it that tells who a lead is.

Masking stands in the logger and not with its callers, so that no caller can forget it: known field names lose their
value, and phone numbers, email addresses, tokens, passwords in addresses and URL keys are cut out of every text.
Personal names can't be recognised: no caller may log a payload or a record's values.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from typing import Literal, TextIO, cast

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

MASK = "••••••"
"""Stands for what is not told."""

OURS = "leadbase"
"""How the names of our own loggers begin."""

LONGEST_TEXT = 2_000
"""Characters of one value; the rest is cut. A traceback may be eight times as long."""

DEEPEST = 4
"""How many levels of a nested value are told."""

_SECRET_NAMES = {
    *("password", "passwd", "secret", "secret_key", "token", "authorization", "auth", "cookie", "set_cookie"),
    *("key", "api_key", "access_key", "signature", "credentials", "session", "sealed"),
}
_PERSONAL_NAMES = {
    *("phone", "telphone", "telephone", "mobile", "tel", "email", "mail", "wechat", "weixin", "id_card", "customer"),
    *("body", "raw", "raw_body", "payload", "form", "values", "before", "after", "answer", "query"),
}

_ID = r"(?P<id>(?<![0-9A-Za-z])[0-9a-f]{24}(?![0-9A-Za-z]))"
_HOOK = r"(?P<hook>/hook/(?P<hook_start>[^/\s\"'?#]{0,4})[^/\s\"'?#]*)"
_LOGIN = r"(?P<login>(?<=://)[^/\s@\"']{1,256}@)"
_TOKEN = r"(?P<token>(?<![0-9A-Za-z])(?:[a-z]{2,8}_)?[0-9A-Za-z]{40,}(?![0-9A-Za-z]))"
_PREFIXED = r"(?P<prefixed>(?<![0-9A-Za-z])lb[a-z]_[0-9A-Za-z]{8,})"
_BEARER = r"(?P<bearer>[Bb]earer\s+[^\s\"',]{1,4096})"
_EMAIL = r"(?P<email>[0-9A-Za-z._%+-]{1,64}@[0-9A-Za-z-]{1,63}(?:\.[0-9A-Za-z-]{1,63}){1,8})"
_PHONE = r"(?P<phone>(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)|(?<![\d.])\+\d{8,15}(?!\d))"
_PRIVATE = re.compile("|".join([_ID, _HOOK, _LOGIN, _TOKEN, _PREFIXED, _BEARER, _EMAIL, _PHONE]))
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def mask_text(text: str) -> str:
    """Give the text without phone numbers, email addresses, tokens, passwords in addresses and URL keys.

    A URL key keeps its first four characters, so that two of them can be told apart.
    """
    return _PRIVATE.sub(_masked_match, text)


def mask_fields(fields: EventDict) -> EventDict:
    """Give the fields as they may be written."""
    return {name: _masked_field(name, value) for name, value in fields.items()}


def open_logs(style: Literal["json", "console"], level: str, stream: TextIO) -> None:
    """Send every log of this process to the stream: ours from this level on, the libraries' from warnings on.

    May be called again.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
    ]
    rendered: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        _mask,
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=stream.isatty()),
    ]
    formatter = structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=rendered)
    output = logging.StreamHandler(stream)
    output.setFormatter(formatter)
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(output)
    root.setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level.upper()]))
    logging.getLogger(OURS).setLevel(level.upper())
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _mask(_logger: WrappedLogger, _method: str, fields: EventDict) -> EventDict:
    return mask_fields(fields)


def _masked_field(name: str, value: object, depth: int = 0) -> object:
    plain = name.lower().replace("-", "_")
    if value is not None and (plain in _PERSONAL_NAMES or plain in _SECRET_NAMES):
        return MASK
    if plain in ("exception", "stack"):
        return mask_text(_cut(str(value), LONGEST_TEXT * 8))
    return _masked(value, depth)


def _masked(value: object, depth: int) -> object:
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        masked = mask_text(str(value))
        return value if masked == str(value) else masked
    if isinstance(value, Mapping | list | tuple | set | frozenset):
        return _masked_inside(cast(object, value), depth + 1)
    text = value if isinstance(value, str) else str(value)
    return mask_text(_CONTROL.sub(_escaped, _cut(text, LONGEST_TEXT)))


def _masked_inside(value: object, depth: int) -> object:
    if depth > DEEPEST:
        return "…"
    if isinstance(value, Mapping):
        pairs = cast(Mapping[object, object], value)
        return {mask_text(str(name)): _masked_field(str(name), inner, depth) for name, inner in pairs.items()}
    return [_masked(inner, depth) for inner in cast(Sequence[object], value)]


def _masked_match(match: re.Match[str]) -> str:
    kind, found = match.lastgroup, match.group()
    if match.group("id"):
        return found
    if match.group("hook"):
        start = match.group("hook_start")
        return f"/hook/{start}…" if len(found) > len("/hook/") + len(start) else "/hook/…"
    if kind == "login":
        return f"{MASK}@"
    if kind == "bearer":
        return f"Bearer {MASK}"
    return MASK


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most] + "…"


def _escaped(match: re.Match[str]) -> str:
    """Show a control character instead of sending it to a terminal or into a line of its own."""
    return f"\\u{ord(match.group()):04x}"
