"""What every service function is handed first: who acts, in which workspace, in which transaction, and when."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from leadbase.access.model import (
    EVERY_PERMISSION,
    RECORD_PERMISSIONS,
    Actor,
    Permission,
    Person,
    Session,
    Sight,
    Workspace,
)
from leadbase.kit.clock import Clock
from leadbase.kit.errors import Forbidden
from leadbase.kit.facts import Bus
from leadbase.kit.ids import IdSource

Transaction = Connection
"""What a store is handed, for those who pass it on and speak no SQL themselves."""

OPERATOR = Actor("operator", "", "operator", EVERY_PERMISSION, instance=True)
"""Whoever runs the command line: they hold the data folder, so nothing is kept from them."""


class NotAllowed(Forbidden):
    """This needs the permission {permission}, which {actor} does not have."""

    code = "not_allowed"
    zh = "这需要权限 {permission}，{actor} 没有。"


class Sensitive(Protocol):
    """Anything that knows whether it holds personal data (a field does)."""

    @property
    def personal(self) -> bool:
        """Whether the value tells who a person is or how to reach them."""
        ...


@dataclass(frozen=True, slots=True)
class Scope:
    """One actor in one workspace in one transaction at one moment (`now`, UTC).

    `address` is where the request came from, "" where it is no request.
    """

    tx: Connection
    workspace: Workspace
    actor: Actor
    now: datetime
    ids: IdSource
    facts: Bus = field(default_factory=Bus)
    address: str = ""

    @property
    def moment(self) -> Moment:
        """The same transaction and moment, without the actor."""
        return Moment(self.tx, self.now, self.ids, self.facts, self.address)

    def allows(self, permission: Permission, table: str | None = None) -> bool:
        """Tell whether the actor has the permission, for this table id where one is named."""
        return self.actor.allows(permission, table)

    def require(self, permission: Permission, table: str | None = None) -> None:
        """Pass only an actor with the permission; raises NotAllowed."""
        if not self.allows(permission, table):
            raise NotAllowed(permission=permission.value, actor=self.actor.name)

    def sight(self, field: Sensitive) -> Sight:
        """Tell how much of this field the actor sees."""
        return Sight.MASKED if field.personal and not self.actor.sees_personal else Sight.CLEAR


@dataclass(frozen=True, slots=True)
class Moment:
    """One transaction at one moment (`now`, UTC), before anyone is known; `address` as in Scope."""

    tx: Connection
    now: datetime
    ids: IdSource
    facts: Bus = field(default_factory=Bus)
    address: str = ""

    def coming_from(self, address: str) -> Moment:
        """Give the same moment for a request that came from this address."""
        return replace(self, address=address)

    def scope(self, workspace: Workspace, actor: Actor) -> Scope:
        """Give the scope of this actor in this workspace, in the same transaction."""
        return Scope(self.tx, workspace, actor, self.now, self.ids, self.facts, self.address)


@dataclass(frozen=True, slots=True)
class Visit:
    """A signed-in person in one transaction at one moment, before they chose a workspace."""

    moment: Moment
    person: Person
    session: Session


def operator_scope(tx: Connection, workspace: Workspace, clock: Clock, ids: IdSource) -> Scope:
    """Give the scope of the command line's operator, who may do everything."""
    return Scope(tx, workspace, OPERATOR, clock(), ids)


def webhook_scope(tx: Connection, workspace: Workspace, webhook: str, name: str, clock: Clock, ids: IdSource) -> Scope:
    """Give the scope of a webhook's script, which may read and write every record; `webhook` is its public id."""
    return Scope(tx, workspace, Actor("webhook", webhook, name, RECORD_PERMISSIONS), clock(), ids)
