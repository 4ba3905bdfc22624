"""One line of text: names, ids, anything short."""

from __future__ import annotations

from leadbase.kit.json import JsonValue
from leadbase.kit.params import Param, Params
from leadbase.kit.registry import Card
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import FieldType, Setting, Value, fits, refuses
from leadbase.tables.misfits import NotText, TooLong, shown


class _Text(FieldType):
    card = Card(
        label_zh="文本",
        label_en="Text",
        summary_zh="单行文本，如姓名、编号",
        summary_en="One line of text, such as a name or a number",
        icon="text",
    )
    group = "text"
    shape = Shape.TEXT
    widget = "line"
    searched = True
    params = Params(
        Param(
            "max_length",
            "integer",
            label_zh="最大长度",
            label_en="Longest length",
            help_zh="以字符计；留空则不限",
            help_en="In characters; empty means no limit",
            minimum=1,
            maximum=1_000_000,
        )
    )
    samples = (
        fits("张三", "张三", "张三"),
        fits("👩‍🚀 Zoë", "👩‍🚀 Zoë", "👩‍🚀 Zoë"),
        fits("", "", ""),
        fits("汽车", "汽车", "汽车", params={"max_length": 2}),
        refuses("摩托车", "too_long", params={"max_length": 2}),
        refuses(12, "not_text"),
        refuses(["张三"], "not_text"),
    )

    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        if not isinstance(raw, str):
            raise NotText(value=shown(raw))
        limit = setting.params.get("max_length")
        if isinstance(limit, int) and len(raw) > limit:
            raise TooLong(length=len(raw), limit=limit)
        return raw


member = _Text()
