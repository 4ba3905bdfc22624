"""Every row of intake that holds something sealed, page by page, for when the master key changes."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from leadbase.intake.store.tables import events, webhook_keys, webhooks
from leadbase.kit.json import JsonObject, JsonValue

Pairs = Sequence[tuple[str, str]]


def keys_after(tx: Connection, after: str, limit: int) -> list[tuple[str, str]]:
    """Give a page of webhooks' keys as hash and sealed key."""
    query = sa.select(webhook_keys.c.key_hash, webhook_keys.c.sealed).where(webhook_keys.c.key_hash > after)
    found = tx.execute(query.order_by(webhook_keys.c.key_hash).limit(limit))
    return [(row.key_hash, row.sealed) for row in found]


def reseal_key(tx: Connection, key_hash: str, sealed: str) -> None:
    """Keep a webhook's key sealed anew."""
    tx.execute(sa.update(webhook_keys).where(webhook_keys.c.key_hash == key_hash).values(sealed=sealed))


def settings_after(tx: Connection, after: int, limit: int) -> list[tuple[int, int, JsonObject]]:
    """Give a page of webhooks as number, version and settings, the deleted ones too."""
    query = sa.select(webhooks.c.number, webhooks.c.version, webhooks.c.settings).where(webhooks.c.number > after)
    found = tx.execute(query.order_by(webhooks.c.number).limit(limit))
    return [(row.number, row.version, row.settings) for row in found]


def put_settings(tx: Connection, number: int, version: int, settings: JsonObject) -> None:
    """Keep a webhook's settings, unless somebody changed it meanwhile; its version stays."""
    known = (webhooks.c.number == number) & (webhooks.c.version == version)
    tx.execute(sa.update(webhooks).where(known).values(settings=settings))


def events_after(tx: Connection, after: str, limit: int) -> list[tuple[str, Pairs, Pairs]]:
    """Give a page of events as id, query and headers."""
    query = sa.select(events.c.id, events.c.query, events.c.headers).where(events.c.id > after)
    found = tx.execute(query.order_by(events.c.id).limit(limit))
    return [(row.id, row.query, row.headers) for row in found]


def put_pairs(tx: Connection, event: str, query: Pairs, headers: Pairs) -> None:
    """Keep an event's query and headers, which nobody else ever changes."""
    spelt: dict[str, JsonValue] = {"query": _lists(query), "headers": _lists(headers)}
    tx.execute(sa.update(events).where(events.c.id == event).values(**spelt))


def _lists(pairs: Pairs) -> JsonValue:
    return [list(pair) for pair in pairs]
