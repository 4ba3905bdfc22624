"""How long a workspace keeps what, and how much is kept in all: read, changed, and what a change would let go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from leadbase.access import audit
from leadbase.access.audit import Action, Subject
from leadbase.access.errors import InstanceAdminNeeded
from leadbase.access.model import Permission
from leadbase.access.scope import Scope, Transaction
from leadbase.intake.retention import GIB, Keep, Reach, count_beyond, take_stock
from leadbase.intake.store import ages as store
from leadbase.kit.errors import Conflict, Invalid
from leadbase.kit.facts import Fact
from leadbase.kit.ids import id_time

VARIABLE = "LEADBASE_RETENTION_GIB"
TONIGHT = timedelta(hours=24)
"""What comes of age within this time is told as going tonight."""

COUNT_MOST = 100_000
"""Nobody needs to know more exactly how much would go."""

LONGEST_DAYS = 3_650
MOST_GIB = 100_000
_WHOLE = 0


class AgeInvalid(Invalid):
    """{name} can't be {value}; give a whole number from 1 to {most}."""

    code = "retention_invalid"
    zh = "{name} 不能是 {value}；请填写 1 到 {most} 的整数。"


class SizeFixed(Conflict):
    """The size is set by {variable} where the server is started, so it can't be changed here."""

    code = "retention_size_fixed"
    zh = "总量由服务启动时的 {variable} 设定，不能在这里更改。"


@dataclass(frozen=True, slots=True)
class RetentionChanged(Fact):
    """Somebody changed how long things are kept; `workspace` is the internal number, `by` who did."""

    at: datetime
    by: str
    workspace: int
    before: Mapping[str, int]
    after: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Ages:
    """Days that a workspace keeps things, and GiB of bodies that the installation keeps in all."""

    events_days: int
    payloads_days: int
    attempts_days: int
    rejected_days: int
    gib: int

    def as_mapping(self) -> Mapping[str, int]:
        """Give them by name."""
        return {name: getattr(self, name) for name in _MOST}


_MOST: Mapping[str, int] = {
    "events_days": LONGEST_DAYS,
    "payloads_days": LONGEST_DAYS,
    "attempts_days": LONGEST_DAYS,
    "rejected_days": LONGEST_DAYS,
    "gib": MOST_GIB,
}


@dataclass(frozen=True, slots=True)
class Forecast:
    """What goes within a day: events with all of theirs, bodies (and their bytes), attempts; `more` than counted.

    `beyond_size` are the bytes of the oldest bodies that go because there are too many.
    """

    events: int
    payloads: int
    payload_bytes: int
    attempts: int
    beyond_size: int
    more: bool


