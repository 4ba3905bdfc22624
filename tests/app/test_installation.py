"""What administrators are told of the installation: real figures, and nothing that is secret."""

from __future__ import annotations

from pathlib import Path

from leadbase.access.model import Role
from leadbase.access.tokens import NewToken, create_token
from leadbase.app.parts import open_app
from leadbase.app.serving import Service
from leadbase.settings import load_settings
from leadbase.storage.migrations import VERSION
from tests.app.asking import Answer, ask


async def asked(url: str, folder: Path) -> Answer:
    """Ask a new installation."""
    environment = {
        "LEADBASE_DATA_DIR": str(folder),
        "LEADBASE_DATABASE_URL": url,
        "LEADBASE_SECRET_KEY": "k" * 40,
        "LEADBASE_TRUSTED_PROXIES": "10.0.0.0/8,192.168.0.1",
    }
    async with open_app(load_settings(environment, {"port": "9000"})) as app:
        service = Service(app)
        await service.mount_api()
        new = NewToken("test", Role.ADMIN)
        made = await app.room().write(lambda scope: create_token(scope, new, app.find_table))
        return await ask(service.asgi, "/api/v1/settings", headers={"authorization": f"Bearer {made.key}"})


async def test_settings_are_told_with_who_fixed_them_and_secrets_are_not(migrated_url: str, tmp_path: Path) -> None:
    answer = await asked(migrated_url, tmp_path)
    assert answer.status == 200, answer.body
    values = {each["name"]: each for each in answer.json["environment"]}
    assert values["port"] == {
        "name": "port",
        "variable": "LEADBASE_PORT",
        "value": "9000",
        "default": "8420",
        "is_fixed": True,
        "is_secret": False,
    }
    assert (values["host"]["value"], values["host"]["is_fixed"]) == ("127.0.0.1", False)
    assert values["trusted_proxies"]["value"] == "10.0.0.0/8, 192.168.0.1/32"
    assert values["public_url"]["value"] is None
    assert (values["secret_key"]["is_fixed"], values["secret_key"]["value"]) == (True, None)
    assert b"kkkk" not in answer.body and migrated_url.encode() not in answer.body


async def test_figures_are_those_of_the_database(migrated_url: str, tmp_path: Path) -> None:
    told = (await asked(migrated_url, tmp_path)).json
    kind = "sqlite" if migrated_url.startswith("sqlite") else "postgresql"
    assert (told["database"]["kind"], told["database"]["schema_version"]) == (kind, VERSION)
    assert told["database"]["version"][0].isdigit()
    assert (told["data"]["events"], told["data"]["events_more"], told["data"]["open"]["failed"]) == (0, False, 0)
    assert told["data"]["bytes"] > 0 and 0 < told["data"]["disk_free_bytes"] <= told["data"]["disk_bytes"]
    assert (told["retention"]["events_days"], told["retention"]["trash_days"]) == (180, 30)
    assert (told["limits"]["body_bytes"], told["limits"]["answer_deadline_ms"]) == (10 * 1024 * 1024, 4_000)
