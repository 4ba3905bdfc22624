"""Imports, as the API takes and gives them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from leadbase.jobs.model import Job, JobState
from leadbase.records.transfer.decoding import Encoding
from leadbase.records.transfer.headers import Why
from leadbase.records.transfer.plan import Misfits, Mode, Plan
from leadbase.records.transfer.reading import Wish
from leadbase.records.transfer.service import Column, Preview, Told, state_of, tally_of
from leadbase.records.transfer.tally import Tally
from leadbase.tables.model import NewTable
from leadbase.tables.schemas import FieldIn, Label

IMPORT_ID = "65a1f0c2b3d4e5f607182941"


def _rfc3339(moment: datetime) -> str:
    """Spell a moment in UTC as RFC 3339, with the fraction of the second only where there is one."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


Moment = Annotated[datetime, PlainSerializer(_rfc3339, when_used="json"), Field(examples=["2026-11-24T03:20:00Z"])]
Number = Annotated[int, Field(ge=0, le=1_999)]
Delimiter = Literal[",", "\t", ";", "|"]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ImportReadingIn(_In):
    """How to read the file; what is left out is found out."""

    encoding: Encoding | None = None
    delimiter: Delimiter | None = None
    sheet: str | None = Field(None, max_length=200)
    header: int | None = Field(None, ge=0, le=100, description="The row of the names, from 1; 0: there is none.")

    def wish(self) -> Wish:
        """Give the wish."""
        return Wish(self.encoding, self.delimiter, self.sheet, self.header)


class ImportColumnIn(_In):
    """A column that goes into a field."""

    column: Number = Field(description="Its number, from 0.", examples=[0])
    field: str = Field(max_length=200, description="The field's id or API name.", examples=["phone"])


class ImportPlanIn(_In):
    """What to do with the file."""

    table: str | None = Field(None, max_length=200, description="The table's id or API name.", examples=["customers"])
    columns: list[ImportColumnIn] = Field(min_length=1, max_length=300, examples=[[{"column": 0, "field": "name"}]])
    mode: Mode = Field(
        "create",
        description="What becomes of a row whose record is there already: `create` looks for none; `skip` leaves it; "
        "`update` lets cells with a value replace its own; `fill` only fills what is empty.",
    )
    keys: list[str] = Field([], max_length=10, description="Fields by which a record is the same.", examples=[[]])
    misfits: Misfits = Field(
        "empty",
        description="A cell that doesn't fit an optional field: left `empty` and marked, or its row is left out "
        "(`leave_out`). One that a required or unique field can't take always keeps its row out.",
    )

    def plan(self) -> Plan:
        """Give the plan."""
        columns = {one.column: one.field for one in self.columns}
        return Plan(columns, self.mode, tuple(self.keys), self.misfits)


class NewColumnIn(FieldIn):
    """A field to make for a column."""

    column: Number = Field(description="Its number, from 0.", examples=[0])


class TableFromFileIn(_In):
    """A table to make for the file."""

    label: Label = Field(examples=["展会线索"])
    columns: list[NewColumnIn] = Field(
        min_length=1, max_length=300, examples=[[{"column": 0, "label": "姓名", "type": "text"}]]
    )

    def to_model(self) -> NewTable:
        """Give the table as the service takes it."""
        return NewTable(self.label, fields=[one.to_model() for one in self.columns])


class ImportPlanColumnOut(BaseModel):
    """A column that goes into a field."""

    column: int
    field: str = Field(description="The field's id.")


class ImportPlanOut(BaseModel):
    """What is to be done with the file."""

    columns: list[ImportPlanColumnOut]
    mode: Mode
    keys: list[str]
    misfits: Misfits

    @classmethod
    def of(cls, plan: Plan) -> ImportPlanOut:
        """Show a plan."""
        columns = [ImportPlanColumnOut(column=number, field=field) for number, field in sorted(plan.columns.items())]
        return cls(columns=columns, mode=plan.mode, keys=list(plan.keys), misfits=plan.misfits)


class ImportCauseOut(BaseModel):
    """One thing that is wrong with cells of a field, and how many."""

    field: str = Field(description="The field's id.")
    label: str
    code: str
    en: str = Field(description="The first of them, in a sentence.")
    zh: str
    fails: bool = Field(description="Whether it keeps rows out.")
    count: int


class ImportSampleOut(BaseModel):
    """The first row of an outcome: `values` by field id, and what is wrong with it."""

    line: int
    values: dict[str, Any]
    faults: list[dict[str, str]]


