"""What a repeat of a lead is answered: the answer of the first, waited for or brought about where it is missing."""

from __future__ import annotations

import asyncio
import time

from leadbase.intake.answers import declared, off_answer
from leadbase.intake.model import Answer, Event, Mode, State, Trigger
from leadbase.intake.pipeline import Pipeline
from leadbase.intake.restart import Restart
from leadbase.intake.routes import Route
from leadbase.intake.store import events as store
from leadbase.intake.store.journal import First
from leadbase.storage.database import Database

POLL_S = 0.1
"""How often the first is looked at while another process runs it."""

_REARMED = frozenset({State.FAILED, State.WAITING, State.HELD})


class Duplicates:
    """Answers repeats."""

    def __init__(self, database: Database, pipeline: Pipeline, restart: Restart) -> None:
        """Take where the first is found and what runs it again."""
        self._database = database
        self._pipeline = pipeline
        self._restart = restart

    async def answer(self, first: First, route: Route, event: str, seconds: float) -> Answer:
        """Give the answer of the first within so many seconds, else the fallback; `event` is the repeat's own id.

        A first that failed, waits or was held is run again, unless the webhook is off.
        """
        settings = route.webhook.settings
        if first.state in _REARMED:
            if not route.webhook.is_on:
                return off_answer(settings, event)
            await self._rearm(first, route)
        if settings.mode is Mode.AT_ONCE:
            return declared(settings.answer, first.event)
        if first.state is State.DONE:
            return first.answer or declared(settings.answer, first.event)
        found = await self._result(first.event, route, seconds)
        return found or declared(settings.fallback, event)

    async def _rearm(self, first: First, route: Route) -> None:
        """Run the first again now, unless another process already does."""
        owner, workspace = self._pipeline.process, route.workspace.number
        trigger = Trigger.HELD if first.state is State.HELD else Trigger.RETRY
        started = await self._database.transaction(
            lambda tx: store.start_attempt(tx, workspace, first.event, owner, trigger, _REARMED)
        )
        if started is not None:
            await self._restart.start(started)

    async def _result(self, event: str, route: Route, seconds: float) -> Answer | None:
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            task = self._pipeline.task(event)
            if task is not None:
                done, _ = await asyncio.wait({task}, timeout=left)
                return task.result() if done else None
            found = await self._database.read(lambda tx: store.find_event(tx, route.workspace.number, event))
            settled = _settled(found, route)
            if settled is not None:
                return settled
            await asyncio.sleep(min(POLL_S, left))
        return None


def _settled(event: Event | None, route: Route) -> Answer | None:
    """Give the answer of an event that is over; one that could not even be started has none of its own."""
    if event is None or event.state not in (State.DONE, State.FAILED, State.WAITING):
        return None
    return event.answer or declared(route.webhook.settings.failure, event.id)
