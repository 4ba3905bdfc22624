"""Runs events: script, then one commit of everything it did, then the answer. One task per running event.

The task outlives its request: past the answer deadline the sender gets the fallback while the task goes on. Everything
a run wants to write is buffered in its host, so that a run can be done again, given up or lost without a trace.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, Protocol

from leadbase.intake.answers import declared
from leadbase.intake.buffer import Skip, Write, apply, effects_of, key_of
from leadbase.intake.conclusion import Conclusion, conclude, console_json, with_notes
from leadbase.intake.facts import EventMoved, Tell, tell_nobody
from leadbase.intake.model import Answer, Attempt, Effect, Event, State
from leadbase.intake.routes import Route
from leadbase.intake.store import events as store
from leadbase.intake.store.journal import Finish, FinishBatch, TakenOver
from leadbase.intake.trail import Trail, masked
from leadbase.kit.clock import Clock
from leadbase.kit.errors import Conflict, NotFound, Problem
from leadbase.kit.json import JsonObject
from leadbase.scripts.host import Host
from leadbase.scripts.model import Failure, Limits, Outcome, Request, ScriptVersion
from leadbase.scripts.runtime import Runtimes, UnknownLanguage
from leadbase.storage.database import Database
from leadbase.storage.errors import StorageUnavailable

log = logging.getLogger(__name__)

CONFLICT_TRIES = 3
"""How often an attempt is run again at once because a write of it met another one."""

GIVE_BACK_S = 1.0
"""Pause between tries to hand an event back to the queue while the database is away."""

_FINISH = FinishBatch()
_OUTCOMES: Mapping[State, Literal["done", "failed", "waiting"]] = {
    State.DONE: "done",
    State.FAILED: "failed",
    State.WAITING: "waiting",
}


@dataclass(slots=True)
class Sent:
    """What the sender was already told while its event still ran; None while it waits or nobody does."""

    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One attempt to make: a running event, the request as the script sees it, and the version to run (None: none)."""

    event: Event
    route: Route
    request: Request
    script: ScriptVersion | None
    version: int | None
    actor: str = ""
    timings: Mapping[str, float] = field(default_factory=dict[str, float])
    sent: Sent = field(default_factory=Sent)
    trail: Trail = field(default_factory=Trail)
    is_rehearsal: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What a run wants to write, in order, and notes for whoever reads the attempt."""

    writes: Sequence[Write] = ()
    notes: Sequence[JsonObject] = ()


class BufferingHost(Host, Protocol):
    """A host that keeps what the script writes until the attempt's commit."""

    @property
    def overtaken(self) -> Problem | None:
        """Why the run has to be done again, when its writes are known not to go with those of others any more."""
        ...

    async def written(self) -> Written:
        """Give what the run wrote, once it has ended."""
        ...


class OpenHost(Protocol):
    """Makes the host of one run of a job."""

    def __call__(self, job: Job) -> BufferingHost:
        """Give a host with nothing written yet."""
        ...


@dataclass(frozen=True, slots=True)
class Ran:
    """How one run went, what it wrote, and why it has to be done again, when that is known already."""

    outcome: Outcome | None
    written: Written
    overtaken: Problem | None = None


