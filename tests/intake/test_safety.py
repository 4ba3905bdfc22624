"""What must never be seen: keys, cookies and credentials in logs, rows and lists; answers that a browser would run."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from leadbase.access.model import ROLE_PERMISSIONS, Actor, Role
from leadbase.access.scope import NotAllowed, Scope
from leadbase.access.units import ActorRoom
from leadbase.access.workspaces import ensure_workspace
from leadbase.intake import inspection, service
from leadbase.intake.errors import EventUnknown, WebhookUnknown
from leadbase.intake.inspection import Wanted as Listed
from leadbase.intake.keeping import MASK, kept, masked, opened
from leadbase.intake.model import Settings, State
from leadbase.intake.replay import Wanted
from leadbase.intake.service import WebhookChange
from leadbase.kit.json import JsonObject
from leadbase.kit.secrets import Sealer
from tests.intake.faults import LONG, away
from tests.intake.house import House
from tests.intake.leads import BY_ID, OBEY, make_leads
from tests.intake.wire import part, speak

BEARER = "Bearer kOZ8mSqCb1oRAzLUxGvP"
PROOF: JsonObject = {"kind": "shared_secret", "at": {"in": "query", "path": ["pass"]}, "secret": "qR7vTq2WmZs9"}


def key_of(url: str) -> str:
    """Give the key in a webhook's URL."""
    return url.split("/")[4]


def on_disk(database: str) -> bytes:
    """Give every byte of an SQLite database."""
    path = Path(database.removeprefix("sqlite:///"))
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


async def test_cookies_are_dropped_and_credentials_sealed_at_rest_and_masked_when_read(
    small_house: House, migrated_sqlite_url: str
) -> None:
    _, url = await small_house.webhook("function hook() {}", {"verify": PROOF})
    headers = {"cookie": "session=3vDkXq81", "Authorization": BEARER, "X_Api_Key": "aK93jfLQ", "x-plain": "plainly"}
    answer = await small_house.push(f"{url}?token=tQ12mNx&pass=qR7vTq2WmZs9&page=7", {}, headers=headers)
    assert answer.status_code == 200
    event = (await small_house.newest()).event
    seen = dict(event.headers)
    assert "cookie" not in seen
    assert (seen["authorization"], seen["x_api_key"], seen["x-plain"]) == (MASK, MASK, "plainly")
    assert list(event.query) == [("token", MASK), ("pass", MASK), ("page", "7")]
    [listed] = await small_house.events()
    assert list(listed.headers) == list(event.headers)
    disk = on_disk(migrated_sqlite_url)
    assert b"plainly" in disk
    for secret in ("3vDkXq81", "kOZ8mSqCb1oRAzLUxGvP", "aK93jfLQ", "tQ12mNx", "qR7vTq2WmZs9"):
        assert secret.encode() not in disk, secret


def test_sealed_values_open_again_and_nobody_can_forge_one() -> None:
    sealer = Sealer(["k" * 43])
    pairs = [("authorization", "secret"), ("x-a", "\0sealed:forged"), ("cookie", "c")]
    stored = kept(pairs, "header", Settings(), sealer)
    assert opened(stored, sealer) == [("authorization", "secret"), ("x-a", "sealed:forged")]
    assert masked(stored) == [("authorization", MASK), ("x-a", "sealed:forged")]


async def test_a_webhooks_key_and_secret_stand_nowhere_in_the_clear(
    small_house: House, migrated_sqlite_url: str
) -> None:
    await make_leads(small_house)
    webhook, url = await small_house.webhook(OBEY, {"verify": PROOF})
    await small_house.push(f"{url}?pass=qR7vTq2WmZs9", {"id": "a"})
    await small_house.push(f"{url}?pass=wrong", {"id": "b"})
    await small_house.push(url.removesuffix("generic") + "other", {"id": "b"})
    disk = on_disk(migrated_sqlite_url)
    assert webhook.id.encode() in disk
    assert key_of(url).encode() not in disk
    assert b"qR7vTq2WmZs9" not in disk


