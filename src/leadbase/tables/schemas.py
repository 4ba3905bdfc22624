"""What the API of tables and fields takes and gives, as the OpenAPI page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, cast

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from leadbase.kit.json import JsonObject
from leadbase.kit.paging import Page
from leadbase.tables.field_type import FieldType, rfc3339
from leadbase.tables.hues import HUES
from leadbase.tables.model import Field as TableField
from leadbase.tables.model import FieldChange, NewField, NewTable, Table, TableChange

TABLE_ID = "63feff350ef3f00df536eac5"
FIELD_ID = "63ff0191f725340df45e8ebb"

Time = Annotated[str, Field(examples=["2026-11-24T03:20:00Z"])]
Name = Annotated[str, Field(max_length=200, description="API name; made from the label where it is left out.")]
Label = Annotated[str, Field(max_length=1000)]
Description = Annotated[str, Field(max_length=10_000)]
Hue = Annotated[str, Field(max_length=20, description=f"One of {', '.join(HUES)}.", examples=["teal"])]


class _In(BaseModel):
    """A body that is sent to us: unknown names are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid")


class FieldIn(_In):
    """A field to make."""

    label: Label = Field(examples=["电话"])
    type: str = Field(max_length=100, description="A name out of `/field-types`.", examples=["phone"])
    id: str | None = Field(None, max_length=100, description="Only to move an application over.", examples=[FIELD_ID])
    name: Name | None = Field(None, examples=["phone"])
    required: bool = False
    unique: bool = Field(False, description="No two records that are not in the trash hold the same value.")
    default: JsonValue = Field(None, description="Stands in a new record that does not name the field.")
    description: Description = ""
    params: dict[str, JsonValue] = Field({}, description="See `/field-types`.", examples=[{"region": "CN"}])
    searchable: bool | None = Field(None, description="Whether words are looked for in it; null: as its type has it.")

    def to_model(self) -> NewField:
        """Give it as the service takes it."""
        return NewField(
            label=self.label,
            type=self.type,
            id=self.id,
            name=self.name,
            required=self.required,
            unique=self.unique,
            default=self.default,
            description=self.description,
            params=cast(JsonObject, self.params),
            searchable=self.searchable,
        )


class FieldPatch(_In):
    """What to change in a field; what is left out stays. `params` are replaced as a whole."""

    label: Label = Field("", examples=["手机"])
    name: Name = Field("", examples=["mobile"])
    required: bool = False
    unique: bool = False
    searchable: bool = False
    default: JsonValue = None
    description: Description = ""
    params: dict[str, JsonValue] = {}

    def to_model(self) -> FieldChange:
        """Give it as the service takes it."""
        return cast(FieldChange, self.model_dump(exclude_unset=True))


class TableIn(_In):
    """A table to make, with its first fields."""

    label: Label = Field(examples=["客户"])
    id: str | None = Field(None, max_length=100, description="Only to move an application over.", examples=[TABLE_ID])
    name: Name | None = Field(None, examples=["customers"])
    description: Description = ""
    hue: Hue | None = Field(None, description="Left out: the next one in turn.")
    fields: list[FieldIn] = Field([], max_length=1000)

    def to_model(self) -> NewTable:
        """Give it as the service takes it."""
        fields = [field.to_model() for field in self.fields]
        return NewTable(self.label, self.id, self.name, self.description, fields, self.hue)


class TablePatch(_In):
    """What to change in a table; what is left out stays."""

    label: Label = Field("", examples=["潜在客户"])
    name: Name = Field("", examples=["leads"])
    description: Description = ""
    hue: Hue = ""

    def to_model(self) -> TableChange:
        """Give it as the service takes it."""
        return cast(TableChange, self.model_dump(exclude_unset=True))


class OrderIn(_In):
    """Those that come first, in this order; the others keep theirs behind them."""

    first: list[Annotated[str, Field(max_length=200)]] = Field(max_length=1000, examples=[["phone", "name"]])


class FieldOut(BaseModel):
    """A field."""

    id: str = Field(examples=[FIELD_ID])
    name: str = Field(description="API name.", examples=["phone"])
    aliases: list[str] = Field(description="Earlier API names, which still work.", examples=[["电话"]])
    label: str = Field(examples=["电话"])
    type: str = Field(examples=["phone"])
    required: bool
    unique: bool
    searchable: bool = Field(description="Whether words are looked for in it.")
    default: JsonValue
    description: str
    params: dict[str, JsonValue] = Field(examples=[{"region": "CN"}])
    deleted_at: Time | None = Field(None, description="Since when it is in the trash.")

    @classmethod
    def of(cls, field: TableField) -> FieldOut:
        """Show a field."""
        return cls(
            id=field.id,
            name=field.name,
            aliases=list(field.aliases),
            label=field.label,
            type=field.type,
            required=field.required,
            unique=field.unique,
            searchable=field.searchable,
            default=cast(JsonValue, field.default),
            description=field.description,
            params=cast("dict[str, JsonValue]", dict(field.params)),
            deleted_at=None if field.deleted_at is None else rfc3339(field.deleted_at),
        )


