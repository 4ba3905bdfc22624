"""An email address: kept as it was written, matched without regard to case."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email

from leadbase.kit.json import JsonValue
from leadbase.kit.registry import Card
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import FieldType, Setting, Value, fits, refuses
from leadbase.tables.misfits import Misfit, NotText, shown

_LONGEST = 320


class NotAnEmail(Misfit):
    """{value} is no email address; write it like name@example.com."""

    code = "not_an_email"
    zh = "{value} 不是邮箱地址；请写成 name@example.com 这样。"


class _Email(FieldType):
    card = Card(
        label_zh="邮箱",
        label_en="Email",
        summary_zh="邮箱地址；查重不分大小写",
        summary_en="An email address; matched without regard to case",
        icon="mail",
    )
    group = "contact"
    shape = Shape.TEXT
    widget = "email"
    searched = True
    personal = True
    samples = (
        fits("Zhang.San@Example.com", "Zhang.San@Example.com", "Zhang.San@Example.com", match="zhang.san@example.com"),
        fits("用户@例子.公司", "用户@例子.公司", "用户@例子.公司", match="用户@例子.公司"),
        refuses("zhang.san", "not_an_email"),
        refuses("a@b@example.com", "not_an_email"),
        refuses("a" * 400 + "@example.com", "not_an_email"),
        refuses(7, "not_text"),
    )

    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        if not isinstance(raw, str):
            raise NotText(value=shown(raw))
        if _matched(raw) is None:
            raise NotAnEmail(value=shown(raw))
        return raw

    def normalise(self, value: Value, setting: Setting) -> str | None:
        return _matched(str(value))


def _matched(written: str) -> str | None:
    if len(written) > _LONGEST:
        return None
    try:
        found = validate_email(written, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        return None
    return found.normalized.casefold()


member = _Email()
