"""What declared settings promise."""

from __future__ import annotations

import json
from typing import cast

import pytest

from leadbase.kit.errors import Invalid
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.kit.params import MASK, Choice, Param, Params

COLOURS = (Choice("red", "红", "Red"), Choice("blue", "蓝", "Blue"))
OPTION = Params(
    Param("label", "text", "名称", "Label", required=True, maximum=5),
    Param("colour", "choice", "颜色", "Colour", choices=COLOURS, default="red"),
)
EVERYTHING = Params(
    Param("name", "text", "名称", "Name", required=True, minimum=2, maximum=5),
    Param("note", "long_text", "备注", "Note"),
    Param("size", "integer", "大小", "Size", default=3, minimum=1, maximum=9),
    Param("price", "decimal", "价格", "Price", minimum=0),
    Param("open", "boolean", "开放", "Open", default=False),
    Param("colour", "choice", "颜色", "Colour", choices=COLOURS),
    Param("colours", "choices", "颜色", "Colours", choices=COLOURS, maximum=2),
    Param("options", "list", "选项", "Options", of=OPTION, default=()),
    Param("answer", "json", "应答", "Answer"),
    Param("secret", "text", "密钥", "Secret", secret=True, shown_when={"open": (True,)}, required=True),
)


def test_settings_come_back_whole_with_their_defaults() -> None:
    assert EVERYTHING.parse({"name": "飞鱼"}) == {
        "name": "飞鱼",
        "note": None,
        "size": 3,
        "price": None,
        "open": False,
        "colour": None,
        "colours": None,
        "options": (),
        "answer": None,
        "secret": None,
    }


def test_checked_settings_cannot_be_changed_at_any_depth_and_are_json() -> None:
    given: dict[str, JsonValue] = {"code": ["0"]}
    values = EVERYTHING.parse({"name": "飞鱼", "answer": given, "options": [{"label": "甲"}]})
    given["code"] = "1"
    assert json.loads(json.dumps(values))["answer"] == {"code": ["0"]}
    for inner in (values, values["answer"], cast(tuple[JsonValue, ...], values["options"])[0]):
        with pytest.raises(TypeError):
            inner["name"] = "x"  # pyright: ignore[reportIndexIssue, reportOptionalSubscript, reportArgumentType, reportCallIssue, reportUnknownVariableType]
        with pytest.raises(TypeError):
            inner.update(name="x")  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportOptionalMemberAccess]


@pytest.mark.parametrize(
    ("raw", "code", "param"),
    [
        ({}, "param_missing", "name"),
        ({"name": ""}, "param_missing", "name"),
        ({"name": "甲"}, "param_too_small", "name"),
        ({"name": "123456"}, "param_too_large", "name"),
        ({"name": 12}, "param_wrong_type", "name"),
        ({"name": "ok", "nmae": 1}, "param_unknown", "nmae"),
        ({"name": "ok", "size": 10}, "param_too_large", "size"),
        ({"name": "ok", "size": True}, "param_wrong_type", "size"),
        ({"name": "ok", "size": 3.0}, "param_wrong_type", "size"),
        ({"name": "ok", "price": "-0.01"}, "param_too_small", "price"),
        ({"name": "ok", "price": "NaN"}, "param_wrong_type", "price"),
        ({"name": "ok", "price": "1e999999999"}, "param_wrong_type", "price"),
        ({"name": "ok", "price": "two"}, "param_wrong_type", "price"),
        ({"name": "ok", "open": 1}, "param_wrong_type", "open"),
        ({"name": "ok", "colour": "green"}, "param_not_a_choice", "colour"),
        ({"name": "ok", "colours": "red"}, "param_wrong_type", "colours"),
        ({"name": "ok", "colours": ["red", ["x"]]}, "param_not_a_choice", "colours"),
        ({"name": "ok", "options": [{"label": "a"}, {"label": "abcdef"}]}, "param_too_large", "options[1].label"),
        ({"name": "ok", "options": ["a"]}, "param_wrong_type", "options[0]"),
        ({"name": "ok", "open": True}, "param_missing", "secret"),
    ],
)
def test_a_refusal_names_the_setting_in_both_languages(raw: JsonObject, code: str, param: str) -> None:
    with pytest.raises(Invalid) as refusal:
        EVERYTHING.parse(raw)
    assert (refusal.value.code, refusal.value.facts["param"]) == (code, param)
    assert param in refusal.value.message("en")
    assert param in refusal.value.message("zh-CN")


def test_values_are_kept_in_one_spelling() -> None:
    values = EVERYTHING.parse({"name": "ok", "price": 1e3, "colours": ["blue", "red", "blue"]})
    assert values["price"] == "1000.0"
    assert values["colours"] == ("blue", "red")


def test_a_setting_that_is_not_shown_takes_its_default() -> None:
    assert EVERYTHING.parse({"name": "ok", "secret": "given"})["secret"] is None


def test_a_secret_is_masked_and_its_mask_keeps_it() -> None:
    stored = EVERYTHING.parse({"name": "ok", "open": True, "secret": "s3cret"})
    shown = EVERYTHING.masked(stored)
    assert shown["secret"] == MASK
    assert shown["name"] == "ok"
    assert EVERYTHING.parse(shown, stored)["secret"] == "s3cret"
    assert EVERYTHING.masked(EVERYTHING.parse({"name": "ok"}))["secret"] is None


def test_a_refused_secret_is_not_told() -> None:
    settings = Params(Param("token", "text", "令牌", "Token", secret=True, maximum=5))
    with pytest.raises(Invalid) as refusal:
        settings.parse({"token": "very-secret"})
    assert "very-secret" not in refusal.value.message("en") + str(refusal.value.facts)


def test_the_schema_says_what_is_asked() -> None:
    schema = EVERYTHING.json_schema()
    assert schema["required"] == ["name"]
    properties = cast(dict[str, dict[str, JsonValue]], schema["properties"])
    assert properties["name"]["type"] == "string"
    assert properties["name"]["minLength"] == 2
    assert properties["size"]["maximum"] == 9
    assert properties["colour"]["enum"] == ["red", "blue", None]
    assert properties["secret"]["writeOnly"] is True
    assert properties["secret"]["x-shown-when"] == {"open": [True]}
    assert properties["options"]["items"] == OPTION.json_schema()
    json.dumps(schema)


@pytest.mark.parametrize(
    "params",
    [
        (Param("a", "text", "", "A"),),
        (Param("a", "text", "甲", "A"), Param("a", "text", "甲", "A")),
        (Param("a", "choice", "甲", "A"),),
        (Param("a", "text", "甲", "A", choices=COLOURS),),
        (Param("a", "list", "甲", "A"),),
        (Param("a", "integer", "甲", "A", secret=True),),
        (Param("a", "integer", "甲", "A", default=5, maximum=4),),
        (Param("a", "text", "甲", "A", shown_when={"b": (1,)}),),
    ],
)
def test_a_declaration_that_cannot_work_is_refused(params: tuple[Param, ...]) -> None:
    with pytest.raises(ValueError):
        Params(*params)
