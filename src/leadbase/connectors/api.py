"""The routes of lead sources: what can be connected, and how."""

from __future__ import annotations

from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel, Field

from leadbase.access.gate import Entry
from leadbase.connectors import service
from leadbase.connectors.connector import Connectors
from leadbase.connectors.model import OptionList, Source, SourceField, Step

router = APIRouter(tags=["sources"])


def _connectors(request: Request) -> Connectors:
    return cast(Connectors, request.app.state.connectors)


ConnectorsOf = Annotated[Connectors, Depends(_connectors)]
SourceName = Annotated[str, Path(max_length=64, description="A source's name.", examples=["feiyu"])]


class Words(BaseModel):
    """A text in both languages."""

    zh: str
    en: str


class SourceFieldOut(BaseModel):
    """A key that the source sends by default."""

    key: str = Field(examples=["telphone"])
    label: Words
    always_sent: bool
    is_time: bool = Field(description="Whether it is unix seconds.")

    @classmethod
    def of(cls, field: SourceField) -> SourceFieldOut:
        """Show a field."""
        label = Words(zh=field.label_zh, en=field.label_en)
        return cls(key=field.key, label=label, always_sent=field.is_always_sent, is_time=field.is_time)


class OptionOut(BaseModel):
    """A code that the source sends."""

    code: str
    label: Words


class OptionListOut(BaseModel):
    """The known codes of one field."""

    field: str
    label: Words
    options: list[OptionOut]

    @classmethod
    def of(cls, found: OptionList) -> OptionListOut:
        """Show a list."""
        options = [OptionOut(code=one.code, label=Words(zh=one.label_zh, en=one.label_en)) for one in found.options]
        return cls(field=found.field, label=Words(zh=found.label_zh, en=found.label_en), options=options)


class SourceOut(BaseModel):
    """A kind of external system that leads come from."""

    name: str = Field(examples=["feiyu"])
    label: Words
    summary: Words
    icon: str
    steps: list[Words] = Field(description="How to set it up there; `{url}` stands for the webhook's address.")
    fields: list[SourceFieldOut]
    option_lists: list[OptionListOut]
    dedupe: Any = Field(description="What names a lead, as the `dedupe` setting of a new webhook.")
    answer: Any = Field(description="What it expects to be answered.")
    demo: Any = Field(description="The lead that it sends as a test.")

    @classmethod
    def of(cls, source: Source) -> SourceOut:
        """Show a source."""
        return cls(
            name=source.name,
            label=Words(zh=source.label_zh, en=source.label_en),
            summary=Words(zh=source.summary_zh, en=source.summary_en),
            icon=source.icon,
            steps=[_words(step) for step in source.steps],
            fields=[SourceFieldOut.of(field) for field in source.fields],
            option_lists=[OptionListOut.of(one) for one in source.option_lists],
            dedupe=source.dedupe,
            answer=source.answer,
            demo=source.demo,
        )


class SourcePage(BaseModel):
    """Every source; they are few, so one page holds them."""

    items: list[SourceOut]
    next_cursor: str | None


@router.get("/sources")
async def list_sources(entry: Entry, connectors: ConnectorsOf) -> SourcePage:
    """List the lead sources that this installation knows."""
    page = await entry.read(lambda _: service.list_sources(connectors))
    return SourcePage(items=[SourceOut.of(source) for source in page.items], next_cursor=page.next_cursor)


@router.get("/sources/{source}")
async def get_source(source: SourceName, entry: Entry, connectors: ConnectorsOf) -> SourceOut:
    """Get a lead source: its fields, set-up steps, codes and demo lead."""
    return SourceOut.of(await entry.read(lambda _: service.get_source(connectors, source)))


def _words(step: Step) -> Words:
    return Words(zh=step.text_zh, en=step.text_en)
