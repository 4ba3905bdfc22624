"""Workspaces: making, changing and listing them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from leadbase.access import audit
from leadbase.access.audit import Action, Author, Subject
from leadbase.access.errors import (
    InstanceAdminNeeded,
    WorkspaceNameInvalid,
    WorkspaceTaken,
    WorkspaceUnknown,
    ZoneUnknown,
)
from leadbase.access.model import (
    MAIN,
    Permission,
    Person,
    Role,
    RoleChanged,
    Workspace,
    WorkspaceChanged,
    WorkspaceMade,
)
from leadbase.access.scope import Moment, Scope, Transaction, Visit
from leadbase.access.store import people as store
from leadbase.kit.errors import Language
from leadbase.kit.paging import DEFAULT_LIMIT, Page, checked_limit, page_of, read_cursor

DEMO = "demo"
"""The workspace of the demo."""

_LABELS: Mapping[str, str] = {MAIN: "主工作区", DEMO: "演示工作区"}
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class NewWorkspace:
    """A workspace to be made."""

    name: str
    label: str
    zone: str = "Asia/Shanghai"
    language: Language = "zh-CN"


@dataclass(frozen=True, slots=True)
class WorkspaceChanges:
    """What to change of a workspace; None leaves it."""

    label: str | None = None
    zone: str | None = None
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class MyWorkspace:
    """A workspace with one's own role there."""

    workspace: Workspace
    role: Role


def get_workspace(tx: Transaction, name: str) -> Workspace:
    """Give the workspace with this name or public id; raises WorkspaceUnknown."""
    found = store.find_workspace(tx, name)
    if found is None:
        raise WorkspaceUnknown(workspace=name)
    return found


def get_numbered(tx: Transaction, number: int) -> Workspace:
    """Give the workspace with this internal number; raises WorkspaceUnknown."""
    found = store.find_numbered(tx, number)
    if found is None:
        raise WorkspaceUnknown(workspace=number)
    return found


def list_every(moment: Moment) -> Sequence[Workspace]:
    """List all workspaces, for the work that Leadbase does by itself."""
    return [workspace for workspace, _ in store.list_workspaces(moment.tx, None, 0, None)]


def ensure_workspace(moment: Moment, name: str = MAIN, label: str | None = None) -> Workspace:
    """Give the workspace of this name, making it (Asia/Shanghai, zh-CN) where it isn't there."""
    found = store.find_workspace(moment.tx, name)
    if found is not None:
        return found
    try:
        return _make(moment, NewWorkspace(name, label or _LABELS.get(name, name)), by="")
    except WorkspaceTaken:
        # another process that starts at the same moment was first
        return get_workspace(moment.tx, name)


def create_workspace(visit: Visit, new: NewWorkspace) -> MyWorkspace:
    """Make a workspace with the visitor as its administrator; only an instance administrator may.

    Raises InstanceAdminNeeded, WorkspaceNameInvalid, ZoneUnknown or WorkspaceTaken.
    """
    if not visit.person.instance_admin:
        raise InstanceAdminNeeded(actor=visit.person.name)
    person = visit.person.id
    made = _make(visit.moment, new, by=person)
    store.insert_membership(visit.moment.tx, made.number, person, Role.ADMIN)
    visit.moment.facts.publish(RoleChanged(visit.moment.now, person, made.number, person, Role.ADMIN))
    after = {"name": new.name, "label": new.label, "zone": new.zone, "language": new.language}
    author = audit.author_person(visit.person)
    audit.note_by(visit.moment, made, author, Action.WORKSPACE_CREATED, workspace_subject(made), None, after)
    return MyWorkspace(made, Role.ADMIN)


def update_workspace(scope: Scope, changes: WorkspaceChanges) -> MyWorkspace:
    """Change the workspace that one is in, which only its administrators may; raises NotAllowed or ZoneUnknown."""
    scope.require(Permission.ADMIN)
    apply_changes(scope.moment, scope.workspace, changes, by=audit.author_of(scope.actor))
    return MyWorkspace(get_workspace(scope.tx, scope.workspace.id), Role.ADMIN)


def apply_changes(moment: Moment, workspace: Workspace, changes: WorkspaceChanges, by: Author) -> None:
    """Change a workspace for somebody who may; raises ZoneUnknown."""
    if changes.zone is not None:
        check_zone(changes.zone)
    given = {"label": changes.label, "zone": changes.zone, "language": changes.language}
    values = {name: value for name, value in given.items() if value is not None}
    if values:
        store.update_workspace(moment.tx, workspace.number, values)
        moment.facts.publish(WorkspaceChanged(moment.now, by.id, workspace.number))
        before = {name: getattr(workspace, name) for name in values}
        audit.note_by(moment, workspace, by, Action.WORKSPACE_CHANGED, workspace_subject(workspace), before, values)


def workspace_subject(workspace: Workspace) -> Subject:
    """Give a workspace as the subject of an entry of the audit."""
    return Subject("workspace", workspace.id, workspace.label)


def list_my_workspaces(visit: Visit, cursor: str | None = None, limit: int = DEFAULT_LIMIT) -> Page[MyWorkspace]:
    """List the visitor's workspaces in the order of their making; an instance administrator's are all of them."""
    after = int(str(read_cursor(cursor, int)[0])) if cursor else 0
    found = store.list_workspaces(visit.moment.tx, _owner(visit.person), after, checked_limit(limit) + 1)
    mine = [MyWorkspace(workspace, role) for workspace, role in found]
    return page_of(mine, limit, lambda one: [one.workspace.number])


def list_switchable(visit: Visit) -> Sequence[MyWorkspace]:
    """List the first of the visitor's workspaces, to choose from."""
    return list_my_workspaces(visit).items


def find_role(moment: Moment, workspace: Workspace, person: Person) -> Role | None:
    """Give what a person may be in a workspace: their own role there, or admin for an instance administrator."""
    return Role.ADMIN if person.instance_admin else store.find_role(moment.tx, workspace.number, person.id)


def find_usual_workspace(moment: Moment, person: Person) -> tuple[MyWorkspace | None, tuple[str, ...]]:
    """Give the workspace that a person means who names none (their only one, else main), and the names of theirs."""
    mine = [MyWorkspace(*one) for one in store.list_workspaces(moment.tx, _owner(person), 0, DEFAULT_LIMIT)]
    usual = next((one for one in mine if len(mine) == 1 or one.workspace.name == MAIN), None)
    return usual, tuple(one.workspace.name for one in mine)


def check_zone(zone: str) -> None:
    """Raise ZoneUnknown for anything but a name of the IANA time zone database."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ZoneUnknown(zone=zone) from None


def _owner(person: Person) -> str | None:
    return None if person.instance_admin else person.id


def _make(moment: Moment, new: NewWorkspace, by: str) -> Workspace:
    if _NAME.fullmatch(new.name) is None:
        raise WorkspaceNameInvalid(name=new.name)
    check_zone(new.zone)
    made = store.insert_workspace(
        moment.tx,
        id=moment.ids.new(),
        name=new.name,
        label=new.label,
        zone=new.zone,
        language=new.language,
        now=moment.now,
    )
    if made is None:
        raise WorkspaceTaken(name=new.name)
    moment.facts.publish(WorkspaceMade(moment.now, by, made.number, made.name))
    return made
