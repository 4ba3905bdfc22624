"""The routes that count: the home page's numbers, and how each webhook is."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from leadbase.access.gate import Entry
from leadbase.intake.health import list_health
from leadbase.intake.numbers import get_numbers as count
from leadbase.intake.schemas.numbers import HealthOut, HealthPage, NumbersOut

router = APIRouter()


@router.get("/numbers", tags=["numbers"])
async def get_numbers(
    entry: Entry,
    days: Annotated[int, Query(ge=1, le=30, description="How many days, today included.", examples=[7])] = 7,
) -> NumbersOut:
    """Count the leads of the last days by hour, day and webhook, in the workspace's time zone."""
    return NumbersOut.of(await entry.read(lambda scope: count(scope, days)))


@router.get("/webhooks/health", tags=["webhooks"])
async def list_webhook_health(entry: Entry) -> HealthPage:
    """Tell how each webhook is: its light, its last event, and the leads of the last 24 hours."""
    return HealthPage(items=[HealthOut.of(one) for one in await entry.read(list_health)])
