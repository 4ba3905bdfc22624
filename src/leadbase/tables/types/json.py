"""Any JSON value, its key order kept."""

from __future__ import annotations

import math

from leadbase.kit.json import JsonValue
from leadbase.kit.registry import Card
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import FieldType, Setting, Value, fits, refuses
from leadbase.tables.misfits import NotFinite, shown


class _Json(FieldType):
    card = Card(
        label_zh="JSON",
        label_en="JSON",
        summary_zh="任意 JSON 值，保持键的顺序",
        summary_en="Any JSON value, its key order kept",
        icon="braces",
    )
    group = "text"
    shape = Shape.JSON
    widget = "json"
    samples = (
        fits({"b": 1, "a": [None, True]}, {"b": 1, "a": [None, True]}, {"b": 1, "a": [None, True]}),
        fits("text", "text", "text"),
        fits(1.5, 1.5, 1.5),
        fits([], [], []),
        fits(False, False, False),
        refuses(float("inf"), "not_finite"),
    )

    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        if isinstance(raw, float) and not math.isfinite(raw):
            raise NotFinite(value=shown(raw))
        return raw

    def format(self, value: Value, setting: Setting) -> JsonValue:
        """Show the value as it is: a number beyond 2^53 inside JSON stays a number."""
        return value  # type: ignore[return-value]


member = _Json()
