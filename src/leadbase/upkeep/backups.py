"""The backups of an installation: their folder, the job that makes them, when it runs, and which of them are kept."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from leadbase.access.errors import InstanceAdminNeeded
from leadbase.access.scope import Moment, Scope, Transaction
from leadbase.access.workspaces import check_zone
from leadbase.jobs import schedule
from leadbase.jobs import service as jobs
from leadbase.jobs.kind import Kind
from leadbase.jobs.model import ENDED, Job, JobFilter, JobState, NewJob, NewSchedule, Progress, Step
from leadbase.jobs.service import Place
from leadbase.kit.errors import Conflict, Invalid
from leadbase.kit.json import JsonObject
from leadbase.upkeep import archive
from leadbase.upkeep.archive import SUFFIX
from leadbase.upkeep.backup import Backup, Source, make_backup, remove
from leadbase.upkeep.errors import BackupBroken, BackupUnknown

KIND = "backup"
SCHEDULE = "backup"
EVERYWHERE = 0
"""The workspace of jobs that concern the whole installation."""

TRIES = 3
NIGHTLY = "03:30"


class BackupInterrupted(Conflict):
    """The backup was interrupted {tries} times; the log says why. The older backups stay."""

    code = "backup_interrupted"
    zh = "备份已中断 {tries} 次；原因见日志。已有备份保持不变。"


class PlanInvalid(Invalid):
    """{at} is no time of day; write it as 03:30."""

    code = "backup_time_invalid"
    zh = "{at} 不是有效的时刻；请写成 03:30 的形式。"


@dataclass(frozen=True, slots=True)
class Plan:
    """When backups are made (a time of day in a zone), and how many are kept: of days and of weeks, the newest each."""

    is_on: bool = True
    at: str = NIGHTLY
    zone: str = "Asia/Shanghai"
    daily: int = 7
    weekly: int = 4


@dataclass(frozen=True, slots=True)
class Going:
    """How far the backup is that this process makes."""

    phase: str
    done: int
    total: int | None


class Backups:
    """The backups in a folder. Makes one at a time."""

    def __init__(self, source: Source, folder: Path) -> None:
        """Take what is backed up and where to."""
        self.source = source
        self.folder = folder
        self.going: Going | None = None
        self._outcomes: dict[str, JsonObject] = {}
        self._known: dict[tuple[str, int, int], Backup] = {}

    async def make(self, path: Path | None = None) -> Backup:
        """Make a backup; raises what make_backup raises."""
        self._hear("starting", 0, None)
        try:
            return await make_backup(self.source, self.folder, self._hear, path)
        finally:
            self.going = None

    def list(self) -> Sequence[Backup]:
        """Give the backups that are there, the newest first; what is no backup is passed over."""
        return list_backups(self.folder, self._read)

    def find(self, name: str) -> Backup:
        """Give the backup of this name; raises BackupUnknown."""
        found = next((one for one in self.list() if one.path.name == name), None)
        if found is None:
            raise BackupUnknown(name=name[:100])
        return found

    def delete(self, name: str) -> None:
        """Delete a backup; raises BackupUnknown."""
        remove(self.find(name).path)

    def prune(self, plan: Plan) -> Sequence[str]:
        """Delete the backups that the plan does not keep; give their names."""
        moments = {one.path.name: one.manifest.origin.made_at for one in self.list() if one.manifest.verified_at}
        gone = sorted(moments.keys() - kept(moments, plan))
        for name in gone:
            remove(self.folder / name)
        return gone

    def kind(self) -> Kind:
        """Give the job that makes a backup and then lets go of those that are not kept."""
        return Kind(KIND, self._step)

    def _step(self, _tx: Transaction, job: Job, _now: datetime) -> Step:
        outcome = self._outcomes.pop(job.id, None)
        if outcome is not None:
            return Step(None, Progress(1, 1), is_done=True, result=outcome)
        tries = int(str((job.cursor or {}).get("tries", 0)))
        # a file of somebody's own is written once: a job that a restored database brings along must not write it again
        if tries >= (1 if job.params.get("to") else TRIES):
            raise BackupInterrupted(tries=tries)
        return Step({"tries": tries + 1}, Progress(0, 1), then=self._making(job))

    def _making(self, job: Job) -> Callable[[], Awaitable[None]]:
        async def make() -> None:
            to = job.params.get("to")
            made = await self.make(Path(str(to)) if to else None)
            gone: Sequence[str] = () if to else await asyncio.to_thread(self.prune, plan_of(job.params, ""))
            self._outcomes[job.id] = {"name": made.path.name, "bytes": made.size, "dropped": list(gone)}

        return make

    def _hear(self, phase: str, done: int, total: int | None) -> None:
        self.going = Going(phase, done, total)

    def _read(self, path: Path) -> Backup:
        state = path.stat()
        key = (path.name, state.st_size, state.st_mtime_ns)
        if key not in self._known:
            self._known[key] = read_backup(path)
        return self._known[key]


def list_backups(folder: Path, read: Callable[[Path], Backup] | None = None) -> Sequence[Backup]:
    """Give the backups in a folder, the newest first; what is no backup is passed over."""
    there: list[Backup] = []
    for path in folder.glob(f"leadbase-*{SUFFIX}"):
        with contextlib.suppress(BackupBroken, OSError):
            there.append((read or read_backup)(path))
    return sorted(there, key=lambda one: one.manifest.origin.made_at, reverse=True)


def read_backup(path: Path) -> Backup:
    """Read what a backup says of itself; raises BackupBroken."""
    return Backup(path, path.stat().st_size, archive.read_manifest(path))


def kept(moments: Mapping[str, datetime], plan: Plan) -> Collection[str]:
    """Choose by name what stays: the newest of each of the last days and weeks that have one; always the newest."""
    zone = ZoneInfo(plan.zone)
    newest_first = sorted(moments, key=lambda name: moments[name], reverse=True)
    stays: set[str] = set(newest_first[:1])
    for form, most in (("%Y-%m-%d", plan.daily), ("%G-%V", plan.weekly)):
        first: dict[str, str] = {}
        for name in newest_first:
            first.setdefault(moments[name].astimezone(zone).strftime(form), name)
        stays |= set(list(first.values())[:most])
    return stays


def require_instance(scope: Scope) -> None:
    """Pass only who administers the whole installation; raises InstanceAdminNeeded."""
    if not scope.actor.instance:
        raise InstanceAdminNeeded(actor=scope.actor.name)


def begin(place: Place, by: str, to: Path | None = None) -> Job:
    """Let a backup be made now, unless one is under way already; give its job."""
    going = next((job for job in _recent(place) if job.state not in ENDED), None)
    if going is not None and to is None:
        return going
    kept_by = _params(read_plan(place))
    params: JsonObject = {**kept_by, "to": str(to)} if to else kept_by
    return jobs.enqueue(place, NewJob(EVERYWHERE, KIND, params, by))


def last_job(place: Place) -> Job | None:
    """Give the job of the last backup, however it stands; None where none was asked for lately."""
    return next(iter(_recent(place)), None)


def read_plan(place: Place) -> Plan:
    """Give the plan."""
    found = next((one for one in schedule.list_schedules(place, EVERYWHERE) if one.name == SCHEDULE), None)
    if found is None:
        return Plan(is_on=False)
    minute, hour = found.cron.split()[:2]
    at = f"{int(hour):02d}:{int(minute):02d}"
    return plan_of(found.params, at, found.zone, is_on=found.next_at is not None)


def next_at(place: Place) -> datetime | None:
    """Give when the next backup is made; None: the plan is off."""
    return next((one.next_at for one in schedule.list_schedules(place, EVERYWHERE) if one.name == SCHEDULE), None)


def put_plan(place: Place, plan: Plan, by: str) -> None:
    """Change the plan; raises PlanInvalid and ZoneUnknown."""
    check_zone(plan.zone)
    try:
        time = datetime.strptime(plan.at, "%H:%M").replace(tzinfo=UTC)
    except ValueError:
        raise PlanInvalid(at=plan.at[:20]) from None
    cron = f"{time.minute} {time.hour} * * *"
    new = NewSchedule(EVERYWHERE, SCHEDULE, cron, plan.zone, KIND, _params(plan), by, is_on=plan.is_on)
    schedule.put_schedule(place, new)


def ensure_plan(moment: Moment, zone: str) -> None:
    """Let a new installation make backups nightly; one that has a plan, on or off, keeps it."""
    if not any(one.name == SCHEDULE for one in schedule.list_schedules(moment, EVERYWHERE)):
        put_plan(moment, Plan(zone=zone), "system")


def plan_of(params: JsonObject, at: str, zone: str | None = None, *, is_on: bool = True) -> Plan:
    """Read a plan from what a schedule or its job carries."""
    daily, weekly = params.get("daily", Plan.daily), params.get("weekly", Plan.weekly)
    return Plan(is_on, at, zone or str(params.get("zone", "UTC")), int(str(daily)), int(str(weekly)))


def has_failed(job: Job | None) -> bool:
    """Tell whether the last backup was not made, or waits for another try."""
    return job is not None and (job.state is JobState.FAILED or (job.state not in ENDED and job.error is not None))


def _params(plan: Plan) -> JsonObject:
    return {"daily": plan.daily, "weekly": plan.weekly, "zone": plan.zone}


def _recent(place: Place) -> Sequence[Job]:
    return jobs.list_jobs(place, EVERYWHERE, JobFilter(kind=KIND), 5, None)
