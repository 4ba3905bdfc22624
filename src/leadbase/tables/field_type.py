"""What a field type must say, so that one file is all that a new type needs.

A type is stateless: what a field of the type has of its own is handed in as its `Setting`. It says how raw JSON
becomes a value (`parse`), how a value is shown as JSON (`format`), and in which of the closed set of shapes it is
stored; storage, queries, REST, scripts, forms and docs follow from that.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal
from typing import ClassVar, Literal, get_args

from leadbase.kit.json import SAFE_INTEGER, JsonObject, JsonValue
from leadbase.kit.params import Params
from leadbase.kit.registry import Card, scan
from leadbase.storage.shapes import Shape
from leadbase.tables.misfits import Misfit

Value = JsonValue | Decimal | date | time | datetime
"""A value as Python holds it, by the shape of its field; None is an absent value."""

Widget = Literal[
    "line",
    "area",
    "number",
    "percent",
    "money",
    "rating",
    "switch",
    "date",
    "time",
    "datetime",
    "duration",
    "choice",
    "choices",
    "phone",
    "email",
    "url",
    "person",
    "link",
    "region",
    "json",
    "sequence",
    "reading",
]
"""The small set of things that the console can draw a value with."""

Group = Literal["text", "number", "choice", "time", "contact", "relation", "system"]
"""Under which heading people find a type."""

Referent = Literal["member", "record"]
"""What a reference can stand for: a member of the workspace, or a record of the table in the parameter `table`."""

SystemColumn = Literal["_created_at", "_updated_at", "_created_by", "_updated_by"]
"""What a computed type can read."""

Operator = Literal[
    "eq",
    "ne",
    "in",
    "not_in",
    "lt",
    "lte",
    "gt",
    "gte",
    "contains",
    "not_contains",
    "starts_with",
    "contains_any",
    "contains_all",
    "contains_none",
    "is_empty",
    "is_not_empty",
]
"""What a filter can ask of a field."""

_EMPTINESS: tuple[Operator, ...] = ("is_empty", "is_not_empty")
_ORDERED: tuple[Operator, ...] = ("eq", "ne", "in", "not_in", "lt", "lte", "gt", "gte", *_EMPTINESS)

OPERATORS: Mapping[Shape, tuple[Operator, ...]] = {
    Shape.TEXT: (*_ORDERED, "contains", "not_contains", "starts_with"),
    Shape.REFERENCE: ("eq", "ne", "in", "not_in", *_EMPTINESS),
    Shape.JSON: _EMPTINESS,
}
"""The operators of a shape; shapes not listed have the ordered ones. Ordering operators make a field sortable."""

LIST_OPERATORS: tuple[Operator, ...] = ("contains_any", "contains_all", "contains_none", *_EMPTINESS)
"""The operators of a type whose values are lists; each but for emptiness is asked with a list."""

LISTS: tuple[Widget, ...] = ("choices",)
"""Where a value is a list; an empty one is an absent value."""

FREE_TEXT: tuple[Widget, ...] = ("line", "area")
"""Where an empty text is a value of its own; everywhere else it is an absent value."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What one field has of its own: its checked parameters and its workspace's time zone."""

    params: JsonObject
    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True)
class Sample:
    """Raw input and what must come of it: the value and how it is shown, or the code of its refusal.

    `match` is what `normalise` must give. `kept` is the value that stays in spite of a refusal.
    """

    raw: JsonValue
    value: Value = None
    shown: JsonValue = None
    refused: str | None = None
    kept: Value = None
    match: str | None = None
    params: JsonObject = field(default_factory=dict[str, JsonValue])


def fits(
    raw: JsonValue, value: Value, shown: JsonValue, *, match: str | None = None, params: JsonObject | None = None
) -> Sample:
    """Make a sample of input that is taken."""
    return Sample(raw, value=value, shown=shown, match=match, params=params or {})


def refuses(raw: JsonValue, code: str, *, kept: Value = None, params: JsonObject | None = None) -> Sample:
    """Make a sample of input that is refused."""
    return Sample(raw, refused=code, kept=kept, params=params or {})


