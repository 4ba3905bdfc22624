"""Webhooks as rows: their settings, the keys and suffixes that lead to them, and what was only counted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from leadbase.intake.model import Webhook
from leadbase.intake.options import read_settings, settings_json
from leadbase.intake.store.tables import refusals, webhook_keys, webhook_suffixes, webhooks
from leadbase.tables.names import fold


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key of a webhook: sealed, and until when it lives (None: it is the present one)."""

    webhook: int
    sealed: str
    expires_at: datetime | None


def _webhook_of(row: sa.Row[Any]) -> Webhook:
    return Webhook(
        number=row.number,
        id=row.id,
        workspace=row.workspace,
        name=row.name,
        aliases=row.aliases,
        label=row.label,
        description=row.description,
        source=row.source,
        suffix=row.suffix,
        is_on=row.is_on,
        settings=read_settings(row.settings),
        live=row.live,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
        deleted_at=row.deleted_at,
    )


def _row_of(webhook: Webhook) -> dict[str, Any]:
    return {
        "id": webhook.id,
        "workspace": webhook.workspace,
        "name": webhook.name,
        "name_folded": fold(webhook.name),
        "aliases": list(webhook.aliases),
        "label": webhook.label,
        "description": webhook.description,
        "source": webhook.source,
        "suffix": webhook.suffix,
        "is_on": webhook.is_on,
        "settings": settings_json(webhook.settings),
        "live": webhook.live,
        "version": webhook.version,
        "created_at": webhook.created_at,
        "updated_at": webhook.updated_at,
        "deleted_at": webhook.deleted_at,
    }


def insert_webhook(tx: Connection, webhook: Webhook) -> int:
    """Write a new webhook and give its number (the one in `webhook` is not used)."""
    row = _row_of(webhook)
    return tx.execute(sa.insert(webhooks).values(row).returning(webhooks.c.number)).scalar_one()


def update_webhook(tx: Connection, webhook: Webhook, expected: int) -> bool:
    """Write a webhook over its version `expected`; tell whether that was still its version."""
    same = (webhooks.c.number == webhook.number, webhooks.c.version == expected)
    return tx.execute(sa.update(webhooks).where(*same).values(_row_of(webhook))).rowcount == 1


def find_webhook(tx: Connection, workspace: int, reference: str) -> Webhook | None:
    """Give a webhook of this workspace, deleted or not, by its id, or (not deleted) by its name or an old name."""
    query = sa.select(webhooks).where(webhooks.c.workspace == workspace)
    row = tx.execute(query.where(webhooks.c.id == reference)).one_or_none()
    if row is not None:
        return _webhook_of(row)
    living = query.where(webhooks.c.deleted_at.is_(None)).order_by(webhooks.c.id)
    row = tx.execute(living.where(webhooks.c.name_folded == fold(reference))).one_or_none()
    if row is not None:
        return _webhook_of(row)
    old = (_webhook_of(row) for row in tx.execute(living))
    return next((webhook for webhook in old if fold(reference) in map(fold, webhook.aliases)), None)


def numbered(tx: Connection, numbers: Collection[int]) -> Mapping[int, Webhook]:
    """Give these webhooks, deleted ones too, by number."""
    query = sa.select(webhooks).where(webhooks.c.number.in_(sorted(numbers)))
    return {row.number: _webhook_of(row) for row in tx.execute(query)}


def names_taken(tx: Connection, workspace: int) -> set[str]:
    """Give the folded names of the workspace's webhooks that are not deleted."""
    query = sa.select(webhooks.c.name_folded).where(webhooks.c.workspace == workspace, webhooks.c.deleted_at.is_(None))
    return {row.name_folded for row in tx.execute(query)}


def find_by_number(tx: Connection, number: int) -> Webhook | None:
    """Give a webhook by its internal number."""
    row = tx.execute(sa.select(webhooks).where(webhooks.c.number == number)).one_or_none()
    return None if row is None else _webhook_of(row)


def list_webhooks(tx: Connection, workspace: int, limit: int, before: str | None) -> Sequence[Webhook]:
    """Give webhooks that are not deleted, newest first, older than the id `before`."""
    query = sa.select(webhooks).where(webhooks.c.workspace == workspace, webhooks.c.deleted_at.is_(None))
    if before is not None:
        query = query.where(webhooks.c.id < before)
    return [_webhook_of(row) for row in tx.execute(query.order_by(webhooks.c.id.desc()).limit(limit))]


def insert_key(tx: Connection, key_hash: str, key: KeyRow, now: datetime) -> None:
    """Add a key to a webhook."""
    row = {"key_hash": key_hash, "webhook": key.webhook, "sealed": key.sealed, "expires_at": key.expires_at}
    tx.execute(sa.insert(webhook_keys), {**row, "created_at": now})


def expire_keys(tx: Connection, webhook: int, expires_at: datetime) -> None:
    """Give the webhook's present keys an end."""
    present = (webhook_keys.c.webhook == webhook, webhook_keys.c.expires_at.is_(None))
    tx.execute(sa.update(webhook_keys).where(*present).values(expires_at=expires_at))


def find_key(tx: Connection, key_hash: str) -> KeyRow | None:
    """Give the key with this SHA-256, expired or not."""
    row = tx.execute(sa.select(webhook_keys).where(webhook_keys.c.key_hash == key_hash)).one_or_none()
    return None if row is None else KeyRow(row.webhook, row.sealed, row.expires_at)


def present_keys(tx: Connection, numbers: Sequence[int]) -> Mapping[int, str]:
    """Give the sealed present key of each of these webhooks."""
    query = sa.select(webhook_keys).where(webhook_keys.c.webhook.in_(numbers), webhook_keys.c.expires_at.is_(None))
    return {row.webhook: row.sealed for row in tx.execute(query)}


def keep_suffix(tx: Connection, webhook: int, suffix: str, expires_at: datetime) -> None:
    """Let a suffix that the webhook no longer has work until `expires_at`."""
    tx.execute(
        sa.delete(webhook_suffixes).where(webhook_suffixes.c.webhook == webhook, webhook_suffixes.c.suffix == suffix)
    )
    tx.execute(sa.insert(webhook_suffixes), {"webhook": webhook, "suffix": suffix, "expires_at": expires_at})


def old_suffixes(tx: Connection, webhook: int) -> Mapping[str, datetime]:
    """Give the suffixes that a webhook had before, with the end of each."""
    query = sa.select(webhook_suffixes).where(webhook_suffixes.c.webhook == webhook)
    return {row.suffix: row.expires_at for row in tx.execute(query)}


def add_refusals(tx: Connection, counts: Mapping[tuple[int, str, str], int]) -> None:
    """Add to the counts of requests that left no event, by (webhook, day, cause)."""
    insert = (postgresql if tx.dialect.name == "postgresql" else sqlite).insert(refusals)
    upsert = insert.on_conflict_do_update(
        index_elements=["webhook", "day", "cause"], set_={"count": refusals.c.count + insert.excluded.count}
    )
    rows = [{"webhook": key[0], "day": key[1], "cause": key[2], "count": counts[key]} for key in sorted(counts)]
    tx.execute(upsert, rows)


def list_refusals(tx: Connection, webhook: int, since_day: str) -> Sequence[tuple[str, str, int]]:
    """Give (day, cause, count) of a webhook since a UTC day, newest first."""
    query = (
        sa.select(refusals)
        .where(refusals.c.webhook == webhook, refusals.c.day >= since_day)
        .order_by(refusals.c.day.desc(), refusals.c.cause)
    )
    return [(row["day"], row["cause"], row["count"]) for row in tx.execute(query).mappings()]
