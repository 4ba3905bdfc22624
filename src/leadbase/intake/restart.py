"""Runs a stored event that was just moved to `running`; one that can't be run any more ends as failed, never stuck."""

from __future__ import annotations

import asyncio

from leadbase.intake.model import Answer, Event
from leadbase.intake.pipeline import Pipeline
from leadbase.intake.recall import BodyUnreadable, PayloadGone, Recall


class Restart:
    """Starts stored events."""

    def __init__(self, pipeline: Pipeline, recall: Recall) -> None:
        """Take what runs them and what reads them back."""
        self._pipeline = pipeline
        self._recall = recall

    async def start(self, event: Event, actor: str = "") -> asyncio.Task[Answer] | None:
        """Start a running event of this process on its webhook's live version; None when it ended as failed."""
        try:
            return self._pipeline.start(await self._recall.job(event, actor))
        except (PayloadGone, BodyUnreadable) as error:
            await self._pipeline.fail(event, error, actor)
            return None
