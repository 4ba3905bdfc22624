"""How this installation is set up: what the environment fixes, what holds by default, and how much is kept."""

from __future__ import annotations

import shutil
from datetime import timedelta
from importlib.metadata import version
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from leadbase.access.gate import Entry
from leadbase.access.model import INVITATION_LIFE, SESSION_IDLE, SESSION_LIFE, Permission
from leadbase.access.scope import Scope
from leadbase.intake.decoding import Caps
from leadbase.intake.limits import MOST_BYTES, MOST_REQUESTS
from leadbase.intake.model import Settings as WebhookSettings
from leadbase.intake.retention import COUNT_CAP, COUNTS_KEPT, GIB, Keep, count_kept, count_open, stored_bytes
from leadbase.intake.retention_settings import Ages, read_ages
from leadbase.intake.service import KEY_LIVES, SUFFIX_LIVES
from leadbase.kit.paging import DEFAULT_LIMIT, LARGEST_LIMIT
from leadbase.scripts.model import Limits
from leadbase.settings import SETTINGS, Setting, Settings
from leadbase.storage.migrations import VERSION
from leadbase.storage.server import server_version
from leadbase.tables.rules import TRASH_KEPT

router = APIRouter(tags=["settings"])

SECRETS = frozenset({"admin_password", "secret_key", "database_url", "database_direct_url"})
"""Settings whose value is shown to nobody; of databases the address holds the password."""


class ValueOut(BaseModel):
    """One setting of the installation."""

    name: str = Field(examples=["public_url"])
    variable: str = Field(examples=["LEADBASE_PUBLIC_URL"], description="The environment variable that sets it.")
    value: str | None = Field(examples=["https://leads.example.com"], description="null: not set, or a secret.")
    default: str = Field(examples=["8420"])
    is_fixed: bool = Field(description="Set by the environment or the command line, so that it can't be changed here.")
    is_secret: bool

    @classmethod
    def of(cls, setting: Setting, settings: Settings) -> ValueOut:
        """Show a setting."""
        value, is_secret = getattr(settings, setting.name), setting.name in SECRETS
        shown = None if is_secret or value in (None, ()) else value
        return cls(
            name=setting.name,
            variable=setting.variable,
            value=", ".join(map(str, cast(tuple[object, ...], shown))) if isinstance(shown, tuple) else _text(shown),
            default=setting.default,
            is_fixed=setting.name in settings.given,
            is_secret=is_secret,
        )


class RetentionOut(BaseModel):
    """How long and how much is kept; null in none of it, as everything has an end."""

    events_days: int = Field(examples=[180])
    payloads_days: int = Field(examples=[30])
    attempts_days: int = Field(examples=[30])
    rejected_days: int = Field(examples=[7])
    rejected_bytes: int
    bytes: int = Field(description="Beyond so much the oldest go first; never what no person has seen fail.")
    counts_days: int = Field(examples=[90])
    trash_days: int = Field(examples=[30])

    @classmethod
    def of(cls, ages: Ages) -> RetentionOut:
        """Show what is kept."""
        return cls(
            events_days=ages.events_days,
            payloads_days=ages.payloads_days,
            attempts_days=ages.attempts_days,
            rejected_days=ages.rejected_days,
            rejected_bytes=Keep().rejected_bytes,
            bytes=ages.gib * GIB,
            counts_days=COUNTS_KEPT.days,
            trash_days=TRASH_KEPT.days,
        )


