"""What the schema of a request can find wrong, in both languages: pydantic's kinds of error, said in our own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from leadbase.kit.errors import Language
from leadbase.kit.json import JsonValue

_SHOWN = 60
_SECRET = {"password", "token", "secret", "key", "current_password", "new_password"}

_MOMENT = (
    "{at} must be a moment like 2026-11-24T08:00:00Z{value}.",
    "{at} 应为时间，例如 2026-11-24T08:00:00Z{value}。",
)

_SENTENCES: Mapping[str, tuple[str, str]] = {
    "missing": ("{at} is missing.", "缺少 {at}。"),
    "extra_forbidden": ("{at} is not known here; remove it.", "不认识 {at}，请删除。"),
    "string_type": ("{at} must be text{value}.", "{at} 应为文本{value}。"),
    "string_too_short": (
        "{at} needs {min_length} characters or more{value}.",
        "{at} 至少需要 {min_length} 个字符{value}。",
    ),
    "string_too_long": ("{at} may have {max_length} characters at most.", "{at} 最多 {max_length} 个字符。"),
    "string_pattern_mismatch": (
        "{at} does not have the form that is asked for{value}.",
        "{at} 的格式不符合要求{value}。",
    ),
    "int_type": ("{at} must be a whole number{value}.", "{at} 应为整数{value}。"),
    "int_parsing": ("{at} must be a whole number{value}.", "{at} 应为整数{value}。"),
    "int_parsing_size": ("{at} is too large a number.", "{at} 的数值过大。"),
    "int_from_float": ("{at} must be a whole number{value}.", "{at} 应为整数{value}。"),
    "float_type": ("{at} must be a number{value}.", "{at} 应为数字{value}。"),
    "float_parsing": ("{at} must be a number{value}.", "{at} 应为数字{value}。"),
    "finite_number": ("{at} must be a finite number.", "{at} 应为有限的数字。"),
    "bool_type": ("{at} must be true or false{value}.", "{at} 应为 true 或 false{value}。"),
    "bool_parsing": ("{at} must be true or false{value}.", "{at} 应为 true 或 false{value}。"),
    "list_type": ("{at} must be a list{value}.", "{at} 应为列表{value}。"),
    "dict_type": ("{at} must be an object{value}.", "{at} 应为对象{value}。"),
    "model_type": ("{at} must be an object{value}.", "{at} 应为对象{value}。"),
    "model_attributes_type": ("{at} must be an object{value}.", "{at} 应为对象{value}。"),
    "too_short": ("{at} needs {min_length} items or more.", "{at} 至少需要 {min_length} 项。"),
    "too_long": ("{at} may have {max_length} items at most.", "{at} 最多 {max_length} 项。"),
    "enum": ("{at} must be one of {expected}{value}.", "{at} 应为以下之一：{expected}{value}。"),
    "literal_error": ("{at} must be one of {expected}{value}.", "{at} 应为以下之一：{expected}{value}。"),
    "greater_than": ("{at} must be greater than {gt}{value}.", "{at} 应大于 {gt}{value}。"),
    "greater_than_equal": ("{at} must be {ge} or more{value}.", "{at} 应不小于 {ge}{value}。"),
    "less_than": ("{at} must be less than {lt}{value}.", "{at} 应小于 {lt}{value}。"),
    "less_than_equal": ("{at} must be {le} or less{value}.", "{at} 应不大于 {le}{value}。"),
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "timezone_aware": (
        "{at} needs its time zone, such as Z or +08:00{value}.",
        "{at} 需要时区，例如 Z 或 +08:00{value}。",
    ),
}

_OTHERWISE = ("{at} does not fit: {msg}{value}.", "{at} 不符合要求：{msg}{value}。")


def sentence(fault: Mapping[str, Any], language: Language) -> str:
    """Say one of pydantic's errors: which member, what it must be, and what it was."""
    english, chinese = _SENTENCES.get(str(fault["type"]), _OTHERWISE)
    place = [str(part) for part in cast(tuple[object, ...], fault["loc"])]
    facts = dict(cast(Mapping[str, object], fault.get("ctx", {})))
    facts |= {"at": ".".join(place), "msg": fault.get("msg", ""), "value": _shown(place, fault.get("input"), language)}
    return (chinese if language == "zh-CN" else english).format_map(facts)


def _shown(place: list[str], value: JsonValue, language: Language) -> str:
    """Spell the value that was sent, if it is short and no secret."""
    if isinstance(value, bool | int | float | str) and not _SECRET & {part.lower() for part in place}:
        text = str(value)
        text = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
        return f"，当前为 {text}" if language == "zh-CN" else f", not {text}"
    return ""
