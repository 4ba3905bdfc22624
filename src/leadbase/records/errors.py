"""What can be wrong with a request that looks over or changes many records."""

from __future__ import annotations

from leadbase.kit.errors import Invalid, TooMuch


class OffsetWrong(Invalid):
    """offset is a whole number from 0 to {most}, and goes without a cursor; change it or leave the cursor out."""

    code = "offset_wrong"
    zh = "offset 应为 0 到 {most} 的整数，且不能与 cursor 同用；请修改，或去掉 cursor。"


class GroupingWrong(Invalid):
    """Records can't be grouped by the field {field} of type {type}; choose one that can be asked for whole values."""

    code = "grouping_wrong"
    zh = "不能按 {type} 类型的字段 {field} 分组；请选择可以按完整的值筛选的字段。"


class SearchTooLong(Invalid):
    """A search has at most {limit} characters in {words} words; shorten it."""

    code = "search_too_long"
    zh = "搜索内容最多 {limit} 个字符、{words} 个词；请缩短。"


class IdMissing(Invalid):
    """Which record is meant? Give its _id."""

    code = "id_missing"
    zh = "请给出 _id，说明是哪条记录。"


class RecordGivenTwice(Invalid):
    """The record {record} is named twice among these changes; keep one."""

    code = "record_given_twice"
    zh = "记录 {record} 在这些更改中出现了两次；请只保留一个。"


class TooManyItems(TooMuch):
    """One request changes at most {limit} records, not {count}; send the rest in another."""

    code = "too_many_items"
    zh = "一次请求最多更改 {limit} 条记录，不能是 {count} 条；其余请另行发送。"


class ChangeUnclear(Invalid):
    """Say what to change: either set, with at least one field, or trash as true."""

    code = "change_unclear"
    zh = "请说明要做的更改：set（至少一个字段），或 trash 为 true，二者选一。"


class RewindAhead(Invalid):
    """A table can only go back to a moment that is over, not to {at}; choose an earlier one."""

    code = "rewind_ahead"
    zh = "数据表只能恢复到过去的时刻，不能是 {at}；请选择更早的时刻。"
