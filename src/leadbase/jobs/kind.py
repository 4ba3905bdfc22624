"""What a kind of job says of itself: its name and its steps. Kinds are listed where the program is joined."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from leadbase.jobs.model import Job, Step
from leadbase.jobs.store import Transaction

TakeStep = Callable[[Transaction, Job, datetime], Step]
"""One short step from the job's cursor at this moment (UTC): a unit, so that it is undone or done whole."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of job. What `step` writes commits together with the step that it gives.

    A step that raises Unavailable, or what nobody foresaw, is tried again later; any other Problem fails the job at
    once. `cancelled` cleans up in the transaction in which a job that had begun is cancelled.
    """

    name: str
    step: TakeStep
    cancelled: Callable[[Transaction, Job, datetime], None] | None = None
