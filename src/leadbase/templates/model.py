"""What a template is, what came of applying one, and what can be refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leadbase.dashboards.model import NewDashboard
from leadbase.intake.service import NewWebhook
from leadbase.kit.errors import Conflict, Invalid, NotFound
from leadbase.kit.json import JsonObject
from leadbase.kit.registry import Card
from leadbase.tables.model import NewTable
from leadbase.tables.view_model import NewView


class TemplateUnknown(NotFound):
    """There is no template {template}; use one of: {known}."""

    code = "template_unknown"
    zh = "没有名为 {template} 的模板；请使用以下之一：{known}。"


class TemplateInvalid(Invalid):
    """The template {template} can't be used: {fault}."""

    code = "template_invalid"
    zh = "模板 {template} 无法使用：{fault}。"


class TemplateApplied(Conflict):
    """The template {template} was applied already: {names} are there; apply it as a copy to have another set."""

    code = "template_applied"
    zh = "模板 {template} 已经应用过：{names} 已存在；如需另一套，请以副本方式应用。"


@dataclass(frozen=True, slots=True)
class TemplateWebhook:
    """A webhook of a template, and the script that it runs."""

    webhook: NewWebhook
    source: str
    language: str


@dataclass(frozen=True, slots=True)
class Template:
    """Tables, webhooks and dashboards to be made together; `views` has for each table those to save with it."""

    name: str
    card: Card
    tables: Sequence[NewTable]
    webhooks: Sequence[TemplateWebhook]
    views: Sequence[Sequence[NewView]]
    dashboards: Sequence[NewDashboard] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """A table or webhook that stands where a template would put its own."""

    id: str
    name: str
    label: str
    trashed: bool = False


@dataclass(frozen=True, slots=True)
class Existing:
    """Everything that stands in a template's way; nothing does when both are empty."""

    tables: Sequence[Taken]
    webhooks: Sequence[Taken]

    def as_json(self) -> JsonObject:
        """Spell it as a refusal tells it."""
        return {
            "tables": [
                {"id": one.id, "name": one.name, "label": one.label, "trashed": one.trashed} for one in self.tables
            ],
            "webhooks": [{"id": one.id, "name": one.name, "label": one.label} for one in self.webhooks],
        }


@dataclass(frozen=True, slots=True)
class Preview:
    """A template, and what is in its way in one workspace."""

    template: Template
    existing: Existing


@dataclass(frozen=True, slots=True)
class Made:
    """A table, webhook or dashboard that exists; `url` is a webhook's whole address, "" for the others."""

    id: str
    name: str
    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying a template made."""

    tables: Sequence[Made]
    webhooks: Sequence[Made]
    dashboards: Sequence[Made] = ()

    def as_json(self) -> JsonObject:
        """Spell it as the API and `leadbase template apply --json` give it."""
        return {
            "tables": [{"id": table.id, "name": table.name, "label": table.label} for table in self.tables],
            "webhooks": [{"id": webhook.id, "name": webhook.name, "url": webhook.url} for webhook in self.webhooks],
            "dashboards": [{"id": one.id, "name": one.name, "label": one.label} for one in self.dashboards],
        }
