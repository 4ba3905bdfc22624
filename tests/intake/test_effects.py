"""All writes of an attempt stand or fall together, with its event: killed runs, limits, unique values, races."""

from __future__ import annotations

import asyncio

import pytest

from leadbase.intake.model import Operation, State
from leadbase.kit.json import JsonObject
from leadbase.records import service as records
from leadbase.scripts.runtime import Runtimes
from leadbase.storage.database import Database
from leadbase.tables.model import NewField
from tests.intake.house import House, open_house
from tests.intake.leads import make_leads, saved

KILLS = {
    "time_limit": "await new Promise((done) => setTimeout(done, 60000));",
    "cpu_limit": "for (;;) {}",
    "memory_limit": "const all = []; for (;;) all.push(new Array(100000).fill(all.length));",
}


@pytest.mark.parametrize("cause", KILLS)
async def test_a_run_that_a_limit_kills_leaves_no_rows(hasty_house: House, cause: str) -> None:
    await make_leads(hasty_house)
    _, url = await hasty_house.webhook(f"""
async function hook($req, $resp, $modules) {{
    await $modules.data.saveMany("leads", [{{ lead: "a" }}, {{ lead: "b" }}]);
    await $modules.data.countData("leads");
    {KILLS[cause]}
}}""")
    answer = await hasty_house.push(url, {})
    detail = await hasty_house.newest()
    assert (answer.status_code, detail.event.state) == (202, State.WAITING)
    assert str(detail.event.cause).endswith("_limit")
    assert await hasty_house.records("leads") == []
    assert detail.effects == []


async def test_a_run_writes_up_to_1000_rows(house: House) -> None:
    await make_leads(house)
    _, url = await house.webhook("""
async function hook($req, $resp, $modules) {
    await $modules.data.saveMany("leads", Array.from({ length: $req.body.rows }, (_, n) => ({ lead: "l" + n })));
}""")
    assert (await house.push(url, {"rows": 1000})).status_code == 200
    assert len(await house.records("leads")) == 1000
    assert (await house.push(url, {"rows": 1001})).status_code == 500
    detail = await house.newest()
    assert (detail.event.state, detail.event.cause) == (State.FAILED, "too_many_rows")
    assert len(await house.records("leads")) == 1000


async def test_a_thousand_rows_with_a_unique_value_are_written_in_a_few_seconds(small_house: House) -> None:
    await make_leads(small_house, NewField("key", "text", unique=True))
    _, url = await small_house.webhook(
        """
async function hook($req, $resp, $modules) {
    await $modules.data.saveMany("leads", Array.from({ length: 1000 }, (_, n) => ({ key: "k" + n })));
}""",
        {"deadline_ms": 8_000},
    )
    assert (await small_house.push(url, {})).status_code == 200
    assert len(await small_house.records("leads")) == 1000


SAVE_KEY = """
async function hook($req, $resp, $modules) {
    const { key, wait } = $req.body;
    const made = await $modules.data.saveData("leads", { key, lead: "one" });
    if (wait) await new Promise((done) => setTimeout(done, wait));
    $resp.body = { key };
}"""


async def test_a_unique_value_that_is_taken_fails_the_run_and_is_named(house: House) -> None:
    await make_leads(house, NewField("key", "text", unique=True))
    _, url = await house.webhook(SAVE_KEY)
    assert (await house.push(url, {"key": "k"})).status_code == 200
    assert (await house.push(url, {"key": "k"})).status_code == 500
    error = (await house.newest()).attempts[0].error
    assert error is not None
    assert (error["kind"], error["code"]) == ("permanent", "duplicate_value")
    assert error["message"] == "唯一字段 key 的值 k 已被另一条记录占用；请修改这个值或那条记录。"
    assert await saved(house, "key") == ["k"]


async def test_a_unique_value_can_be_tried_and_caught(house: House) -> None:
    await make_leads(house, NewField("key", "text", unique=True))
    _, url = await house.webhook("""
async function hook($req, $resp, $modules) {
    const data = $modules.data, codes = [];
    const attempt = async (call) => codes.push(await call().then(() => "passed", (error) => error.facts.record));
    const other = await data.saveData("leads", { key: "free" });
    await attempt(() => data.saveData("leads", { key: "there" }));
    await attempt(() => data.saveData("leads", { key: "free" }));
    await attempt(() => data.updateData("leads", other._id, { key: "there" }));
    await attempt(() => data.saveMany("leads", [{ key: "x" }, { key: "x" }]));
    const there = await data.findOne("leads", { key: "there" });
    await attempt(() => data.updateData("leads", there._id, { key: "free" }));
    await attempt(() => data.updateData("leads", other._id, { key: "free" }));
    $resp.body = codes;
}""")
    await house.write(lambda scope, found: records.create_record(scope, found, {"key": "there"}), "leads")
    answer = await house.push(url, {})
    x, free, there = [record["_id"] for record in await house.records("leads")]
    assert answer.json() == [there, free, there, x, free, "passed"]
    assert await saved(house, "key") == ["there", "free", "x"]


