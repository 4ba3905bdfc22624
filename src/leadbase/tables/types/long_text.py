"""Text of any length: notes, payloads. It is neither sorted nor unique, so its size costs nobody an index."""

from __future__ import annotations

from leadbase.kit.json import JsonValue
from leadbase.kit.registry import Card
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import FieldType, Operator, Setting, Value, fits, refuses
from leadbase.tables.misfits import NotText, shown


class _LongText(FieldType):
    card = Card(
        label_zh="长文本",
        label_en="Long text",
        summary_zh="多行文本，长度不限",
        summary_en="Several lines of text, as long as you like",
        icon="align-left",
    )
    group = "text"
    shape = Shape.TEXT
    widget = "area"
    samples = (
        fits('{"id": "7200000000000000001"}\n', '{"id": "7200000000000000001"}\n', '{"id": "7200000000000000001"}\n'),
        fits("", "", ""),
        refuses({"a": 1}, "not_text"),
    )

    @property
    def operators(self) -> tuple[Operator, ...]:
        return ("eq", "ne", "contains", "not_contains", "starts_with", "is_empty", "is_not_empty")

    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        if not isinstance(raw, str):
            raise NotText(value=shown(raw))
        return raw


member = _LongText()
