"""What every service function is handed first: who acts, in which workspace, in which transaction, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from leadbase.access.model import Actor, Permission, Sight, Workspace
from leadbase.kit.errors import Forbidden
from leadbase.kit.ids import IdSource


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
    """One actor in one workspace in one transaction at one moment (`now`, UTC)."""

    tx: Connection
    workspace: Workspace
    actor: Actor
    now: datetime
    ids: IdSource

    def allows(self, permission: Permission, table: str | None = None) -> bool:
        """Tell whether the actor has the permission, for this table id where one is named."""
        if permission not in self.actor.permissions:
            return False
        return table is None or self.actor.tables is None or table in self.actor.tables

    def require(self, permission: Permission, table: str | None = None) -> None:
        """Pass only an actor with the permission; raises NotAllowed."""
        if not self.allows(permission, table):
            raise NotAllowed(permission=permission.value, actor=self.actor.name)

    def sight(self, field: Sensitive) -> Sight:
        """Tell how much of this field the actor sees."""
        return Sight.MASKED if field.personal and not self.actor.sees_personal else Sight.CLEAR
