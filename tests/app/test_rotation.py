"""A new master key: everything opens at any time, whoever dies, and in the end nothing needs the old one."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from httpx2 import ASGITransport, AsyncClient

from leadbase.access import secrets
from leadbase.access.secrets_model import NewSecret
from leadbase.app import rotation
from leadbase.app.parts import App, open_app
from leadbase.app.rotation import KeyNotOursToChange, rotate
from leadbase.intake import service
from leadbase.intake.keeping import opened
from leadbase.intake.service import NewWebhook
from leadbase.intake.store.tables import events
from leadbase.kit.json import JsonObject
from leadbase.kit.secrets import KEY_FILE, RETIRED_FILE, SealedWithUnknownKey, load_sealer
from leadbase.settings import load_settings
from leadbase.storage.migrations import migrate

VERIFY: JsonObject = {
    "kind": "shared_secret",
    "at": {"in": "header", "path": ["x-token"]},
    "secret": "sesame-sesame",
}
VALUE = "made-up-value-1234"
PAGES = 3


@asynccontextmanager
async def opened_app(folder: Path) -> AsyncGenerator[App]:
    async with open_app(load_settings({}, {"data_dir": str(folder)})) as app:
        yield app


class Filled:
    """A data folder in which something of every kind is sealed."""

    def __init__(self, app: App, url: str) -> None:
        self.app = app
        self.url = url

    async def push(self, number: int) -> int:
        """Send a lead with a credential in its headers."""
        transport = ASGITransport(app=self.app.intake.door)  # pyright: ignore[reportArgumentType]
        async with AsyncClient(transport=transport) as client:
            headers = {"x-token": "sesame-sesame", "authorization": f"Bearer told-{number}"}
            return (await client.post(self.url, json={"n": number}, headers=headers)).status_code

    async def told(self) -> tuple[str, str, list[str]]:
        """Give what is sealed, in the clear, as this process opens it."""
        sealer = self.app.sealer
        rows = await self.app.database.read(lambda tx: [tuple(row.headers) for row in tx.execute(sa.select(events))])
        credentials = sorted(dict(opened(row, sealer)).get("authorization", "") for row in rows)
        found = await self.app.room().read(lambda scope: secrets.find_sealed(scope.tx, scope.workspace, "crm"))
        desk = self.app.intake.flows.desk
        webhook = await self.app.room().read(lambda scope: service.get_webhook(scope, "leads"))
        urls = await self.app.room().read(lambda scope: service.webhook_urls(scope, desk, [webhook]))
        return sealer.open(found.sealed), urls[webhook.id], credentials


async def fill(app: App) -> Filled:
    desk = app.intake.flows.desk
    new = NewWebhook(label="Leads", name="leads", settings={"verify": VERIFY})
    made = await app.room().write(lambda scope: service.create_webhook(scope, desk, new))
    kept = NewSecret(value=VALUE)
    await app.room().write(lambda scope: secrets.set_secret(scope, app.sealer, "crm", kept))
    urls = await app.room().read(lambda scope: service.webhook_urls(scope, desk, [made]))
    filled = Filled(app, urls[made.id])
    for number in range(2 * PAGES + 1):
        assert await filled.push(number) == 200
    return filled


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "PAGE", PAGES)


async def test_everything_is_sealed_again_and_the_old_key_leaves(tmp_path: Path) -> None:
    async with opened_app(tmp_path) as app:
        filled = await fill(app)
        before, old = await filled.told(), (tmp_path / KEY_FILE).read_text().strip()
        done = await rotate(app.database, app.settings, settle_s=0)
        assert dict(done.resealed) == {"secrets": 1, "webhook keys": 1, "webhook settings": 1, "events": 7}
        assert await filled.told() == before
        assert await filled.push(99) == 200
    [new] = (tmp_path / KEY_FILE).read_text().split()
    assert new != old
    assert (tmp_path / RETIRED_FILE).read_text().split() == [old]
    assert (tmp_path / RETIRED_FILE).stat().st_mode & 0o777 == 0o600
    async with opened_app(tmp_path) as again:
        assert (await Filled(again, filled.url).told())[0] == VALUE


async def test_a_server_goes_on_while_another_process_rotates(tmp_path: Path) -> None:
    async with opened_app(tmp_path) as serving:
        filled = await fill(serving)
        before = await filled.told()
        async with opened_app(tmp_path) as command:
            await rotate(command.database, command.settings, settle_s=0)
        assert await filled.told() == before
        assert await filled.push(99) == 200
    async with opened_app(tmp_path) as again:
        assert len((await Filled(again, filled.url).told())[2]) == 8


@pytest.mark.parametrize("pages", range(8))
async def test_a_rotation_that_dies_is_taken_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pages: int) -> None:
    async with opened_app(tmp_path) as app:
        filled = await fill(app)
        before, left = await filled.told(), pages
        page = rotation.reseal_one

        async def dying(*given: object) -> tuple[str | None, int]:
            nonlocal left
            left -= 1
            if left < 0:
                raise KeyboardInterrupt
            return await page(*given)  # pyright: ignore[reportArgumentType]

        monkeypatch.setattr(rotation, "reseal_one", dying)
        with pytest.raises(KeyboardInterrupt):
            await rotate(app.database, app.settings, settle_s=0)
        assert await filled.told() == before
        monkeypatch.setattr(rotation, "reseal_one", page)
    keys = (tmp_path / KEY_FILE).read_text().split()
    assert len(keys) == 2
    async with opened_app(tmp_path) as again:
        filled = Filled(again, filled.url)
        assert await filled.told() == before
        assert await filled.push(99) == 200
        await rotate(again.database, again.settings, settle_s=0)
    assert (tmp_path / KEY_FILE).read_text().split() == keys[:1]
    async with opened_app(tmp_path) as last:
        assert (await Filled(last, filled.url).told())[:2] == before[:2]


async def test_what_is_sealed_with_the_old_key_meanwhile_is_found_too(tmp_path: Path) -> None:
    async with opened_app(tmp_path) as app:
        filled = await fill(app)
        late = load_sealer(tmp_path, {})
        sealed = late.seal(VALUE)
        added = False

        def tell(kind: str, count: int) -> None:
            nonlocal added
            added = True

        kept: list[str] = []

        async def later(seconds: float) -> None:
            if added and not kept:
                kept.append(sealed)
                await app.database.transaction(
                    lambda tx: tx.execute(sa.text("UPDATE secrets SET sealed = :sealed"), {"sealed": sealed})
                )

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("leadbase.app.rotation.asyncio.sleep", later)
            await rotate(app.database, app.settings, settle_s=0, tell=tell)
        assert kept
        assert not load_sealer(tmp_path, {}).is_stale(await find(app))
        assert (await filled.told())[0] == VALUE


async def find(app: App) -> str:
    found = await app.room().read(lambda scope: secrets.find_sealed(scope.tx, scope.workspace, "crm"))
    return found.sealed


async def test_a_key_that_we_were_given_is_not_ours_to_change(tmp_path: Path) -> None:
    given = load_settings({"LEADBASE_SECRET_KEY": "a" * 40}, {"data_dir": str(tmp_path)})
    async with open_app(given) as app:
        await fill(app)
        with pytest.raises(KeyNotOursToChange):
            await rotate(app.database, app.settings, settle_s=0)
    both = load_settings({"LEADBASE_SECRET_KEY": f"{'b' * 40} {'a' * 40}"}, {"data_dir": str(tmp_path)})
    async with open_app(both) as app:
        done = await rotate(app.database, app.settings, settle_s=0)
        assert (sum(done.resealed.values()), done.retired) == (10, None)
    newest = load_settings({"LEADBASE_SECRET_KEY": "b" * 40}, {"data_dir": str(tmp_path)})
    async with open_app(newest) as app:
        assert app.sealer.open(await find(app)) == VALUE
    async with open_app(given) as app:
        with pytest.raises(SealedWithUnknownKey):
            app.sealer.open(await find(app))


async def test_everything_that_is_sealed_is_known_to_the_rotation(tmp_path: Path) -> None:
    async with opened_app(tmp_path) as app:
        await migrate(app.database)
        await fill(app)
        await rotate(app.database, app.settings, settle_s=0)
        newest = load_sealer(tmp_path, {}).newest

        def stale(tx: sa.Connection) -> list[str]:
            found: list[str] = []
            for name in sa.inspect(tx).get_table_names():
                if not name.startswith("search_index"):
                    rows = [repr(tuple(row)) for row in tx.execute(sa.text(f'SELECT * FROM "{name}"'))]
                    found += [name for row in rows for piece in row.split("s1.")[1:] if not piece.startswith(newest)]
            return found

        assert await app.database.read(stale) == []
