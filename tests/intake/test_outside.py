"""Scripts that call other systems: what goes out, what is recorded, what never leaves, what happens once."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import cast

import pytest

from leadbase.access import secrets
from leadbase.access.secrets_model import NewSecret, SecretKind
from leadbase.intake.replay import Wanted
from leadbase.intake.trial import Trial
from leadbase.kit.http import Http
from leadbase.kit.json import JsonObject
from leadbase.kit.secrets import Sealer
from leadbase.scripts.runtime import Runtimes
from leadbase.storage.database import Database
from tests.intake.house import House, open_house
from tests.kit.site import Site, answer, pass_local, serving

VALUE = "made-up-value-1234"
SEALER = Sealer(["k" * 43])


@asynccontextmanager
async def calling(database: Database, runtimes: Runtimes) -> AsyncGenerator[tuple[House, Site]]:
    """Open a house whose scripts may call api.example.com, at a port of a server on this machine."""
    async with serving() as site:
        http = Http(site.resolve, pass_local)
        async with open_house(database, runtimes, http=http) as house:
            await house.room.write(lambda scope: secrets.set_hosts(scope, [f"api.example.com:{site.port}"]))
            yield house, site
        await http.close()


async def keep(house: House, name: str = "crm", **more: object) -> None:
    new = NewSecret(**{"value": VALUE, **more})  # pyright: ignore[reportArgumentType]
    await house.room.write(lambda scope: secrets.set_secret(scope, SEALER, name, new))


def hook(call: str) -> str:
    return f"async function hook($req, $resp, $modules) {{ $resp.body = await {call}; }}"


async def notes(house: House) -> list[Mapping[str, object]]:
    detail = await house.newest()
    kept = cast(Sequence[Mapping[str, object]], detail.attempts[-1].notes or [])
    return list(kept)


async def test_a_script_calls_a_system_and_it_is_recorded(database: Database, runtimes: Runtimes) -> None:
    async with calling(database, runtimes) as (house, site):
        site.answers["/v1/leads"] = answer(201, b'{"id": 12345678901234567890}', content_type="application/json")
        url = site.url("api.example.com", "/v1/leads")
        options = "{query: {a: [1, '二']}, headers: {'X-A': 1}, body: {name: $req.body.name}}"
        _, door = await house.webhook(hook(f"$modules.http.request('{url}', {options})"))
        came = (await house.push(door, {"name": "张三"})).json()
        assert (came["status"], came["data"]) == (201, {"id": "12345678901234567890"})
        [(first, headers, body)] = site.asked
        assert first == "POST /v1/leads?a=1&a=%E4%BA%8C HTTP/1.1"
        assert (headers["x-a"], headers["content-type"]) == ("1", "application/json")
        assert json.loads(body) == {"name": "张三"}
        [note] = await notes(house)
        expected = {"code": "called", "method": "POST", "host": f"api.example.com:{site.port}", "path": "/v1/leads"}
        assert {name: note[name] for name in expected} == expected
        assert (note["status"], isinstance(note["ms"], float)) == (201, True)


async def test_curl_works_as_scripts_know_it(database: Database, runtimes: Runtimes) -> None:
    async with calling(database, runtimes) as (house, site):
        site.answers["/json"] = answer(200, b'{"ok": true}', content_type="text/html")
        url = site.url("api.example.com", "/json")
        options = "{type: 'post', data: {a: 1, b: '二'}, dataType: 'json', timeout: [900, 999]}"
        webhook, door = await house.webhook(hook(f"$modules.curl('{url}', {options})"))
        came = (await house.push(door, {})).json()
        assert (came["status"], came["data"], came["res"]["statusCode"]) == (200, {"ok": True}, 200)
        await house.publish(webhook.id, hook(f"$modules.curl('{url}', {{data: {{q: 'x y'}}}})"))
        assert (await house.push(door, {})).json()["data"] == '{"ok": true}'
    assert (site.asked[0][0], site.asked[0][2]) == ("POST /json HTTP/1.1", b"a=1&b=%E4%BA%8C")
    assert site.asked[1][0] == "GET /json?q=x+y HTTP/1.1"


@pytest.mark.parametrize(
    ("kind", "detail", "value", "told"),
    [
        (SecretKind.BEARER, "", VALUE, ("authorization", f"Bearer {VALUE}")),
        (SecretKind.BASIC, "", "user:pass", ("authorization", "Basic dXNlcjpwYXNz")),
        (SecretKind.HEADER, "X-Api-Key", VALUE, ("x-api-key", VALUE)),
    ],
)
async def test_a_secret_is_put_in_by_the_host(
    sqlite: Database, runtimes: Runtimes, kind: SecretKind, detail: str, value: str, told: tuple[str, str]
) -> None:
    async with calling(sqlite, runtimes) as (house, site):
        await keep(house, kind=kind, detail=detail, value=value)
        url = site.url("api.example.com")
        source = (
            f"async function hook(q, r, m) {{ await m.http.request('{url}', {{auth: 'crm'}}); console.log('{value}') }}"
        )
        _, door = await house.webhook(source)
        assert (await house.push(door, {})).status_code == 200
        assert site.asked[0][1][told[0]] == told[1]
        recorded = repr((await house.newest()).attempts)
        assert value not in recorded
        assert "•••" in recorded


async def test_a_secret_in_the_query_is_sent_and_not_recorded(sqlite: Database, runtimes: Runtimes) -> None:
    async with calling(sqlite, runtimes) as (house, site):
        await keep(house, kind=SecretKind.QUERY, detail="key")
        _, door = await house.webhook(hook(f"$modules.http.request('{site.url('api.example.com')}', {{auth: 'crm'}})"))
        assert VALUE not in (await house.push(door, {})).text
        assert site.asked[0][0] == f"GET /?key={VALUE} HTTP/1.1"
        assert VALUE not in repr((await house.newest()).attempts)


async def test_an_error_that_holds_a_secret_is_masked(sqlite: Database, runtimes: Runtimes) -> None:
    async with calling(sqlite, runtimes) as (house, _):
        await keep(house, readable=True)
        _, door = await house.webhook("async function hook(q, r, m) { throw new Error(await m.secret('crm')) }")
        assert (await house.push(door, {})).status_code == 500
        [attempt] = (await house.newest()).attempts
        assert VALUE not in repr(attempt)
        assert {"code": "secret_read", "name": "crm"} in await notes(house)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ("$modules.http.request('https://other.example.com/')", "host_not_listed"),
        ("$modules.http.request('http://127.0.0.1/')", "host_not_listed"),
        ("$modules.http.request('file:///etc/passwd')", "url_wrong"),
        ("$modules.http.request()", "call_wrong"),
        ("$modules.http.request('https://a.cn', {metod: 'GET'})", "call_wrong"),
        ("$modules.http.request('https://a.cn', {headers: {host: 'b.cn'}})", "call_wrong"),
        ("$modules.http.request('https://a.cn', {auth: 'nobody'})", "secret_unknown"),
        ("$modules.secret('crm')", "secret_not_readable"),
        ("$modules.secret('nobody')", "secret_unknown"),
        ("$modules.secret(5)", "argument_wrong"),
    ],
)
async def test_what_may_not_be_done_fails_at_once_and_can_be_caught(
    sqlite: Database, runtimes: Runtimes, call: str, code: str
) -> None:
    async with calling(sqlite, runtimes) as (house, site):
        await keep(house)
        webhook, door = await house.webhook(hook(call))
        assert (await house.push(door, {})).status_code == 500
        assert (await house.newest()).attempts[-1].error["code"] == code  # pyright: ignore[reportOptionalSubscript]
        caught = f"async function hook(q, r, $modules) {{ try {{ await {call} }} catch (e) {{ r.body = e.code }} }}"
        await house.publish(webhook.id, caught)
        assert (await house.push(door, {})).text == code
        assert site.asked == []


async def test_a_system_that_is_away_lets_the_lead_wait(sqlite: Database, runtimes: Runtimes) -> None:
    async with calling(sqlite, runtimes) as (house, site):
        site.answers["/"] = b"nonsense\r\n\r\n"
        _, door = await house.webhook(hook(f"$modules.http.request('{site.url('api.example.com')}')"))
        assert (await house.push(door, {})).status_code == 202
        detail = await house.newest()
        assert (detail.event.state.value, detail.event.cause) == ("waiting", "outbound_failed")
        [note] = await notes(house)
        assert (note["code"], note["error"]) == ("called", "outbound_failed")
        site.answers["/"] = answer(200, b"fine")
        house.clock.forward(minutes=10)
        assert await house.run_due() == 1
        assert (await house.newest()).event.state.value == "done"


async def test_an_answer_of_an_unhappy_status_is_an_answer(sqlite: Database, runtimes: Runtimes) -> None:
    async with calling(sqlite, runtimes) as (house, site):
        site.answers["/"] = answer(503, b"busy")
        _, door = await house.webhook(hook(f"$modules.http.request('{site.url('api.example.com')}')"))
        came = (await house.push(door, {})).json()
        assert (came["status"], came["data"]) == (503, "busy")


async def test_a_run_that_is_done_again_calls_once(sqlite: Database, runtimes: Runtimes) -> None:
    async with calling(sqlite, runtimes) as (house, site):
        url = site.url("api.example.com")
        source = f"""async function hook(q, r, m) {{
          await m.http.request('{url}', {{body: {{n: 1}}}});
          await m.http.request('{url}', {{body: {{n: 2}}}});
          r.body = m['mom' + 'ent']('2026-11-24').format('YYYY') + m['lod' + 'ash'].size([1]);
        }}"""
        _, door = await house.webhook(source)
        assert (await house.push(door, {})).text == "20261"
        assert [body for _, _, body in site.asked] == [b'{"n":1}', b'{"n":2}']
        assert len(await notes(house)) == 2


async def test_a_dry_run_sends_nothing_and_says_what_it_would(sqlite: Database, runtimes: Runtimes) -> None:
    async with calling(sqlite, runtimes) as (house, site):
        await keep(house, readable=True)
        url = site.url("api.example.com", f"/hook/{'k' * 40}")
        source = f"""async function hook(q, r, m) {{
          const came = await m.http.request('{url}?token=abc', {{method: 'POST', auth: 'crm'}});
          r.body = [came.status, came.dryRun, came.data.anything ?? null, await m.secret('crm')];
        }}"""
        webhook, door = await house.webhook(source)
        flows = house.intake.flows
        run, _ = await flows.try_out(house.room, webhook.id, Trial(b"{}"))
        assert run.answer.body == '[200,true,null,"<crm>"]'
        assert site.asked == []
        would: JsonObject = {
            "code": "would_call",
            "method": "POST",
            "host": f"api.example.com:{site.port}",
            "path": "/hook/kkkk…",
        }
        assert list(run.notes) == [{"code": "would_read_secret", "name": "crm"}, would]
        await house.push(door, {})
        assert len(site.asked) == 1
        rehearsed = await flows.rehearse(house.room, Wanted((await house.newest()).event.id))
        assert [note["code"] for note in rehearsed.notes] == ["would_read_secret", "would_call"]
        assert len(site.asked) == 1
        denied, _ = await flows.try_out(
            house.room, webhook.id, Trial(b"{}", source=hook("$modules.curl('https://b.cn')"))
        )
        assert denied.error is not None
        assert denied.error["code"] == "host_not_listed"


async def test_a_secret_goes_only_where_it_may(sqlite: Database, runtimes: Runtimes) -> None:
    async with calling(sqlite, runtimes) as (house, site):
        await keep(house, hosts=("other.example.com",))
        _, door = await house.webhook(hook(f"$modules.http.request('{site.url('api.example.com')}', {{auth: 'crm'}})"))
        assert (await house.push(door, {})).status_code == 500
        assert (await house.newest()).event.cause == "secret_not_for_host"
        assert site.asked == []


async def test_nobody_may_be_called_until_hosts_are_listed(sqlite: Database, runtimes: Runtimes) -> None:
    async with calling(sqlite, runtimes) as (house, site):
        await house.room.write(lambda scope: secrets.set_hosts(scope, []))
        _, door = await house.webhook(hook(f"$modules.http.request('{site.url('api.example.com')}')"))
        assert (await house.push(door, {})).status_code == 500
        assert (await house.newest()).event.cause == "host_not_listed"
        assert site.asked == []
