"""The two commits of the hot path, each shared by every request that waits: append an event, finish an attempt.

Append is one statement for all dedupe claims and one for all events; finish locks the events it finishes, so that an
attempt whose event was taken over meanwhile changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from leadbase.intake.buffer import Write, apply, effects_of
from leadbase.intake.model import Answer, Attempt, Effect, Event, State
from leadbase.intake.store import quarters
from leadbase.intake.store.events import answer_json, answer_of
from leadbase.intake.store.tables import attempts, dedupe, effects, events, payloads


@dataclass(frozen=True, slots=True)
class Append:
    """An arrived event, its bytes and the dedupe key that it claims (None: it claims none)."""

    event: Event
    raw: bytes
    owner: str | None
    dedupe_hash: str | None = None
    dedupe_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class First:
    """The event that holds the dedupe key that a later one asked for, as it stood at that moment."""

    event: str
    state: State
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Finish:
    """How an attempt ended, and everything that it wrote. `owner` and `attempt.number` must still be the event's."""

    attempt: Attempt
    owner: str
    state: State
    cause: str | None
    tries: int
    next_at: datetime | None
    writes: Sequence[Write]


class TakenOver(Exception):
    """The attempt is no longer the event's: another process runs it now, so nothing of this one was kept."""


_CLAIMS = {
    kind: (
        insert.on_conflict_do_update(
            index_elements=["webhook", "key_hash"],
            set_={
                "event": insert.excluded.event,
                "claimed_at": insert.excluded.claimed_at,
                "expires_at": insert.excluded.expires_at,
            },
            where=dedupe.c.expires_at <= insert.excluded.claimed_at,
        ).returning(dedupe.c.event)
    )
    for kind, insert in (("sqlite", sqlite.insert(dedupe)), ("postgresql", postgresql.insert(dedupe)))
}
_INSERT_EVENT = sa.insert(events)
_INSERT_PAYLOAD = sa.insert(payloads)
_HOLDERS = (
    sa.select(dedupe.c.webhook, dedupe.c.key_hash, dedupe.c.event, events.c.state, events.c.answer)
    .select_from(dedupe.outerjoin(events, events.c.id == dedupe.c.event))
    .where(dedupe.c.key_hash.in_(sa.bindparam("hashes", expanding=True)))
)


class AppendBatch:
    """Writes events with their bytes and claims; gives None to the first of its key, else the First."""

    rank = 0

    def run(self, tx: Connection, items: Sequence[Append]) -> Sequence[First | None]:
        """See Batch."""
        winners = self._claim(tx, [item for item in items if item.dedupe_hash is not None])
        losers = [item for item in items if item.dedupe_hash is not None and item.event.id not in winners]
        holders = self._holders(tx, losers, {item.event.id: item.event.state for item in items})
        lost = {item.event.id for item in losers}
        firsts = [_holder(item, holders) if item.event.id in lost else None for item in items]
        rows = [_event_row(item, first) for item, first in zip(items, firsts, strict=True)]
        tx.execute(_INSERT_EVENT, rows)
        tx.execute(_INSERT_PAYLOAD, [{"event": item.event.id, "raw": item.raw} for item in items])
        return firsts

    def _claim(self, tx: Connection, items: Sequence[Append]) -> set[str]:
        unique: dict[tuple[int, str | None], Append] = {}
        for item in items:
            unique.setdefault((item.event.webhook, item.dedupe_hash), item)
        if not unique:
            return set()
        # sorted, so that two processes claiming the same keys can't wait for each other
        claims = [_claim_row(item) for _, item in sorted(unique.items(), key=lambda pair: str(pair[0]))]
        return set(tx.execute(_CLAIMS[tx.dialect.name], claims).scalars())

    def _holders(
        self, tx: Connection, losers: Sequence[Append], arriving: Mapping[str, State]
    ) -> dict[tuple[int, str], First]:
        """Give who holds the keys; it may arrive in this very commit, or be gone while its claim lives on."""
        if not losers:
            return {}
        rows = tx.execute(_HOLDERS, {"hashes": [item.dedupe_hash for item in losers]})
        return {
            (row.webhook, row.key_hash): First(
                row.event, State(row.state or arriving.get(row.event, State.DONE)), answer_of(row.answer)
            )
            for row in rows
        }


def _holder(item: Append, holders: dict[tuple[int, str], First]) -> First:
    return holders[(item.event.webhook, item.dedupe_hash or "")]


def _claim_row(item: Append) -> dict[str, Any]:
    return {
        "webhook": item.event.webhook,
        "key_hash": item.dedupe_hash,
        "event": item.event.id,
        "claimed_at": item.event.received_at,
        "expires_at": item.dedupe_until,
    }


