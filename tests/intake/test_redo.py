"""Redo: a replay brings what its event made up to date in place, and leaves what people changed since alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from leadbase.intake.model import Operation, State
from leadbase.intake.replay import Wanted
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.records import service as records
from leadbase.tables.model import NewField
from tests.intake.house import House
from tests.intake.leads import make_leads, saved


def hook(body: str) -> str:
    """Give a hook of these statements."""
    return f"async function hook($req, $resp, $modules) {{ const data = $modules.data, lead = $req.body; {body} }}"


SAVE = hook('await data.saveData("leads", { lead: lead.id, name: lead.name });')
SAVE_BETTER = hook('await data.saveData("leads", { lead: lead.id + "!", name: "better" });')


class Replayed:
    """A house with one event, to be replayed."""

    def __init__(self, house: House, webhook: str, event: str) -> None:
        self.house = house
        self.webhook = webhook
        self.event = event

    async def again(self, script: str | None = None, *, as_new: bool = False, version: int | None = None) -> None:
        """Replay the event, on another script where one is given."""
        if script is not None:
            await self.house.publish(self.webhook, script)
        await self.house.intake.flows.replay(self.house.room, Wanted(self.event, version, as_new))

    async def last(self) -> tuple[State, list[Operation], Sequence[JsonObject]]:
        """Give the event's state, and what its last attempt did and noted."""
        detail = await self.house.event(self.event)
        number = detail.event.attempt
        notes = cast("Sequence[JsonObject]", detail.attempts[-1].notes or [])
        return detail.event.state, [one.operation for one in detail.effects if one.attempt == number], notes


async def begun(house: House, script: str, lead: JsonValue) -> Replayed:
    """Push a lead."""
    webhook, url = await house.webhook(script)
    await house.push(url, lead)
    event = (await house.events())[0]
    assert event.state is State.DONE, (await house.newest()).attempts
    return Replayed(house, webhook.id, event.id)


async def test_what_the_event_made_is_brought_up_to_date_in_place(house: House) -> None:
    await make_leads(house)
    replayed = await begun(house, SAVE, {"id": "a", "name": "good"})
    [before] = await house.records("leads")
    await replayed.again(SAVE_BETTER)
    [after] = await house.records("leads")
    assert (after["_id"], after["lead"], after["name"]) == (before["_id"], "a!", "better")
    assert await replayed.last() == (State.DONE, [Operation.REDO], [])
    await replayed.again()
    assert len(await house.records("leads")) == 1
    attempts = (await house.event(replayed.event)).attempts
    assert [(one.trigger, one.version, one.outcome, one.actor) for one in attempts] == [
        ("arrival", 1, "done", ""),
        ("redo", 2, "done", "operator"),
        ("redo", 2, "done", "operator"),
    ]


async def test_a_redo_that_changes_nothing_changes_nothing(small_house: House) -> None:
    await make_leads(small_house)
    replayed = await begun(small_house, SAVE, {"id": "a", "name": "good"})
    before = await small_house.records("leads")
    await replayed.again()
    assert await small_house.records("leads") == before


async def test_fields_that_people_changed_are_left_and_named(house: House) -> None:
    table = await make_leads(house)
    replayed = await begun(house, SAVE, {"id": "a", "name": "good"})
    [record] = await house.records("leads")
    await house.edit("leads", record["_id"], {"name": "by hand"})
    await replayed.again(SAVE_BETTER)
    [after] = await house.records("leads")
    assert (after["lead"], after["name"]) == ("a!", "by hand")
    [by_id] = await house.records("leads", by_id=True)
    name = next(key for key, value in by_id.items() if value == "by hand")
    note = {"code": "field_kept", "table": table, "record": record["_id"], "field": name}
    assert await replayed.last() == (State.DONE, [Operation.REDO], [note])
    await replayed.again()
    assert await saved(house, "name") == ["by hand"], "it stays the person's"


async def test_fields_that_other_scripts_changed_are_not_left(small_house: House) -> None:
    await make_leads(small_house)
    replayed = await begun(small_house, SAVE, {"id": "a", "name": "good"})
    _, url = await small_house.webhook(
        hook('const one = await data.findOne("leads", null); await data.updateData("leads", one._id, { name: "x" });'),
        label="another",
    )
    await small_house.push(url, {})
    assert await saved(small_house, "name") == ["x"]
    await replayed.again()
    assert await saved(small_house, "name") == ["good"]


async def test_a_surplus_record_stays_and_is_listed(house: House) -> None:
    table = await make_leads(house)
    three = hook('for (const n of [1, 2, 3]) await data.saveData("leads", { lead: lead.id + n });')
    replayed = await begun(house, three, {"id": "a"})
    third = (await house.records("leads"))[0]["_id"]
    await replayed.again(hook('for (const n of [7, 8]) await data.saveData("leads", { lead: lead.id + n });'))
    assert await saved(house) == ["a7", "a8", "a3"]
    note = {"code": "surplus_record", "table": table, "record": third}
    assert await replayed.last() == (State.DONE, [Operation.REDO] * 2, [note])


