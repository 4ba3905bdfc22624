"""Bulk replays: which events, on what, dry and for real, as new, slowly, paused, cancelled, taken over by another."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from leadbase.access.errors import MakerGone
from leadbase.access.scope import Scope
from leadbase.intake import bulk_replay, failures, service
from leadbase.intake.bulk_replay import NewReplay, Told, filter_json, filter_of
from leadbase.intake.bulk_steps import AT_ONCE, Tally, replay_kind
from leadbase.intake.errors import NothingToRun, ReplayNeedsWebhook, ReplayNotWritable, ReplayUnknown
from leadbase.intake.inspection import Wanted
from leadbase.intake.model import State, Trigger
from leadbase.intake.store.lists import EventFilter
from leadbase.intake.store.replays import Item
from leadbase.jobs import service as jobs
from leadbase.jobs.kind import Kind, TakeStep
from leadbase.jobs.model import LEASE_S, Job, JobState, Step
from leadbase.jobs.worker import Tools, Worker
from leadbase.kit.ids import IdSource
from leadbase.scripts.runtime import Runtimes
from leadbase.storage.errors import StorageUnavailable
from leadbase.tables.model import NewField
from tests.intake.house import House, open_house
from tests.intake.leads import OBEY, SAVE, make_leads, saved

RENAMED = """
async function hook($req, $resp, $modules) {
    await $modules.data.saveData("leads", { lead: $req.body.id, name: "again" });
}
"""


def worker_of(house: House, step: Any = None) -> Worker:
    """Give the worker of a house, with steps that may die."""
    kind = replay_kind(house.room.units, house.intake.flows)
    tools = Tools(house.database, house.clock, IdSource(), lambda _facts: None, luck=lambda: 0.5)
    return Worker(tools, [kind if step is None else Kind(kind.name, step(kind.step))])


async def begin(house: House, **more: Any) -> str:
    """Ask for a replay and give its id."""
    wanted = Wanted(more.pop("webhook", None), more.pop("states", None), text=more.pop("text", None))
    new = NewReplay(wanted, more.pop("events", ()), "live", False, False, None, {})
    told = await house.room.write(lambda scope: bulk_replay.create_replay(scope, replace(new, **more)))
    return told.replay.id


async def told_of(house: House, replay: str) -> Told:
    return await house.room.read(lambda scope: bulk_replay.get_replay(scope, replay))


async def run(house: House, worker: Worker) -> int:
    """Run what is due to its end."""
    begun = await worker.look()
    await worker.settle()
    await house.settle()
    return begun


async def replayed(house: House, **more: Any) -> tuple[Told, Tally]:
    """Replay and give what came of it."""
    replay = await begin(house, **more)
    await run(house, worker_of(house))
    told = await told_of(house, replay)
    return told, Tally.of(told.job.result)


async def lines(house: House, replay: str) -> Sequence[Item]:
    return await house.room.read(lambda scope: bulk_replay.list_items(scope, replay, -1))


async def pushed(house: House, *ids: str) -> tuple[str, str]:
    """Make the leads' table and a webhook that took these leads in; give the table and the webhook."""
    table = await make_leads(house)
    webhook, url = await house.webhook(SAVE)
    for id in ids:
        await house.push(url, {"id": id, "name": "first"})
    return table, webhook.id


async def test_a_dry_run_counts_what_would_change_and_writes_nothing(house: House) -> None:
    table, webhook = await pushed(house, "a", "b", "c")
    await house.publish(webhook, RENAMED)
    before = await house.records("leads")
    told, tally = await replayed(house, dry_run=True)
    assert (told.job.state, told.job.progress.done, told.job.progress.total) == (JobState.DONE, 3, 3)
    assert tally.outcomes == {"done": 3}
    assert tally.tables == {table: {"redo": 3}}
    assert await house.records("leads") == before
    assert [one.event.attempt for one in [await house.newest()]] == [1]
    assert {one.outcome for one in await lines(house, told.replay.id)} == {"done"}


