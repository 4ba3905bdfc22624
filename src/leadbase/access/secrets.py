"""The verbs over named secrets and allowed hosts: administrators write, builders see names, nobody sees a value."""

from __future__ import annotations

import re
from collections.abc import Sequence

from leadbase.access import audit
from leadbase.access.audit import Action, Subject
from leadbase.access.model import Permission, Workspace
from leadbase.access.scope import Scope, Transaction
from leadbase.access.secrets_model import (
    LONGEST_DETAIL,
    LONGEST_SECRET,
    MOST_HOSTS,
    MOST_SECRETS,
    SHORTEST_SECRET,
    HostsChanged,
    HostsOvertaken,
    NewSecret,
    SealedSecret,
    Secret,
    SecretBasicWrong,
    SecretDeleted,
    SecretDetailWrong,
    SecretKind,
    SecretNameWrong,
    SecretSet,
    SecretUnknown,
    SecretValueMissing,
    SecretValueWrong,
    TooManyHosts,
    TooManySecrets,
)
from leadbase.access.store import secrets as store
from leadbase.kit.guard import AllowedHost, read_host
from leadbase.kit.secrets import SealBroken, SealedWithUnknownKey, Sealer

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_DETAIL = re.compile(r"[A-Za-z0-9_.-]+")
_VALUE = re.compile(r"[\x20-\x7e\x80-\U0010ffff]+")
_EXAMPLES = {SecretKind.HEADER: "X-Api-Key", SecretKind.QUERY: "key"}
_RESERVED = frozenset({"host", "content-length", "transfer-encoding", "connection"})


def list_secrets(scope: Scope) -> list[Secret]:
    """Give the workspace's secrets by name, without their values; raises NotAllowed."""
    scope.require(Permission.SCRIPTS_PUBLISH)
    return store.list_secrets(scope.tx, scope.workspace.number)


def set_secret(scope: Scope, sealer: Sealer, name: str, wanted: NewSecret) -> Secret:
    """Make a secret or change it; without a value the one that is there stays.

    Raises NotAllowed, SecretNameWrong, SecretValueMissing, SecretValueWrong, SecretDetailWrong, SecretBasicWrong,
    HostWrong and TooManySecrets.
    """
    scope.require(Permission.ADMIN)
    if not _NAME.fullmatch(name):
        raise SecretNameWrong(name=name[:100])
    present = store.find_secret(scope.tx, scope.workspace.number, name)
    if present is None and store.count_secrets(scope.tx, scope.workspace.number) >= MOST_SECRETS:
        raise TooManySecrets(most=MOST_SECRETS)
    value = wanted.value
    if value is None:
        if present is None:
            raise SecretValueMissing
        sealed, value = present.sealed, sealer.open(present.sealed)
    else:
        _check_value(value)
        sealed = sealer.seal(value)
    if wanted.kind is SecretKind.BASIC and ":" not in value:
        raise SecretBasicWrong
    hosts = tuple(sorted({str(read_host(host)) for host in wanted.hosts}))
    made = Secret(name, wanted.kind, _detail(wanted), wanted.readable, hosts, scope.now, scope.actor.name)
    store.put_secret(scope.tx, scope.workspace.number, SealedSecret(made, sealed))
    replaced = wanted.value is not None
    workspace, by = scope.workspace.number, scope.actor.id
    scope.facts.publish(SecretSet(scope.now, by, workspace, name, made.kind, made.readable, hosts, replaced))
    before = None if present is None else {**_told(present.secret), "value": "" if replaced else None}
    after = {**_told(made), "value": "•••" if replaced else None}
    audit.note(scope, Action.SECRET_SET, Subject("secret", name, name), before, after)
    return made


def delete_secret(scope: Scope, name: str) -> None:
    """Delete a secret; scripts that name it fail from now on. Raises NotAllowed and SecretUnknown."""
    scope.require(Permission.ADMIN)
    if not store.delete_secret(scope.tx, scope.workspace.number, name):
        raise SecretUnknown(name=name[:100])
    scope.facts.publish(SecretDeleted(scope.now, scope.actor.id, scope.workspace.number, name))
    audit.note(scope, Action.SECRET_DELETED, Subject("secret", name, name))


