"""A Chinese administrative division (province, city or county), kept as its six-digit code of GB/T 2260."""

from __future__ import annotations

from leadbase.kit.json import JsonValue
from leadbase.kit.registry import Card
from leadbase.storage.shapes import Shape
from leadbase.tables.divisions import divisions, find_division
from leadbase.tables.field_type import FieldType, Operator, Setting, Value, fits, refuses
from leadbase.tables.misfits import Misfit, NotText, shown


class NotARegion(Misfit):
    """{value} is no division of China that is known; write province, city, county in Chinese, or the 6-digit code."""

    code = "not_a_region"
    zh = "{value} 不是已知的行政区；请写成 浙江 杭州 西湖区，或填写六位代码。"


class _Region(FieldType):
    card = Card(
        label_zh="地区",
        label_en="Region",
        summary_zh="省、市、区；按行政区划代码保存",
        summary_en="A province, city or county of China; kept as its code",
        icon="map-pin",
    )
    group = "choice"
    shape = Shape.TEXT
    widget = "region"
    samples = (
        fits("浙江+杭州", "330100", "浙江 杭州"),
        fits("浙江省,杭州市", "330100", "浙江 杭州"),
        fits("浙江省杭州市西湖区", "330106", "浙江 杭州 西湖区"),
        fits("330106", "330106", "浙江 杭州 西湖区"),
        fits("杭州", "330100", "浙江 杭州"),
        fits("吉林市船营区", "220204", "吉林 吉林 船营区"),
        fits("北京+北京", "110000", "北京"),
        fits("北京市 市辖区 朝阳区", "110105", "北京 朝阳区"),
        fits("北京 朝阳区", "110105", "北京 朝阳区"),
        fits("110100", "110000", "北京"),
        fits("恩施土家族苗族自治州", "422800", "湖北 恩施土家族苗族自治州"),
        fits("湖北/恩施", "422800", "湖北 恩施土家族苗族自治州"),
        fits("内蒙古 呼和浩特", "150100", "内蒙古 呼和浩特"),
        fits("中国 广东 深圳 南山区", "440305", "广东 深圳 南山区"),
        refuses("浙江省杭州市西湖区某路 1 号", "not_a_region", kept="330106"),
        refuses("浙江+未知", "not_a_region", kept="330000"),
        refuses("朝阳区", "not_a_region"),
        refuses("999999", "not_a_region"),
        refuses("3301", "not_a_region"),
        refuses("火星", "not_a_region"),
        refuses("浙" * 5000, "not_a_region"),
        refuses(330100, "not_text"),
    )

    @property
    def operators(self) -> tuple[Operator, ...]:
        """What filters can ask of it: whole places, and their order by code."""
        return ("eq", "ne", "in", "not_in", "lt", "lte", "gt", "gte", "is_empty", "is_not_empty")

    @property
    def searchable_allowed(self) -> bool:
        """Nobody reads the codes that are stored."""
        return False

    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        """Take a code, or names from the province inwards; where only the beginning is known, that much is kept."""
        if not isinstance(raw, str):
            raise NotText(value=shown(raw))
        found, is_whole = find_division(raw)
        if found is None or not is_whole:
            raise NotARegion(value=shown(raw), kept=None if found is None else found.code)
        return found.code

    def format(self, value: Value, setting: Setting) -> JsonValue:
        known = divisions().by_code.get(str(value))
        return str(value) if known is None else " ".join(known.path)


member = _Region()
