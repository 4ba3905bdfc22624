"""One of a list of options.

A handle that the list does not know can be kept and flagged: new channels appear without warning.
"""

from __future__ import annotations

from leadbase.kit.json import JsonValue
from leadbase.kit.registry import Card
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import FieldType, Setting, Value, fits, refuses
from leadbase.tables.misfits import NotText, shown
from leadbase.tables.options import OPTIONS, find_handle, label_of, options_of, unknown_option

_SOURCES = options_of(("0", "橙子建站"), ("7", "巨量线索"), ("x", "0"))


class _Choice(FieldType):
    card = Card(
        label_zh="单选",
        label_en="Choice",
        summary_zh="从选项中选一个，选项可带颜色",
        summary_en="One of a list of options, with colours",
        icon="tag",
    )
    group = "choice"
    shape = Shape.TEXT
    widget = "choice"
    params = OPTIONS
    samples = (
        fits("7", "7", "7", params=_SOURCES),
        fits("橙子建站", "0", "0", params=_SOURCES),
        fits("0", "0", "0", params=_SOURCES),
        refuses("99", "unknown_option", kept="99", params=_SOURCES),
        refuses("anything", "unknown_option", kept="anything"),
        refuses(7, "not_text", params=_SOURCES),
    )

    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        """Take a handle, or else a label."""
        if not isinstance(raw, str):
            raise NotText(value=shown(raw))
        handle = find_handle(raw, setting)
        if handle is None:
            raise unknown_option(raw, setting, kept=raw)
        return handle

    def spell(self, value: Value, setting: Setting) -> JsonValue:
        return label_of(str(value), setting)


member = _Choice()
