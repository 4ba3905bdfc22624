"""What a body says: JSON, a form, text. Raw bytes are always kept elsewhere; this is what scripts and mappings see.

How JSON is recognised, since many senders name it wrongly:

- a content type of JSON (`application/json`, `text/json`, `…+json`) means JSON;
- under any other or no content type a body that starts with `{` or `[` and is sound JSON is JSON, so text/plain and
  the form type that `curl -d` sets by itself do no harm;
- a form whose only field holds a JSON object or list (or whose only name does, without a value) is that JSON. A webhook
  may name the field, then other fields may stand beside it.

Where a webhook requires JSON, what would end up as plain text is refused. Forms are structured and pass, unless they
start like JSON, which is JSON gone wrong.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from leadbase.connectors.recipes import Headers
from leadbase.intake.charsets import decode_text
from leadbase.intake.forms import parse_form, parse_multipart, parse_options
from leadbase.intake.json_text import parse_json
from leadbase.intake.refusals import JsonExpected, MalformedJson, TooDeep
from leadbase.kit.json import JsonValue

BodyKind = Literal["json", "form", "multipart", "text", "empty"]
"""What a body turned out to be, whatever its content type says."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A body's value, what it was, and the whole of it as text (in forms U+FFFD stands for what is none)."""

    value: JsonValue
    kind: BodyKind
    text: str


def parse(decoded: bytes, headers: Headers, *, requires_json: bool, json_field: str | None = None) -> Parsed:
    """Give what a decoded body says; an empty body is the empty text.

    A request of a method without a body (GET) is not to be asked for JSON. Raises a BodyRefused: its `fault` and `code`
    tell why. Takes about 20 µs for a 1 KB JSON lead.
    """
    if not decoded or decoded.isspace():
        return _text("", "empty", requires_json, "it is empty")
    content_type = next((value for name, value in headers if name == "content-type"), "")
    media, options = parse_options(content_type) if content_type else ("", {})
    if media == "multipart/form-data":
        fields = parse_multipart(decoded, options.get("boundary", ""))
        whole = decoded.decode("utf-8", "replace")
        return _unwrapped(fields, whole, json_field, requires_json) or Parsed(fields, "multipart", whole)
    if media == "application/x-www-form-urlencoded":
        return _form(decoded, options.get("charset"), json_field, requires_json)
    text = decode_text(decoded, options.get("charset"))
    if _means_json(media) or _looks_like_json(text):
        return _json(text, text, requires_json) or Parsed(text, "text", text)
    return _text(text, "text", requires_json, media or "no content type")


def _means_json(media: str) -> bool:
    return media in ("application/json", "text/json") or media.endswith("+json")


def _looks_like_json(text: str) -> bool:
    return text.lstrip(" \t\r\n")[:1] in ("{", "[")


def _text(text: str, kind: BodyKind, requires_json: bool, found: str) -> Parsed:
    if requires_json:
        raise JsonExpected(found=found[:80])
    return Parsed(text, kind, text)


def _json(text: str, whole: str, requires_json: bool) -> Parsed | None:
    """Read JSON out of the whole body, or give None for what isn't, where that may be."""
    try:
        return Parsed(parse_json(text), "json", whole)
    except (MalformedJson, TooDeep):
        if requires_json:
            raise
        return None


def _form(decoded: bytes, charset: str | None, json_field: str | None, requires_json: bool) -> Parsed:
    if decoded.lstrip()[:1] in (b"{", b"[") or decoded.startswith(BOM_UTF8):
        text = decode_text(decoded, charset)
        found = _json(text, text, requires_json) if _looks_like_json(text) else None
        if found is not None:
            return found
    fields = parse_form(decoded, charset)
    whole = decoded.decode("utf-8", "replace")
    return _unwrapped(fields, whole, json_field, requires_json) or Parsed(fields, "form", whole)


def _unwrapped(
    fields: Mapping[str, JsonValue], whole: str, json_field: str | None, requires_json: bool
) -> Parsed | None:
    """Give the JSON that a form carries in its declared field, or in the only one it has; None when it carries none."""
    if json_field is not None and json_field in fields:
        candidate = fields[json_field]
    elif len(fields) == 1:
        name, value = next(iter(fields.items()))
        candidate = value or name
    else:
        return None
    if not isinstance(candidate, str) or not _looks_like_json(candidate):
        return None
    return _json(candidate, whole, requires_json and json_field is not None)