def default_ages(keep: Keep | None = None) -> Ages:
    """Give what holds where nobody set anything."""
    keep = keep or Keep()
    return Ages(keep.events.days, keep.payloads.days, keep.attempts.days, keep.rejected.days, keep.bytes // GIB)


def read_ages(tx: Transaction, workspace: int, fixed_gib: int | None) -> Ages:
    """Give what holds in a workspace (internal number)."""
    rows = {row["workspace"]: row for row in store.list_ages(tx)}
    own = {name: value for name, value in rows.get(workspace, {}).items() if name in _MOST and value is not None}
    gib = fixed_gib or rows.get(_WHOLE, {}).get("gib") or default_ages().gib
    return replace(default_ages(), **{**own, "gib": gib})


def change_ages(scope: Scope, changes: Mapping[str, int], fixed_gib: int | None) -> Ages:
    """Change what holds in the workspace; the size concerns everybody, so only an instance administrator may.

    Raises NotAllowed, InstanceAdminNeeded, AgeInvalid and SizeFixed.
    """
    before = _checked(scope, changes, fixed_gib)
    days = {name: value for name, value in changes.items() if name != "gib"}
    if days:
        store.put_ages(scope.tx, scope.workspace.number, days)
    if "gib" in changes:
        store.put_ages(scope.tx, _WHOLE, {"gib": changes["gib"]})
    after = replace(before, **changes)
    told = RetentionChanged(scope.now, scope.actor.id, scope.workspace.number, before.as_mapping(), after.as_mapping())
    scope.facts.publish(told)
    audit.note(scope, Action.RETENTION_CHANGED, Subject("retention", "", ""), before.as_mapping(), after.as_mapping())
    return after


def preview(scope: Scope, changes: Mapping[str, int], fixed_gib: int | None) -> Forecast:
    """Tell what would go within a day if this were changed; raises what change_ages raises."""
    return forecast(scope, replace(_checked(scope, changes, fixed_gib), **changes))


def forecast(scope: Scope, ages: Ages) -> Forecast:
    """Tell what goes within a day by these ages."""
    tx, workspace, until = scope.tx, scope.workspace.number, scope.now + TONIGHT
    most = COUNT_MOST + 1

    def before(days: int) -> datetime:
        return until - timedelta(days=days)

    events = store.count_going_events(tx, workspace, before(ages.events_days), before(ages.rejected_days), most)
    payloads, size = store.sum_going_payloads(tx, workspace, before(ages.payloads_days), most)
    attempts = store.count_going_attempts(tx, workspace, before(ages.attempts_days), most)
    stock = take_stock(tx, replace(Keep(), bytes=ages.gib * GIB))
    return Forecast(
        events=min(events, COUNT_MOST),
        payloads=min(payloads, COUNT_MOST),
        payload_bytes=size,
        attempts=min(attempts, COUNT_MOST),
        beyond_size=max(0, stock.bytes - ages.gib * GIB),
        more=max(events, payloads, attempts) > COUNT_MOST,
    )


def oldest_at(scope: Scope) -> datetime | None:
    """Give when the workspace's oldest event came in."""
    oldest = store.oldest_event(scope.tx, scope.workspace.number)
    return None if oldest is None else id_time(oldest)


def list_plans(tx: Transaction, base: Keep, fixed_gib: int | None) -> Sequence[tuple[Keep, Reach]]:
    """Give what holds for whom: workspaces with settings of their own, and last everybody else."""
    rows = store.list_ages(tx)
    gib = fixed_gib or next((row["gib"] for row in rows if row["workspace"] == _WHOLE), None)
    base = base if gib is None else replace(base, bytes=gib * GIB)
    own = [row for row in rows if row["workspace"] != _WHOLE]
    plans = [(_keep(base, row), Reach(only=row["workspace"])) for row in own]
    return [*plans, (base, Reach(but=tuple(row["workspace"] for row in own)))]


def _keep(base: Keep, row: Mapping[str, int | None]) -> Keep:
    named = ("events", "payloads", "attempts", "rejected")
    given = {name: days for name in named if (days := row[f"{name}_days"]) is not None}
    return replace(base, **{name: timedelta(days=days) for name, days in given.items()})


def _checked(scope: Scope, changes: Mapping[str, int], fixed_gib: int | None) -> Ages:
    """Give what holds now; raises what change_ages raises."""
    scope.require(Permission.ADMIN)
    if "gib" in changes:
        if fixed_gib is not None:
            raise SizeFixed(variable=VARIABLE)
        if not scope.actor.instance:
            raise InstanceAdminNeeded(actor=scope.actor.name)
    for name, value in changes.items():
        if not 1 <= value <= _MOST[name]:
            raise AgeInvalid(name=name, value=value, most=_MOST[name])
    return read_ages(scope.tx, scope.workspace.number, fixed_gib)


def count_late(tx: Transaction, fixed_gib: int | None, before: datetime) -> tuple[int, bool]:
    """Count events that were beyond their age at a moment and are there still, up to a batch of each plan.

    Tell also whether what may not go fills the space.
    """
    plans = list_plans(tx, Keep(), fixed_gib)
    late = sum(count_beyond(tx, before, keep, reach) for keep, reach in plans)
    stock = take_stock(tx, plans[-1][0])
    return late, stock.protected >= plans[-1][0].bytes
