"""Tells which scripts name a field, so that whoever changes it knows what to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leadbase.access.model import Permission
from leadbase.access.scope import Scope
from leadbase.intake.store import webhooks as store
from leadbase.intake.tokens import tokens
from leadbase.scripts import service as scripts
from leadbase.tables.model import Field, Table

MOST_WEBHOOKS = 1_000
_MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class NamingScript:
    """A webhook's script that names a field, and in which lines; `version` is None for its draft."""

    webhook: str
    label: str
    version: int | None
    lines: Sequence[int]


def list_naming(scope: Scope, table: Table, field: Field) -> Sequence[NamingScript]:
    """Give the live versions and drafts that name a field of a table: by its id, or by name beside the table's."""
    if not scope.allows(Permission.EVENTS_READ) and not scope.allows(Permission.WEBHOOKS_WRITE):
        return ()
    found: list[NamingScript] = []
    for webhook in store.list_webhooks(scope.tx, scope.workspace.number, MOST_WEBHOOKS, None):
        if webhook.live is not None:
            version = scripts.get_version(scope, webhook.id, webhook.live)
            lines = lines_naming(version.source, table, field)
            if lines:
                found.append(NamingScript(webhook.id, webhook.label, version.number, lines))
        draft = scripts.find_draft(scope, webhook.id)
        lines = () if draft is None else lines_naming(draft.source, table, field)
        if lines:
            found.append(NamingScript(webhook.id, webhook.label, None, lines))
    return found


def lines_naming(source: str, table: Table, field: Field) -> Sequence[int]:
    """Give the lines, up to 20, in which a source names the field. Pure."""
    names = {field.name, *field.aliases}
    if field.id not in source and not any(name in source for name in names):
        return ()
    said = [token for token in tokens(source) if token.kind in ("string", "word")]
    if any(token.text in (table.id, table.name, *table.aliases) for token in said):
        names.add(field.id)
    else:
        names = {field.id}
    lines = dict.fromkeys(source.count("\n", 0, token.start) + 1 for token in said if token.text in names)
    return list(lines)[:_MOST_LINES]
