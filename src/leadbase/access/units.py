"""Runs acts in one transaction each and tells their facts: within it before the commit, and after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from leadbase.access.model import Actor
from leadbase.access.scope import OPERATOR, Moment, Scope
from leadbase.access.workspaces import MAIN, get_workspace
from leadbase.kit.clock import Clock
from leadbase.kit.facts import Bus, Subscriptions
from leadbase.kit.ids import IdSource
from leadbase.storage.database import Database

T = TypeVar("T")
C_co = TypeVar("C_co", covariant=True)


class Room(Protocol[C_co]):
    """A place to act in: each act is handed what it stands on (a Moment, a Visit or a Scope) and is one transaction.

    An act may be run again and so has no effect but on the database and by facts.
    """

    async def read(self, act: Callable[[C_co], T]) -> T:
        """Run an act that only reads."""
        ...

    async def write(self, act: Callable[[C_co], T]) -> T:
        """Run an act and commit it durably; whatever it raises undoes it."""
        ...


class Units:
    """The room of Moments: nobody is known yet."""

    def __init__(self, database: Database, clock: Clock, ids: IdSource, facts: Subscriptions[Moment]) -> None:
        self.database = database
        self.clock = clock
        self.ids = ids
        self.subscriptions = facts

    async def read(self, act: Callable[[Moment], T]) -> T:
        """See Room. Facts of an act that only reads are not told."""
        return await self.database.read(lambda tx: act(Moment(tx, self.clock(), self.ids)))

    async def write(self, act: Callable[[Moment], T]) -> T:
        """See Room."""

        def told(moment: Moment) -> tuple[T, Bus]:
            answer = act(moment)
            self.subscriptions.tell_within(moment, moment.facts)
            return answer, moment.facts

        answer, bus = await self.database.transaction(lambda tx: told(Moment(tx, self.clock(), self.ids)))
        self.subscriptions.tell_after(bus.facts)
        return answer

    async def rehearse(self, act: Callable[[Moment], T]) -> T:
        """Run an act as `write` does, then undo whatever it wrote and give its answer; its facts are not told."""
        return await self.database.rehearse(lambda tx: act(Moment(tx, self.clock(), self.ids)))


class ActorRoom:
    """The room of one actor who needs no proof, in the workspace of this name or id: the operator, or Leadbase itself.

    Acts raise WorkspaceUnknown where there is no such workspace.
    """

    def __init__(self, units: Units, workspace: str = MAIN, actor: Actor = OPERATOR) -> None:
        self.units = units
        self.workspace = workspace
        self.actor = actor

    async def read(self, act: Callable[[Scope], T]) -> T:
        """See Room."""
        return await self.units.read(lambda moment: act(self._scope(moment)))

    async def write(self, act: Callable[[Scope], T]) -> T:
        """See Room."""
        return await self.units.write(lambda moment: act(self._scope(moment)))

    async def rehearse(self, act: Callable[[Scope], T]) -> T:
        """Run an act as `write` does, then undo whatever it wrote and give its answer."""
        return await self.units.rehearse(lambda moment: act(self._scope(moment)))

    def _scope(self, moment: Moment) -> Scope:
        return moment.scope(get_workspace(moment.tx, self.workspace), self.actor)
