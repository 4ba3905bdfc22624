"""What the API of dashboards takes and gives, as the OpenAPI page shows it."""

from __future__ import annotations

from typing import Annotated, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from leadbase.access.scope import Scope
from leadbase.dashboards.model import MOST_TILES, Dashboard, DashboardChange, Kind, NewDashboard, Shown, TileData
from leadbase.kit.errors import Language
from leadbase.kit.json import JsonObject
from leadbase.kit.paging import Page
from leadbase.records.aggregates.model import CREATED, MOST_TOP
from leadbase.records.aggregates.periods import Period
from leadbase.records.aggregates.schemas import AggregateOut, GroupIn, MeasureIn, PeriodIn, Ref
from leadbase.records.answers import to_rest
from leadbase.tables.field_type import plain
from leadbase.tables.schemas import TABLE_ID, Label

DASHBOARD_ID = "6565f0c2b3d4e5f607182955"
TILE_ID = "6565f0c2b3d4e5f607182956"
MOST_FIELDS = 20
MOST_ROWS = 50

Sharing = Annotated[
    Literal["personal", "shared"],
    Field(description="personal: its owner's alone. shared: seen by all who may read records, changed by builders."),
]


class _In(BaseModel):
    """A body that is sent to us: unknown names are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid")


class Place(_In):
    """Where a tile stands, in twelve columns and rows of equal height."""

    x: int = Field(ge=0, le=11, examples=[0])
    y: int = Field(ge=0, le=1_000, examples=[0])
    w: int = Field(ge=1, le=12, examples=[6])
    h: int = Field(ge=1, le=20, examples=[4])


class Look(_In):
    """How a chart is drawn, where there is a choice."""

    hue: Literal["blue", "teal", "green", "amber", "orange", "red", "purple", "grey"] = "blue"
    lying: bool = Field(False, description="Of bars: from left to right.")
    reached: bool = Field(True, description="Of a funnel: a stage counts those of later stages, too.")


class SortKey(_In):
    """A field to sort by."""

    field: Ref
    descending: bool = False


class Tile(_In):
    """A tile: what it asks of which table, and how it shows it. What its kind has no use for is kept."""

    id: str | None = Field(None, max_length=24, pattern="^[0-9a-f]{24}$", examples=[TILE_ID], description="null: made.")
    kind: Kind = Field(examples=["bar"])
    title: str = Field("", max_length=100, description='"": named by what it shows.', examples=["各渠道线索"])
    table: str = Field(max_length=200, description="A table's id or API name; kept as id.", examples=[TABLE_ID])
    filter: dict[str, JsonValue] | None = Field(None, description="As records are filtered.")
    time_field: Ref | None = Field(CREATED, description="The time that the period is about; null: not bound to it.")
    measure: MeasureIn = Field(default_factory=lambda: MeasureIn.model_validate({}))
    group: GroupIn | None = Field(None, description="Of line (a date or time), bar, pie and funnel (a choice).")
    top: int = Field(8, ge=1, le=MOST_TOP, description="Groups at most.")
    others: bool = Field(True, description="Show the rest as one group.")
    compare: bool = Field(True, description="Of a number: beside the period before.")
    fields: list[Ref] = Field([], max_length=MOST_FIELDS, description="Of a table; none: its first six.")
    sort: list[SortKey] = Field([], max_length=4, description="Of a table; none: newest first.")
    limit: int = Field(10, ge=1, le=MOST_ROWS, description="Of a table: records at most.")
    look: Look = Field(default_factory=lambda: Look.model_validate({}))
    place: Place

    def to_json(self) -> JsonObject:
        """Give it as the verbs take it."""
        return cast(JsonObject, self.model_dump(mode="json"))


class TileOut(Tile):
    """A tile as it is kept: tables and fields by id."""

    model_config = ConfigDict(extra="ignore")

    id: str | None = Field(examples=[TILE_ID])


class DashboardIn(_In):
    """A dashboard to make."""

    label: Label = Field(examples=["线索总览"])
    sharing: Sharing = Field(examples=["shared"])
    period: PeriodIn = Field(default_factory=lambda: PeriodIn.model_validate({"kind": "days_30"}))
    tiles: list[Tile] = Field([], max_length=MOST_TILES * 2)

    def to_model(self) -> NewDashboard:
        """Give it as the verbs take it."""
        tiles = [tile.to_json() for tile in self.tiles]
        return NewDashboard(self.label, self.sharing, self.period.to_model(), tiles)


class DashboardPatch(_In):
    """What to change in a dashboard; what is left out stays. `tiles` are replaced as a whole."""

    label: Label = Field("", examples=["本周线索"])
    sharing: Sharing = "personal"
    period: PeriodIn = Field(default_factory=lambda: PeriodIn.model_validate({"kind": "days_30"}))
    tiles: list[Tile] = Field([], max_length=MOST_TILES * 2)
    version: int | None = Field(None, description="The version that was read: a later one refuses the change.")

    def to_model(self) -> DashboardChange:
        """Give it as the verbs take it: only what was sent."""
        change: DashboardChange = {
            "label": self.label,
            "sharing": self.sharing,
            "period": self.period.to_model(),
            "tiles": [tile.to_json() for tile in self.tiles],
            "version": self.version,
        }
        return cast(DashboardChange, {name: value for name, value in change.items() if name in self.model_fields_set})


class TileTry(_In):
    """A tile to look at before it is saved."""

    tile: Tile
    period: PeriodIn = Field(default_factory=lambda: PeriodIn.model_validate({"kind": "days_30"}))


class PeriodOut(BaseModel):
    """A period as it is named; the days of a custom one."""

    kind: Literal["today", "days_7", "days_30", "days_90", "this_month", "custom", "all"] = Field(examples=["days_30"])
    first: str | None = None
    last: str | None = None

    @classmethod
    def of(cls, period: Period) -> PeriodOut:
        """Show a period."""
        return cls(kind=period.kind, first=_text(period.first), last=_text(period.last))


class DashboardOut(BaseModel):
    """A dashboard."""

    id: str = Field(examples=[DASHBOARD_ID])
    name: str = Field(description="Made from the label when it was saved; stays.", examples=["线索总览"])
    label: str = Field(examples=["线索总览"])
    sharing: Sharing
    owner: str | None = Field(description="The id of the person who made it.", examples=["65a1f0c2b3d4e5f60718293a"])
    version: int = Field(examples=[1])
    period: PeriodOut
    tiles: list[TileOut]

    @classmethod
    def of(cls, dashboard: Dashboard) -> DashboardOut:
        """Show a dashboard."""
        return cls(
            id=dashboard.id,
            name=dashboard.name,
            label=dashboard.label,
            sharing=dashboard.sharing,
            owner=dashboard.owner,
            version=dashboard.version,
            period=PeriodOut.of(dashboard.period),
            tiles=[TileOut.model_validate(tile) for tile in dashboard.tiles],
        )


class DashboardPage(BaseModel):
    """All dashboards that the asker sees: the shared ones, then their own."""

    items: list[DashboardOut]
    next_cursor: None = None

    @classmethod
    def of(cls, page: Page[Dashboard]) -> DashboardPage:
        """Show a page."""
        return cls(items=[DashboardOut.of(one) for one in page.items])


class TileTrouble(BaseModel):
    """Why a tile can't be shown."""

    code: str = Field(examples=["field_gone"])
    detail: str
    field: str | None = Field(None, description="The label of the field that is gone.", examples=["渠道"])


