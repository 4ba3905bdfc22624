"""The one way to the data: run a *unit* (a plain function over a connection) in a transaction.

A unit is synchronous, has no side effects but SQL, and may be run again (deadlock, stale statement). As it
can't await, no transaction can stay open while user code runs.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")
I_contra = TypeVar("I_contra", contravariant=True)
R_co = TypeVar("R_co", covariant=True)
I = TypeVar("I")  # noqa: E741  item
R = TypeVar("R")

Unit = Callable[[Connection], T]


class Batch(Protocol[I_contra, R_co]):
    """Hot work that many callers share: all items that wait are run in one commit, with one statement for many rows."""

    rank: int
    """Batches of lower rank run first within a commit."""

    def run(self, tx: Connection, items: Sequence[I_contra]) -> Sequence[R_co | Exception]:
        """Give each item's result, or the exception to raise to its caller, in order.

        Raises when the items can't be run together: they are then run one by one, each by itself.
        """
        ...


class Database(ABC):
    """A database: SQLite or PostgreSQL, with the same promises."""

    name: str
    """`sqlite` or `postgresql`."""

    @abstractmethod
    async def transaction(self, unit: Unit[T]) -> T:
        """Run the unit and commit durably before returning; anything it raises rolls it back whole.

        Raises StorageUnavailable when the database can't be written.
        """

    @abstractmethod
    async def read(self, unit: Unit[T]) -> T:
        """Run the unit on one read-only snapshot."""

    @abstractmethod
    async def rehearse(self, unit: Unit[T]) -> T:
        """Run the unit as `transaction` would, then undo everything it wrote and give its result."""

    @abstractmethod
    async def batch(self, work: Batch[I, R], item: I) -> R:
        """Run the item together with all others that wait, in one durable commit, and give its result."""

    @abstractmethod
    async def build(self, statement: str) -> None:
        """Run a statement that makes an index: outside any transaction where the database can do it beside writes.

        SQLite can't: everything that writes waits for it.
        """

    @abstractmethod
    async def changed(self, poll_s: float) -> None:
        """Return soon after someone committed, looking each `poll_s` seconds where the database can't tell."""

    @abstractmethod
    async def close(self) -> None:
        """Finish what is queued, then let go of every connection."""
