"""Saved views: how a table is looked at, and what can be wrong with one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypedDict

from leadbase.kit.errors import Conflict, Forbidden, Invalid, NotFound, TooMuch
from leadbase.kit.facts import Fact
from leadbase.kit.json import JsonObject, JsonValue

MOST_VIEWS = 100
ALL = "all"
"""The name of the view that every table has and that is stored nowhere."""

Sharing = Literal["personal", "shared"]
RowHeight = Literal["compact", "normal", "tall"]
ViewKind = Literal["grid", "kanban", "calendar", "form"]


class ViewUnknown(NotFound):
    """The table {table} has no view {view}; look at its list of views."""

    code = "view_unknown"
    zh = "数据表 {table} 没有视图 {view}；请查看它的视图列表。"


class ViewBuiltIn(Conflict):
    """The view of all records is always there and can't be changed; save what you changed as a new view."""

    code = "view_built_in"
    zh = "“全部记录”视图始终存在，不能修改；请把改动另存为新视图。"


class ViewLocked(Conflict):
    """The view {view} is locked; unlock it first, or save what you changed as a new view."""

    code = "view_locked"
    zh = "视图 {view} 已锁定；请先解锁，或把改动另存为新视图。"


class ViewConflict(Conflict):
    """The view {view} was changed by someone else meanwhile; look at it again, and save with version {version}."""

    code = "view_conflict"
    zh = "视图 {view} 已被他人修改；请重新查看后用 version {version} 保存。"


class ViewNotYours(Forbidden):
    """The view {view} belongs to someone else; ask them or a builder, or save what you changed as a new view."""

    code = "view_not_yours"
    zh = "视图 {view} 属于他人；请联系其所有者或搭建者，或把改动另存为新视图。"


class PersonalViewNeedsPerson(Invalid):
    """Only a person can have a personal view; make it shared."""

    code = "personal_view_needs_person"
    zh = "只有登录的成员才能有个人视图；请改为共享视图。"


class ViewSettingWrong(Invalid):
    """The view's setting {setting} is wrong: {fault}; change it."""

    code = "view_setting_wrong"
    zh = "视图的设置 {setting} 有误：{fault}；请修改。"


class TooManyViews(TooMuch):
    """A table has at most {limit} saved views, personal ones included; delete one first."""

    code = "too_many_views"
    zh = "一个数据表最多 {limit} 个视图（含个人视图）；请先删除一个。"


class ViewTooLarge(TooMuch):
    """The view's settings have more than {limit} characters; make the filter smaller."""

    code = "view_too_large"
    zh = "视图的设置超过 {limit} 个字符；请精简筛选条件。"


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A view of a table. `number` is internal; `id` is None for the view of all records, which is not stored.

    `owner` is the id of the person who made it, None where it was none. `settings` name fields by their ids.
    """

    number: int
    id: str | None
    name: str
    label: str
    kind: ViewKind
    sharing: Sharing
    locked: bool
    owner: str | None
    version: int
    position: int
    settings: JsonObject


class SortSetting(TypedDict):
    """A field to sort by."""

    field: str
    descending: bool


class FieldSetting(TypedDict):
    """How a field is shown."""

    field: str
    width: int | None
    hidden: bool


class FormSetting(TypedDict):
    """What a form says above its fields, and which it asks for without fail."""

    heading: str
    text: str
    required: list[str]


class ViewSettings(TypedDict, total=False):
    """How a view shows its table, as it was sent; what is absent stays.

    `stack_by` is for kanbans, `starts_at` and `ends_at` are for calendars, `form` is for forms; any view may keep them.
    """

    filter: JsonValue
    sort: list[SortSetting]
    group: str | None
    fields: list[FieldSetting]
    row_height: RowHeight
    colour_by: str | None
    frozen: int
    stack_by: str | None
    starts_at: str | None
    ends_at: str | None
    form: FormSetting


@dataclass(frozen=True, slots=True)
class NewView:
    """A view to make; without an id or API name it gets them."""

    label: str
    sharing: Sharing
    settings: ViewSettings
    locked: bool = False
    id: str | None = None
    name: str | None = None
    kind: ViewKind = "grid"


class ViewChange(TypedDict, total=False):
    """What to change in a view; what is absent stays. `version` is the one that the writer had before them."""

    label: str
    sharing: Sharing
    locked: bool
    settings: ViewSettings
    version: int | None


@dataclass(frozen=True, slots=True)
class ViewsChanged(Fact):
    """Views of this table (id), in the workspace with this internal number, were made, changed or deleted."""

    workspace: int
    table: str
