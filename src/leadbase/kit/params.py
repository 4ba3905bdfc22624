"""Settings declared as data: one declaration gives check, JSON schema, console form, masking and documentation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal, NoReturn

from leadbase.kit.errors import Invalid
from leadbase.kit.json import JsonObject, JsonValue

Kind = Literal["text", "long_text", "integer", "decimal", "boolean", "choice", "choices", "list", "json"]
"""What a value must be; `decimal` is kept as text, `choices` is a list of choice values, `list` one of objects."""

MASK = "••••••"
"""Stands in every answer for a secret that is set."""

_SHOWN = 80


class ParamUnknown(Invalid):
    """There is no setting {param} here; remove it or use one of: {known}."""

    code = "param_unknown"
    zh = "没有名为 {param} 的设置项；请删除它，或使用以下之一：{known}。"


class ParamMissing(Invalid):
    """The setting {param} is required; give it a value."""

    code = "param_missing"
    zh = "设置项 {param} 必填，请填写。"


class ParamWrongType(Invalid):
    """The setting {param} must be of type {expected}, not {value}; change the value."""

    code = "param_wrong_type"
    zh = "设置项 {param} 的值 {value} 类型不对，应为 {expected}，请修改。"


class ParamTooSmall(Invalid):
    """The setting {param} is {value}, which is below {limit}; the least allowed is {limit}."""

    code = "param_too_small"
    zh = "设置项 {param} 的值 {value} 过小，最小为 {limit}。"


class ParamTooLarge(Invalid):
    """The setting {param} is {value}, which is beyond {limit}; the most allowed is {limit}."""

    code = "param_too_large"
    zh = "设置项 {param} 的值 {value} 过大，最大为 {limit}。"


class ParamNotAChoice(Invalid):
    """The setting {param} can't be {value}; choose one of: {known}."""

    code = "param_not_a_choice"
    zh = "设置项 {param} 不能是 {value}；请从以下选择：{known}。"


class Frozen(dict[str, JsonValue]):
    """A dict that refuses every change, so that checked settings stay as they were checked; `json` can spell it."""

    def _refuse(self, *_args: object, **_kwargs: object) -> NoReturn:
        raise TypeError("checked settings can't be changed; parse new ones")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = _refuse
    setdefault = update = _refuse  # pyright: ignore[reportAssignmentType]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a choice may take, with its label in both languages."""

    value: str
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Param:
    """One declared setting.

    `minimum` and `maximum` bound the number itself, or the length of a text (in characters) or list. An optional
    setting without a default is null when absent. `shown_when` names other settings of the same Params and the values
    under which this one counts; otherwise it is not asked for and takes its default. `of` declares a list's objects.
    A secret is never shown again once set.
    """

    name: str
    kind: Kind
    label_zh: str
    label_en: str
    help_zh: str = ""
    help_en: str = ""
    default: JsonValue = None
    required: bool = False
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[Choice, ...] = ()
    of: Params | None = None
    secret: bool = False
    shown_when: Mapping[str, tuple[JsonValue, ...]] | None = None

    def faults(self) -> Iterator[str]:
        """Give a sentence for everything in this declaration that can't work."""
        if not (self.label_zh.strip() and self.label_en.strip()):
            yield f"the setting {self.name} needs a label in both languages"
        if bool(self.choices) != (self.kind in ("choice", "choices")):
            yield f"the setting {self.name} must name choices if it is a choice, and only then"
        if (self.of is not None) != (self.kind == "list"):
            yield f"the setting {self.name} must say what it is a list of if it is a list, and only then"
        if self.secret and self.kind not in ("text", "long_text"):
            yield f"the setting {self.name} can only be secret as text"