async def test_for_real_each_event_is_redone_in_place_on_the_live_version(house: House) -> None:
    table, webhook = await pushed(house, "a", "b", "c", "d", "e", "f")
    await house.publish(webhook, RENAMED)
    _, tally = await replayed(house)
    assert (tally.outcomes, tally.tables) == ({"done": 6}, {table: {"redo": 6}})
    assert sorted(map(str, await saved(house))) == ["a", "b", "c", "d", "e", "f"]
    assert set(await saved(house, "name")) == {"again"}
    newest = await house.newest()
    assert [one.trigger for one in newest.attempts] == [Trigger.ARRIVAL, Trigger.REDO]
    assert [one.actor for one in newest.attempts] == ["", "operator"]


async def test_a_dry_run_is_written_on_the_same_events_and_the_same_source(house: House) -> None:
    _, webhook = await pushed(house, "a", "b")
    draft = RENAMED.replace("again", "draft")
    await house.room.write(lambda scope: service.save_draft(scope, webhook, draft, "javascript", None))
    dry, _ = await replayed(house, webhook=webhook, version="draft", dry_run=True)
    await house.room.write(lambda scope: service.save_draft(scope, webhook, "// another", "javascript", 1))
    url = (
        await house.room.read(
            lambda scope: service.webhook_urls(scope, house.intake.flows.desk, [service.get_webhook(scope, webhook)])
        )
    )[webhook]
    await house.push(url, {"id": "late", "name": "first"})
    written = await house.room.write(lambda scope: bulk_replay.write_replay(scope, dry.replay.id))
    await run(house, worker_of(house))
    told = await told_of(house, written.replay.id)
    assert (told.job.progress.total, told.replay.asked["dry_run"], told.replay.source) == (2, dry.replay.id, draft)
    assert await saved(house, "name") == ["draft", "draft", "first"]
    with pytest.raises(ReplayNotWritable):
        await house.room.write(lambda scope: bulk_replay.write_replay(scope, told.replay.id))
    page = await house.room.read(lambda scope: bulk_replay.list_page(scope, told.replay.id, "done", 1, None))
    [(item, brief)] = page.items
    assert (item.outcome, brief is not None, page.next_cursor is not None) == ("done", True, True)
    rest = await house.room.read(
        lambda scope: bulk_replay.list_page(scope, told.replay.id, "done", 1, page.next_cursor)
    )
    assert (len(rest.items), rest.next_cursor) == (1, None)


async def test_a_group_of_failures_is_replayed_by_its_key(house: House) -> None:
    await make_leads(house)
    webhook, url = await house.webhook(OBEY)
    for lead in ("a", "b"):
        await house.push(url, {"id": lead, "fail": "one"})
    await house.push(url, {"id": "c", "fail": "other: 'x'"})
    groups = await house.room.read(lambda scope: failures.list_failures(scope, None, None, 10, None))
    two = next(group for group in groups.items if group.count == 2)
    await house.publish(webhook.id, SAVE)
    told, tally = await replayed(house, group=two.key)
    assert (told.job.progress.total, tally.outcomes) == (2, {"done": 2})


async def test_as_new_makes_new_records_on_a_named_version_or_the_draft(house: House) -> None:
    _, webhook = await pushed(house, "a")
    await house.publish(webhook, RENAMED)
    await replayed(house, webhook=webhook, version=1, as_new=True)
    draft = RENAMED.replace("again", "draft")
    await house.room.write(lambda scope: service.save_draft(scope, webhook, draft, "javascript", None))
    told, tally = await replayed(house, webhook=webhook, version="draft", as_new=True)
    assert await saved(house, "name") == ["first", "first", "draft"]
    assert (told.replay.source, tally.outcomes) == (draft, {"done": 1})
    assert [one.version for one in (await house.newest()).attempts] == [1, 1, None]


async def test_what_fails_is_refused_or_kept_by_a_person_is_told_for_each_event(house: House) -> None:
    table, webhook = await pushed(house, "a", "b", "c")
    newest, middle, oldest = await house.events()
    [_, record, _] = await house.records("leads")
    await house.edit("leads", record["_id"], {"name": "by hand"})
    await house.forget_payload(oldest.id)
    await house.publish(webhook, RENAMED.replace("await", 'if ($req.body.id === "c") throw new Error("no");\nawait', 1))
    told, tally = await replayed(house)
    assert (tally.outcomes, tally.kept_fields) == ({"refused": 1, "done": 1, "failed": 1}, 1)
    ended = {one.event: one for one in await lines(house, told.replay.id)}
    assert (ended[oldest.id].error or {})["code"] == "payload_gone"
    assert (ended[newest.id].error or {})["message"] == "Error: no"
    assert ended[middle.id].writes == {table: {"same": 1}}
    assert (await house.event(oldest.id)).event.state is State.DONE


