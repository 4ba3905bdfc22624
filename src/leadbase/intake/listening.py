"""Waiting for the next real request at a webhook: what "listen" does while someone sets up a sender.

No database connection is held meanwhile: whoever listens is woken by what arrives in this process, and looks now and
then for what other processes took in.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from leadbase.access.scope import Scope
from leadbase.access.units import Room
from leadbase.intake.briefs import Brief, briefs
from leadbase.intake.facts import EventMoved
from leadbase.intake.service import get_webhook
from leadbase.intake.store import lists
from leadbase.kit.ids import first_id

LONGEST_WAIT_S = 25
LOOK_S = 1.0
"""Seconds between looks for what other processes took in."""


class Arrivals:
    """Wakes those who listen to a webhook when an event comes in, in this process."""

    def __init__(self) -> None:
        """Nobody listens yet."""
        self._bells: dict[str, set[asyncio.Event]] = {}
        self._is_closed = False

    @property
    def is_closed(self) -> bool:
        """Whether the program stops, so that nobody should go on waiting."""
        return self._is_closed

    def is_heard(self, webhook: str) -> bool:
        """Tell whether anyone listens to a webhook (by its id)."""
        return webhook in self._bells

    def hear(self, fact: EventMoved) -> None:
        """Wake those whom a fact concerns; costs a look-up where nobody listens."""
        if fact.attempt == 0 and self._bells:
            for bell in self._bells.get(fact.webhook or "", ()):
                bell.set()

    @contextmanager
    def bell(self, webhook: str) -> Generator[asyncio.Event]:
        """Give what is set whenever an event comes in at the webhook (by its id) or the program stops."""
        bell = asyncio.Event()
        self._bells.setdefault(webhook, set()).add(bell)
        try:
            yield bell
        finally:
            self._bells[webhook].discard(bell)
            if not self._bells[webhook]:
                del self._bells[webhook]

    def close(self) -> None:
        """Let everyone stop waiting: the program stops."""
        self._is_closed = True
        for bells in self._bells.values():
            for bell in bells:
                bell.set()


@dataclass(frozen=True, slots=True)
class Heard:
    """The first event after `after`, None when none came in time; `after` is what to go on with in the next call."""

    brief: Brief | None
    after: str


async def listen(room: Room[Scope], arrivals: Arrivals, webhook: str, after: str | None, seconds: float) -> Heard:
    """Wait up to so many seconds for the next event of a webhook that was not rejected; raises WebhookUnknown.

    `after` is the id of the event to go on from; None: from now on.
    """
    number, public_id, start = await room.read(lambda scope: _begin(scope, webhook, after))
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    with arrivals.bell(public_id) as bell:
        while True:
            bell.clear()
            brief = await room.read(lambda scope: _next(scope, number, start))
            left = deadline - loop.time()
            if brief is not None or left <= 0 or arrivals.is_closed:
                return Heard(brief, start if brief is None else brief.event.id)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(bell.wait(), min(left, LOOK_S))


def _begin(scope: Scope, reference: str, after: str | None) -> tuple[int, str, str]:
    webhook = get_webhook(scope, reference)
    newest = lists.newest_of(scope.tx, webhook.number) if after is None else None
    return webhook.number, webhook.id, after or newest or first_id(scope.now)


def _next(scope: Scope, webhook: int, after: str) -> Brief | None:
    event = lists.first_after(scope.tx, webhook, after)
    return None if event is None else briefs(scope, [event])[0]