class Params:
    """The declared settings of one thing, in the order in which people are asked for them."""

    def __init__(self, *params: Param) -> None:
        """Take the declarations; raises ValueError for the first that can't work."""
        self.params = params
        self._by_name = {param.name: param for param in params}
        for fault in self._faults():
            raise ValueError(fault)

    def _faults(self) -> Iterator[str]:
        if len(self._by_name) < len(self.params):
            yield "two settings have the same name"
        for param in self.params:
            yield from param.faults()
            for other in param.shown_when or ():
                if other not in self._by_name or other == param.name:
                    yield f"the setting {param.name} is shown by {other}, which is no other setting"
            if param.default is not None:
                try:
                    _check(param, param.default, param.name)
                except Invalid as cause:
                    yield f"its default is refused: {cause}"

    def parse(self, raw: JsonObject, previous: JsonObject | None = None, *, at: str = "") -> JsonObject:
        """Check raw settings and give them whole and frozen, defaults filled in.

        A secret given as MASK keeps the value it has in `previous`. `at` is the path in front of names in errors.
        Raises one of the Param… errors for the first setting that is refused.
        """
        for name in raw:
            if name not in self._by_name:
                raise ParamUnknown(param=at + name, known=", ".join(self._by_name) or "-")
        values: dict[str, JsonValue] = {}
        for param in self.params:
            values[param.name] = self._parse_one(param, raw, previous or {}, at)
        for param in self.params:
            if not _is_shown(param, values):
                values[param.name] = _frozen(param.default)
            elif param.required and values[param.name] in (None, "", ()):
                raise ParamMissing(param=at + param.name)
        return Frozen(values)

    def _parse_one(self, param: Param, raw: JsonObject, previous: JsonObject, at: str) -> JsonValue:
        value = raw.get(param.name)
        if param.secret and value == MASK:
            value = previous.get(param.name)
        if value is None:
            value = param.default
        return None if value is None else _check(param, value, at + param.name)

    def masked(self, values: JsonObject) -> JsonObject:
        """Give settings as they may be shown: every secret that is set is MASK."""
        return Frozen(
            {
                name: MASK if value and name in self._by_name and self._by_name[name].secret else value
                for name, value in values.items()
            }
        )

    def json_schema(self) -> JsonObject:
        """Describe the settings as a JSON schema (2020-12); `x-` members carry labels, help, what shows a setting."""
        required = [param.name for param in self.params if param.required and param.shown_when is None]
        return {
            "type": "object",
            "properties": {param.name: _schema(param) for param in self.params},
            "required": required,
            "additionalProperties": False,
        }


def _is_shown(param: Param, values: Mapping[str, JsonValue]) -> bool:
    return all(values.get(other) in wanted for other, wanted in (param.shown_when or {}).items())


def _frozen(value: JsonValue) -> JsonValue:
    """Copy a value so that nothing inside it can be changed."""
    if isinstance(value, Mapping):
        return Frozen({key: _frozen(inner) for key, inner in value.items()})
    if isinstance(value, list | tuple):
        return tuple(_frozen(inner) for inner in value)
    return value


def _check(param: Param, value: JsonValue, path: str) -> JsonValue:
    """Give a value as it is kept, or raise the error that names what is wrong with it."""
    return _CHECKS[param.kind](param, value, path)


def _shown(param: Param, value: JsonValue) -> str:
    """Spell a refused value for an error: short, and never a secret."""
    text = MASK if param.secret else repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _within(param: Param, size: int | Decimal, value: JsonValue, path: str) -> None:
    if param.minimum is not None and size < param.minimum:
        raise ParamTooSmall(param=path, value=_shown(param, value), limit=param.minimum)
    if param.maximum is not None and size > param.maximum:
        raise ParamTooLarge(param=path, value=_shown(param, value), limit=param.maximum)


def _wrong(param: Param, value: JsonValue, path: str, expected: str) -> ParamWrongType:
    return ParamWrongType(param=path, value=_shown(param, value), expected=expected)


def _text(param: Param, value: JsonValue, path: str) -> JsonValue:
    if not isinstance(value, str):
        raise _wrong(param, value, path, "text")
    if value:
        _within(param, len(value), value, path)
    return value


def _integer(param: Param, value: JsonValue, path: str) -> JsonValue:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong(param, value, path, "integer")
    _within(param, value, value, path)
    return value


