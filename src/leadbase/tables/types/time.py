"""A time of day to the second, without a zone."""

from __future__ import annotations

import re
from datetime import time

from leadbase.kit.json import JsonValue
from leadbase.kit.registry import Card
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import FieldType, Setting, Value, fits, refuses
from leadbase.tables.misfits import Misfit, shown

_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?")


class NotATime(Misfit):
    """{value} is no time of day; write it as 08:30:00."""

    code = "not_a_time"
    zh = "{value} 不是时间；请写成 08:30:00。"


class _Time(FieldType):
    card = Card(
        label_zh="时间",
        label_en="Time",
        summary_zh="时分秒",
        summary_en="A time of day",
        icon="clock",
    )
    group = "time"
    shape = Shape.TIME
    widget = "time"
    samples = (
        fits("08:30:05", time(8, 30, 5), "08:30:05"),
        fits("00:00", time(0, 0), "00:00:00"),
        fits("23:59:59", time(23, 59, 59), "23:59:59"),
        refuses("24:00:00", "not_a_time"),
        refuses("8:30", "not_a_time"),
        refuses("Invalid date", "not_a_time"),
        refuses("08:30:05.5", "not_a_time"),
        refuses(830, "not_a_time"),
    )

    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        if isinstance(raw, str) and _TIME.fullmatch(raw):
            try:
                return time.fromisoformat(raw)
            except ValueError:
                pass
        raise NotATime(value=shown(raw))


member = _Time()
