"""How each webhook is: one light for the list, by rules that a person can check.

off: it is switched off. failing: an event of the last 24 hours failed and no person has seen it. silent: it is on, had
events in the last 7 days and none for 24 hours. new: it had none in the last 7 days or ever. live: none of these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from leadbase.access.model import Permission
from leadbase.access.scope import Scope
from leadbase.intake.model import State, Webhook
from leadbase.intake.numbers import hours_since, success_rate
from leadbase.intake.store import lists
from leadbase.intake.store import webhooks as store
from leadbase.intake.store.quarters import Tally, added
from leadbase.kit.ids import first_id

HOURS = 24
SILENT_AFTER = timedelta(hours=24)
SILENCE_TOLD_FOR = timedelta(days=7)
MOST_WEBHOOKS = 1_000

Light = Literal["live", "failing", "silent", "off", "new"]


@dataclass(frozen=True, slots=True)
class Health:
    """How a webhook is. `hours` are the leads of the present hour (last) and the 23 before.

    `tally` is the sum of the same hours; `silent_since` is set while the light is silent.
    """

    webhook: Webhook
    light: Light
    last_received_at: datetime | None
    tally: Tally
    success_rate: float | None
    hours: Sequence[int]
    waiting: int
    held: int
    silent_since: datetime | None


def list_health(scope: Scope) -> Sequence[Health]:
    """Give how every webhook is, newest first."""
    if not scope.allows(Permission.EVENTS_READ):
        scope.require(Permission.WEBHOOKS_WRITE)
    found = store.list_webhooks(scope.tx, scope.workspace.number, MOST_WEBHOOKS, None)
    local = scope.now.astimezone(ZoneInfo(scope.workspace.zone)).replace(minute=0, second=0, microsecond=0)
    starts = [int(local.timestamp()) - 3600 * back for back in reversed(range(HOURS))]
    hours = hours_since(scope, datetime.fromtimestamp(starts[0], UTC))
    last = lists.last_received(scope.tx, [webhook.number for webhook in found])
    unfinished = lists.count_unfinished(scope.tx, scope.workspace.number)
    unseen = lists.failed_unseen(scope.tx, scope.workspace.number, first_id(scope.now - SILENT_AFTER))
    return [
        _health(
            webhook,
            [hours.tallies.get((webhook.number, start), Tally()) for start in starts],
            last.get(webhook.number),
            (unfinished.get((webhook.number, State.WAITING), 0), unfinished.get((webhook.number, State.HELD), 0)),
            light(webhook.is_on, webhook.number in unseen, last.get(webhook.number), scope.now),
        )
        for webhook in found
    ]


def light(is_on: bool, has_unseen: bool, last: datetime | None, now: datetime) -> Light:
    """Give the light of a webhook by whether it is on, has unseen failures, and when its last event came."""
    if not is_on:
        return "off"
    if has_unseen:
        return "failing"
    if last is None or last < now - SILENCE_TOLD_FOR:
        return "new"
    return "silent" if last < now - SILENT_AFTER else "live"


def _health(
    webhook: Webhook, tallies: Sequence[Tally], last: datetime | None, open_counts: tuple[int, int], shown: Light
) -> Health:
    tally = added(tallies)
    return Health(
        webhook=webhook,
        light=shown,
        last_received_at=last,
        tally=tally,
        success_rate=success_rate(tally),
        hours=[one.leads for one in tallies],
        waiting=open_counts[0],
        held=open_counts[1],
        silent_since=last if shown == "silent" else None,
    )
