"""The doctor: runs every check over an installation, whether its server runs or not, and goes on when one fails."""

from __future__ import annotations

import asyncio
import platform
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import httpx2

import leadbase
from leadbase.access.scope import OPERATOR, Moment, Transaction
from leadbase.access.secrets import count_lost
from leadbase.access.workspaces import list_every
from leadbase.app.parts import JOB_KINDS, App
from leadbase.app.place import find_served
from leadbase.intake.health import list_health
from leadbase.intake.retention import count_open, oldest_due
from leadbase.intake.retention_settings import count_late
from leadbase.jobs import service as jobs
from leadbase.kit.clock import Clock
from leadbase.kit.errors import Problem
from leadbase.kit.ids import IdSource
from leadbase.kit.secrets import KEY_FILE, load_sealer
from leadbase.scripts.runtime import Runtimes, open_runtimes
from leadbase.settings import Settings, list_unknown
from leadbase.storage.database import Database
from leadbase.storage.migrations import VERSION, schema_version
from leadbase.storage.opening import open_database
from leadbase.storage.server import database_now, server_version
from leadbase.upkeep import backups, checks
from leadbase.upkeep.backups import list_backups
from leadbase.upkeep.checks import Finding

ASK_WITHIN_S = 15.0
_PACKAGE = Path(leadbase.__file__).parent
_BUILT = {
    "sandbox": _PACKAGE / "scripts/sandbox/built",
    "API page": _PACKAGE / "web/built",
}

Check = Callable[[], Awaitable[Finding]]


async def examine(settings: Settings, environment: Mapping[str, str], clock: Clock) -> AsyncGenerator[Finding]:
    """Give the finding of each check, in order, as soon as it is there; nothing is changed."""
    for finding in await _place_findings(settings, environment):
        yield finding
    for finding in await _database_findings(settings, clock):
        yield finding
    yield await _told("sandbox", _check_sandbox)
    yield await _told("server", lambda: _check_server(settings))
    yield checks.check_address(settings.public_url)


async def examine_running(app: App, environment: Mapping[str, str]) -> Sequence[Finding]:
    """Give the findings over the program that runs here, for its own pages."""
    settings = app.settings
    return [
        *await _place_findings(settings, environment),
        *await _database_findings(settings, app.clock),
        await _told("sandbox", lambda: _check_runtimes(app.runtimes)),
        checks.check_address(settings.public_url),
    ]


async def _place_findings(settings: Settings, environment: Mapping[str, str]) -> Sequence[Finding]:
    """Run everything that needs no database."""
    folder = settings.data_dir.absolute()
    return [
        checks.check_settings(list_unknown(environment)),
        await _told("data folder", lambda: _now(lambda: checks.check_folder(folder))),
        await _told("master key", lambda: _now(lambda: _check_key(settings))),
        await _told("disk", lambda: _now(lambda: checks.check_disk(folder))),
        checks.check_zones(),
        checks.check_built({name: path.exists() for name, path in _BUILT.items()}),
    ]


async def _database_findings(settings: Settings, clock: Clock) -> Sequence[Finding]:
    """Run everything that needs the database."""
    url = settings.database_url
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        return [checks.check_versions(_versions()), checks.check_schema(0, VERSION)]
    try:
        database = await open_database(url, settings.database_direct_url)
    except Problem as problem:
        return [checks.check_versions(_versions()), checks.refused("database", problem)]
    try:
        known = await database.read(server_version)
        return [
            checks.check_versions(_versions() | {database.name: known}),
            await _told("database", lambda: _check_schema(database)),
            await _told("clock", lambda: _check_clock(database, clock)),
            await _told("events", lambda: _check_backlog(database, clock)),
            await _told("jobs", lambda: _check_jobs(database, clock)),
            *await _kept_findings(database, settings, clock),
        ]
    except Problem as problem:
        return [checks.refused("database", problem)]
    finally:
        await database.close()


async def _kept_findings(database: Database, settings: Settings, clock: Clock) -> Sequence[Finding]:
    """Look at what is kept: webhooks, retention, backups, secrets; nothing where the schema is not there yet."""
    if await database.read(schema_version) < VERSION:
        return []
    return [
        await _told("webhooks", lambda: _check_webhooks(database, clock)),
        await _told("retention", lambda: _check_retention(database, settings, clock)),
        await _told("backups", lambda: _check_backups(database, settings, clock)),
        await _told("secrets", lambda: _check_secrets(database, settings)),
    ]


