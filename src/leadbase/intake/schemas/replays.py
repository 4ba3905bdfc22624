"""Bulk replays, as the API takes and gives them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, Field, StringConstraints, model_validator

from leadbase.intake.briefs import Brief
from leadbase.intake.bulk_replay import FASTEST, MOST_EVENTS, MOST_NAMED, NewReplay, Told
from leadbase.intake.bulk_steps import Tally
from leadbase.intake.inspection import Wanted
from leadbase.intake.model import State
from leadbase.intake.schemas.parts import EVENT_ID, In, Json, Moment
from leadbase.intake.store.replays import Counts, Item
from leadbase.jobs.model import Job, JobState

_Id = Annotated[str, StringConstraints(pattern="^[0-9a-f]{24}$")]


class EventFilterIn(In):
    """Which events, as the list of events is filtered; what is left out is not asked."""

    webhook: str | None = Field(None, max_length=64, description="A webhook's id or API name.")
    state: list[State] | None = Field(None, description="One state or several.")
    since: datetime | None = Field(None, description="Received at this moment or later.")
    until: datetime | None = Field(None, description="Received before this moment.")
    has_issues: bool | None = Field(None, description="Whether a value did not fit its field.")
    version: int | None = Field(None, ge=1, le=2**31 - 1, description="The version that ran last.")
    duplicate: bool | None = Field(None, description="Whether it was here before.")
    q: str | None = Field(
        None, min_length=1, max_length=200, description="As in the list of events: an id, a record or a part of a body."
    )

    def wanted(self) -> Wanted:
        """Give the wish."""
        return Wanted(
            webhook=self.webhook,
            states=self.state,
            since=_aware(self.since),
            until=_aware(self.until),
            has_issues=self.has_issues,
            version=self.version,
            duplicate=self.duplicate,
            text=self.q,
        )


class BulkReplayIn(In):
    """Which events to replay, on what, and how."""

    events: list[_Id] = Field(
        default_factory=list[str], max_length=MOST_NAMED, examples=[[EVENT_ID]], description="Events by their ids."
    )
    filter: EventFilterIn | None = Field(
        None, description="Which events; of those in `events` where both are given. `{}` stands for all there are."
    )
    group: str | None = Field(
        None, max_length=64, examples=["9f2c41d0a7b35e68c1d24f07"], description="The key of a group of failures."
    )
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | Literal["live", "draft"] = Field(
        "live", description="What to run. A version or the draft needs `filter.webhook`."
    )
    as_new: bool = Field(False, description="Make new records instead of redoing those the events made.")
    dry_run: bool = Field(True, description="Show what would change and write nothing.")
    rate: int | None = Field(None, ge=1, le=FASTEST, description="Events a second at most; null: as fast as it goes.")

    @model_validator(mode="after")
    def _some(self) -> BulkReplayIn:
        if not self.events and self.filter is None and self.group is None:
            raise ValueError("name events, a filter or a group of failures")
        return self

    def wish(self) -> NewReplay:
        """Give the wish."""
        asked = self.model_dump(mode="json", include={"filter"}, exclude_none=True)
        return NewReplay(
            wanted=(self.filter or EventFilterIn.model_validate({})).wanted(),
            events=self.events,
            version=self.version,
            as_new=self.as_new,
            dry_run=self.dry_run,
            rate=self.rate,
            asked={**asked, "events": len(self.events), "group": self.group},
            group=self.group,
        )


class TableWritesOut(BaseModel):
    """What became, or would become, of the records of one table."""

    table: str = Field(description="The table's id.")
    created: int
    updated: int = Field(description="Records that were changed, those included that an earlier attempt made.")
    deleted: int
    unchanged: int = Field(description="Records that are as the replay would leave them.")
    skipped: int = Field(description="Records left as they are, such as those in the trash.")

    @classmethod
    def of(cls, table: str, counts: Mapping[str, int]) -> TableWritesOut:
        """Show counts by operation."""
        did = {name: counts.get(name, 0) for name in ("create", "update", "redo", "delete", "skip", "same")}
        updated = did["update"] + did["redo"]
        return cls(
            table=table,
            created=did["create"],
            updated=updated,
            deleted=did["delete"],
            unchanged=did["same"],
            skipped=did["skip"],
        )

    @classmethod
    def each(cls, counts: Counts) -> list[TableWritesOut]:
        """Show the counts of each table."""
        return [cls.of(table, did) for table, did in sorted(counts.items())]


class UndoOut(BaseModel):
    """The job that takes a bulk replay back, and what became of the records so far."""

    job: str = Field(examples=["65a1f0c2b3d4e5f607182940"])
    state: JobState
    cancelling: bool
    finished: int = Field(description="How many of its events are undone.")
    total: int | None
    trashed: int = Field(description="Records that it had made, now in the trash.")
    put_back: int = Field(description="Records whose fields are as they were before.")
    restored: int = Field(description="Records that it had put in the trash, now back.")
    left: int = Field(description="Records that were changed since; what was changed stays.")
    gone: int = Field(description="Records or tables that are there no more.")
    error: Json

    @classmethod
    def of(cls, job: Job) -> UndoOut:
        """Show an undo."""
        tally = cast("Mapping[str, int]", job.result or (job.cursor or {}).get("tally") or {})
        return cls(
            job=job.id,
            state=job.state,
            cancelling=job.wanted == "cancel",
            finished=job.progress.done,
            total=job.progress.total,
            trashed=tally.get("trashed", 0),
            put_back=tally.get("put_back", 0),
            restored=tally.get("restored", 0),
            left=tally.get("left", 0),
            gone=tally.get("gone", 0),
            error=job.error,
        )


class BulkReplayOut(BaseModel):
    """A bulk replay, and what came of it so far."""

    id: str = Field(examples=["65a1f0c2b3d4e5f607182940"], description="The id of its job too.")
    state: JobState
    paused: bool
    dry_run: bool
    as_new: bool
    version: Json = Field(description='`"live"`, `"draft"` or a number.', examples=["live"])
    webhook: str | None = Field(examples=["feiyu"])
    filter: dict[str, Any] | None = Field(description="The filter that was asked for.")
    named: int = Field(description="How many events were named by id.")
    group: str | None = Field(description="The key of the group of failures that was asked for.")
    of_dry_run: str | None = Field(description="The dry run that this one writes.")
    rate: int | None
    total: int | None = Field(description="How many events it takes; null while they are not all found.")
    finished: int = Field(description="How many of them have ended.")
    cut: bool = Field(description=f"More events fit than the {MOST_EVENTS:,} that it takes; these are the oldest.")
    done: int
    failed: int
    waiting: int = Field(description="Failed for a passing reason; they are tried again by themselves.")
    refused: int = Field(description="Could not be replayed, such as those whose body is no longer kept.")
    tables: list[TableWritesOut]
    kept_fields: int = Field(description="Fields that people changed since, and that were left alone.")
    error: Json = Field(description="Why the replay itself failed or waits.")
    undo: UndoOut | None = Field(description="The undo of the whole batch, where one was asked for.")
    by: str | None = Field(description="The name of who asked for it.")
    created_at: Moment
    started_at: Moment | None
    finished_at: Moment | None

    @classmethod
    def of(cls, told: Told, by: str | None) -> BulkReplayOut:
        """Show a replay."""
        made, job = told.replay, told.job
        tally = Tally.of(job.result or job.cursor)
        gathering = job.cursor is None or "after" in job.cursor
        live = "draft" if made.source is not None else "live"
        return cls(
            id=made.id,
            state=job.state,
            paused=job.is_paused,
            dry_run=made.dry_run,
            as_new=made.as_new,
            version=live if made.version is None else made.version,
            webhook=None if told.webhook is None else told.webhook.name,
            filter=cast("dict[str, Any] | None", made.asked.get("filter")),
            named=cast(int, made.asked.get("events", 0)),
            group=cast("str | None", made.asked.get("group")),
            of_dry_run=cast("str | None", made.asked.get("dry_run")),
            rate=made.rate,
            total=None if gathering and job.result is None else job.progress.total,
            finished=job.progress.done,
            cut=tally.is_cut,
            done=tally.outcomes["done"],
            failed=tally.outcomes["failed"],
            waiting=tally.outcomes["waiting"],
            refused=tally.outcomes["refused"],
            tables=TableWritesOut.each(tally.tables),
            kept_fields=tally.kept_fields,
            error=job.error,
            undo=None if told.undo is None else UndoOut.of(told.undo),
            by=by,
            created_at=made.created_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
        )


class BulkReplayPage(BaseModel):
    """Replays, newest first."""

    items: list[BulkReplayOut]
    next_cursor: str | None


Outcome = Literal["done", "failed", "waiting", "refused"]


class ReplayLineOut(BaseModel):
    """One line of a replay's result: an event and what became of it, or would; null while that is not known."""

    event: str = Field(examples=[EVENT_ID])
    outcome: Outcome | None
    attempt: int | None
    error: Json = None
    tables: list[TableWritesOut]
    kept_fields: int

    @classmethod
    def of(cls, item: Item) -> ReplayLineOut:
        """Show what became of an event."""
        return cls(
            event=item.event,
            outcome=cast(Any, item.outcome),
            attempt=item.attempt,
            error=item.error,
            tables=TableWritesOut.each(item.writes or {}),
            kept_fields=item.kept_fields,
        )


class ReplayItemOut(ReplayLineOut):
    """An event of a replay, with whose lead it is."""

    title: str | None = Field(examples=["张三 138****6021"])
    received_at: Moment | None
    undone: dict[str, int] | None = Field(
        description="What became of its records when the replay was undone: trashed, put_back, restored, left, gone."
    )

    @classmethod
    def of_event(cls, item: Item, brief: Brief | None) -> ReplayItemOut:
        """Show an event of a replay."""
        return cls(
            **ReplayLineOut.of(item).model_dump(),
            title=None if brief is None else brief.title,
            received_at=None if brief is None else brief.event.received_at,
            undone=None if item.undone is None else dict(item.undone),
        )


class ReplayItemPage(BaseModel):
    """Events of a replay, in the order in which they are replayed."""

    items: list[ReplayItemOut]
    next_cursor: str | None


def _aware(moment: datetime | None) -> datetime | None:
    """Take a moment without a zone as UTC."""
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
