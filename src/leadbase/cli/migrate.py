"""`leadbase migrate`: bring the database to this program's schema, and nothing else."""

from __future__ import annotations

import asyncio

import typer

from leadbase.cli.running import AsJson, DataDir, read_settings
from leadbase.cli.voice import current_voice, print_json
from leadbase.settings import Settings
from leadbase.storage.migrations import migrate as migrate_database
from leadbase.storage.opening import open_database

cli = typer.Typer()


@cli.command("migrate")
def migrate(as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """Bring the database to this program's schema; serve and the other commands do it by themselves."""
    version = asyncio.run(_migrate(read_settings(data_dir)))
    if as_json:
        print_json({"version": version})
    else:
        current_voice().tell("The database is at schema version {version}.", version=version)


async def _migrate(settings: Settings) -> int:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = await open_database(settings.database_url, settings.database_direct_url)
    try:
        return await migrate_database(database)
    finally:
        await database.close()
