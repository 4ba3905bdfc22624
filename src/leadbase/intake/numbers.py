"""What the home page counts: leads today and before, by hour and day of the workspace's zone, by webhook.

A lead is an event that was done (with issues or without), failed or waits for its next try; repeats, rejected and held
events are none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from leadbase.access.model import Permission
from leadbase.access.scope import Scope
from leadbase.intake.store import quarters as store
from leadbase.intake.store import webhooks
from leadbase.intake.store.quarters import QUARTER_S, Tally, added
from leadbase.kit.ids import first_id

HOURS_OF_DAYS = 7
"""For more days than these there are no hours in the answer: nobody could see them."""

_COMPARED_DAYS = 14


@dataclass(frozen=True, slots=True)
class HourCount:
    """Leads of one webhook in one hour; `failed` are among `count`."""

    start: datetime
    webhook: str | None
    source: str | None
    count: int
    failed: int


@dataclass(frozen=True, slots=True)
class DayCount:
    """Leads of one webhook on one day of the zone; `failed` are among `count`."""

    day: date
    webhook: str | None
    source: str | None
    count: int
    failed: int


@dataclass(frozen=True, slots=True)
class HourBefore:
    """Leads of all webhooks in one hour of the day a week before today."""

    start: datetime
    count: int


@dataclass(frozen=True, slots=True)
class DayBefore:
    """Leads of all webhooks on the day a week before one of those asked for."""

    day: date
    count: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """See the module. Numbers of the days before count up to the same time of day, so that they compare.

    `tally` is of the days asked for, `success_rate` the part done of what was done, failed or waits (None: nothing).
    """

    zone: str
    now: datetime
    today: int
    yesterday_same_time: int
    last_7_days: int
    before_7_days: int
    tally: Tally
    success_rate: float | None
    hours: Sequence[HourCount]
    days: Sequence[DayCount]
    hours_before: Sequence[HourBefore]
    days_before: Sequence[DayBefore]


@dataclass(frozen=True, slots=True)
class Hours:
    """Tallies by (webhook, start of the hour in seconds since 1970)."""

    tallies: Mapping[tuple[int, int], Tally]

    def between(self, first: datetime, end: datetime | None = None) -> Tally:
        """Add up the hours that begin at `first` or later and before `end`."""
        low, high = first.timestamp(), float("inf") if end is None else end.timestamp()
        return added(tally for (_, start), tally in self.tallies.items() if low <= start < high)


def get_numbers(scope: Scope, days: int) -> Numbers:
    """Count the leads of the last days (1 to 30, today included), as whoever may read records or events may know."""
    if not scope.allows(Permission.EVENTS_READ):
        scope.require(Permission.RECORDS_READ)
    zone = ZoneInfo(scope.workspace.zone)
    today = scope.now.astimezone(zone).date()
    first, asked = _midnight(today, zone, max(days, _COMPARED_DAYS) - 1), _midnight(today, zone, days - 1)
    hours = hours_since(scope, first)
    tally = hours.between(asked)
    return Numbers(
        zone=scope.workspace.zone,
        now=scope.now,
        today=hours.between(_midnight(today, zone, 0)).leads,
        yesterday_same_time=_until_same_time(scope, hours, _midnight(today, zone, 1), 1),
        last_7_days=hours.between(_midnight(today, zone, 6)).leads,
        before_7_days=_until_same_time(scope, hours, _midnight(today, zone, 13), 7),
        tally=tally,
        success_rate=success_rate(tally),
        hours=_by_hour(scope, hours, asked) if days <= HOURS_OF_DAYS else (),
        days=_by_day(scope, hours, asked, zone),
        hours_before=_hours_before(hours, today, zone) if days <= HOURS_OF_DAYS else (),
        days_before=_days_before(hours, today, zone, days) if days <= HOURS_OF_DAYS else (),
    )


def success_rate(tally: Tally) -> float | None:
    """Give the part that is done of all leads, with four digits; None where there are none."""
    return round(tally.done / tally.leads, 4) if tally.leads else None


def hours_since(scope: Scope, first: datetime) -> Hours:
    """Count the workspace's events by hour of its zone from a moment on, up to this very moment."""
    tx, workspace = scope.tx, scope.workspace.number
    shift = _shift(scope)
    low, now = store.quarter_of(first), store.quarter_of(scope.now)
    counted = store.counted_until(tx)
    live = low if counted is None else max(low, min(counted, now))
    sums = dict(store.sum_hours(tx, workspace, low, live, shift))
    place = store.next_with_events(tx, live)
    while place is not None:
        for one in store.count_events(tx, store.first_of(place), store.first_of(place + 1), workspace):
            key = (one.webhook, place - (place + shift) % 4)
            sums[key] = added((sums.get(key, Tally()), one.tally))
        place = store.next_with_events(tx, place + 1)
    return Hours({(webhook, quarter * QUARTER_S): tally for (webhook, quarter), tally in sums.items()})


