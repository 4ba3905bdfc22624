"""An exact decimal number with a fixed number of decimal places: amounts, rates."""

from __future__ import annotations

import re
from decimal import Decimal

from leadbase.kit.json import JsonValue
from leadbase.kit.params import Param, Params
from leadbase.kit.registry import Card
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import FieldType, Setting, Value, fits, refuses
from leadbase.tables.misfits import Misfit, shown

_NUMBER = re.compile(r"[+-]?([0-9]{1,40}(\.[0-9]{0,40})?|\.[0-9]{1,40})([eE][+-]?[0-9]{1,2})?")
DIGITS = 18
"""All digits that a decimal can have: what a scaled 64-bit integer holds."""


class NotADecimal(Misfit):
    """{value} is no decimal number; write it like 1234.50."""

    code = "not_a_decimal"
    zh = "{value} 不是小数；请写成 1234.50 这样。"


class DecimalTooLarge(Misfit):
    """{value} has more digits than fit; at most {whole} before the point."""

    code = "decimal_too_large"
    zh = "{value} 位数过多；小数点前最多 {whole} 位。"


class TooPrecise(Misfit):
    """{value} has more than {scale} decimal places; round it."""

    code = "too_precise"
    zh = "{value} 的小数位多于 {scale} 位；请先舍入。"


class _Decimal(FieldType):
    card = Card(
        label_zh="小数",
        label_en="Decimal",
        summary_zh="精确的小数，如金额",
        summary_en="An exact number with decimal places, such as an amount",
        icon="decimal",
    )
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

    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        places = setting.params.get("scale", 2)
        scale = places if isinstance(places, int) else 2
        number = _read(raw)
        if number is None:
            raise NotADecimal(value=shown(raw))
        if number.adjusted() >= DIGITS - scale and number:
            raise DecimalTooLarge(value=shown(raw), whole=DIGITS - scale)
        return _rounded(number, scale, raw)


def _read(raw: JsonValue) -> Decimal | None:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        return None
    if isinstance(raw, int) and raw.bit_length() > 200:
        return None
    spelled = str(raw).strip()
    return Decimal(spelled) if _NUMBER.fullmatch(spelled) else None


def _rounded(number: Decimal, scale: int, raw: JsonValue) -> Decimal:
    """Give the number with exactly `scale` places; raises TooPrecise, the rounded number kept, when digits get lost."""
    whole, rest = divmod(abs(number).scaleb(scale), 1)
    rounded = (whole + (1 if rest * 2 >= 1 else 0)).scaleb(-scale).copy_sign(number)
    result = rounded if rounded else abs(rounded)
    if rest:
        raise TooPrecise(value=shown(raw), scale=scale, kept=result)
    return result


member = _Decimal()
