"""Who comes in: from what a request shows (a session or a token) to who acts, in which workspace, with what rights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from leadbase.access.errors import (
    TokenExpired,
    TokenIsRevoked,
    TokenMakerGone,
    TokenUnknown,
    WorkspaceNotNamed,
    WorkspaceUnknown,
)
from leadbase.access.model import ROLE_PERMISSIONS, USE_NOTED_EVERY, Actor, Person, Role, Token
from leadbase.access.scope import Moment, Scope, Visit
from leadbase.access.sign_in import get_visit
from leadbase.access.store import keys
from leadbase.access.store.keys import TokenEntry
from leadbase.access.tokens import granted
from leadbase.access.workspaces import MAIN, MyWorkspace, find_role, find_usual_workspace, get_workspace

CredentialKind = Literal["session", "token"]


@dataclass(frozen=True, slots=True)
class Credential:
    """What a request shows: the SHA-256 of a session's or a token's key."""

    kind: CredentialKind
    digest: str


@dataclass(frozen=True, slots=True)
class Entrance:
    """Who came in, with which role, and whether it is time to note that the session or token was used.

    `visit` is there where it is a person.
    """

    scope: Scope
    role: Role
    to_note: bool
    visit: Visit | None = None


def enter(moment: Moment, credential: Credential, workspace: str | None) -> Entrance:
    """Let in who shows the credential, into the named workspace (name or id) or the one meant by naming none.

    Raises SessionEnded, TokenUnknown, TokenIsRevoked, TokenExpired or TokenMakerGone; WorkspaceUnknown, also for one
    that is not theirs; WorkspaceNotNamed.
    """
    if credential.kind == "token":
        return _enter_by_token(moment, credential.digest, workspace)
    return _enter_by_session(moment, credential.digest, workspace)


def note_use(moment: Moment, credential: Credential, scope: Scope | None) -> None:
    """Note that a session, or the token that acts in the scope, was used."""
    if credential.kind == "session":
        keys.touch_session(moment.tx, credential.digest, moment.now)
    elif scope is not None:
        keys.touch_token(moment.tx, scope.actor.id, moment.now)


def is_to_note(last: datetime | None, now: datetime) -> bool:
    """Tell whether the last noted use is a minute or more ago."""
    return last is None or now - last >= USE_NOTED_EVERY


def _enter_by_session(moment: Moment, session: str, workspace: str | None) -> Entrance:
    visit = get_visit(moment, session)
    mine = _chosen(moment, visit.person, workspace)
    person = visit.person
    actor = Actor(
        "person",
        person.id,
        person.name,
        ROLE_PERMISSIONS[mine.role],
        sees_personal=mine.role is not Role.VIEWER,
        instance=person.instance_admin,
    )
    to_note = is_to_note(visit.session.seen_at, moment.now)
    return Entrance(moment.scope(mine.workspace, actor), mine.role, to_note, visit)


def _chosen(moment: Moment, person: Person, named: str | None) -> MyWorkspace:
    if named is None:
        usual, known = find_usual_workspace(moment, person)
        if usual is not None:
            return usual
        if known:
            raise WorkspaceNotNamed(known=", ".join(known))
        raise WorkspaceUnknown(workspace=MAIN)
    workspace = get_workspace(moment.tx, named)
    role = find_role(moment, workspace, person)
    if role is None:
        raise WorkspaceUnknown(workspace=named)
    return MyWorkspace(workspace, role)


def _enter_by_token(moment: Moment, key: str, named: str | None) -> Entrance:
    entry = keys.find_token_entry(moment.tx, key)
    if entry is None:
        raise TokenUnknown
    check_usable(entry.token, moment.now)
    if named is not None and named not in (entry.workspace.name, entry.workspace.id):
        raise WorkspaceUnknown(workspace=named)
    scope = moment.scope(entry.workspace, token_actor(entry))
    return Entrance(scope, entry.token.role, is_to_note(entry.token.last_used_at, moment.now))


def check_usable(token: Token, now: datetime) -> None:
    """Pass only a token that may be used now; raises TokenIsRevoked or TokenExpired."""
    if token.revoked_at is not None:
        raise TokenIsRevoked(name=token.name)
    if token.expires_at is not None and token.expires_at <= now:
        raise TokenExpired(name=token.name, at=token.expires_at.isoformat())


def token_actor(entry: TokenEntry) -> Actor:
    """Give what a token may do today, which is never more than its maker may; raises TokenMakerGone."""
    token = entry.token
    grant = granted(token.role, token.scopes)
    permissions = grant.permissions
    sees_personal = token.role is not Role.VIEWER
    if token.maker is not None:
        maker_role = _maker_role(entry)
        permissions &= ROLE_PERMISSIONS[maker_role]
        sees_personal = sees_personal and maker_role is not Role.VIEWER
    return Actor("token", token.id, token.name, permissions, grant.tables, sees_personal, grant.limits)


def _maker_role(entry: TokenEntry) -> Role:
    maker = entry.maker
    role = Role.ADMIN if maker is not None and maker.instance_admin else entry.maker_role
    if maker is None or maker.disabled_at is not None or role is None:
        raise TokenMakerGone(name=entry.token.name)
    return role
