"""An exact decimal number with a fixed number of decimal places: amounts, rates."""

from __future__ import annotations

from decimal import Decimal

from leadbase.kit.json import JsonValue
from leadbase.kit.params import Param, Params
from leadbase.kit.registry import Card
from leadbase.storage.shapes import Shape
from leadbase.tables.decimals import parse_decimal
from leadbase.tables.field_type import FieldType, Setting, Value, fits, refuses


class _Decimal(FieldType):
    card = Card(
        label_zh="小数",
        label_en="Decimal",
        summary_zh="精确的小数，如金额",
        summary_en="An exact number with decimal places, such as an amount",
        icon="decimal",
    )
    group = "number"
    shape = Shape.DECIMAL
    widget = "number"
    params = Params(
        Param("scale", "integer", label_zh="小数位数", label_en="Decimal places", default=2, minimum=0, maximum=9)
    )
    samples = (
        fits("1234.5", Decimal("1234.50"), "1234.50"),
        fits(-0.1, Decimal("-0.10"), "-0.10"),
        fits(7, Decimal("7.00"), "7.00"),
        fits("1e3", Decimal("1000"), "1000", params={"scale": 0}),
        fits("0.000000001", Decimal("0.000000001"), "0.000000001", params={"scale": 9}),
        fits("9999999999999999.99", Decimal("9999999999999999.99"), "9999999999999999.99"),
        refuses("10000000000000000", "decimal_too_large"),
        refuses("1.005", "too_precise", kept=Decimal("1.01")),
        refuses("1,000", "not_a_decimal"),
        refuses("NaN", "not_a_decimal"),
        refuses(True, "not_a_decimal"),
        refuses("9" * 5000, "not_a_decimal"),
        refuses("1e99", "decimal_too_large"),
    )

    def scale(self, setting: Setting) -> int:
        places = setting.params.get("scale", 2)
        return places if isinstance(places, int) else 2

    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        return parse_decimal(raw, self.scale(setting))


member = _Decimal()
