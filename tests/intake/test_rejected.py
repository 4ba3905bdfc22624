"""Requests that are turned away and kept as rejected events: proof, body, path. They claim no key."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from leadbase.intake import inspection
from leadbase.intake.model import State
from leadbase.intake.service import WebhookChange
from leadbase.kit.json import JsonObject, JsonValue
from tests.intake.house import House
from tests.intake.leads import BY_ID, SAVE, make_leads, saved

JSON = {"content-type": "application/json"}


def proof(part: str, name: str) -> JsonObject:
    """Give the settings that ask for a secret."""
    return {"verify": {"kind": "shared_secret", "at": {"in": part, "path": [name]}, "secret": "open sesame"}}


PLACES: list[tuple[str, str, dict[str, Any]]] = [
    ("header", "X-Shop-Token", {"headers": {"x-shop-token": "open sesame"}}),
    ("header", "x_shop_token", {"headers": {"X-Shop-Token": "open sesame"}}),
    ("query", "pass", {"params": {"pass": "open sesame"}}),
    ("body", "pass", {}),
]


@pytest.mark.parametrize(("part", "name", "shown"), PLACES)
async def test_a_secret_in_header_query_or_body_is_asked_for(
    small_house: House, part: str, name: str, shown: dict[str, Any]
) -> None:
    await make_leads(small_house)
    _, url = await small_house.webhook(SAVE, {**BY_ID, **proof(part, name)})
    refused = await small_house.push(url, {"id": "a"})
    detail = await small_house.newest()
    assert (refused.status_code, refused.json()) == (401, {"code": "secret_missing", "event": detail.event.id})
    assert (detail.event.state, detail.event.cause) == (State.REJECTED, "signature:secret_missing")
    assert detail.attempts == []
    lead: dict[str, JsonValue] = {"id": "a", "pass": "open sesame"} if part == "body" else {"id": "a"}
    accepted = await small_house.push(url, lead, **shown)
    assert (accepted.status_code, accepted.json()) == (200, {"saved": "a"}), "a rejected event claims no key"
    assert await saved(small_house) == ["a"]


async def test_a_wrong_secret_is_refused_and_kept_with_its_bytes(house: House) -> None:
    _, url = await house.webhook(SAVE, proof("header", "x-token"))
    answer = await house.push(url, {"id": "a"}, headers={"x-token": "open says me"})
    [event] = await house.events()
    assert (answer.status_code, answer.json()) == (401, {"code": "secret_wrong", "event": event.id})
    raw = await house.room.read(lambda scope: inspection.get_payload(scope, event.id))
    assert json.loads(raw) == {"id": "a"}


async def test_a_request_without_proof_is_told_nothing_of_its_body(small_house: House) -> None:
    _, url = await small_house.webhook(SAVE, proof("header", "x-token"))
    answer = await small_house.client.post(url, content=b"{", headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (401, "secret_missing")


MALFORMED: list[tuple[bytes, str, str]] = [
    (b'{"id": 1', "application/json", "malformed_json"),
    (b"{'id': 1}", "application/json", "malformed_json"),
    (b"NaN", "application/json", "malformed_json"),
    (b"[1,]", "text/plain", "malformed_json"),
    (b"hello", "text/plain", "json_expected"),
    (b"", "application/json", "json_expected"),
    (b"[" * 10_000 + b"]" * 10_000, "application/json", "too_deep"),
]


@pytest.mark.parametrize(("body", "kind", "code"), MALFORMED)
async def test_what_is_no_json_is_refused_where_json_is_required(
    small_house: House, body: bytes, kind: str, code: str
) -> None:
    _, url = await small_house.webhook(SAVE)
    answer = await small_house.client.post(url, content=body, headers={"content-type": kind})
    detail = await small_house.newest()
    assert (answer.status_code, answer.json()["code"], answer.json()["event"]) == (400, code, detail.event.id)
    assert (detail.event.state, detail.event.cause) == (State.REJECTED, f"json:{code}")
    assert await small_house.room.read(lambda scope: inspection.get_payload(scope, detail.event.id)) == body


async def test_malformed_json_is_text_to_the_script_where_json_is_not_required(house: House) -> None:
    await make_leads(house)
    source = """
