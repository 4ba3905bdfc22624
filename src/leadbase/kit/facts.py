"""Facts: what happened, told upward. Calls go down the floors; whoever stands above hears of what happened below.

A unit publishes its facts on a Bus of its own, because a unit may be undone or run again. What must be written together
with the fact hears it *within* the transaction; what may only be done once it is true hears it *after* the commit.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

log = logging.getLogger(__name__)

Context = TypeVar("Context")
F = TypeVar("F", bound="Fact")


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened; each kind is a frozen dataclass named in the past tense."""


class Bus:
    """Collects the facts of one run of one unit, in order."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []

    def publish(self, fact: Fact) -> None:
        """Keep the fact for those who subscribed to its kind."""
        self.facts.append(fact)


class Subscriptions(Generic[Context]):
    """Who hears of which kind of fact, derived kinds included. Filled once, when the program is joined."""

    def __init__(self) -> None:
        self._within: list[tuple[type[Fact], Callable[[Context, Fact], None]]] = []
        self._after: list[tuple[type[Fact], Callable[[Fact], None]]] = []

    def within(self, kind: type[F], hear: Callable[[Context, F], None]) -> None:
        """Call `hear` in the transaction of each such fact, before it commits; what it raises undoes it all."""
        self._within.append((kind, cast(Callable[[Context, Fact], None], hear)))

    def after(self, kind: type[F], hear: Callable[[F], None]) -> None:
        """Call `hear` once each such fact is committed; what it raises is logged and changes nothing."""
        self._after.append((kind, cast(Callable[[Fact], None], hear)))

    def tell_within(self, context: Context, bus: Bus) -> None:
        """Tell the facts of the bus, those included that a subscriber publishes on it meanwhile."""
        for fact in bus.facts:
            for kind, hear in self._within:
                if isinstance(fact, kind):
                    hear(context, fact)

    def tell_after(self, facts: Iterable[Fact]) -> None:
        """Tell facts that are committed."""
        for fact in facts:
            for kind, hear in self._after:
                if isinstance(fact, kind):
                    _tell(hear, fact)


def _tell(hear: Callable[[Fact], None], fact: Fact) -> None:
    """Tell one subscriber; the fact is true whatever becomes of it."""
    try:
        hear(fact)
    except Exception:
        log.exception("a subscriber of %s failed", type(fact).__name__)
