"""Makes every part of the program and joins them; the one list of who is handed what, and who hears of what."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from pwdlib import PasswordHash

from leadbase.access.passwords import Passwords
from leadbase.access.rules import Addresses
from leadbase.access.scope import Moment, Scope
from leadbase.access.units import ActorRoom, Units
from leadbase.access.workspaces import MAIN, ensure_workspace, get_workspace
from leadbase.app.metrics import Metrics
from leadbase.app.place import hook_url, is_alone
from leadbase.bundles.applying import Tools as PressTools
from leadbase.bundles.service import Press
from leadbase.connectors.connector import Connectors, load_connectors
from leadbase.intake import bulk_replay, undoing
from leadbase.intake.assembly import Intake, Surroundings, assemble
from leadbase.intake.bulk_steps import replay_kind
from leadbase.intake.jobs import BEAT_S
from leadbase.intake.routes import GENERATION
from leadbase.intake.service import WebhooksChanged
from leadbase.jobs.kind import Kind
from leadbase.jobs.worker import Tools
from leadbase.jobs.worker import Worker as JobWorker
from leadbase.kit.clock import Clock, system_clock
from leadbase.kit.facts import Subscriptions
from leadbase.kit.http import Http, own_hosts
from leadbase.kit.ids import IdSource
from leadbase.kit.secrets import Sealer, load_sealer
from leadbase.live.hearing import hear, hear_event
from leadbase.live.hub import Hub
from leadbase.live.jobs import Sharing
from leadbase.records import rewinding
from leadbase.records.jobs import Indexer
from leadbase.records.transfer import steps as transfers
from leadbase.records.transfer.folder import Folder
from leadbase.scripts.runtime import Runtimes, open_runtimes
from leadbase.scripts.types import TypeChecker
from leadbase.settings import Settings
from leadbase.storage.database import Database
from leadbase.storage.migrations import migrate
from leadbase.storage.opening import open_database
from leadbase.storage.watch import Watcher
from leadbase.tables import indexes
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.field_type import load_field_types
from leadbase.tables.retyper import Retyper
from leadbase.templates.reading import load_templates
from leadbase.templates.service import Shelf
from leadbase.upkeep import backups
from leadbase.upkeep.backup import Source
from leadbase.upkeep.backups import Backups, ensure_plan
from leadbase.upkeep.sweeping import Sweeper

DRAIN_S = 20.0
"""Seconds that running scripts get to end when the program stops."""


@dataclass(frozen=True, slots=True)
class Makings:
    """What kinds of job are made of."""

    units: Units
    catalogues: Catalogues
    intake: Intake
    backups: Backups
    transfers: transfers.Desk


JOB_KINDS: Mapping[str, Callable[[Makings], Kind]] = {
    bulk_replay.KIND: lambda given: replay_kind(given.units, given.intake.flows),
    undoing.KIND: lambda given: undoing.undo_kind(given.units, given.catalogues),
    rewinding.KIND: lambda given: rewinding.rewind_kind(given.units, given.catalogues),
    indexes.KIND: lambda given: indexes.index_kind(given.units, given.catalogues),
    backups.KIND: lambda given: given.backups.kind(),
    transfers.CHECK: lambda given: transfers.check_kind(given.transfers),
    transfers.RUN: lambda given: transfers.run_kind(given.transfers),
    transfers.UNDO: lambda given: transfers.undo_kind(given.transfers),
}
"""Every kind of background job, by name."""


@dataclass(frozen=True, slots=True)
class App:
    """Every part of the program, joined."""

    settings: Settings
    database: Database
    sealer: Sealer
    clock: Clock
    ids: IdSource
    units: Units
    passwords: Passwords
    addresses: Addresses
    catalogues: Catalogues
    connectors: Connectors
    runtimes: Runtimes
    intake: Intake
    shelf: Shelf
    metrics: Metrics
    hub: Hub
    jobs: JobWorker
    backups: Backups

    @property
    def transfers(self) -> transfers.Desk:
        """What imports work with."""
        return _transfers(self.settings, self.units, self.catalogues)

    @property
    def press(self) -> Press:
        """What bundles need."""
        tools = PressTools(self.catalogues, self.intake.flows.desk)
        return Press(tools, lambda source, language: self.runtimes.get(language).check(source))

    def room(self, workspace: str = MAIN) -> ActorRoom:
        """Give the operator's room in a workspace."""
        return ActorRoom(self.units, workspace)

    def tell_full(self, is_full: bool) -> None:
        """Let nothing more in while what may not go fills the space for requests."""
        self.intake.load.is_full = is_full

    def find_table(self, scope: Scope, reference: str) -> str | None:
        """Give the id of the table with this id or API name."""
        found = self.catalogues.get(scope).find_table(reference)
        return None if found is None else found.id