async function hook($req, $resp, $modules) {
    await $modules.data.saveData("leads", { lead: typeof $req.body, name: $req.body });
}"""
    _, url = await house.webhook(source, {"requires_json": False})
    for body in ('{"id": 1', "hello", ""):
        answer = await house.client.post(url, content=body.encode(), headers=JSON)
        assert answer.status_code == 200
    assert await saved(house) == ["string", "string", "string"]
    assert await saved(house, "name") == ['{"id": 1', "hello", ""]


async def test_forms_are_taken_where_json_is_required(small_house: House) -> None:
    await make_leads(small_house)
    _, url = await small_house.webhook(SAVE)
    form = await small_house.client.post(url, data={"id": "f"})
    parts = await small_house.client.post(url, data={"id": "m"}, files={"file": ("a.txt", b"x")})
    assert (form.json(), parts.json()) == ({"saved": "f"}, {"saved": "m"})


BODIES: list[tuple[bytes, dict[str, str], int, str]] = [
    (gzip.compress(b'{"id": 1}', mtime=0)[:-6], {"content-encoding": "gzip"}, 400, "truncated_encoding"),
    (b"no gzip", {"content-encoding": "gzip"}, 400, "corrupt_encoding"),
    (gzip.compress(b" " * 30_000_000, mtime=0), {"content-encoding": "gzip"}, 400, "decompression_bomb"),
    (b"{}", {"content-encoding": "gzip, gzip, gzip"}, 415, "too_many_encodings"),
    (b"{}", {"content-encoding": "rot13"}, 415, "unknown_encoding"),
    (b'{"a": "\xff\xfe"}', {}, 400, "bad_charset"),
    (b"{}", {"content-type": "application/json; charset=klingon"}, 400, "unknown_charset"),
]


@pytest.mark.parametrize(("body", "headers", "status", "code"), BODIES)
async def test_a_body_that_cannot_be_read_is_refused_and_kept(
    small_house: House, body: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    _, url = await small_house.webhook(SAVE, {"requires_json": False})
    answer = await small_house.client.post(url, content=body, headers={**JSON, **headers})
    detail = await small_house.newest()
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (detail.event.state, detail.event.cause) == (State.REJECTED, f"body:{code}")
    raw = await small_house.room.read(lambda scope: inspection.get_payload(scope, detail.event.id))
    assert raw == body[: 64 * 1024]
    assert detail.event.size == len(body)
    assert detail.parsed is None


async def test_encoded_bodies_are_read(small_house: House) -> None:
    await make_leads(small_house)
    _, url = await small_house.webhook(SAVE)
    body = gzip.compress(json.dumps({"id": "压缩"}, ensure_ascii=False).encode("gbk"))
    headers = {"content-type": "application/json; charset=gbk", "content-encoding": "gzip"}
    assert (await small_house.client.post(url, content=body, headers=headers)).json() == {"saved": "压缩"}


async def test_an_edited_suffix_works_beside_its_old_one_for_30_days(house: House) -> None:
    webhook, url = await house.webhook(SAVE, suffix="callback")
    await make_leads(house)
    await house.change(webhook.id, WebhookChange(suffix="feiyu"))
    renamed = url.removesuffix("callback") + "feiyu"
    assert [(await house.push(one, {})).status_code for one in (url, renamed)] == [200, 200]
    house.clock.forward(days=29)
    assert (await house.push(url, {})).status_code == 200
    house.clock.forward(days=2)
    answer = await house.push(url, {})
    [event, *_] = await house.events()
    assert (answer.status_code, answer.json()) == (404, {"code": "no_such_suffix", "event": event.id})
    assert (event.state, event.cause, event.suffix) == (State.REJECTED, "path:no_such_suffix", "callback")
    assert (await house.push(renamed, {})).status_code == 200


async def test_any_other_suffix_is_refused_and_kept(house: House) -> None:
    _, url = await house.webhook(SAVE, suffix="callback")
    for suffix in ("other", "", "callback/", "callback/more", "CALLBACK", "%00", "%FF", "x" * 3_000):
        answer = await house.push(url.removesuffix("callback") + suffix, {})
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_suffix"), suffix
        event = (await house.newest()).event
        assert (event.state, event.id) == (State.REJECTED, answer.json()["event"])


async def test_rejections_are_kept_20_a_minute_and_then_counted(small_house: House) -> None:
    webhook, url = await small_house.webhook(SAVE)
    answers = [await small_house.client.post(url, content=b"{", headers=JSON) for _ in range(25)]
    assert {answer.status_code for answer in answers} == {400}
    assert ["event" in answer.json() for answer in answers] == [True] * 20 + [False] * 5
    assert len(await small_house.events()) == 20
    await small_house.intake.counts.flush()
    counted = await small_house.room.read(lambda scope: inspection.list_refusals(scope, webhook.id))
    assert [(cause, count) for _, cause, count in counted] == [("malformed_json", 5)]
    await make_leads(small_house)
    assert (await small_house.push(url, {"id": "good"})).status_code == 200, "good leads are not held back"
