"""Named secrets, sealed, and the hosts that a workspace's scripts may call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Row,
    Table,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from leadbase.access.secrets_model import SealedSecret, Secret, SecretKind
from leadbase.storage.schema import metadata
from leadbase.storage.shapes import JsonType, TimestampType, text_type

secrets = Table(
    "secrets",
    metadata,
    Column("workspace", BigInteger, ForeignKey("workspaces.number"), primary_key=True),
    Column("name", text_type(), primary_key=True),
    Column("sealed", text_type(), nullable=False),
    Column("kind", text_type(), nullable=False),
    Column("detail", text_type(), nullable=False),
    Column("readable", Boolean, nullable=False),
    Column("hosts", JsonType(), nullable=False),
    Column("updated_at", TimestampType(), nullable=False),
    Column("updated_by", text_type(), nullable=False),
)

allowed_hosts = Table(
    "allowed_hosts",
    metadata,
    Column("workspace", BigInteger, ForeignKey("workspaces.number"), primary_key=True),
    Column("host", text_type(), primary_key=True),
    Column("added_at", TimestampType(), nullable=False),
    Column("added_by", text_type(), nullable=False),
)


def list_secrets(tx: Connection, workspace: int) -> list[Secret]:
    """Give a workspace's secrets by name."""
    query = select(secrets).where(secrets.c.workspace == workspace).order_by(secrets.c.name)
    return [_secret(row) for row in tx.execute(query)]


def count_secrets(tx: Connection, workspace: int) -> int:
    """Count a workspace's secrets."""
    query = select(func.count()).select_from(secrets).where(secrets.c.workspace == workspace)
    return int(tx.execute(query).scalar_one())


def find_secret(tx: Connection, workspace: int, name: str) -> SealedSecret | None:
    """Give one secret with its sealed value."""
    query = select(secrets).where(secrets.c.workspace == workspace, secrets.c.name == name)
    row = tx.execute(query).first()
    return None if row is None else SealedSecret(_secret(row), row.sealed)


def put_secret(tx: Connection, workspace: int, kept: SealedSecret) -> None:
    """Insert a secret, or put it in the place of the one of its name."""
    secret = kept.secret
    changed = {
        "sealed": kept.sealed,
        "kind": secret.kind.value,
        "detail": secret.detail,
        "readable": secret.readable,
        "hosts": list(secret.hosts),
        "updated_at": secret.updated_at,
        "updated_by": secret.updated_by,
    }
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    query = dialect.insert(secrets).values(workspace=workspace, name=secret.name, **changed)
    tx.execute(query.on_conflict_do_update(index_elements=["workspace", "name"], set_=changed))


def delete_secret(tx: Connection, workspace: int, name: str) -> bool:
    """Delete a secret; tell whether there was one."""
    query = delete(secrets).where(secrets.c.workspace == workspace, secrets.c.name == name)
    return tx.execute(query).rowcount > 0


def list_hosts(tx: Connection, workspace: int) -> list[str]:
    """Give the hosts that a workspace's scripts may call, in order."""
    query = select(allowed_hosts.c.host).where(allowed_hosts.c.workspace == workspace).order_by(allowed_hosts.c.host)
    return [row.host for row in tx.execute(query)]


def put_hosts(tx: Connection, workspace: int, hosts: Sequence[str], now: datetime, by: str) -> None:
    """Let a workspace's list be exactly these hosts; those that stay keep who added them."""
    present = set(list_hosts(tx, workspace))
    gone = present - set(hosts)
    if gone:
        tx.execute(
            delete(allowed_hosts).where(allowed_hosts.c.workspace == workspace, allowed_hosts.c.host.in_(sorted(gone)))
        )
    rows = [
        {"workspace": workspace, "host": host, "added_at": now, "added_by": by} for host in hosts if host not in present
    ]
    if rows:
        tx.execute(insert(allowed_hosts), rows)


def sealed_after(tx: Connection, after: tuple[int, str] | None, limit: int) -> list[tuple[int, str, str]]:
    """Give a page of all workspaces' secrets as workspace, name and sealed value, in order."""
    query = select(secrets.c.workspace, secrets.c.name, secrets.c.sealed)
    if after is not None:
        workspace, name = after
        later = (secrets.c.workspace > workspace) | ((secrets.c.workspace == workspace) & (secrets.c.name > name))
        query = query.where(later)
    found = tx.execute(query.order_by(secrets.c.workspace, secrets.c.name).limit(limit))
    return [(row.workspace, row.name, row.sealed) for row in found]


def reseal(tx: Connection, workspace: int, name: str, before: str, sealed: str) -> None:
    """Seal a secret anew, if it is still as it was."""
    tx.execute(
        update(secrets)
        .where(secrets.c.workspace == workspace, secrets.c.name == name, secrets.c.sealed == before)
        .values(sealed=sealed)
    )


def _secret(row: Row[Any]) -> Secret:
    return Secret(
        row.name, SecretKind(row.kind), row.detail, row.readable, tuple(row.hosts), row.updated_at, row.updated_by
    )
