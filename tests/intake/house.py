"""A house that takes requests in, without a server around it: database, sandbox, door, worker and operator."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from httpx2 import ASGITransport, AsyncClient, Response

from leadbase.access.model import EVERY_PERMISSION, Actor
from leadbase.access.scope import Moment, Scope
from leadbase.access.units import ActorRoom, Units
from leadbase.access.workspaces import ensure_workspace
from leadbase.connectors.connector import load_connectors
from leadbase.intake import inspection, service
from leadbase.intake.assembly import Intake, Surroundings, assemble
from leadbase.intake.inspection import Detail, Wanted
from leadbase.intake.model import Event, Webhook
from leadbase.intake.service import NewWebhook, WebhookChange
from leadbase.intake.store.tables import events, payloads
from leadbase.kit.clock import system_clock
from leadbase.kit.deadlines import Deadlines
from leadbase.kit.facts import Subscriptions
from leadbase.kit.http import Http
from leadbase.kit.ids import IdSource
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.kit.secrets import Sealer
from leadbase.records import service as records
from leadbase.records.answers import to_rest
from leadbase.records.service import Wish
from leadbase.scripts.model import Limits
from leadbase.scripts.runtime import Runtimes
from leadbase.storage.database import Database
from leadbase.tables import service as tables
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.field_type import load_field_types
from leadbase.tables.model import NewField, NewTable, Table
from leadbase.templates import service as templates
from leadbase.templates.reading import load_templates
from leadbase.templates.service import Shelf

SEED = Path(__file__).parents[2] / "src/leadbase/templates/sets"
CUSTOMERS = "63feff350ef3f00df536eac5"
LOG = "63ff004a0ef3f00df536edfd"


class Hands:
    """The machine's clock, which a test can put forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return system_clock() + self.ahead

    def forward(self, **more: float) -> None:
        """Let time pass; takes what a timedelta takes."""
        self.ahead += timedelta(**more)


