"""Let fields say whether they are searched, mark every row that is written, and make the index of words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from leadbase.storage.marks import mark_writes, prepare
from leadbase.storage.shapes import text_type

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Apply."""
    op.add_column("fields", sa.Column("searchable", sa.Boolean(), nullable=True))
    _row_marks()
    _search_documents()
    _search_states()


def _row_marks() -> None:
    op.create_table(
        "row_marks",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("table", sa.Integer(), nullable=False),
        sa.Column("record", text_type(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_row_marks"),
    )
    tx = op.get_bind()
    prepare(tx)
    for number in tx.execute(sa.text("SELECT number FROM tables ORDER BY number")).scalars().all():
        mark_writes(tx, number)


def _search_documents() -> None:
    grams = sa.Text().with_variant(postgresql.ARRAY(postgresql.TEXT(collation="C")), "postgresql")
    op.create_table(
        "search_documents",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("table", sa.Integer(), nullable=False),
        sa.Column("record", text_type(), nullable=False),
        sa.Column("text", text_type(), nullable=False),
        sa.Column("grams", grams, nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_search_documents"),
        sa.UniqueConstraint("table", "record", name="uq_search_documents_table_record"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("ix_search_documents_grams", "search_documents", ["grams"], postgresql_using="gin")
    else:
        # the words are split by us and spelt in ASCII; positions aren't needed, nor is the text kept twice
        op.execute(
            "CREATE VIRTUAL TABLE search_index USING fts5"
            "(grams, content='', tokenize='ascii', detail=none, columnsize=0)"
        )


def _search_states() -> None:
    op.create_table(
        "search_states",
        sa.Column("table", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fields", text_type(), nullable=False),
        sa.Column("walked", text_type(), nullable=True),
        sa.PrimaryKeyConstraint("table", name="pk_search_states"),
    )
