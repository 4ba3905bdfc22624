"""The routes of intake under one router; those with a fixed word go before those that take an id in its place."""

from __future__ import annotations

from fastapi import APIRouter

from leadbase.intake.api import events, failures, numbers, pasting, replays, retyping, scripts, webhooks

router = APIRouter()
for _part in (numbers, webhooks, scripts, pasting, retyping, failures, replays, events):
    router.include_router(_part.router)
