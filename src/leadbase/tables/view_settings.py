"""Checks what a view is set to, keeps it by field ids, and shows it without the fields that are in the trash.

A filter here is written as records read it; kept, it is spelt out: `{"and": […]}`, `{"or": […]}`, `{"not": {…}}` or
`{"field", "op", "value"}`, never the shorthand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from leadbase.kit.json import JsonObject, JsonValue, compact
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import LIST_OPERATORS
from leadbase.tables.fitting import fit, is_broken_text
from leadbase.tables.misfits import Misfit
from leadbase.tables.model import Field, Table
from leadbase.tables.view_model import (
    FieldSetting,
    FormSetting,
    SortSetting,
    ViewSettings,
    ViewSettingWrong,
    ViewTooLarge,
)

DEEPEST = 8
MOST_QUESTIONS = 100
MOST_VALUES = 1000
MOST_SORT_KEYS = 4
LARGEST = 100_000
"""Characters of a view's settings as JSON."""

DEFAULTS: JsonObject = {
    "filter": None,
    "sort": [],
    "group": None,
    "fields": [],
    "row_height": "normal",
    "colour_by": None,
    "frozen": 1,
    "stack_by": None,
    "starts_at": None,
    "ends_at": None,
    "form": {"heading": "", "text": "", "required": []},
}

STACKED_WIDGETS = ("choice", "person")
"""Fields with one value of a short list, in whose columns a kanban stacks records."""
DAY_SHAPES = (Shape.DATE, Shape.TIMESTAMP)
"""What places a record on a day of a calendar."""
_OF_TYPE = ("filter", "sort", "group", "colour_by", "stack_by", "starts_at", "ends_at")
"""Settings that ask something of a field's type."""

_EMPTINESS = ("is_empty", "is_not_empty")
_LISTED = ("in", "not_in", *LIST_OPERATORS)
_PARTIAL = ("contains", "not_contains", "starts_with")


def checked(table: Table, raw: ViewSettings, before: JsonObject = DEFAULTS) -> JsonObject:
    """Give settings as they are kept, `before` where nothing is said; raises ViewSettingWrong or ViewTooLarge."""
    kept = dict(before)
    if "filter" in raw:
        kept["filter"] = None if raw["filter"] is None else _FilterReader(table).node(raw["filter"], "filter", 0)
    if "sort" in raw:
        kept["sort"] = _sort(table, raw["sort"])
    if "fields" in raw:
        kept["fields"] = _fields(table, raw["fields"])
    if "form" in raw:
        kept["form"] = _form(table, raw["form"])
    for name, check in _ONE_FIELD.items():
        if name in raw:
            kept[name] = _named(table, cast("str | None", raw.get(name)), name, check)
    kept |= {name: cast(JsonValue, value) for name, value in raw.items() if name in ("row_height", "frozen")}
    if len(compact(kept)) > LARGEST:
        raise ViewTooLarge(limit=LARGEST)
    return kept


def shown(table: Table, kept: JsonObject) -> JsonObject:
    """Give settings as they hold now: fields in the trash left out, and every other field among `fields`."""
    known = {field.id for field in table.fields}
    listed = [one for one in cast("list[JsonObject]", kept["fields"]) if one["field"] in known]
    named = {str(one["field"]) for one in listed}
    rest = [{"field": field.id, "width": None, "hidden": False} for field in table.fields if field.id not in named]
    alive = known | set(table.system)
    return {
        **DEFAULTS,
        **kept,
        "filter": _pruned(kept["filter"], alive),
        "sort": [one for one in cast("list[JsonObject]", kept["sort"]) if one["field"] in alive],
        **{name: kept.get(name) if kept.get(name) in known else None for name in _ONE_FIELD},
        "form": _shown_form(kept.get("form"), known),
        "fields": [*listed, *rest],
    }


def _shown_form(kept: JsonValue, known: set[str]) -> JsonObject:
    form = cast(JsonObject, kept or DEFAULTS["form"])
    return {**form, "required": [one for one in cast("list[str]", form["required"]) if one in known]}


