"""The routes of dashboards."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, status

from leadbase.access.gate import Entry, error_language
from leadbase.access.scope import Scope
from leadbase.dashboards import service
from leadbase.dashboards.schemas import (
    DashboardData,
    DashboardIn,
    DashboardOut,
    DashboardPage,
    DashboardPatch,
    TileTry,
)
from leadbase.records.aggregates.periods import Period, PeriodKind
from leadbase.records.api.aggregates import TurnsOf
from leadbase.tables.api import CataloguesOf

router = APIRouter(tags=["dashboards"])

DashboardKey = Annotated[str, Path(max_length=200, description="A dashboard's id or name.", examples=["本周线索"])]


@router.get("/dashboards")
async def list_dashboards(entry: Entry) -> DashboardPage:
    """List the dashboards that the asker sees: the shared ones, then their own."""
    return DashboardPage.of(await entry.read(service.list_dashboards))


@router.post("/dashboards", status_code=status.HTTP_201_CREATED)
async def create_dashboard(body: DashboardIn, entry: Entry, catalogues: CataloguesOf) -> DashboardOut:
    """Make a dashboard; a shared one needs the permission to design tables."""
    return DashboardOut.of(
        await entry.write(lambda scope: service.create_dashboard(scope, catalogues, body.to_model()))
    )


@router.post("/dashboards/try-tile")
async def try_tile(
    body: TileTry, entry: Entry, catalogues: CataloguesOf, turns: TurnsOf, request: Request
) -> DashboardData:
    """Show what a tile would show that is not saved."""
    language = error_language(request)

    def act(scope: Scope) -> DashboardData:
        shown = service.try_tile(scope, catalogues, body.tile.to_json(), body.period.to_model())
        return DashboardData.of(scope, shown, language)

    async with turns.taken():
        return await entry.read(act)


@router.get("/dashboards/{dashboard}")
async def get_dashboard(dashboard: DashboardKey, entry: Entry) -> DashboardOut:
    """Show a dashboard: its tiles, not what they show."""
    return DashboardOut.of(await entry.read(lambda scope: service.get_dashboard(scope, dashboard)))


@router.patch("/dashboards/{dashboard}")
async def change_dashboard(
    dashboard: DashboardKey, body: DashboardPatch, entry: Entry, catalogues: CataloguesOf
) -> DashboardOut:
    """Change a dashboard's label, sharing, period or tiles; an old version refuses it."""
    return DashboardOut.of(
        await entry.write(lambda scope: service.change_dashboard(scope, catalogues, dashboard, body.to_model()))
    )


@router.delete("/dashboards/{dashboard}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_dashboard(dashboard: DashboardKey, entry: Entry) -> None:
    """Delete a dashboard; the records are not touched."""
    await entry.write(lambda scope: service.delete_dashboard(scope, dashboard))


@router.get("/dashboards/{dashboard}/data")
async def show_dashboard(
    dashboard: DashboardKey,
    entry: Entry,
    catalogues: CataloguesOf,
    turns: TurnsOf,
    request: Request,
    period: Annotated[PeriodKind | None, Query(description="Instead of the dashboard's own.")] = None,
    first: Annotated[date | None, Query(description="Of a custom period, included.")] = None,
    last: Annotated[date | None, Query(description="Of a custom period, included.")] = None,
) -> DashboardData:
    """Show what each tile of a dashboard shows, all of it at one moment.

    A tile that can't be shown tells why in `trouble`; the others are there. A tile takes 2 s at most, all of them 10 s;
    past that the newest 100,000 records alone are looked at, which `partial` tells.
    """
    language = error_language(request)
    asked = None if period is None else Period(period, first, last)

    def act(scope: Scope) -> DashboardData:
        return DashboardData.of(scope, service.show_dashboard(scope, catalogues, dashboard, asked), language)

    async with turns.taken():
        return await entry.read(act)
