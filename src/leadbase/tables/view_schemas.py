"""What the API of saved views takes and gives, as the OpenAPI page shows it."""

from __future__ import annotations

from typing import Annotated, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from leadbase.kit.paging import Page
from leadbase.tables.model import MOST_FIELDS, Table
from leadbase.tables.schemas import FIELD_ID, Label
from leadbase.tables.view_model import (
    FieldSetting,
    FormSetting,
    NewView,
    SortSetting,
    View,
    ViewChange,
    ViewKind,
    ViewSettings,
)
from leadbase.tables.view_settings import MOST_SORT_KEYS, shown

VIEW_ID = "6565f0c2b3d4e5f607182940"

Ref = Annotated[str, Field(max_length=200, description="A field's id or API name.", examples=["phone"])]
Sharing = Annotated[
    Literal["personal", "shared"],
    Field(description="personal: its owner's alone. shared: seen by all who may read the table."),
]
RowHeight = Literal["compact", "normal", "tall"]
Kind = Annotated[
    ViewKind,
    Field(
        description="grid: a sheet. kanban: cards in columns, by `stack_by`. calendar: records on their days, "
        "from `starts_at` to `ends_at`. form: makes records one by one. It stays as it was made.",
        examples=["kanban"],
    ),
]


class _In(BaseModel):
    """A body that is sent to us: unknown names are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid")


class SortIn(_In):
    """A field to sort by; system values such as `_created_at` too."""

    field: Ref
    descending: bool = False


class ShownFieldIn(_In):
    """How a field is shown."""

    field: Ref
    width: int | None = Field(None, ge=40, le=2000, description="Pixels; null: as the type has it.")
    hidden: bool = False


class FormIn(_In):
    """What a form says above its fields, and which it asks for without fail."""

    heading: str = Field("", max_length=200, examples=["登记到店客户"])
    text: str = Field("", max_length=2000)
    required: list[Ref] = Field([], max_length=MOST_FIELDS, description="Beside those that the table requires.")


class ViewSettingsIn(_In):
    """How a view shows its table; what is left out stays (in a new view: as in the view of all records)."""

    filter: dict[str, JsonValue] | None = Field(
        None,
        description="As records are filtered.",
        examples=[{"and": [{"field": "channel", "op": "eq", "value": "7"}]}],
    )
    sort: list[SortIn] = Field([], max_length=MOST_SORT_KEYS)
    group: Ref | None = None
    fields: list[ShownFieldIn] = Field([], max_length=MOST_FIELDS, description="In order; others come behind them.")
    row_height: RowHeight = "normal"
    colour_by: Ref | None = Field(None, description="A field with options, whose hues the records take.")
    frozen: int = Field(1, ge=0, le=5, description="Columns that stay while others are scrolled.")
    stack_by: Ref | None = Field(None, description="Kanban: a field of a choice or a person, whose values are columns.")
    starts_at: Ref | None = Field(None, description="Calendar: a field that holds a day or a moment.")
    ends_at: Ref | None = Field(None, description="Calendar: one that holds the last day, for records of several.")
    form: FormIn = FormIn(heading="", text="", required=[])

    def to_model(self) -> ViewSettings:
        """Give it as the verbs take it: only what was sent."""
        settings: ViewSettings = {
            "filter": self.filter,
            "sort": [SortSetting(field=one.field, descending=one.descending) for one in self.sort],
            "group": self.group,
            "fields": [FieldSetting(field=one.field, width=one.width, hidden=one.hidden) for one in self.fields],
            "row_height": self.row_height,
            "colour_by": self.colour_by,
            "frozen": self.frozen,
            "stack_by": self.stack_by,
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "form": FormSetting(heading=self.form.heading, text=self.form.text, required=self.form.required),
        }
        return cast(ViewSettings, {name: value for name, value in settings.items() if name in self.model_fields_set})


class ViewIn(_In):
    """A view to save."""

    label: Label = Field(examples=["抖音线索"])
    kind: Kind = "grid"
    sharing: Sharing = Field(examples=["shared"])
    locked: bool = Field(False, description="Changed only by builders, once unlocked.")
    settings: ViewSettingsIn | None = None

    def to_model(self) -> NewView:
        """Give it as the verbs take it."""
        settings: ViewSettings = self.settings.to_model() if self.settings else {}
        return NewView(self.label, self.sharing, settings, self.locked, kind=self.kind)


class ViewPatch(_In):
    """What to change in a view; what is left out stays, single settings too."""

    label: Label = Field("", examples=["本周线索"])
    sharing: Sharing = "personal"
    locked: bool = False
    settings: ViewSettingsIn | None = None
    version: int | None = Field(None, description="The version that was read: a later one refuses the change.")

    def to_model(self) -> ViewChange:
        """Give it as the verbs take it: only what was sent."""
        change: ViewChange = {
            "label": self.label,
            "sharing": self.sharing,
            "locked": self.locked,
            "settings": self.settings.to_model() if self.settings else {},
            "version": self.version,
        }
        return cast(ViewChange, {name: value for name, value in change.items() if name in self.model_fields_set})


class SortOut(BaseModel):
    """A field to sort by."""

    field: str = Field(description="The field's id, or a system value such as `_created_at`.", examples=[FIELD_ID])
    descending: bool


class ShownFieldOut(BaseModel):
    """How a field is shown."""

    field: str = Field(description="The field's id.", examples=[FIELD_ID])
    width: int | None
    hidden: bool


class FormOut(BaseModel):
    """What a form says above its fields, and which it asks for without fail."""

    heading: str
    text: str
    required: list[str] = Field(description="Ids of fields.")


class ViewSettingsOut(BaseModel):
    """How a view shows its table: fields by id, those in the trash left out, every other one among `fields`."""

    filter: dict[str, JsonValue] | None = Field(
        description="Spelt out: and, or, not, and questions.",
        examples=[{"and": [{"field": FIELD_ID, "op": "eq", "value": "7"}]}],
    )
    sort: list[SortOut]
    group: str | None
    fields: list[ShownFieldOut]
    row_height: RowHeight
    colour_by: str | None
    frozen: int
    stack_by: str | None
    starts_at: str | None
    ends_at: str | None
    form: FormOut


class ViewOut(BaseModel):
    """A view of a table."""

    id: str | None = Field(description="null: the view of all records, which is always there.", examples=[VIEW_ID])
    name: str = Field(description="Made from the label when it was saved; stays.", examples=["抖音线索"])
    label: str = Field(examples=["抖音线索"])
    kind: Kind
    sharing: Sharing
    locked: bool
    owner: str | None = Field(description="The id of the person who made it.", examples=["65a1f0c2b3d4e5f60718293a"])
    version: int = Field(examples=[1])
    settings: ViewSettingsOut

    @classmethod
    def of(cls, table: Table, view: View) -> ViewOut:
        """Show a view."""
        return cls(
            id=view.id,
            name=view.name,
            label=view.label,
            kind=view.kind,
            sharing=view.sharing,
            locked=view.locked,
            owner=view.owner,
            version=view.version,
            settings=ViewSettingsOut.model_validate(shown(table, view.settings)),
        )


class ViewPage(BaseModel):
    """All views of a table that the asker sees: that of all records, the shared ones, then their own."""

    items: list[ViewOut]
    next_cursor: None = None

    @classmethod
    def of(cls, table: Table, page: Page[View]) -> ViewPage:
        """Show a page."""
        return cls(items=[ViewOut.of(table, view) for view in page.items])
