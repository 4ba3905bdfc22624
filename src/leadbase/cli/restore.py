"""`leadbase restore`: put a backup back, into an empty place unless told otherwise."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from leadbase.app.place import served
from leadbase.cli.running import AsJson, DataDir, read_settings
from leadbase.cli.voice import current_voice, print_json
from leadbase.kit.clock import system_clock
from leadbase.kit.secrets import KEY_FILE
from leadbase.settings import Settings
from leadbase.tables.field_type import load_field_types
from leadbase.upkeep.restoring import Restored, Wish
from leadbase.upkeep.restoring import restore as put_back

cli = typer.Typer()


@cli.command("restore")
def restore(
    file: Annotated[Path, typer.Argument(help="The backup's file.", show_default=False)],
    database_url: Annotated[
        str | None, typer.Option("--database-url", help="The database to restore into, of either kind.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Put what is there aside, and restore in its place.")
    ] = False,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Restore a backup, which is looked over before anything is touched. Stop the server first."""
    settings = read_settings(data_dir, database_url=database_url)
    restored = asyncio.run(_restore(settings, file, replace))
    key = restored.manifest.origin.key
    if as_json:
        print_json(
            {
                "rows": restored.rows,
                "made_at": restored.manifest.origin.made_at.isoformat(),
                "kept_aside": restored.kept_aside,
                "key": key,
            }
        )
        return
    voice = current_voice()
    voice.tell("Restored {rows} rows as of {made_at}.", rows=restored.rows, made_at=restored.manifest.origin.made_at)
    if restored.kept_aside:
        voice.tell("What was there before is kept as {place}.", place=restored.kept_aside)
    voice.tell(
        "The backup has no master key: before you start the server, put the key with id {key} into {file} "
        "(or LEADBASE_SECRET_KEY).",
        key=key,
        file=settings.data_dir / KEY_FILE,
    )


async def _restore(settings: Settings, file: Path, replace: bool) -> Restored:
    wish = Wish(file, settings.database_url, settings.data_dir, replace, load_field_types(), system_clock())
    with served(settings):
        return await put_back(wish, lambda _phase, _done, _total: None)
