"""A number of stars."""

from __future__ import annotations

from leadbase.kit.json import JsonValue
from leadbase.kit.params import Param, Params
from leadbase.kit.registry import Card
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import FieldType, Setting, Value, fits, refuses
from leadbase.tables.misfits import Misfit, shown

_MOST = 10
_THREE: dict[str, JsonValue] = {"max": 3}


class NotARating(Misfit):
    """{value} is no rating; give a whole number from 1 to {limit}."""

    code = "not_a_rating"
    zh = "{value} 不是评分；请填写 1 到 {limit} 的整数。"


class _Rating(FieldType):
    card = Card(
        label_zh="评分",
        label_en="Rating",
        summary_zh="用星数打分",
        summary_en="A number of stars",
        icon="star",
    )
    group = "number"
    shape = Shape.INTEGER
    widget = "rating"
    params = Params(
        Param("max", "integer", label_zh="最多几颗星", label_en="Most stars", default=5, minimum=3, maximum=_MOST)
    )
    samples = (
        fits(1, 1, 1),
        fits(" 5 ", 5, 5),
        fits(3.0, 3, 3, params=_THREE),
        refuses(0, "not_a_rating"),
        refuses(4, "not_a_rating", kept=4, params=_THREE),
        refuses(11, "not_a_rating"),
        refuses(2.5, "not_a_rating"),
        refuses("五", "not_a_rating"),
        refuses(True, "not_a_rating"),
    )

    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        """Take up to `max` stars; more are kept and flagged, as the limit may have been higher before."""
        limit, stars = setting.params.get("max"), _read(raw)
        limit = limit if isinstance(limit, int) else _MOST
        if stars is None or not 1 <= stars <= limit:
            raise NotARating(
                value=shown(raw), limit=limit, kept=stars if stars is not None and 1 <= stars <= _MOST else None
            )
        return stars


def _read(raw: JsonValue) -> int | None:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, str):
        digits = raw.strip()
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 2 else None
    if isinstance(raw, float):
        return int(raw) if raw.is_integer() and abs(raw) <= _MOST else None
    return raw if isinstance(raw, int) else None


member = _Rating()
