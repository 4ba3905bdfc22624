"""The routes of upkeep: how long things are kept, and backups."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Path, Request, Response, status
from fastapi.responses import FileResponse

from leadbase.access import audit
from leadbase.access.audit import Action, Subject
from leadbase.access.gate import Entry, error_language
from leadbase.access.scope import Scope
from leadbase.intake import retention_settings as retention
from leadbase.jobs.model import ENDED, Job, JobState
from leadbase.kit.errors import Language
from leadbase.records.prepare import signature
from leadbase.upkeep import backups
from leadbase.upkeep.backup import Backup
from leadbase.upkeep.backups import Backups
from leadbase.upkeep.schemas import (
    BACKUP,
    AgesOut,
    BackupFailureOut,
    BackupOut,
    BackupsOut,
    ForecastOut,
    GoingOut,
    KeepingOut,
    PlanIn,
    PlanOut,
    RetentionPatch,
)

router = APIRouter(tags=["settings"])

BackupName = Annotated[str, Path(max_length=100, description="A backup's name.", examples=[BACKUP])]


def backups_of(request: Request) -> Backups:
    """Give the backups of this app."""
    return cast(Backups, request.app.state.backups)


def fixed_gib_of(request: Request) -> int | None:
    """Give the size that the environment fixes."""
    return cast("int | None", request.app.state.retention_gib)


Kept = Annotated[Backups, Depends(backups_of)]
FixedGib = Annotated[int | None, Depends(fixed_gib_of)]


@router.get("/retention")
async def get_retention(entry: Entry, fixed: FixedGib) -> KeepingOut:
    """Tell how long the workspace keeps what, its oldest event, and what goes within a day."""
    return await entry.read(lambda scope: _retention(scope, fixed))


@router.patch("/retention")
async def change_retention(body: RetentionPatch, entry: Entry, fixed: FixedGib) -> KeepingOut:
    """Change how long the workspace keeps what; the next sweep, within the hour, goes by it."""

    def act(scope: Scope) -> KeepingOut:
        retention.change_ages(scope, body.changes(), fixed)
        return _retention(scope, fixed)

    return await entry.write(act)


@router.post("/retention/preview")
async def preview_retention(body: RetentionPatch, entry: Entry, fixed: FixedGib) -> ForecastOut:
    """Tell what would go within a day if this were changed; nothing is."""
    return ForecastOut.of(await entry.read(lambda scope: retention.preview(scope, body.changes(), fixed)))


@router.get("/backups")
async def list_backups(request: Request, entry: Entry, kept: Kept) -> BackupsOut:
    """List the installation's backups with their plan and the one that is being made; for instance administrators."""
    return await _shown(request, entry, kept)


@router.post("/backups", status_code=status.HTTP_202_ACCEPTED)
async def make_backup(request: Request, entry: Entry, kept: Kept) -> BackupsOut:
    """Make a backup now, unless one is being made; it goes on in the background."""

    def act(scope: Scope) -> None:
        backups.require_instance(scope)
        backups.begin(scope, signature(scope.actor))
        audit.note(scope, Action.BACKUP_MADE, Subject("backup", "", ""))

    await entry.write(act)
    return await _shown(request, entry, kept)


@router.put("/backups/plan")
async def plan_backups(body: PlanIn, request: Request, entry: Entry, kept: Kept) -> BackupsOut:
    """Say when backups are made and how many are kept."""

    def act(scope: Scope) -> None:
        backups.require_instance(scope)
        before, after = backups.read_plan(scope), body.to_model()
        backups.put_plan(scope, after, signature(scope.actor))
        audit.note(scope, Action.BACKUP_PLANNED, Subject("backup", "", ""), asdict(before), asdict(after))

    await entry.write(act)
    return await _shown(request, entry, kept)


@router.get("/backups/{name}/file", response_class=FileResponse)
async def download_backup(name: BackupName, entry: Entry, kept: Kept) -> FileResponse:
    """Download a backup. It holds everything but the master key."""
    await entry.read(backups.require_instance)
    found = await asyncio.to_thread(kept.find, name)
    await entry.write(lambda scope: audit.note(scope, Action.BACKUP_DOWNLOADED, Subject("backup", name, name)))
    return FileResponse(found.path, media_type="application/zip", filename=found.path.name)


@router.delete("/backups/{name}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_backup(name: BackupName, entry: Entry, kept: Kept) -> Response:
    """Delete a backup for good."""
    await entry.read(backups.require_instance)
    await asyncio.to_thread(kept.delete, name)
    await entry.write(lambda scope: audit.note(scope, Action.BACKUP_DELETED, Subject("backup", name, name)))
    return Response(status_code=status.HTTP_204_NO_CONTENT)


def _retention(scope: Scope, fixed: int | None) -> KeepingOut:
    ages = retention.read_ages(scope.tx, scope.workspace.number, fixed)
    tonight = retention.preview(scope, {}, fixed)
    return KeepingOut(
        ages=AgesOut.of(ages),
        defaults=AgesOut.of(retention.default_ages()),
        size_variable=retention.VARIABLE if fixed is not None else None,
        can_change_size=fixed is None and scope.actor.instance,
        oldest_at=retention.oldest_at(scope),
        tonight=ForecastOut.of(tonight),
    )


async def _shown(request: Request, entry: Entry, kept: Backups) -> BackupsOut:
    def look(scope: Scope) -> tuple[PlanOut, Job | None]:
        backups.require_instance(scope)
        plan = backups.read_plan(scope)
        told = PlanOut(
            is_on=plan.is_on,
            at=plan.at,
            zone=plan.zone,
            daily=plan.daily,
            weekly=plan.weekly,
            next_at=backups.next_at(scope),
        )
        return told, backups.last_job(scope)

    plan, job = await entry.read(look)
    items, free = await asyncio.to_thread(_look, kept)
    return BackupsOut(
        items=[BackupOut.of(one) for one in items],
        plan=plan,
        going=_going(kept, job),
        failure=_failure(job, error_language(request)),
        folder=str(kept.folder),
        folder_bytes=sum(one.size for one in items),
        disk_free_bytes=free,
    )


def _look(kept: Backups) -> tuple[list[Backup], int]:
    place = kept.folder
    while not place.exists():
        place = place.parent
    return list(kept.list()), shutil.disk_usage(place).free


def _going(kept: Backups, job: Job | None) -> GoingOut | None:
    if kept.going is not None:
        return GoingOut.of(kept.going)
    is_going = job is not None and job.state in (JobState.QUEUED, JobState.RUNNING)
    return GoingOut(phase="starting", done=0, total=None) if is_going else None


def _failure(job: Job | None, language: Language) -> BackupFailureOut | None:
    if job is None or not backups.has_failed(job):
        return None
    error: Mapping[str, object] = job.error or {}
    message = error.get("message_zh" if language == "zh-CN" else "message") or error.get("message") or ""
    return BackupFailureOut(
        at=job.finished_at or job.started_at or job.created_at,
        code=str(error.get("code", "unexpected")),
        message=str(message),
        will_retry=job.state not in ENDED,
    )
