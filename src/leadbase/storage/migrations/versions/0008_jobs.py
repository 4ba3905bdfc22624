"""Background work: jobs, schedules, bulk replays."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from leadbase.storage.shapes import JsonType, TimestampType, text_type

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Apply."""
    _jobs()
    _replay_items()
    _replays()
    _schedules()


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", text_type(), nullable=False),
        sa.Column("workspace", sa.BigInteger(), nullable=False),
        sa.Column("kind", text_type(), nullable=False),
        sa.Column("params", JsonType(), nullable=False),
        sa.Column("state", text_type(), nullable=False),
        sa.Column("run_at", TimestampType(), nullable=True),
        sa.Column("owner", text_type(), nullable=True),
        sa.Column("lease_until", TimestampType(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("progress", JsonType(), nullable=False),
        sa.Column("cursor", JsonType(), nullable=True),
        sa.Column("result", JsonType(), nullable=True),
        sa.Column("error", JsonType(), nullable=True),
        sa.Column("wanted", text_type(), nullable=True),
        sa.Column("made_by", text_type(), nullable=False),
        sa.Column("created_at", TimestampType(), nullable=False),
        sa.Column("started_at", TimestampType(), nullable=True),
        sa.Column("finished_at", TimestampType(), nullable=True),
        sa.Column("schedule", text_type(), nullable=True),
        sa.Column("fire_at", TimestampType(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("schedule", "fire_at", name="uq_jobs_schedule_fire_at"),
    )
    op.create_index("ix_jobs_finished_at", "jobs", ["finished_at"], unique=False)
    op.create_index(
        "ix_jobs_pending",
        "jobs",
        ["run_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('queued', 'waiting')"),
        sqlite_where=sa.text("state IN ('queued', 'waiting')"),
    )
    op.create_index(
        "ix_jobs_running",
        "jobs",
        ["lease_until"],
        unique=False,
        postgresql_where=sa.text("state IN ('running')"),
        sqlite_where=sa.text("state IN ('running')"),
    )
    op.create_index("ix_jobs_workspace_id", "jobs", ["workspace", "id"], unique=False)


def _replay_items() -> None:
    op.create_table(
        "replay_items",
        sa.Column("replay", text_type(), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event", text_type(), nullable=False),
        sa.Column("state", text_type(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=True),
        sa.Column("outcome", text_type(), nullable=True),
        sa.Column("error", JsonType(), nullable=True),
        sa.Column("writes", JsonType(), nullable=True),
        sa.Column("kept_fields", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("replay", "ordinal", name="pk_replay_items"),
    )
    op.create_index(
        "ix_replay_items_begun",
        "replay_items",
        ["event"],
        unique=False,
        postgresql_where=sa.text("state = 'begun'"),
        sqlite_where=sa.text("state = 'begun'"),
    )
    op.create_index(
        "ix_replay_items_uncounted",
        "replay_items",
        ["replay", "ordinal"],
        unique=False,
        postgresql_where=sa.text("state != 'counted'"),
        sqlite_where=sa.text("state != 'counted'"),
    )


def _replays() -> None:
    op.create_table(
        "replays",
        sa.Column("id", text_type(), nullable=False),
        sa.Column("workspace", sa.BigInteger(), nullable=False),
        sa.Column("webhook", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("source", text_type(), nullable=True),
        sa.Column("language", text_type(), nullable=True),
        sa.Column("as_new", sa.Boolean(), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=True),
        sa.Column("asked", JsonType(), nullable=False),
        sa.Column("made_by", text_type(), nullable=False),
        sa.Column("created_at", TimestampType(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_replays"),
    )
    op.create_index("ix_replays_created_at", "replays", ["created_at"], unique=False)
    op.create_index("ix_replays_workspace_id", "replays", ["workspace", "id"], unique=False)


def _schedules() -> None:
    op.create_table(
        "schedules",
        sa.Column("id", text_type(), nullable=False),
        sa.Column("workspace", sa.BigInteger(), nullable=False),
        sa.Column("name", text_type(), nullable=False),
        sa.Column("cron", text_type(), nullable=False),
        sa.Column("zone", text_type(), nullable=False),
        sa.Column("kind", text_type(), nullable=False),
        sa.Column("params", JsonType(), nullable=False),
        sa.Column("made_by", text_type(), nullable=False),
        sa.Column("next_at", TimestampType(), nullable=True),
        sa.Column("last_at", TimestampType(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_schedules"),
        sa.UniqueConstraint("workspace", "name", name="uq_schedules_workspace_name"),
    )
    op.create_index("ix_schedules_next_at", "schedules", ["next_at"], unique=False)
