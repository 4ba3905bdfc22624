"""Retention and backups, as the API gives them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from leadbase.intake.retention_settings import LONGEST_DAYS, MOST_GIB, VARIABLE, Ages, Forecast
from leadbase.upkeep.backup import Backup
from leadbase.upkeep.backups import Going, Plan

BACKUP = "leadbase-20261124T033000Z.zip"


def _rfc3339(moment: datetime) -> str:
    """Spell a moment in UTC as RFC 3339, with the fraction of the second only where there is one."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


Moment = Annotated[datetime, PlainSerializer(_rfc3339, when_used="json"), Field(examples=["2026-11-24T03:30:00Z"])]
Days = Annotated[int, Field(ge=1, le=LONGEST_DAYS)]


class AgesOut(BaseModel):
    """Days that things are kept, and GiB of bodies in all."""

    events_days: int = Field(examples=[180])
    payloads_days: int = Field(examples=[30])
    attempts_days: int = Field(examples=[30])
    rejected_days: int = Field(examples=[7])
    gib: int = Field(examples=[20], description="Of the whole installation.")

    @classmethod
    def of(cls, ages: Ages) -> AgesOut:
        """Show them."""
        return cls(**ages.as_mapping())


class ForecastOut(BaseModel):
    """What goes within a day; what waits, runs, is held, or failed and was not seen never does."""

    events: int
    payloads: int = Field(description="Bodies; their events stay until their own time comes.")
    payload_bytes: int
    attempts: int
    beyond_size: int = Field(description="Bytes of the oldest bodies beyond the size.")
    more: bool = Field(description="There are more than were counted.")

    @classmethod
    def of(cls, told: Forecast) -> ForecastOut:
        """Show it."""
        return cls(
            events=told.events,
            payloads=told.payloads,
            payload_bytes=told.payload_bytes,
            attempts=told.attempts,
            beyond_size=told.beyond_size,
            more=told.more,
        )


class KeepingOut(BaseModel):
    """What a workspace keeps for how long. Tables are no part of it: records are never let go."""

    ages: AgesOut
    defaults: AgesOut
    size_variable: str | None = Field(examples=[VARIABLE], description="What fixes the size, if anything does.")
    can_change_size: bool
    oldest_at: Moment | None
    tonight: ForecastOut


class RetentionPatch(BaseModel):
    """What to change; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    events_days: Days | None = Field(default=None, examples=[90])
    payloads_days: Days | None = None
    attempts_days: Days | None = None
    rejected_days: Days | None = None
    gib: int | None = Field(default=None, ge=1, le=MOST_GIB, description="For instance administrators.")

    def changes(self) -> dict[str, int]:
        """Give what was named."""
        return {name: value for name, value in self.model_dump().items() if value is not None}


class BackupOut(BaseModel):
    """One backup."""

    name: str = Field(examples=[BACKUP])
    bytes: int
    rows: int
    made_at: Moment
    verified_at: Moment | None = Field(description="When its trial restore passed; null: it does not count.")
    database: str = Field(examples=["sqlite"])
    program: str = Field(examples=["1.0.0"])
    key: str = Field(description="The id of the master key that it needs, which is not in it.")

    @classmethod
    def of(cls, backup: Backup) -> BackupOut:
        """Show a backup."""
        origin = backup.manifest.origin
        return cls(
            name=backup.path.name,
            bytes=backup.size,
            rows=sum(origin.counts.values()),
            made_at=origin.made_at,
            verified_at=backup.manifest.verified_at,
            database=origin.database,
            program=origin.program,
            key=origin.key,
        )


class PlanOut(BaseModel):
    """When backups are made and how many are kept."""

    is_on: bool
    at: str = Field(examples=["03:30"])
    zone: str = Field(examples=["Asia/Shanghai"])
    daily: int = Field(examples=[7])
    weekly: int = Field(examples=[4])
    next_at: Moment | None


class PlanIn(BaseModel):
    """When backups are to be made and how many to keep: the newest of so many days, and of so many weeks."""

    model_config = ConfigDict(extra="forbid")

    is_on: bool = Field(examples=[True])
    at: str = Field(max_length=5, examples=["03:30"])
    zone: str = Field(max_length=64, examples=["Asia/Shanghai"])
    daily: int = Field(ge=1, le=366, examples=[7])
    weekly: int = Field(ge=0, le=520, examples=[4])

    def to_model(self) -> Plan:
        """Give the plan."""
        return Plan(self.is_on, self.at, self.zone, self.daily, self.weekly)


class GoingOut(BaseModel):
    """A backup that is being made. `phase` is starting, copying, packing or trying (the trial restore)."""

    phase: str = Field(examples=["copying"])
    done: int
    total: int | None = Field(description="null: not known.")

    @classmethod
    def of(cls, going: Going) -> GoingOut:
        """Show it."""
        return cls(phase=going.phase, done=going.done, total=going.total)


class BackupFailureOut(BaseModel):
    """Why the last backup was not made."""

    at: Moment
    code: str
    message: str
    will_retry: bool


class BackupsOut(BaseModel):
    """The installation's backups, the newest first."""

    items: list[BackupOut]
    plan: PlanOut
    going: GoingOut | None = Field(description="null: none is being made.")
    failure: BackupFailureOut | None
    folder: str
    folder_bytes: int
    disk_free_bytes: int
