"""What the API of records takes and gives, as the OpenAPI page shows it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from leadbase.storage.indexes import Purpose

RECORD_ID = "6565f0c2b3d4e5f60718293a"

_RECORD: dict[str, JsonValue] = {
    "_id": RECORD_ID,
    "_version": 1,
    "_created_at": "2026-11-24T03:20:00Z",
    "_updated_at": "2026-11-24T03:20:00Z",
    "_created_by": "webhook:63ff0191f725340df45e8ec2",
    "_updated_by": "webhook:63ff0191f725340df45e8ec2",
    "_source_event": "6565f0c1b3d4e5f607182939",
    "name": "张三",
    "phone": "13800138000",
    "budget": "120000.00",
    "channel": None,
}


RecordId = Annotated[str, Field(max_length=24)]


class RecordOut(BaseModel):
    """A record: system values, then each field's value by API name or id.

    Dates are `YYYY-MM-DD`, times `HH:MM:SS`, timestamps RFC 3339 in UTC, decimals text, integers numbers (text beyond
    2^53), absent values null. `_issues` tells the values that did not fit, `{field: {value, reason}}`.
    """

    model_config = ConfigDict(extra="allow", json_schema_extra={"examples": [_RECORD]})

    id: str = Field(alias="_id")
    version: int = Field(alias="_version")
    created_at: str = Field(alias="_created_at")
    updated_at: str = Field(alias="_updated_at")
    created_by: str = Field(alias="_created_by")
    updated_by: str = Field(alias="_updated_by")
    source_event: str | None = Field(alias="_source_event")
    deleted_at: str | None = Field(None, alias="_deleted_at")
    issues: dict[str, JsonValue] | None = Field(None, alias="_issues")


class HintOut(BaseModel):
    """An index that would help."""

    field: str = Field(examples=["63ff0191f725340df45e8ebd"])
    name: str = Field(examples=["budget"], description="The field's API name.")
    purpose: Purpose
    building: bool = Field(description="It is being made.")


class SlowOut(BaseModel):
    """What would make a list fast; ask for it at `POST /tables/{table}/indexes`."""

    took_ms: int
    newest: int | None = Field(description="Only so many newest records were looked at; null: all.")
    indexes: list[HintOut]


class RecordPage(BaseModel):
    """A page of records; `count` and `count_capped` are there where they were asked for."""

    items: list[RecordOut]
    next_cursor: str | None
    count: int | None = Field(None, description="How many there are in all, counted up to 10,000 or 1,000,000.")
    count_capped: bool | None = Field(None, description="True: there are more than `count`.")
    search_behind: bool | None = Field(
        None, description="Of a search: true while what was written last may not be found yet."
    )
    slow: SlowOut | None = Field(None, description="There where the list took long and an index would help.")


class GroupOut(BaseModel):
    """The records that hold one value; null: none."""

    value: JsonValue = Field(examples=["7"])
    count: int = Field(examples=[128])


class GroupPage(BaseModel):
    """Groups with their counts: `total` records in all, `others` of them in groups that are not listed."""

    items: list[GroupOut]
    next_cursor: None = None
    total: int
    others: int


class NeighboursOut(BaseModel):
    """The ids of the records before and after one; null at the ends of the list."""

    previous: str | None = Field(examples=[RECORD_ID])
    next: str | None = Field(examples=[None])


class BulkIn(BaseModel):
    """Up to 1,000 records to make, change (each names its own by `_id`), put in the trash and take out of it."""

    model_config = ConfigDict(extra="forbid")

    create: list[dict[str, JsonValue]] = Field([], max_length=100_000, examples=[[{"name": "张三"}]])
    update: list[dict[str, JsonValue]] = Field(
        [], max_length=100_000, examples=[[{"_id": RECORD_ID, "_version": 1, "channel": "7"}]]
    )
    trash: list[RecordId] = Field([], max_length=100_000, examples=[[]])
    restore: list[RecordId] = Field([], max_length=100_000, examples=[[]])
    dry_run: bool = Field(False, description="Tell what would happen, and write nothing.")
    all_or_nothing: bool = Field(False, description="Write nothing if an item is refused.")


class RefusalOut(BaseModel):
    """Why an item was refused: a stable code, a sentence for people, and what the sentence is about."""

    model_config = ConfigDict(extra="allow")

    code: str = Field(examples=["duplicate_value"])
    detail: str


class BulkItemOut(BaseModel):
    """What became of the item at this place of its list: the record as it is now, or why it was refused."""

    action: Literal["create", "update", "trash", "restore"]
    index: int
    record: RecordOut | None = None
    problem: RefusalOut | None = None


class BulkOut(BaseModel):
    """What became of every item: creations first, then updates, trashed and restored ones, each in their order."""

    items: list[BulkItemOut]
    applied: bool = Field(description="False: nothing was written.")
    changed: int = Field(description="Records that were made or really changed, or would be.")
    refused: int


class MatchingIn(BaseModel):
    """Which records to change, and how: `set` gives fields the same values, `trash` puts them in the trash."""

    model_config = ConfigDict(extra="forbid")

    filter: JsonValue = Field(None, description="As in the list; left out: all.", examples=[{"channel": "99"}])
    q: str | None = Field(None, max_length=1_000, description="As in the list.")
    set: dict[str, JsonValue] = Field({}, examples=[{"channel": "7"}])
    trash: bool = False
    cursor: str | None = Field(None, max_length=1_000, description="`next_cursor` of the answer before.")


class MatchingOut(BaseModel):
    """What became of up to 1,000 records; with `remaining` ones, ask again with `next_cursor` until it is null."""

    changed: int
    refused: int = Field(description="Records left as they were, because the change does not fit them.")
    remaining: int
    next_cursor: str | None
    problem: RefusalOut | None = Field(description="Why the first of them was refused.")


class UpsertIn(BaseModel):
    """A record to find by its keys, and to update or make."""

    model_config = ConfigDict(extra="forbid")

    keys: list[Annotated[str, Field(max_length=200)]] = Field(
        max_length=10, description="Fields whose values in `record` find it.", examples=[["phone"]]
    )
    record: dict[str, JsonValue] = Field(examples=[{"phone": "13800138000", "name": "张三"}])


class UpsertOut(BaseModel):
    """The record, and whether it was made."""

    created: bool
    record: RecordOut


class ChangeOut(BaseModel):
    """What a creation, update, deletion or restoration did to a record."""

    record: str = Field(examples=[RECORD_ID])
    version: int = Field(description="The version that it replaced; 0: it is the creation.")
    operation: Literal["create", "update", "delete", "restore"]
    at: str = Field(examples=["2026-11-24T03:20:00Z"])
    by: str = Field(examples=["person:65a1f0c2b3d4e5f60718293a"])
    by_name: str | None = Field(description="What the person or token is called.", examples=["李娜"])
    source_event: str | None
    before: dict[str, JsonValue] = Field(description="The values it replaced.", examples=[{"channel": None}])
    after: dict[str, JsonValue] = Field(description="The values it put there.", examples=[{"channel": "7"}])


class HistoryPage(BaseModel):
    """A page of what happened to a record, the latest first and its creation last."""

    items: list[ChangeOut]
    next_cursor: str | None
