"""What the command palette finds by a few characters: tables, fields, webhooks, events and records, a few of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, TypeVar

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from leadbase.access.gate import Entry
from leadbase.access.model import Permission, Sight
from leadbase.access.schemas import Moment
from leadbase.access.scope import Scope
from leadbase.intake.briefs import Brief
from leadbase.intake.inspection import find_starting
from leadbase.intake.service import list_webhooks
from leadbase.kit.ids import is_id
from leadbase.kit.paging import LARGEST_LIMIT
from leadbase.records import service as records
from leadbase.records.answers import show_value
from leadbase.records.model import Record
from leadbase.records.questions import ask
from leadbase.records.service import Wish
from leadbase.tables.api import CataloguesOf
from leadbase.tables.model import Catalogue, Table

router = APIRouter(tags=["search"])

MOST_FOUND = 4
"""Things of one kind that are given."""

MOST_TABLES = 50
"""Tables whose records are looked through, in the order of the list."""

SHORTEST = 2
"""Characters by which records are found; fewer stand in nearly all of them."""

T = TypeVar("T")


class FoundTable(BaseModel):
    """A table."""

    id: str = Field(examples=["65a1f0c2b3d4e5f607182901"])
    name: str = Field(examples=["customers"])
    label: str = Field(examples=["客户"])


class FoundField(BaseModel):
    """A field, with its table."""

    id: str = Field(examples=["65a1f0c2b3d4e5f607182902"])
    name: str = Field(examples=["phone"])
    label: str = Field(examples=["手机号"])
    table: FoundTable


class FoundWebhook(BaseModel):
    """A webhook."""

    id: str = Field(examples=["65a1f0c2b3d4e5f607182903"])
    name: str = Field(examples=["feiyu"])
    label: str = Field(examples=["飞鱼线索"])
    suffix: str = Field(examples=["callback"])
    is_on: bool


class FoundEvent(BaseModel):
    """An event."""

    id: str = Field(examples=["65a1f0c2b3d4e5f607182904"])
    state: str = Field(examples=["done"])
    title: str | None = Field(examples=["张三 138****8000"], description="Whose lead it seems to be.")
    webhook: str | None = Field(examples=["飞鱼线索"], description="The webhook's label.")
    received_at: Moment


class FoundRecord(BaseModel):
    """A record, with its table. `title` and `detail` are the first two values of it that can be searched."""

    id: str = Field(examples=["65a1f0c2b3d4e5f607182905"])
    title: str | None = Field(examples=["张三"])
    detail: str | None = Field(examples=["13800138000"])
    table: FoundTable


class FoundOut(BaseModel):
    """What was found, at most four of each kind; what one may not read is not found."""

    tables: list[FoundTable]
    fields: list[FoundField]
    webhooks: list[FoundWebhook]
    events: list[FoundEvent]
    records: list[FoundRecord]


@router.get("/search")
async def search_everything(
    entry: Entry,
    catalogues: CataloguesOf,
    q: Annotated[
        str,
        Query(
            min_length=1,
            max_length=100,
            description="A part of a name, label or suffix; an id or 8 characters from its start; words of a record.",
            examples=["13800138000"],
        ),
    ],
) -> FoundOut:
    """Find tables, fields, webhooks, events and records by a few characters, for the command palette."""
    return await entry.read(lambda scope: _find(scope, catalogues.get(scope), q.strip()))


def _find(scope: Scope, catalogue: Catalogue, text: str) -> FoundOut:
    tables = [table for table in catalogue.tables if scope.allows(Permission.RECORDS_READ, table.id)]
    return FoundOut(
        tables=[_table(table) for table in _best(text, ((one, (one.label, one.name, one.id)) for one in tables))],
        fields=_fields(tables, text),
        webhooks=_webhooks(scope, text),
        events=_events(scope, text.lower()),
        records=_records(scope, tables, text),
    )


def _best(text: str, named: Iterable[tuple[T, Sequence[str]]]) -> Sequence[T]:
    """Give the few whose words have the text in them, first those of which a word begins with it."""
    sought = text.casefold()
    ranked: list[tuple[int, int, T]] = []
    for place, (one, words) in enumerate(named):
        starts = [word.casefold().find(sought) for word in words]
        found = [start for start in starts if start >= 0]
        if found and sought:
            ranked.append((min(1, min(found)), place, one))
    return [one for _, _, one in sorted(ranked, key=lambda each: each[:2])[:MOST_FOUND]]


def _table(table: Table) -> FoundTable:
    return FoundTable(id=table.id, name=table.name, label=table.label)


def _fields(tables: Sequence[Table], text: str) -> list[FoundField]:
    named = (((table, field), (field.label, field.name, field.id)) for table in tables for field in table.fields)
    return [
        FoundField(id=field.id, name=field.name, label=field.label, table=_table(table))
        for table, field in _best(text, named)
    ]


def _webhooks(scope: Scope, text: str) -> list[FoundWebhook]:
    if not (scope.allows(Permission.EVENTS_READ) or scope.allows(Permission.WEBHOOKS_WRITE)):
        return []
    known = list_webhooks(scope, LARGEST_LIMIT, None).items
    named = ((one, (one.label, one.name, one.suffix, one.id)) for one in known)
    return [
        FoundWebhook(id=one.id, name=one.name, label=one.label, suffix=one.suffix, is_on=one.is_on)
        for one in _best(text, named)
    ]


def _events(scope: Scope, text: str) -> list[FoundEvent]:
    if not scope.allows(Permission.EVENTS_READ):
        return []
    return [_event(brief) for brief in find_starting(scope, text, MOST_FOUND)]


def _event(brief: Brief) -> FoundEvent:
    event, label = brief.event, None if brief.webhook is None else brief.webhook.label
    return FoundEvent(
        id=event.id, state=event.state.value, title=brief.title, webhook=label, received_at=event.received_at
    )


def _records(scope: Scope, tables: Sequence[Table], text: str) -> list[FoundRecord]:
    """Find records by id, or by words in the first tables; a value that is seen only in part is not asked for."""
    found: list[FoundRecord] = []
    by_id = is_id(text.lower())
    for table in tables if by_id else tables[:MOST_TABLES]:
        some = _by_id(scope, table, text.lower()) if by_id else _by_words(scope, table, text)
        found += [_record(scope, table, record) for record in some]
        if len(found) >= MOST_FOUND:
            break
    return found[:MOST_FOUND]


def _by_id(scope: Scope, table: Table, record: str) -> Sequence[Record]:
    one = records.find_record(scope, table, record)
    return [] if one is None else [one]


def _by_words(scope: Scope, table: Table, text: str) -> Sequence[Record]:
    if len(text) < SHORTEST or not any(field.searchable for field in table.fields):
        return ()
    question = ask(scope, table, q=text)
    if question.is_guess:
        return ()
    return records.list_records(scope, table, Wish(limit=MOST_FOUND), question=question).items


def _record(scope: Scope, table: Table, record: Record) -> FoundRecord:
    shown = [
        str(value)
        for field in table.fields
        if field.searchable and scope.sight(field) is Sight.CLEAR
        if (value := show_value(field, record.value(field), Sight.CLEAR)) not in (None, "")
    ]
    title, detail = (*shown[:2], None, None)[:2]
    return FoundRecord(id=record.id, title=title, detail=detail, table=_table(table))
