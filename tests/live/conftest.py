"""The whole program over a database of its own, with people who listen to it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from httpx2 import ASGITransport, AsyncClient
from starlette.types import ASGIApp

from leadbase.access.model import Role
from leadbase.access.people import NewPerson, add_person
from leadbase.access.tokens import NewToken, create_token
from leadbase.app.parts import App, attended, open_app
from leadbase.app.serving import Service
from leadbase.settings import load_settings
from tests.access.conftest import HASH, HOME, PASSWORD, find_table


@dataclass(frozen=True)
class Design:
    """The ids of a table and a webhook, and the path of the webhook."""

    table: str
    webhook: str
    path: str


@dataclass
class Station:
    """A program whose streams are listened to."""

    app: App
    asgi: ASGIApp

    async def key(self, role: Role = Role.ADMIN) -> str:
        """Give the key of a new token."""
        made = await self.app.room().write(lambda scope: create_token(scope, NewToken("t", role), find_table))
        return made.key

    async def browser(self, email: str, role: Role) -> AsyncClient:
        """Give the browser of a new person who is signed in."""
        await self.app.room().write(lambda scope: add_person(scope, NewPerson(email, role, "某人", HASH)))
        client = self.client({"Origin": HOME})
        assert (await client.post("/session", json={"email": email, "password": PASSWORD})).status_code == 201
        return client

    def client(self, headers: dict[str, str]) -> AsyncClient:
        """Give a client of the API."""
        return AsyncClient(transport=ASGITransport(self.asgi), base_url=f"{HOME}/api/v1", headers=headers)

    async def design(self) -> Design:
        """Make a table of customers, and a webhook whose script puts each lead there."""
        client = self.client({"Authorization": f"Bearer {await self.key()}"})
        field = {"label": "name", "type": "text"}
        table = (await client.post("/tables", json={"label": "customers", "fields": [field]})).json()
        webhook = (await client.post("/webhooks", json={"label": "leads"})).json()
        source = "async function hook() { await $modules.data.saveData('customers', {name: request.body.name}) }"
        live = await client.post(f"/webhooks/{webhook['id']}/versions", json={"source": source})
        assert live.status_code == 201, live.text
        return Design(table["id"], webhook["id"], "/hook/" + webhook["url"].split("/hook/", 1)[1])


def settings_of(url: str, folder: Path) -> dict[str, str]:
    """Give the environment of a program over this database."""
    return {"LEADBASE_DATA_DIR": str(folder), "LEADBASE_DATABASE_URL": url, "LEADBASE_SECRET_KEY": "k" * 40}


@asynccontextmanager
async def opened(url: str, folder: Path) -> AsyncGenerator[Station]:
    """Open a program with what it does in the background but running events."""
    async with open_app(load_settings(settings_of(url, folder))) as app:
        service = Service(app)
        await service.mount_api()
        async with attended(app):
            yield Station(app, service.asgi)


@pytest.fixture
async def station(migrated_url: str, tmp_path: Path) -> AsyncGenerator[Station]:
    """Give the program, once on each kind of database."""
    async with opened(migrated_url, tmp_path) as made:
        yield made
