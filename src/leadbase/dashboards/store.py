"""Every statement over dashboards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

import sqlalchemy as sa

from leadbase.access.scope import Scope
from leadbase.dashboards.model import Dashboard, Sharing
from leadbase.kit.json import JsonObject
from leadbase.records.aggregates.periods import Period, PeriodKind
from leadbase.storage.schema import metadata
from leadbase.storage.shapes import JsonType, TimestampType, text_type

dashboards = sa.Table(
    "dashboards",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("workspace", sa.BigInteger, nullable=False),
    sa.Column("id", text_type(), nullable=False),
    sa.Column("name", text_type(), nullable=False),
    sa.Column("label", text_type(), nullable=False),
    sa.Column("sharing", text_type(), nullable=False),
    sa.Column("owner", text_type()),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("period", JsonType(), nullable=False),
    sa.Column("tiles", JsonType(), nullable=False),
    sa.Column("created_at", TimestampType(), nullable=False),
    sa.Column("updated_at", TimestampType(), nullable=False),
    sa.UniqueConstraint("workspace", "id"),
    sa.UniqueConstraint("workspace", "name"),
)


def list_dashboards(scope: Scope) -> Sequence[Dashboard]:
    """Give every dashboard of the workspace, personal ones of others too, in their order."""
    found = sa.select(dashboards).where(dashboards.c.workspace == scope.workspace.number)
    found = found.order_by(dashboards.c.position, dashboards.c.number)
    return [_dashboard(row) for row in scope.tx.execute(found).mappings()]


def insert_dashboard(scope: Scope, values: Mapping[str, object]) -> None:
    """Insert a dashboard's row."""
    row = {"workspace": scope.workspace.number, "version": 1, "created_at": scope.now, "updated_at": scope.now}
    scope.tx.execute(sa.insert(dashboards).values({**row, **_stored(values)}))


def update_dashboard(scope: Scope, dashboard: Dashboard, values: Mapping[str, object]) -> bool:
    """Change columns of a dashboard's row; tells whether it still had the version that it was read with."""
    same = (dashboards.c.number == dashboard.number, dashboards.c.version == dashboard.version)
    changed = {**_stored(values), "version": dashboard.version + 1, "updated_at": scope.now}
    return scope.tx.execute(sa.update(dashboards).where(*same).values(changed)).rowcount == 1


def delete_dashboard(scope: Scope, dashboard: Dashboard) -> None:
    """Forget a dashboard."""
    scope.tx.execute(sa.delete(dashboards).where(dashboards.c.number == dashboard.number))


def _stored(values: Mapping[str, object]) -> Mapping[str, object]:
    period = values.get("period")
    return {**values, "period": _period(period)} if isinstance(period, Period) else values


def _period(period: Period) -> JsonObject:
    days = {name: None if day is None else day.isoformat() for name, day in _days(period).items()}
    return {"kind": period.kind, **days}


def _days(period: Period) -> Mapping[str, date | None]:
    return {"first": period.first, "last": period.last}


def _dashboard(row: sa.RowMapping) -> Dashboard:
    period = cast("Mapping[str, str | None]", row["period"])
    first, last = (date.fromisoformat(day) if (day := period.get(name)) else None for name in ("first", "last"))
    return Dashboard(
        number=row["number"],
        id=row["id"],
        name=row["name"],
        label=row["label"],
        sharing=cast(Sharing, row["sharing"]),
        owner=row["owner"],
        version=row["version"],
        position=row["position"],
        period=Period(cast(PeriodKind, period["kind"]), first, last),
        tiles=cast("list[JsonObject]", row["tiles"]),
    )
