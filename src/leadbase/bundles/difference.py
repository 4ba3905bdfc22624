"""Compares a bundle with a workspace: what would be made, changed, removed or left, and where the two can't agree."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import TypeVar

from leadbase.bundles.model import (
    Action,
    BundleFixed,
    BundleInTrash,
    BundleNameTaken,
    BundleTypeDiffers,
    Change,
    Difference,
    Thing,
    Wishes,
)
from leadbase.bundles.parts import Bundle, DashboardPart, FieldPart, Part, TablePart, ViewPart, WebhookPart, shortened
from leadbase.kit.errors import Problem
from leadbase.tables.names import fold

Named = TypeVar("Named", TablePart, FieldPart, WebhookPart)

_OF_FIELDS = ("name", "aliases", "label", "description", "required", "unique", "searchable", "default", "params")
_OF_TABLES = ("name", "aliases", "label", "description", "hue")
_OF_VIEWS = ("label", "locked", "settings")
_OF_WEBHOOKS = ("name", "aliases", "label", "description", "suffix", "settings", "on")
_OF_DASHBOARDS = ("label", "period", "tiles")


@dataclass(frozen=True, slots=True)
class Gone:
    """The ids that can't be made anew because their things are in the trash: tables, and fields by table."""

    tables: Set[str]
    fields: Mapping[str, Set[str]]


def compare(present: Bundle, wanted: Bundle, gone: Gone, wishes: Wishes) -> Difference:
    """Give what it takes to bring a workspace from what is present to what is wanted.

    `wanted` must have been fitted to the present by `fitted`.
    """
    found = _Comparison(wanted, gone, wishes)
    found.workspace(present, wanted)
    found.tables(present.tables, wanted.tables)
    found.webhooks(present.webhooks, wanted.webhooks)
    found.dashboards(present.dashboards, wanted.dashboards)
    return Difference(found.changes, found.conflicts)


