"""The words of background work: a job and its states, what one step of it comes to, a schedule."""

from __future__ import annotations

import enum
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from leadbase.kit.errors import Conflict, Invalid, NotFound
from leadbase.kit.facts import Fact
from leadbase.kit.json import JsonObject

BEAT_S = 2.0
"""How often a process renews the leases of the jobs that it runs."""

LEASE_S = 6.0
"""After so many seconds without renewal a job is taken from its process."""


class JobState(enum.StrEnum):
    """Where a job stands. `waiting` is for its next try at `run_at`, or (without one) for a person who paused it."""

    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})
"""States that nothing leads out of by itself."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: `done` of `total` (None: not known yet), and a few words for whoever looks."""

    done: int = 0
    total: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewJob:
    """Work to be done for a workspace (internal number; 0: for none). `made_by` is who asked, as `kind:id`.

    `run_at` is the moment before which it does not begin; None: now.
    """

    workspace: int
    kind: str
    params: JsonObject
    made_by: str
    run_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of background work.

    `attempt` counts how often it was claimed: with `owner` it tells one claim from the next. `tries` counts the
    automatic retries used up since the last step that went well. `cursor` is where the next step begins. `wanted` is
    what a person asked of it while it ran.
    """

    id: str
    workspace: int
    kind: str
    params: JsonObject
    state: JobState
    run_at: datetime | None
    owner: str | None
    lease_until: datetime | None
    attempt: int
    tries: int
    progress: Progress
    cursor: JsonObject | None
    result: JsonObject | None
    error: JsonObject | None
    wanted: Literal["cancel", "pause"] | None
    made_by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def is_paused(self) -> bool:
        """Whether it waits until a person lets it go on."""
        return self.wanted == "pause" or (self.state is JobState.WAITING and self.run_at is None)


@dataclass(frozen=True, slots=True)
class JobFilter:
    """Which jobs of a workspace to list; None leaves a question open."""

    states: Collection[JobState] | None = None
    kind: str | None = None
    made_by: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What one step came to: all of it commits together with what the step wrote.

    `cursor` and `progress` are the job's from now on. `then` is work outside any transaction, run after the commit and
    before the next step; it may be lost with its process, so the next step looks at what came of it. `wait_s` is how
    long the next step waits. `facts` are told once all is committed.
    """

    cursor: JsonObject | None
    progress: Progress
    is_done: bool = False
    result: JsonObject | None = None
    then: Callable[[], Awaitable[None]] | None = None
    wait_s: float = 0.0
    facts: Sequence[Fact] = field(default_factory=list[Fact])


@dataclass(frozen=True, slots=True)
class NewSchedule:
    """A job to be made again and again, known by its name in its workspace. `cron` is read in the time zone `zone`."""

    workspace: int
    name: str
    cron: str
    zone: str
    kind: str
    params: JsonObject
    made_by: str
    is_on: bool = True


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule as it is kept: `next_at` is when it fires next, None while it is off or never fires again."""

    id: str
    workspace: int
    name: str
    cron: str
    zone: str
    kind: str
    params: JsonObject
    made_by: str
    next_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class JobMoved(Fact):
    """A job was made, went on or ended; `workspace` is the internal number."""

    workspace: int
    job: str


class JobUnknown(NotFound):
    """There is no job {job} in this workspace, or none that you may see."""

    code = "job_unknown"
    zh = "这个工作区里没有任务 {job}，或你无权查看。"


class ScheduleUnknown(NotFound):
    """There is no schedule {schedule} here, or none that you may see."""

    code = "schedule_unknown"
    zh = "这里没有定时任务 {schedule}，或你无权查看。"


class JobNotCancellable(Conflict):
    """The job {job} is {state} and can't be cancelled any more."""

    code = "job_not_cancellable"
    zh = "任务 {job} 的状态为 {state}，已不能取消。"


class JobNotRetriable(Conflict):
    """The job {job} is {state}; only one that failed or waits can be tried again."""

    code = "job_not_retriable"
    zh = "任务 {job} 的状态为 {state}；只有失败或等待中的任务可以重试。"


class JobNotPausable(Conflict):
    """The job {job} is {state} and can't be paused."""

    code = "job_not_pausable"
    zh = "任务 {job} 的状态为 {state}，不能暂停。"


class CronInvalid(Invalid):
    """{cron} is no schedule ({reason}); write five fields such as 30 2 * * *."""

    code = "cron_invalid"
    zh = "{cron} 不是有效的定时表达式（{reason}）；请写五个字段，例如 30 2 * * *。"
