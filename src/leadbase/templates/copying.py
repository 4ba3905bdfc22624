"""A template under other names: new ids and free names for everything, in the script too; its webhooks are off."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from leadbase.kit.json import JsonObject
from leadbase.tables.names import fold, name_for
from leadbase.templates.model import Template


def copied(template: Template, new_id: Callable[[], str], names: Collection[str], labels: Collection[str]) -> Template:
    """Give the template with new ids, with names and labels that are not among the (folded) ones taken, switched off.

    Ids are changed wherever they stand in a script, API names of tables where they stand as a text of their own.
    """
    taken, ids, renamed = set(names), dict[str, str](), dict[str, str]()
    tables = list(template.tables)
    for index, table in enumerate(tables):
        if table.id:
            ids[table.id] = new_id()
        if table.name:
            renamed[table.name] = name_for(table.name, taken, "table")
            taken.add(fold(renamed[table.name]))
        given = [
            replace(
                field,
                id=ids.setdefault(field.id, new_id()) if field.id else None,
                params=_relinked(field.params, {**ids, **renamed}),
            )
            for field in table.fields
        ]
        tables[index] = replace(
            table,
            id=ids.get(table.id or ""),
            name=renamed.get(table.name or ""),
            label=_free_label(table.label, labels),
            fields=given,
        )
    webhooks = [
        replace(
            one,
            webhook=replace(one.webhook, id=None, name=None, label=_free_label(one.webhook.label, labels), is_on=False),
            source=rewritten(one.source, ids, renamed),
        )
        for one in template.webhooks
    ]
    dashboards = [
        replace(
            one, label=_free_label(one.label, labels), tiles=[_relinked(tile, {**ids, **renamed}) for tile in one.tiles]
        )
        for one in template.dashboards
    ]
    return replace(template, tables=tables, webhooks=webhooks, dashboards=dashboards)


def _relinked(params: JsonObject, copies: Mapping[str, str]) -> JsonObject:
    """Give a field's parameters, or a tile, with the table that it names by the name or id of its copy."""
    linked = params.get("table")
    return {**params, "table": copies.get(linked, linked)} if isinstance(linked, str) else params


def rewritten(source: str, ids: Mapping[str, str], names: Mapping[str, str]) -> str:
    """Give a script with ids and names of tables changed."""
    with_ids = re.sub(r"(?<![0-9a-zA-Z])[0-9a-f]{24}(?![0-9a-zA-Z])", lambda found: ids.get(found[0], found[0]), source)
    if not names:
        return with_ids
    quoted = "|".join(re.escape(name) for name in names)
    return re.sub(
        rf"(?P<quote>[\"'`])(?P<name>{quoted})(?P=quote)",
        lambda found: f"{found['quote']}{names[found['name']]}{found['quote']}",
        with_ids,
    )


def _free_label(label: str, taken: Collection[str]) -> str:
    if label not in taken:
        return label
    return next(f"{label} {number}" for number in range(2, len(taken) + 3) if f"{label} {number}" not in taken)
