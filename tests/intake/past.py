"""Puts events of any moment and state into a house, without running anything."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa

from leadbase.intake.model import State, Trigger, Webhook
from leadbase.intake.store.tables import events
from tests.intake.house import House

_numbers: Iterator[int] = itertools.count(1)


def id_at(moment: datetime) -> str:
    """Give a fresh id of this moment."""
    return f"{int(moment.timestamp()):08x}{next(_numbers):016x}"


def event_row(webhook: Webhook, moment: datetime, state: State, *, has_issues: bool = False) -> dict[str, object]:
    """Give the row of an event."""
    return {
        "id": id_at(moment),
        "workspace": webhook.workspace,
        "webhook": webhook.number,
        "state": state.value,
        "cause": None,
        "method": "POST",
        "suffix": webhook.suffix,
        "query": [],
        "headers": [["content-type", "application/json"]],
        "ip": "192.0.2.1",
        "size": 2,
        "received_at": moment,
        "duplicate_of": None,
        "attempt": 1,
        "tries": 0,
        "trigger": Trigger.ARRIVAL.value,
        "owner": None,
        "next_at": moment + timedelta(days=365) if state is State.WAITING else None,
        "finished_at": moment,
        "has_issues": has_issues,
        "answer": None,
        "timings": {},
        "seen_at": None,
    }


async def put(
    house: House, webhook: Webhook, moment: datetime, state: State = State.DONE, *, count: int = 1, issues: bool = False
) -> list[str]:
    """Put events of one moment into the house and give their ids."""
    rows = [event_row(webhook, moment, state, has_issues=issues) for _ in range(count)]
    await house.database.transaction(lambda tx: tx.execute(sa.insert(events), rows))
    return [str(row["id"]) for row in rows]
