"""Keeps each workspace's catalogue in memory, so that finding a table or field costs a dict look-up."""

from __future__ import annotations

from leadbase.access.model import Permission, Workspace
from leadbase.access.scope import Scope
from leadbase.tables import store
from leadbase.tables.blocks import Blocks
from leadbase.tables.field_type import FieldTypes
from leadbase.tables.model import Catalogue, TablesChanged


class Catalogues:
    """The cached catalogues of one process; safe to use from several threads."""

    def __init__(self, types: FieldTypes) -> None:
        """Take the known field types."""
        self.types = types
        self._blocks = Blocks()
        self._cached: dict[tuple[int, str], Catalogue] = {}

    def get(self, scope: Scope) -> Catalogue:
        """Give the catalogue as this transaction sees it: one small query, and two more only after a change."""
        known = self.peek(scope.workspace)
        if known is not None and known.token == store.find_token(scope):
            return known
        loaded = self.fresh(scope)
        self._cached[_key(scope.workspace)] = loaded
        return loaded

    def begin_change(self, scope: Scope) -> Catalogue:
        """Take the lock under which tables and fields change, and give the present catalogue; raises NotAllowed."""
        scope.require(Permission.TABLES_WRITE)
        store.begin_change(scope)
        scope.facts.publish(TablesChanged(scope.workspace.number))
        return self.fresh(scope)

    def fresh(self, scope: Scope) -> Catalogue:
        """Read the catalogue anew without caching it: what an open transaction changed may still be undone."""
        return store.load(scope, self.types, self._blocks)

    def peek(self, workspace: Workspace) -> Catalogue | None:
        """Give the catalogue that was last loaded, without asking the database; None where there is none.

        It may be older than the present one: ask `is_current` in the transaction that writes.
        """
        return self._cached.get(_key(workspace))

    def is_current(self, scope: Scope, catalogue: Catalogue) -> bool:
        """Tell whether this catalogue still stands as this transaction sees it."""
        return store.find_token(scope) == catalogue.token

    def forget(self, workspace_number: int) -> None:
        """Drop what is cached of a workspace (another process changed it: generation `catalogue:<number>`)."""
        for key in [key for key in self._cached if key[0] == workspace_number]:
            self._cached.pop(key, None)


def _key(workspace: Workspace) -> tuple[int, str]:
    # fields read and show moments in the workspace's zone, so a change of zone needs a new catalogue
    return workspace.number, workspace.zone
