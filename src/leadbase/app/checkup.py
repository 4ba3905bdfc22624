"""The doctor's findings over the running server, for its administrators."""

from __future__ import annotations

import os
from typing import cast

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from leadbase.access.gate import Entry, error_language
from leadbase.app.doctor import examine_running
from leadbase.app.parts import App
from leadbase.upkeep.backups import require_instance
from leadbase.upkeep.checks import Finding, Health

router = APIRouter(tags=["settings"])


class CheckupItemOut(BaseModel):
    """What one check found, and what to do about it."""

    check: str = Field(examples=["backups"])
    health: Health
    message: str


class CheckupOut(BaseModel):
    """Every finding. Healthy: no check failed."""

    healthy: bool
    items: list[CheckupItemOut]


@router.get("/doctor")
async def examine(request: Request, entry: Entry) -> CheckupOut:
    """Look the server over: what is wrong and what to do, as `leadbase doctor` does; for instance administrators."""
    await entry.read(require_instance)
    found = await examine_running(cast(App, request.app.state.parts), os.environ)
    language = error_language(request)

    def shown(one: Finding) -> CheckupItemOut:
        return CheckupItemOut(check=one.name, health=one.health, message=one.message(language))

    return CheckupOut(
        healthy=all(one.health is not Health.FAILED for one in found), items=[shown(one) for one in found]
    )
