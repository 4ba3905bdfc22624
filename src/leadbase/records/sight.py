"""Keeps what an actor sees only in part out of what is told them of conflicts."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import cast

from leadbase.access.model import Sight
from leadbase.access.scope import Scope
from leadbase.kit.json import JsonObject
from leadbase.records.model import DuplicateValue, VersionConflict
from leadbase.tables.model import Table


@contextmanager
def within_sight(scope: Scope, table: Table) -> Generator[None]:
    """Keep values of fields that the actor sees in part out of conflicts."""
    try:
        yield
    except DuplicateValue as conflict:
        field = table.find_field(str(conflict.facts["field"]))
        if field is None or scope.sight(field) is Sight.CLEAR:
            raise
        raise DuplicateValue(field=field.name, value="…", record=None) from None
    except VersionConflict as conflict:
        unseen = {field.name for field in table.fields if scope.sight(field) is not Sight.CLEAR}
        for side in ("mine", "theirs", "original"):
            values = cast(JsonObject, conflict.facts[side])
            conflict.facts[side] = {name: value for name, value in values.items() if name not in unseen}
        raise
