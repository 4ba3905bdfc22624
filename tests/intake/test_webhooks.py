"""The verbs of webhooks: making, renaming, changing, what their settings refuse, versions and what is live."""

from __future__ import annotations

import pytest

from leadbase.intake import service
from leadbase.intake.errors import (
    SuffixInvalid,
    WebhookChangedMeanwhile,
    WebhookIdTaken,
    WebhookNameTaken,
    WebhookUnknown,
)
from leadbase.intake.model import Settings, Webhook
from leadbase.intake.options import SettingInvalid, read_settings, settings_json
from leadbase.intake.service import NewWebhook, WebhookChange
from leadbase.kit.errors import Invalid
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.scripts.versions import VersionNotFound
from leadbase.tables.names import NameRefused
from tests.intake.house import House
from tests.intake.leads import OBEY

PROOF: JsonObject = {"kind": "shared_secret", "at": {"in": "header", "path": ["x-pass"]}, "secret": "open sesame"}


async def found(house: House, reference: str) -> Webhook:
    """Look a webhook up."""
    return await house.room.read(lambda scope: service.get_webhook(scope, reference))


async def test_a_webhook_is_found_by_id_name_and_old_name(house: House) -> None:
    webhook, _ = await house.webhook(label="飞鱼 回调")
    assert webhook.name == "飞鱼_回调"
    await house.change(webhook.id, WebhookChange(name="Feiyu", label="renamed"))
    for reference in (webhook.id, "Feiyu", "feiyu", "飞鱼_回调"):
        assert (await found(house, reference)).label == "renamed"
    with pytest.raises(WebhookUnknown):
        await found(house, "63ff01a2f725340df45e8f22")


async def test_names_and_ids_are_unique_and_refused_when_they_cannot_be(house: House) -> None:
    webhook, _ = await house.webhook(label="one")
    other, _ = await house.webhook(label="one")
    assert (webhook.name, other.name) != ("one", "one")
    refused: list[tuple[type[Exception], NewWebhook]] = [
        (WebhookNameTaken, NewWebhook("x", name="ONE")),
        (WebhookIdTaken, NewWebhook("x", id=webhook.id)),
        (NameRefused, NewWebhook("x", name="1st")),
        (NameRefused, NewWebhook("x", name="_id")),
        (Invalid, NewWebhook("x", id="short")),
        (SuffixInvalid, NewWebhook("x", suffix="a/b")),
        (SuffixInvalid, NewWebhook("x", suffix="回调")),
        (SuffixInvalid, NewWebhook("x", suffix=".hidden")),
    ]
    desk = house.intake.flows.desk
    for error, new in refused:
        with pytest.raises(error):
            await house.room.write(lambda scope, new=new: service.create_webhook(scope, desk, new))
    page = await house.room.read(lambda scope: service.list_webhooks(scope, 10, None))
    assert [one.id for one in page.items] == [other.id, webhook.id]


async def test_a_change_over_an_old_version_is_refused(small_house: House) -> None:
    webhook, _ = await small_house.webhook()
    changed = await small_house.change(webhook.id, WebhookChange(label="two", version=webhook.version))
    with pytest.raises(WebhookChangedMeanwhile):
        await small_house.change(webhook.id, WebhookChange(label="three", version=webhook.version))
    assert changed.label == "two"


async def test_a_deleted_webhooks_name_is_free_again(house: House) -> None:
    webhook, _ = await house.webhook(label="one", name="one")
    await house.room.write(lambda scope: service.delete_webhook(scope, webhook.id))
    again, _ = await house.webhook(label="one", name="one")
    assert (await found(house, "one")).id == again.id


async def test_an_older_version_can_go_live_again(small_house: House) -> None:
    webhook, url = await small_house.webhook("function hook($req, $resp) { $resp.body = 'v1'; }")
    await small_house.publish(webhook.id, "function hook($req, $resp) { $resp.body = 'v2'; }")
    assert (await small_house.push(url, {})).text == "v2"
    await small_house.room.write(lambda scope: service.set_live(scope, webhook.id, 1))
    small_house.intake.routes.forget()
    assert (await small_house.push(url, {})).text == "v1"
    assert [event.attempt for event in await small_house.events()] == [1, 1]
    with pytest.raises(VersionNotFound):
        await small_house.room.write(lambda scope: service.set_live(scope, webhook.id, 9))


async def test_changing_settings_keeps_the_rest_and_the_secret(small_house: House) -> None:
    webhook, url = await small_house.webhook(OBEY, {"verify": PROOF, "deadline_ms": 1_000})
    assert "open sesame" not in webhook.settings.verify.secret
    moved: JsonObject = {"kind": "shared_secret", "at": {"in": "query", "path": ["pass"]}}
    changed = await small_house.change(webhook.id, WebhookChange(settings={"verify": moved}))
    assert changed.settings.deadline_ms == 1_000
    assert (await small_house.push(url, {}, headers={"x-pass": "open sesame"})).status_code == 401
    answer = await small_house.push(f"{url}?pass=open%20sesame", {})
    assert answer.status_code != 401


WRONG: list[tuple[str, JsonValue]] = [
    ("mode", "later"),
    ("answer", {"status": 99}),
    ("answer", {"status": 200, "text": "x"}),
    ("answer", {"body": "x" * 70_000}),
    ("fallback", None),
    ("requires_json", 1),
    ("methods", []),
    ("methods", ["OPTIONS"]),
    ("methods", "POST"),
    ("cors_origins", ["shop.example"]),
    ("body_limit", 0),
    ("body_limit", 11 * 1024 * 1024),
    ("deadline_ms", True),
    ("deadline_ms", 50),
    ("rate_limit", {"per_second": 0}),
    ("rate_limit", {"per_second": 1, "burst": 0}),
    ("dedupe_days", 91),
    ("verify", {"kind": "shared_secret", "at": {"in": "header", "path": ["x"]}, "secret": ""}),
    ("dedupe", [{"in": "cookie", "path": ["x"]}]),
    ("colour", "red"),
]


@pytest.mark.parametrize(("setting", "value"), WRONG)
def test_a_setting_that_cannot_be_is_refused_by_name(setting: str, value: JsonValue) -> None:
    with pytest.raises(Invalid, match=setting):
        read_settings({setting: value})


def test_settings_that_are_no_object_are_refused() -> None:
    with pytest.raises(SettingInvalid):
        read_settings([])


def test_settings_are_read_back_as_they_were_written() -> None:
    given: JsonObject = {
        "mode": "at_once",
        "answer": {"status": 201, "body": {"event": "{event}"}},
        "off_answer": {"status": 503, "body": None},
        "methods": ["GET", "POST"],
        "cors_origins": ["*"],
        "rate_limit": {"per_second": 2.5, "burst": 5},
        "verify": PROOF,
        "dedupe": [{"in": "body", "path": ["data", 0, "id"]}],
        "dedupe_days": 90,
    }
    read = read_settings(given)
    assert read_settings(settings_json(read)) == read
    assert read_settings(settings_json(Settings())) == Settings()


async def test_a_webhook_says_what_it_is_for(house: House) -> None:
    webhook, _ = await house.webhook(description="  The shop's form \n")
    assert webhook.description == "The shop's form"
    await house.change(webhook.id, WebhookChange(description="Marketing uses it"))
    await house.change(webhook.id, WebhookChange(label="Renamed"))
    assert (await found(house, webhook.id)).description == "Marketing uses it"
