"""When a record was last changed; read from the record itself."""

from __future__ import annotations

from datetime import UTC, datetime

from leadbase.kit.json import JsonValue
from leadbase.kit.registry import Card
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import FieldType, Setting, Value, fits, refuses
from leadbase.tables.moments import parse_moment


class _UpdatedTime(FieldType):
    card = Card(
        label_zh="更新时间",
        label_en="Updated time",
        summary_zh="记录的更新时间，自动填写",
        summary_en="When the record was last changed, filled in by itself",
        icon="history",
    )
    group = "system"
    shape = Shape.TIMESTAMP
    widget = "reading"
    reads = "_updated_at"
    samples = (
        fits("2026-11-24T08:30:00+08:00", datetime(2026, 11, 24, 0, 30, tzinfo=UTC), "2026-11-24T00:30:00Z"),
        refuses("yesterday", "not_a_datetime"),
    )

    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        return parse_moment(raw, setting.zone)


member = _UpdatedTime()
