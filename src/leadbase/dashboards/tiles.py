"""Checks tiles and keeps them by the ids of tables and fields, so that a rename does them no harm.

A tile is JSON in full: `kind`, `table`, `filter`, `measure`, `group` and so on (see the schemas). What a kind has no
use for is kept as it is, so that whoever tries another kind and comes back loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from leadbase.access.scope import Scope
from leadbase.dashboards.model import (
    COLUMNS,
    MOST_TILES,
    FieldGone,
    TableGone,
    TileGroupMissing,
    TileIdTwice,
    TilePlaceWrong,
    TileWrong,
    TooManyTiles,
)
from leadbase.kit.errors import Problem
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.records import filters
from leadbase.records.aggregates.service import is_timed
from leadbase.tables.model import Catalogue, Field, FieldUnknown, Table
from leadbase.tables.view_model import ViewSettings
from leadbase.tables.view_settings import checked as checked_settings

_GROUPED = ("line", "bar", "pie", "funnel")
_PARTS = ("and", "or")


def checked(
    scope: Scope, catalogue: Catalogue, raw: Sequence[JsonObject], before: Sequence[JsonObject] = ()
) -> Sequence[JsonObject]:
    """Give tiles as they are kept; those that did not change stay, even where a field of theirs has gone since.

    Raises TooManyTiles, or TileWrong with its cause.
    """
    if len(raw) > MOST_TILES:
        raise TooManyTiles(limit=MOST_TILES)
    known, ids, kept = {str(tile["id"]): tile for tile in before}, set[str](), list[JsonObject]()
    for place, tile in enumerate(raw, 1):
        try:
            made = _checked(scope, catalogue, tile, known)
            if made["id"] in ids:
                raise TileIdTwice
        except TileWrong:
            raise
        except Problem as cause:
            raise TileWrong(cause, tile=str(tile.get("title") or "") or f"#{place}", at=place - 1) from cause
        ids.add(str(made["id"]))
        kept.append(made)
    return kept


def find_table(catalogue: Catalogue, tile: JsonObject) -> Table:
    """Give the table of a tile; raises TableGone."""
    ref = str(tile["table"])
    found = catalogue.find_table(ref)
    if found is None:
        trashed = next((one.label for one in catalogue.trashed_tables if one.id == ref), ref)
        raise TableGone(table=trashed[:100])
    return found


def check_fields(table: Table, tile: JsonObject) -> None:
    """Raise FieldGone for the first field that a tile needs and that is not there any more."""
    for ref in _refs(tile):
        if table.find_field(ref) is None and ref not in table.system:
            label = next((field.label for field in table.trashed_fields if field.id == ref), ref)
            raise FieldGone(field=label[:100], table=table.label)


def _checked(scope: Scope, catalogue: Catalogue, tile: JsonObject, before: Mapping[str, JsonObject]) -> JsonObject:
    placed = {**tile, "id": tile.get("id") or scope.ids.new()}
    place = cast("Mapping[str, int]", tile["place"])
    if place["x"] + place["w"] > COLUMNS:
        raise TilePlaceWrong(columns=COLUMNS)
    old = before.get(str(placed["id"]))
    if old is not None and _asked(old) == _asked(placed):
        return placed
    table = find_table(catalogue, tile)
    return {**placed, **_by_ids(scope, table, tile)}


def _asked(tile: JsonObject) -> JsonObject:
    """Give what a tile asks of its table, without how it looks."""
    return {name: value for name, value in tile.items() if name not in ("title", "place", "look")}


def _by_ids(scope: Scope, table: Table, tile: JsonObject) -> JsonObject:
    measure, group = cast(JsonObject, tile["measure"]), cast("JsonObject | None", tile["group"])
    if tile["kind"] in _GROUPED:
        _check_group(scope, table, tile, group)
    settings: ViewSettings = {"filter": tile["filter"]}
    return {
        "table": table.id,
        "filter": checked_settings(table, settings)["filter"],
        "time_field": _id(scope, table, tile["time_field"]),
        "measure": {**measure, "field": _id(scope, table, measure["field"])},
        "group": None if group is None else {**group, "field": _id(scope, table, group["field"])},
        "fields": [_id(scope, table, ref) for ref in cast("list[str]", tile["fields"])],
        "sort": [
            {**key, "field": _id(scope, table, key["field"])} for key in cast("Sequence[JsonObject]", tile["sort"])
        ],
    }


def _check_group(scope: Scope, table: Table, tile: JsonObject, group: JsonObject | None) -> None:
    field = None if group is None else _field(scope, table, str(group["field"]))
    kind = tile["kind"]
    if kind == "line" and (field is None or not is_timed(field)):
        raise TileGroupMissing(wanted="date, datetime")
    if kind == "funnel" and (field is None or "options" not in field.params):
        raise TileGroupMissing(wanted="choice")
    if field is None:
        raise TileGroupMissing(wanted="choice, person, link, region, text, boolean")


def _id(scope: Scope, table: Table, ref: JsonValue) -> str | None:
    return None if ref is None else _field(scope, table, str(ref)).id


def _field(scope: Scope, table: Table, ref: str) -> Field:
    field = filters.find_field(table, ref, scope.sight)
    if field is None:
        raise FieldUnknown(table=table.name, field=ref[:100])
    return field


def _refs(tile: JsonObject) -> Iterator[str]:
    """Name the fields that a tile of its kind needs."""
    yield from _asked_of(tile["filter"])
    if tile["time_field"] is not None:
        yield str(tile["time_field"])
    if tile["kind"] == "table":
        yield from cast("list[str]", tile["fields"])
        yield from (str(key["field"]) for key in cast("Sequence[JsonObject]", tile["sort"]))
        return
    measure, group = cast(JsonObject, tile["measure"]), cast("JsonObject | None", tile["group"])
    if measure["op"] != "count" and measure["field"] is not None:
        yield str(measure["field"])
    if tile["kind"] in _GROUPED and group is not None:
        yield str(group["field"])


def _asked_of(node: JsonValue) -> Iterator[str]:
    """Name the fields that a kept filter asks."""
    if not isinstance(node, Mapping):
        return
    if "field" in node:
        yield str(node["field"])
        return
    for key, inner in node.items():
        parts = cast("Sequence[JsonValue]", inner) if key in _PARTS else [inner]
        for part in parts:
            yield from _asked_of(part)
