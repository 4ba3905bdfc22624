"""A phone number: kept as it was written, matched by its E.164 form: 138 0013 8000 and +8613800138000 are one."""

from __future__ import annotations

import re

import phonenumbers

from leadbase.kit.json import JsonValue
from leadbase.kit.params import Param, Params
from leadbase.kit.registry import Card
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import FieldType, Setting, Value, fits, refuses
from leadbase.tables.misfits import Misfit, NotText, shown

_CHINESE_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LONGEST = 64


class NotAPhone(Misfit):
    """{value} is no phone number of {region}; write it with its area code, or with + and the country code."""

    code = "not_a_phone"
    zh = "{value} 不是 {region} 的电话号码；请带上区号，或用 + 加国家代码。"


class _Phone(FieldType):
    card = Card(
        label_zh="电话",
        label_en="Phone",
        summary_zh="电话号码；按国际格式查重，原样保存",
        summary_en="A phone number; matched by its international form, kept as written",
        icon="phone",
    )
    group = "contact"
    shape = Shape.TEXT
    widget = "phone"
    searched = True
    personal = True
    params = Params(
        Param(
            "region",
            "text",
            label_zh="默认地区",
            label_en="Default region",
            help_zh="没有 + 的号码属于哪个地区（两个大写字母，如 CN）",
            help_en="Where a number without + belongs: two capital letters, such as CN",
            default="CN",
            minimum=2,
            maximum=2,
        )
    )
    samples = (
        fits("13800138000", "13800138000", "13800138000", match="+8613800138000"),
        fits("+86 138-0013-8000", "+86 138-0013-8000", "+86 138-0013-8000", match="+8613800138000"),
        fits("010-12345678", "010-12345678", "010-12345678", match="+861012345678"),
        fits("（010）12345678", "（010）12345678", "（010）12345678", match="+861012345678"),
        fits("020 7946 0000", "020 7946 0000", "020 7946 0000", match="+442079460000", params={"region": "GB"}),
        refuses("138****8000", "not_a_phone"),
        refuses("未填写", "not_a_phone"),
        refuses("123", "not_a_phone"),
        refuses("1" * 200, "not_a_phone"),
        refuses(13800138000, "not_text"),
    )

    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        if not isinstance(raw, str):
            raise NotText(value=shown(raw))
        region = str(setting.params.get("region") or "CN")
        if _e164(raw, region) is None:
            raise NotAPhone(value=shown(raw), region=region)
        return raw

    def normalise(self, value: Value, setting: Setting) -> str | None:
        return _e164(str(value), str(setting.params.get("region") or "CN"))


def _e164(written: str, region: str) -> str | None:
    # most leads carry a plain Chinese mobile number, which needs none of the library's 10 µs
    if region == "CN" and _CHINESE_MOBILE.fullmatch(written):
        return "+86" + written
    # the library takes a masking * for punctuation and would find a shorter number
    if len(written) > _LONGEST or "*" in written:
        return None
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


member = _Phone()
