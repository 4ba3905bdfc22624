"""What undoing a replay writes beside the records: the note on the attempt, and the event as it stood before."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from leadbase.intake.model import State
from leadbase.intake.store import quarters
from leadbase.intake.store.tables import attempts, events
from leadbase.kit.json import JsonObject


def add_note(tx: Connection, event: str, attempt: int, note: JsonObject) -> None:
    """Add a note to an attempt."""
    mine = (attempts.c.event == event, attempts.c.number == attempt)
    notes = tx.execute(sa.select(attempts.c.notes).where(*mine)).scalar_one_or_none()
    tx.execute(sa.update(attempts).where(*mine).values(notes=[*(notes or ()), note]))


def set_back(tx: Connection, event: str, attempt: int, cause: str) -> bool:
    """Let an event have failed again, if this attempt is its last and it is done; tell whether it was."""
    mine = (events.c.id == event, events.c.attempt == attempt, events.c.state == State.DONE.value)
    changed = sa.update(events).where(*mine).values(state=State.FAILED.value, cause=cause, has_issues=False)
    if tx.execute(changed).rowcount != 1:
        return False
    quarters.mark_stale(tx, {quarters.quarter_of_id(event)})
    return True