def list_hosts(scope: Scope) -> list[str]:
    """Give the hosts that the workspace's scripts may call; raises NotAllowed."""
    scope.require(Permission.SCRIPTS_PUBLISH)
    return store.list_hosts(scope.tx, scope.workspace.number)


def set_hosts(scope: Scope, hosts: Sequence[str], known: Sequence[str] | None = None) -> list[str]:
    """Let scripts call exactly these hosts, in the place of those that were `known` (None: whatever is there).

    Raises NotAllowed, HostWrong, TooManyHosts and HostsOvertaken.
    """
    scope.require(Permission.ADMIN)
    read = sorted({str(read_host(host)) for host in hosts})
    if len(read) > MOST_HOSTS:
        raise TooManyHosts(most=MOST_HOSTS, count=len(read))
    before = store.list_hosts(scope.tx, scope.workspace.number)
    if known is not None and sorted(known) != before:
        raise HostsOvertaken
    store.put_hosts(scope.tx, scope.workspace.number, read, scope.now, scope.actor.name)
    scope.facts.publish(HostsChanged(scope.now, scope.actor.id, scope.workspace.number, tuple(read)))
    audit.note(scope, Action.HOSTS_CHANGED, Subject("hosts", "", ""), {"hosts": before}, {"hosts": read})
    return read


def allowed_hosts(tx: Transaction, workspace: Workspace) -> list[AllowedHost]:
    """Give the hosts that scripts of a workspace may call, for those who make their requests."""
    return [read_host(host) for host in store.list_hosts(tx, workspace.number)]


def find_sealed(tx: Transaction, workspace: Workspace, name: str) -> SealedSecret:
    """Give a secret with its sealed value, for those who act for a script; raises SecretUnknown."""
    found = store.find_secret(tx, workspace.number, name)
    if found is None:
        raise SecretUnknown(name=name[:100])
    return found


def reseal_page(tx: Transaction, sealer: Sealer, after: str, limit: int) -> tuple[str | None, int]:
    """Seal a page of secrets with the newest key; gives where to go on (None: at the end) and how many changed."""
    workspace, _, name = after.partition(":")
    rows = store.sealed_after(tx, (int(workspace), name) if after else None, limit)
    stale = [row for row in rows if sealer.is_stale(row[2])]
    for number, named, sealed in stale:
        store.reseal(tx, number, named, sealed, sealer.seal(sealer.open(sealed)))
    return (f"{rows[-1][0]}:{rows[-1][1]}" if len(rows) == limit else None), len(stale)


def _told(secret: Secret) -> dict[str, object]:
    return {"kind": secret.kind.value, "detail": secret.detail, "readable": secret.readable, "hosts": secret.hosts}


def _check_value(value: str) -> None:
    fits = SHORTEST_SECRET <= len(value) <= LONGEST_SECRET and value == value.strip() and _VALUE.fullmatch(value)
    if not fits or any("\ud800" <= character <= "\udfff" for character in value):
        raise SecretValueWrong(least=SHORTEST_SECRET, most=LONGEST_SECRET)


def _detail(wanted: NewSecret) -> str:
    """Give the header or parameter that a kind needs, "" for the others."""
    example = _EXAMPLES.get(wanted.kind)
    if example is None:
        return ""
    fits = _DETAIL.fullmatch(wanted.detail) and len(wanted.detail) <= LONGEST_DETAIL
    if not fits or (wanted.kind is SecretKind.HEADER and wanted.detail.lower() in _RESERVED):
        raise SecretDetailWrong(kind=wanted.kind.value, example=example)
    return wanted.detail


def count_lost(tx: Transaction, sealer: Sealer) -> int:
    """Count the secrets of all workspaces, of the first thousand, that no key that is here opens."""
    return sum(not _opens(sealer, sealed) for _, _, sealed in store.sealed_after(tx, None, 1_000))


def _opens(sealer: Sealer, sealed: str) -> bool:
    try:
        sealer.open(sealed)
    except (SealedWithUnknownKey, SealBroken):
        return False
    return True
