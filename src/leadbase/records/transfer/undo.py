"""Takes back what a page of an import wrote, but for what people changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leadbase.access.scope import Scope
from leadbase.kit.errors import Problem
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.records.bulk import MOST_ITEMS, Bulk, apply_bulk
from leadbase.records.store import many
from leadbase.records.store import transfers as store
from leadbase.records.store.transfers import WrittenPage
from leadbase.tables.model import Table


def take_back(scope: Scope, table: Table, id: str, page: WrittenPage) -> Mapping[str, int]:
    """Trash the records that a page of an import made and put back the fields that it changed.

    A record that was made and that people changed since stays, and so does a field that they changed. Gives how many
    records were `trashed`, `restored`, `kept` as people have them, and `gone` already.
    """
    counts = {"trashed": 0, "restored": 0, "kept": 0, "gone": 0}
    versions = {one: 1 for one in page.created} | dict(page.changed)
    present = many.list_by_ids(scope.tx, table, list(versions), lock=True)
    alive = {key: one for key, one in present.items() if one.deleted_at is None}
    counts["gone"] = len(versions) - len(alive)
    moved = {key: versions[key] for key, one in alive.items() if one.version != versions[key]}
    later = _by_people(scope, table, id, moved)
    made = [key for key in page.created if key in alive and not later.get(key)]
    counts["trashed"] = _apply(scope, table, trash=made)
    trashed = set(made)
    changed: dict[str, set[int]] = {}
    for key, version in page.changed:
        if key in alive and key not in trashed:
            changed.setdefault(key, set()).add(version)
    forms = _forms(scope, table, changed, later)
    counts["restored"] = _apply(scope, table, forms=forms)
    counts["kept"] = len(alive) - counts["trashed"] - counts["restored"]
    store.mark_undone(scope.tx, id, page.ordinal, scope.now)
    return counts


def _by_people(scope: Scope, table: Table, id: str, versions: Mapping[str, int]) -> Mapping[str, set[str]]:
    """Give the fields that others than the import changed since records had these versions, by record."""
    if not versions:
        return {}
    own = store.list_moments(scope.tx, id)
    found: dict[str, set[str]] = {}
    for key, changes in store.list_changes_of(scope.tx, table, versions).items():
        others = [one for one in changes if one.at not in own]
        if others:
            found[key] = {field for one in others for field in one.before} | {""}
    return found


def _forms(
    scope: Scope, table: Table, versions: Mapping[str, set[int]], later: Mapping[str, set[str]]
) -> Sequence[JsonObject]:
    """Give the changes that put records back."""
    changes = store.list_changes_of(scope.tx, table, {key: min(some) - 1 for key, some in versions.items()})
    live = {field.id for field in table.writable if not field.kind.computed}
    forms: list[JsonObject] = []
    for key, since in changes.items():
        fields = live - later.get(key, set())
        before: dict[str, JsonValue] = {}
        for one in reversed(since):
            if one.version + 1 in versions[key]:
                before |= {name: value for name, value in one.before.items() if name in fields}
        if before:
            forms.append({"_id": key, **before})
    return forms


def _apply(scope: Scope, table: Table, *, trash: Sequence[str] = (), forms: Sequence[JsonObject] = ()) -> int:
    """Do it as far as it passes, and give how many records it reached."""
    count = 0
    for first in range(0, max(len(trash), len(forms)), MOST_ITEMS):
        some = slice(first, first + MOST_ITEMS)
        result = apply_bulk(scope, table, Bulk(trash=trash[some], update=forms[some]))
        count += sum(not isinstance(one.result, Problem) for one in result.outcomes)
    return count