async def test_more_creations_than_before_make_more_records_once(small_house: House) -> None:
    await make_leads(small_house)
    replayed = await begun(small_house, SAVE, {"id": "a"})
    two = hook('for (const n of [1, 2]) await data.saveData("leads", { lead: lead.id + n });')
    for operations in ([Operation.REDO, Operation.CREATE], [Operation.REDO, Operation.REDO]):
        await replayed.again(two)
        assert await saved(small_house) == ["a1", "a2"]
        assert (await replayed.last())[1] == operations


async def test_creations_are_matched_by_table_and_order(small_house: House) -> None:
    await make_leads(small_house)
    await small_house.table("calls", NewField("line", "text"))
    mixed = 'await data.saveData("calls", { line: "c" }); await data.saveData("leads", { lead: "l" });'
    replayed = await begun(small_house, hook(mixed), {})
    lead, call = (await small_house.records("leads"))[0]["_id"], (await small_house.records("calls"))[0]["_id"]
    turned = 'await data.saveData("leads", { lead: "L" }); await data.saveData("calls", { line: "C" });'
    await replayed.again(hook(turned))
    assert [(one["_id"], one["lead"]) for one in await small_house.records("leads")] == [(lead, "L")]
    assert [(one["_id"], one["line"]) for one in await small_house.records("calls")] == [(call, "C")]


async def test_a_record_in_the_trash_is_skipped_and_listed_whatever_the_script_does_to_it(house: House) -> None:
    table = await make_leads(house)
    more = """const made = await data.saveData("leads", { lead: lead.id });
              await data.updateData("leads", made._id, { name: "more" });
              await data.saveData("leads", { lead: "second" });
              $resp.body = [made.lead, made._id.length];"""
    replayed = await begun(house, hook(more), {"id": "a"})
    second, first = [record["_id"] for record in await house.records("leads")]
    await house.trash("leads", first)
    await replayed.again()
    assert [record["_id"] for record in await house.records("leads")] == [second]
    note = {"code": "record_in_trash", "table": table, "record": first}
    assert await replayed.last() == (State.DONE, [Operation.SKIP, Operation.REDO], [note])
    await replayed.again(hook(more + 'await data.removeData("leads", made._id);'))
    assert await replayed.last() == (State.DONE, [Operation.SKIP, Operation.REDO], [note])


async def test_a_trashed_record_is_skipped_even_when_its_unique_value_was_taken_since(house: House) -> None:
    await make_leads(house, NewField("key", "text", unique=True))
    script = hook('await data.saveData("leads", { key: lead.id });')
    replayed = await begun(house, script, {"id": "k"})
    [record] = await house.records("leads")
    await house.trash("leads", record["_id"])
    await house.write(lambda scope, found: records.create_record(scope, found, {"key": "k"}), "leads")
    await replayed.again()
    assert (await replayed.last())[:2] == (State.DONE, [Operation.SKIP])
    assert len(await house.records("leads")) == 1


async def test_what_a_run_changed_after_making_it_follows_the_same_rule(small_house: House) -> None:
    """A person's change is left also where the script sets the field by a second call."""
    await make_leads(small_house)
    two_steps = hook("""const made = await data.saveData("leads", { lead: lead.id });
                        await data.updateData("leads", made._id, { name: "new" });""")
    replayed = await begun(small_house, two_steps, {"id": "a"})
    [record] = await small_house.records("leads")
    await small_house.edit("leads", record["_id"], {"name": "called"})
    await replayed.again()
    assert await saved(small_house, "name") == ["called"]
    assert (await replayed.last())[1] == [Operation.REDO, Operation.REDO]


async def test_updates_are_applied_again_without_what_people_changed_since(house: House) -> None:
    await make_leads(house)
    await house.write(lambda scope, found: records.create_record(scope, found, {"lead": "old"}), "leads")
    update = 'const one = await data.findOne("leads", null); await data.updateData("leads", one._id, %s);'
    replayed = await begun(house, hook(update % '{ lead: "by script", name: "by script" }'), {})
    [record] = await house.records("leads")
    await house.edit("leads", record["_id"], {"name": "by hand"})
    await replayed.again(hook(update % '{ lead: "again", name: "again" }'))
    [after] = await house.records("leads")
    assert (after["lead"], after["name"]) == ("again", "by hand")
    state, operations, notes = await replayed.last()
    assert (state, operations) == (State.DONE, [Operation.UPDATE])
    assert [note["code"] for note in notes] == ["field_kept"]


