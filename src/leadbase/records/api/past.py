"""The routes of a table's past: what happened to its records, and taking them all back to a moment."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response, status
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from leadbase.access.gate import Entry
from leadbase.access.scope import Scope
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.kit.paging import DEFAULT_LIMIT
from leadbase.records import history, rewinding
from leadbase.records.answers import step_to_rest
from leadbase.records.api.parts import Cursor, Keys, Limit, spelled
from leadbase.records.model import ChangeFilter
from leadbase.records.schemas import RECORD_ID, HistoryPage
from leadbase.tables import service as tables
from leadbase.tables.api import CataloguesOf, TableKey

router = APIRouter(tags=["records"])

AUTHOR = "person:65a1f0c2b3d4e5f60718293a"
AT = "2026-11-24T03:20:00Z"
Since = Annotated[AwareDatetime | None, Query(description="Not before this moment.", examples=[AT])]
Until = Annotated[AwareDatetime | None, Query(description="Not after this moment.", examples=[AT])]
By = Annotated[str | None, Query(max_length=200, description="Only what they did: a change's `by`.", examples=[AUTHOR])]
Of = Annotated[str | None, Query(max_length=24, description="Only of this record.", examples=[RECORD_ID])]


class RewindIn(BaseModel):
    """The moment to take a table back to."""

    model_config = ConfigDict(extra="forbid")

    at: AwareDatetime = Field(description="A moment that is over.", examples=[AT])
    dry_run: bool = Field(True, description="Only count what it would do.")


class RewindOut(BaseModel):
    """The job that does it."""

    job: str = Field(
        description="See `/jobs/{job}`; its `result` counts the records `changed`, `deleted` (they were not there "
        "then), `restored`, `kept` (others changed them while it ran), `left` (some of their values belong to fields "
        "that were deleted, got another type or don't take them any more) and `refused`.",
        examples=["65a1f0c2b3d4e5f607182940"],
    )


@router.get("/tables/{table}/changes", response_model=HistoryPage)
async def list_table_changes(
    table: TableKey,
    entry: Entry,
    catalogues: CataloguesOf,
    since: Since = None,
    until: Until = None,
    author: By = None,
    record: Of = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
    keys: Keys = "name",
) -> Response:
    """List the updates, deletions and restorations of all records of a table, the latest first."""
    wanted = ChangeFilter(since, until, author, record)

    def act(scope: Scope) -> JsonObject:
        found = tables.get_table(scope, catalogues.get(scope), table)
        page = history.list_table_steps(scope, found, wanted, limit=limit, cursor=cursor)
        items: list[JsonValue] = [
            {"record": one.record, **step_to_rest(found, one.step, by_id=keys == "id", sight=scope.sight)}
            for one in page.items
        ]
        return {"items": items, "next_cursor": page.next_cursor}

    return spelled(await entry.read(act))


@router.post("/tables/{table}/rewind", status_code=status.HTTP_202_ACCEPTED)
async def rewind_table(table: TableKey, body: RewindIn, entry: Entry, catalogues: CataloguesOf) -> RewindOut:
    """Take all records of a table back to what they were at a moment, in the background.

    That writes ordinary changes, so taking it back to before is the way to undo it. Fields stay as they are.
    """

    def act(scope: Scope) -> RewindOut:
        found = tables.get_table(scope, catalogues.get(scope), table)
        return RewindOut(job=rewinding.ask_rewind(scope, found, body.at, dry_run=body.dry_run).id)

    return await entry.write(act)