@pytest.mark.parametrize(
    "body",
    [
        # a value is free once the record that held it changed or went to the trash, in this order
        'await data.updateData("leads", old._id, { key: "b" }); await data.saveData("leads", { key: "a", lead: "2" });',
        'await data.removeData("leads", old._id); await data.saveData("leads", { key: "a", lead: "2" });',
        'await data.removeData("leads", old._id); await data.upsertData("leads", "key", { key: "a", lead: "2" });',
        """const made = await data.saveData("leads", { key: "c", lead: "2" });
           await data.updateData("leads", old._id, { key: "b" });
           await data.updateData("leads", made._id, { key: "a" });
           if ((await data.getData("leads", made._id)).key !== "a") throw new Error("own write not seen");""",
        """const made = await data.saveData("leads", { key: "c", lead: "1" });
           await data.updateData("leads", old._id, { key: "b" });
           await data.updateData("leads", made._id, { key: "a" });
           await data.removeData("leads", made._id);
           await data.saveData("leads", { key: "a", lead: "2" });""",
    ],
)
async def test_a_value_that_the_run_itself_freed_can_be_taken(house: House, body: str) -> None:
    await make_leads(house, NewField("key", "text", unique=True))
    await house.write(lambda scope, found: records.create_record(scope, found, {"key": "a", "lead": "1"}), "leads")
    _, url = await house.webhook(f"""
async function hook($req, $resp, $modules) {{
    const data = $modules.data, old = await data.findOne("leads", {{ key: "a" }});
    {body}
    $resp.body = [(await data.findOne("leads", {{ key: "a" }})).lead, await data.countData("leads", {{ key: "a" }})];
}}""")
    answer = await house.push(url, {})
    detail = await house.newest()
    assert (answer.json(), detail.event.state) == (["2", 1], State.DONE), detail.attempts
    assert [record["lead"] for record in await house.records("leads") if record["key"] == "a"] == ["2"]


async def test_two_events_with_the_same_unique_value_at_once_make_one_row(house: House) -> None:
    await make_leads(house, NewField("key", "text", unique=True))
    _, url = await house.webhook(SAVE_KEY)
    answers = await asyncio.gather(*(house.push(url, {"key": "k", "wait": 150}) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 500, 500, 500]
    assert await saved(house, "key") == ["k"]
    causes = {event.cause for event in await house.events() if event.state is State.FAILED}
    assert causes == {"duplicate_value"}, "run again, they see what is there now"
    assert {len((await house.event(event.id)).attempts) for event in await house.events()} == {1}


@pytest.mark.parametrize("after", ["", ".catch(() => null)"])
async def test_a_value_taken_meanwhile_is_seen_by_running_again_not_by_failing(house: House, after: str) -> None:
    """The conflict shows at a read within the run; the script is done again from its start, on what is there now."""
    await make_leads(house, NewField("key", "text", unique=True))
    source = """
async function hook($req, $resp, $modules) {
    const data = $modules.data;
    if (await data.findOne("leads", { key: "k" })) { $resp.body = "there already"; return; }
    await data.saveData("leads", { key: "k", lead: $req.body.id });
    await new Promise((done) => setTimeout(done, $req.body.wait));
    await data.countData("leads")AFTER;
    $resp.body = "made";
}"""
    _, url = await house.webhook(source.replace("AFTER", after))
    slow = asyncio.create_task(house.push(url, {"id": "slow", "wait": 400}))
    while not house.intake.pipeline.running:
        await asyncio.sleep(0.01)
    assert (await house.push(url, {"id": "fast", "wait": 0})).text == "made"
    assert (await slow).text == "there already"
    assert await saved(house) == ["fast"]
    assert {event.state for event in await house.events()} == {State.DONE}


async def test_upserts_of_one_key_at_once_make_one_row(house: House) -> None:
    await make_leads(house)
    _, url = await house.webhook("""
async function hook($req, $resp, $modules) {
    const found = await $modules.data.upsertData("leads", ["lead"], { lead: "same", name: $req.body.id });
    await new Promise((done) => setTimeout(done, 100));
    $resp.body = found.created;
}""")
    answers = await asyncio.gather(*(house.push(url, {"id": str(number)}) for number in range(4)))
    assert sorted(answer.json() for answer in answers) == [False, False, False, True]
    assert await saved(house) == ["same"]
    operations = [
        effect.operation for event in await house.events() for effect in (await house.event(event.id)).effects
    ]
    assert operations.count(Operation.CREATE) == 1


async def test_upserts_in_two_processes_make_one_row(database: Database, runtimes: Runtimes) -> None:
    async with open_house(database, runtimes) as one, open_house(database, runtimes) as other:
        await make_leads(one)
        _, url = await one.webhook("""
async function hook($req, $resp, $modules) {
    await $modules.data.upsertData("leads", ["lead"], { lead: "same", name: $req.body.id });
}""")
        await asyncio.gather(*(house.push(url, {"id": str(n)}) for n in range(4) for house in (one, other)))
        assert await saved(one) == ["same"]
        assert {event.state for event in await one.events()} == {State.DONE}


async def test_a_write_that_keeps_meeting_others_waits_after_three_more_runs(house: House) -> None:
    """Whatever number the script finds free, somebody takes it before the script ends: 1 + 3 runs, then it waits."""
    await make_leads(house, NewField("key", "text", unique=True))
    _, url = await house.webhook("""
async function hook($req, $resp, $modules) {
    const data = $modules.data;
    for (let made; !made; )
        made = await data.saveData("leads", { key: "k" + await data.countData("leads") }).catch(() => null);
    console.log("ran");
    await new Promise((done) => setTimeout(done, 150));
}""")
    pushed = asyncio.create_task(house.push(url, {}))
    taken = 0
    while not pushed.done():
        form: JsonObject = {"key": f"k{taken}", "lead": "person"}
        await house.write(lambda scope, found, form=form: records.create_record(scope, found, form), "leads")
        taken += 1
        await asyncio.sleep(0.03)
    answer = await pushed
    detail = await house.newest()
    assert (answer.status_code, detail.event.state, detail.event.cause) == (202, State.WAITING, "write_conflict")
    [attempt] = detail.attempts
    assert attempt.outcome == "waiting"
    assert attempt.console is not None, "what the last run printed is kept"
    assert await saved(house) == ["person"] * taken