def _decimal(param: Param, value: JsonValue, path: str) -> JsonValue:
    """Take a number or its text; kept as plain text without exponent."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _wrong(param, value, path, "decimal")
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise _wrong(param, value, path, "decimal") from None
    if not number.is_finite() or abs(number.adjusted()) > 100:
        raise _wrong(param, value, path, "decimal")
    _within(param, number, value, path)
    return f"{number:f}"


def _boolean(param: Param, value: JsonValue, path: str) -> JsonValue:
    if not isinstance(value, bool):
        raise _wrong(param, value, path, "boolean")
    return value


def _choice(param: Param, value: JsonValue, path: str) -> JsonValue:
    known = [choice.value for choice in param.choices]
    if value not in known:
        raise ParamNotAChoice(param=path, value=_shown(param, value), known=", ".join(known))
    return value


def _choices(param: Param, value: JsonValue, path: str) -> JsonValue:
    if not isinstance(value, list | tuple):
        raise _wrong(param, value, path, "list")
    chosen = tuple(dict.fromkeys(_choice(param, inner, path) for inner in value))
    _within(param, len(chosen), value, path)
    return chosen


def _list(param: Param, value: JsonValue, path: str) -> JsonValue:
    if not isinstance(value, list | tuple) or param.of is None:
        raise _wrong(param, value, path, "list")
    _within(param, len(value), value, path)
    items: list[JsonValue] = []
    for index, inner in enumerate(value):
        if not isinstance(inner, Mapping):
            raise _wrong(param, inner, f"{path}[{index}]", "object")
        items.append(param.of.parse(inner, at=f"{path}[{index}]."))
    return tuple(items)


def _json(_param: Param, value: JsonValue, _path: str) -> JsonValue:
    return _frozen(value)


_CHECKS: dict[Kind, Callable[[Param, JsonValue, str], JsonValue]] = {
    "text": _text,
    "long_text": _text,
    "integer": _integer,
    "decimal": _decimal,
    "boolean": _boolean,
    "choice": _choice,
    "choices": _choices,
    "list": _list,
    "json": _json,
}

_TYPES: dict[Kind, str] = {
    "text": "string",
    "long_text": "string",
    "integer": "integer",
    "decimal": "string",
    "boolean": "boolean",
    "choice": "string",
    "choices": "array",
    "list": "array",
}


def _schema(param: Param) -> JsonObject:
    schema: dict[str, JsonValue] = {
        "title": param.label_en,
        "x-kind": param.kind,
        "x-label": {"zh-CN": param.label_zh, "en": param.label_en},
        "x-help": {"zh-CN": param.help_zh, "en": param.help_en},
    }
    if param.kind in _TYPES:
        schema["type"] = [_TYPES[param.kind], "null"] if not param.required else _TYPES[param.kind]
    if param.default is not None:
        schema["default"] = param.default
    if param.secret:
        schema["writeOnly"] = True
    if param.shown_when:
        schema["x-shown-when"] = {name: list(wanted) for name, wanted in param.shown_when.items()}
    return schema | _limits(param) | _members(param)


def _limits(param: Param) -> dict[str, JsonValue]:
    least, most = {
        "integer": ("minimum", "maximum"),
        "decimal": ("x-minimum", "x-maximum"),
        "choices": ("minItems", "maxItems"),
        "list": ("minItems", "maxItems"),
    }.get(param.kind, ("minLength", "maxLength"))
    bounds = {least: param.minimum, most: param.maximum}
    return {name: bound for name, bound in bounds.items() if bound is not None}


def _members(param: Param) -> dict[str, JsonValue]:
    """Say what the values inside may be: the choices of a choice, the settings of a list's objects."""
    values = [choice.value for choice in param.choices]
    labels = [{"value": one.value, "zh-CN": one.label_zh, "en": one.label_en} for one in param.choices]
    if param.kind == "choice":
        return {"enum": values if param.required else [*values, None], "x-choices": labels}
    if param.kind == "choices":
        return {"items": {"type": "string", "enum": values}, "x-choices": labels}
    return {"items": param.of.json_schema()} if param.of is not None else {}