def _event_row(item: Append, first: First | None) -> dict[str, Any]:
    event = item.event
    state, owner = (event.state, item.owner) if first is None else (State.DUPLICATE, None)
    return {
        "id": event.id,
        "workspace": event.workspace,
        "webhook": event.webhook,
        "state": state.value,
        "cause": event.cause,
        "method": event.method,
        "suffix": event.suffix,
        "query": list(event.query),
        "headers": list(event.headers),
        "ip": event.ip,
        "size": event.size,
        "received_at": event.received_at,
        "duplicate_of": None if first is None else first.event,
        "attempt": event.attempt if first is None else 0,
        "tries": event.tries,
        "trigger": event.trigger.value,
        "owner": owner,
        "next_at": event.next_at,
        "finished_at": event.finished_at,
        "has_issues": event.has_issues,
        "answer": answer_json(event.answer),
        "timings": event.timings,
        "seen_at": event.seen_at,
    }


_LOCK = (
    sa.select(events.c.id, events.c.attempt, events.c.owner)
    .where(events.c.id.in_(sa.bindparam("ids", expanding=True)), events.c.state == State.RUNNING.value)
    .order_by(events.c.id)
    .with_for_update()
)
_FINISH = (
    sa.update(events)
    .where(events.c.id == sa.bindparam("event_id"))
    .values({column: sa.bindparam(f"new_{column}") for column in ("state", "cause", "tries", "next_at", "finished_at")})
    .values({column: sa.bindparam(f"new_{column}") for column in ("has_issues", "answer", "timings")})
    .values(owner=None)
)
_INSERT_ATTEMPT = sa.insert(attempts)
_INSERT_EFFECT = sa.insert(effects)


class FinishBatch:
    """Writes rows, effects, the attempt and the event's new state, or raises TakenOver to the item's caller."""

    rank = 1

    def run(self, tx: Connection, items: Sequence[Finish]) -> Sequence[TakenOver | None]:
        """See Batch; raises Conflict when a write meets another one."""
        found = tx.execute(_LOCK, {"ids": [item.attempt.event for item in items]})
        held = {(row.id, row.attempt, row.owner) for row in found}
        kept = [item for item in items if (item.attempt.event, item.attempt.number, item.owner) in held]
        if kept:
            replaced = apply(tx, [item.writes for item in kept])
            told = [
                effects_of(item.attempt.event, item.attempt.number, item.writes, before)
                for item, before in zip(kept, replaced, strict=True)
            ]
            rows = [_effect_row(effect) for done in told for effect in done]
            if rows:
                tx.execute(_INSERT_EFFECT, rows)
            tx.execute(_INSERT_ATTEMPT, [_attempt_row(item.attempt) for item in kept])
            tx.execute(_FINISH, [_finish_row(item, done) for item, done in zip(kept, told, strict=True)])
            late = {quarter for quarter in map(_late, kept) if quarter is not None}
            if late:
                quarters.mark_stale(tx, late)
        return [
            None if (item.attempt.event, item.attempt.number, item.owner) in held else TakenOver() for item in items
        ]


def _late(item: Finish) -> int | None:
    """Give the quarter of an hour that an event came in, when that is over: it may have been counted already."""
    quarter = quarters.quarter_of_id(item.attempt.event)
    return quarter if quarter < quarters.quarter_of(item.attempt.finished_at) else None


def _effect_row(effect: Effect) -> dict[str, Any]:
    return {
        "event": effect.event,
        "attempt": effect.attempt,
        "ordinal": effect.ordinal,
        "table": effect.table,
        "record": effect.record,
        "operation": effect.operation.value,
        "before": effect.before,
        "issues": effect.issues,
    }


def _attempt_row(attempt: Attempt) -> dict[str, Any]:
    return {
        "event": attempt.event,
        "number": attempt.number,
        "version": attempt.version,
        "trigger": attempt.trigger.value,
        "outcome": attempt.outcome,
        "started_at": attempt.started_at,
        "finished_at": attempt.finished_at,
        "error": attempt.error,
        "console": attempt.console,
        "notes": attempt.notes,
        "answer": answer_json(attempt.answer),
        "timings": attempt.timings,
        "actor": attempt.actor,
    }


def _finish_row(item: Finish, told: Sequence[Effect]) -> dict[str, Any]:
    return {
        "event_id": item.attempt.event,
        "new_state": item.state.value,
        "new_cause": item.cause,
        "new_tries": item.tries,
        "new_next_at": item.next_at,
        "new_finished_at": item.attempt.finished_at,
        "new_has_issues": any(effect.issues for effect in told),
        "new_answer": answer_json(item.attempt.answer),
        "new_timings": item.attempt.timings,
    }