class ImportWorkOut(BaseModel):
    """How far a dry run or an import is, and what it counted."""

    job: str
    state: JobState
    done: int = Field(description="Rows.")
    total: int | None
    seconds: float | None = Field(description="How long the dry run took.")
    error: dict[str, Any] | None
    created: int
    changed: int
    skipped: int
    failed: int
    issues: int = Field(description="Rows that go in with a cell left empty.")
    causes: list[ImportCauseOut] = Field(description="The most frequent first.")
    samples: dict[str, ImportSampleOut] = Field(description="By outcome: create, update, skip, issue, fail.")

    @classmethod
    def of(cls, job: Job | None) -> ImportWorkOut | None:
        """Show a job."""
        if job is None:
            return None
        tally = tally_of(job) or Tally.of(None)
        causes = sorted(
            (ImportCauseOut.model_validate(one) for one in tally.causes.values()), key=lambda one: -one.count
        )
        return cls(
            job=job.id,
            state=job.state,
            done=job.progress.done,
            total=job.progress.total,
            seconds=_seconds(job),
            error=None if job.error is None else dict(job.error),
            created=tally.outcomes["create"],
            changed=tally.outcomes["update"],
            skipped=tally.outcomes["skip"],
            failed=tally.outcomes["fail"],
            issues=tally.issues,
            causes=sorted(causes, key=lambda one: -one.count),
            samples={kind: ImportSampleOut.model_validate(one) for kind, one in tally.samples.items()},
        )


class ImportUndoOut(BaseModel):
    """How far it is that an import is taken back, in records."""

    job: str
    state: JobState
    done: int
    total: int | None
    error: dict[str, Any] | None
    trashed: int
    restored: int
    kept: int = Field(description="Left as people changed them since.")
    gone: int = Field(description="In the trash already.")

    @classmethod
    def of(cls, job: Job | None) -> ImportUndoOut | None:
        """Show a job."""
        if job is None:
            return None
        counts: Any = job.result if job.result is not None else (job.cursor or {}).get("counts") or {}
        return cls(
            job=job.id,
            state=job.state,
            done=job.progress.done,
            total=job.progress.total,
            error=None if job.error is None else dict(job.error),
            **{name: int(counts.get(name, 0)) for name in ("trashed", "restored", "kept", "gone")},
        )


class ImportOut(BaseModel):
    """A file on its way into a table."""

    id: str = Field(examples=[IMPORT_ID])
    state: Literal["draft", "running", "done", "failed", "cancelled", "undoing", "undone"]
    name: str = Field(examples=["线索.csv"])
    size: int
    format: str = Field(examples=["csv"])
    encoding: Encoding
    delimiter: str
    sheet: str | None
    sheets: list[str]
    header: int
    headers: list[str]
    rows: int | None = Field(description="null: the file is large, and counted by the dry run.")
    table: str | None = Field(description="The table's id.")
    table_label: str | None
    plan: ImportPlanOut | None
    check: ImportWorkOut | None = Field(description="The dry run of this plan.")
    run: ImportWorkOut | None
    undo: ImportUndoOut | None
    by: str | None
    created_at: Moment
    finished_at: Moment | None

    @classmethod
    def of(cls, told: Told, by: str | None) -> ImportOut:
        """Show an import."""
        made, reading = told.made, told.reading
        return cls(
            id=made.id,
            state=state_of(told),
            name=made.name,
            size=made.size,
            format=made.format,
            encoding=reading.encoding,
            delimiter=reading.delimiter,
            sheet=reading.sheet,
            sheets=list(reading.sheets),
            header=reading.header,
            headers=list(reading.headers),
            rows=reading.rows,
            table=made.table,
            table_label=None if told.table is None else told.table.label,
            plan=None if made.plan is None else ImportPlanOut.of(Plan.of(made.plan)),
            check=ImportWorkOut.of(told.check),
            run=ImportWorkOut.of(told.run),
            undo=ImportUndoOut.of(told.undo),
            by=by,
            created_at=made.created_at,
            finished_at=None if told.run is None else told.run.finished_at,
        )


class ImportPage(BaseModel):
    """Imports, newest first."""

    items: list[ImportOut]
    next_cursor: str | None


class ImportColumnOut(BaseModel):
    """A column of the file: what it looks like, and where it would go."""

    column: int
    header: str
    samples: list[str] = Field(description="Its first cells that are not empty.")
    type: str = Field(description="The type that its content looks like.", examples=["phone"])
    params: dict[str, Any]
    field: str | None = Field(description="The id of the field that it would go into.")
    why: Why

    @classmethod
    def of(cls, number: int, column: Column) -> ImportColumnOut:
        """Show a column."""
        found = column.match.field
        return cls(
            column=number,
            header=column.header,
            samples=list(dict.fromkeys(cell[:200] for cell in column.samples if cell))[:5],
            type=column.guess.type,
            params=dict(column.guess.params),
            field=None if found is None else found.id,
            why=column.match.why,
        )


class ImportPreviewOut(BaseModel):
    """The first 100 rows of the file, and its columns."""

    columns: list[ImportColumnOut]
    rows: list[list[str]]

    @classmethod
    def of(cls, preview: Preview) -> ImportPreviewOut:
        """Show a preview."""
        columns = [ImportColumnOut.of(number, column) for number, column in enumerate(preview.columns)]
        return cls(columns=columns, rows=[[cell[:1_000] for cell in row] for row in preview.rows])


def _seconds(job: Job) -> float | None:
    told = (job.result or {}).get("seconds")
    return float(told) if isinstance(told, int | float) else None
