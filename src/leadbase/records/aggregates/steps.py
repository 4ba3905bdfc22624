"""Where hours, days, weeks and months of a zone begin, so that what is counted by time is right across clock changes.

A step is told by the moment (or, of dates, the day) at which it begins; the database only tells between which of these
bounds a value lies, and so needs to know nothing of zones. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from leadbase.records.aggregates.errors import TooManySteps
from leadbase.records.aggregates.periods import Span, midnight

Unit = Literal["hour", "day", "week", "month"]

MOST_STEPS = 1_000
_MOST_HOURS = 48
_MOST_DAYS = 100
_MOST_WEEK_DAYS = 800

Bounds = Sequence[datetime] | Sequence[date]


def fitting(span: Span) -> Unit:
    """Choose the step by which a span is best looked at."""
    since, until = span.since, span.until
    if isinstance(since, datetime) and isinstance(until, datetime):
        length = until - since
        if length <= timedelta(hours=_MOST_HOURS):
            return "hour"
    else:
        length = date(until.year, until.month, until.day) - date(since.year, since.month, since.day)
    if length <= timedelta(days=_MOST_DAYS):
        return "day"
    return "week" if length <= timedelta(days=_MOST_WEEK_DAYS) else "month"


def bounds(span: Span, unit: Unit, zone: ZoneInfo) -> Bounds:
    """Give where the steps of a span begin, and where the last one ends; raises TooManySteps.

    The first and the last step are cut to the span: records beyond it are none of its.
    """
    since, until = span.since, span.until
    if not isinstance(since, datetime) or not isinstance(until, datetime):
        days = [day for day in _days(since, until, unit) if since < day < until]
        return _checked([since, *days, until], unit)
    last = until.astimezone(zone).date() + timedelta(days=1)
    if unit == "hour":
        moments = _hours(since, until, zone)
    else:
        moments = (midnight(day, zone) for day in _days(since.astimezone(zone).date(), last, unit))
    within: list[datetime] = []
    for moment in moments:
        if moment >= until:
            break
        if moment > since:
            within.append(moment)
        _check(len(within), since, until, unit)
    return [since, *within, until]


def widened(span: Span, unit: Unit, zone: ZoneInfo) -> Span:
    """Give the span from where its first step begins in full."""
    since = span.since
    if not isinstance(since, datetime):
        return Span(_begin(since, unit), span.until)
    local = since.astimezone(zone)
    day = _begin(local.date(), unit)
    begun = midnight(day, zone)
    if unit == "hour":
        begun += (since - begun) // timedelta(hours=1) * timedelta(hours=1)
    return Span(min(begun, since), span.until)


def _days(first: date, end: date, unit: Unit) -> Iterator[date]:
    """Give the days on which a step begins, from the one that holds `first` on."""
    day = _begin(first, unit)
    while day < end:
        yield day
        day = _next(day, unit)


def _hours(since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """Give the beginnings of real hours, counted from each midnight on: a day of a clock change has 23 or 25."""
    day = since.astimezone(zone).date()
    moment = midnight(day, zone)
    while moment < until:
        end = midnight(day + timedelta(days=1), zone)
        while moment < end:
            yield moment
            moment += timedelta(hours=1)
        day, moment = day + timedelta(days=1), end


def _begin(day: date, unit: Unit) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day


def _next(day: date, unit: Unit) -> date:
    if unit == "month":
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day + timedelta(days=7 if unit == "week" else 1)


def _checked(found: list[date], unit: Unit) -> list[date]:
    _check(len(found) - 1, found[0], found[-1], unit)
    return found


def _check(count: int, first: date, last: date, unit: Unit) -> None:
    if count > MOST_STEPS:
        raise TooManySteps(first=first.isoformat(), last=last.isoformat(), limit=MOST_STEPS, step=unit)