class _Comparison:
    def __init__(self, wanted: Bundle, gone: Gone, wishes: Wishes) -> None:
        self.changes: list[Change] = []
        self.conflicts: list[Problem] = []
        self._files = wanted.files
        self._gone = gone
        self._wishes = wishes

    def workspace(self, present: Bundle, wanted: Bundle) -> None:
        """Compare the settings of the workspace."""
        old, new = present.workspace, wanted.workspace
        what = [name for name in ("zone", "language") if getattr(old, name) != getattr(new, name)]
        if what:
            self._note("change", "workspace", "", "workspace", "", what=what)

    def tables(self, present: Sequence[TablePart], wanted: Sequence[TablePart]) -> None:
        """Compare the tables, with their fields and views."""
        there = {table.id: table for table in present}
        self._check_names(present, wanted)
        for table in wanted:
            file, old = self._files[table.id], there.get(table.id)
            if old is not None:
                self._compare("table", old, table, _OF_TABLES)
            else:
                self._check_trash(self._gone.tables, table, file)
                self._note("make", "table", table.id, table.name, table.label)
            self._fields(old, table, file)
            self._views(old, table, file)
        self._leave("table", present, wanted)
        self._order("table", present, wanted)

    def webhooks(self, present: Sequence[WebhookPart], wanted: Sequence[WebhookPart]) -> None:
        """Compare the webhooks with their scripts."""
        there = {webhook.id: webhook for webhook in present}
        self._check_names(present, wanted)
        for webhook in wanted:
            file, old = self._files[webhook.id], there.get(webhook.id)
            if old is None:
                self._note("make", "webhook", webhook.id, webhook.name, webhook.label)
            else:
                self._compare("webhook", old, webhook, _OF_WEBHOOKS)
                self._check_fixed("source", old.source, webhook.source, webhook, file)
            self._scripts(old, webhook)
        self._leave("webhook", present, wanted)

    def dashboards(self, present: Sequence[DashboardPart], wanted: Sequence[DashboardPart]) -> None:
        """Compare the dashboards."""
        there = {dashboard.id: dashboard for dashboard in present}
        self._check_names(present, wanted)
        for dashboard in wanted:
            old = there.get(dashboard.id)
            if old is None:
                self._note("make", "dashboard", dashboard.id, dashboard.name, dashboard.label)
                continue
            self._compare("dashboard", old, dashboard, _OF_DASHBOARDS)
            self._check_fixed("name", old.name, dashboard.name, dashboard, self._files[dashboard.id])
        self._leave("dashboard", present, wanted)

    def _fields(self, old: TablePart | None, table: TablePart, file: str) -> None:
        there = {field.id: field for field in old.fields} if old else {}
        self._check_names(there.values(), table.fields, file)
        for field in table.fields:
            before = there.get(field.id)
            if before is not None:
                self._compare("field", before, field, _OF_FIELDS, table.name)
                self._check_fixed("type", before.type, field.type, field, file)
            else:
                self._check_trash(self._gone.fields.get(table.id, ()), field, file)
                self._note("make", "field", field.id, field.name, field.label, table.name)
        if old is not None:
            self._leave("field", old.fields, table.fields, table.name)
            self._order("field", old.fields, table.fields, table.name)

    def _views(self, old: TablePart | None, table: TablePart, file: str) -> None:
        there = {view.id: view for view in old.views} if old else {}
        for view in table.views:
            before = there.get(view.id)
            if before is None:
                self._note("make", "view", view.id, view.name, view.label, table.name)
                continue
            self._compare("view", before, view, _OF_VIEWS, table.name)
            self._check_fixed("name", before.name, view.name, view, file)
            self._check_fixed("kind", before.kind, view.kind, view, file)
        if old is not None:
            self._leave("view", old.views, table.views, table.name)
            self._order("view", old.views, table.views, table.name)

    def _scripts(self, old: WebhookPart | None, new: WebhookPart) -> None:
        before = (None, None) if old is None else (old.script, old.draft)
        pairs: Sequence[tuple[Thing, object, object]] = (
            ("script", before[0], new.script),
            ("draft", before[1], new.draft),
        )
        for thing, present, wanted in pairs:
            if present == wanted:
                continue
            if wanted is None:
                self._note("leave", thing, new.id, new.name, new.label)
            else:
                self._note("make" if present is None else "change", thing, new.id, new.name, new.label)

    def _compare(self, thing: Thing, old: Part, new: Part, names: Sequence[str], table: str = "") -> None:
        what = [name for name in names if getattr(old, name) != getattr(new, name)]
        if what:
            self._note("change", thing, new.id, new.name, new.label, table, what)

    def _leave(self, thing: Thing, present: Sequence[Part], wanted: Sequence[Part], table: str = "") -> None:
        """Tell of what the bundle does not have."""
        known = {one.id for one in wanted}
        for one in present:
            if one.id not in known:
                action: Action = "remove" if self._wishes.prune else "leave"
                self._note(action, thing, one.id, one.name, one.label, table)

    def _order(self, thing: Thing, present: Sequence[Part], wanted: Sequence[Part], table: str = "") -> None:
        """Tell of an order that is not the bundle's, whatever stands between; what is new comes last by itself."""
        before, after = [one.id for one in present], [one.id for one in wanted]
        made = [one for one in after if one not in before]
        if [one for one in before if one in after] + made != after:
            self._note("change", "order", f"{thing}s", f"{thing}s", "", table)

    def _check_names(self, present: Iterable[Part], wanted: Sequence[Part], file: str = "") -> None:
        """Find names of the bundle that belong to what the bundle does not know, unless that is to go."""
        known = {one.id for one in wanted}
        held = (
            {} if self._wishes.prune else {name: one for one in present if one.id not in known for name in _names(one)}
        )
        for one in wanted:
            for name in _names(one):
                if name in held:
                    other, where = held[name], file or self._files[one.id]
                    self.conflicts.append(
                        BundleNameTaken(name=name, file=where, other=other.label, other_id=other.id, id=one.id)
                    )

    def _check_trash(self, gone: Collection[str], part: Part, file: str) -> None:
        if part.id in gone:
            self.conflicts.append(BundleInTrash(thing=part.label, file=file, id=part.id))

    def _check_fixed(self, setting: str, present: str, wanted: str, part: Part, file: str) -> None:
        """Tell of a difference that an import has no right to settle."""
        if present != wanted and setting == "type":
            self.conflicts.append(
                BundleTypeDiffers(field=part.label, file=file, wanted=wanted, present=present, id=part.id)
            )
        elif present != wanted:
            self.conflicts.append(
                BundleFixed(setting=setting, thing=part.label, file=file, wanted=wanted, present=present, id=part.id)
            )

    def _note(
        self,
        action: Action,
        thing: Thing,
        public_id: str,
        name: str,
        label: str,
        table: str = "",
        what: Sequence[str] = (),
    ) -> None:
        self.changes.append(Change(action, thing, public_id, name, label, table, tuple(what)))


