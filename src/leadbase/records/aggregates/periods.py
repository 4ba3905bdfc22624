"""Periods of time as people name them, such as the last 30 days, and the one before that they compare with. Pure."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from leadbase.records.aggregates.errors import PeriodWrong

PeriodKind = Literal["today", "days_7", "days_30", "days_90", "this_month", "custom", "all"]

_DAYS = {"today": 1, "days_7": 7, "days_30": 30, "days_90": 90}
LONGEST_DAYS = 36_600
EARLIEST, LATEST = date(1000, 1, 1), date(9000, 1, 1)


@dataclass(frozen=True, slots=True)
class Period:
    """A period as it is named; only a custom one says its days, both of them included."""

    kind: PeriodKind = "days_30"
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Moments or days from `since` up to but not `until`."""

    since: datetime | date
    until: datetime | date


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a period in a zone, both included; `now` is the moment at which it was asked for (UTC)."""

    first: date
    last: date
    zone: ZoneInfo
    now: datetime
    is_month: bool = False

    def span(self, *, by_day: bool) -> Span:
        """Give the period for moments, or for days."""
        return _span(self.first, self.last, self.zone, by_day)

    def before(self, *, by_day: bool) -> Span:
        """Give what it compares with: as many days before it, or the month before.

        A period that is not over compares with the same part of the one before, up to the same time of day.
        """
        first, last = self._days_before()
        whole = _span(first, last, self.zone, by_day)
        today = self.now.astimezone(self.zone).date()
        if not self.first <= today <= self.last:
            return whole
        day = first + (today - self.first)
        if day > last:
            return whole
        if by_day:
            return Span(first, day + timedelta(days=1))
        local = self.now.astimezone(self.zone)
        return Span(whole.since, datetime.combine(day, local.time(), self.zone).astimezone(UTC))

    def _days_before(self) -> tuple[date, date]:
        if self.is_month:
            last = self.first - timedelta(days=1)
            return last.replace(day=1), last
        length = self.last - self.first
        return self.first - timedelta(days=1) - length, self.first - timedelta(days=1)


def days_of(period: Period, zone: ZoneInfo, now: datetime) -> Days | None:
    """Give the days of a period, None for all time; raises PeriodWrong for a custom one that can't be."""
    today = now.astimezone(zone).date()
    match period.kind:
        case "all":
            return None
        case "this_month":
            first = today.replace(day=1)
            last = today.replace(day=calendar.monthrange(today.year, today.month)[1])
            return Days(first, last, zone, now, is_month=True)
        case "custom":
            first, last = period.first, period.last
            if first is None or last is None or not EARLIEST <= first <= last <= LATEST:
                raise PeriodWrong(first=first, last=last)
            if (last - first).days > LONGEST_DAYS:
                raise PeriodWrong(first=first, last=last)
            return Days(first, last, zone, now)
        case _:
            return Days(today - timedelta(days=_DAYS[period.kind] - 1), today, zone, now)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Give the moment (UTC) at which a day begins in the zone."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _span(first: date, last: date, zone: ZoneInfo, by_day: bool) -> Span:
    after = last + timedelta(days=1)
    return Span(first, after) if by_day else Span(midnight(first, zone), midnight(after, zone))
