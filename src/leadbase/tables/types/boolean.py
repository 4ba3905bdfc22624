"""Yes or no."""

from __future__ import annotations

from leadbase.kit.json import JsonValue
from leadbase.kit.registry import Card
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import FieldType, Setting, Value, fits, refuses
from leadbase.tables.misfits import Misfit, shown


class NotABoolean(Misfit):
    """{value} is neither true nor false; send one of them."""

    code = "not_a_boolean"
    zh = "{value} 既不是 true 也不是 false；请发送其中之一。"


class _Boolean(FieldType):
    card = Card(
        label_zh="是否",
        label_en="Yes or no",
        summary_zh="是或否",
        summary_en="True or false",
        icon="check",
    )
    group = "choice"
    shape = Shape.BOOLEAN
    widget = "switch"
    samples = (
        fits(True, True, True),
        fits(False, False, False),
        fits("true", True, True),
        fits("false", False, False),
        refuses("yes", "not_a_boolean"),
        refuses(1, "not_a_boolean"),
        refuses(0, "not_a_boolean"),
    )

    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        if isinstance(raw, bool):
            return raw
        if raw == "true" or raw == "false":
            return raw == "true"
        raise NotABoolean(value=shown(raw))


member = _Boolean()
