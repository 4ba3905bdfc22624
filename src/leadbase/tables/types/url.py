"""An address on the web or of a mailbox: only what is safe to click."""

from __future__ import annotations

from urllib.parse import urlsplit

from leadbase.kit.json import JsonValue
from leadbase.kit.registry import Card
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import FieldType, Setting, Value, fits, refuses
from leadbase.tables.misfits import Misfit, NotText, TooLong, shown

_LONGEST = 2048


class NotAUrl(Misfit):
    """{value} is no link; write it whole, such as https://example.com/page or mailto:name@example.com."""

    code = "not_a_url"
    zh = "{value} 不是链接；请完整填写，如 https://example.com/page 或 mailto:name@example.com。"


class _Url(FieldType):
    card = Card(
        label_zh="网址",
        label_en="URL",
        summary_zh="可以点开的网页或邮箱链接",
        summary_en="A link to a web page or a mailbox",
        icon="globe",
    )
    group = "contact"
    shape = Shape.TEXT
    widget = "url"
    samples = (
        fits("https://example.com/a?b=1#c", "https://example.com/a?b=1#c", "https://example.com/a?b=1#c"),
        fits(" HTTP://例子.公司/页 ", "HTTP://例子.公司/页", "HTTP://例子.公司/页"),
        fits("mailto:name@example.com", "mailto:name@example.com", "mailto:name@example.com"),
        refuses("javascript:alert(1)", "not_a_url"),
        refuses("example.com", "not_a_url"),
        refuses("https://", "not_a_url"),
        refuses("https://[x", "not_a_url"),
        refuses("https://exa mple.com", "not_a_url"),
        refuses("mailto:name", "not_a_url"),
        refuses("https://example.com/" + "a" * 2048, "too_long"),
        refuses(7, "not_text"),
    )

    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        if not isinstance(raw, str):
            raise NotText(value=shown(raw))
        written = raw.strip()
        if len(written) > _LONGEST:
            raise TooLong(length=len(written), limit=_LONGEST)
        if not _is_link(written):
            raise NotAUrl(value=shown(raw))
        return written


def _is_link(written: str) -> bool:
    if any(letter.isspace() or not letter.isprintable() for letter in written):
        return False
    try:
        parts = urlsplit(written)
        host = parts.hostname
    except ValueError:
        return False
    if parts.scheme in ("http", "https"):
        return bool(host)
    name, _, domain = parts.path.partition("@")
    return parts.scheme == "mailto" and bool(name) and bool(domain)


member = _Url()
