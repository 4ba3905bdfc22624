"""What a replay chose to run, for events that its process left behind: whoever goes on runs the same."""

from __future__ import annotations

from dataclasses import replace

from leadbase.access.scope import Transaction, webhook_scope
from leadbase.intake.model import Trigger
from leadbase.intake.pipeline import Job
from leadbase.intake.replay import Unpublished
from leadbase.intake.routes import script_version
from leadbase.intake.store import replays as store
from leadbase.kit.clock import Clock
from leadbase.kit.ids import IdSource
from leadbase.scripts import service as scripts
from leadbase.storage.database import Database

_REPLAYED = (Trigger.REDO, Trigger.AS_NEW)


class Pins:
    """Looks up what bulk replays chose."""

    def __init__(self, database: Database, clock: Clock, ids: IdSource) -> None:
        """Take where replays are kept."""
        self._database = database
        self._clock = clock
        self._ids = ids

    async def apply(self, job: Job) -> Job:
        """Give the job of an event on what the bulk replay that began it chose, where there is one.

        Raises VersionNotFound.
        """
        if job.event.trigger not in _REPLAYED:
            return job
        return await self._database.read(lambda tx: self._apply(tx, job))

    def _apply(self, tx: Transaction, job: Job) -> Job:
        pin, workspace, webhook = store.find_pin(tx, job.event.id), job.route.workspace, job.route.webhook
        if pin is not None and pin.source is not None:
            source = Unpublished(f"replay:{pin.replay}", pin.source, pin.language or "javascript")
            return replace(job, script=source.script(workspace), version=None)
        if pin is not None and pin.version is not None:
            scope = webhook_scope(tx, workspace, webhook.id, webhook.name, self._clock, self._ids)
            version = scripts.get_version(scope, webhook.id, pin.version)
            made = script_version(workspace, webhook.id, version.number, version.language, version.source)
            return replace(job, script=made, version=version.number)
        return job
