"""The stream as a page hears it: what it begins with, what it tells of, and when it ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from httpx2 import ASGITransport, AsyncClient

from leadbase.access.model import Role
from leadbase.live.api import Rhythm
from tests.access.conftest import HOME
from tests.app.asking import ask
from tests.live.conftest import Station, opened
from tests.live.listening import listening


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


def cookie(client: AsyncClient) -> dict[str, str]:
    return {"cookie": f"leadbase_session={client.cookies['leadbase_session']}"}


async def test_a_stream_begins_with_a_greeting(station: Station) -> None:
    async with listening(station.asgi, bearer(await station.key())) as ear:
        headers = dict(ear.start["headers"])
        assert (ear.start["status"], headers[b"content-type"]) == (200, b"text/event-stream; charset=utf-8")
        assert headers[b"cache-control"] == b"no-store"
        name, data = await ear.next()
        assert (name, sorted(data)) == ("hello", ["now", "version"])


async def test_a_change_over_the_api_is_told_with_its_id_and_version_and_nothing_else(station: Station) -> None:
    made = await station.design()
    table, key = made.table, await station.key()
    client = station.client({"Authorization": f"Bearer {key}"})
    async with listening(station.asgi, bearer(key)) as ear:
        record = (await client.post(f"/tables/{table}/records", json={"name": "张三"})).json()
        told = await ear.hint(f"records:{table}")
        assert told == {"topic": f"records:{table}", "id": record["_id"], "version": None, "webhook": None}
        await client.patch(f"/tables/{table}/records/{record['_id']}", json={"name": "李四"})
        assert (await ear.hint(f"records:{table}"))["version"] == 2
        await client.delete(f"/tables/{table}/records/{record['_id']}")
        assert (await ear.hint(f"records:{table}"))["id"] == record["_id"]
        await client.patch(f"/tables/{table}", json={"label": "客户"})
        assert (await ear.hint("tables"))["id"] is None
        await client.post(f"/tables/{table}/views", json={"label": "今天", "sharing": "shared"})
        assert (await ear.hint(f"views:{table}"))["id"] is None
        await client.patch(f"/webhooks/{made.webhook}", json={"label": "飞鱼"})
        assert (await ear.hint("webhooks"))["id"] == made.webhook
        await client.patch("/workspaces/main", json={"label": "总部"})
        await ear.hint("workspace")
        await client.post(
            "/people", json={"email": "n@example.com", "role": "viewer", "name": "新", "password": "x" * 9}
        )
        await ear.hint("people")


async def test_a_lead_is_told_as_an_event_and_as_the_record_it_made(station: Station) -> None:
    made = await station.design()
    async with listening(station.asgi, bearer(await station.key())) as ear:
        answer = await ask(station.asgi, made.path, "POST", body={"name": "张三"})
        assert answer.status == 200, answer.body
        arrived = await ear.hint("events")
        assert (arrived["webhook"], arrived["version"]) == (made.webhook, 0)
        assert (await ear.hint(f"records:{made.table}"))["id"] is not None


async def test_who_may_not_read_events_hears_of_none(station: Station) -> None:
    made = await station.design()
    async with listening(station.asgi, bearer(await station.key(Role.MEMBER))) as ear:
        await ask(station.asgi, made.path, "POST", body={"name": "张三"})
        assert (await ear.next())[0] == "hello"
        assert (await ear.next())[1]["topic"] == f"records:{made.table}"


async def test_signing_out_ends_the_stream_and_says_why(station: Station) -> None:
    client = await station.browser("wang@example.com", Role.MEMBER)
    async with listening(station.asgi, cookie(client), "workspace=main") as ear:
        assert (await ear.next())[0] == "hello"
        assert (await client.delete("/session")).status_code == 204
        assert await ear.next() == ("end", {"code": "session_ended"})
        assert await ear.next() == ("over", None)


async def test_another_role_changes_what_an_open_stream_tells(station: Station) -> None:
    made = await station.design()
    client = await station.browser("wang@example.com", Role.MEMBER)
    admin = station.client({"Authorization": f"Bearer {await station.key()}"})
    async with listening(station.asgi, cookie(client)) as ear:
        assert (await ear.next())[0] == "hello"
        await admin.patch("/people/wang@example.com", json={"role": "builder"})
        assert (await ear.next())[0] == "ping"
        await admin.patch(f"/webhooks/{made.webhook}", json={"label": "飞鱼"})
        assert (await ear.hint("webhooks"))["id"] == made.webhook


async def test_a_revoked_token_hears_no_more(station: Station) -> None:
    key = await station.key()
    client = station.client({"Authorization": f"Bearer {key}"})
    token = (await client.get("/me")).json()["id"]
    async with listening(station.asgi, bearer(key)) as ear:
        assert (await ear.next())[0] == "hello"
        await client.delete(f"/tokens/{token}")
        assert await ear.next() == ("end", {"code": "token_revoked"})


async def test_a_quiet_stream_shows_signs_of_life_and_looks_at_the_session(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leadbase.live.api.RHYTHM", Rhythm(ping_s=0.01, check_s=0.03))
    client = await station.browser("wang@example.com", Role.MEMBER)
    session = client.cookies["leadbase_session"]
    async with listening(station.asgi, {"cookie": f"leadbase_session={session}"}) as ear:
        assert [(await ear.next())[0] for _ in range(3)] == ["hello", "ping", "ping"]
        await station.app.database.transaction(lambda tx: tx.exec_driver_sql("DELETE FROM sessions"))
        while (told := await ear.next())[0] == "ping":
            pass
        assert told == ("end", {"code": "session_ended"})


async def test_stopping_ends_streams_and_lets_none_begin(station: Station) -> None:
    key = await station.key()
    async with listening(station.asgi, bearer(key)) as ear:
        assert (await ear.next())[0] == "hello"
        station.app.hub.close()
        while (await ear.next())[0] != "over":
            pass
    answer = await ask(station.asgi, "/api/v1/live", headers={"authorization": f"Bearer {key}"})
    assert (answer.status, answer.json["code"]) == (503, "live_closed")


async def test_nobody_listens_without_showing_who_they_are(station: Station) -> None:
    answer = await ask(station.asgi, "/api/v1/live")
    assert (answer.status, answer.json["code"]) == (401, "not_signed_in")


@pytest.mark.postgres
async def test_what_another_process_changes_is_told_too_and_what_this_one_did_only_once(
    migrated_postgres_url: str, tmp_path: Path
) -> None:
    async with (
        opened(migrated_postgres_url, tmp_path / "a") as one,
        opened(migrated_postgres_url, tmp_path / "b") as two,
    ):
        made = await one.design()
        table, key = made.table, await one.key()
        async with listening(one.asgi, bearer(key)) as here, listening(two.asgi, bearer(key)) as there:
            client = AsyncClient(transport=ASGITransport(one.asgi), base_url=f"{HOME}/api/v1", headers=bearer(key))
            await client.post(f"/tables/{table}/records", json={"name": "张三"})
            assert (await here.hint(f"records:{table}"))["id"] is not None
            assert (await there.hint(f"records:{table}"))["id"] is None
            await client.patch(f"/tables/{table}", json={"label": "客户"})
            while (told := await here.next())[1]["topic"] != "tables":
                assert told[1]["topic"] != f"records:{table}"
