"""Every statement over saved views."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import sqlalchemy as sa

from leadbase.access.scope import Scope
from leadbase.kit.json import JsonObject
from leadbase.storage.schema import metadata
from leadbase.storage.shapes import JsonType, TimestampType, text_type
from leadbase.tables.model import Table
from leadbase.tables.store import tables
from leadbase.tables.view_model import Sharing, View

views = sa.Table(
    "views",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("table", sa.Integer, sa.ForeignKey("tables.number", ondelete="CASCADE"), nullable=False),
    sa.Column("id", text_type(), nullable=False),
    sa.Column("name", text_type(), nullable=False),
    sa.Column("label", text_type(), nullable=False),
    sa.Column("kind", text_type(), nullable=False),
    sa.Column("sharing", text_type(), nullable=False),
    sa.Column("locked", sa.Boolean, nullable=False),
    sa.Column("owner", text_type()),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("settings", JsonType(), nullable=False),
    sa.Column("created_at", TimestampType(), nullable=False),
    sa.Column("updated_at", TimestampType(), nullable=False),
    sa.UniqueConstraint("table", "id"),
    sa.UniqueConstraint("table", "name"),
)


def begin_change(scope: Scope, table: Table) -> None:
    """Let nobody else change the table's views until this transaction ends."""
    scope.tx.execute(sa.select(tables.c.number).where(tables.c.number == table.number).with_for_update())


def list_views(scope: Scope, table: Table) -> Sequence[View]:
    """Give every saved view of the table, personal ones of others too, in their order."""
    found = sa.select(views).where(views.c.table == table.number).order_by(views.c.position, views.c.number)
    return [_view(row) for row in scope.tx.execute(found).mappings()]


def insert_view(scope: Scope, table: Table, values: Mapping[str, object]) -> None:
    """Insert a view's row."""
    row = {**values, "table": table.number, "version": 1, "created_at": scope.now, "updated_at": scope.now}
    scope.tx.execute(sa.insert(views).values(row))


def update_view(scope: Scope, view: View, values: Mapping[str, object]) -> None:
    """Change columns of a view's row."""
    scope.tx.execute(sa.update(views).where(views.c.number == view.number).values(dict(values)))


def delete_view(scope: Scope, view: View) -> None:
    """Forget a view."""
    scope.tx.execute(sa.delete(views).where(views.c.number == view.number))


def _view(row: sa.RowMapping) -> View:
    return View(
        number=row["number"],
        id=row["id"],
        name=row["name"],
        label=row["label"],
        kind=row["kind"],
        sharing=cast(Sharing, row["sharing"]),
        locked=row["locked"],
        owner=row["owner"],
        version=row["version"],
        position=row["position"],
        settings=cast(JsonObject, row["settings"]),
    )
