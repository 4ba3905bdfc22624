"""What of intake may go when, as single steps that each take one short transaction; upkeep runs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from leadbase.access.scope import Transaction
from leadbase.intake.model import MIB
from leadbase.intake.store import retention as store
from leadbase.intake.store.retention import EVERYBODY, Reach

GIB = 1024 * MIB
BATCH = 500
PROCESS_KEPT = timedelta(days=1)
COUNTS_KEPT = timedelta(days=90)
COUNT_CAP = 1_000_000


@dataclass(frozen=True, slots=True)
class Keep:
    """How long and how much is kept: `bytes` bounds the bodies of all requests, `rejected_bytes` of rejected ones."""

    events: timedelta = timedelta(days=180)
    payloads: timedelta = timedelta(days=30)
    attempts: timedelta = timedelta(days=30)
    rejected: timedelta = timedelta(days=7)
    rejected_bytes: int = 200 * MIB
    bytes: int = 20 * GIB


@dataclass(frozen=True, slots=True)
class Stock:
    """The bytes of bodies that are kept (or, while far from the limit, of everything), and those that may not go."""

    bytes: int
    protected: int


def drop_old_events(
    tx: Transaction, now: datetime, keep: Keep, after: str, reach: Reach = EVERYBODY
) -> tuple[int, str]:
    """Delete up to 500 events beyond their age; give how many, and the last one."""
    ids = store.list_old_events(tx, now - keep.events, after, BATCH, reach)
    if ids:
        store.delete_events(tx, ids)
    return len(ids), ids[-1] if ids else after


def drop_old_payloads(
    tx: Transaction, now: datetime, keep: Keep, after: str, reach: Reach = EVERYBODY
) -> tuple[int, str]:
    """Delete the bytes of up to 500 events beyond their age; give how many, and the last one."""
    found = store.list_old_payloads(tx, now - keep.payloads, after, BATCH, reach)
    if found:
        store.delete_payloads(tx, [event for event, _ in found])
    return len(found), found[-1][0] if found else after


def drop_old_attempts(tx: Transaction, now: datetime, keep: Keep, reach: Reach = EVERYBODY) -> int:
    """Delete up to 500 attempts beyond their age; give how many."""
    return store.delete_attempts(tx, now - keep.attempts, BATCH, reach)


def drop_rejected(tx: Transaction, now: datetime, keep: Keep, reach: Reach = EVERYBODY) -> int:
    """Delete up to 500 rejected events beyond their age, or while they take too many bytes; give how many."""
    ids = store.list_rejected(tx, now - keep.rejected, BATCH, reach)
    if not ids and store.payload_bytes(tx, rejected=True) > keep.rejected_bytes:
        ids = store.list_rejected(tx, None, BATCH)
    return store.delete_events(tx, ids) if ids else 0


def drop_expired(tx: Transaction, now: datetime) -> int:
    """Delete what has expired by itself: claims, keys, suffixes, old counts, dead processes; give how many."""
    first_day = (now - COUNTS_KEPT).date().isoformat()
    return store.delete_expired(tx, now, now - PROCESS_KEPT, first_day, BATCH)


def count_beyond(tx: Transaction, now: datetime, keep: Keep, reach: Reach) -> int:
    """Count the events beyond their age, up to a batch."""
    return len(store.list_old_events(tx, now - keep.events, "", BATCH, reach))


def take_stock(tx: Transaction, keep: Keep) -> Stock:
    """Give how much is kept; bodies are only added up when everything together might pass the limit."""
    everything = store.stored_bytes(tx)
    if everything <= keep.bytes:
        return Stock(everything, 0)
    return Stock(store.payload_bytes(tx), store.protected_bytes(tx))


def drop_oldest(tx: Transaction, now: datetime, excess: int) -> int:
    """Delete the oldest events with bodies that may go, up to 500 and until so many bytes are free; give how many."""
    chosen: list[str] = []
    for event, size in store.list_old_payloads(tx, now, "", BATCH):
        if excess <= 0:
            break
        chosen.append(event)
        excess -= size
    return store.delete_events(tx, chosen) if chosen else 0


def count_kept(tx: Transaction, workspace: int) -> int:
    """Give how many events of a workspace (internal number) are kept, counting no further than one beyond COUNT_CAP."""
    return store.count_events(tx, workspace, COUNT_CAP + 1)


def stored_bytes(tx: Transaction) -> int:
    """Give about how many bytes all events take (on SQLite: everything that is kept)."""
    return store.stored_bytes(tx)


def count_open(tx: Transaction) -> Mapping[str, int]:
    """Give how many events are in each unfinished state, and under `failed` those that no person has seen."""
    return store.count_open(tx)


def oldest_due(tx: Transaction) -> datetime | None:
    """Give since when the longest-waiting event waits to be processed, if any does."""
    return store.oldest_due(tx)


def last_heartbeat(tx: Transaction) -> datetime | None:
    """Give when a server of this database last said that it lives."""
    return store.last_heartbeat(tx)
