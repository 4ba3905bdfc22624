"""Runs a stored event that was just moved to `running`; one that can't be run any more ends as failed, never stuck."""

from __future__ import annotations

import asyncio
import logging

from leadbase.intake.model import Answer, Event
from leadbase.intake.pins import Pins
from leadbase.intake.pipeline import Pipeline
from leadbase.intake.recall import Recall
from leadbase.kit.errors import Problem, Unavailable
from leadbase.storage.errors import StorageUnavailable

log = logging.getLogger(__name__)


class NotStarted(Unavailable):
    """The event {event} could not be started because of a fault on our side; replay it."""

    code = "not_started"
    zh = "因我方故障，事件 {event} 无法开始执行；请重放。"


class Restart:
    """Starts stored events."""

    def __init__(self, pipeline: Pipeline, recall: Recall, pins: Pins) -> None:
        """Take what runs them, what reads them back and what knows the choices of replays."""
        self._pipeline = pipeline
        self._recall = recall
        self._pins = pins

    async def start(self, event: Event, actor: str = "") -> asyncio.Task[Answer] | None:
        """Start a running event of this process on its webhook's live version, or what a bulk replay chose.

        None: it ended as failed. Raises StorageUnavailable: the event then goes back to the queue as one that this
        process lost.
        """
        try:
            return self._pipeline.start(await self._pins.apply(await self._recall.job(event, actor)))
        except StorageUnavailable:
            raise
        except Problem as problem:
            await self._pipeline.fail(event, problem, actor)
        except Exception:
            log.exception("event %s could not be started", event.id)
            await self._pipeline.fail(event, NotStarted(event=event.id), actor)
        return None
