"""A script's data calls: what they give, that they see the run's own writes, and that refusals can be caught."""

from __future__ import annotations

import pytest

from leadbase.intake.model import Operation, State
from leadbase.kit.json import JsonValue
from leadbase.scripts.runtime import Runtimes
from leadbase.storage.database import Database
from leadbase.tables import fields
from leadbase.tables.model import NewField
from tests.intake.house import House, misfits, open_house
from tests.intake.leads import make_leads, saved


async def run(house: House, body: str, lead: JsonValue = None, **settings: JsonValue) -> JsonValue:
    """Run these statements as a hook, where `data` is at hand, and give what they return."""
    source = f"""
async function hook($req, $resp, $modules) {{
    const data = $modules.data;
    const seen = async () => {{ {body} }};
    $resp.body = {{ gave: await seen() }};
}}"""
    _, url = await house.webhook(source, settings)
    answer = await house.push(url, {} if lead is None else lead)
    if answer.status_code != 200:
        return {"failed": (await house.newest()).event.cause}
    gave: JsonValue = answer.json().get("gave", "undefined")
    return gave


CAUGHT = "try { %s; return 'passed'; } catch (e) { return [e.code, e.message.length > 0, e.facts]; }"


async def test_a_saved_record_comes_back_as_baima_gives_it(house: House) -> None:
    table = await make_leads(house)
    gave = await run(
        house,
        """const made = await data.saveData("leads", { lead: "a", name: 12345678901 });
           const listed = Object.keys(made);
           return [listed.length, made._id.length, made.lead, made.name, listed.includes("lead")];
        """,
    )
    assert gave == [3, 24, "a", "12345678901", False]
    [record] = await house.records(table)
    assert (record["lead"], record["name"]) == ("a", "12345678901")
    assert record["_source_event"] == (await house.newest()).event.id


async def test_reads_see_what_the_run_wrote_before(house: House) -> None:
    await make_leads(house)
    gave = await run(
        house,
        """const a = await data.saveData("leads", { lead: "a", name: "1" });
           const b = await data.saveData("leads", { lead: "b", name: "1" });
           const first = [
               (await data.getData("leads", a._id)).lead,
               (await data.findOne("leads", { lead: "b" }))._id === b._id,
               await data.countData("leads", { name: "1" }),
               (await data.queryData("leads", { filter: { name: "1" } })).items.length,
           ];
           await data.updateData("leads", a._id, { name: "2" });
           await data.removeData("leads", b._id);
           return [...first,
               (await data.getData("leads", a._id)).name,
               await data.countData("leads", { name: "1" }),
               await data.countData("leads", null),
               await data.getData("leads", b._id) === undefined,
               await data.findOne("leads", { lead: "b" }) === undefined,
               await data.findOne("leads", { name: "2" }) !== undefined,
           ];""",
    )
    assert gave == ["a", True, 2, 2, "2", 0, 1, True, True, True]
    detail = await house.newest()
    assert [effect.operation for effect in detail.effects] == [Operation.CREATE], "what was undone has no effect"


async def test_reads_see_changes_of_records_that_were_there_before(house: House) -> None:
    await make_leads(house)
    await run(house, """await data.saveMany("leads", [{ lead: "a" }, { lead: "b" }]);""")
    gave = await run(
        house,
        """const [a, b] = (await data.queryData("leads", { sort: ["lead"] })).items;
           await data.updateData("leads", a._id, { name: "x" });
           const changed = (await data.findOne("leads", { name: "x" })).lead;
           await data.removeData("leads", b._id);
           const gone = await data.getData("leads", b._id) === undefined;
           return [a.lead, changed, await data.countData("leads"), gone];""",
    )
    assert gave == ["a", "a", 1, True]
    detail = await house.newest()
    assert [effect.operation for effect in detail.effects] == [Operation.UPDATE, Operation.DELETE]
    assert [list((effect.before or {}).values()) for effect in detail.effects] == [[None], ["b"]]
    assert await saved(house, "name") == ["x"]


