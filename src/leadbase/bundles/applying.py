"""Brings a workspace to what a bundle says, by the verbs that people use, in the transaction that it is called in.

Names are moved aside first and given then, so that things can change names among themselves. Links come after every
table, as tables may link to each other in a circle.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import cast

from pydantic import ValidationError

from leadbase.access.scope import Scope
from leadbase.access.workspaces import WorkspaceChanges, update_workspace
from leadbase.bundles.model import BundlePartRefused, BundleViewBroken, Change, Difference, NewAddress, Thing
from leadbase.bundles.parts import Bundle, DashboardPart, FieldPart, TablePart, ViewPart, WebhookPart
from leadbase.dashboards import service as dashboards
from leadbase.dashboards.model import DashboardChange, NewDashboard
from leadbase.dashboards.schemas import DashboardIn
from leadbase.intake import service as intake
from leadbase.intake.service import Desk, NewWebhook, WebhookChange
from leadbase.kit.errors import Problem
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.kit.secrets import new_token
from leadbase.scripts import service as scripts
from leadbase.tables import fields, views
from leadbase.tables import service as tables
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.model import FieldChange, NewField, NewTable, TableChange
from leadbase.tables.view_model import ViewChange
from leadbase.tables.view_schemas import ViewIn

NOTE = "bundle"
"""The note of a version that an import made."""

_ASIDE = "moved_"


@dataclass(frozen=True, slots=True)
class Tools:
    """What it takes to apply a bundle."""

    catalogues: Catalogues
    desk: Desk


def apply(scope: Scope, tools: Tools, bundle: Bundle, difference: Difference) -> Sequence[NewAddress]:
    """Make a difference true, and give the webhooks that were made; raises BundlePartRefused with the file."""
    act = _Act(scope, tools, bundle, difference)
    act.workspace()
    act.remove()
    act.tables()
    for table in bundle.tables:
        act.fields(table)
    act.order()
    for table in bundle.tables:
        act.views(table)
    made = act.webhooks()
    act.dashboards()
    return made


class _Act:
    def __init__(self, scope: Scope, tools: Tools, bundle: Bundle, difference: Difference) -> None:
        self._scope = scope
        self._catalogues = tools.catalogues
        self._desk = tools.desk
        self._bundle = bundle
        self._changes = difference.changes
        self._places = {table.id: place for place, table in enumerate(bundle.tables)}
        self._made = {(one.thing, one.table, one.id) for one in difference.changes if one.action == "make"}
        self._changed = {(one.thing, one.table, one.id): one for one in difference.changes if one.action == "change"}

    def workspace(self) -> None:
        if self._changed.get(("workspace", "", "")):
            wanted = self._bundle.workspace
            update_workspace(self._scope, WorkspaceChanges(zone=wanted.zone, language=wanted.language))

    def remove(self) -> None:
        """Remove what is to go; the names that it had are free then."""
        removed = [one for one in self._changes if one.action == "remove"]
        named = {table.name: table.id for table in self._bundle.tables}
        for change in removed:
            with _told_of(change.name):
                self._remove(change, named.get(change.table, ""))

    def _remove(self, change: Change, table: str) -> None:
        match change.thing:
            case "table":
                tables.trash_table(self._scope, self._catalogues, change.id)
            case "field":
                fields.trash_field(self._scope, self._catalogues, table, change.id)
            case "view":
                self._unlock(table, change.id)
                views.delete_view(self._scope, self._catalogues, table, change.id)
            case "webhook":
                intake.delete_webhook(self._scope, change.id)
            case "dashboard":
                dashboards.delete_dashboard(self._scope, change.id)
            case _:
                raise AssertionError(change.thing)

    def tables(self) -> None:
        there = [table for table in self._bundle.tables if self._changed.get(("table", "", table.id))]
        for table in there:
            if self._renames("table", "", table.id):
                aside: TableChange = {"name": _ASIDE + table.id, "aliases": ()}
                tables.change_table(self._scope, self._catalogues, table.id, aside)
        for table in there:
            change = cast(TableChange, _values(table, self._changed["table", "", table.id].what))
            with _told_of(self._file(table)):
                tables.change_table(self._scope, self._catalogues, table.id, change)
        for table in self._bundle.tables:
            if self._is_made(table):
                with _told_of(self._file(table)):
                    tables.create_table(self._scope, self._catalogues, self._new_table(table))

    def fields(self, table: TablePart) -> None:
        there = [field for field in table.fields if self._changed.get(("field", table.name, field.id))]
        with _told_of(self._file(table)):
            for field in there:
                if self._renames("field", table.name, field.id):
                    aside: FieldChange = {"name": _ASIDE + field.id, "aliases": ()}
                    fields.change_field(self._scope, self._catalogues, table.id, field.id, aside)
            for field in there:
                change = cast(FieldChange, _values(field, self._changed["field", table.name, field.id].what))
                fields.change_field(self._scope, self._catalogues, table.id, field.id, change)
            for field in table.fields:
                if ("field", table.name, field.id) in self._made and not self._comes_with(table, field):
                    fields.create_field(self._scope, self._catalogues, table.id, _new_field(field))
            if self._is_unordered(table):
                fields.order_fields(self._scope, self._catalogues, table.id, [field.id for field in table.fields])

    def order(self) -> None:
        if self._changed.get(("order", "", "tables")):
            tables.order_tables(self._scope, self._catalogues, [table.id for table in self._bundle.tables])

    def views(self, table: TablePart) -> None:
        for view in table.views:
            with _told_of(self._file(table)):
                if self._changed.get(("view", table.name, view.id)):
                    self._change_view(table, view)
                elif ("view", table.name, view.id) in self._made:
                    new = replace(self._view(table, view).to_model(), id=view.id, name=view.name)
                    views.create_view(self._scope, self._catalogues, table.id, new)
        if self._changed.get(("order", table.name, "views")):
            views.order_views(self._scope, self._catalogues, table.id, [view.id for view in table.views])

    def webhooks(self) -> Sequence[NewAddress]:
        changed = [one for one in self._bundle.webhooks if self._changed.get(("webhook", "", one.id))]
        for webhook in changed:
            if self._renames("webhook", "", webhook.id):
                aside = WebhookChange(name=_ASIDE + webhook.id, aliases=())
                intake.change_webhook(self._scope, self._desk, webhook.id, aside)
        for webhook in changed:
            with _told_of(self._file(webhook)):
                self._change_webhook(webhook, self._changed["webhook", "", webhook.id].what)
        made = [one for one in self._bundle.webhooks if self._is_made(one)]
        for webhook in made:
            with _told_of(self._file(webhook)):
                intake.create_webhook(self._scope, self._desk, _new_webhook(webhook))
        for webhook in self._bundle.webhooks:
            with _told_of(self._file(webhook)):
                self._scripts(webhook)
        return self._addresses(made)

    def dashboards(self) -> None:
        for dashboard in self._bundle.dashboards:
            key: tuple[Thing, str, str] = ("dashboard", "", dashboard.id)
            with _told_of(self._bundle.files[dashboard.id]):
                if key in self._made:
                    new = replace(self._dashboard(dashboard), id=dashboard.id, name=dashboard.name)
                    dashboards.create_dashboard(self._scope, self._catalogues, new)
                elif key in self._changed:
                    read = self._dashboard(dashboard)
                    change: DashboardChange = {"label": read.label, "period": read.period, "tiles": read.tiles}
                    dashboards.change_dashboard(self._scope, self._catalogues, dashboard.id, change)

    def _dashboard(self, dashboard: DashboardPart) -> NewDashboard:
        """Read a dashboard as the API would, and name its file where it can't be one."""
        raw = {"label": dashboard.label, "sharing": "shared", "period": dashboard.period, "tiles": dashboard.tiles}
        try:
            return DashboardIn.model_validate(raw).to_model()
        except ValidationError as cause:
            fault = cause.errors()[0]
            at = ".".join(map(str, fault["loc"]))
            raise BundleViewBroken(file=self._bundle.files[dashboard.id], reason=f"{at}: {fault['msg']}") from cause

    def _is_made(self, part: TablePart | WebhookPart) -> bool:
        return (("table" if isinstance(part, TablePart) else "webhook"), "", part.id) in self._made

    def _renames(self, thing: Thing, table: str, public_id: str) -> bool:
        return bool({"name", "aliases"} & set(self._changed[thing, table, public_id].what))

    def _file(self, part: TablePart | WebhookPart) -> str:
        return self._bundle.files[part.id]

    def _comes_with(self, table: TablePart, field: FieldPart) -> bool:
        """Tell whether a field is made with its table, which one that links to a later table can't be."""
        return self._is_made(table) and not self._links_on(table, field)

    def _links_on(self, table: TablePart, field: FieldPart) -> bool:
        """Tell whether a field links to a table that comes after its own, so that it has to wait for it."""
        linked = str(field.params.get("table"))
        is_link = self._catalogues.types[field.type].refers == "record"
        return is_link and self._places.get(linked, len(self._places)) > self._places[table.id]

    def _is_unordered(self, table: TablePart) -> bool:
        if self._is_made(table):
            late = [self._links_on(table, field) for field in table.fields]
            return late != sorted(late)
        return ("order", table.name, "fields") in self._changed

    def _new_table(self, table: TablePart) -> NewTable:
        return NewTable(
            label=table.label,
            id=table.id,
            name=table.name,
            description=table.description,
            fields=[_new_field(field) for field in table.fields if not self._links_on(table, field)],
            hue=table.hue,
            aliases=table.aliases,
        )

    def _view(self, table: TablePart, view: ViewPart) -> ViewIn:
        """Read a view as the API would, and name its file where it can't be one."""
        raw = {
            "label": view.label,
            "sharing": "shared",
            "locked": view.locked,
            "settings": view.settings,
            "kind": view.kind,
        }
        try:
            return ViewIn.model_validate(raw)
        except ValidationError as cause:
            fault = cause.errors()[0]
            at = ".".join(map(str, fault["loc"]))
            reason = f"the view {view.name}: {at}: {fault['msg']}"
            raise BundleViewBroken(file=self._file(table), reason=reason) from cause

    def _change_view(self, table: TablePart, view: ViewPart) -> None:
        read = self._view(table, view).to_model()
        self._unlock(table.id, view.id)
        whole: ViewChange = {"label": read.label, "settings": read.settings}
        views.change_view(self._scope, self._catalogues, table.id, view.id, whole)
        if view.locked:
            views.change_view(self._scope, self._catalogues, table.id, view.id, {"locked": True})

    def _unlock(self, table: str, view: str) -> None:
        views.change_view(self._scope, self._catalogues, table, view, {"locked": False})

    def _change_webhook(self, webhook: WebhookPart, what: Sequence[str]) -> None:
        change = WebhookChange(
            label=webhook.label if "label" in what else None,
            description=webhook.description if "description" in what else None,
            name=webhook.name if {"name", "aliases"} & set(what) else None,
            aliases=webhook.aliases if {"name", "aliases"} & set(what) else None,
            suffix=webhook.suffix if "suffix" in what else None,
            is_on=webhook.on if "on" in what else None,
            settings=_sealed(webhook) if "settings" in what else None,
        )
        intake.change_webhook(self._scope, self._desk, webhook.id, change)

    def _scripts(self, webhook: WebhookPart) -> None:
        if self._differs("script", webhook) and webhook.script is not None:
            intake.go_live(self._scope, webhook.id, webhook.script.source, webhook.script.language, NOTE)
        if self._differs("draft", webhook) and webhook.draft is not None:
            kept = scripts.find_draft(self._scope, webhook.id)
            lock = None if kept is None else kept.lock
            intake.save_draft(self._scope, webhook.id, webhook.draft.source, webhook.draft.language, lock)

    def _differs(self, thing: Thing, webhook: WebhookPart) -> bool:
        key = (thing, "", webhook.id)
        return key in self._made or key in self._changed

    def _addresses(self, made: Sequence[WebhookPart]) -> Sequence[NewAddress]:
        found = [intake.get_webhook(self._scope, one.id) for one in made]
        urls = intake.webhook_urls(self._scope, self._desk, found)
        return [
            NewAddress(one.id, one.name, urls.get(one.id, ""), one.is_on, one.settings.verify.kind == "shared_secret")
            for one in found
        ]


