"""A change of a field's type: how it goes, what it would do, and why it may not be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from leadbase.kit.errors import Conflict, Invalid
from leadbase.kit.json import JsonObject, JsonValue

Phase = Literal["copying", "flagging", "done", "stopped"]
"""Writes go to both columns and values are copied; the new type holds and what did not fit is flagged; it is over."""

Misfits = Literal["empty_and_flag", "refuse"]
"""What to do about values that do not fit."""

MOST_SAMPLES = 20
PLANNED = 100_000
"""How many records a plan reads."""

AT_ONCE = 10_000
"""Up to so many records are changed within the request."""


class TypeNotChangeable(Invalid):
    """A field of type {type} can't become one of type {wanted}; make a new field."""

    code = "type_not_changeable"
    zh = "{type} 类型的字段不能改为 {wanted} 类型；请新建字段。"


class TypeChangeRunning(Conflict):
    """The type of the field {field} is being changed; wait until that is done."""

    code = "type_change_running"
    zh = "字段 {field} 正在更改类型；请等待完成。"


class TypeChangeNotCancellable(Conflict):
    """The type of the field {field} is not being changed, or the new type holds already ({phase})."""

    code = "type_change_not_cancellable"
    zh = "字段 {field} 没有正在更改的类型，或新类型已经生效（{phase}）。"


class TypeChangeCancelled(Conflict):
    """Somebody cancelled the change of the field's type."""

    code = "type_change_cancelled"
    zh = "有人取消了字段类型的更改。"


class ValuesInTheWay(Conflict):
    """{count} or more values of the field {field} don't fit the new type, as in {examples}; mend or empty them."""

    code = "values_in_the_way"
    zh = "字段 {field} 有至少 {count} 个值不适合新类型，例如 {examples}；请先修改，或选择清空它们。"


class TableChanging(Conflict):
    """The table {table} was changed while this was on its way; do it again."""

    code = "table_changing"
    zh = "数据表 {table} 在此期间有改动；请重试。"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The type that a field should have, with its parameters."""

    type: str
    params: JsonObject
    misfits: Misfits = "refuse"


@dataclass(frozen=True, slots=True)
class TypeChange:
    """One change. Table and fields are internal numbers but for `field`, the public id that stays."""

    table: int
    field: str
    old: int
    new: int
    phase: Phase
    misfits: Misfits
    started_at: datetime
    cursor: str = ""
    copied: int = 0
    unfit: int = 0
    reason: JsonObject | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is something left to do."""
        return self.phase in ("copying", "flagging")


@dataclass(frozen=True, slots=True)
class Unfit:
    """A value that does not fit: its record, how it is shown now, what would be kept of it, and why."""

    record: str
    value: JsonValue
    kept: JsonValue
    code: str
    message: JsonObject


@dataclass(frozen=True, slots=True)
class ViewFollowing:
    """A view that names the field; where `follows` is false, what it asks of the field is dropped."""

    id: str
    label: str
    follows: bool


@dataclass(slots=True)
class Plan:
    """What a change would do to the first `counted` records; `is_complete`: to all of them."""

    counted: int = 0
    is_complete: bool = True
    empty: int = 0
    same: int = 0
    converted: int = 0
    unfit: int = 0
    samples: list[Unfit] = field(default_factory=list[Unfit])
    blank: list[str] = field(default_factory=list[str])
    """Records that would have no value where one is required, up to 3."""
    repeated: list[str] = field(default_factory=list[str])
    """Records that would repeat a value where it must be unique, up to 3."""
    can_be_unique: bool = True
    default_fits: bool = True
    views: Sequence[ViewFollowing] = ()

    @property
    def required_holds(self) -> bool:
        """Whether every record would have a value where one is required."""
        return not self.blank

    @property
    def unique_holds(self) -> bool:
        """Whether no value would be repeated where it must be unique."""
        return self.can_be_unique and not self.repeated