def without_unfit(table: Table, kept: JsonObject, field_id: str) -> JsonObject:
    """Give settings without what they ask of a field of the table that a field of its type can't be asked."""
    left = dict(kept)
    others = {field.id for field in table.fields if field.id != field_id} | set(table.system)
    for name in _OF_TYPE:
        asked = _only(kept.get(name), name, field_id)
        if asked and not _holds(table, name, asked):
            left[name] = _pruned(kept["filter"], others) if name == "filter" else _without(kept[name], field_id)
    return left


def _only(value: JsonValue, name: str, field_id: str) -> JsonValue:
    """Give the part of a setting that is about one field."""
    if name == "filter":
        return _pruned(value, {field_id})
    if name == "sort":
        return [one for one in cast("list[JsonObject]", value or []) if one["field"] == field_id]
    return value if value == field_id else None


def _without(value: JsonValue, field_id: str) -> JsonValue:
    if isinstance(value, list | tuple):
        return [one for one in cast("Sequence[JsonObject]", value) if one["field"] != field_id]
    return None


def _holds(table: Table, name: str, value: JsonValue) -> bool:
    try:
        checked(table, cast(ViewSettings, {name: value}))
    except ViewSettingWrong:
        return False
    return True


def _pruned(node: JsonValue, alive: set[str]) -> JsonValue:
    """Leave out the questions about fields that are not there; None where nothing is left to ask."""
    if not isinstance(node, Mapping):
        return None
    if "field" in node:
        return node if node["field"] in alive else None
    [(key, inner)] = node.items()
    if key == "not":
        part = _pruned(inner, alive)
        return None if part is None else {"not": part}
    parts = cast("Sequence[JsonValue]", inner)
    left = [part for part in (_pruned(one, alive) for one in parts) if part is not None]
    return {key: left} if left or not parts else None