class LimitsOut(BaseModel):
    """What requests, scripts, lists and links are held to."""

    body_bytes: int = Field(description="A webhook's default.")
    decoded_bytes: int
    answer_deadline_ms: int = Field(description="A webhook's default.")
    dedupe_days: int = Field(description="A webhook's default.")
    requests_at_once: int
    request_bytes_at_once: int
    script_wall_s: float
    script_cpu_s: float
    script_rss_mb: int
    script_host_calls: int
    script_console_bytes: int
    script_answer_bytes: int
    page_items: int
    page_items_most: int
    session_idle_days: int
    session_life_days: int
    invitation_days: int
    old_key_days: int
    old_suffix_days: int

    @classmethod
    def now(cls) -> LimitsOut:
        """Show what holds."""
        webhook, script = WebhookSettings(), Limits()
        return cls(
            body_bytes=webhook.body_limit,
            decoded_bytes=Caps().decoded,
            answer_deadline_ms=webhook.deadline_ms,
            dedupe_days=webhook.dedupe_days,
            requests_at_once=MOST_REQUESTS,
            request_bytes_at_once=MOST_BYTES,
            script_wall_s=script.wall_s,
            script_cpu_s=script.cpu_s,
            script_rss_mb=script.rss_mb,
            script_host_calls=script.host_calls,
            script_console_bytes=script.console_bytes,
            script_answer_bytes=script.answer_bytes,
            page_items=DEFAULT_LIMIT,
            page_items_most=LARGEST_LIMIT,
            session_idle_days=_days(SESSION_IDLE),
            session_life_days=_days(SESSION_LIFE),
            invitation_days=_days(INVITATION_LIFE),
            old_key_days=_days(KEY_LIVES),
            old_suffix_days=_days(SUFFIX_LIVES),
        )


class DataOut(BaseModel):
    """How much is kept."""

    events: int = Field(examples=[48_210], description="Of this workspace, counted up to a million.")
    events_more: bool = Field(description="There are more than were counted.")
    open: dict[str, int] = Field(
        examples=[{"waiting": 2, "failed": 1}],
        description="Of all workspaces, by state; `failed` is what nobody has seen.",
    )
    bytes: int = Field(description="What events take; on SQLite everything that is kept.")
    disk_free_bytes: int
    disk_bytes: int


class DatabaseOut(BaseModel):
    """The database."""

    kind: str = Field(examples=["sqlite"])
    version: str = Field(examples=["3.45.1"])
    schema_version: int = Field(examples=[VERSION])


class InstallationOut(BaseModel):
    """How this installation is set up."""

    version: str = Field(examples=["1.0.0"])
    is_instance_admin: bool = Field(description="Who asks administers the whole installation.")
    environment: list[ValueOut]
    limits: LimitsOut
    retention: RetentionOut
    data: DataOut
    database: DatabaseOut


def settings_of(request: Request) -> Settings:
    """Give the settings of this app."""
    return cast(Settings, request.app.state.settings)


@router.get("/settings")
async def get_settings(entry: Entry, settings: Annotated[Settings, Depends(settings_of)]) -> InstallationOut:
    """Tell how this installation is set up: settings, limits, retention, how much is kept, the database."""
    kind = entry.gate.units.database.name
    return await entry.read(lambda scope: _look(scope, settings, kind))


def _look(scope: Scope, settings: Settings, kind: str) -> InstallationOut:
    scope.require(Permission.ADMIN)
    events, disk = count_kept(scope.tx, scope.workspace.number), shutil.disk_usage(settings.data_dir)
    return InstallationOut(
        version=version("leadbase"),
        is_instance_admin=scope.actor.instance,
        environment=[ValueOut.of(setting, settings) for setting in SETTINGS],
        limits=LimitsOut.now(),
        retention=RetentionOut.of(read_ages(scope.tx, scope.workspace.number, settings.retention_gib)),
        data=DataOut(
            events=min(events, COUNT_CAP),
            events_more=events > COUNT_CAP,
            open=dict(count_open(scope.tx)),
            bytes=stored_bytes(scope.tx),
            disk_free_bytes=disk.free,
            disk_bytes=disk.total,
        ),
        database=DatabaseOut(kind=kind, version=server_version(scope.tx), schema_version=VERSION),
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _days(time: timedelta) -> int:
    return time.days
