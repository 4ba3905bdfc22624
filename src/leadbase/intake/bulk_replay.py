"""Bulk replay: many events run again as one job that can be tried dry, slowed down, paused and cancelled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from leadbase.access import audit
from leadbase.access.audit import Action, Subject
from leadbase.access.model import Permission
from leadbase.access.scope import Scope, Transaction
from leadbase.intake import failures, inspection
from leadbase.intake.briefs import Brief, briefs
from leadbase.intake.errors import NothingToRun, ReplayNeedsWebhook, ReplayNotWritable, ReplayUnknown
from leadbase.intake.inspection import Wanted
from leadbase.intake.model import State, Webhook
from leadbase.intake.service import get_draft, get_webhook
from leadbase.intake.store import events as event_store
from leadbase.intake.store import replays as store
from leadbase.intake.store import webhooks
from leadbase.intake.store.lists import EventFilter
from leadbase.intake.store.replays import BulkReplay, Item
from leadbase.jobs import service as jobs
from leadbase.jobs.model import Job, JobState, NewJob
from leadbase.kit.json import JsonObject
from leadbase.kit.paging import Page, checked_limit, page_of, read_cursor
from leadbase.records.prepare import signature
from leadbase.scripts import service as scripts

KIND = "replay"
MOST_EVENTS = 100_000
"""Events that one replay takes at most; of more it takes the oldest and says so."""

MOST_NAMED = 1_000
FASTEST = 100
ITEMS_AT_ONCE = 1_000

Choice = int | Literal["live", "draft"]


@dataclass(frozen=True, slots=True)
class NewReplay:
    """What to replay: the events that fit `wanted`, of those in `events` where any are named, on what, and how.

    `group` is the key of a group of failures, whose events are named by it.
    `rate` is how many a second at most. `asked` is the wish in the API's words, to be shown again.
    """

    wanted: Wanted
    events: Sequence[str]
    version: Choice
    as_new: bool
    dry_run: bool
    rate: int | None
    asked: JsonObject
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A replay with its job, its webhook if it is of one, and the job that takes it back."""

    replay: BulkReplay
    job: Job
    webhook: Webhook | None
    undo: Job | None = None


def create_replay(scope: Scope, new: NewReplay) -> Told:
    """Make a replay and the job that runs it.

    Raises NotAllowed, WebhookUnknown, ReplayNeedsWebhook, VersionNotFound, DraftMissing, NothingToRun and FailuresGone.
    """
    scope.require(Permission.EVENTS_REPLAY)
    webhook = None if new.wanted.webhook is None else get_webhook(scope, new.wanted.webhook)
    source, language = _draft(scope, webhook) if new.version == "draft" else (None, None)
    number = new.version if isinstance(new.version, int) else None
    _check_version(scope, webhook, new.version)
    narrowed, _ = inspection.narrow(scope, new.wanted)
    for named in _named(scope, new):
        narrowed = replace(narrowed, ids=named if narrowed.ids is None else named & set(narrowed.ids))
    params: JsonObject = {"filter": filter_json(narrowed), "until": scope.ids.new()}
    made = BulkReplay(
        id="",
        workspace=scope.workspace.number,
        webhook=None if webhook is None else webhook.number,
        version=number,
        source=source,
        language=language,
        as_new=new.as_new,
        dry_run=new.dry_run,
        rate=new.rate,
        asked=new.asked,
        made_by="",
        created_at=scope.now,
    )
    return _begun(scope, made, params, webhook)


def write_replay(scope: Scope, replay: str) -> Told:
    """Make the replay for real of which this one is the dry run: of the same events, on the same source, as it asked.

    Raises NotAllowed, ReplayUnknown and ReplayNotWritable.
    """
    scope.require(Permission.EVENTS_REPLAY)
    told = get_replay(scope, replay)
    if not told.replay.dry_run or told.job.state is not JobState.DONE:
        raise ReplayNotWritable(replay=replay, state=told.job.state.value if told.replay.dry_run else "written")
    made = replace(told.replay, dry_run=False, created_at=scope.now, asked={**told.replay.asked, "dry_run": replay})
    return _begun(scope, made, told.job.params, told.webhook)


def _begun(scope: Scope, made: BulkReplay, params: JsonObject, webhook: Webhook | None) -> Told:
    by = signature(scope.actor)
    job = jobs.enqueue(scope, NewJob(scope.workspace.number, KIND, params, by))
    new = replace(made, id=job.id, made_by=by)
    store.insert_replay(scope.tx, new)
    version = "draft" if new.source is not None else new.version or "live"
    asked = {"dry_run": new.dry_run, "as_new": new.as_new, "version": version, "filter": new.asked}
    audit.note(
        scope, Action.REPLAY_STARTED, Subject("replay", job.id, "" if webhook is None else webhook.label), None, asked
    )
    return Told(new, job, webhook)


def get_replay(scope: Scope, replay: str) -> Told:
    """Give a replay; raises NotAllowed and ReplayUnknown."""
    scope.require(Permission.EVENTS_READ)
    found = store.find_replay(scope.tx, scope.workspace.number, replay)
    told = () if found is None else _told(scope, [found])
    if not told:
        raise ReplayUnknown(replay=replay[:100])
    return told[0]


