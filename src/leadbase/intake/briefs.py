"""What a list shows of each event beside its state: whose lead it is, what it wrote, how long it took, why it failed.

All of it is read for a whole page at once, in four statements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leadbase.access.scope import Scope
from leadbase.intake.model import MIB, Event, Operation, Webhook
from leadbase.intake.store import lists, webhooks
from leadbase.intake.store.lists import Latest
from leadbase.intake.titles import LOOKED_AT, first_line, title_of

LARGEST_TITLED = MIB
"""Bytes of the largest body that a title is made from: a database may have to read it whole."""


@dataclass(frozen=True, slots=True)
class Writes:
    """How many records of one table (by id) the latest attempt that wrote made, changed and deleted."""

    table: str
    created: int = 0
    updated: int = 0
    deleted: int = 0


@dataclass(frozen=True, slots=True)
class Brief:
    """One event in short; of its latest attempt the version, the milliseconds, the first line of its failure."""

    event: Event
    webhook: Webhook | None
    title: str | None
    writes: Sequence[Writes]
    version: int | None
    took_ms: float | None
    error: str | None


def briefs(scope: Scope, events: Sequence[Event]) -> Sequence[Brief]:
    """Give these events in short, in the same order."""
    ids = [event.id for event in events]
    named = webhooks.numbered(scope.tx, {event.webhook for event in events})
    starts = lists.starts_of(scope.tx, ids, LOOKED_AT, LARGEST_TITLED)
    latest = lists.latest_of(scope.tx, events)
    written = _written(lists.count_effects(scope.tx, ids))
    return [
        _brief(event, named.get(event.webhook), starts.get(event.id), latest.get(event.id), written.get(event.id, ()))
        for event in events
    ]


def _brief(
    event: Event, webhook: Webhook | None, start: bytes | None, latest: Latest | None, writes: Sequence[Writes]
) -> Brief:
    title = None if start is None else title_of(start, event.headers)
    if latest is None:
        return Brief(event, webhook, title, writes, None, None, None)
    took_ms = round((latest.finished_at - latest.started_at).total_seconds() * 1000, 3)
    error = None if latest.error is None else first_line(latest.error.get("message"))
    return Brief(event, webhook, title, writes, latest.version, took_ms, error)


_COUNTED: Mapping[str, str] = {
    Operation.CREATE: "created",
    Operation.UPDATE: "updated",
    Operation.REDO: "updated",
    Operation.DELETE: "deleted",
}


def _written(counts: Sequence[tuple[str, int, str, str, int]]) -> Mapping[str, Sequence[Writes]]:
    """Add up what each event's latest writing attempt did, by table in the order of its first write."""
    found: dict[str, tuple[int, dict[str, dict[str, int]]]] = {}
    for event, attempt, table, operation, count in counts:
        if event not in found or found[event][0] < attempt:
            found[event] = (attempt, {})
        tables = found[event][1]
        if operation in _COUNTED:
            sums = tables.setdefault(table, {})
            sums[_COUNTED[operation]] = sums.get(_COUNTED[operation], 0) + count
    return {event: [Writes(table, **sums) for table, sums in tables.items()] for event, (_, tables) in found.items()}
