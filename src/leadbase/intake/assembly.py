"""Puts the parts of intake together: what a program needs to take requests in, run events and replay them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from leadbase.connectors.connector import Connectors
from leadbase.intake.comparison import Comparer
from leadbase.intake.counts import Counts
from leadbase.intake.door import Door, Observe, Parts
from leadbase.intake.duplicates import Duplicates
from leadbase.intake.facts import EventMoved, Tell, tell_nobody
from leadbase.intake.flows import Flows, Types
from leadbase.intake.host import HostParts, ScriptHost
from leadbase.intake.jobs import Worker
from leadbase.intake.limits import Load
from leadbase.intake.listening import Arrivals
from leadbase.intake.outside import Outside
from leadbase.intake.pins import Pins
from leadbase.intake.pipeline import Job, Pipeline
from leadbase.intake.recall import Recall
from leadbase.intake.receiving import BODY_DEADLINE_S
from leadbase.intake.replay import Replays
from leadbase.intake.restart import Restart
from leadbase.intake.rollup import Rollup
from leadbase.intake.routes import Routes
from leadbase.intake.service import Desk
from leadbase.kit.clock import Clock
from leadbase.kit.deadlines import Deadlines
from leadbase.kit.http import Http
from leadbase.kit.ids import IdSource
from leadbase.kit.secrets import Sealer
from leadbase.scripts.model import Limits
from leadbase.scripts.runtime import Runtimes
from leadbase.scripts.types import TypeChecker
from leadbase.storage.database import Database
from leadbase.tables.catalogue import Catalogues


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What intake is given. `base_url` is where /hook is reached, `address` tells a request's true client address.

    `tell` hears what happens to events, once it is committed. Without a `checker` no script's types are looked at.
    """

    database: Database
    runtimes: Runtimes
    catalogues: Catalogues
    connectors: Connectors
    sealer: Sealer
    clock: Clock
    ids: IdSource
    base_url: str
    observe: Observe
    address: Callable[[Mapping[str, Any]], str]
    limits: Limits = field(default_factory=Limits)
    bodies: Deadlines = field(default_factory=lambda: Deadlines(BODY_DEADLINE_S))
    tell: Tell = tell_nobody
    checker: TypeChecker | None = None
    http: Http = field(default_factory=Http)


@dataclass(frozen=True, slots=True)
class Intake:
    """Everything of intake that runs: `routes.forget` is to be called when any webhook changed."""

    door: Door
    flows: Flows
    worker: Worker
    counts: Counts
    routes: Routes
    pipeline: Pipeline
    load: Load
    arrivals: Arrivals
    http: Http

    async def start(self, *, alone: bool) -> None:
        """Begin the background work; `alone`: no other process can be running events of this database."""
        self.counts.start()
        await self.worker.start(alone=alone)

    async def stop(self, seconds: float) -> bool:
        """Stop looking for work and wait for what runs, at most so long; tell whether all of it ended."""
        await self.worker.stop()
        ended = await self.pipeline.drain(seconds)
        await self.counts.stop()
        return ended


def assemble(given: Surroundings) -> Intake:
    """Put the parts together; nothing runs yet."""
    database, clock, ids = given.database, given.clock, given.ids
    routes = Routes(database, given.sealer, clock, ids)
    outside = Outside(database, given.http, given.sealer, given.limits.wall_s)
    host_parts = HostParts(database, given.catalogues, clock, ids, outside)

    def open_host(job: Job) -> ScriptHost:
        return ScriptHost(host_parts, job)

    renew, process = given.catalogues.forget, ids.new()
    pipeline = Pipeline(database, given.runtimes, open_host, clock, process, given.limits, tell=given.tell, renew=renew)
    recall = Recall(database, routes, given.sealer)
    restart = Restart(pipeline, recall, Pins(database, clock, ids))
    counts, load, arrivals = Counts(database, clock), Load(), Arrivals()
    door = Door(
        Parts(
            database=database,
            routes=routes,
            pipeline=pipeline,
            duplicates=Duplicates(database, pipeline, restart),
            counts=counts,
            sealer=given.sealer,
            clock=clock,
            ids=ids,
            observe=given.observe,
            address=given.address,
            load=load,
            bodies=given.bodies,
            tell=_both(arrivals.hear, given.tell),
        )
    )
    desk = Desk(given.sealer, given.base_url, given.connectors)
    types = None if given.checker is None else Types(given.checker, given.catalogues)
    replays = Replays(pipeline, recall, clock)
    flows = Flows(desk, given.runtimes, pipeline, replays, arrivals, Comparer(replays), types)
    worker = Worker(database, pipeline, restart, clock, Rollup(database, clock))
    return Intake(door, flows, worker, counts, routes, pipeline, load, arrivals, given.http)


def _both(first: Tell, second: Tell) -> Tell:
    def tell(fact: EventMoved) -> None:
        first(fact)
        second(fact)

    return tell
