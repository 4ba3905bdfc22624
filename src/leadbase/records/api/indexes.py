"""The routes of indexes: ask for one, list them, drop one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, status
from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from leadbase.access.gate import Entry
from leadbase.storage.indexes import IndexState, Purpose
from leadbase.tables import indexes
from leadbase.tables.api import CataloguesOf, TableKey
from leadbase.tables.indexes import Shown

router = APIRouter(tags=["tables"])

INDEX_ID = "65a1f0c2b3d4e5f607182960"
IndexKey = Annotated[str, Path(max_length=24, description="An index's id.", examples=[INDEX_ID])]


def _rfc3339(moment: datetime) -> str:
    """Spell a moment in UTC as RFC 3339."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


Moment = Annotated[datetime, PlainSerializer(_rfc3339, when_used="json"), Field(examples=["2026-11-24T03:20:00Z"])]


class IndexIn(BaseModel):
    """An index to make."""

    model_config = ConfigDict(extra="forbid")

    field: str = Field(max_length=200, description="A field's id or API name.", examples=["phone"])
    purpose: Purpose = Field(examples=["sort"], description="sort: lists sorted by it; filter: by whole values.")
    hold: bool = Field(False, description="Agree that incoming leads wait while it is made (SQLite, large tables).")


class IndexOut(BaseModel):
    """An index of a field."""

    id: str = Field(examples=[INDEX_ID])
    field: str = Field(examples=["63ff0191f725340df45e8ebd"])
    field_name: str = Field(examples=["phone"])
    purpose: Purpose
    state: IndexState
    job: str = Field(description="The job that makes it.", examples=["65a1f0c2b3d4e5f607182940"])
    unused: bool = Field(description="It has been there for 30 days, and no list needed it in them.")
    created_at: Moment
    ready_at: Moment | None
    used_at: Moment | None = Field(description="To the day.")

    @classmethod
    def of(cls, shown: Shown) -> IndexOut:
        """Show an index."""
        index = shown.index
        return cls(
            id=index.id,
            field=shown.field.id,
            field_name=shown.field.name,
            purpose=index.purpose,
            state=index.state,
            job=index.job,
            unused=shown.is_unused,
            created_at=index.created_at,
            ready_at=index.ready_at,
            used_at=index.used_at,
        )


class IndexPage(BaseModel):
    """A table's indexes."""

    items: list[IndexOut]
    next_cursor: None = None


@router.get("/tables/{table}/indexes")
async def list_indexes(table: TableKey, entry: Entry, catalogues: CataloguesOf) -> IndexPage:
    """List the indexes of a table that somebody asked for, in the order of their making."""
    found = await entry.read(lambda scope: indexes.list_indexes(scope, catalogues, table))
    return IndexPage(items=[IndexOut.of(one) for one in found])


@router.post("/tables/{table}/indexes", status_code=status.HTTP_202_ACCEPTED)
async def ask_index(table: TableKey, body: IndexIn, entry: Entry, catalogues: CataloguesOf) -> IndexOut:
    """Let a list be fast that sorts or filters by a field: a job makes the index.

    On SQLite incoming leads wait meanwhile; for a large table it is refused with how long, unless `hold` agrees.
    """
    return IndexOut.of(
        await entry.write(
            lambda scope: indexes.ask_index(scope, catalogues, table, body.field, body.purpose, hold=body.hold)
        )
    )


@router.delete("/tables/{table}/indexes/{index}", status_code=status.HTTP_204_NO_CONTENT)
async def drop_index(table: TableKey, index: IndexKey, entry: Entry, catalogues: CataloguesOf) -> None:
    """Drop an index: writes get a little faster, lists that needed it slower."""
    await entry.write(lambda scope: indexes.drop_index(scope, catalogues, table, index))
