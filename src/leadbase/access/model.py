"""The words of access: workspaces, roles, permissions and who is acting."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Literal

from leadbase.kit.errors import Language


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


ActorKind = Literal["person", "token", "operator", "webhook", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person, a token, the operator at the command line, a webhook's script, or Leadbase itself.

    `id` is the public id of the person, token or webhook and "" for the other two. `tables` narrows record permissions
    to these table ids (None: all). `sees_personal` tells whether phone numbers and email addresses are in the clear.
    """

    kind: ActorKind
    id: str
    name: str
    permissions: frozenset[Permission]
    tables: frozenset[str] | None = None
    sees_personal: bool = True
