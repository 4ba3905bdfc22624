"""What the tests of tables and records need: field types, a scope in a transaction, and quick ways to design."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection

from leadbase.access.model import Actor, Permission, Person, Role, Workspace
from leadbase.access.scope import Scope
from leadbase.access.store import people
from leadbase.kit.ids import IdSource
from leadbase.storage.database import Database
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.field_type import load_field_types

T = TypeVar("T")

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
SHANGHAI = Workspace(1, "a" * 24, "main", "Main", "Asia/Shanghai", "zh-CN")
BUILDER = Actor("person", "b" * 24, "Builder", frozenset(Permission))


async def make_member(room: Room) -> None:
    """Make the room's actor a person who belongs to its workspace."""
    person = Person(room.actor.id, f"{room.actor.id}@example.com", room.actor.name, False, room.now)

    def unit(tx: Connection) -> None:
        people.insert_person(tx, person, person.email, None)
        tx.execute(
            sa.insert(people.workspaces).values(
                number=room.workspace.number,
                id=room.workspace.id,
                name=room.workspace.name,
                label=room.workspace.label,
                zone=room.workspace.zone,
                language=room.workspace.language,
                created_at=room.now,
            )
        )
        people.insert_membership(tx, room.workspace.number, person.id, Role.BUILDER)

    await room.database.transaction(unit)


@dataclass
class Room:
    """A workspace that tests act in."""

    database: Database
    catalogues: Catalogues = field(default_factory=lambda: Catalogues(load_field_types()))
    ids: IdSource = field(default_factory=IdSource)
    workspace: Workspace = SHANGHAI
    actor: Actor = BUILDER
    now: datetime = NOW

    def scope(self, tx: Connection) -> Scope:
        return Scope(tx, self.workspace, self.actor, self.now, self.ids)

    async def write(self, act: Callable[[Scope], T]) -> T:
        return await self.database.transaction(lambda tx: act(self.scope(tx)))

    async def read(self, act: Callable[[Scope], T]) -> T:
        return await self.database.read(lambda tx: act(self.scope(tx)))

    def seen_by(self, actor: Actor) -> Room:
        return replace(self, actor=actor)
