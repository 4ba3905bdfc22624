"""The tables of intake, and how their rows become models."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from leadbase.storage.schema import metadata
from leadbase.storage.shapes import JsonType, TimestampType, bytes_type, text_type

number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""An internal key; SQLite counts up only in a column that is exactly INTEGER."""


def _text(name: str, **options: Any) -> sa.Column[str]:
    return sa.Column(name, text_type(), **options)


def _moment(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, TimestampType(), **options)


def _json(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, JsonType(), **options)


webhooks = sa.Table(
    "webhooks",
    metadata,
    sa.Column("number", number, primary_key=True, autoincrement=True),
    _text("id", nullable=False),
    sa.Column("workspace", sa.BigInteger, nullable=False),
    _text("name", nullable=False),
    _text("name_folded", nullable=False),
    _json("aliases", nullable=False),
    _text("label", nullable=False),
    _text("description", nullable=False, server_default=""),
    _text("source", nullable=False),
    _text("suffix", nullable=False),
    sa.Column("is_on", sa.Boolean, nullable=False),
    _json("settings", nullable=False),
    sa.Column("live", sa.Integer),
    sa.Column("version", sa.Integer, nullable=False),
    _moment("created_at", nullable=False),
    _moment("updated_at", nullable=False),
    _moment("deleted_at"),
    sa.UniqueConstraint("workspace", "id"),
)
sa.Index(
    "uq_webhooks_workspace_name_folded",
    webhooks.c.workspace,
    webhooks.c.name_folded,
    unique=True,
    postgresql_where=webhooks.c.deleted_at.is_(None),
    sqlite_where=webhooks.c.deleted_at.is_(None),
)

webhook_keys = sa.Table(
    "webhook_keys",
    metadata,
    _text("key_hash", primary_key=True),
    sa.Column("webhook", sa.BigInteger, nullable=False, index=True),
    _text("sealed", nullable=False),
    _moment("created_at", nullable=False),
    _moment("expires_at"),
)
"""The secret parts of a webhook's URLs: found by SHA-256, shown by unsealing; an old one lives on until it expires."""

webhook_suffixes = sa.Table(
    "webhook_suffixes",
    metadata,
    sa.Column("webhook", sa.BigInteger, primary_key=True),
    _text("suffix", primary_key=True),
    _moment("expires_at", nullable=False),
)
"""Suffixes that a webhook had before its present one."""

events = sa.Table(
    "events",
    metadata,
    _text("id", primary_key=True),
    sa.Column("workspace", sa.BigInteger, nullable=False),
    sa.Column("webhook", sa.BigInteger, nullable=False),
    _text("state", nullable=False),
    _text("cause"),
    _text("method", nullable=False),
    _text("suffix", nullable=False),
    _json("query", nullable=False),
    _json("headers", nullable=False),
    _text("ip", nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    _moment("received_at", nullable=False),
    _text("duplicate_of"),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    _text("trigger", nullable=False),
    _text("owner"),
    _moment("next_at"),
    _moment("finished_at"),
    sa.Column("has_issues", sa.Boolean, nullable=False),
    _json("answer"),
    _json("timings", nullable=False),
    _moment("seen_at"),
)
sa.Index("ix_events_webhook_id", events.c.webhook, events.c.id)


def _in_state(*states: str) -> sa.ColumnElement[bool]:
    """Spell the condition of a partial index: literally, for SQLite uses the index only where a query has it so."""
    return events.c.state.in_([sa.literal_column(f"'{state}'", sa.Text) for state in states])


unfinished = _in_state("received", "running", "waiting", "held")
"""Stands beside what a query asks of these states, so that it need not read every event."""

sa.Index(
    "ix_events_unfinished",
    events.c.state,
    events.c.next_at,
    postgresql_where=unfinished,
    sqlite_where=unfinished,
)

troubled = _in_state("failed", "rejected")
"""See `unfinished`."""

sa.Index("ix_events_troubled", events.c.state, events.c.id, postgresql_where=troubled, sqlite_where=troubled)

payloads = sa.Table(
    "payloads",
    metadata,
    _text("event", primary_key=True),
    sa.Column("raw", bytes_type(), nullable=False),
)
"""The bytes of each request's body as they came, apart from the events so that lists never read them."""

attempts = sa.Table(
    "attempts",
    metadata,
    _text("event", primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("version", sa.Integer),
    _text("trigger", nullable=False),
    _text("outcome", nullable=False),
    _moment("started_at", nullable=False),
    _moment("finished_at", nullable=False),
    _json("error"),
    _json("console"),
    _json("notes"),
    _json("answer"),
    _json("timings", nullable=False),
    _text("actor", nullable=False),
)

effects = sa.Table(
    "effects",
    metadata,
    _text("event", primary_key=True),
    sa.Column("attempt", sa.Integer, primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    _text("table", nullable=False),
    _text("record", nullable=False),
    _text("operation", nullable=False),
    _json("before"),
    _json("issues"),
)

dedupe = sa.Table(
    "dedupe",
    metadata,
    sa.Column("webhook", sa.BigInteger, primary_key=True),
    _text("key_hash", primary_key=True),
    _text("event", nullable=False),
    _moment("claimed_at", nullable=False),
    _moment("expires_at", nullable=False, index=True),
)
"""Who came first with a dedupe key, until the claim expires."""

refusals = sa.Table(
    "refusals",
    metadata,
    sa.Column("webhook", sa.BigInteger, primary_key=True),
    _text("day", primary_key=True),
    _text("cause", primary_key=True),
    sa.Column("count", sa.BigInteger, nullable=False),
)
"""Requests that left no event, counted by cause and UTC day; webhook 0 stands for addresses that are no webhook's."""

processes = sa.Table(
    "processes",
    metadata,
    _text("id", primary_key=True),
    _moment("heartbeat_at", nullable=False),
)
"""Processes that may own running events; one whose heartbeat stops loses them to the others."""

event_quarters = sa.Table(
    "event_quarters",
    metadata,
    sa.Column("workspace", sa.BigInteger, primary_key=True),
    sa.Column("quarter", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("webhook", sa.BigInteger, primary_key=True),
    sa.Column("done", sa.BigInteger, nullable=False),
    sa.Column("issues", sa.BigInteger, nullable=False),
    sa.Column("failed", sa.BigInteger, nullable=False),
    sa.Column("waiting", sa.BigInteger, nullable=False),
    sa.Column("duplicates", sa.BigInteger, nullable=False),
)
"""Events of each quarter of an hour (counted from 1970 in UTC), by what became of them; `issues` are among `done`."""

stale_quarters = sa.Table(
    "stale_quarters",
    metadata,
    sa.Column("quarter", sa.BigInteger, primary_key=True, autoincrement=False),
)
"""Quarters of an hour whose events changed after they were counted."""

counted_quarters = sa.Table(
    "counted_quarters",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("until", sa.BigInteger, nullable=False),
)
"""One row: the first quarter of an hour that is not counted yet."""
