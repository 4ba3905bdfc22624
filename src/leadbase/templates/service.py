"""The verbs of templates: list them, and make what one holds in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leadbase.access import audit
from leadbase.access.audit import Action, Subject
from leadbase.access.scope import Scope
from leadbase.dashboards import service as dashboards
from leadbase.intake import service as intake
from leadbase.intake.model import Webhook
from leadbase.intake.service import Desk
from leadbase.kit.paging import LARGEST_LIMIT
from leadbase.tables import rules, views
from leadbase.tables import service as tables
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.model import Catalogue
from leadbase.templates.copying import copied
from leadbase.templates.model import (
    Applied,
    Existing,
    Made,
    Preview,
    Taken,
    Template,
    TemplateApplied,
    TemplateUnknown,
    TemplateWebhook,
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The known templates, and what it takes to apply one."""

    templates: Mapping[str, Template]
    catalogues: Catalogues
    desk: Desk


def list_templates(shelf: Shelf) -> Sequence[Template]:
    """Give every template, by name; they are few."""
    return list(shelf.templates.values())


def get_template(shelf: Shelf, name: str) -> Template:
    """Give one template; raises TemplateUnknown."""
    if name not in shelf.templates:
        raise TemplateUnknown(template=name[:100], known=", ".join(shelf.templates))
    return shelf.templates[name]


def apply(scope: Scope, shelf: Shelf, name: str, *, as_copy: bool = False) -> Applied:
    """Make a template's tables, webhooks and dashboards, and let each webhook run its script at once.

    With `as_copy` everything gets ids and names of its own. Raises TemplateUnknown, TemplateApplied (with what is
    there already among its facts) and what making tables and webhooks raises.
    """
    template = get_template(shelf, name)
    audit.note(
        scope, Action.TEMPLATE_APPLIED, Subject("template", name, name), None, {"as_copy": True} if as_copy else None
    )
    catalogue = shelf.catalogues.begin_change(scope)
    webhooks = _webhooks(scope)
    if as_copy:
        folded = {one for table in catalogue.tables for one in rules.folded_names(table)}
        things = (*catalogue.tables, *webhooks, *dashboards.list_dashboards(scope).items)
        labels = [one.label for one in things]
        template = copied(template, scope.ids.new, folded, labels)
    else:
        _check_absent(template, catalogue, webhooks)
    made_tables = [tables.create_table(scope, shelf.catalogues, table) for table in template.tables]
    for table, wanted in zip(made_tables, template.views, strict=True):
        for view in wanted:
            views.create_view(scope, shelf.catalogues, table.id, view)
    made_webhooks = [_make_webhook(scope, shelf.desk, webhook) for webhook in template.webhooks]
    boards = [dashboards.create_dashboard(scope, shelf.catalogues, one) for one in template.dashboards]
    urls = intake.webhook_urls(scope, shelf.desk, made_webhooks)
    return Applied(
        [Made(table.id, table.name, table.label) for table in made_tables],
        [Made(webhook.id, webhook.name, webhook.label, urls[webhook.id]) for webhook in made_webhooks],
        [Made(one.id, one.name, one.label) for one in boards],
    )


def preview(scope: Scope, shelf: Shelf, name: str) -> Preview:
    """Tell what applying a template would make, and what there is already where it would; raises TemplateUnknown."""
    template = get_template(shelf, name)
    catalogue = shelf.catalogues.get(scope)
    return Preview(template, _existing(template, catalogue, _webhooks(scope)))


def _make_webhook(scope: Scope, desk: Desk, new: TemplateWebhook) -> Webhook:
    webhook = intake.create_webhook(scope, desk, new.webhook)
    live, _ = intake.go_live(scope, webhook.id, new.source, new.language)
    return live


def _check_absent(template: Template, catalogue: Catalogue, webhooks: Sequence[Webhook]) -> None:
    """Raise TemplateApplied when anything stands where the template would put its own."""
    existing = _existing(template, catalogue, webhooks)
    if existing.tables or existing.webhooks:
        labels = [one.label for one in (*existing.tables, *existing.webhooks)]
        raise TemplateApplied(template=template.name, names=", ".join(labels), existing=existing.as_json())


def _existing(template: Template, catalogue: Catalogue, webhooks: Sequence[Webhook]) -> Existing:
    """Give what has an id or name that the template gives."""
    ids = {table.id for table in template.tables}
    names = {table.name for table in template.tables if table.name}
    there = [table for table in catalogue.tables if table.id in ids or names & {table.name, *table.aliases}]
    trashed = [table for table in catalogue.trashed_tables if table.id in ids]
    called = {one.webhook.name for one in template.webhooks}
    receiving = [webhook for webhook in webhooks if called & {webhook.name, *webhook.aliases}]
    return Existing(
        [Taken(one.id, one.name, one.label) for one in there]
        + [Taken(one.id, one.name, one.label, trashed=True) for one in trashed],
        [Taken(one.id, one.name, one.label) for one in receiving],
    )


def _webhooks(scope: Scope) -> Sequence[Webhook]:
    """Give every webhook of the workspace that is not deleted."""
    found: list[Webhook] = []
    cursor: str | None = None
    while True:
        page = intake.list_webhooks(scope, LARGEST_LIMIT, cursor)
        found += page.items
        if (cursor := page.next_cursor) is None:
            return found
