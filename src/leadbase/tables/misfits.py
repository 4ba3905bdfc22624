"""Why a value does not fit its field: one error per cause, each saying what would fit."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

from leadbase.kit.errors import Invalid
from leadbase.kit.json import JsonValue

_SHOWN = 80


def shown(value: JsonValue) -> str:
    """Spell a refused value for a message: quoted where it is text, and short."""
    text = f"“{value}”" if isinstance(value, str) else repr(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


class Misfit(Invalid):
    """The value {value} does not fit."""

    code = "misfit"
    zh = "值 {value} 不合适。"

    def __init__(self, *, kept: JsonValue | Decimal | date | time | datetime = None, **facts: object) -> None:
        """Take the facts, and the value that a lenient writer keeps all the same (None: nothing)."""
        super().__init__(**facts)
        self.kept = kept


class NotText(Misfit):
    """{value} is no text; send it in quotes."""

    code = "not_text"
    zh = "{value} 不是文本；请加引号发送。"


class TooLong(Misfit):
    """The text has {length} characters; at most {limit} fit."""

    code = "too_long"
    zh = "文本有 {length} 个字符；最多 {limit} 个。"


class TooLongForUnique(Misfit):
    """The text has {length} characters; a unique field takes at most {limit}."""

    code = "too_long_for_unique"
    zh = "文本有 {length} 个字符；唯一字段最多 {limit} 个。"


class BrokenText(Misfit):
    """The text holds a NUL or a lone surrogate, which no database keeps; replace it."""

    code = "broken_text"
    zh = "文本中有 NUL 或不成对的代理字符，数据库无法保存；请替换。"


class TooDeep(Misfit):
    """The value is nested deeper than {limit} levels; flatten it."""

    code = "value_too_deep"
    zh = "值的嵌套超过 {limit} 层；请展平。"


class NotFinite(Misfit):
    """{value} is no finite number; send one that JSON can say."""

    code = "not_finite"
    zh = "{value} 不是有限的数；请发送 JSON 能表示的数。"


class NumberTooLong(Misfit):
    """The value holds a number of more than {limit} digits; send it as text."""

    code = "number_too_long"
    zh = "值中有超过 {limit} 位的数；请改用文本。"


class NotAMoment(Misfit):
    """{value} is no date and time; write it as 2026-11-24T08:30:00+08:00."""

    code = "not_a_datetime"
    zh = "{value} 不是日期时间；请写成 2026-11-24T08:30:00+08:00。"


class ReadOnly(Misfit):
    """This field is computed and can't be written; leave it out."""

    code = "read_only"
    zh = "此字段由系统计算，不能写入；请去掉。"


class NotAnId(Misfit):
    """{value} is no id; send the 24 hexadecimal characters of the one that is meant."""

    code = "not_an_id"
    zh = "{value} 不是 ID；请发送所指对象的 24 位十六进制 ID。"


class MemberUnknown(Misfit):
    """{value} is no member of the workspace; choose one of its people."""

    code = "member_unknown"
    zh = "{value} 不是此工作区的成员；请从成员中选择。"


class LinkedRecordUnknown(Misfit):
    """The linked table has no record {value}; it may have been deleted."""

    code = "linked_record_unknown"
    zh = "所关联的数据表没有记录 {value}；可能已被删除。"