async def test_nothing_that_is_logged_tells_a_key_or_who_a_lead_is(
    small_house: House, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await make_leads(small_house)
    webhook, url = await small_house.webhook(OBEY, BY_ID)
    lead = {"id": "a", "name": "王小明", "phone": "13912345678"}
    await small_house.push(url, {**lead, "fail": "王小明"})
    await small_house.push(f"{url}?token=tQ12mNx", lead)
    await small_house.push(url.removesuffix("generic") + "other", lead)
    await small_house.change(webhook.id, WebhookChange(is_on=False))
    await small_house.push(url, lead)
    await small_house.change(webhook.id, WebhookChange(is_on=True))
    posted = asyncio.create_task(small_house.push(url, {"id": "c", "name": "王小明" + LONG, "wait": 200}))
    while not small_house.intake.pipeline.running:
        await asyncio.sleep(0.01)
    async with away(small_house.database, request):
        assert (await posted).status_code == 202
    told = [caplog.handler.format(one) for one in caplog.records if not one.name.startswith("httpx2")]
    assert any("its attempt could not be written" in line for line in told)
    for private in (key_of(url), "王小明", "13912345678", "tQ12mNx", LONG[:50]):
        assert not [line for line in told if private in line], private


@pytest.mark.parametrize("way", ["done", "failed", "rejected", "unknown", "method", "greeting", "preflight", "large"])
async def test_every_answer_is_guarded(small_house: House, way: str) -> None:
    _, url = await small_house.webhook("function hook($req) { if ($req.body.fail) throw 1; }")
    unknown = f"http://leads.test/hook/{'x' * 43}/generic"
    asked = {
        "done": lambda: speak(small_house, url, [part(b"{}", more=False)]),
        "failed": lambda: speak(small_house, url, [part(b'{"fail": 1}', more=False)]),
        "rejected": lambda: speak(small_house, url, [part(b"{", more=False)]),
        "unknown": lambda: speak(small_house, unknown, [part(b"{}", more=False)]),
        "method": lambda: speak(small_house, url, method="PUT"),
        "greeting": lambda: speak(small_house, url, method="GET"),
        "preflight": lambda: speak(small_house, url, method="OPTIONS"),
        "large": lambda: speak(small_house, url, headers=[("content-length", "99999999")]),
    }
    heard = await asked[way]()
    statuses = {"done": 200, "failed": 500, "rejected": 400, "unknown": 404}
    statuses |= {"method": 405, "greeting": 200, "preflight": 204, "large": 413}
    assert heard.status == statuses[way]
    assert heard.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert heard.headers["x-content-type-options"] == "nosniff"


async def test_a_script_cannot_lift_the_guard(small_house: House) -> None:
    _, url = await small_house.webhook("""
function hook($req, $resp) {
    $resp.headers["Content-Security-Policy"] = "default-src *";
    $resp.headers["X-Content-Type-Options"] = "sniff";
    $resp.headers["Content-Type"] = "text/html";
    $resp.body = "<script>alert(1)</script>";
}""")
    answer = await small_house.push(url, {})
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] == "text/html"
    [attempt] = (await small_house.newest()).attempts
    assert attempt.notes == [
        {"code": "header_not_allowed", "header": "Content-Security-Policy"},
        {"code": "header_not_allowed", "header": "X-Content-Type-Options"},
    ]


async def test_the_script_never_sees_the_key(small_house: House) -> None:
    _, url = await small_house.webhook("function hook($req, $resp) { $resp.body = JSON.stringify($req); }")
    answer = await small_house.push(url, {})
    assert key_of(url) not in answer.text
    assert '"path":"/generic"' in answer.text


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER])
async def test_viewers_and_members_see_neither_events_nor_urls_and_change_nothing(
    small_house: House, role: Role
) -> None:
    webhook, url = await small_house.webhook("function hook() {}")
    await small_house.push(url, {})
    [event] = await small_house.events()
    room = ActorRoom(small_house.room.units, actor=Actor("person", "1" * 24, "Somebody", ROLE_PERMISSIONS[role]))
    desk, flows = small_house.intake.flows.desk, small_house.intake.flows
    reads: list[Callable[[Scope], object]] = [
        lambda scope: inspection.list_events(scope, Listed(), 10, None),
        lambda scope: inspection.get_event(scope, event.id),
        lambda scope: inspection.get_payload(scope, event.id),
        lambda scope: inspection.list_refusals(scope, webhook.id),
        lambda scope: service.get_webhook(scope, webhook.id),
        lambda scope: service.list_webhooks(scope, 10, None),
    ]
    for read in reads:
        with pytest.raises(NotAllowed):
            await room.read(read)
    writes: list[Callable[[Scope], object]] = [
        lambda scope: service.change_webhook(scope, desk, webhook.id, WebhookChange(is_on=False)),
        lambda scope: service.reissue_key(scope, desk, webhook.id),
        lambda scope: service.release_held(scope, webhook.id),
        lambda scope: service.delete_webhook(scope, webhook.id),
        lambda scope: service.set_live(scope, webhook.id, None),
    ]
    for write in writes:
        with pytest.raises(NotAllowed):
            await room.write(write)
    with pytest.raises(NotAllowed):
        await flows.publish(room, webhook.id, "function hook() {}", "javascript")
    for act in (flows.replay, flows.rehearse):
        with pytest.raises(NotAllowed):
            await act(room, Wanted(event.id))
    assert await room.read(lambda scope: service.webhook_urls(scope, desk, [webhook])) == {}
    assert (await small_house.event(event.id)).event.state is State.DONE


async def test_events_of_another_workspace_are_not_there(house: House) -> None:
    webhook, url = await house.webhook("function hook() {}")
    await house.push(url, {})
    [event] = await house.events()
    await house.room.units.write(lambda moment: ensure_workspace(moment, "other"))
    room = ActorRoom(house.room.units, "other")
    assert (await room.read(lambda scope: inspection.list_events(scope, Listed(), 10, None))).items == []
    with pytest.raises(EventUnknown):
        await room.read(lambda scope: inspection.get_event(scope, event.id))
    with pytest.raises(EventUnknown):
        await house.intake.flows.replay(room, Wanted(event.id))
    with pytest.raises(WebhookUnknown):
        await room.write(lambda scope: service.delete_webhook(scope, webhook.id))
