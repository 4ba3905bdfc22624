"""A calendar day, without a time and without a zone."""

from __future__ import annotations

import re
from datetime import date

from leadbase.kit.json import JsonValue
from leadbase.kit.registry import Card
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import FieldType, Setting, Value, fits, refuses
from leadbase.tables.misfits import Misfit, shown

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class NotADate(Misfit):
    """{value} is no date; write it as 2026-11-24."""

    code = "not_a_date"
    zh = "{value} 不是日期；请写成 2026-11-24。"


class _Date(FieldType):
    card = Card(
        label_zh="日期",
        label_en="Date",
        summary_zh="年月日",
        summary_en="A calendar day",
        icon="calendar",
    )
    group = "time"
    shape = Shape.DATE
    widget = "date"
    samples = (
        fits("2023-03-02", date(2023, 3, 2), "2023-03-02"),
        fits("2024-02-29", date(2024, 2, 29), "2024-02-29"),
        fits("0001-01-01", date(1, 1, 1), "0001-01-01"),
        fits("9999-12-31", date(9999, 12, 31), "9999-12-31"),
        refuses("Invalid date", "not_a_date"),
        refuses("2023-02-29", "not_a_date"),
        refuses("2023-3-2", "not_a_date"),
        refuses("20230302", "not_a_date"),
        refuses("２０２３-03-02", "not_a_date"),
        refuses(1677723000, "not_a_date"),
    )

    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        if isinstance(raw, str) and _DAY.fullmatch(raw):
            try:
                return date.fromisoformat(raw)
            except ValueError:
                pass
        raise NotADate(value=shown(raw))


member = _Date()
