"""Tokens: keys for programs, with the permissions of a role, narrowed by scopes, and never more than their makers'."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from leadbase.access import audit
from leadbase.access.audit import Action, Subject
from leadbase.access.errors import (
    ScopeBeyondRole,
    ScopeTableUnknown,
    ScopeUnknown,
    TokenBeyondMaker,
    TokenExpiryPast,
    TokenNotFound,
    TokenOutlivesMaker,
)
from leadbase.access.model import (
    RECORD_PERMISSIONS,
    ROLE_PERMISSIONS,
    Permission,
    Role,
    Token,
    TokenMade,
    TokenRevoked,
)
from leadbase.access.scope import Scope
from leadbase.access.store import keys
from leadbase.access.store.names import list_token_names
from leadbase.kit.paging import DEFAULT_LIMIT, Page, checked_limit, page_of, read_cursor
from leadbase.kit.secrets import digest, new_token

PREFIX = "lbt_"
HINT_LENGTH = len(PREFIX) + 4

TableFinder = Callable[[Scope, str], str | None]
"""Gives the id of the table with this id or API name, as the floor of tables knows it."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token to be made; no scopes means all that the role may."""

    name: str
    role: Role
    scopes: tuple[str, ...] = ()
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A token and its key, which is shown this once."""

    token: Token
    key: str


@dataclass(frozen=True, slots=True)
class Grant:
    """What a role and scopes come to; the rest as in Actor."""

    permissions: frozenset[Permission]
    tables: frozenset[str] | None
    limits: Mapping[Permission, frozenset[str]]


def read_scope(scope: str) -> tuple[Permission, str | None]:
    """Take a scope apart into its permission and the table it names; raises ScopeUnknown."""
    parts = scope.split(":", 2)
    known = {permission.value: permission for permission in Permission}
    permission = known.get(":".join(parts[:2]))
    table = parts[2] if len(parts) == 3 else None
    if permission is None or table == "" or (table is not None and permission not in RECORD_PERMISSIONS):
        named = [f"{name}[:<table>]" if each in RECORD_PERMISSIONS else name for name, each in known.items()]
        raise ScopeUnknown(scope=scope, known=", ".join(named))
    return permission, table


def granted(role: Role, scopes: tuple[str, ...]) -> Grant:
    """Work out what a role narrowed by scopes may do; raises ScopeUnknown."""
    whole = ROLE_PERMISSIONS[role]
    read = [read_scope(scope) for scope in scopes]
    named = frozenset(permission for permission, _ in read)
    if not scopes or Permission.ADMIN in named:
        return Grant(whole, None, {})
    permissions = whole & named
    limits = {
        permission: frozenset(table for each, table in read if each is permission and table is not None)
        for permission in permissions & RECORD_PERMISSIONS
        if (permission, None) not in read
    }
    narrowed = bool(limits) and limits.keys() == permissions & RECORD_PERMISSIONS
    tables = frozenset[str]().union(*limits.values()) if narrowed else None
    return Grant(permissions, tables, limits)


def create_token(scope: Scope, new: NewToken, find_table: TableFinder) -> MadeToken:
    """Make a token in the workspace; a person may for themselves, a token only with the permission admin.

    Tables are kept by id. Raises NotAllowed, ScopeUnknown, ScopeBeyondRole, ScopeTableUnknown, TokenBeyondMaker,
    TokenExpiryPast or TokenOutlivesMaker.
    """
    if scope.actor.kind == "token":
        scope.require(Permission.ADMIN)
    maker, maker_token, latest = _maker(scope)
    scopes = tuple(dict.fromkeys(_with_table_id(scope, each, new.role, find_table) for each in new.scopes))
    missing = granted(new.role, scopes).permissions - scope.actor.permissions
    if missing:
        raise TokenBeyondMaker(actor=scope.actor.name, missing=", ".join(sorted(missing)))
    key = new_token(PREFIX)
    token = Token(
        id=scope.ids.new(),
        name=new.name,
        hint=key[:HINT_LENGTH],
        role=new.role,
        scopes=scopes,
        maker=maker,
        maker_name=scope.actor.name if scope.actor.kind == "person" else None,
        maker_token=maker_token,
        created_at=scope.now,
        expires_at=_expiry(scope, new.expires_at, latest),
    )
    keys.insert_token(scope.tx, token, scope.workspace.number, digest(key))
    scope.facts.publish(
        TokenMade(scope.now, scope.actor.id, scope.workspace.number, token.id, token.name, token.role, scopes)
    )
    after = {"role": token.role.value, "scopes": scopes, "hint": token.hint, "expires_at": token.expires_at}
    audit.note(scope, Action.TOKEN_MADE, Subject("token", token.id, token.name), None, after)
    return MadeToken(token, key)


def list_tokens(scope: Scope, cursor: str | None = None, limit: int = DEFAULT_LIMIT) -> Page[Token]:
    """List tokens, newest first: all of the workspace for an administrator, else one's own; raises NotAllowed."""
    before = str(read_cursor(cursor, str)[0]) if cursor else None
    if scope.actor.kind != "person":
        scope.require(Permission.ADMIN)
    maker = None if scope.allows(Permission.ADMIN) else scope.actor.id
    found = keys.list_tokens(scope.tx, scope.workspace.number, maker, before, checked_limit(limit) + 1)
    return page_of(found, limit, lambda token: [token.id])


