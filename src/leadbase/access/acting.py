"""The room of somebody who asked for work that is done later: each act under the rights that they have by then."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from leadbase.access.errors import MakerGone
from leadbase.access.model import ROLE_PERMISSIONS, Actor, Role, Workspace
from leadbase.access.scope import OPERATOR, Moment, Scope
from leadbase.access.service import check_usable, token_actor
from leadbase.access.store import keys, people
from leadbase.access.units import Units
from leadbase.access.workspaces import find_role, get_numbered
from leadbase.kit.errors import Problem

T = TypeVar("T")

SYSTEM = Actor("system", "", "Leadbase", OPERATOR.permissions, instance=True)
"""Leadbase itself, for work that nobody asked for."""


def acting_scope(moment: Moment, workspace: int, signature: str) -> Scope:
    """Give the scope of who signs so (`person:<id>`, `token:<id>`, `operator`, `system`) with the rights of now.

    `workspace` is the internal number. Raises MakerGone where they may do nothing there any more.
    """
    place = get_numbered(moment.tx, workspace)
    kind, _, id = signature.partition(":")
    match kind:
        case "operator":
            return moment.scope(place, OPERATOR)
        case "system":
            return moment.scope(place, SYSTEM)
        case "person":
            return moment.scope(place, _person(moment, place, id))
        case "token":
            return moment.scope(place, _token(moment, place, id))
        case _:
            raise MakerGone(maker=signature[:100])


class ActingRoom:
    """The room (see Room) of who signs so, in the workspace of this internal number."""

    def __init__(self, units: Units, workspace: int, signature: str) -> None:
        self.units = units
        self._workspace = workspace
        self._signature = signature

    async def read(self, act: Callable[[Scope], T]) -> T:
        """See Room."""
        return await self.units.read(lambda moment: act(acting_scope(moment, self._workspace, self._signature)))

    async def write(self, act: Callable[[Scope], T]) -> T:
        """See Room."""
        return await self.units.write(lambda moment: act(acting_scope(moment, self._workspace, self._signature)))


def _person(moment: Moment, workspace: Workspace, id: str) -> Actor:
    person = people.find_by_id(moment.tx, id)
    role = None if person is None or person.disabled_at is not None else find_role(moment, workspace, person)
    if person is None or role is None:
        raise MakerGone(maker=f"person:{id}"[:100])
    sees_personal = role is not Role.VIEWER
    permissions = ROLE_PERMISSIONS[role]
    return Actor("person", id, person.name, permissions, sees_personal=sees_personal, instance=person.instance_admin)


def _token(moment: Moment, workspace: Workspace, id: str) -> Actor:
    entry = keys.find_entry_by_id(moment.tx, workspace.number, id)
    if entry is None:
        raise MakerGone(maker=f"token:{id}"[:100])
    try:
        check_usable(entry.token, moment.now)
        return token_actor(entry)
    except Problem:
        raise MakerGone(maker=f"token:{id}"[:100]) from None
