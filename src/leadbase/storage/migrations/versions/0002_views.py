"""Saved views; the hue of a table; options of choices have a handle and one of the eight hues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from leadbase.storage.shapes import JsonType, TimestampType, text_type

revision = "0002"
down_revision = "0001"

_HUES = {"yellow": "amber", "cyan": "teal", "pink": "purple"}

_fields = sa.table(
    "fields", sa.column("number", sa.Integer), sa.column("type", text_type()), sa.column("params", JsonType())
)


def upgrade() -> None:
    """Apply."""
    op.add_column("tables", sa.Column("hue", text_type(), nullable=False, server_default="blue"))
    op.create_table(
        "views",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("table", sa.Integer(), nullable=False),
        sa.Column("id", text_type(), nullable=False),
        sa.Column("name", text_type(), nullable=False),
        sa.Column("label", text_type(), nullable=False),
        sa.Column("kind", text_type(), nullable=False),
        sa.Column("sharing", text_type(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("owner", text_type(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("settings", JsonType(), nullable=False),
        sa.Column("created_at", TimestampType(), nullable=False),
        sa.Column("updated_at", TimestampType(), nullable=False),
        sa.ForeignKeyConstraint(["table"], ["tables.number"], name="fk_views_table", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", name="pk_views"),
        sa.UniqueConstraint("table", "id", name="uq_views_table_id"),
        sa.UniqueConstraint("table", "name", name="uq_views_table_name"),
    )
    _rename_options()


def _rename_options() -> None:
    """Spell the options of choices that are there as they are spelt from now on."""
    tx = op.get_bind()
    for number, params in tx.execute(sa.select(_fields.c.number, _fields.c.params).where(_fields.c.type == "choice")):
        options = [_option(option) for option in params.get("options") or ()]
        changed = sa.update(_fields).where(_fields.c.number == number)
        tx.execute(changed.values(params={**params, "options": options}))


def _option(option: Mapping[str, Any]) -> dict[str, Any]:
    hue = option.get("hue") or option.get("color") or "grey"
    return {"handle": option.get("handle") or option.get("code"), "label": option["label"], "hue": _HUES.get(hue, hue)}