async def test_update_and_remove_give_undefined_and_an_unknown_id_throws(small_house: House) -> None:
    await make_leads(small_house)
    gave = await run(
        small_house,
        """const made = await data.saveData("leads", { lead: "a" });
           const gave = [await data.updateData("leads", made._id, { lead: "b" }) === undefined,
                         await data.removeData("leads", made._id) === undefined];
           for (const call of ["updateData", "removeData"])
               for (const id of [made._id, "63ff01a2f725340df45e8f22", ""])
                   await data[call]("leads", id, { lead: "c" }).then(() => gave.push("passed"), e => gave.push(e.code));
           return gave;""",
    )
    assert gave == [True, True, *["record_unknown"] * 6]
    assert await saved(small_house) == []


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ('data.updateData("leads", 5, {})', "argument_wrong"),
        ('data.saveMany("leads", { lead: "a" })', "argument_wrong"),
        ('data.upsertData("leads", 5, {})', "argument_wrong"),
        ('data.upsertData("leads", [], {})', "keys_wrong"),
        ('data.upsertData("leads", ["lead"], {})', "keys_wrong"),
        ('data.upsertData("leads", ["nothing"], { nothing: 1 })', "keys_wrong"),
        ('data.queryData("leads", "all")', "argument_wrong"),
        ('data.queryData("leads", { limit: 0 })', "limit_wrong"),
        ('data.queryData("leads", { limit: 1001 })', "limit_wrong"),
        ('data.queryData("leads", { limit: "5" })', "limit_wrong"),
        ('data.queryData("leads", { cursor: "nonsense" })', "cursor_wrong"),
        ('data.queryData("leads", { filter: { nothing: 1 } })', "filter_wrong"),
        ('data.queryData("leads", { filter: "lead = 1" })', "filter_wrong"),
        ('data.findOne("leads", { field: "lead", op: "like", value: "a" })', "operator_unknown"),
        ('data.countData("nowhere")', "table_unknown"),
        ("data.getData()", "argument_wrong"),
    ],
)
async def test_a_call_that_cannot_be_right_throws_an_error_that_says_so(
    small_house: House, call: str, code: str
) -> None:
    await make_leads(small_house)
    gave = await run(small_house, CAUGHT % f"await {call}")
    assert isinstance(gave, list)
    assert gave[:2] == [code, True]


async def test_refusals_speak_the_language_of_the_workspace(small_house: House) -> None:
    await make_leads(small_house)
    gave = await run(small_house, "try { await data.saveData('nowhere', {}) } catch (e) { return e.message }")
    assert gave == "没有数据表 nowhere；请在数据表列表中查看它的 ID 或 API 名称。"


async def test_query_pages_visit_each_record_once(house: House) -> None:
    await make_leads(house)
    await run(house, 'await data.saveMany("leads", Array.from({ length: 25 }, (_, n) => ({ lead: "l" + n })))')
    gave = await run(
        house,
        """const seen = []; let cursor = null, pages = 0;
           do {
               const page = await data.queryData("leads", { sort: ["-lead"], limit: 10, cursor });
               seen.push(...page.items.map((one) => one.lead)); cursor = page.next_cursor; pages++;
           } while (cursor);
           return [pages, seen.length, new Set(seen).size];""",
    )
    assert gave == [3, 25, 25]


async def test_save_many_gives_the_records_in_order(small_house: House) -> None:
    await make_leads(small_house)
    gave = await run(
        small_house, 'return (await data.saveMany("leads", [{ lead: "b" }, { lead: "a" }])).map((one) => one.lead);'
    )
    assert gave == ["b", "a"]
    assert await saved(small_house) == ["b", "a"]


async def test_upsert_makes_a_record_once_and_says_so(house: House) -> None:
    await make_leads(house)
    gave = await run(
        house,
        """const one = await data.upsertData("leads", ["lead"], { lead: "a", name: "1" });
           const two = await data.upsertData("leads", "lead", { lead: "a", name: "2" });
           return [one.created, two.created, one._id === two._id, two.name];""",
    )
    assert gave == [True, False, True, "2"]
    gave = await run(house, 'return (await data.upsertData("leads", ["lead"], { lead: "a", name: "3" })).created;')
    assert gave is False
    assert await saved(house, "name") == ["3"]


async def test_a_value_that_does_not_fit_is_kept_as_an_issue_and_loses_no_lead(house: House) -> None:
    await make_leads(house, NewField("day", "date"), NewField("count", "integer"), NewField("mail", "email"))
    form = '{ lead: { deep: [1] }, name: true, day: "Invalid date", count: "12", mail: 7 }'
    gave = await run(house, f'const made = await data.saveData("leads", {form}); return [made.count, made.day];')
    assert gave == [12, None]
    [record] = await house.records("leads")
    assert (record["lead"], record["name"], record["count"], record["day"]) == ('{"deep":[1]}', "true", 12, None)
    assert set(misfits(record)) >= {"day"}
    assert misfits(record)["day"] == "Invalid date"
    detail = await house.newest()
    assert (detail.event.state, detail.event.has_issues) == (State.DONE, True)


async def test_an_issue_goes_when_the_run_mends_it(small_house: House) -> None:
    await make_leads(small_house, NewField("day", "date"))
    await run(
        small_house,
        """const made = await data.saveData("leads", { lead: "a", day: "someday" });
           await data.updateData("leads", made._id, { day: "2024-05-01" });""",
    )
    [record] = await small_house.records("leads")
    assert (record["day"], misfits(record)) == ("2024-05-01", {})
    assert (await small_house.newest()).event.has_issues is False