def revoke_token(scope: Scope, id: str) -> None:
    """Revoke a token and all that it made; one's own, or any for an administrator. A token may revoke itself.

    Raises TokenNotFound, also for one that is somebody else's.
    """
    token = keys.find_token(scope.tx, scope.workspace.number, id)
    if token is None or not (scope.allows(Permission.ADMIN) or scope.actor.id in (token.id, token.maker)):
        raise TokenNotFound(token=id)
    family: list[str] = []
    generation = [id]
    while generation:
        family += generation
        generation = keys.list_tokens_made_by(scope.tx, generation)
    names = list_token_names(scope.tx, scope.workspace.number, family)
    for revoked in keys.revoke_tokens(scope.tx, family, scope.now):
        scope.facts.publish(TokenRevoked(scope.now, scope.actor.id, scope.workspace.number, revoked))
        audit.note(scope, Action.TOKEN_REVOKED, Subject("token", revoked, names[revoked]))


def person_behind(scope: Scope) -> str | None:
    """Give the person who acts, or who made the token that does; None for the operator."""
    return _maker(scope)[0]


def _maker(scope: Scope) -> tuple[str | None, str | None, datetime | None]:
    """Give the person and the token that make a token, and when the latter expires."""
    if scope.actor.kind == "person":
        return scope.actor.id, None, None
    if scope.actor.kind != "token":
        return None, None, None
    parent = keys.find_token(scope.tx, scope.workspace.number, scope.actor.id)
    if parent is None:
        raise TokenNotFound(token=scope.actor.id)
    return parent.maker, parent.id, parent.expires_at


def _with_table_id(scope: Scope, text: str, role: Role, find_table: TableFinder) -> str:
    permission, table = read_scope(text)
    if permission not in ROLE_PERMISSIONS[role]:
        raise ScopeBeyondRole(role=role.value, scope=text)
    if table is None:
        return text
    found = find_table(scope, table)
    if found is None:
        raise ScopeTableUnknown(scope=text)
    return f"{permission.value}:{found}"


def _expiry(scope: Scope, wanted: datetime | None, latest: datetime | None) -> datetime | None:
    if wanted is None:
        return latest
    if wanted <= scope.now:
        raise TokenExpiryPast(at=wanted.isoformat())
    if latest is not None and wanted > latest:
        raise TokenOutlivesMaker(at=latest.isoformat())
    return wanted
