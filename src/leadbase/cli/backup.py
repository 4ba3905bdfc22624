"""`leadbase backup`: a verified backup, made while the server runs or without one."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from leadbase.access.scope import OPERATOR, Moment
from leadbase.app.parts import App
from leadbase.app.place import find_served, is_alone
from leadbase.cli.running import AsJson, DataDir, run
from leadbase.cli.voice import current_voice, print_json, print_line
from leadbase.jobs import service as jobs
from leadbase.jobs.model import ENDED, Job, JobState
from leadbase.kit.errors import Unavailable
from leadbase.records.prepare import signature
from leadbase.upkeep import archive, backups
from leadbase.upkeep.backup import Backup, name_of

cli = typer.Typer()

LOOK_S = 0.3


class BackupFailed(Unavailable):
    """The backup was not made: {reason}"""

    code = "backup_failed"
    zh = "备份未完成：{reason}"


@cli.command("backup")
def backup(
    to: Annotated[
        Path | None, typer.Option("--to", help="A file or folder of your own for it; it is not counted among the kept.")
    ] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Make a backup and prove it by a trial restore; leads go on coming in. The master key is not in it."""

    async def act(app: App) -> Backup:
        path = None if to is None else _file(to, app)
        if is_alone(app.settings) and find_served(app.settings) is not None:
            return await _ask_server(app, path)
        return await app.backups.make(path)

    made = run(data_dir, act)
    if as_json:
        origin = made.manifest.origin
        print_json(
            {
                "path": str(made.path),
                "bytes": made.size,
                "made_at": origin.made_at.isoformat(),
                "rows": sum(origin.counts.values()),
                "sha256": made.manifest.sha256,
                "key": origin.key,
                "verified": made.manifest.verified_at is not None,
            }
        )
        return
    print_line(str(made.path))
    current_voice().tell(
        "Verified by a trial restore. The master key (id {key}) is not in it: keep it elsewhere.",
        key=made.manifest.origin.key,
    )


def _file(to: Path, app: App) -> Path:
    path = to.expanduser().absolute()
    return path / name_of(app.clock()) if path.is_dir() else path


async def _ask_server(app: App, path: Path | None) -> Backup:
    """Let the server make it: on SQLite only who writes can copy without beginning again at every lead."""
    job = await app.units.write(lambda moment: backups.begin(moment, signature(OPERATOR), path))

    def look(moment: Moment) -> Job:
        return jobs.get_job(moment, backups.EVERYWHERE, job.id)

    while (job := await app.units.read(look)).state not in ENDED:
        await asyncio.sleep(LOOK_S)
    if job.state is not JobState.DONE:
        language = current_voice().language
        error = job.error or {}
        raise BackupFailed(reason=error.get("message_zh" if language == "zh-CN" else "message") or job.state.value)
    made = path or app.backups.folder / str((job.result or {})["name"])
    return Backup(made, made.stat().st_size, archive.read_manifest(made))
