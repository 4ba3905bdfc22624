"""A running number that a record gets when it is made, such as XS-00042: never given twice, never changed."""

from __future__ import annotations

import re

from leadbase.kit.json import JsonValue
from leadbase.kit.params import Param, Params
from leadbase.kit.registry import Card
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import FieldType, Setting, Value, fits, refuses
from leadbase.tables.misfits import Misfit, shown

_DIGITS = re.compile(r"[0-9]{1,18}")
_LEADS: dict[str, JsonValue] = {"prefix": "XS-", "width": 5}


class NotANumberOfTheSequence(Misfit):
    """{value} is no number of this sequence; write it like {example}."""

    code = "not_a_sequence_number"
    zh = "{value} 不是此序列的编号；请写成 {example} 这样。"


class _Sequence(FieldType):
    card = Card(
        label_zh="自动编号",
        label_en="Sequence number",
        summary_zh="新建记录时自动给出的编号，不重复、不可修改，可能有空号",
        summary_en="A number given to each new record: never twice, never changed; numbers may be missing",
        icon="hash",
    )
    group = "system"
    shape = Shape.INTEGER
    widget = "sequence"
    given = True
    params = Params(
        Param(
            "prefix",
            "text",
            label_zh="前缀",
            label_en="Prefix",
            help_zh="写在数字前面，如 XS-",
            help_en="Stands before the digits, such as XS-",
            default="",
            maximum=20,
        ),
        Param(
            "width",
            "integer",
            label_zh="位数",
            label_en="Digits",
            help_zh="不足时在前面补零",
            help_en="Filled up with zeros in front",
            default=4,
            minimum=1,
            maximum=12,
        ),
    )
    samples = (
        fits(42, 42, "0042"),
        fits("0042", 42, "0042"),
        fits("XS-00042", 42, "XS-00042", params=_LEADS),
        fits("42", 42, "XS-00042", params=_LEADS),
        fits("XS-1234567", 1_234_567, "XS-1234567", params=_LEADS),
        refuses("XS-42", "not_a_sequence_number"),
        refuses("XS-", "not_a_sequence_number", params=_LEADS),
        refuses(0, "not_a_sequence_number"),
        refuses(-1, "not_a_sequence_number"),
        refuses(True, "not_a_sequence_number"),
        refuses("9" * 30, "not_a_sequence_number"),
    )

    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        """Read a number for a search: with its prefix or without."""
        digits = str(raw).strip().removeprefix(_prefix(setting)) if _is_written(raw) else ""
        if not _DIGITS.fullmatch(digits) or int(digits) < 1:
            raise NotANumberOfTheSequence(value=shown(raw), example=self.format(1, setting))
        return int(digits)

    def format(self, value: Value, setting: Setting) -> JsonValue:
        width = setting.params.get("width", 4)
        return f"{_prefix(setting)}{str(value).zfill(width if isinstance(width, int) else 4)}"


def _is_written(raw: JsonValue) -> bool:
    return isinstance(raw, int | str) and not isinstance(raw, bool) and (isinstance(raw, str) or raw < 10**18)


def _prefix(setting: Setting) -> str:
    return str(setting.params.get("prefix") or "")


member = _Sequence()
