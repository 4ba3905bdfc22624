"""What happened to events, for those who show them; told from the hot path, so these hold what is at hand anyway."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from leadbase.kit.facts import Fact


@dataclass(frozen=True, slots=True)
class EventMoved(Fact):
    """An event came in, or an attempt of it ended.

    `workspace` is the internal number, `webhook` the public id (None: not known here), `attempt` 0 before the first.
    `records` are the table id and record id of everything that the attempt wrote.
    """

    workspace: int
    webhook: str | None
    event: str
    attempt: int
    records: Sequence[tuple[str, str]] = ()


Tell = Callable[[EventMoved], None]
"""Tells what is committed already; never raises."""


def tell_nobody(_fact: EventMoved) -> None:
    """Stand for a program in which nobody wants to know."""
