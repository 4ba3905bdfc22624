"""A line that tells people which lead an event is: the name and phone that its body most likely has. Pure functions.

Only the start of a body is looked at and nothing is parsed whole, so that a page of events costs next to nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from leadbase.intake.model import Headers

LOOKED_AT = 4096
"""Bytes of a body that are looked at."""

LONGEST = 60
NAMES = (
    "name",
    "姓名",
    "客户姓名",
    "客户名称",
    "customer_name",
    "username",
    "user_name",
    "full_name",
    "nickname",
    "contact",
)
PHONES = (
    "telphone",
    "phone",
    "mobile",
    "tel",
    "telephone",
    "电话",
    "手机",
    "手机号",
    "联系电话",
    "phone_number",
    "mobile_phone",
)
_MEMBER = re.compile(r'"((?:[^"\\]|\\.){1,40})"\s*:\s*(?:"((?:[^"\\]|\\.){1,200})"|(\d{5,20}))')


def title_of(start: bytes, headers: Headers) -> str | None:
    """Give a title such as `张三 138****6021` by the start of a body as it came; None when it tells none."""
    kinds = dict(headers)
    if kinds.get("content-encoding", "identity") != "identity":
        return None
    text = start[:LOOKED_AT].decode("utf-8", "ignore")
    is_form = "urlencoded" in kinds.get("content-type", "")
    members = dict(reversed(parse_qsl(text))) if is_form else _members(text)
    name, phone = _first(members, NAMES), _first(members, PHONES)
    told = [part for part in (name, phone and masked_phone(phone)) if part]
    return " ".join(told)[:LONGEST] or None


def masked_phone(phone: str) -> str:
    """Give a phone number in part: 138****6021."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) > len("138") + len("6021") else "****"


def first_line(message: object) -> str | None:
    """Give the first line of a failure's message."""
    return (message.strip().splitlines() or [""])[0][:200] or None if isinstance(message, str) else None


def _members(text: str) -> Mapping[str, str]:
    """Give the members of the start of a JSON text, whatever their depth, the first of each name."""
    found: dict[str, str] = {}
    for name, quoted, number in _MEMBER.findall(text):
        found.setdefault(_unescaped(name), _unescaped(quoted) or number)
    return found


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    try:
        return str(json.loads(f'"{text}"')).encode("utf-8", "replace").decode()
    except ValueError:
        return text


def _first(members: Mapping[str, str], names: Sequence[str]) -> str | None:
    folded = {name.lower(): value for name, value in reversed(list(members.items()))}
    found = next((folded[name] for name in names if folded.get(name, "").strip()), None)
    return None if found is None else " ".join(found.split())