def _values(part: TablePart | FieldPart, what: Sequence[str]) -> Mapping[str, object]:
    """Give what is to change; a name moved aside comes back with its earlier ones."""
    names = ("name", "aliases") if {"name", "aliases"} & set(what) else ()
    return {name: getattr(part, name) for name in dict.fromkeys((*names, *what))}


def _new_field(field: FieldPart) -> NewField:
    return NewField(
        label=field.label,
        type=field.type,
        id=field.id,
        name=field.name,
        required=field.required,
        unique=field.unique,
        default=field.default,
        description=field.description,
        params=field.params,
        searchable=field.searchable,
        aliases=field.aliases,
    )


def _new_webhook(webhook: WebhookPart) -> NewWebhook:
    return NewWebhook(
        label=webhook.label,
        source=webhook.source,
        id=webhook.id,
        name=webhook.name,
        suffix=webhook.suffix,
        is_on=webhook.on,
        settings=_sealed(webhook, make=True),
        description=webhook.description,
        aliases=webhook.aliases,
    )


def _sealed(webhook: WebhookPart, *, make: bool = False) -> JsonObject:
    """Give a webhook's settings; a new one that asks for a secret gets one that nobody knows, so that it is shut."""
    settings: dict[str, JsonValue] = dict(webhook.settings)
    verify = settings.get("verify")
    if make and isinstance(verify, Mapping) and verify.get("kind") == "shared_secret":
        settings["verify"] = {**verify, "secret": new_token("")}
    return settings


@contextmanager
def _told_of(file: str) -> Generator[None]:
    """Name the file that a refusal is about."""
    try:
        yield
    except BundlePartRefused:
        raise
    except Problem as cause:
        raise BundlePartRefused(file, cause) from cause
