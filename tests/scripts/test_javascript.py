"""What a script can count on: the request, the answer, the modules, and fresh state each time."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from pathlib import Path

import pytest

from leadbase.scripts.model import ConsoleLine
from leadbase.scripts.runtime import UnknownLanguage, open_runtimes
from tests.scripts.rig import ID, NAME, QUICK, Memory, Rig, reply_of, request_with, version_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

SCRIPTS = Path(__file__).parents[1] / "intake/scripts"
"""The tutorial's scripts; the door's tests push leads at the same ones."""

LEAD = {
    "id": "7123456789012345678",
    "name": "张三",
    "telphone": "13800138000",
    "clue_source": 7,
    "create_time": "1677660306",
    "ad_id": "1",
    "adv_id": 2,
}
LOG, CUSTOMER = "63ff004a0ef3f00df536edfd", "63feff350ef3f00df536eac5"


async def test_the_tutorials_script_runs_as_it_stands(shared: Rig) -> None:
    outcome = await shared.run((SCRIPTS / "hook-full.js").read_text("utf-8"), LEAD)
    assert reply_of(outcome).body == {"code": "0", "message": "success"}
    (_, log), (_, customer) = shared.calls
    assert log[0] == LOG
    assert isinstance(log[1], dict)
    assert log[1]["63ff01a2f725340df45e8f23"] == json.dumps(LEAD, ensure_ascii=False, separators=(",", ":"))
    assert customer == [
        CUSTOMER,
        {
            "63ff0191f725340df45e8ebb": "张三",
            "63ff0191f725340df45e8ebd": "13800138000",
            "63ff0191f725340df45e8ebc": "字节 - 巨量线索",
            "63ff0191f725340df45e8ec0": "7123456789012345678",
            "63ff0191f725340df45e8ec1": "2023-03-01",
            "63ff0191f725340df45e8ec2": "16:45:06",
            "63ff0191f725340df45e8ebe": "1",
            "63ff0191f725340df45e8ebf": 2,
        },
    ]


async def test_the_tutorials_script_with_non_breaking_spaces_runs_as_it_stands(shared: Rig) -> None:
    outcome = await shared.run((SCRIPTS / "hook-full.nbsp.js").read_text("utf-8"), LEAD)
    assert reply_of(outcome).body == {"code": "0", "message": "success"}
    _, (_, (_, customer)) = shared.calls
    assert isinstance(customer, dict)
    assert customer["63ff0191f725340df45e8ebc"] == "字节\u00a0-\u00a0巨量线索"


@pytest.mark.parametrize("name", ["hook-log.js", "hook-log.nbsp.js"])
async def test_the_tutorials_first_script_logs_the_payload(shared: Rig, name: str) -> None:
    outcome = await shared.run((SCRIPTS / name).read_text("utf-8"), LEAD)
    assert reply_of(outcome).body == {"code": "0", "message": "success"}
    assert [call for call, _ in shared.calls] == ["data.saveData"]


async def test_a_time_that_is_none_and_an_unknown_channel_still_reach_the_host(shared: Rig) -> None:
    lead = {**LEAD, "create_time": "soon", "clue_source": 99}
    await shared.run((SCRIPTS / "hook-full.js").read_text("utf-8"), lead)
    _, (_, (_, customer)) = shared.calls
    assert isinstance(customer, dict)
    assert "63ff0191f725340df45e8ebc" not in customer
    assert customer["63ff0191f725340df45e8ec1"] == "Invalid date"


async def test_the_request_is_there_under_each_of_its_names(shared: Rig) -> None:
    seen = await shared.answer("function hook(q, r) { r.body = [q === request, r === response, q] }", {"a": [1, "b"]})
    assert isinstance(seen, list)
    assert seen == [
        True,
        True,
        {
            "body": {"a": [1, "b"]},
            "rawBody": '{"a": [1, "b"]}',
            "headers": {"content-type": "application/json", "x_token": "t"},
            "query": {"a": "1"},
            "method": "POST",
            "path": "/hook/key/callback",
            "ip": "203.0.113.9",
            "receivedAt": "2026-11-24T01:02:03.456Z",
            "source": "feiyu",
        },
    ]


async def test_headers_are_found_in_any_case_and_with_either_dash(shared: Rig) -> None:
    names = ["Content-Type", "content_type", "X-Token", "x_token", "X_TOKEN", "toString"]
    found = await shared.value(f"{json.dumps(names)}.map(n => typeof request.headers[n] + (n in request.headers))")
    assert found == ["stringtrue"] * 5 + ["functiontrue"]
    assert await shared.value("[request.headers.absent, Object.keys(request.headers)]") == [
        None,
        ["content-type", "x_token"],
    ]


async def test_plugin_and_modules_are_one(shared: Rig) -> None:
    assert await shared.value("[$plugin === $modules, modules === $modules]") == [True, True]


async def test_an_answer_left_alone_has_no_body(shared: Rig) -> None:
    reply = reply_of(await shared.run("function hook() {}"))
    assert (reply.status, reply.headers, reply.has_body) == (200, {}, False)


async def test_status_headers_and_a_null_body_are_the_scripts(shared: Rig) -> None:
    source = "function hook($req, $resp) { $resp.status = 201; $resp.headers['X-A'] = 5; $resp.body = null }"
    reply = reply_of(await shared.run(source))
    assert (reply.status, reply.headers, reply.body, reply.has_body) == (201, {"x-a": "5"}, None, True)


async def test_text_with_lone_surrogates_and_nul_goes_in_and_out(shared: Rig) -> None:
    body = {"text": "a\ud800b\x00", "number": float("inf")}
    assert await shared.answer("function hook(q, r) { r.body = q.body }", body) == {
        "text": "a\ud800b\x00",
        "number": None,
    }


async def test_each_data_call_arrives_with_its_arguments_and_gives_its_result(shared: Rig) -> None:
    source = """async function hook($req, $resp) {
      const d = $modules.data, given = {a: 1, b: undefined, c: [undefined, NaN, new Date(0)]};
      $resp.body = {
        saved: await d.saveData("t", given), got: await d.getData("t", "id"),
        updated: typeof await d.updateData("t", "id", {}), removed: typeof await d.removeData("t", "id"),
        page: await d.queryData("t", {limit: 2}), found: typeof await d.findOne("t", {a: 1}),
        count: await d.countData("t"), upserted: await d.upsertData("t", ["a"], {a: 1}),
        many: await d.saveMany("t", [{}, {}]),
      };
    }"""
    row = {"_id": ID, NAME: "张三"}
    assert await shared.answer(source) == {
        "saved": row,
        "got": row,
        "updated": "undefined",
        "removed": "undefined",
        "page": {"items": [row, row], "next_cursor": "next"},
        "found": "undefined",
        "count": 7,
        "upserted": {**row, "created": True},
        "many": [row, row],
    }
    assert shared.calls[0] == ("data.saveData", ["t", {"a": 1, "c": [None, None, "1970-01-01T00:00:00.000Z"]}])
    assert shared.calls[6] == ("data.countData", ["t"])


async def test_a_record_enumerates_ids_and_answers_to_names(shared: Rig) -> None:
    source = """async function hook($req, $resp) {
      const r = await $modules.data.saveData("t", {}), keys = [];
      for (const key in r) keys.push(key);
      const before = r.name;
      r.name = "李四";
      $resp.body = [keys, Object.keys({...r}), before, "name" in r, r, r.toString === Object.prototype.toString];
    }"""
    keys = ["_id", NAME]
    assert await shared.answer(source) == [keys, keys, "张三", True, {"_id": ID, NAME: "李四"}, True]


async def test_calls_that_nobody_awaits_are_made_all_the_same(shared: Rig) -> None:
    source = "function hook() { $modules.data.saveData('a', {}).then(() => $modules.data.saveData('b', {})) }"
    reply_of(await shared.run(source))
    assert [arguments[0] for _, arguments in shared.calls] == ["a", "b"]


async def test_calls_are_answered_in_the_order_they_were_made(shared: Rig) -> None:
    source = "async function hook() { await Promise.all([1,2,3,4].map(n => $modules.data.saveData(`${n}`, {}))) }"
    reply_of(await shared.run(source))
    assert [arguments[0] for _, arguments in shared.calls] == ["1", "2", "3", "4"]


async def test_moment_is_the_real_one_in_chinese_and_may_be_awaited(shared: Rig) -> None:
    assert await shared.value("$modules.moment.locale()") == "zh-cn"
    assert await shared.value("$modules.moment(0).format('YYYY-MM-DD HH:mm:ss dddd')", zone="Asia/Shanghai") == (
        "1970-01-01 08:00:00 星期四"
    )
    assert await shared.value("(await $modules.moment(0)).add(1, 'month').format('LL')") == "1970年2月1日"
    assert await shared.value("$modules.moment(0).locale('en').format('dddd')") == "Thursday"


async def test_moment_knows_time_zones(shared: Rig) -> None:
    assert await shared.value("$modules.moment(0).tz('America/New_York').format()") == "1969-12-31T19:00:00-05:00"
    assert (
        await shared.value("$modules.moment.tz('2024-06-01 05:00', 'Asia/Tokyo').format()")
        == "2024-06-01T05:00:00+09:00"
    )


@pytest.mark.parametrize(
    ("zone", "hour"), [("Asia/Shanghai", 8), ("UTC", 0), ("America/New_York", 19), ("Asia/Kolkata", 5)]
)
async def test_local_time_is_the_workspaces(shared: Rig, monkeypatch: pytest.MonkeyPatch, zone: str, hour: int) -> None:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    hours = await shared.value("[new Date(0).getHours(), $modules.moment(0).hour()]", zone=zone)
    assert hours == [hour, hour]


async def test_libraries_come_under_any_spelling(shared: Rig) -> None:
    assert await shared.value("$modules['lo' + 'dash'].chunk([1, 2, 3], 2)") == [[1, 2], [3]]
    assert await shared.value("$modules['mo' + 'ment'](0)['t' + 'z']('Asia/Tokyo').hour()") == 9
    assert await shared.value("$modules['cry' + 'pto'].hash('md5', '')") == hashlib.md5(b"").hexdigest()


async def test_lodash_works_and_says_what_it_cannot(shared: Rig) -> None:
    assert await shared.value(
        "$modules.lodash.merge({a: {b: 1}}, {a: {c: $modules.lodash.get({x: [2]}, 'x[0]')}})"
    ) == {"a": {"b": 1, "c": 2}}
    failure = await shared.failure("function hook() { $modules.lodash.template('<%= a %>') }")
    assert "makes code out of text" in failure.message


async def test_uuids_are_random(shared: Rig) -> None:
    shape = "/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/"
    made = "[$modules.uuid.v4(), $modules.lib.uuid.v4(), $modules.crypto.randomUUID()]"
    assert await shared.value(f"{made}.every(id => {shape}.test(id))") is True
    assert await shared.value(made) != await shared.value(made)
    assert await shared.value("$modules.uuid.v5('a', $modules.uuid.v5.URL)") == "e1407479-3136-56c0-9908-bb02fb0339e2"


@pytest.mark.parametrize("name", ["md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3-256", "sha3-512"])
async def test_digests_are_the_standard_ones(shared: Rig, name: str) -> None:
    text, key, standard = "线索😀", "密", name.replace("-", "_")
    made = f"[$modules.crypto.hash('{name}', '{text}'), $modules.crypto.createHmac('{name}', '{key}').update('{text}')"
    assert await shared.value(
        f"{made}.digest('hex'), $modules.crypto.hmac('{name}', '{key}', '{text}', 'base64')]"
    ) == [
        hashlib.new(standard, text.encode()).hexdigest(),
        hmac.new(key.encode(), text.encode(), standard).hexdigest(),
        base64.b64encode(hmac.new(key.encode(), text.encode(), standard).digest()).decode(),
    ]


async def test_base64_is_of_utf8_text_in_both_alphabets(shared: Rig) -> None:
    assert await shared.value("$modules.base64.encode('线索 >?')") == "57q/57SiID4/"
    assert await shared.value("$modules.base64.encodeUrl('线索 >?')") == "57q_57SiID4_"
    assert await shared.value("['57q/57SiID4/', '57q_57SiID4_'].map($modules.base64.decode)") == ["线索 >?", "线索 >?"]
    assert await shared.value("new TextDecoder().decode(new TextEncoder().encode('😀é\\ud800'))") == "😀é\ufffd"
    assert await shared.value("atob(btoa('ÿ\\u0000'))") == "ÿ\x00"


async def test_console_output_is_kept_line_by_line(shared: Rig) -> None:
    source = """function hook() {
      console.log("a", 1, {b: [true, undefined]}, undefined, null, 5n, Symbol("s"), () => 1, new Map([[1, 2]]));
      $modules.log("later"); console.error(new TypeError("bad"));
      console.warn("w"); console.info("i"); console.debug("d");
    }"""
    outcome = await shared.run(source)
    text = 'a 1 {"b":[true,null]} undefined null 5n Symbol(s) [function without a name] Map [[1,2]]'
    assert [(line.level, line.text) for line in outcome.console] == [
        ("log", text),
        ("log", "later"),
        ("error", "TypeError: bad"),
        ("warn", "w"),
        ("info", "i"),
        ("debug", "d"),
    ]
    assert isinstance(outcome.console[0], ConsoleLine)
    assert not outcome.console_cut


async def test_a_script_may_pause(shared: Rig) -> None:
    source = """async function hook($req, $resp) {
      const cleared = setTimeout(() => { $resp.body = "never" }, 1);
      clearTimeout(cleared);
      await new Promise(done => setTimeout(done, 20, 1));
      $resp.body ??= "paused";
    }"""
    assert await shared.answer(source) == "paused"


async def test_top_level_state_is_fresh_each_time(shared: Rig) -> None:
    source = "let count = 0; const seen = []; function hook(q, r) { seen.push(++count); r.body = seen }"
    assert [await shared.answer(source) for _ in range(3)] == [[1], [1], [1]]


async def test_interleaved_runs_never_see_each_others_request(shared: Rig) -> None:
    source = """let mine; const all = [];
    async function hook($req = request, $resp = response, $modules = modules) {
      mine = $req.body.n; all.push(mine);
      for (let round = 0; round < 5; round++) {
        await $modules.data.saveData(`${mine}`, {});
        if (mine !== request.body.n || $req.body.n !== mine || $plugin !== $modules) throw new Error("mixed up");
      }
      $resp.body = {n: mine, all, request: request.body.n};
    }"""
    answers = await asyncio.gather(*(shared.answer(source, {"n": n}) for n in range(60)))
    assert answers == [{"n": n, "all": [n], "request": n} for n in range(60)]


async def test_one_million_characters_go_in_and_out(shared: Rig) -> None:
    text = "线" * 300_000
    assert await shared.answer("function hook(q, r) { r.body = q.body }", text) == text


async def test_a_runtime_is_found_by_its_files_name() -> None:
    runtimes = open_runtimes()
    assert runtimes.names == ["javascript", "typescript"]
    with pytest.raises(UnknownLanguage):
        runtimes.get("cobol")
    outcome = await runtimes.get("javascript").run(version_of("function hook() {}"), request_with(None), Memory, QUICK)
    assert outcome.reply is not None
    assert await runtimes.ready()
    await runtimes.close()
    assert not await runtimes.ready()
