"""A moment: stored in UTC, shown in the workspace's zone."""

from __future__ import annotations

from datetime import UTC, datetime

from leadbase.kit.json import JsonValue
from leadbase.kit.registry import Card
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import FieldType, Setting, Value, fits, refuses
from leadbase.tables.moments import parse_moment


class _DateTime(FieldType):
    card = Card(
        label_zh="日期时间",
        label_en="Date and time",
        summary_zh="某一时刻；不带时区的文本按工作区的时区理解",
        summary_en="A moment; text without an offset is read in the workspace's time zone",
        icon="calendar-clock",
    )
    group = "time"
    shape = Shape.TIMESTAMP
    widget = "datetime"
    samples = (
        fits("2026-11-24T08:30:00+08:00", datetime(2026, 11, 24, 0, 30, tzinfo=UTC), "2026-11-24T00:30:00Z"),
        fits("2026-11-24 08:30:00", datetime(2026, 11, 24, 8, 30, tzinfo=UTC), "2026-11-24T08:30:00Z"),
        fits("2026-11-24T00:30Z", datetime(2026, 11, 24, 0, 30, tzinfo=UTC), "2026-11-24T00:30:00Z"),
        fits(
            "2026-11-24T00:30:00.123456789Z",
            datetime(2026, 11, 24, 0, 30, 0, 123456, tzinfo=UTC),
            "2026-11-24T00:30:00.123456Z",
        ),
        fits("1900-01-01T00:00:00Z", datetime(1900, 1, 1, tzinfo=UTC), "1900-01-01T00:00:00Z"),
        refuses("Invalid date", "not_a_datetime"),
        refuses("2026-11-24", "not_a_datetime"),
        refuses("2026-02-30T00:00:00Z", "not_a_datetime"),
        refuses("0001-01-01T00:00:00+08:00", "not_a_datetime"),
        refuses(1677723000, "not_a_datetime"),
    )

    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        return parse_moment(raw, setting.zone)


member = _DateTime()