@dataclass
class House:
    """One process of Leadbase over a database, and the operator in it."""

    database: Database
    clock: Hands
    intake: Intake
    catalogues: Catalogues
    room: ActorRoom
    shelf: Shelf
    client: AsyncClient
    answers: list[tuple[str, int]]

    async def template(self, name: str = "feiyu-tutorial") -> str:
        """Apply a template and give its webhook's URL."""
        applied = await self.room.write(lambda scope: templates.apply(scope, self.shelf, name))
        self.intake.routes.forget()
        return applied.webhooks[0].url

    async def webhook(
        self, script: str | None = None, settings: JsonObject | None = None, **more: Any
    ) -> tuple[Webhook, str]:
        """Make a webhook with a live script and give it with its URL."""
        new = NewWebhook(label=more.pop("label", "Leads"), settings=settings or {}, **more)
        desk = self.intake.flows.desk
        made = await self.room.write(lambda scope: service.create_webhook(scope, desk, new))
        if script is not None:
            made = (await self.intake.flows.publish(self.room, made.id, script, "javascript")).webhook
        self.intake.routes.forget()
        urls = await self.room.read(lambda scope: service.webhook_urls(scope, desk, [made]))
        return made, urls[made.id]

    async def publish(self, webhook: str, script: str) -> None:
        """Put another script live."""
        await self.intake.flows.publish(self.room, webhook, script, "javascript")
        self.intake.routes.forget()

    async def change(self, webhook: str, change: WebhookChange) -> Webhook:
        """Change a webhook."""
        desk = self.intake.flows.desk
        changed = await self.room.write(lambda scope: service.change_webhook(scope, desk, webhook, change))
        self.intake.routes.forget()
        return changed

    async def table(self, label: str, *fields: NewField) -> str:
        """Make a table and give its id."""
        new = NewTable(label=label, fields=fields)
        return (await self.room.write(lambda scope: tables.create_table(scope, self.catalogues, new))).id

    async def push(self, url: str, lead: JsonValue, **more: Any) -> Response:
        """Post a lead as JSON."""
        return await self.client.post(url, json=lead, **more)

    async def events(self, **wanted: Any) -> Sequence[Event]:
        """List the events, newest first."""
        page = await self.room.read(lambda scope: inspection.list_events(scope, Wanted(**wanted), 1000, None))
        return page.items

    async def event(self, event: str) -> Detail:
        """Give one event."""
        return await self.room.read(lambda scope: inspection.get_event(scope, event))

    async def records(self, table: str, *, by_id: bool = False) -> list[JsonObject]:
        """List a table's records, newest first, as REST shows them."""

        def act(scope: Scope) -> list[JsonObject]:
            found = self.catalogues.get(scope).get_table(table)
            page = records.list_records(scope, found, Wish(limit=1000))
            return [to_rest(found, one, by_id=by_id) for one in page.items]

        return await self.room.read(act)

    async def newest(self) -> Detail:
        """Give the newest event."""
        return await self.event((await self.events())[0].id)

    async def write(self, act: Callable[[Scope, Table], object], table: str) -> None:
        """Let the operator, who counts as a person, change a table's records."""
        await self.room.write(lambda scope: act(scope, self.catalogues.get(scope).get_table(table)))

    async def edit(self, table: str, record: object, form: JsonObject) -> None:
        """Let a person change a record."""
        await self.write(lambda scope, found: records.update_record(scope, found, str(record), form), table)

    async def trash(self, table: str, record: object) -> None:
        """Let a person put a record in the trash."""
        await self.write(lambda scope, found: records.trash_record(scope, found, str(record)), table)

    @property
    def person(self) -> ActorRoom:
        """The room of a person who may do everything."""
        somebody = Actor("person", "1" * 24, "Somebody", EVERY_PERMISSION)
        return ActorRoom(self.room.units, actor=somebody)

    async def forget_payload(self, event: str) -> None:
        """Delete an event's bytes, as retention does."""
        await self.database.transaction(lambda tx: tx.execute(sa.delete(payloads).where(payloads.c.event == event)))

    async def forget_event(self, event: str) -> None:
        """Delete an event, as retention does."""
        await self.forget_payload(event)
        await self.database.transaction(lambda tx: tx.execute(sa.delete(events).where(events.c.id == event)))

    async def run_due(self) -> int:
        """Run what is due in the queue, to its end; give how many events that were."""
        begun = await self.intake.worker.look()
        await self.settle()
        return begun

    async def settle(self) -> None:
        """Wait until nothing runs."""
        await self.intake.pipeline.drain(20)

    async def everything(self) -> dict[str, list[tuple[object, ...]]]:
        """Give every row of every table, the users' own included; SQLite's search index can't be read row by row."""

        def act(tx: sa.Connection) -> dict[str, list[tuple[object, ...]]]:
            tables = [name for name in sa.inspect(tx).get_table_names() if name != "search_index"]
            return {
                name: sorted((tuple(row) for row in tx.execute(sa.text(f'SELECT * FROM "{name}"'))), key=repr)
                for name in tables
            }

        return await self.database.read(act)


@asynccontextmanager
async def open_house(
    database: Database,
    runtimes: Runtimes,
    *,
    limits: Limits | None = None,
    body_deadline_s: float = 30,
    http: Http | None = None,
) -> AsyncGenerator[House]:
    """Open a house over a database that has our tables."""
    ids, sealer, clock = IdSource(), Sealer(["k" * 43]), Hands()
    answers: list[tuple[str, int]] = []
    catalogues = Catalogues(load_field_types())
    subscriptions: Subscriptions[Moment] = Subscriptions()
    units = Units(database, clock, ids, subscriptions)
    await units.write(lambda moment: ensure_workspace(moment))
    given = Surroundings(
        database=database,
        runtimes=runtimes,
        catalogues=catalogues,
        connectors=load_connectors(),
        sealer=sealer,
        clock=clock,
        ids=ids,
        base_url="http://leads.test",
        observe=lambda webhook, status, _seconds: answers.append((webhook, status)),
        address=_address,
        limits=limits or Limits(),
        bodies=Deadlines(body_deadline_s),
        http=http or Http(),
    )
    intake = assemble(given)
    shelf = Shelf(load_templates(), catalogues, intake.flows.desk)
    async with AsyncClient(transport=ASGITransport(app=intake.door)) as client:  # pyright: ignore[reportArgumentType]
        yield House(database, clock, intake, catalogues, ActorRoom(units), shelf, client, answers)
        await intake.pipeline.drain(20)


def misfits(record: JsonObject) -> dict[str, JsonValue]:
    """Give the values that did not fit, by the key of their field."""
    issues = cast(Mapping[str, JsonObject], record.get("_issues", {}))
    return {field: issue["value"] for field, issue in issues.items()}


def _address(scope: Mapping[str, Any]) -> str:
    return str(scope["client"][0])