def list_replays(scope: Scope, limit: int, cursor: str | None) -> Page[Told]:
    """Give replays, newest first; raises NotAllowed, LimitWrong and CursorWrong."""
    scope.require(Permission.EVENTS_READ)
    before = str(read_cursor(cursor, str)[0]) if cursor else None
    found = store.list_replays(scope.tx, scope.workspace.number, checked_limit(limit) + 1, before)
    page = page_of(found, limit, lambda replay: [replay.id])
    return Page(_told(scope, page.items), page.next_cursor)


def list_page(
    scope: Scope, replay: str, outcome: str | None, limit: int, cursor: str | None
) -> Page[tuple[Item, Brief | None]]:
    """Give the events of a replay with what became of each, in order; raises as `get_replay` and CursorWrong."""
    after = int(str(read_cursor(cursor, int)[0])) if cursor else -1
    found = store.list_items(scope.tx, get_replay(scope, replay).replay.id, after, checked_limit(limit) + 1, outcome)
    page = page_of(found, limit, lambda item: [item.ordinal])
    events = event_store.list_by_ids(scope.tx, scope.workspace.number, [item.event for item in page.items])
    told = {brief.event.id: brief for brief in briefs(scope, events)}
    return Page([(item, told.get(item.event)) for item in page.items], page.next_cursor)


def list_items(scope: Scope, replay: str, after: int) -> Sequence[Item]:
    """Give the next events of a replay with what became of them, from beyond an ordinal; raises as `get_replay`."""
    return store.list_items(scope.tx, get_replay(scope, replay).replay.id, after, ITEMS_AT_ONCE)


def pause_replay(scope: Scope, replay: str) -> Told:
    """Let a replay rest once the events that run have ended; raises NotAllowed, ReplayUnknown and JobNotPausable."""
    return _ask(scope, replay, jobs.pause)


def resume_replay(scope: Scope, replay: str) -> Told:
    """Let a paused replay go on; raises NotAllowed and ReplayUnknown."""
    return _ask(scope, replay, jobs.resume)


def cancel_replay(scope: Scope, replay: str) -> Told:
    """End a replay once the events that run have ended; what was replayed stays so.

    Raises NotAllowed, ReplayUnknown and JobNotCancellable.
    """
    return _ask(scope, replay, jobs.cancel)


def drop_old(tx: Transaction, now: datetime, kept: timedelta = jobs.KEPT) -> int:
    """Delete some of the items of old replays whose job is gone, and those replays; give how many items.

    `ITEMS_AT_ONCE` when there may be more.
    """
    old: dict[int, set[str]] = {}
    for workspace, replay in store.list_made_before(tx, now - kept, ITEMS_AT_ONCE):
        old.setdefault(workspace, set()).add(replay)
    gone = [id for workspace, ids in old.items() for id in ids - jobs.list_kept(tx, workspace, ids)]
    if not gone:
        return 0
    count = store.delete_items(tx, gone, ITEMS_AT_ONCE)
    if count < ITEMS_AT_ONCE:
        store.delete_replays(tx, gone)
    return count


def filter_json(wanted: EventFilter) -> JsonObject:
    """Spell a filter for the job's parameters."""
    spelt = {name: value for name, value in asdict(wanted).items() if value is not None}
    for name in ("since", "until"):
        if name in spelt:
            spelt[name] = spelt[name].isoformat()
    for name in ("states", "ids"):
        if name in spelt:
            spelt[name] = sorted(map(str, spelt[name]))
    return spelt


def filter_of(spelt: JsonObject) -> EventFilter:
    """Read a filter from the job's parameters."""
    values = cast(dict[str, Any], dict(spelt))
    for name in ("since", "until"):
        if name in values:
            values[name] = datetime.fromisoformat(values[name])
    if "states" in values:
        values["states"] = [State(state) for state in values["states"]]
    return EventFilter(**values)


def _named(scope: Scope, new: NewReplay) -> Sequence[set[str]]:
    """Give the sets of events to which a wish narrows what fits."""
    named = [set(new.events)] if new.events else []
    if new.group is not None:
        named.append({one.event for one in failures.find_group(scope, new.group)})
    return named


def _draft(scope: Scope, webhook: Webhook | None) -> tuple[str, str]:
    scope.require(Permission.SCRIPTS_PUBLISH)
    if webhook is None:
        raise ReplayNeedsWebhook
    draft = get_draft(scope, webhook.id)
    return draft.source, draft.language


def _check_version(scope: Scope, webhook: Webhook | None, version: Choice) -> None:
    if isinstance(version, int):
        if webhook is None:
            raise ReplayNeedsWebhook
        scripts.get_version(scope, webhook.id, version)
    elif version == "live" and webhook is not None and webhook.live is None:
        raise NothingToRun(webhook=webhook.name)


def _told(scope: Scope, found: Sequence[BulkReplay]) -> Sequence[Told]:
    workspace = scope.workspace.number
    running: Mapping[str, Job] = jobs.find_jobs(
        scope, workspace, [id for one in found for id in (one.id, one.undo) if id]
    )
    named = webhooks.numbered(scope.tx, {one.webhook for one in found if one.webhook is not None})
    return [
        Told(
            one,
            running[one.id],
            None if one.webhook is None else named.get(one.webhook),
            None if one.undo is None else running.get(one.undo),
        )
        for one in found
        if one.id in running
    ]


def _ask(scope: Scope, replay: str, act: Callable[[Scope, int, str], Job]) -> Told:
    scope.require(Permission.EVENTS_REPLAY)
    told = get_replay(scope, replay)
    return replace(told, job=act(scope, scope.workspace.number, told.replay.id))
