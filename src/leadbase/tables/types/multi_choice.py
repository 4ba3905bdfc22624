"""Some of a list of options, each once, in the order in which they were chosen.

A handle that the list does not know can be kept and flagged, as in a single choice.
"""

from __future__ import annotations

from leadbase.kit.json import JsonValue
from leadbase.kit.registry import Card
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import LIST_OPERATORS, FieldType, Operator, Setting, Value, fits, plain, refuses
from leadbase.tables.misfits import Misfit, NotText, shown
from leadbase.tables.options import OPTIONS, find_handle, label_of, options_of, unknown_option

_MOST = 1000
_TAGS = options_of(("hot", "高意向"), ("again", "回访"), ("a,b", "含逗号"))


class NotAList(Misfit):
    """{value} is no list of options; send a list such as ["hot", "again"]."""

    code = "not_a_list"
    zh = '{value} 不是选项列表；请发送 ["hot", "again"] 这样的列表。'


class TooManyChosen(Misfit):
    """The list names {count} options; at most {limit} fit."""

    code = "too_many_chosen"
    zh = "列表中有 {count} 个选项；最多 {limit} 个。"


class _MultiChoice(FieldType):
    card = Card(
        label_zh="多选",
        label_en="Multiple choice",
        summary_zh="从选项中选几个，选项可带颜色",
        summary_en="Some of a list of options, with colours",
        icon="tags",
    )
    group = "choice"
    shape = Shape.JSON
    widget = "choices"
    params = OPTIONS
    samples = (
        fits(["again", "hot"], ["again", "hot"], ["again", "hot"], params=_TAGS),
        fits(["高意向", "hot", "回访"], ["hot", "again"], ["hot", "again"], params=_TAGS),
        fits("a,b", ["a,b"], ["a,b"], params=_TAGS),
        refuses(["hot", "cold"], "unknown_option", kept=["hot", "cold"], params=_TAGS),
        refuses("anything", "unknown_option", kept=["anything"]),
        refuses([7], "not_text", params=_TAGS),
        refuses({"hot": True}, "not_a_list", params=_TAGS),
        refuses(["hot"] * 1001, "too_many_chosen", params=_TAGS),
    )

    @property
    def operators(self) -> tuple[Operator, ...]:
        return LIST_OPERATORS

    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        """Take a list of handles or labels; a single text is a list of one."""
        written = [raw] if isinstance(raw, str) else raw
        if not isinstance(written, list | tuple):
            raise NotAList(value=shown(raw))
        if len(written) > _MOST:
            raise TooManyChosen(count=len(written), limit=_MOST)
        chosen: dict[str, None] = {}
        strangers: list[str] = []
        for one in written:
            if not isinstance(one, str):
                raise NotText(value=shown(one))
            handle = find_handle(one, setting)
            if handle is None:
                strangers.append(one)
            chosen[one if handle is None else handle] = None
        if strangers:
            raise unknown_option(strangers[0], setting, kept=list(chosen))
        return list(chosen)

    def spell(self, value: Value, setting: Setting) -> JsonValue:
        return [label_of(str(one), setting) for one in value] if isinstance(value, list | tuple) else plain(value)


member = _MultiChoice()