class FieldType(ABC):
    """A type that a field can have."""

    card: ClassVar[Card]
    samples: ClassVar[tuple[Sample, ...]]

    shape: ClassVar[Shape]
    group: ClassVar[Group]
    widget: ClassVar[Widget]
    params: ClassVar[Params] = Params()
    personal: ClassVar[bool] = False
    """Whether values tell who a person is or how to reach them."""
    searched: ClassVar[bool] = False
    """Whether a field of the type is searched unless it says otherwise."""
    reads: ClassVar[SystemColumn | None] = None
    """The system column that a computed type shows; None for a type that people can write."""
    given: ClassVar[bool] = False
    """Whether a record gets its value when it is made, the next number of the field's sequence; nobody writes it."""
    refers: ClassVar[Referent | None] = None
    """What a value is the public id of. `parse` looks only at its shape; whoever writes it asks whether it is there."""

    @property
    def operators(self) -> tuple[Operator, ...]:
        """What filters can ask of it."""
        return OPERATORS.get(self.shape, _ORDERED)

    def scale(self, setting: Setting) -> int:
        """Give the decimal places with which a value of the shape decimal is stored."""
        return 0

    @abstractmethod
    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        """Give the value of raw JSON, never null and in text free of NUL and lone surrogates; raises a Misfit."""

    def format(self, value: Value, setting: Setting) -> JsonValue:
        """Show a value (never None) as JSON; `parse` reads it back as the same value."""
        return plain(value)

    def spell(self, value: Value, setting: Setting) -> JsonValue:
        """Say a value (never None) as people would write it, for a field of another type to read."""
        return self.format(value, setting)

    def normalise(self, value: Value, setting: Setting) -> str | None:
        """Give the text by which equality and uniqueness are decided; None where the value itself decides."""
        return None

    @property
    def computed(self) -> bool:
        """Whether the value comes by itself, and nobody writes it."""
        return self.reads is not None or self.given

    @property
    def normalises(self) -> bool:
        """Whether equality is decided by `normalise`, which then has a column of its own."""
        return type(self).normalise is not FieldType.normalise

    @property
    def sortable(self) -> bool:
        """Whether records can be sorted by it."""
        return "lt" in self.operators

    @property
    def searchable_allowed(self) -> bool:
        """Whether words can be looked for in it: people read its values as they are stored."""
        return not self.computed and self.shape in (Shape.TEXT, Shape.JSON) and self.widget not in ("choice", *LISTS)

    @property
    def unique_allowed(self) -> bool:
        """Whether a field of the type can be unique: whole values can be looked up."""
        return "in" in self.operators and not self.computed


FieldTypes = Mapping[str, FieldType]
"""Every known type by its name."""


def load_field_types(package: str = "leadbase.tables.types") -> FieldTypes:
    """Read the folder of types, and other packages' (entry points `leadbase.field_types`); raises BrokenMember."""
    return scan(package, FieldType, check, entry_group="leadbase.field_types")  # type: ignore[type-abstract]


def check(name: str, member: FieldType) -> Iterator[str]:
    """Give every fault of a type as a sentence."""
    for wanted in ("card", "group", "shape", "widget", "samples"):
        if not hasattr(member, wanted):
            yield f"it has no {wanted}"
            return
    yield from member.card.faults()
    if member.widget not in get_args(Widget):
        yield f"there is no widget {member.widget}"
    if member.group not in get_args(Group):
        yield f"there is no group {member.group}"
    if (member.refers is not None) != (member.shape is Shape.REFERENCE and member.reads is None):
        yield "it must say what it refers to if it is a reference that people write, and only then"
    unknown = set(member.operators) - set(get_args(Operator))
    if unknown:
        yield f"there is no operator {', '.join(sorted(unknown))}"
    if not any(sample.refused for sample in member.samples) or all(sample.refused for sample in member.samples):
        yield "its samples need one that is taken and one that is refused"
    for sample in member.samples:
        yield from _sample_faults(member, sample)


def _sample_faults(member: FieldType, sample: Sample) -> Iterator[str]:
    setting = Setting(member.params.parse(sample.params))
    try:
        value = member.parse(sample.raw, setting)
    except Misfit as misfit:
        if misfit.code != sample.refused or misfit.kept != sample.kept:
            yield f"its sample {sample.raw!r} is refused as {misfit.code}"
        return
    if sample.refused is not None or value != sample.value or type(value) is not type(sample.value):
        yield f"its sample {sample.raw!r} gives {value!r}"
    elif member.format(value, setting) != sample.shown:
        yield f"its sample {sample.raw!r} is shown as {member.format(value, setting)!r}"
    elif member.normalise(value, setting) != sample.match:
        yield f"its sample {sample.raw!r} is matched by {member.normalise(value, setting)!r}"


def plain(value: Value) -> JsonValue:
    """Show a value as JSON by its Python type: ISO text for dates and times, text for decimals and beyond 2^53."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return value if -SAFE_INTEGER <= value <= SAFE_INTEGER else str(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("seconds")
    return value


def rfc3339(moment: datetime) -> str:
    """Spell a moment in UTC as RFC 3339 with `Z`, with microseconds only where there are any."""
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"
