"""The words of dashboards: what one is, what its tiles show, and what can be wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

from leadbase.kit.errors import Conflict, Forbidden, Invalid, Language, NotFound, Problem, TooMuch
from leadbase.kit.facts import Fact
from leadbase.kit.json import JsonObject
from leadbase.records.aggregates.model import Aggregate
from leadbase.records.aggregates.periods import Days, Period
from leadbase.records.model import Record
from leadbase.tables.model import Field, Table

MOST_DASHBOARDS = 200
MOST_TILES = 24
COLUMNS = 12

Sharing = Literal["personal", "shared"]
Kind = Literal["number", "line", "bar", "pie", "funnel", "table"]


class DashboardUnknown(NotFound):
    """There is no dashboard {dashboard}; look at the list of dashboards."""

    code = "dashboard_unknown"
    zh = "没有仪表盘 {dashboard}；请查看仪表盘列表。"


class DashboardConflict(Conflict):
    """The dashboard {dashboard} was changed by someone else meanwhile; look again, and save with version {version}."""

    code = "dashboard_conflict"
    zh = "仪表盘 {dashboard} 已被他人修改；请重新查看后用 version {version} 保存。"


class DashboardNotYours(Forbidden):
    """The dashboard {dashboard} is shared; ask a builder to change it, or save a copy of your own."""

    code = "dashboard_not_yours"
    zh = "仪表盘 {dashboard} 是共享的；请搭建者修改，或另存为你的副本。"


class PersonalDashboardNeedsPerson(Invalid):
    """Only a person can have a personal dashboard; make it shared."""

    code = "personal_dashboard_needs_person"
    zh = "只有登录的成员才能有个人仪表盘；请改为共享。"


class TooManyDashboards(TooMuch):
    """A workspace has at most {limit} dashboards, personal ones included; delete one first."""

    code = "too_many_dashboards"
    zh = "一个工作区最多 {limit} 个仪表盘（含个人的）；请先删除一个。"


class TooManyTiles(TooMuch):
    """A dashboard has at most {limit} tiles; make another one."""

    code = "too_many_tiles"
    zh = "一个仪表盘最多 {limit} 个卡片；请另建一个。"


class TileWrong(Invalid):
    """The tile {tile} can't be shown: {reason}"""

    code = "tile_wrong"
    zh = "卡片 {tile} 无法显示：{reason}"

    def __init__(self, cause: Problem, **facts: object) -> None:
        """Take why the tile can't be shown."""
        self.cause = cause
        super().__init__(reason=str(cause), cause=cause.code, **facts)

    def message(self, language: Language) -> str:
        """Give the sentence with its reason, both in this language."""
        pattern = self.zh if language == "zh-CN" else "The tile {tile} can't be shown: {reason}"
        return pattern.format(tile=self.facts["tile"], reason=self.cause.message(language))


class TileGroupMissing(Invalid):
    """It needs a field to part the records by: {wanted}; choose one."""

    code = "tile_group_missing"
    zh = "它需要一个用来分组的字段：{wanted}；请选择。"


class TileIdTwice(Invalid):
    """Another tile has the same id; leave the id out."""

    code = "tile_id_twice"
    zh = "另一个卡片有相同的 id；请去掉 id。"


class TilePlaceWrong(Invalid):
    """It stands beyond the {columns} columns of the page; place it within."""

    code = "tile_place_wrong"
    zh = "它超出了页面的 {columns} 列；请放在范围内。"


class TableGone(NotFound):
    """Its table {table} is not there any more; restore it, or change the tile."""

    code = "table_gone"
    zh = "它的数据表 {table} 已不存在；请恢复数据表，或修改卡片。"


class FieldGone(NotFound):
    """The field {field} of the table {table} is not there any more; restore it, or change the tile."""

    code = "field_gone"
    zh = "数据表 {table} 的字段 {field} 已不存在；请恢复字段，或修改卡片。"


@dataclass(frozen=True, slots=True, eq=False)
class Dashboard:
    """A dashboard. `number` is internal; `owner` is the id of the person who made it, None where it was none.

    `tiles` name tables and fields by their ids, in the order in which they were made.
    """

    number: int
    id: str
    name: str
    label: str
    sharing: Sharing
    owner: str | None
    version: int
    position: int
    period: Period
    tiles: Sequence[JsonObject]


@dataclass(frozen=True, slots=True)
class NewDashboard:
    """A dashboard to make, its tiles as they were sent, in full; without an id or API name it gets them."""

    label: str
    sharing: Sharing
    period: Period
    tiles: Sequence[JsonObject]
    id: str | None = None
    name: str | None = None


class DashboardChange(TypedDict, total=False):
    """What to change in a dashboard; what is absent stays. `version` is the one that the writer had before them."""

    label: str
    sharing: Sharing
    period: Period
    tiles: Sequence[JsonObject]
    version: int | None


@dataclass(frozen=True, slots=True)
class Rows:
    """The records of a list, with the fields to show."""

    fields: Sequence[Field]
    records: Sequence[Record]


@dataclass(frozen=True, slots=True)
class TileData:
    """What one tile shows: an aggregate or rows of a table, or why it can't."""

    tile: str
    table: Table | None = None
    aggregate: Aggregate | None = None
    rows: Rows | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What a dashboard shows: its period (None: all time) and what each tile has found."""

    period: Period
    days: Days | None
    tiles: Sequence[TileData]


@dataclass(frozen=True, slots=True)
class DashboardsChanged(Fact):
    """A dashboard of the workspace with this internal number was made, changed or deleted."""

    workspace: int
    dashboard: str
