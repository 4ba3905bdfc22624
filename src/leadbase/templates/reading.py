"""Reads the templates from their files: `sets/NAME.toml`, with its scripts beside it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import cast

from pydantic import ValidationError

from leadbase.dashboards.model import NewDashboard
from leadbase.dashboards.schemas import DashboardIn
from leadbase.intake.service import NewWebhook
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.kit.registry import Card
from leadbase.tables.model import NewField, NewTable
from leadbase.tables.view_model import NewView
from leadbase.tables.view_schemas import ViewIn
from leadbase.templates.model import Template, TemplateInvalid, TemplateWebhook

SETS = Path(__file__).parent / "sets"

_CARD = {field.name for field in fields(Card)}
_TABLE = {field.name for field in fields(NewTable)}
_FIELD = {field.name for field in fields(NewField)}
_WEBHOOK = {field.name for field in fields(NewWebhook)} | {"script", "language"}


def load_templates(folder: Path = SETS) -> Mapping[str, Template]:
    """Give the templates of a folder by name, sorted; raises TemplateInvalid for the first that can't be used."""
    return {path.stem: _Reader(path).template() for path in sorted(folder.glob("*.toml"), key=_stem)}


def _stem(path: Path) -> str:
    return path.stem


class _Reader:
    """Reads one file and names what is wrong in it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def template(self) -> Template:
        """Give the template of the file."""
        try:
            raw = cast(JsonObject, tomllib.loads(self._path.read_text("utf-8")))
        except (OSError, ValueError) as cause:
            raise self._wrong(str(cause)) from cause
        self._check_members(raw, _CARD | {"tables", "webhooks", "dashboards"}, "the file")
        card = Card(**{name: self._text(raw, name, "the file") for name in _CARD})
        for fault in card.faults():
            raise self._wrong(fault)
        tables = [self._table(table) for table in self._list(raw, "tables", "the file")]
        views = [self._views(table) for table in self._list(raw, "tables", "the file")]
        webhooks = [self._webhook(webhook) for webhook in self._list(raw, "webhooks", "the file")]
        dashboards = [self._dashboard(one) for one in self._list(raw, "dashboards", "the file")]
        return Template(self._path.stem, card, tables, webhooks, views, dashboards)

    def _table(self, raw: JsonObject) -> NewTable:
        at = f"the table {raw.get('label')}"
        self._check_members(raw, _TABLE | {"views"}, at)
        label = self._text(raw, "label", at)
        made = [self._field(field, at) for field in self._list(raw, "fields", at)]
        members = {name: value for name, value in raw.items() if name != "views"}
        return NewTable(**{**members, "label": label, "fields": made})  # pyright: ignore[reportArgumentType]

    def _views(self, table: JsonObject) -> Sequence[NewView]:
        """Give the views of a table: shared, with settings as the API takes them."""
        at = f"the views of the table {table.get('label')}"
        try:
            return [
                ViewIn.model_validate({**view, "sharing": "shared"}).to_model()
                for view in self._list(table, "views", at)
            ]
        except ValidationError as cause:
            raise self._wrong(f"{at} are not right: {cause}") from cause

    def _field(self, raw: JsonObject, table: str) -> NewField:
        at = f"the field {raw.get('label')} of {table}"
        self._check_members(raw, _FIELD, at)
        for name in ("label", "type"):
            self._text(raw, name, at)
        return NewField(**raw)  # pyright: ignore[reportArgumentType]

    def _webhook(self, raw: JsonObject) -> TemplateWebhook:
        at = f"the webhook {raw.get('label')}"
        self._check_members(raw, _WEBHOOK, at)
        script, language = self._text(raw, "script", at), self._text(raw, "language", at)
        self._text(raw, "label", at)
        try:
            # bytes, because a text file is read with its line ends changed and the script is not ours to change
            source = (self._path.parent / script).read_bytes().decode("utf-8")
        except (OSError, ValueError) as cause:
            raise self._wrong(f"{at} has no readable script: {cause}") from cause
        members = {name: value for name, value in raw.items() if name not in ("script", "language")}
        return TemplateWebhook(NewWebhook(**members), source, language)  # pyright: ignore[reportArgumentType]

    def _dashboard(self, raw: JsonObject) -> NewDashboard:
        """Give a dashboard: shared, with tiles as the API takes them, which name tables of the file."""
        try:
            return DashboardIn.model_validate({**raw, "sharing": "shared"}).to_model()
        except ValidationError as cause:
            raise self._wrong(f"the dashboard {raw.get('label')} is not right: {cause}") from cause

    def _check_members(self, raw: JsonObject, known: set[str], at: str) -> None:
        for name in raw:
            if name not in known:
                raise self._wrong(f"{at} has an unknown {name}")

    def _text(self, raw: JsonObject, name: str, at: str) -> str:
        value = raw.get(name)
        if not isinstance(value, str) or not value:
            raise self._wrong(f"{at} needs a {name}")
        return value

    def _list(self, raw: JsonObject, name: str, at: str) -> Iterator[JsonObject]:
        value: JsonValue = raw.get(name, [])
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise self._wrong(f"{name} of {at} must be a list")
        for item in value:
            if not isinstance(item, Mapping):
                raise self._wrong(f"{name} of {at} must be a list of tables")
            yield item

    def _wrong(self, fault: str) -> TemplateInvalid:
        return TemplateInvalid(template=self._path.name, fault=fault)
