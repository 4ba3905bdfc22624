"""Lists of options to choose from: how they are declared, and how what someone wrote is found among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from leadbase.kit.json import JsonValue
from leadbase.kit.params import Param, Params
from leadbase.tables.field_type import Setting, Value
from leadbase.tables.hues import HUE_CHOICES
from leadbase.tables.misfits import Misfit, shown

LONGEST_HANDLE = 100
_LISTED = 20


class UnknownOption(Misfit):
    """{value} is no option of this field; choose one of {options}, or add it to the list."""

    code = "unknown_option"
    zh = "{value} 不在此字段的选项中；请从 {options} 中选择，或把它加入选项。"


OPTIONS = Params(
    Param(
        "options",
        "list",
        label_zh="选项",
        label_en="Options",
        help_zh="标识是保存的值，名称是显示的文字",
        help_en="The handle is what is stored, the label what is shown",
        default=[],
        maximum=1000,
        of=Params(
            Param("handle", "text", label_zh="标识", label_en="Handle", required=True, maximum=LONGEST_HANDLE),
            Param("label", "text", label_zh="名称", label_en="Label", required=True, maximum=200),
            Param("hue", "choice", label_zh="颜色", label_en="Hue", default="grey", choices=HUE_CHOICES),
        ),
    )
)
"""The parameters of a type whose values are options."""


def find_handle(written: str, setting: Setting) -> str | None:
    """Give the handle that this is, or else the first handle whose label it is."""
    labelled = None
    for handle, label in _options(setting):
        if handle == written:
            return handle
        if label == written and labelled is None:
            labelled = handle
    return labelled


def label_of(handle: str, setting: Setting) -> str:
    """Give the label of a handle; one that the list does not know is its own."""
    return next((label for known, label in _options(setting) if known == handle), handle)


def unknown_option(written: str, setting: Setting, *, kept: Value) -> UnknownOption:
    """Make the error of something that is no option; `kept` stays in the record all the same."""
    labels = [label for _, label in _options(setting)]
    listed = ", ".join(labels[:_LISTED]) + (", …" if len(labels) > _LISTED else "")
    return UnknownOption(value=shown(written), options=listed or "-", kept=kept)


def _options(setting: Setting) -> Iterator[tuple[str, str]]:
    options = setting.params.get("options")
    for option in options if isinstance(options, list | tuple) else ():
        if isinstance(option, Mapping):
            yield str(option["handle"]), str(option["label"])


def options_of(*options: tuple[str, str]) -> dict[str, JsonValue]:
    """Spell parameters with these options, each a handle and a label."""
    return {"options": [{"handle": handle, "label": label} for handle, label in options]}
