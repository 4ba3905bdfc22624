"""Counts of leads and the state of webhooks, as the API gives them."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from leadbase.intake.health import Health, Light
from leadbase.intake.numbers import Numbers
from leadbase.intake.schemas.parts import Moment


class HourOut(BaseModel):
    """Leads of one webhook in one hour of the workspace's zone; hours without any are left out."""

    start: Moment
    webhook: str | None = Field(examples=["feiyu"])
    source: str | None = Field(examples=["feiyu"])
    count: int
    failed: int = Field(description="Those of `count` that failed.")


class DayOut(BaseModel):
    """Leads of one webhook on one day of the workspace's zone; days without any are left out."""

    day: date = Field(examples=["2026-11-24"])
    webhook: str | None = Field(examples=["feiyu"])
    source: str | None = Field(examples=["feiyu"])
    count: int
    failed: int = Field(description="Those of `count` that failed.")


class HourBeforeOut(BaseModel):
    """Leads of one hour of the day a week before today; hours without any are left out."""

    start: Moment
    count: int


class DayBeforeOut(BaseModel):
    """Leads of the day a week before one of those asked for; days without any are left out."""

    day: date = Field(examples=["2026-11-17"])
    count: int


class NumbersOut(BaseModel):
    """Leads are events that are done, failed or waiting; repeats, rejected and held events are none."""

    zone: str = Field(examples=["Asia/Shanghai"])
    now: Moment
    today: int = Field(description="Leads since midnight.")
    yesterday_same_time: int = Field(description="Leads of yesterday up to this time of day.")
    last_7_days: int = Field(description="Leads of today and the 6 days before.")
    before_7_days: int = Field(description="Leads of the 7 days before those, up to this time of the last of them.")
    done: int = Field(description="This and what follows is of the days asked for.")
    failed: int
    waiting: int
    duplicates: int
    issues: int = Field(description="Those of `done` in which a value did not fit its field.")
    success_rate: float | None = Field(examples=[0.9987], description="`done` of done, failed and waiting.")
    hours: list[HourOut] = Field(description="Empty when more than 7 days are asked for.")
    days: list[DayOut]
    hours_before: list[HourBeforeOut] = Field(description="To compare with today; empty for more than 7 days.")
    days_before: list[DayBeforeOut] = Field(description="To compare with `days`; empty for more than 7 days.")

    @classmethod
    def of(cls, numbers: Numbers) -> NumbersOut:
        """Show numbers."""
        tally = numbers.tally
        return cls(
            zone=numbers.zone,
            now=numbers.now,
            today=numbers.today,
            yesterday_same_time=numbers.yesterday_same_time,
            last_7_days=numbers.last_7_days,
            before_7_days=numbers.before_7_days,
            done=tally.done,
            failed=tally.failed,
            waiting=tally.waiting,
            duplicates=tally.duplicates,
            issues=tally.issues,
            success_rate=numbers.success_rate,
            hours=[HourOut.model_validate(one, from_attributes=True) for one in numbers.hours],
            days=[DayOut.model_validate(one, from_attributes=True) for one in numbers.days],
            hours_before=[HourBeforeOut.model_validate(one, from_attributes=True) for one in numbers.hours_before],
            days_before=[DayBeforeOut.model_validate(one, from_attributes=True) for one in numbers.days_before],
        )


class HealthOut(BaseModel):
    """How a webhook is. Counts are of the present hour and the 23 before it."""

    webhook: str = Field(examples=["feiyu"])
    light: Light = Field(
        description="off: switched off; failing: an event of the last 24 hours failed and nobody has seen it; silent: "
        "on, had events in the last 7 days and none for 24 hours; new: none in 7 days; live: none of these."
    )
    last_received_at: Moment | None
    last_24h: int
    failed_24h: int
    duplicates_24h: int
    success_rate: float | None = Field(examples=[0.9987])
    hours: list[int] = Field(description="Leads of each of the 24 hours, the present one last.")
    waiting: int = Field(description="Events that wait for their next automatic try.")
    held: int = Field(description="Events that were held while it was off.")
    silent_since: Moment | None

    @classmethod
    def of(cls, health: Health) -> HealthOut:
        """Show how a webhook is."""
        return cls(
            webhook=health.webhook.name,
            light=health.light,
            last_received_at=health.last_received_at,
            last_24h=health.tally.leads,
            failed_24h=health.tally.failed,
            duplicates_24h=health.tally.duplicates,
            success_rate=health.success_rate,
            hours=list(health.hours),
            waiting=health.waiting,
            held=health.held,
            silent_since=health.silent_since,
        )


class HealthPage(BaseModel):
    """How all webhooks are, newest first."""

    items: list[HealthOut]
    next_cursor: Literal[None] = None
