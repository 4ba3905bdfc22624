"""How written numbers become exact decimals with a fixed number of places, for every type that is one."""

from __future__ import annotations

import re
from decimal import Decimal

from leadbase.kit.json import JsonValue
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


def parse_decimal(raw: JsonValue, scale: int) -> Decimal:
    """Give the number with exactly `scale` places; raises NotADecimal, DecimalTooLarge, or TooPrecise, which keeps it
    rounded."""
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
