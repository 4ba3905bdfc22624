"""Bad input in a lead's body or URL: an event for each, a clear answer, nothing lost, and never a fault of ours."""

from __future__ import annotations

import json

from leadbase.intake import inspection
from leadbase.intake.model import State
from leadbase.kit.json import JsonObject, JsonValue
from tests.intake.house import House
from tests.intake.leads import make_leads, saved
from tests.intake.wire import part, speak

JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}


async def payload(house: House, event: str) -> bytes:
    """Give an event's bytes."""
    return await house.room.read(lambda scope: inspection.get_payload(scope, event))


ECHO = """
async function hook($req, $resp, $modules) {
    await $modules.data.saveData("leads", { lead: JSON.stringify($req.body), name: $req.body.name });
    $resp.body = $req.body;
}"""

BODIES: list[tuple[bytes, dict[str, str], JsonValue]] = [
    (b"a=1&a=2&name=x", FORM, {"a": ["1", "2"], "name": "x"}),
    (b'{"a": 1, "a": 2}', JSON, {"a": 2}),
    (rb'{"a": "x\u0000y"}', JSON, {"a": "x\0y"}),
    (rb'{"a": "\ud800"}', JSON, {"a": "\ufffd"}),
    (b'{"a": 1e400, "b": -1e400}', JSON, {"a": "1e400", "b": "-1e400"}),
    (b'{"a": ' + b"9" * 5_000 + b"}", JSON, {"a": "9" * 5_000}),
    (b'{"a": -9007199254740993}', JSON, {"a": "-9007199254740993"}),
    (b'{"a": 9007199254740991}', JSON, {"a": 9007199254740991}),
    (b'{"__proto__": {"x": 1}, "constructor": 1}', JSON, {"__proto__": {"x": 1}, "constructor": 1}),
    (b"[]", JSON, []),
    (b"null", JSON, None),
    (b"5", JSON, 5),
    (b'"text"', JSON, "text"),
    ("\ufeff{}".encode(), JSON, {}),
]


async def test_odd_bodies_reach_the_script_whole_and_are_kept_as_they_came(small_house: House) -> None:
    _, url = await small_house.webhook("function hook($req, $resp) { $resp.body = [$req.body]; }")
    for body, headers, value in BODIES:
        answer = await small_house.client.post(url, content=body, headers=headers)
        detail = await small_house.newest()
        assert (answer.status_code, answer.json()) == (200, [value]), detail.attempts
        assert detail.event.state is State.DONE
        assert await payload(small_house, detail.event.id) == body


async def test_odd_bodies_can_be_written_into_rows(house: House) -> None:
    await make_leads(house)
    _, url = await house.webhook(ECHO)
    for body, headers, value in [*BODIES[:6], BODIES[8]]:
        answer = await house.client.post(url, content=body, headers=headers)
        assert (answer.status_code, answer.json()) == (200, value)
        assert (await house.newest()).event.state is State.DONE
        assert json.loads(str((await saved(house))[-1])) == value


async def test_a_body_of_200_levels_is_taken_in(small_house: House) -> None:
    _, url = await small_house.webhook("function hook($req, $resp) { $resp.body = JSON.stringify($req.body).length; }")
    answer = await small_house.client.post(url, content=b"[" * 200 + b"]" * 200, headers=JSON)
    assert (answer.status_code, answer.json()) == (200, 400)


async def test_a_body_of_10000_levels_is_refused_and_kept(house: House) -> None:
    _, url = await house.webhook(ECHO)
    body = b'{"a":' * 10_000 + b"1" + b"}" * 10_000
    answer = await house.client.post(url, content=body, headers=JSON)
    detail = await house.newest()
    assert (answer.status_code, answer.json()["code"], detail.event.cause) == (400, "too_deep", "json:too_deep")
    assert await payload(house, detail.event.id) == body[: 64 * 1024]


async def test_odd_queries_are_read_and_kept(house: House) -> None:
    _, url = await house.webhook("function hook($req, $resp) { $resp.body = $req.query; }")
    for query in ("a=%00", "a=%ff%fe", "a=\u5f20", "a=1&a=2", "a", "=", "&&&", "a=" + "x" * 5_000):
        answer = await house.push(f"{url}?{query}", {})
        assert answer.status_code == 200, query
        event = (await house.newest()).event
        assert event.state is State.DONE
        read: JsonObject = answer.json()
        assert {name for name, _ in event.query} == set(read)


async def test_a_query_in_plain_utf_8_is_read_as_what_it_says(small_house: House) -> None:
    _, url = await small_house.webhook("function hook($req, $resp) { $resp.body = $req.query.a; }")
    heard = await speak(small_house, f"{url}?a=张三", [part(b"{}", more=False)])
    assert heard.body.decode() == "张三"


async def test_a_thousand_parameters_are_read_and_no_more(small_house: House) -> None:
    _, url = await small_house.webhook("function hook($req, $resp) { $resp.body = Object.keys($req.query).length; }")
    query = "&".join(f"p{number}=1" for number in range(2_000))
    assert (await small_house.push(f"{url}?{query}", {})).json() == 1_000


async def test_odd_header_values_are_read_and_kept(small_house: House) -> None:
    _, url = await small_house.webhook("function hook($req, $resp) { $resp.body = $req.headers['X_Name']; }")
    for raw, read in ((b"\xe5\xbc\xa0\xe4\xb8\x89", "张三"), (b"\xff", "ÿ"), (b"", "")):
        headers = [(b"content-type", b"application/json"), (b"x-name", raw)]
        answer = await small_house.client.post(url, content=b"{}", headers=headers)
        assert answer.text == read
        assert dict((await small_house.newest()).event.headers)["x-name"] == read


async def test_repeated_headers_are_joined(small_house: House) -> None:
    _, url = await small_house.webhook("function hook($req, $resp) { $resp.body = $req.headers['x-a']; }")
    answer = await small_house.client.post(
        url, content=b"{}", headers=[("content-type", "application/json"), ("x-a", "1"), ("X-A", "2")]
    )
    assert answer.text == "1, 2"


async def test_a_lead_of_10_mib_is_taken_in(small_house: House) -> None:
    _, url = await small_house.webhook("function hook($req, $resp) { $resp.body = $req.body.name.length; }")
    body = json.dumps({"name": "x" * (10 * 1024 * 1024 - 12)}).encode()
    assert len(body) == 10 * 1024 * 1024
    answer = await small_house.client.post(url, content=body, headers=JSON)
    assert (answer.status_code, answer.json()) == (200, 10 * 1024 * 1024 - 12)