def fitted(wanted: Bundle, present: Bundle, wishes: Wishes) -> Bundle:
    """Give the bundle as this workspace can be like it: earlier names that are known here stay, links go by id."""
    ids = {fold(name): one.id for one in (*present.tables, *wanted.tables) for name in (*one.aliases, one.name)}
    ids |= {fold(one.name): one.id for one in wanted.tables}
    there = {one.id: one for one in (*present.tables, *present.webhooks)}
    tables = [_fitted_table(one, there.get(one.id), ids, wishes) for one in wanted.tables]
    webhooks = [_fitted_webhook(one, there.get(one.id), wishes) for one in wanted.webhooks]
    tables = _renamed(tables, present.tables, wishes)
    webhooks = _renamed(webhooks, present.webhooks, wishes)
    return replace(wanted, tables=tables, webhooks=webhooks)


def _fitted_table(table: TablePart, old: Part | None, ids: Mapping[str, str], wishes: Wishes) -> TablePart:
    before = old.fields if isinstance(old, TablePart) else []
    fields = [_linked(field, ids) for field in table.fields]
    views = [_fitted_view(view, old, fields) for view in table.views]
    return table.model_copy(update={"fields": _renamed(fields, before, wishes), "views": views})


def _fitted_view(view: ViewPart, table: Part | None, fields: Sequence[FieldPart]) -> ViewPart:
    """Let what the bundle does not say of a view stay."""
    view = view.model_copy(update={"settings": shortened(view.settings, [one.id for one in fields])})
    there = {one.id: one for one in table.views} if isinstance(table, TablePart) else {}
    before = there.get(view.id)
    return view if before is None else view.model_copy(update={"settings": {**before.settings, **view.settings}})


def _linked(field: FieldPart, ids: Mapping[str, str]) -> FieldPart:
    linked = field.params.get("table")
    if not isinstance(linked, str) or fold(linked) not in ids:
        return field
    return field.model_copy(update={"params": {**field.params, "table": ids[fold(linked)]}})


def _fitted_webhook(webhook: WebhookPart, old: Part | None, wishes: Wishes) -> WebhookPart:
    """Leave on or off what is here, and new ones off, unless they are to be as the bundle says."""
    before = old if isinstance(old, WebhookPart) else None
    on = webhook.on if wishes.switch else before is not None and before.on
    settings = webhook.settings if before is None else {**before.settings, **webhook.settings}
    return webhook.model_copy(update={"on": on, "settings": settings})


def _renamed(wanted: Sequence[Named], present: Iterable[Part], wishes: Wishes) -> list[Named]:
    """Keep the names by which things are known here, where the bundle gives them to nobody else."""
    there = {one.id: one for one in present}
    given = {name: one.id for one in wanted for name in _names(one)}
    kept: list[Named] = []
    for one in wanted:
        old = there.get(one.id)
        earlier = () if old is None or wishes.prune else (*_aliases(old), old.name)
        more = [name for name in earlier if fold(name) not in given]
        kept.append(one.model_copy(update={"aliases": [*one.aliases, *more]}) if more else one)
    return kept


def _names(part: Part) -> set[str]:
    return {fold(name) for name in (part.name, *_aliases(part))}


def _aliases(part: Part) -> Sequence[str]:
    return () if isinstance(part, ViewPart | DashboardPart) else part.aliases
