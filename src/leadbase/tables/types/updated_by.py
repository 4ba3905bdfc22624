"""Who last changed a record; read from the record itself."""

from __future__ import annotations

from leadbase.kit.json import JsonValue
from leadbase.kit.registry import Card
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import FieldType, Setting, Value, fits, refuses
from leadbase.tables.misfits import NotText, shown


class _UpdatedBy(FieldType):
    card = Card(
        label_zh="更新者",
        label_en="Updated by",
        summary_zh="更新记录的人、令牌或 webhook，自动填写",
        summary_en="The person, token or webhook that last changed the record, filled in by itself",
        icon="user",
    )
    group = "system"
    shape = Shape.REFERENCE
    widget = "reading"
    reads = "_updated_by"
    samples = (
        fits("person:63feff350ef3f00df536eac5", "person:63feff350ef3f00df536eac5", "person:63feff350ef3f00df536eac5"),
        fits("operator", "operator", "operator"),
        refuses(7, "not_text"),
    )

    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        if not isinstance(raw, str):
            raise NotText(value=shown(raw))
        return raw


member = _UpdatedBy()
