"""A whole number of 64 bits."""

from __future__ import annotations

import re

from leadbase.kit.json import JsonValue
from leadbase.kit.registry import Card
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import FieldType, Setting, Value, fits, refuses
from leadbase.tables.misfits import Misfit, shown

_DIGITS = re.compile(r"[+-]?[0-9]{1,19}")
_LARGEST = 2**63 - 1


class NotAnInteger(Misfit):
    """{value} is no whole number; send digits only."""

    code = "not_an_integer"
    zh = "{value} 不是整数；请只发送数字。"


class IntegerTooLarge(Misfit):
    """{value} is beyond the 64 bits of an integer; use a text field for such numbers."""

    code = "integer_too_large"
    zh = "{value} 超出 64 位整数；这样的编号请用文本字段。"


class _Integer(FieldType):
    card = Card(
        label_zh="整数",
        label_en="Integer",
        summary_zh="64 位整数",
        summary_en="A whole number of up to 64 bits",
        icon="number",
    )
    group = "number"
    shape = Shape.INTEGER
    widget = "number"
    samples = (
        fits(42, 42, 42),
        fits(-1.0, -1, -1),
        fits(" 0042 ", 42, 42),
        fits("9007199254740993", 9007199254740993, "9007199254740993"),
        fits(-(2**63), -(2**63), "-9223372036854775808"),
        refuses(2**63, "integer_too_large"),
        refuses("9" * 19, "integer_too_large"),
        refuses("9" * 5000, "not_an_integer"),
        refuses("四十二", "not_an_integer"),
        refuses("٤٢", "not_an_integer"),
        refuses(1.5, "not_an_integer"),
        refuses(True, "not_an_integer"),
        refuses([1], "not_an_integer"),
    )

    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        number = _read(raw)
        if number is None:
            raise NotAnInteger(value=shown(raw))
        if not -_LARGEST - 1 <= number <= _LARGEST:
            raise IntegerTooLarge(value=shown(raw) if isinstance(raw, str) else f"{number:.3e}")
        return number


def _read(raw: JsonValue) -> int | None:
    if isinstance(raw, str):
        digits = raw.strip()
        return int(digits) if _DIGITS.fullmatch(digits) else None
    if isinstance(raw, bool):
        return None
    if isinstance(raw, float):
        # beyond 2^53 a float no longer says which integer was meant
        return int(raw) if raw.is_integer() and abs(raw) <= 2**53 else None
    return raw if isinstance(raw, int) else None


member = _Integer()
