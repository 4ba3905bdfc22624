"""One record of another table (or of the same one), by its id."""

from __future__ import annotations

from leadbase.kit.ids import is_id
from leadbase.kit.json import JsonValue
from leadbase.kit.params import Param, Params
from leadbase.kit.registry import Card
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import FieldType, Setting, Value, fits, refuses
from leadbase.tables.misfits import NotAnId, shown

_RECORD = "6565f0c2b3d4e5f60718293a"
_TABLE: dict[str, JsonValue] = {"table": "63feff350ef3f00df536eac5"}


class _Link(FieldType):
    card = Card(
        label_zh="关联",
        label_en="Link",
        summary_zh="另一个数据表中的一条记录",
        summary_en="One record of another table",
        icon="link",
    )
    group = "relation"
    shape = Shape.REFERENCE
    widget = "link"
    refers = "record"
    params = Params(
        Param(
            "table",
            "text",
            label_zh="数据表",
            label_en="Table",
            help_zh="所关联记录的数据表，填 ID 或 API 名称",
            help_en="The table of the linked records, by id or API name",
            required=True,
            maximum=200,
        )
    )
    samples = (
        fits(_RECORD, _RECORD, _RECORD, params=_TABLE),
        refuses("张三", "not_an_id", params=_TABLE),
        refuses([_RECORD], "not_an_id", params=_TABLE),
    )

    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        if not isinstance(raw, str) or not is_id(raw):
            raise NotAnId(value=shown(raw))
        return raw


member = _Link()