@asynccontextmanager
async def open_app(settings: Settings, base_url: str | None = None, clock: Clock = system_clock) -> AsyncGenerator[App]:
    """Open the data folder and database (making and migrating them), join all parts, and close them at the end.

    `base_url` is where senders reach /hook, if it is known better than by the settings. Nothing works in the background
    until it is started. Raises what opening, migrating and the master key raise.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    sealer = load_sealer(settings.data_dir, settings.secret_environment())
    database = await open_database(settings.database_url, settings.database_direct_url)
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(database.close)
        await migrate(database)
        app = _join(settings, database, sealer, clock, base_url or hook_url(settings))
        stack.callback(app.passwords.close)
        stack.push_async_callback(app.intake.http.close)
        stack.push_async_callback(app.runtimes.close)
        stack.push_async_callback(app.intake.stop, DRAIN_S)
        stack.push_async_callback(app.jobs.stop, DRAIN_S)
        await app.units.write(ensure_workspace)
        yield app


@asynccontextmanager
async def attended(app: App) -> AsyncGenerator[None]:
    """Notice what other processes change of what is cached here, and let go of what is old."""
    watcher = Watcher(app.database)
    watcher.listen(GENERATION, app.intake.routes.forget)
    watcher.listen("catalogue:", lambda name: app.catalogues.forget(int(name.removeprefix("catalogue:"))))
    sweeper = Sweeper(app.units, app.catalogues, app.tell_full, fixed_gib=app.settings.retention_gib)
    indexer = Indexer(app.units, app.catalogues)
    retyper = Retyper(app.units, app.catalogues)
    sharing = Sharing(app.hub, app.database, alone=is_alone(app.settings))
    sharing.listen(watcher)
    await app.units.write(lambda moment: ensure_plan(moment, get_workspace(moment.tx, MAIN).zone))
    await watcher.start()
    sharing.start()
    sweeper.start()
    indexer.start()
    retyper.start()
    try:
        yield
    finally:
        app.hub.close()
        await sharing.stop()
        await retyper.stop()
        await indexer.stop()
        await sweeper.stop()
        await watcher.stop()


@asynccontextmanager
async def beating(app: App) -> AsyncGenerator[None]:
    """Say that this process lives, so that what it runs is not taken over; for a command that replays an event."""

    async def beat() -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            await app.intake.worker.beat()

    await app.intake.worker.beat()
    task = asyncio.create_task(beat(), name="beat")
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def _join(settings: Settings, database: Database, sealer: Sealer, clock: Clock, base_url: str) -> App:
    ids, connectors, runtimes, metrics, hub = IdSource(), load_connectors(), open_runtimes(), Metrics(), Hub()
    catalogues = Catalogues(load_field_types())
    intake = assemble(
        Surroundings(
            database=database,
            runtimes=runtimes,
            catalogues=catalogues,
            connectors=connectors,
            sealer=sealer,
            clock=clock,
            ids=ids,
            base_url=base_url,
            observe=metrics.observe_hook,
            address=_address,
            tell=lambda fact: hear_event(hub, fact),
            checker=TypeChecker(),
            http=Http(own_hosts=own_hosts(base_url, settings.public_url)),
        )
    )
    units, kept = Units(database, clock, ids, _subscriptions(intake, hub)), _backups(settings, database, sealer, clock)
    return App(
        settings=settings,
        database=database,
        sealer=sealer,
        clock=clock,
        ids=ids,
        units=units,
        passwords=Passwords(PasswordHash.recommended()),
        addresses=Addresses(settings.public_url, hook_url=base_url),
        catalogues=catalogues,
        connectors=connectors,
        runtimes=runtimes,
        intake=intake,
        shelf=Shelf(load_templates(), catalogues, intake.flows.desk),
        metrics=metrics,
        hub=hub,
        jobs=_worker(units, Makings(units, catalogues, intake, kept, _transfers(settings, units, catalogues))),
        backups=kept,
    )


def _transfers(settings: Settings, units: Units, catalogues: Catalogues) -> transfers.Desk:
    return transfers.Desk(units, catalogues, Folder(settings.data_dir / "transfers", settings.import_limit << 30))


def _backups(settings: Settings, database: Database, sealer: Sealer, clock: Clock) -> Backups:
    source = Source(database, settings.database_url, load_field_types(), version("leadbase"), sealer.newest, clock)
    return Backups(source, settings.backups.absolute())


def _subscriptions(intake: Intake, hub: Hub) -> Subscriptions[Moment]:
    facts: Subscriptions[Moment] = Subscriptions()
    facts.after(WebhooksChanged, lambda _: intake.routes.forget())
    hear(facts, hub)
    return facts


def _worker(units: Units, given: Makings) -> JobWorker:
    tools = Tools(units.database, units.clock, units.ids, units.subscriptions.tell_after)
    return JobWorker(tools, [make(given) for make in JOB_KINDS.values()])


def _address(scope: Mapping[str, Any]) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""