async def test_the_filter_chooses_and_events_that_come_later_are_left_alone(house: House) -> None:
    await make_leads(house)
    webhook, url = await house.webhook(OBEY)
    await house.push(url, {"id": "a", "fail": "x"})
    await house.push(url, {"id": "b"})
    await house.push(url, {"id": "c", "fail": "x"})
    await house.publish(webhook.id, SAVE)
    replay = await begin(house, states=[State.FAILED])
    await house.publish(webhook.id, OBEY)
    await house.push(url, {"id": "d", "fail": "x"})
    await house.publish(webhook.id, SAVE)
    await run(house, worker_of(house))
    assert Tally.of((await told_of(house, replay)).job.result).outcomes == {"done": 2}
    assert sorted(map(str, await saved(house))) == ["a", "b", "c"]
    [last, *_] = await house.events()
    _, named = await replayed(house, events=[last.id])
    assert named.outcomes == {"done": 1}
    _, none = await replayed(house, text="nobody has this")
    assert none.outcomes == {}


async def test_a_paused_replay_goes_on_where_it_was_and_a_cancelled_one_does_not(house: House) -> None:
    _, webhook = await pushed(house, *"abcdefghij")
    await house.publish(webhook, RENAMED)
    replays: list[str] = []

    def pausing(take: Any) -> Any:
        def step(tx: sa.Connection, job: Job, now: datetime) -> Step:
            taken = take(tx, job, now)
            return replace(taken, then=lambda: act(taken)) if taken.then is not None else taken

        async def act(taken: Step) -> None:
            assert taken.then is not None
            await taken.then()
            await house.room.write(asked[0])

        return step

    def pause(scope: Scope) -> Told:
        return bulk_replay.pause_replay(scope, replays[-1])

    def cancel(scope: Scope) -> Told:
        return bulk_replay.cancel_replay(scope, replays[-1])

    asked = [pause]
    replays.append(await begin(house))
    await run(house, worker_of(house, pausing))
    resting = (await told_of(house, replays[-1])).job
    assert (resting.state, resting.is_paused) == (JobState.WAITING, True)
    assert (await saved(house, "name")).count("again") == AT_ONCE
    await house.room.write(lambda scope: bulk_replay.resume_replay(scope, replays[-1]))
    asked[0] = cancel
    await run(house, worker_of(house, pausing))
    assert (await told_of(house, replays[-1])).job.state is JobState.CANCELLED
    assert (await saved(house, "name")).count("again") == AT_ONCE * 2


def dying(house: House, take: TakeStep, deaths: Iterator[str]) -> TakeStep:
    """Let the process die before a step commits, after the attempts have begun, or after they have run."""

    def step(tx: sa.Connection, job: Job, now: datetime) -> Step:
        taken = take(tx, job, now)
        if taken.then is None:
            return taken
        how = next(deaths, None)
        if how == "commit":
            raise StorageUnavailable(reason="the process died before the commit")
        return replace(taken, then=lambda: die(taken, how))

    async def die(taken: Step, how: str | None) -> None:
        assert taken.then is not None
        if how == "begun":
            await begin_only(taken)
        else:
            await taken.then()
        if how is not None:
            raise asyncio.CancelledError

    async def begin_only(taken: Step) -> None:
        """Let the attempts begin and the process die before any of them has run."""
        assert taken.then is not None
        replays = house.intake.flows.replays
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(type(replays), "run", _never)
            await taken.then()

    return step