class _FilterReader:
    """Reads one filter, counting what it asks."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._questions = 0

    def node(self, raw: JsonValue, at: str, depth: int) -> JsonObject:
        if not isinstance(raw, Mapping):
            raise ViewSettingWrong(setting=at, fault="a filter is an object")
        if depth > DEEPEST:
            raise ViewSettingWrong(setting=at, fault=f"a filter has at most {DEEPEST} levels")
        key, inner = next(iter(raw.items()), ("", None))
        if len(raw) == 1 and key in ("and", "or") and isinstance(inner, list | tuple):
            return {key: [self.node(part, f"{at}.{key}[{index}]", depth + 1) for index, part in enumerate(inner)]}
        if len(raw) == 1 and key == "not" and isinstance(inner, Mapping):
            return {"not": self.node(inner, f"{at}.not", depth + 1)}
        if "field" in raw and raw.keys() <= {"field", "op", "value"}:
            return self._question(raw["field"], raw.get("op", "eq"), raw.get("value"), at)
        return {"and": [self._question(ref, "eq", value, at) for ref, value in raw.items()]}

    def _question(self, ref: JsonValue, op: JsonValue, value: JsonValue, at: str) -> JsonObject:
        self._questions += 1
        if self._questions > MOST_QUESTIONS:
            raise ViewSettingWrong(setting=at, fault=f"a filter asks at most {MOST_QUESTIONS} questions")
        field = _field(self._table, ref, at, system=True)
        if not isinstance(op, str) or op not in field.kind.operators:
            known = ", ".join(field.kind.operators)
            raise ViewSettingWrong(setting=at, fault=f"{field.name} can be asked {known}")
        if value is None and op in ("eq", "ne"):
            op = "is_empty" if op == "eq" else "is_not_empty"
        if op in _EMPTINESS:
            return {"field": field.id, "op": op}
        self._check_value(field, op, value, at)
        return {"field": field.id, "op": op, "value": value}

    def _check_value(self, field: Field, op: str, value: JsonValue, at: str) -> None:
        if op in _PARTIAL:
            if not isinstance(value, str) or not value or is_broken_text(value):
                raise ViewSettingWrong(setting=at, fault="a part to look for is a text of at least one character")
            return
        values = value if op in _LISTED else [value]
        if not isinstance(values, list | tuple) or len(values) > MOST_VALUES:
            raise ViewSettingWrong(setting=at, fault=f"{op} needs a list of at most {MOST_VALUES} values")
        for one in values:
            self._check_fit(field, [one] if op in LIST_OPERATORS else one, at)

    def _check_fit(self, field: Field, value: JsonValue, at: str) -> None:
        try:
            fitted, _ = fit(field, value, lenient=False)
        except Misfit as misfit:
            # an option that its list does not know may well stand in records
            if misfit.kept is None or misfit.kept != value:
                raise ViewSettingWrong(setting=at, fault=str(misfit)) from misfit
            return
        if fitted is None:
            raise ViewSettingWrong(setting=at, fault="an absent value can only be asked for by is_empty")


def _sort(table: Table, raw: Sequence[SortSetting]) -> JsonValue:
    found = [(_field(table, one["field"], "sort", system=True), one["descending"]) for one in raw]
    for field, _ in found:
        if not field.kind.sortable and field.name != "_id":
            raise ViewSettingWrong(setting="sort", fault=f"fields of type {field.type} have no order")
    if len(found) > MOST_SORT_KEYS or len({field.id for field, _ in found}) < len(found):
        raise ViewSettingWrong(setting="sort", fault=f"it names more than {MOST_SORT_KEYS} fields, or one twice")
    return [{"field": field.id, "descending": descending} for field, descending in found]


def _fields(table: Table, raw: Sequence[FieldSetting]) -> JsonValue:
    found = [(_field(table, one["field"], "fields"), one) for one in raw]
    if len({field.id for field, _ in found}) < len(found):
        raise ViewSettingWrong(setting="fields", fault="it names a field twice")
    return [{"field": field.id, "width": one["width"], "hidden": one["hidden"]} for field, one in found]


def _form(table: Table, raw: FormSetting) -> JsonValue:
    required = [_field(table, ref, "form.required").id for ref in raw["required"]]
    return {"heading": raw["heading"], "text": raw["text"], "required": cast(JsonValue, list(dict.fromkeys(required)))}


def _named(table: Table, ref: str | None, setting: str, check: Callable[[Field], str | None]) -> JsonValue:
    """Give the id of the field that a setting names; raises ViewSettingWrong where it does not suit."""
    if ref is None:
        return None
    field = _field(table, ref, setting)
    fault = check(field)
    if fault is not None:
        raise ViewSettingWrong(setting=setting, fault=fault)
    return field.id


def _group(field: Field) -> str | None:
    return None if "in" in field.kind.operators else f"records can't be grouped by fields of type {field.type}"


def _colour(field: Field) -> str | None:
    return None if "options" in field.params else "only fields with options have hues"


def _stack(field: Field) -> str | None:
    return None if field.kind.widget in STACKED_WIDGETS else "records are stacked by a choice or a person"


def _day(field: Field) -> str | None:
    return None if field.kind.shape in DAY_SHAPES else f"fields of type {field.type} hold no day"


_ONE_FIELD: Mapping[str, Callable[[Field], str | None]] = {
    "group": _group,
    "colour_by": _colour,
    "stack_by": _stack,
    "starts_at": _day,
    "ends_at": _day,
}
"""Settings that name one field, each with what it asks of it."""


def _field(table: Table, ref: JsonValue, at: str, *, system: bool = False) -> Field:
    field = table.find_field(ref) if isinstance(ref, str) else None
    if field is None and system and isinstance(ref, str):
        field = table.system.get(ref)
    if field is None:
        raise ViewSettingWrong(setting=at, fault=f"the table {table.name} has no field {str(ref)[:100]}")
    return field