async def test_an_update_that_changed_nothing_then_is_still_older_than_a_persons_change(house: House) -> None:
    await make_leads(house)
    await house.write(lambda scope, found: records.create_record(scope, found, {"name": "new"}), "leads")
    update = 'const one = await data.findOne("leads", null); await data.updateData("leads", one._id, { name: "new" });'
    replayed = await begun(house, hook(update), {})
    [record] = await house.records("leads")
    await house.edit("leads", record["_id"], {"name": "called"})
    await replayed.again()
    assert await saved(house, "name") == ["called"]


async def test_what_people_changed_before_the_event_is_not_theirs_to_keep(small_house: House) -> None:
    await make_leads(small_house)
    await small_house.write(lambda scope, found: records.create_record(scope, found, {"name": "1"}), "leads")
    [record] = await small_house.records("leads")
    await small_house.edit("leads", record["_id"], {"name": "2"})
    update = 'const one = await data.findOne("leads", null); await data.updateData("leads", one._id, { name: %s });'
    replayed = await begun(small_house, hook(update % '"3"'), {})
    await replayed.again(hook(update % '"4"'))
    assert await saved(small_house, "name") == ["4"]


async def test_removals_are_not_repeated(house: House) -> None:
    table = await make_leads(house)
    await house.write(lambda scope, found: records.create_record(scope, found, {"lead": "x"}), "leads")
    [record] = await house.records("leads")
    replayed = await begun(house, hook('await data.removeData("leads", lead.id);'), {"id": record["_id"]})
    assert await house.records("leads") == []
    await replayed.again()
    assert await replayed.last() == (
        State.DONE,
        [Operation.SKIP],
        [{"code": "record_in_trash", "table": table, "record": record["_id"]}],
    )
    await house.write(lambda scope, found: records.restore_record(scope, found, str(record["_id"])), "leads")
    await replayed.again()
    assert (await replayed.last())[2] == [{"code": "record_restored", "table": table, "record": record["_id"]}]
    assert len(await house.records("leads")) == 1


async def test_an_upsert_finds_its_own_record_again(house: House) -> None:
    table = await make_leads(house)
    both = hook("""const one = await data.upsertData("leads", ["lead"], { lead: lead.id, name: "u" });
                   if (one.created) await data.saveData("leads", { lead: "log of " + lead.id });""")
    replayed = await begun(house, both, {"id": "a"})
    before = [record["_id"] for record in await house.records("leads")]
    await replayed.again()
    assert [record["_id"] for record in await house.records("leads")] == before
    assert await replayed.last() == (State.DONE, [Operation.REDO, Operation.REDO], [])
    await house.trash("leads", before[1])
    await replayed.again()
    assert [record["_id"] for record in await house.records("leads")] == before[:1]
    note = {"code": "record_in_trash", "table": table, "record": before[1]}
    assert await replayed.last() == (State.DONE, [Operation.SKIP, Operation.REDO], [note])


async def test_as_new_does_everything_once_more_and_a_later_redo_is_about_the_new(house: House) -> None:
    await make_leads(house)
    replayed = await begun(house, SAVE, {"id": "a", "name": "first"})
    await replayed.again(as_new=True)
    assert await saved(house) == ["a", "a"]
    assert (await replayed.last())[:2] == (State.DONE, [Operation.CREATE])
    await replayed.again(SAVE_BETTER)
    assert await saved(house) == ["a", "a!"]
    assert (await replayed.last())[1:] == ([Operation.REDO], [])


async def test_a_redo_that_fails_leaves_everything_as_it_was_and_can_be_redone(small_house: House) -> None:
    await make_leads(small_house)
    replayed = await begun(small_house, SAVE, {"id": "a", "name": "good"})
    before = await small_house.records("leads")
    await replayed.again(hook('await data.saveData("leads", { lead: "half" }); throw new Error("no");'))
    assert (await replayed.last())[:2] == (State.FAILED, [])
    assert await small_house.records("leads") == before
    await replayed.again(SAVE_BETTER)
    assert await saved(small_house) == ["a!"]
    assert len(await small_house.records("leads")) == 1


async def test_a_named_version_is_run_whatever_is_live(small_house: House) -> None:
    await make_leads(small_house)
    replayed = await begun(small_house, SAVE, {"id": "a", "name": "good"})
    await replayed.again(SAVE_BETTER)
    await replayed.again(version=1)
    assert await saved(small_house, "name") == ["good"]
    assert [one.version for one in (await small_house.event(replayed.event)).attempts] == [1, 2, 1]


async def test_a_version_that_writes_nothing_lists_everything_as_surplus(small_house: House) -> None:
    await make_leads(small_house)
    replayed = await begun(small_house, SAVE, {"id": "a"})
    await replayed.again("function hook() {}")
    state, operations, notes = await replayed.last()
    assert (state, operations, [note["code"] for note in notes]) == (State.DONE, [], ["surplus_record"])
    assert await saved(small_house) == ["a"]