@pytest.mark.parametrize("as_new", [False, True])
async def test_whoever_dies_each_event_is_replayed_exactly_once_on_the_chosen_version(
    house: House, runtimes: Runtimes, as_new: bool
) -> None:
    _, webhook = await pushed(house, *"abcdefgh")
    await house.publish(webhook, RENAMED)
    await house.publish(webhook, SAVE)
    replay = await begin(house, webhook=webhook, version=2, as_new=as_new)
    deaths = iter(["begun", "ran", "begun", "commit", "ran"])

    def mortal(take: TakeStep) -> TakeStep:
        return dying(house, take, deaths)

    async with open_house(house.database, runtimes) as other:
        other.clock = house.clock
        for _ in range(30):
            await run(house, worker_of(house, mortal))
            if (await told_of(house, replay)).job.state is JobState.DONE:
                break
            house.clock.forward(seconds=LEASE_S + 1)
            await other.intake.worker.take_over(survivors=())
            await other.run_due()
            await worker_of(other).take_over()
    told = await told_of(house, replay)
    assert (told.job.state, told.job.progress.done) == (JobState.DONE, 8)
    assert Tally.of(told.job.result).outcomes == {"done": 8}
    names = list(map(str, await saved(house, "name")))
    assert sorted(names) == ["again"] * 8 + (["first"] * 8 if as_new else [])
    ran = [await house.event(event.id) for event in await house.events()]
    assert all([one.version for one in each.attempts if one.outcome == "done"] == [1, 2] for each in ran)


async def _never(*_: object) -> None:
    """Stand for a process that died before it ran what it had begun."""


async def test_a_rate_holds_the_replay_back(small_house: House) -> None:
    await pushed(small_house, *"abcdef")
    clock = asyncio.get_running_loop()
    began = clock.time()
    _, tally = await replayed(small_house, rate=10)
    assert tally.outcomes == {"done": 6}
    assert clock.time() - began >= 0.5


async def test_who_may_not_replay_any_more_has_their_replay_fail(small_house: House) -> None:
    await pushed(small_house, "a")
    new = NewReplay(Wanted(), (), "live", False, False, None, {})
    made = await small_house.person.write(lambda scope: bulk_replay.create_replay(scope, new))
    await run(small_house, worker_of(small_house))
    job = (await told_of(small_house, made.replay.id)).job
    assert (job.state, (job.error or {}).get("code")) == (JobState.FAILED, MakerGone.code)
    assert (await small_house.newest()).event.attempt == 1


async def test_what_can_not_be_replayed_at_all_is_refused_before_it_begins(small_house: House) -> None:
    await pushed(small_house, "a")
    empty, _ = await small_house.webhook(label="Empty")
    with pytest.raises(ReplayNeedsWebhook):
        await begin(small_house, version=1)
    with pytest.raises(ReplayNeedsWebhook):
        await begin(small_house, version="draft")
    with pytest.raises(NothingToRun):
        await begin(small_house, webhook=empty.id)
    with pytest.raises(ReplayUnknown):
        await told_of(small_house, "0" * 24)


async def test_old_replays_go_with_their_jobs(house: House) -> None:
    await pushed(house, "a", "b")
    told, _ = await replayed(house, dry_run=True)
    waiting = await begin(house)
    later = house.clock() + timedelta(days=31)
    assert await house.database.transaction(lambda tx: bulk_replay.drop_old(tx, later)) == 0
    assert await house.database.transaction(lambda tx: jobs.drop_old(tx, later)) == 1
    assert await house.database.transaction(lambda tx: bulk_replay.drop_old(tx, later)) == 2
    with pytest.raises(ReplayUnknown):
        await told_of(house, told.replay.id)
    assert (await told_of(house, waiting)).job.state is JobState.QUEUED


def test_a_filter_is_the_same_after_it_was_kept() -> None:
    moment = datetime.fromisoformat("2026-03-01T00:00:00+00:00")
    wanted = EventFilter(1, [State.FAILED, State.DONE], moment, moment, True, 2, False, "a", "b", "c", {"1" * 24})
    read = filter_of(filter_json(wanted))
    assert replace(read, states=None, ids=None) == replace(wanted, states=None, ids=None)
    assert (set(read.states or ()), set(read.ids or ())) == (set(wanted.states or ()), set(wanted.ids or ()))


async def test_fields_of_a_table_are_counted_apart(small_house: House) -> None:
    more = await small_house.table("notes", NewField("text", "text"))
    table = await make_leads(small_house)
    both = SAVE.replace("$resp.body", 'await $modules.data.saveData("notes", { text: "n" }); $resp.body', 1)
    _, url = await small_house.webhook(both)
    await small_house.push(url, {"id": "a"})
    _, tally = await replayed(small_house, as_new=True)
    assert tally.tables == {table: {"create": 1}, more: {"create": 1}}
