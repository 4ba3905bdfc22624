"""Records, what is prepared to become one, their changes, and everything that can be wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from leadbase.kit.errors import Conflict, Forbidden, Invalid, Language, NotFound, TooMuch
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.tables.field_type import Value
from leadbase.tables.misfits import Misfit
from leadbase.tables.model import Field, Table


class RecordUnknown(NotFound):
    """The table {table} has no record {record}; it may have been deleted."""

    code = "record_unknown"
    zh = "数据表 {table} 没有记录 {record}；可能已被删除。"


class NotAForm(Invalid):
    """A record is written as an object of fields and values, not as {found}."""

    code = "not_a_form"
    zh = "记录应写成字段与值组成的对象，而不是 {found}。"


class IdNotAllowed(Invalid):
    """A record's _id is given by Leadbase; leave it out."""

    code = "id_not_allowed"
    zh = "记录的 _id 由 Leadbase 生成；请去掉。"


class UnknownField(Invalid):
    """{field} is no field of the table {table}; its fields are {known}."""

    code = "unknown_field"
    zh = "{field} 不是数据表 {table} 的字段；它的字段有 {known}。"


class FieldGivenTwice(Invalid):
    """The field {field} is given twice, once as {key}; leave one out."""

    code = "field_given_twice"
    zh = "字段 {field} 出现了两次，其中一次写作 {key}；请去掉一个。"


class RequiredFieldMissing(Invalid):
    """The field {field} is required; give it a value."""

    code = "required_field_missing"
    zh = "字段 {field} 必填，请填写。"


class ValueNotFitting(Invalid):
    """The field {field} can't take its value: {reason}"""

    code = "value_not_fitting"
    zh = "字段 {field} 的值不合适：{reason}"

    def __init__(self, misfit: Misfit, **facts: object) -> None:
        """Take why the value does not fit."""
        self._misfit = misfit
        super().__init__(reason=str(misfit), **facts)

    def message(self, language: Language) -> str:
        """Give the sentence with its reason, both in this language."""
        pattern = self.zh if language == "zh-CN" else "The field {field} can't take its value: {reason}"
        return pattern.format(field=self.facts["field"], reason=self._misfit.message(language))


class DuplicateValue(Conflict):
    """Another record already has {value} in the unique field {field}; change the value or that record."""

    code = "duplicate_value"
    zh = "唯一字段 {field} 的值 {value} 已被另一条记录占用；请修改这个值或那条记录。"


class VersionConflict(Conflict):
    """The record {record} was changed by someone else meanwhile; compare, and save again with _version {version}."""

    code = "version_conflict"
    zh = "记录 {record} 已被他人修改；请比较后用 _version {version} 再次保存。"


class VersionWrong(Invalid):
    """_version must be a whole number from 1, not {version}; send the one that you read."""

    code = "version_wrong"
    zh = "_version 必须是从 1 开始的整数，不能是 {version}；请发送读取时的版本号。"


class KeysWrong(Invalid):
    """An upsert needs keys: name fields to find the record by, each with a value in the form ({keys})."""

    code = "keys_wrong"
    zh = "更新或新建需要键：请指定用来查找记录的字段，并在表单中给出它们的值（{keys}）。"


class KeyNotPossible(Invalid):
    """Records can't be found by the field {field} of type {type}; choose another key."""

    code = "key_not_possible"
    zh = "不能用 {type} 类型的字段 {field} 查找记录；请换一个键。"


class FilterWrong(Invalid):
    """The filter is wrong at {at}: {fault}; write it like {{"and": [{{"field": "f", "op": "eq", "value": 1}}]}}."""

    code = "filter_wrong"
    zh = '筛选条件在 {at} 处有误：{fault}；请写成 {{"and": [{{"field": "name", "op": "eq", "value": "x"}}]}} 这样。'


class OperatorUnknown(Invalid):
    """The field {field} can't be filtered by {op}; use one of {known}."""

    code = "operator_unknown"
    zh = "字段 {field} 不支持筛选方式 {op}；请使用 {known} 之一。"


class FilterTooLarge(TooMuch):
    """The filter has more than {limit} {what}; make it smaller."""

    code = "filter_too_large"
    zh = "筛选条件超过了上限（{what} 最多 {limit}）；请精简。"


class SortWrong(Invalid):
    """Records can't be sorted by {key}: {fault}; write it like -created,name with at most {limit} fields."""

    code = "sort_wrong"
    zh = "不能按 {key} 排序：{fault}；请写成 -created,name 这样，最多 {limit} 个字段。"


