"""What happened to records, for those who show them: which one of which table, and nothing of what it says."""

from __future__ import annotations

from dataclasses import dataclass

from leadbase.access.scope import Scope
from leadbase.kit.facts import Fact
from leadbase.tables.model import Table


@dataclass(frozen=True, slots=True)
class RecordsChanged(Fact):
    """Records of a table were made, changed, trashed or restored.

    `workspace` is the internal number, `record` the id of the only one (None: many, or any), `version` its new version.
    """

    workspace: int
    table: str
    record: str | None = None
    version: int | None = None


def tell_changed(scope: Scope, table: Table, record: str | None = None, version: int | None = None) -> None:
    """Publish that a record of the table, or several, changed."""
    scope.facts.publish(RecordsChanged(scope.workspace.number, table.id, record, version))