class Pipeline:
    """The running events of this process. `process` is the name under which it owns them."""

    def __init__(
        self,
        database: Database,
        runtimes: Runtimes,
        open_host: OpenHost,
        clock: Clock,
        process: str,
        limits: Limits | None = None,
        luck: Callable[[], float] = random.random,
        tell: Tell = tell_nobody,
        renew: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Take what runs need.

        `luck` gives numbers from 0 to 1 for the jitter of retries; `tell` hears of every attempt that ended;
        `renew` forgets what is known of a workspace's tables, before what met a conflict is run again.
        """
        self._database = database
        self._runtimes = runtimes
        self._open_host = open_host
        self._clock = clock
        self.process = process
        self._limits = limits or Limits()
        self._luck = luck
        self._tell = tell
        self._renew = renew
        self._running: dict[str, asyncio.Task[Answer]] = {}
        self._returns: set[asyncio.Task[None]] = set()

    @property
    def running(self) -> int:
        """How many events run now."""
        return len(self._running)

    def task(self, event: str) -> asyncio.Task[Answer] | None:
        """Give the task of an event that runs in this process."""
        return self._running.get(event)

    def start(self, job: Job) -> asyncio.Task[Answer]:
        """Run the job in a task of its own, which gives the answer and never raises."""
        task = asyncio.create_task(self._process(job), name=f"event {job.event.id}")
        self._running[job.event.id] = task
        task.add_done_callback(lambda done: self._forget(job.event.id, done))
        return task

    async def drain(self, seconds: float) -> bool:
        """Wait for what runs, at most this long; tell whether all of it ended."""
        tasks = [*self._running.values(), *self._returns]
        if not tasks:
            return True
        _, late = await asyncio.wait(tasks, timeout=seconds)
        for task in late:
            task.cancel()
        return not late

    async def fail(self, event: Event, problem: Problem, actor: str) -> None:
        """End a running event of this process as failed, because it could not even be started."""
        now = self._clock()
        error: JsonObject = {"kind": "permanent", "code": problem.code, "message": problem.message("en")}
        attempt = Attempt(
            event=event.id,
            number=event.attempt,
            version=None,
            trigger=event.trigger,
            outcome="failed",
            started_at=now,
            finished_at=now,
            error=error,
            console=None,
            notes=None,
            answer=None,
            timings={},
            actor=actor,
        )
        finish = Finish(attempt, self.process, State.FAILED, problem.code, event.tries, None, ())
        await self._database.batch(_FINISH, finish)
        self._tell(EventMoved(event.workspace, None, event.id, event.attempt))

    async def rehearse(self, job: Job) -> tuple[Ran, Sequence[Effect]]:
        """Run the job and keep nothing: the dry run, with the effects that it would have."""
        job = replace(job, is_rehearsal=True)
        for left in reversed(range(CONFLICT_TRIES + 1)):
            ran = await self._run(job)
            try:
                wanted = _together(ran).writes
                [replaced] = await self._database.rehearse(lambda tx, wanted=wanted: apply(tx, [wanted]))
            except (Conflict, NotFound) as conflict:
                if not left:
                    return _conflicting(ran, conflict), ()
                self._renew(job.event.workspace)
                continue
            return ran, effects_of(job.event.id, job.event.attempt, wanted, replaced)
        raise AssertionError("unreachable")

    def _forget(self, event: str, task: asyncio.Task[Answer]) -> None:
        if self._running.get(event) is task:
            del self._running[event]

    async def _process(self, job: Job) -> Answer:
        started = self._clock()
        for left in reversed(range(CONFLICT_TRIES + 1)):
            ran = await self._run(job)
            try:
                _together(ran)
                return await self._commit(job, ran, started)
            except (Conflict, NotFound) as conflict:
                if not left:
                    return await self._commit(job, _conflicting(ran, conflict), started)
                self._renew(job.event.workspace)
        raise AssertionError("unreachable")

    async def _run(self, job: Job) -> Ran:
        if job.script is None:
            return Ran(None, Written())
        hosts: list[BufferingHost] = []

        def open_host() -> Host:
            hosts.append(self._open_host(job))
            return hosts[-1]

        try:
            runtime = self._runtimes.get(job.script.language)
            outcome = await runtime.run(job.script, job.request, open_host, self._limits)
            written = await hosts[-1].written() if outcome.failure is None else Written()
        except UnknownLanguage as problem:
            outcome, written = _failing(Failure("permanent", problem.code, problem.message("en"))), Written()
        except Exception:
            log.exception("event %s: its script could not be run", job.event.id)
            failure = Failure("transient", "host_failed", "the script could not be run: a fault on our side")
            outcome, written = _failing(failure), Written()
        return Ran(masked(outcome, job.trail.secrets), written, hosts[-1].overtaken if hosts else None)

    async def _commit(self, job: Job, ran: Ran, started: datetime) -> Answer:
        """Write how the run went and give its answer; raises Conflict when one of its writes met another one."""
        settings, now = job.route.webhook.settings, self._clock()
        conclusion = conclude(ran.outcome, settings, job.event.id, job.event.tries, now, self._luck())
        notes = [*ran.written.notes, *_sent_notes(job.sent), *job.trail.notes]
        finish = self._finish(job, ran, with_notes(conclusion, notes), started, now)
        try:
            await self._database.batch(_FINISH, finish)
        except (Conflict, NotFound):
            raise
        except TakenOver:
            return declared(settings.fallback, job.event.id)
        except Exception:
            log.exception("event %s: its attempt could not be written", job.event.id)
            self._give_back_later(job)
            return declared(settings.fallback, job.event.id)
        self._tell(_moved(job, ran.written.writes))
        return conclusion.answer

    def _finish(self, job: Job, ran: Ran, conclusion: Conclusion, started: datetime, now: datetime) -> Finish:
        timings = dict(job.timings)
        if ran.outcome is not None:
            timings |= {"queue": round(ran.outcome.wait_ms, 3), "script": round(ran.outcome.script_ms, 3)}
        attempt = Attempt(
            event=job.event.id,
            number=job.event.attempt,
            version=job.version,
            trigger=job.event.trigger,
            outcome=_OUTCOMES[conclusion.state],
            started_at=started,
            finished_at=now,
            error=conclusion.error,
            console=console_json(ran.outcome),
            notes=list(conclusion.notes) or None,
            answer=conclusion.answer,
            timings=timings,
            actor=job.actor,
        )
        return Finish(
            attempt=attempt,
            owner=self.process,
            state=conclusion.state,
            cause=conclusion.cause,
            tries=conclusion.tries,
            next_at=conclusion.next_at,
            writes=ran.written.writes,
        )

    def _give_back_later(self, job: Job) -> None:
        task = asyncio.create_task(self._give_back(job), name=f"give back {job.event.id}")
        self._returns.add(task)
        task.add_done_callback(self._returns.discard)

    async def _give_back(self, job: Job) -> None:
        """Hand the event back to the queue as soon as the database can be written again."""
        while True:
            try:
                await self._database.transaction(
                    lambda tx: store.give_back(tx, job.event.id, job.event.attempt, self.process, self._clock())
                )
                return
            except StorageUnavailable:
                await asyncio.sleep(GIVE_BACK_S)


def _moved(job: Job, writes: Sequence[Write]) -> EventMoved:
    event, records = job.event, tuple(key_of(write) for write in writes if not isinstance(write, Skip))
    return EventMoved(event.workspace, job.route.webhook.id, event.id, event.attempt, records)


def _sent_notes(sent: Sent) -> Sequence[JsonObject]:
    if sent.answer is None:
        return ()
    return ({"code": "answered_before_the_end", "status": sent.answer.status, "body": sent.answer.body},)


def _together(ran: Ran) -> Written:
    """Give what a run wrote; raises what it met when that can't be written any more."""
    if ran.overtaken is not None:
        raise ran.overtaken
    return ran.written


def _conflicting(ran: Ran, conflict: Problem) -> Ran:
    """Stand for a run whose writes kept meeting others: it may work later."""
    failure = Failure("transient", "write_conflict", conflict.message("en"))
    last = ran.outcome or _failing(failure)
    return Ran(replace(last, reply=None, failure=failure), Written())


def _failing(failure: Failure) -> Outcome:
    """Give the outcome of a run that never began."""
    return Outcome(None, failure, (), False, 0.0, 0.0)