async def _check_webhooks(database: Database, clock: Clock) -> Finding:
    def look(tx: Transaction) -> Finding:
        moment = Moment(tx, clock(), IdSource())
        every = [
            (f"{place.name}/{one.webhook.name}", one.light)
            for place in list_every(moment)
            for one in list_health(moment.scope(place, OPERATOR))
        ]
        return checks.check_webhooks(
            [name for name, light in every if light == "failing"], [name for name, light in every if light == "silent"]
        )

    return await database.read(look)


async def _check_retention(database: Database, settings: Settings, clock: Clock) -> Finding:
    before = clock() - checks.RETENTION_LATE
    late, is_full = await database.read(lambda tx: count_late(tx, settings.retention_gib, before))
    return checks.check_retention(late, is_full=is_full)


async def _check_backups(database: Database, settings: Settings, clock: Clock) -> Finding:
    found = await asyncio.to_thread(list_backups, settings.backups.absolute())
    newest = next((one.manifest.origin.made_at for one in found if one.manifest.verified_at), None)

    def look(tx: Transaction) -> Finding:
        moment = Moment(tx, clock(), IdSource())
        job = backups.last_job(moment)
        failed = str((job.error or {}).get("message")) if job is not None and backups.has_failed(job) else None
        is_planned = backups.read_plan(moment).is_on
        return checks.check_backups(newest, is_planned=is_planned, failed=failed, now=clock())

    return await database.read(look)


async def _check_secrets(database: Database, settings: Settings) -> Finding:
    if not (settings.secret_environment() or (settings.data_dir / KEY_FILE).exists()):
        return checks.check_secrets(0)
    sealer = load_sealer(settings.data_dir, settings.secret_environment())
    return checks.check_secrets(await database.read(lambda tx: count_lost(tx, sealer)))


def _versions() -> dict[str, str]:
    names = ("leadbase", "sqlalchemy", "granian", "deno")
    found = {name: version(name) for name in names}
    return {**found, "python": platform.python_version(), "system": platform.platform()}


async def _check_schema(database: Database) -> Finding:
    return checks.check_schema(await database.read(schema_version), VERSION)


async def _check_clock(database: Database, clock: Clock) -> Finding:
    theirs: datetime = await database.read(database_now)
    return checks.check_clock(clock(), theirs)


async def _check_backlog(database: Database, clock: Clock) -> Finding:
    def count(tx: Transaction) -> Finding:
        if schema_version(tx) == 0:
            return checks.check_backlog({}, None, clock())
        return checks.check_backlog(count_open(tx), oldest_due(tx), clock())

    return await database.read(count)


async def _check_jobs(database: Database, clock: Clock) -> Finding:
    def count(tx: Transaction) -> Finding:
        if schema_version(tx) < VERSION:
            return checks.check_jobs({}, JOB_KINDS.keys(), None, clock())
        return checks.check_jobs(jobs.count_open(tx), JOB_KINDS.keys(), jobs.oldest_due(tx, JOB_KINDS.keys()), clock())

    return await database.read(count)


async def _check_sandbox() -> Finding:
    runtimes = open_runtimes()
    try:
        return await _check_runtimes(runtimes)
    finally:
        await runtimes.close()


async def _check_runtimes(runtimes: Runtimes) -> Finding:
    return checks.check_sandbox(is_ready=await asyncio.wait_for(runtimes.ready(), ASK_WITHIN_S))


async def _check_server(settings: Settings) -> Finding:
    running = find_served(settings)
    if running is None:
        return checks.check_server(None, None)
    try:
        async with httpx2.AsyncClient(timeout=ASK_WITHIN_S, trust_env=False) as client:
            return checks.check_server(running[0], (await client.get(f"{running[0]}/readyz")).status_code)
    except httpx2.HTTPError:
        return checks.check_server(running[0], None)


def _check_key(settings: Settings) -> Finding:
    """Look at the key file, and whether it can be read as keys."""
    if settings.secret_key:
        load_sealer(settings.data_dir, settings.secret_environment())
        return checks.check_key_file(None)
    path = Path(settings.secret_key_file) if settings.secret_key_file else settings.data_dir / KEY_FILE
    found = checks.check_key_file(path)
    if path.exists():
        load_sealer(settings.data_dir, settings.secret_environment())
    return found


async def _now(check: Callable[[], Finding]) -> Finding:
    return check()


async def _told(name: str, check: Check) -> Finding:
    """Give what a check finds; one that is refused or fails is a finding too."""
    try:
        return await check()
    except Problem as problem:
        return checks.refused(name, problem)
    except Exception as error:
        return checks.crashed(name, error)
