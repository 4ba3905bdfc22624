"""The routes of activity: background work, and the audit."""

from fastapi import APIRouter

from leadbase.activity.api import audit, jobs

router = APIRouter()
router.include_router(jobs.router)
router.include_router(audit.router)
