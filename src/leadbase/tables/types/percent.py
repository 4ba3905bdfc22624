"""A share in percent, kept as the number of percent: 12.5 % is 12.50."""

from __future__ import annotations

from decimal import Decimal

from leadbase.kit.json import JsonValue
from leadbase.kit.params import Param, Params
from leadbase.kit.registry import Card
from leadbase.storage.shapes import Shape
from leadbase.tables.decimals import parse_decimal
from leadbase.tables.field_type import FieldType, Setting, Value, fits, refuses

_WHOLE: dict[str, JsonValue] = {"scale": 0}


class _Percent(FieldType):
    card = Card(
        label_zh="百分比",
        label_en="Percent",
        summary_zh="百分比，如转化率；12.5 表示 12.5%",
        summary_en="A share, such as a conversion rate; 12.5 stands for 12.5%",
        icon="percent",
    )
    group = "number"
    shape = Shape.DECIMAL
    widget = "percent"
    params = Params(
        Param("scale", "integer", label_zh="小数位数", label_en="Decimal places", default=2, minimum=0, maximum=9)
    )
    samples = (
        fits("12.5%", Decimal("12.50"), "12.50"),
        fits("12.5 ％", Decimal("12.50"), "12.50"),
        fits(12.5, Decimal("12.50"), "12.50"),
        fits("-3", Decimal("-3.00"), "-3.00"),
        fits("250%", Decimal("250"), "250", params=_WHOLE),
        fits("0%", Decimal("0"), "0", params=_WHOLE),
        refuses("12.345%", "too_precise", kept=Decimal("12.35")),
        refuses("%", "not_a_decimal"),
        refuses("12%%", "not_a_decimal"),
        refuses("一半", "not_a_decimal"),
        refuses(True, "not_a_decimal"),
        refuses("1e17%", "decimal_too_large"),
    )

    def scale(self, setting: Setting) -> int:
        places = setting.params.get("scale", 2)
        return places if isinstance(places, int) else 2

    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        """Take the number of percent, with or without the sign behind it."""
        if isinstance(raw, str):
            raw = raw.strip()
            raw = raw[:-1] if raw.endswith(("%", "％")) else raw
        return parse_decimal(raw, self.scale(setting))

    def spell(self, value: Value, setting: Setting) -> JsonValue:
        return f"{value:f}%" if isinstance(value, Decimal) else self.format(value, setting)


member = _Percent()
