"""Replay: run a stored event again on purpose, on any version, for real or as a dry run that tells what would be."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from leadbase.access.model import Permission, Workspace
from leadbase.access.scope import Scope
from leadbase.intake.buffer import after
from leadbase.intake.conclusion import conclude, console_json
from leadbase.intake.errors import EventBusy, EventUnknown, NothingToRun
from leadbase.intake.model import Answer, Effect, Event, State, Trigger
from leadbase.intake.pipeline import Job, Pipeline, Ran
from leadbase.intake.recall import Recall
from leadbase.intake.routes import script_version
from leadbase.intake.store import events as store
from leadbase.intake.store import webhooks
from leadbase.intake.trial import Prepared, Trial, job_of
from leadbase.kit.clock import Clock
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.scripts import service as scripts
from leadbase.scripts.model import ScriptVersion
from leadbase.scripts.versions import Version

REPLAYABLE = frozenset({State.DONE, State.FAILED, State.WAITING, State.HELD, State.DUPLICATE, State.REJECTED})


@dataclass(frozen=True, slots=True)
class Unpublished:
    """A source that is no version, such as a draft as it was; `key` tells it from every other."""

    key: str
    source: str
    language: str

    def script(self, workspace: Workspace) -> ScriptVersion:
        """Name it for its runtime."""
        return ScriptVersion(self.key, workspace.id, workspace.zone, self.language, self.source)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to replay: on the live version (None), a named one or a source that is no version; as a redo or as new."""

    event: str
    version: int | None = None
    as_new: bool = False
    source: Unpublished | None = None

    @property
    def trigger(self) -> Trigger:
        """Why the attempt is made."""
        return Trigger.AS_NEW if self.as_new else Trigger.REDO


@dataclass(frozen=True, slots=True)
class Begun:
    """An event that may be replayed, and the named version or source."""

    event: Event
    version: Version | None
    actor: str
    source: Unpublished | None = None


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a replay would do: the answer, the effects by the rule of the real one, and what the script printed.

    `took_ms` is how long the script ran and waited to run.
    """

    answer: Answer
    state: State
    error: JsonObject | None
    effects: Sequence[Effect]
    after: Sequence[JsonObject]
    notes: Sequence[JsonObject]
    console: JsonValue
    took_ms: float


def begin(scope: Scope, wanted: Wanted, process: str) -> Begun:
    """Move the event to `running` as a new attempt; raises EventUnknown, EventBusy, VersionNotFound."""
    looked = look(scope, wanted)
    started = store.start_attempt(scope.tx, scope.workspace.number, wanted.event, process, wanted.trigger, REPLAYABLE)
    if started is None:
        raise EventBusy(event=wanted.event, state=looked.event.state.value)
    return replace(looked, event=started)


def look(scope: Scope, wanted: Wanted) -> Begun:
    """Give the event and version of a replay without beginning it; raises as `begin`."""
    scope.require(Permission.EVENTS_REPLAY)
    event = store.find_event(scope.tx, scope.workspace.number, wanted.event)
    if event is None:
        raise EventUnknown(event=wanted.event[:100])
    if event.state not in REPLAYABLE:
        raise EventBusy(event=event.id, state=event.state.value)
    version = None
    if wanted.version is not None:
        version = scripts.get_version(scope, _webhook_id(scope, event.webhook), wanted.version)
    begun = replace(event, trigger=wanted.trigger, attempt=event.attempt + 1, tries=0)
    return Begun(begun, version, scope.actor.name, wanted.source)


def _webhook_id(scope: Scope, number: int) -> str:
    webhook = webhooks.find_by_number(scope.tx, number)
    return "" if webhook is None else webhook.id


class Replays:
    """Runs replays."""

    def __init__(self, pipeline: Pipeline, recall: Recall, clock: Clock) -> None:
        """Take what runs events and what reads them back."""
        self._pipeline = pipeline
        self._recall = recall
        self._clock = clock

    async def run(self, begun: Begun, job: Job) -> Answer:
        """Run a begun replay to its end and give its answer."""
        return await asyncio.shield(self._pipeline.start(replace(job, event=begun.event)))

    async def rehearse(self, looked: Begun) -> DryRun:
        """Run a replay and keep nothing; raises as `job`."""
        job = await self.job(looked)
        return self._told(job, *await self._pipeline.rehearse(job))

    async def try_out(self, prepared: Prepared, trial: Trial) -> DryRun:
        """Run a trial and keep nothing; raises a BodyRefused where the webhook would refuse the body."""
        route = await self._recall.route(prepared.webhook.number)
        job = job_of(prepared, route, trial)
        return self._told(job, *await self._pipeline.rehearse(job))

    async def job(self, looked: Begun) -> Job:
        """Make ready what a replay runs; raises PayloadGone, BodyUnreadable and NothingToRun."""
        job = await self._recall.job(looked.event, looked.actor)
        webhook, version = job.route.webhook, looked.version
        if version is not None:
            made = script_version(job.route.workspace, webhook.id, version.number, version.language, version.source)
            return replace(job, script=made, version=version.number)
        if looked.source is not None:
            return replace(job, script=looked.source.script(job.route.workspace), version=None)
        if job.script is None:
            raise NothingToRun(webhook=webhook.name)
        return job

    def _told(self, job: Job, ran: Ran, effects: Sequence[Effect]) -> DryRun:
        settings = job.route.webhook.settings
        conclusion = conclude(ran.outcome, settings, job.event.id, job.event.tries, self._clock(), 0.5)
        written = ran.written
        return DryRun(
            conclusion.answer,
            conclusion.state,
            conclusion.error,
            effects,
            [after(write) for write in written.writes],
            [*conclusion.notes, *written.notes, *job.trail.notes],
            console_json(ran.outcome),
            0.0 if ran.outcome is None else round(ran.outcome.wait_ms + ran.outcome.script_ms, 3),
        )
