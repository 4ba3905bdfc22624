"""The catalogue of lead sources, as people and programs ask for it."""

from __future__ import annotations

from dataclasses import replace

from leadbase.connectors.connector import Connector, Connectors
from leadbase.connectors.model import Source, SourceNotFound
from leadbase.kit.paging import Page


def list_sources(connectors: Connectors) -> Page[Source]:
    """Give every lead source, by name; they are few, so the page is always the whole list."""
    return Page([_source(name, connector) for name, connector in connectors.items()])


def get_source(connectors: Connectors, name: str) -> Source:
    """Give one lead source; raises SourceNotFound."""
    return _source(name, get_connector(connectors, name))


def get_connector(connectors: Connectors, name: str) -> Connector:
    """Give the connector of a source; raises SourceNotFound."""
    if name not in connectors:
        raise SourceNotFound(source=name[:64], known=", ".join(connectors))
    return connectors[name]


def _source(name: str, connector: Connector) -> Source:
    card, receives = connector.card, connector.receives
    source = Source(
        name=name,
        label_zh=card.label_zh,
        label_en=card.label_en,
        summary_zh=card.summary_zh,
        summary_en=card.summary_en,
        icon=card.icon,
        account=connector.account.json_schema(),
        steps=connector.steps,
        option_lists=connector.option_lists,
    )
    if receives is None:
        return source
    return replace(
        source,
        fields=receives.fields,
        dedupe=receives.dedupe.as_json(),
        answer=receives.answer,
        demo=receives.demo,
    )
