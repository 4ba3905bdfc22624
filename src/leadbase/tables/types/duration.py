"""A length of time in whole seconds: calls, waits, visits."""

from __future__ import annotations

import re

from leadbase.kit.json import JsonValue
from leadbase.kit.registry import Card
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import FieldType, Setting, Value, fits, refuses
from leadbase.tables.misfits import Misfit, shown

_LONGEST = 10**10
"""Seconds: some three centuries."""

_SECONDS = re.compile(r"[0-9]{1,11}")
_CLOCK = re.compile(r"(?:([0-9]{1,7}):)?([0-9]{1,9}):([0-5][0-9])")
_WORDS = re.compile(
    r"(?:([0-9]{1,6})(?:d|days?|天))?"
    r"(?:([0-9]{1,8})(?:h|hrs?|hours?|小时|时))?"
    r"(?:([0-9]{1,9})(?:m|mins?|minutes?|分钟|分))?"
    r"(?:([0-9]{1,11})(?:s|secs?|seconds?|秒钟|秒))?"
)
_ISO = re.compile(
    r"P(?:([0-9]{1,6})D)?(?:T(?=[0-9])(?:([0-9]{1,8})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,11})S)?)?", re.ASCII
)
_UNITS = (86_400, 3_600, 60, 1)


class NotADuration(Misfit):
    """{value} is no duration; write it as 4:12, 1:04:12, 252 s, 4 min 12 s or PT4M12S."""

    code = "not_a_duration"
    zh = "{value} 不是时长；请写成 4:12、1:04:12、252 秒、4 分 12 秒或 PT4M12S。"


class _Duration(FieldType):
    card = Card(
        label_zh="时长",
        label_en="Duration",
        summary_zh="时间长度，如通话时长；按秒保存",
        summary_en="A length of time, such as that of a call; kept in seconds",
        icon="timer",
    )
    group = "time"
    shape = Shape.DURATION
    widget = "duration"
    samples = (
        fits(90, 90, 90),
        fits("90", 90, 90),
        fits("90 s", 90, 90),
        fits("1:30", 90, 90),
        fits("01:04:12", 3852, 3852),
        fits("4 分 12 秒", 252, 252),
        fits("1小时30分钟", 5400, 5400),
        fits("2 天", 172_800, 172_800),
        fits("1h 5m", 3900, 3900),
        fits("4 min 12 sec", 252, 252),
        fits("PT4M12S", 252, 252),
        fits("P1DT1H", 90_000, 90_000),
        fits(0, 0, 0),
        fits(12.0, 12, 12),
        refuses("1:75", "not_a_duration"),
        refuses("1.5", "not_a_duration"),
        refuses(-5, "not_a_duration"),
        refuses("P", "not_a_duration"),
        refuses("PT", "not_a_duration"),
        refuses("一会儿", "not_a_duration"),
        refuses("12 秒 4 分", "not_a_duration"),
        refuses(True, "not_a_duration"),
        refuses(10**11, "not_a_duration"),
        refuses("9" * 5000, "not_a_duration"),
    )

    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        """Take seconds, a clock's m:ss or h:mm:ss, words with their units, or ISO 8601."""
        seconds = _read(raw)
        if seconds is None or not 0 <= seconds <= _LONGEST:
            raise NotADuration(value=shown(raw) if not isinstance(raw, int) else f"{raw:.3e}")
        return seconds

    def spell(self, value: Value, setting: Setting) -> JsonValue:
        if not isinstance(value, int):
            return self.format(value, setting)
        hours, rest = divmod(value, 3600)
        return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def _read(raw: JsonValue) -> int | None:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        return None
    if isinstance(raw, float):
        return int(raw) if raw.is_integer() and abs(raw) <= _LONGEST else None
    return raw if isinstance(raw, int) else _written(raw)


def _written(raw: str) -> int | None:
    tight = "".join(raw.split()).lower() if len(raw) <= 100 else ""
    if _SECONDS.fullmatch(tight):
        return int(tight)
    clock = _CLOCK.fullmatch(tight)
    if clock:
        hours, minutes, seconds = clock.groups()
        if hours is not None and int(minutes) > 59:
            return None
        return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    found = _ISO.fullmatch(tight.upper()) or _WORDS.fullmatch(tight)
    if found is None or not any(found.groups()):
        return None
    return sum(unit * int(count or 0) for unit, count in zip(_UNITS, found.groups(), strict=True))


member = _Duration()
