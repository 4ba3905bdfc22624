"""An installation with the two Feiyu templates, and an audit of its books straight from its database."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import sqlalchemy as sa

from leadbase.intake.store import tables as intake
from leadbase.storage.opening import open_database
from leadbase.tables import store as catalogue
from tests.journeys.program import PATIENCE_S, Program

OPEN = ("received", "running", "waiting")


@dataclass(frozen=True)
class Template:
    """A template's webhook, and the table and field in which its leads' ids end up."""

    name: str
    table: str
    field: str
    effects: int


TUTORIAL = Template("feiyu-tutorial", "客户", "线索id", 2)
FEIYU = Template("feiyu", "customers", "lead_id", 1)


@dataclass(frozen=True)
class Prepared:
    """A data folder with both templates that no server runs on: `paths` of their webhooks, and an admin's token."""

    folder: Path
    database_url: str | None
    paths: Mapping[str, str]
    token: str


def prepare(folder: Path, database_url: str | None = None) -> Prepared:
    """Make what installations are copied from."""
    program = Program(folder, database_url)
    urls = {one.name: program.template(one.name) for one in (TUTORIAL, FEIYU)}
    paths = {name: "/hook/" + url.partition("/hook/")[2] for name, url in urls.items()}
    return Prepared(folder, database_url, paths, program.token())


@dataclass(frozen=True)
class Installation:
    """The program over a copy of what was prepared."""

    program: Program
    prepared: Prepared

    def url(self, template: Template) -> str:
        """Where the template's leads are pushed to."""
        return self.program.url + self.prepared.paths[template.name]

    def client(self) -> httpx2.Client:
        """Give an administrator's client of the API."""
        return self.program.client(self.prepared.token)

    def webhook(self, name: str, source: str) -> str:
        """Make a webhook with a live script and give its URL."""
        with self.client() as client:
            made = client.post("/webhooks", json={"label": name, "name": name}).raise_for_status().json()
            client.post(f"/webhooks/{name}/versions", json={"source": source}).raise_for_status()
        return str(made["url"])

    async def settled(self, template: Template, seconds: float = PATIENCE_S) -> Books:
        """Wait until no event is under way and give the books."""
        database = await open_database(self.program.database_url)
        try:
            async with asyncio.timeout(seconds):
                while await database.read(_open_events):
                    await asyncio.sleep(0.1)
            return await database.read(lambda tx: _books(tx, template))
        finally:
            await database.close()

    def books(self, template: Template) -> Books:
        """Give the books as they stand."""

        async def read() -> Books:
            database = await open_database(self.program.database_url)
            try:
                return await database.read(lambda tx: _books(tx, template))
            finally:
                await database.close()

        return asyncio.run(read())


@contextmanager
def installed(prepared: Prepared, folder: Path, database_url: str | None = None) -> Generator[Installation]:
    """Make an installation in a folder; whatever server runs at the end is killed."""
    shutil.copytree(prepared.folder / "data", folder / "data")
    program = Program(folder, database_url)
    try:
        yield Installation(program, prepared)
    finally:
        program.kill()


@dataclass(frozen=True)
class Books:
    """What the database says of a webhook's leads.

    `rows` has the lead and the event of each record, `states` each event's state, `effects` what it did to which
    record.
    """

    rows: Mapping[str, tuple[str, str]]
    states: Mapping[str, str]
    effects: Mapping[str, Sequence[tuple[str, str]]]
    template: Template

    @property
    def leads(self) -> Counter[str]:
        """How many records each lead has."""
        return Counter(lead for lead, _ in self.rows.values())

    def assert_sound(self, acknowledged: set[str]) -> None:
        """Fail unless each acknowledged lead is there, none is there twice, and events, effects and rows agree."""
        leads = self.leads
        assert acknowledged - leads.keys() == set(), "acknowledged leads are lost"
        assert {lead: count for lead, count in leads.items() if count > 1} == {}, "leads took effect twice"
        assert set(self.states.values()) <= {"done", "duplicate"}, "events did not come to their end"
        done = {event for event, state in self.states.items() if state == "done"}
        assert self.effects.keys() == done, "done events and events with effects are not the same"
        assert {len(told) for told in self.effects.values()} <= {self.template.effects}, "effects were told twice"
        created = {record: event for event, told in self.effects.items() for what, record in told if what == "create"}
        made = {record: event for record, (_, event) in self.rows.items()}
        assert made.items() <= created.items(), "a record is there that no event tells of"


def _open_events(tx: sa.Connection) -> int:
    asked = sa.select(sa.func.count()).select_from(intake.events).where(intake.events.c.state.in_(OPEN))
    return tx.execute(asked).scalar_one()


def _books(tx: sa.Connection, template: Template) -> Books:
    events, effects = intake.events, intake.effects
    webhook = sa.select(intake.webhooks.c.number).where(intake.webhooks.c.source == "feiyu")
    mine = webhook.where(intake.webhooks.c.name == ("feiyu" if template is FEIYU else "feiyu_callback"))
    told: dict[str, list[tuple[str, str]]] = {}
    of_mine = sa.select(events.c.id).where(events.c.webhook.in_(mine))
    asked = sa.select(effects.c.event, effects.c.operation, effects.c.record).where(effects.c.event.in_(of_mine))
    for row in tx.execute(asked):
        told.setdefault(row.event, []).append((row.operation, row.record))
    states = tx.execute(sa.select(events.c.id, events.c.state).where(events.c.webhook.in_(mine)))
    return Books(_rows(tx, template), {row.id: row.state for row in states}, told, template)


def _rows(tx: sa.Connection, template: Template) -> Mapping[str, tuple[str, str]]:
    tables, fields = catalogue.tables, catalogue.fields
    joined = tables.join(fields, fields.c.table == tables.c.number)
    asked = sa.select(tables.c.number, fields.c.number).select_from(joined)
    number, column = tx.execute(asked.where(tables.c.name == template.table, fields.c.name == template.field)).one()
    found = tx.execute(sa.text(f"SELECT _id, f_{column}, _source_event FROM t_{number} WHERE _deleted_at IS NULL"))
    return {str(record): (str(lead), str(event)) for record, lead, event in found}