async def test_nul_and_lone_surrogates_are_replaced_with_an_issue(house: House) -> None:
    await make_leads(house)
    gave = await run(house, r'return (await data.saveData("leads", { lead: "a\u0000b", name: "c\ud800d" })).lead;')
    assert gave == "a\ufffdb"
    [record] = await house.records("leads")
    assert (record["lead"], record["name"]) == ("a\ufffdb", "c\ufffdd")
    assert set(misfits(record)) == {"lead", "name"}
    assert (await house.newest()).event.has_issues is True


async def test_a_new_field_can_be_written_though_the_catalogue_was_read_before(house: House) -> None:
    table = await make_leads(house)
    assert await run(house, 'return (await data.saveData("leads", { lead: "a" })).lead;') == "a"
    await house.room.write(lambda scope: fields.create_field(scope, house.catalogues, table, NewField("city", "text")))
    assert await run(house, 'return (await data.saveData("leads", { city: "上海" })).city;') == "上海"


ASKED: list[tuple[str, JsonValue]] = [
    ('return await data.countData("leads", { city: "上海" });', 1),
    ('return (await data.findOne("leads", { city: "上海" })).lead;', "b"),
    ('return (await data.queryData("leads", { filter: { city: "上海" } })).items.map((one) => one.city);', ["上海"]),
    ('return (await data.queryData("leads", { sort: "-city", limit: 1 })).items.map((one) => one.city);', ["上海"]),
    ('return (await data.upsertData("leads", ["city"], { city: "上海", name: "c" })).created;', False),
    ('return (await data.upsertData("leads", ["city"], { city: "北京" })).created;', True),
    (CAUGHT % 'await data.countData("leads", { town: 1 })', ["filter_wrong", True]),
]


@pytest.mark.parametrize(("asked", "expected"), ASKED)
async def test_a_field_that_another_process_just_added_can_be_asked_for_at_once(
    database: Database, runtimes: Runtimes, asked: str, expected: JsonValue
) -> None:
    async with open_house(database, runtimes) as here, open_house(database, runtimes) as there:
        table = await make_leads(here)
        assert await run(here, 'return (await data.saveData("leads", { lead: "a" })).lead;') == "a"
        city = NewField("city", "text")
        await there.room.write(lambda scope: fields.create_field(scope, there.catalogues, table, city))
        assert await run(there, 'return (await data.saveData("leads", { lead: "b", city: "上海" })).city;') == "上海"
        known = await here.room.read(lambda scope: here.catalogues.peek(scope.workspace))
        assert known is not None
        assert known.get_table("leads").find_field("city") is None, "what is cached is old"
        gave = await run(here, asked)
        assert (gave[:2] if isinstance(gave, list) else gave) == expected


async def test_a_link_may_lead_to_a_record_of_the_same_run_and_one_that_leads_nowhere_loses_only_itself(
    house: House,
) -> None:
    table = await make_leads(house)
    link = NewField("推荐人", "link", name="by", params={"table": "leads"})
    await house.room.write(lambda scope: fields.create_field(scope, house.catalogues, table, link))
    gave = await run(
        house,
        """const a = await data.saveData("leads", { lead: "a" });
           const b = await data.saveData("leads", { lead: "b", by: a._id });
           const c = await data.saveData("leads", { lead: "c", by: "9".repeat(24) });
           await data.updateData("leads", a._id, { by: b._id });
           return [b.by === a._id, c.by, (await data.getData("leads", a._id)).by === b._id];""",
    )
    assert gave == [True, None, True]
    assert [misfits(one) for one in reversed(await house.records(table))] == [{}, {}, {"by": "9" * 24}]


async def test_a_script_knows_the_sequence_number_of_a_record_at_once_and_can_not_choose_it(house: House) -> None:
    table = await make_leads(house)
    numbered = NewField("No", "sequence", name="no", params={"prefix": "XS-"})
    await house.room.write(lambda scope: fields.create_field(scope, house.catalogues, table, numbered))
    gave = await run(
        house,
        """const a = await data.saveData("leads", { lead: "a", name: "1", no: "XS-0500" });
           const b = await data.saveData("leads", { lead: "b", name: "2" });
           await data.updateData("leads", a._id, { no: "XS-0001" });
           return [a.no, b.no, (await data.findOne("leads", { no: b.no }))._id === b._id];
        """,
    )
    assert gave == ["XS-0001", "XS-0002", True]
    assert sorted(str(one["no"]) for one in await house.records(table)) == ["XS-0001", "XS-0002"]
