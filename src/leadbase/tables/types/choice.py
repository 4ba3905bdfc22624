"""One of a list of options.

A code that the list does not know can be kept and flagged: new channels appear without warning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from leadbase.kit.json import JsonValue
from leadbase.kit.params import Choice, Param, Params
from leadbase.kit.registry import Card
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import FieldType, Setting, Value, fits, refuses
from leadbase.tables.misfits import Misfit, NotText, shown

_LISTED = 20

_COLOURS = (
    Choice("grey", "灰", "Grey"),
    Choice("red", "红", "Red"),
    Choice("orange", "橙", "Orange"),
    Choice("yellow", "黄", "Yellow"),
    Choice("green", "绿", "Green"),
    Choice("cyan", "青", "Cyan"),
    Choice("blue", "蓝", "Blue"),
    Choice("purple", "紫", "Purple"),
    Choice("pink", "粉", "Pink"),
)


class UnknownOption(Misfit):
    """{value} is no option of this field; choose one of {options}, or add it to the list."""

    code = "unknown_option"
    zh = "{value} 不在此字段的选项中；请从 {options} 中选择，或把它加入选项。"


_SOURCES: dict[str, JsonValue] = {
    "options": [
        {"code": "0", "label": "橙子建站", "color": "orange"},
        {"code": "7", "label": "巨量线索"},
        {"code": "x", "label": "0"},
    ]
}


class _Choice(FieldType):
    card = Card(
        label_zh="单选",
        label_en="Choice",
        summary_zh="从选项中选一个，选项可带颜色",
        summary_en="One of a list of options, with colours",
        icon="tag",
    )
    shape = Shape.TEXT
    widget = "choice"
    params = Params(
        Param(
            "options",
            "list",
            label_zh="选项",
            label_en="Options",
            help_zh="代码是保存的值，名称是显示的文字",
            help_en="The code is what is stored, the label what is shown",
            default=[],
            maximum=1000,
            of=Params(
                Param("code", "text", label_zh="代码", label_en="Code", required=True, maximum=100),
                Param("label", "text", label_zh="名称", label_en="Label", required=True, maximum=200),
                Param("color", "choice", label_zh="颜色", label_en="Colour", default="grey", choices=_COLOURS),
            ),
        )
    )
    samples = (
        fits("7", "7", "7", params=_SOURCES),
        fits("橙子建站", "0", "0", params=_SOURCES),
        fits("0", "0", "0", params=_SOURCES),
        refuses("99", "unknown_option", kept="99", params=_SOURCES),
        refuses("anything", "unknown_option", kept="anything"),
        refuses(7, "not_text", params=_SOURCES),
    )

    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        """Take a code, or else a label."""
        if not isinstance(raw, str):
            raise NotText(value=shown(raw))
        coded = None
        for code, label in _options(setting):
            if code == raw:
                return code
            if label == raw and coded is None:
                coded = code
        if coded is None:
            labels = [label for _, label in _options(setting)]
            listed = ", ".join(labels[:_LISTED]) + (", …" if len(labels) > _LISTED else "")
            raise UnknownOption(value=shown(raw), options=listed or "-", kept=raw)
        return coded


def _options(setting: Setting) -> Iterator[tuple[str, str]]:
    options = setting.params.get("options")
    for option in options if isinstance(options, list | tuple) else ():
        if isinstance(option, Mapping):
            yield str(option["code"]), str(option["label"])


member = _Choice()