class TableOut(BaseModel):
    """A table with its fields in order."""

    id: str = Field(examples=[TABLE_ID])
    name: str = Field(description="API name.", examples=["customers"])
    aliases: list[str] = Field(description="Earlier API names, which still work.", examples=[["客户"]])
    label: str = Field(examples=["客户"])
    description: str
    hue: Hue
    fields: list[FieldOut]
    deleted_at: Time | None = Field(None, description="Since when it is in the trash.")
    records: int | None = Field(None, description="How many records it has, up to 10,000, where that was asked for.")
    records_capped: bool | None = Field(None, description="True: there are more than `records`.")

    @classmethod
    def of(cls, table: Table, count: tuple[int, bool] | None = None) -> TableOut:
        """Show a table, and how many records it has."""
        return cls(
            id=table.id,
            name=table.name,
            aliases=list(table.aliases),
            label=table.label,
            description=table.description,
            hue=table.hue,
            fields=[FieldOut.of(field) for field in table.fields],
            deleted_at=None if table.deleted_at is None else rfc3339(table.deleted_at),
            records=None if count is None else count[0],
            records_capped=None if count is None else count[1],
        )


class TablePage(BaseModel):
    """A page of tables, in the order that the workspace gave them."""

    items: list[TableOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page[Table], counts: Mapping[str, tuple[int, bool]] | None = None) -> TablePage:
        """Show a page, and how many records each table (by id) has."""
        known = counts or {}
        return cls(
            items=[TableOut.of(table, known.get(table.id)) for table in page.items], next_cursor=page.next_cursor
        )


class FieldPage(BaseModel):
    """A page of a table's fields, in their order."""

    items: list[FieldOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page[TableField]) -> FieldPage:
        """Show a page."""
        return cls(items=[FieldOut.of(field) for field in page.items], next_cursor=page.next_cursor)


class FieldTypeOut(BaseModel):
    """A type that a field can have."""

    name: str = Field(examples=["phone"])
    label: dict[str, str] = Field(examples=[{"zh-CN": "电话", "en": "Phone"}])
    summary: dict[str, str]
    icon: str = Field(examples=["phone"])
    group: str = Field(
        description="text, number, choice, time, contact, relation or system: where to look for it.",
        examples=["contact"],
    )
    shape: str = Field(description="How values are stored and compared.", examples=["text"])
    widget: str = Field(description="How the console draws values.", examples=["phone"])
    operators: list[str] = Field(description="What filters can ask.", examples=[["eq", "ne", "in"]])
    sortable: bool
    unique_allowed: bool
    searchable_allowed: bool
    personal: bool = Field(description="Masked for those who may not see personal data.")
    computed: bool = Field(description="Filled in by itself; can't be written.")
    refers: str | None = Field(
        description="What values are ids of: member, or record (of the table in the parameter `table`); else null."
    )
    params: dict[str, JsonValue] = Field(description="JSON schema of its parameters.")

    @classmethod
    def of(cls, name: str, kind: FieldType) -> FieldTypeOut:
        """Show a type."""
        card = kind.card
        return cls(
            name=name,
            label={"zh-CN": card.label_zh, "en": card.label_en},
            summary={"zh-CN": card.summary_zh, "en": card.summary_en},
            icon=card.icon,
            group=kind.group,
            shape=kind.shape.value,
            widget=kind.widget,
            operators=list(kind.operators),
            sortable=kind.sortable,
            unique_allowed=kind.unique_allowed,
            searchable_allowed=kind.searchable_allowed,
            personal=kind.personal,
            computed=kind.computed,
            refers=kind.refers,
            params=cast("dict[str, JsonValue]", dict(kind.params.json_schema())),
        )


class FieldTypePage(BaseModel):
    """Every field type, by name."""

    items: list[FieldTypeOut]
    next_cursor: None = None

    @classmethod
    def of(cls, types: Mapping[str, FieldType]) -> FieldTypePage:
        """Show every type."""
        items: Sequence[FieldTypeOut] = [FieldTypeOut.of(name, kind) for name, kind in types.items()]
        return cls(items=list(items))
