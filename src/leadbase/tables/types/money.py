"""An amount of money with two decimal places, in the field's currency."""

from __future__ import annotations

from decimal import Decimal

from leadbase.kit.json import JsonValue
from leadbase.kit.params import Choice, Param, Params
from leadbase.kit.registry import Card
from leadbase.storage.shapes import Shape
from leadbase.tables.decimals import parse_decimal
from leadbase.tables.field_type import FieldType, Setting, Value, fits, refuses

_SCALE = 2
_CURRENCIES = (
    Choice("CNY", "人民币", "Chinese yuan"),
    Choice("HKD", "港币", "Hong Kong dollar"),
    Choice("TWD", "新台币", "New Taiwan dollar"),
    Choice("USD", "美元", "US dollar"),
    Choice("EUR", "欧元", "Euro"),
    Choice("GBP", "英镑", "Pound sterling"),
    Choice("SGD", "新加坡元", "Singapore dollar"),
    Choice("AUD", "澳元", "Australian dollar"),
)


class _Money(FieldType):
    card = Card(
        label_zh="金额",
        label_en="Money",
        summary_zh="两位小数的金额，带币种",
        summary_en="An amount with two decimal places and a currency",
        icon="coins",
    )
    group = "number"
    shape = Shape.DECIMAL
    widget = "money"
    params = Params(
        Param("currency", "choice", label_zh="币种", label_en="Currency", default="CNY", choices=_CURRENCIES)
    )
    samples = (
        fits("1234.5", Decimal("1234.50"), "1234.50"),
        fits(-7, Decimal("-7.00"), "-7.00", params={"currency": "USD"}),
        refuses("0.005", "too_precise", kept=Decimal("0.01")),
        refuses("¥12", "not_a_decimal"),
        refuses(10**16, "decimal_too_large"),
    )

    def scale(self, setting: Setting) -> int:
        return _SCALE

    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        return parse_decimal(raw, _SCALE)


member = _Money()