class FieldMasked(Forbidden):
    """You see the field {field} only in part: it can't be sorted by, nor filtered by anything but one whole value."""

    code = "field_masked"
    zh = "字段 {field} 对你只部分可见：不能按它排序，也只能按一个完整的值筛选。"


Operation = Literal["update", "delete", "restore"]


@dataclass(frozen=True, slots=True)
class Record:
    """One record; `values` are by field id and leave absent ones out, `issues` are `{field id: {value, reason}}`."""

    id: str
    version: int
    created_at: datetime
    updated_at: datetime
    created_by: str
    updated_by: str
    source_event: str | None
    deleted_at: datetime | None
    issues: JsonObject
    values: Mapping[str, Value]

    def value(self, field: Field) -> Value:
        """Give the value of a field, of a computed one too; None where it is absent."""
        if field.number and field.kind.reads is None:
            return self.values.get(field.id)
        return _SYSTEM[field.column](self)


_SYSTEM: Mapping[str, Callable[[Record], Value]] = {
    "_id": lambda record: record.id,
    "_version": lambda record: record.version,
    "_created_at": lambda record: record.created_at,
    "_updated_at": lambda record: record.updated_at,
    "_created_by": lambda record: record.created_by,
    "_updated_by": lambda record: record.updated_by,
    "_source_event": lambda record: record.source_event,
}


@dataclass(frozen=True, slots=True)
class Writing:
    """Who writes, when (UTC), and for which event."""

    by: str
    at: datetime
    source_event: str | None = None


@dataclass(frozen=True, slots=True)
class PreparedCreate:
    """A checked record that only has to be inserted: `row` is by physical column and has every column of the table."""

    table: Table
    record: Record
    row: Mapping[str, Value]

    @property
    def id(self) -> str:
        """Give the id that the record will have."""
        return self.record.id


@dataclass(frozen=True, slots=True)
class PreparedUpdate:
    """A checked change of one record: new values and issues of the fields that were given, by field id."""

    table: Table
    record: str
    values: Mapping[str, Value]
    issues: JsonObject
    writing: Writing
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A unique value that a live record already holds (`record`), wanted by the row with this index."""

    index: int
    field: Field
    value: Value
    record: str


@dataclass(frozen=True, slots=True)
class Change:
    """What an update, deletion or restoration did: `before` holds the values it replaced, as JSON by field id."""

    number: int
    record: str
    version: int
    operation: Operation
    before: JsonObject
    actor: str
    source_event: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Which changes of a table to list; None leaves a question open."""

    since: datetime | None = None
    until: datetime | None = None
    author: str | None = None
    record: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a form."""

    field: str
    raw: JsonValue
    cause: Literal["unknown_field", "value_not_fitting", "required_field_missing"]
    misfit: Misfit | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many records there are; `more` when the count stopped at its cap."""

    value: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The records that hold one value of a field (None: none of them does), and how many there are."""

    value: Value
    count: int


@dataclass(frozen=True, slots=True)
class Groups:
    """The largest groups in order, how many records there are in all, and how many of them are in other groups."""

    field: Field
    items: Sequence[Group]
    total: int
    others: int


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The ids of the records before and after one, where there are such."""

    previous: str | None
    next: str | None


@dataclass(frozen=True, slots=True)
class SortKey:
    """One field to sort by."""

    field: Field
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    """A question about one field; `value` is a tuple for `in` and `not_in`, and normalised where equality is."""

    field: Field
    op: str
    value: Value = None
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold (also when there are none)."""

    parts: Sequence[Node]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part holds."""

    parts: Sequence[Node]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Node


@dataclass(frozen=True, slots=True)
class Sought:
    """Each of the words stands in one of the fields, or a field has the whole text as its value.

    `candidates` are the ids of the only records that can hold all words, where an index knows them (None: any can).
    """

    words: tuple[str, ...]
    fields: tuple[Field, ...]
    whole: tuple[Leaf, ...] = ()
    candidates: tuple[str, ...] | None = None


Node = Leaf | Every | Some | Not | Sought
"""A checked filter."""

EVERYTHING = Every(())


@dataclass(frozen=True, slots=True)
class Query:
    """A checked request for a page of records, newest first where no sort is named. `fields` None: all of them."""

    where: Node = EVERYTHING
    sort: tuple[SortKey, ...] = ()
    limit: int = 50
    cursor: str | None = None
    fields: tuple[Field, ...] | None = None
    trashed: bool = field(default=False)
    offset: int = 0
