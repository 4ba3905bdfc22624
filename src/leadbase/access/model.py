"""The words of access: workspaces, people, roles, permissions, tokens, sessions, and who is acting."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from leadbase.kit.errors import Language
from leadbase.kit.facts import Fact

MAIN = "main"
"""The workspace that the first start makes and that commands mean unless told otherwise."""

SESSION_IDLE = timedelta(days=7)
SESSION_LIFE = timedelta(days=30)
SETUP_LIFE = timedelta(hours=24)
INVITATION_LIFE = timedelta(days=7)
RESET_LIFE = timedelta(hours=1)

USE_NOTED_EVERY = timedelta(minutes=1)
"""How exact `last_used_at` of a token and `seen_at` of a session are, and `last_seen_at` of a person with it.

A write for each request would cost too much.
"""


class Role(enum.StrEnum):
    """What a person or token is in a workspace."""

    ADMIN = "admin"
    BUILDER = "builder"
    MEMBER = "member"
    VIEWER = "viewer"


class Permission(enum.StrEnum):
    """What a role or a token's scope allows."""

    RECORDS_READ = "records:read"
    RECORDS_WRITE = "records:write"
    TABLES_WRITE = "tables:write"
    EVENTS_READ = "events:read"
    EVENTS_REPLAY = "events:replay"
    WEBHOOKS_WRITE = "webhooks:write"
    SCRIPTS_PUBLISH = "scripts:publish"
    ADMIN = "admin"


EVERY_PERMISSION = frozenset(Permission)

_MEMBER = frozenset({Permission.RECORDS_READ, Permission.RECORDS_WRITE})

ROLE_PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.VIEWER: frozenset({Permission.RECORDS_READ}),
    Role.MEMBER: _MEMBER,
    Role.BUILDER: EVERY_PERMISSION - {Permission.ADMIN},
    Role.ADMIN: EVERY_PERMISSION,
}

RECORD_PERMISSIONS = _MEMBER
"""The permissions that a token's scope can narrow to single tables."""


class Sight(enum.Enum):
    """How much of a field the actor sees."""

    CLEAR = "clear"
    MASKED = "masked"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A tenant. `name` is its short name in URLs and commands, `zone` an IANA time zone, `number` its internal key."""

    number: int
    id: str
    name: str
    label: str
    zone: str
    language: Language


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who can sign in. An instance administrator is an administrator of every workspace."""

    id: str
    email: str
    name: str
    instance_admin: bool
    created_at: datetime
    disabled_at: datetime | None = None
    last_seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A person in one workspace."""

    person: Person
    role: Role


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser. `digest` is the SHA-256 of the key that its cookie holds."""

    digest: str
    created_at: datetime
    seen_at: datetime

    def ends_at(self) -> datetime:
        """Tell when it ends if nothing more is heard of it."""
        return min(self.seen_at + SESSION_IDLE, self.created_at + SESSION_LIFE)


@dataclass(frozen=True, slots=True)
class Token:
    """A key for programs, in one workspace. `hint` is how the key starts; the key itself is not kept.

    Its permissions are its role's, narrowed by `scopes` (`records:read`, `records:write:<table id>`, …) where there
    are any, and never more than what its maker has now. `maker` is None for the operator; `maker_token` names the
    token that made it, if one did.
    """

    id: str
    name: str
    hint: str
    role: Role
    scopes: tuple[str, ...]
    maker: str | None
    maker_name: str | None
    maker_token: str | None
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """An open offer to join a workspace (internal number) in a role. `name` is whom it is meant for, "" for anybody.

    `inviter` is None for the operator.
    """

    id: str
    workspace: int
    role: Role
    name: str
    inviter: str | None
    inviter_name: str | None
    created_at: datetime


ActorKind = Literal["person", "token", "operator", "webhook", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person, a token, the operator at the command line, a webhook's script, or Leadbase itself.

    `id` is the public id of the person, token or webhook and "" for the other two. `tables` narrows every permission
    to these table ids (None: all of them) and `limits` single permissions further. `sees_personal` tells whether phone
    numbers and email addresses are in the clear. `instance` allows what concerns more than one workspace.
    """

    kind: ActorKind
    id: str
    name: str
    permissions: frozenset[Permission]
    tables: frozenset[str] | None = None
    sees_personal: bool = True
    limits: Mapping[Permission, frozenset[str]] = field(default_factory=dict[Permission, frozenset[str]], hash=False)
    instance: bool = False

    def allows(self, permission: Permission, table: str | None = None) -> bool:
        """Tell whether the actor has the permission, for this table id where one is named."""
        if permission not in self.permissions:
            return False
        if table is None:
            return True
        limit = self.limits.get(permission)
        return (self.tables is None or table in self.tables) and (limit is None or table in limit)


@dataclass(frozen=True, slots=True)
class AccessFact(Fact):
    """Something that the audit must know. `by` is the id of the person or token that did it, "" for the operator."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class PersonSignedIn(AccessFact):
    """A person signed in from this address."""

    address: str


@dataclass(frozen=True, slots=True)
class SignInFailed(AccessFact):
    """Someone gave a wrong email or password; `by` is the person whose email it was, if there is one."""

    address: str


@dataclass(frozen=True, slots=True)
class PersonSignedOut(AccessFact):
    """A person ended their session."""


@dataclass(frozen=True, slots=True)
class PasswordChanged(AccessFact):
    """A person's password was changed; all their sessions ended."""

    person: str


@dataclass(frozen=True, slots=True)
class PersonSwitched(AccessFact):
    """A person was disabled or enabled, or made an instance administrator or none."""

    person: str
    disabled: bool
    instance_admin: bool


@dataclass(frozen=True, slots=True)
class RoleChanged(AccessFact):
    """A person's role in a workspace (internal number) changed; None: not a member any more."""

    workspace: int
    person: str
    role: Role | None


@dataclass(frozen=True, slots=True)
class InvitationMade(AccessFact):
    """Somebody was invited to a workspace."""

    workspace: int
    invitation: str
    role: Role


@dataclass(frozen=True, slots=True)
class InvitationTakenBack(AccessFact):
    """An invitation was taken back before anybody accepted it."""

    workspace: int
    invitation: str


@dataclass(frozen=True, slots=True)
class TokenMade(AccessFact):
    """A token was made."""

    workspace: int
    token: str
    name: str
    role: Role
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TokenRevoked(AccessFact):
    """A token was revoked, by itself or together with the one that made it."""

    workspace: int
    token: str


@dataclass(frozen=True, slots=True)
class WorkspaceMade(AccessFact):
    """A workspace was made."""

    workspace: int
    name: str


@dataclass(frozen=True, slots=True)
class WorkspaceChanged(AccessFact):
    """A workspace's label, zone or language changed."""

    workspace: int
