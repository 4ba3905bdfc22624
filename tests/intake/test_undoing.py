"""A bulk replay is undone as one batch: what it made goes, what it changed comes back, what people did since stays."""

from __future__ import annotations

import pytest

from leadbase.intake import bulk_replay, undoing
from leadbase.intake.bulk_replay import NewReplay, Told
from leadbase.intake.bulk_steps import replay_kind
from leadbase.intake.errors import ReplayNotUndoable
from leadbase.intake.inspection import Wanted
from leadbase.intake.model import State
from leadbase.jobs.model import JobState
from leadbase.jobs.worker import Tools, Worker
from leadbase.kit.ids import IdSource
from leadbase.tables.model import NewField
from tests.intake.house import House
from tests.intake.leads import SAVE, make_leads, saved

RENAMED = SAVE.replace("name: $req.body.name", 'name: "again"')
BROKEN = "function hook() { throw new Error('no good'); }"
ONE_RECORD = """
async function hook($req, $resp, $modules) {
    const found = await $modules.data.findOne("leads", { lead: "only" });
    await $modules.data.updateData("leads", found._id, { name: $req.body.id });
}
"""


def worker_of(house: House) -> Worker:
    """Give the worker that replays and undoes."""
    kinds = [
        replay_kind(house.room.units, house.intake.flows),
        undoing.undo_kind(house.room.units, house.catalogues),
    ]
    return Worker(Tools(house.database, house.clock, IdSource(), lambda _facts: None, luck=lambda: 0.5), kinds)


async def work(house: House) -> None:
    worker = worker_of(house)
    await worker.look()
    await worker.settle()
    await house.settle()


async def replay(house: House, *, dry_run: bool = False) -> str:
    """Replay all events and give the replay's id."""
    new = NewReplay(Wanted(), (), "live", False, dry_run, None, {})
    told = await house.room.write(lambda scope: bulk_replay.create_replay(scope, new))
    await work(house)
    return told.replay.id


async def undo(house: House, replay: str) -> dict[str, object]:
    """Undo a replay and give what came of it."""
    await house.room.write(lambda scope: undoing.undo_replay(scope, replay))
    await work(house)
    told: Told = await house.room.read(lambda scope: bulk_replay.get_replay(scope, replay))
    assert told.undo is not None
    assert told.undo.state is JobState.DONE, told.undo.error
    assert told.undo.result is not None
    return dict(told.undo.result)


async def test_what_a_replay_changed_is_put_back(house: House) -> None:
    await make_leads(house)
    webhook, url = await house.webhook(SAVE)
    for lead in ("a", "b", "c"):
        await house.push(url, {"id": lead, "name": "first"})
    await house.publish(webhook.id, RENAMED)
    made = await replay(house)
    assert set(await saved(house, "name")) == {"again"}
    kept = next(record for record in await house.records("leads") if record["lead"] == "b")
    await house.edit("leads", kept["_id"], {"name": "by hand"})
    assert await undo(house, made) == {"put_back": 2, "left": 1}
    assert sorted(map(str, await saved(house, "name"))) == ["by hand", "first", "first"]


async def test_what_a_replay_made_goes_to_the_trash_and_its_events_have_failed_again(house: House) -> None:
    await make_leads(house)
    webhook, url = await house.webhook(BROKEN)
    for lead in ("a", "b", "c"):
        await house.push(url, {"id": lead, "name": "first"})
    await house.publish(webhook.id, SAVE)
    made = await replay(house)
    kept = next(record for record in await house.records("leads") if record["lead"] == "b")
    await house.edit("leads", kept["_id"], {"name": "by hand"})
    assert await undo(house, made) == {"trashed": 2, "left": 1}
    assert await saved(house) == ["b"]
    assert {(event.state, event.cause) for event in await house.events()} == {(State.FAILED, "script_error")}
    await replay(house)
    assert sorted(map(str, await saved(house))) == ["a", "b", "c"]
    assert {event.state for event in await house.events()} == {State.DONE}


async def test_events_of_one_batch_that_changed_one_record_are_undone_from_the_last_on(house: House) -> None:
    await make_leads(house)
    webhook, url = await house.webhook(SAVE)
    await house.push(url, {"id": "only", "name": "first"})
    await house.publish(webhook.id, "function hook() {}")
    for lead in ("x", "y", "z"):
        await house.push(url, {"id": lead})
    await house.publish(webhook.id, ONE_RECORD)
    made = await replay(house)
    assert await saved(house, "name") != ["first"]
    await undo(house, made)
    assert await saved(house, "name") == ["first"]


async def test_a_deleted_table_and_a_record_that_is_gone_are_told(house: House) -> None:
    await make_leads(house, NewField("key", "text", unique=True))
    webhook, url = await house.webhook(BROKEN)
    for lead in ("a", "b"):
        await house.push(url, {"id": lead})
    await house.publish(webhook.id, SAVE)
    made = await replay(house)
    record = (await house.records("leads"))[0]
    await house.trash("leads", record["_id"])
    assert await undo(house, made) == {"trashed": 1, "gone": 1}


async def test_only_what_wrote_and_has_ended_is_undone_and_once(house: House) -> None:
    await make_leads(house)
    _, url = await house.webhook(SAVE)
    await house.push(url, {"id": "a"})
    dry = await replay(house, dry_run=True)
    with pytest.raises(ReplayNotUndoable):
        await house.room.write(lambda scope: undoing.undo_replay(scope, dry))
    new = NewReplay(Wanted(), (), "live", False, False, None, {})
    waiting = await house.room.write(lambda scope: bulk_replay.create_replay(scope, new))
    with pytest.raises(ReplayNotUndoable):
        await house.room.write(lambda scope: undoing.undo_replay(scope, waiting.replay.id))
    await work(house)
    await undo(house, waiting.replay.id)
    with pytest.raises(ReplayNotUndoable):
        await house.room.write(lambda scope: undoing.undo_replay(scope, waiting.replay.id))


async def test_a_replay_that_changes_nothing_says_so(house: House) -> None:
    table = await make_leads(house)
    _, url = await house.webhook(SAVE)
    await house.push(url, {"id": "a", "name": "first"})
    for dry_run in (True, False):
        made = await replay(house, dry_run=dry_run)
        [item] = await house.room.read(lambda scope, made=made: bulk_replay.list_items(scope, made, -1))
        assert item.writes == {table: {"same": 1}}
