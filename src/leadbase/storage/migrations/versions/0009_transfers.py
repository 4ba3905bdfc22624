"""Imports: what was read, matched and written, so that it can be undone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from leadbase.storage.shapes import JsonType, TimestampType, text_type

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Apply."""
    _import_pages()
    _imports()


def _import_pages() -> None:
    op.create_table(
        "import_pages",
        sa.Column("import", text_type(), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("created", JsonType(), nullable=False),
        sa.Column("changed", JsonType(), nullable=False),
        sa.Column("failed", JsonType(), nullable=False),
        sa.Column("at", TimestampType(), nullable=False),
        sa.Column("undone_at", TimestampType(), nullable=True),
        sa.PrimaryKeyConstraint("import", "ordinal", name="pk_import_pages"),
    )


def _imports() -> None:
    op.create_table(
        "imports",
        sa.Column("id", text_type(), nullable=False),
        sa.Column("workspace", sa.BigInteger(), nullable=False),
        sa.Column("table", text_type(), nullable=True),
        sa.Column("name", text_type(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("format", text_type(), nullable=False),
        sa.Column("reading", JsonType(), nullable=False),
        sa.Column("plan", JsonType(), nullable=True),
        sa.Column("check_job", text_type(), nullable=True),
        sa.Column("run_job", text_type(), nullable=True),
        sa.Column("undo_job", text_type(), nullable=True),
        sa.Column("made_by", text_type(), nullable=False),
        sa.Column("created_at", TimestampType(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
    )
    op.create_index("ix_imports_created_at", "imports", ["created_at"], unique=False)
    op.create_index("ix_imports_workspace_id", "imports", ["workspace", "id"], unique=False)
