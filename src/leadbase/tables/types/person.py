"""A member of the workspace, by the person's id."""

from __future__ import annotations

from leadbase.kit.ids import is_id
from leadbase.kit.json import JsonValue
from leadbase.kit.registry import Card
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import FieldType, Setting, Value, fits, refuses
from leadbase.tables.misfits import NotAnId, shown

_PERSON = "65a1f0c2b3d4e5f60718293a"


class _Person(FieldType):
    card = Card(
        label_zh="成员",
        label_en="Person",
        summary_zh="工作区的一位成员，如负责人",
        summary_en="A member of the workspace, such as an owner",
        icon="person",
    )
    group = "relation"
    shape = Shape.REFERENCE
    widget = "person"
    refers = "member"
    samples = (
        fits(_PERSON, _PERSON, _PERSON),
        refuses("张三", "not_an_id"),
        refuses(_PERSON.upper(), "not_an_id"),
        refuses(7, "not_an_id"),
    )

    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        if not isinstance(raw, str) or not is_id(raw):
            raise NotAnId(value=shown(raw))
        return raw


member = _Person()
