"""`leadbase export --bundle` and `leadbase import --bundle`: a workspace's design as a folder of files, and back."""

from __future__ import annotations

from pathlib import Path

import typer

from leadbase.app.parts import App
from leadbase.bundles import service
from leadbase.bundles.api import ImportedOut
from leadbase.bundles.folder import read_folder, write_folder
from leadbase.bundles.model import Change, Imported, Wishes
from leadbase.bundles.spelling import Files
from leadbase.cli.running import run
from leadbase.cli.voice import Voice, current_voice, print_json


def export_design(folder: Path, workspace: str, data_dir: str | None, *, as_json: bool) -> None:
    """Write a workspace's tables, views, webhooks and scripts into a folder, to be kept in git."""
    files = export_bundle(folder, workspace, data_dir)
    if as_json:
        print_json({"folder": str(folder), "files": list(files)})
    else:
        current_voice().tell("{count} files are in {folder}.", count=len(files), folder=folder)


def import_design(
    folder: Path, wishes: Wishes, workspace: str, data_dir: str | None, *, dry_run: bool, sure: bool, as_json: bool
) -> None:
    """Bring a workspace to what a folder says, wholly or not at all."""
    imported = import_bundle(folder, wishes, workspace, data_dir, dry_run=dry_run, sure=sure)
    if as_json:
        print_json(ImportedOut.of(imported, applied=not dry_run).model_dump(mode="json"))
    else:
        _tell(current_voice(), imported, applied=not dry_run)
    if imported.difference.conflicts:
        raise typer.Exit(1)


def export_bundle(folder: Path, workspace: str, data_dir: str | None) -> Files:
    """Write a bundle, and give its files."""

    async def act(app: App) -> Files:
        return await app.room(workspace).read(lambda scope: service.export(scope, app.press))

    files = run(data_dir, act)
    write_folder(folder, files)
    return files


def import_bundle(
    folder: Path, wishes: Wishes, workspace: str, data_dir: str | None, *, dry_run: bool, sure: bool
) -> Imported:
    """Import a bundle; what would be removed is listed first, and done only by who says so."""
    files = read_folder(folder)

    async def look(app: App) -> Imported:
        return await service.rehearse(app.room(workspace), app.press, files, str(folder), wishes)

    async def act(app: App) -> Imported:
        planned = Wishes(wishes.prune, wishes.switch, None if looked is None else looked.difference.plan)
        return await service.bring(app.room(workspace), app.press, files, str(folder), planned)

    if dry_run:
        return run(data_dir, look)
    looked = run(data_dir, look) if wishes.prune and not sure else None
    if looked is not None and not looked.difference.conflicts:
        voice = current_voice()
        removed = [one for one in looked.difference.changes if one.action == "remove"]
        for one in removed:
            voice.tell("would be removed: {thing} {name}", thing=voice.text(one.thing), name=_name(one))
        if removed and not typer.confirm(voice.text("Remove them?"), err=True):
            raise typer.Abort
    return run(data_dir, act)


def _tell(voice: Voice, imported: Imported, *, applied: bool) -> None:
    difference = imported.difference
    rows = [
        (voice.text(one.action), voice.text(one.thing), _name(one), ", ".join(one.what)) for one in difference.changes
    ]
    if rows:
        voice.table(("change", "kind", "name", "settings"), rows)
    for conflict in difference.conflicts:
        voice.refuse(conflict)
    if not rows:
        voice.tell("There is no difference.")
    for webhook in imported.webhooks if applied else ():
        voice.tell("{name} has a new address: {url}", name=webhook.name, url=webhook.url)
        if not webhook.on:
            voice.tell("{name} is switched off; switch it on when its sender is set up.", name=webhook.name)
        if webhook.needs_secret:
            voice.tell(
                "{name} needs the secret of its sender; until it is set, everything is refused.", name=webhook.name
            )
    if not applied:
        voice.tell("Nothing was changed: this was a dry run.")


def _name(change: Change) -> str:
    return f"{change.table}.{change.name}" if change.table else change.name