def _shift(scope: Scope) -> int:
    """Give how many quarters the zone's hours begin before those of UTC; a zone half an hour off has two."""
    offset = scope.now.astimezone(ZoneInfo(scope.workspace.zone)).utcoffset() or timedelta()
    return int(offset.total_seconds()) // QUARTER_S % 4


def _midnight(today: date, zone: ZoneInfo, days_before: int) -> datetime:
    return datetime.combine(today - timedelta(days=days_before), time(), zone).astimezone(UTC)


def _until_same_time(scope: Scope, hours: Hours, first: datetime, days_before: int) -> int:
    """Give the leads from `first` until this time of day so many days ago; the begun hour is counted itself."""
    local = scope.now.astimezone(ZoneInfo(scope.workspace.zone))
    end = (local - timedelta(days=days_before)).astimezone(UTC)
    hour = local.replace(minute=0, second=0, microsecond=0) - timedelta(days=days_before)
    begun = store.count_events(scope.tx, first_id(hour), first_id(end), scope.workspace.number)
    return hours.between(first, hour).leads + sum(one.tally.leads for one in begun)


def _by_hour(scope: Scope, hours: Hours, first: datetime) -> Sequence[HourCount]:
    kept = {key: tally for key, tally in hours.tallies.items() if tally.leads and key[1] >= first.timestamp()}
    named = _named(scope, (webhook for webhook, _ in kept))
    return [
        HourCount(datetime.fromtimestamp(start, UTC), *named[webhook], tally.leads, tally.failed)
        for (webhook, start), tally in sorted(kept.items(), key=lambda one: (one[0][1], one[0][0]))
    ]


def _by_day(scope: Scope, hours: Hours, first: datetime, zone: ZoneInfo) -> Sequence[DayCount]:
    days: dict[int, date] = {}
    sums: dict[tuple[date, int], tuple[int, int]] = {}
    for (webhook, start), tally in hours.tallies.items():
        if not tally.leads or start < first.timestamp():
            continue
        day = days.get(start) or days.setdefault(start, datetime.fromtimestamp(start, zone).date())
        count, failed = sums.get((day, webhook), (0, 0))
        sums[day, webhook] = (count + tally.leads, failed + tally.failed)
    named = _named(scope, (webhook for _, webhook in sums))
    return [DayCount(day, *named[webhook], *sums[day, webhook]) for day, webhook in sorted(sums)]


def _hours_before(hours: Hours, today: date, zone: ZoneInfo) -> Sequence[HourBefore]:
    first, end = _midnight(today, zone, 7).timestamp(), _midnight(today, zone, 6).timestamp()
    sums: dict[int, int] = {}
    for (_, start), tally in hours.tallies.items():
        if tally.leads and first <= start < end:
            sums[start] = sums.get(start, 0) + tally.leads
    return [HourBefore(datetime.fromtimestamp(start, UTC), sums[start]) for start in sorted(sums)]


def _days_before(hours: Hours, today: date, zone: ZoneInfo, days: int) -> Sequence[DayBefore]:
    """Count whole days, oldest first; those without leads are left out."""
    backs = range(7 + days - 1, 6, -1)
    counts = [hours.between(_midnight(today, zone, back), _midnight(today, zone, back - 1)).leads for back in backs]
    return [DayBefore(today - timedelta(days=back), count) for back, count in zip(backs, counts, strict=True) if count]


def _named(scope: Scope, numbers: Iterable[int]) -> Mapping[int, tuple[str | None, str | None]]:
    """Give the name and source of each of these webhooks, deleted ones too."""
    wanted = set(numbers)
    found = webhooks.numbered(scope.tx, wanted)
    return {
        number: (found[number].name, found[number].source) if number in found else (None, None) for number in wanted
    }