class TileRows(BaseModel):
    """The records of a list, and the ids of the fields to show, in order."""

    fields: list[str]
    records: list[dict[str, JsonValue]] = Field(description="As records are shown, fields by id.")


class TileDataOut(BaseModel):
    """What a tile shows: one of the three is there."""

    tile: str = Field(examples=[TILE_ID])
    aggregate: AggregateOut | None = None
    rows: TileRows | None = None
    trouble: TileTrouble | None = None

    @classmethod
    def of(cls, scope: Scope, data: TileData, language: Language) -> TileDataOut:
        """Show what a tile has found, as the actor may see it."""
        rows, problem = None, data.problem
        if data.rows is not None and data.table is not None:
            shown = [
                to_rest(data.table, record, by_id=True, fields=data.rows.fields, sight=scope.sight)
                for record in data.rows.records
            ]
            rows = TileRows.model_validate({"fields": [field.id for field in data.rows.fields], "records": shown})
        return cls(
            tile=data.tile,
            aggregate=None if data.aggregate is None else AggregateOut.of(data.aggregate),
            rows=rows,
            trouble=None
            if problem is None
            else TileTrouble(
                code=problem.code, detail=problem.message(language), field=_named(problem.facts.get("field"))
            ),
        )


class SpanOut(BaseModel):
    """The moments that a period is about, up to but not `until`, in the zone of the workspace; null: all time."""

    first: str | None = Field(examples=["2026-10-26"])
    last: str | None = Field(examples=["2026-11-24"])
    since: str | None = Field(examples=["2026-10-25T16:00:00Z"])
    until: str | None = Field(examples=["2026-11-24T16:00:00Z"])
    zone: str = Field(examples=["Asia/Shanghai"])


class DashboardData(BaseModel):
    """What a dashboard shows."""

    period: PeriodOut
    span: SpanOut
    tiles: list[TileDataOut]

    @classmethod
    def of(cls, scope: Scope, shown: Shown, language: Language) -> DashboardData:
        """Show what its tiles have found."""
        days, span = shown.days, None if shown.days is None else shown.days.span(by_day=False)
        return cls(
            period=PeriodOut.of(shown.period),
            span=SpanOut(
                first=_text(None if days is None else days.first),
                last=_text(None if days is None else days.last),
                since=_text(None if span is None else span.since),
                until=_text(None if span is None else span.until),
                zone=scope.workspace.zone,
            ),
            tiles=[TileDataOut.of(scope, one, language) for one in shown.tiles],
        )


def _text(value: object) -> str | None:
    shown = plain(value)  # type: ignore[arg-type]
    return shown if isinstance(shown, str) else None


def _named(field: object) -> str | None:
    return field if isinstance(field, str) else None
