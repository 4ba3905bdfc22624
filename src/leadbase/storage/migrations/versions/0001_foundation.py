"""Make the tables of the foundation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from leadbase.storage.shapes import JsonType, TimestampType, bytes_type, text_type

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Apply."""
    _attempts()
    _catalogue_generations()
    _changes()
    _dedupe()
    _effects()
    _events()
    _generations()
    _payloads()
    _people()
    _processes()
    _refusals()
    _schema_state()
    _script_versions()
    _scripts()
    _setup_links()
    _sign_in_failures()
    _tables()
    _webhook_keys()
    _webhook_suffixes()
    _webhooks()
    _workspaces()
    _fields()
    _memberships()
    _sessions()
    _tokens()


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("event", text_type(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("trigger", text_type(), nullable=False),
        sa.Column("outcome", text_type(), nullable=False),
        sa.Column("started_at", TimestampType(), nullable=False),
        sa.Column("finished_at", TimestampType(), nullable=False),
        sa.Column("error", JsonType(), nullable=True),
        sa.Column("console", JsonType(), nullable=True),
        sa.Column("notes", JsonType(), nullable=True),
        sa.Column("answer", JsonType(), nullable=True),
        sa.Column("timings", JsonType(), nullable=False),
        sa.Column("actor", text_type(), nullable=False),
        sa.PrimaryKeyConstraint("event", "number", name="pk_attempts"),
    )


def _catalogue_generations() -> None:
    op.create_table(
        "catalogue_generations",
        sa.Column("workspace", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("token", text_type(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", name="pk_catalogue_generations"),
    )


def _changes() -> None:
    op.create_table(
        "changes",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("table", sa.Integer(), nullable=False),
        sa.Column("record", text_type(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("operation", text_type(), nullable=False),
        sa.Column("before", JsonType(), nullable=False),
        sa.Column("actor", text_type(), nullable=False),
        sa.Column("source_event", text_type(), nullable=True),
        sa.Column("at", TimestampType(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_changes"),
    )
    op.create_index("ix_changes_table_record_number", "changes", ["table", "record", "number"], unique=False)


def _dedupe() -> None:
    op.create_table(
        "dedupe",
        sa.Column("webhook", sa.BigInteger(), nullable=False),
        sa.Column("key_hash", text_type(), nullable=False),
        sa.Column("event", text_type(), nullable=False),
        sa.Column("claimed_at", TimestampType(), nullable=False),
        sa.Column("expires_at", TimestampType(), nullable=False),
        sa.PrimaryKeyConstraint("webhook", "key_hash", name="pk_dedupe"),
    )
    op.create_index("ix_dedupe_expires_at", "dedupe", ["expires_at"], unique=False)


def _effects() -> None:
    op.create_table(
        "effects",
        sa.Column("event", text_type(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("table", text_type(), nullable=False),
        sa.Column("record", text_type(), nullable=False),
        sa.Column("operation", text_type(), nullable=False),
        sa.Column("before", JsonType(), nullable=True),
        sa.Column("issues", JsonType(), nullable=True),
        sa.PrimaryKeyConstraint("event", "attempt", "ordinal", name="pk_effects"),
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", text_type(), nullable=False),
        sa.Column("workspace", sa.BigInteger(), nullable=False),
        sa.Column("webhook", sa.BigInteger(), nullable=False),
        sa.Column("state", text_type(), nullable=False),
        sa.Column("cause", text_type(), nullable=True),
        sa.Column("method", text_type(), nullable=False),
        sa.Column("suffix", text_type(), nullable=False),
        sa.Column("query", JsonType(), nullable=False),
        sa.Column("headers", JsonType(), nullable=False),
        sa.Column("ip", text_type(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("received_at", TimestampType(), nullable=False),
        sa.Column("duplicate_of", text_type(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("trigger", text_type(), nullable=False),
        sa.Column("owner", text_type(), nullable=True),
        sa.Column("next_at", TimestampType(), nullable=True),
        sa.Column("finished_at", TimestampType(), nullable=True),
        sa.Column("has_issues", sa.Boolean(), nullable=False),
        sa.Column("answer", JsonType(), nullable=True),
        sa.Column("timings", JsonType(), nullable=False),
        sa.Column("seen_at", TimestampType(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
    )
    op.create_index(
        "ix_events_troubled",
        "events",
        ["state", "id"],
        unique=False,
        postgresql_where=sa.text("state IN ('failed', 'rejected')"),
        sqlite_where=sa.text("state IN ('failed', 'rejected')"),
    )
    op.create_index(
        "ix_events_unfinished",
        "events",
        ["state", "next_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('received', 'running', 'waiting', 'held')"),
        sqlite_where=sa.text("state IN ('received', 'running', 'waiting', 'held')"),
    )
    op.create_index("ix_events_webhook_id", "events", ["webhook", "id"], unique=False)


def _generations() -> None:
    op.create_table(
        "generations",
        sa.Column("name", text_type(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_generations"),
    )


def _payloads() -> None:
    op.create_table(
        "payloads",
        sa.Column("event", text_type(), nullable=False),
        sa.Column("raw", bytes_type(), nullable=False),
        sa.PrimaryKeyConstraint("event", name="pk_payloads"),
    )


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", text_type(), nullable=False),
        sa.Column("email", text_type(), nullable=False),
        sa.Column("email_key", text_type(), nullable=False),
        sa.Column("name", text_type(), nullable=False),
        sa.Column("password_hash", text_type(), nullable=True),
        sa.Column("instance_admin", sa.Boolean(), nullable=False),
        sa.Column("created_at", TimestampType(), nullable=False),
        sa.Column("disabled_at", TimestampType(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("email_key", name="uq_people_email_key"),
    )


def _processes() -> None:
    op.create_table(
        "processes",
        sa.Column("id", text_type(), nullable=False),
        sa.Column("heartbeat_at", TimestampType(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_processes"),
    )


def _refusals() -> None:
    op.create_table(
        "refusals",
        sa.Column("webhook", sa.BigInteger(), nullable=False),
        sa.Column("day", text_type(), nullable=False),
        sa.Column("cause", text_type(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("webhook", "day", "cause", name="pk_refusals"),
    )


def _schema_state() -> None:
    op.create_table(
        "schema_state",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("min_compatible", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_schema_state"),
    )


def _script_versions() -> None:
    op.create_table(
        "script_versions",
        sa.Column("workspace", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("owner", text_type(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("language", text_type(), nullable=False),
        sa.Column("note", text_type(), nullable=False),
        sa.Column("made_at", TimestampType(), nullable=False),
        sa.Column("made_by", text_type(), nullable=False),
        sa.Column("source", text_type(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "owner", "number", name="pk_script_versions"),
    )


def _scripts() -> None:
    op.create_table(
        "scripts",
        sa.Column("workspace", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("owner", text_type(), nullable=False),
        sa.Column("versions", sa.Integer(), nullable=False),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.Column("source", text_type(), nullable=True),
        sa.Column("language", text_type(), nullable=True),
        sa.Column("saved_at", TimestampType(), nullable=True),
        sa.Column("saved_by", text_type(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "owner", name="pk_scripts"),
    )


def _setup_links() -> None:
    op.create_table(
        "setup_links",
        sa.Column("digest", text_type(), nullable=False),
        sa.Column("created_at", TimestampType(), nullable=False),
        sa.Column("used_at", TimestampType(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name="pk_setup_links"),
    )


def _sign_in_failures() -> None:
    op.create_table(
        "sign_in_failures",
        sa.Column("subject", text_type(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", TimestampType(), nullable=False),
        sa.Column("blocked_until", TimestampType(), nullable=True),
        sa.PrimaryKeyConstraint("subject", name="pk_sign_in_failures"),
    )
    op.create_index("ix_sign_in_failures_last_at", "sign_in_failures", ["last_at"], unique=False)


def _tables() -> None:
    op.create_table(
        "tables",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("workspace", sa.BigInteger(), nullable=False),
        sa.Column("id", text_type(), nullable=False),
        sa.Column("name", text_type(), nullable=False),
        sa.Column("aliases", JsonType(), nullable=False),
        sa.Column("label", text_type(), nullable=False),
        sa.Column("description", text_type(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", TimestampType(), nullable=False),
        sa.Column("deleted_at", TimestampType(), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_tables"),
        sa.UniqueConstraint("workspace", "id", name="uq_tables_workspace_id"),
        sqlite_autoincrement=True,
    )


def _webhook_keys() -> None:
    op.create_table(
        "webhook_keys",
        sa.Column("key_hash", text_type(), nullable=False),
        sa.Column("webhook", sa.BigInteger(), nullable=False),
        sa.Column("sealed", text_type(), nullable=False),
        sa.Column("created_at", TimestampType(), nullable=False),
        sa.Column("expires_at", TimestampType(), nullable=True),
        sa.PrimaryKeyConstraint("key_hash", name="pk_webhook_keys"),
    )
    op.create_index("ix_webhook_keys_webhook", "webhook_keys", ["webhook"], unique=False)


def _webhook_suffixes() -> None:
    op.create_table(
        "webhook_suffixes",
        sa.Column("webhook", sa.BigInteger(), nullable=False),
        sa.Column("suffix", text_type(), nullable=False),
        sa.Column("expires_at", TimestampType(), nullable=False),
        sa.PrimaryKeyConstraint("webhook", "suffix", name="pk_webhook_suffixes"),
    )


def _webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", text_type(), nullable=False),
        sa.Column("workspace", sa.BigInteger(), nullable=False),
        sa.Column("name", text_type(), nullable=False),
        sa.Column("name_folded", text_type(), nullable=False),
        sa.Column("aliases", JsonType(), nullable=False),
        sa.Column("label", text_type(), nullable=False),
        sa.Column("source", text_type(), nullable=False),
        sa.Column("suffix", text_type(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("settings", JsonType(), nullable=False),
        sa.Column("live", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", TimestampType(), nullable=False),
        sa.Column("updated_at", TimestampType(), nullable=False),
        sa.Column("deleted_at", TimestampType(), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_webhooks"),
        sa.UniqueConstraint("workspace", "id", name="uq_webhooks_workspace_id"),
    )
    op.create_index(
        "uq_webhooks_workspace_name_folded",
        "webhooks",
        ["workspace", "name_folded"],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
        sqlite_where=sa.text("deleted_at IS NULL"),
    )


def _workspaces() -> None:
    op.create_table(
        "workspaces",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", text_type(), nullable=False),
        sa.Column("name", text_type(), nullable=False),
        sa.Column("label", text_type(), nullable=False),
        sa.Column("zone", text_type(), nullable=False),
        sa.Column("language", text_type(), nullable=False),
        sa.Column("created_at", TimestampType(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_workspaces"),
        sa.UniqueConstraint("id", name="uq_workspaces_id"),
        sa.UniqueConstraint("name", name="uq_workspaces_name"),
    )


def _fields() -> None:
    op.create_table(
        "fields",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("table", sa.Integer(), nullable=False),
        sa.Column("id", text_type(), nullable=False),
        sa.Column("name", text_type(), nullable=False),
        sa.Column("aliases", JsonType(), nullable=False),
        sa.Column("label", text_type(), nullable=False),
        sa.Column("type", text_type(), nullable=False),
        sa.Column("params", JsonType(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("unique", sa.Boolean(), nullable=False),
        sa.Column("default", JsonType(), nullable=True),
        sa.Column("description", text_type(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("deleted_at", TimestampType(), nullable=True),
        sa.ForeignKeyConstraint(["table"], ["tables.number"], name="fk_fields_table"),
        sa.PrimaryKeyConstraint("number", name="pk_fields"),
        sa.UniqueConstraint("table", "id", name="uq_fields_table_id"),
        sqlite_autoincrement=True,
    )


def _memberships() -> None:
    op.create_table(
        "memberships",
        sa.Column("workspace", sa.BigInteger(), nullable=False),
        sa.Column("person", text_type(), nullable=False),
        sa.Column("role", text_type(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_memberships_person"),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.number"], name="fk_memberships_workspace"),
        sa.PrimaryKeyConstraint("workspace", "person", name="pk_memberships"),
    )
    op.create_index("ix_memberships_person", "memberships", ["person"], unique=False)


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("digest", text_type(), nullable=False),
        sa.Column("person", text_type(), nullable=False),
        sa.Column("created_at", TimestampType(), nullable=False),
        sa.Column("seen_at", TimestampType(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_sessions_person"),
        sa.PrimaryKeyConstraint("digest", name="pk_sessions"),
    )
    op.create_index("ix_sessions_created_at", "sessions", ["created_at"], unique=False)
    op.create_index("ix_sessions_person", "sessions", ["person"], unique=False)


def _tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("id", text_type(), nullable=False),
        sa.Column("workspace", sa.BigInteger(), nullable=False),
        sa.Column("digest", text_type(), nullable=False),
        sa.Column("name", text_type(), nullable=False),
        sa.Column("hint", text_type(), nullable=False),
        sa.Column("role", text_type(), nullable=False),
        sa.Column("scopes", JsonType(), nullable=False),
        sa.Column("maker", text_type(), nullable=True),
        sa.Column("maker_token", text_type(), nullable=True),
        sa.Column("created_at", TimestampType(), nullable=False),
        sa.Column("expires_at", TimestampType(), nullable=True),
        sa.Column("last_used_at", TimestampType(), nullable=True),
        sa.Column("revoked_at", TimestampType(), nullable=True),
        sa.ForeignKeyConstraint(["maker"], ["people.id"], name="fk_tokens_maker"),
        sa.ForeignKeyConstraint(["maker_token"], ["tokens.id"], name="fk_tokens_maker_token"),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.number"], name="fk_tokens_workspace"),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.UniqueConstraint("digest", name="uq_tokens_digest"),
    )
    op.create_index("ix_tokens_maker_token", "tokens", ["maker_token"], unique=False)
    op.create_index("ix_tokens_workspace", "tokens", ["workspace"], unique=False)
