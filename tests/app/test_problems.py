"""Every way in which the API refuses, and how it says so."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, Literal

import pytest
from fastapi import FastAPI, Query
from pydantic import BaseModel, ConfigDict, Field

from leadbase.access.errors import HostNotAllowed, NotSignedIn, SignInTooOften
from leadbase.access.rules import Addresses
from leadbase.access.scope import NotAllowed
from leadbase.app.api import install_problems
from leadbase.app.dispatch import Dispatch
from leadbase.app.errors import InternalError
from leadbase.app.metrics import Metrics
from leadbase.app.problems import STATUS, status_of
from leadbase.kit.errors import Problem
from leadbase.kit.ids import IdSource, is_id
from leadbase.kit.json import JsonObject
from leadbase.kit.logs import open_logs
from leadbase.kit.paging import CursorWrong
from leadbase.scripts.versions import DraftChanged, VersionNotFound
from leadbase.storage.errors import StorageUnavailable
from tests.app.asking import Answer, ask
from tools.docs import concrete, kinds

MOMENT = datetime(2026, 11, 24, 8, tzinfo=UTC)


class Body(BaseModel):
    """A body with one of everything."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=5)
    size: int = 1
    kind: Literal["a", "b"] = "a"
    password: str = Field("long enough", min_length=8)
    on: bool = True
    at: datetime = MOMENT


PROBLEMS: dict[str, Callable[[], Problem]] = {
    "missing": lambda: VersionNotFound(number=7),
    "invalid": CursorWrong,
    "conflict": lambda: DraftChanged(lock=2, saved_by="王芳", saved_at=MOMENT, source="a\ud800", language="javascript"),
    "forbidden": lambda: NotAllowed(permission="admin", actor="李雷"),
    "unauthorised": NotSignedIn,
    "too_much": lambda: SignInTooOften(retry_after=8),
    "unavailable": lambda: StorageUnavailable(reason="disk full"),
    "host": lambda: HostNotAllowed(host="evil.example"),
}


def application() -> Dispatch:
    """Give the program with an API of a few routes that fail in every way."""
    api = FastAPI(openapi_url=None)
    install_problems(api, IdSource())

    @api.get("/api/v1/raise/{name}")
    async def fail(name: str) -> None:
        raise PROBLEMS[name]()

    @api.get("/api/v1/crash")
    async def crash() -> None:
        raise RuntimeError("王芳 13812345678")

    @api.post("/api/v1/things")
    async def make(body: Body) -> str:
        return body.name

    @api.get("/api/v1/things")
    async def things(limit: Annotated[int, Query(ge=1, le=10)] = 5) -> int:
        return limit

    async def ready() -> JsonObject:
        return {"database": True}

    async def refresh() -> None:
        return None

    async def door(_scope: object, _receive: object, _send: object) -> None:
        raise AssertionError("nobody knocked")

    dispatch = Dispatch(door, ready, refresh, Addresses(), Metrics(), IdSource())
    dispatch.api = api
    return dispatch


Ask = Callable[..., Awaitable[Answer]]


@pytest.fixture
def asked() -> Ask:
    app = application()

    async def asking(path: str, method: str = "GET", **more: object) -> Answer:
        return await ask(app, path, method, **more)  # pyright: ignore[reportArgumentType]

    return asking


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("missing", 404),
        ("invalid", 422),
        ("conflict", 409),
        ("forbidden", 403),
        ("unauthorised", 401),
        ("too_much", 429),
        ("unavailable", 503),
        ("host", 421),
    ],
)
async def test_a_refusal_becomes_a_problem_of_its_kind(asked: Ask, name: str, status: int) -> None:
    answer = await asked(f"/api/v1/raise/{name}", headers={"Accept-Language": "en"})
    assert (answer.status, answer.json["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json["code"] == PROBLEMS[name]().code
    assert answer.json["detail"] == PROBLEMS[name]().message("en")
    assert answer.json["type"] == "about:blank"


async def test_the_facts_are_members_of_their_own(asked: Ask) -> None:
    answer = await asked("/api/v1/raise/conflict")
    assert answer.json["lock"] == 2
    assert answer.json["saved_at"] == "2026-11-24T08:00:00Z"
    assert answer.json["source"] == "a\ud800"


async def test_a_problem_says_when_to_try_again_and_how_to_be_known(asked: Ask) -> None:
    assert (await asked("/api/v1/raise/too_much")).headers["retry-after"] == "8"
    assert int((await asked("/api/v1/raise/unavailable")).headers["retry-after"]) > 0
    assert (await asked("/api/v1/raise/unauthorised")).headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("accepted", "language"), [("", "zh-CN"), ("en-GB,zh;q=0.5", "en"), ("zh-TW, en;q=0.9", "zh-CN"), ("fr", "zh-CN")]
)
async def test_a_problem_is_told_in_the_askers_language(asked: Ask, accepted: str, language: str) -> None:
    for path in ("/api/v1/raise/missing", "/nowhere", "/api/v1/crash", "/api/v1/things?limit=99"):
        answer = await asked(path, headers={"Accept-Language": accepted})
        assert answer.headers["content-language"] == language
        is_chinese = any("\u4e00" <= character <= "\u9fff" for character in answer.json["detail"])
        assert is_chinese == (language == "zh-CN")


async def test_what_is_not_there_is_a_problem_too(asked: Ask) -> None:
    missing = await asked("/api/v1/nowhere")
    assert (missing.status, missing.json["code"]) == (404, "route_not_found")
    wrong = await asked("/api/v1/things", "DELETE")
    assert (wrong.status, wrong.json["code"]) == (405, "method_not_allowed")
    assert set(wrong.headers["allow"].replace(" ", "").split(",")) & {"GET", "POST"}


@pytest.mark.parametrize(
    ("body", "code", "status"),
    [
        (b'{"name": "a"', "json_malformed", 400),
        (b"", "request_invalid", 422),
        (b'{"name": "\xff"}', "request_unreadable", 400),
        (b'{"size": ' + b"9" * 5000 + b"}", "request_unreadable", 400),
        (b"[" * 100_000, "request_unreadable", 400),
        (b"[]", "request_invalid", 422),
        (b'"a"', "request_invalid", 422),
    ],
)
async def test_a_body_that_is_none_is_refused(asked: Ask, body: bytes, code: str, status: int) -> None:
    answer = await asked("/api/v1/things", "POST", body=body, headers={"Content-Type": "application/json"})
    assert (answer.status, answer.json["code"]) == (status, code)


@pytest.mark.parametrize(
    ("body", "english", "chinese"),
    [
        ({}, "body.name is missing.", "缺少 body.name。"),
        ({"name": 5}, "body.name must be text, not 5.", "body.name 应为文本，当前为 5。"),
        ({"name": "x" * 9}, "body.name may have 5 characters at most.", "body.name 最多 5 个字符。"),
        (
            {"name": "x", "size": "many"},
            "body.size must be a whole number, not many.",
            "body.size 应为整数，当前为 many。",
        ),
        (
            {"name": "x", "kind": "c"},
            "body.kind must be one of 'a' or 'b', not c.",
            "body.kind 应为以下之一：'a' or 'b'，当前为 c。",
        ),
        ({"name": "x", "hue": 1}, "body.hue is not known here; remove it.", "不认识 body.hue，请删除。"),
        ({"name": "x", "on": 7}, "body.on must be true or false, not 7.", "body.on 应为 true 或 false，当前为 7。"),
        (
            {"name": "x", "at": "soon"},
            "body.at must be a moment like 2026-11-24T08:00:00Z, not soon.",
            "body.at 应为时间，例如 2026-11-24T08:00:00Z，当前为 soon。",
        ),
    ],
)
async def test_a_wrong_member_is_named_with_its_value(asked: Ask, body: object, english: str, chinese: str) -> None:
    for language, expected in (("en", english), ("zh-CN", chinese)):
        answer = await asked("/api/v1/things", "POST", body=body, headers={"Accept-Language": language})
        assert (answer.status, answer.json["code"]) == (422, "request_invalid")
        assert [error["message"] for error in answer.json["errors"]] == [expected]
        assert expected in answer.json["detail"]


async def test_a_wrong_parameter_is_named(asked: Ask) -> None:
    answer = await asked("/api/v1/things?limit=99", headers={"Accept-Language": "en"})
    assert answer.json["errors"][0]["message"] == "query.limit must be 10 or less, not 99."


async def test_a_password_is_never_repeated(asked: Ask) -> None:
    answer = await asked("/api/v1/things", "POST", body={"name": "x", "password": "hush"})
    assert answer.status == 422
    assert b"hush" not in answer.body


async def test_a_body_beyond_the_limit_is_refused(asked: Ask) -> None:
    answer = await asked("/api/v1/things", "POST", body={"name": "x" * (17 * 1024 * 1024)})
    assert (answer.status, answer.json["code"]) == (413, "body_too_large")


async def test_a_crash_is_logged_once_under_the_id_that_is_told_and_shows_nothing(asked: Ask) -> None:
    root = logging.getLogger()
    before, level, stream = root.handlers[:], root.level, io.StringIO()
    open_logs("json", "info", stream)
    answer = await asked("/api/v1/crash")
    root.handlers[:] = before
    root.setLevel(level)
    assert (answer.status, answer.json["code"]) == (500, "internal_error")
    assert is_id(answer.json["id"])
    assert b"RuntimeError" not in answer.body
    assert "王芳".encode() not in answer.body
    [line] = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert line["error_id"] == answer.json["id"]
    assert "RuntimeError" in line["exception"]
    assert "13812345678" not in stream.getvalue()


async def test_every_answer_keeps_browsers_from_guessing(asked: Ask) -> None:
    for path in ("/api/v1/things", "/api/v1/raise/missing", "/api/v1/crash", "/healthz"):
        headers = (await asked(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")


def test_only_what_nobody_foresaw_is_a_500() -> None:
    statuses = {problem: status_of_class(problem) for kind in kinds() for problem in concrete(kind)}
    assert [problem.__name__ for problem, status in statuses.items() if status == 500] == [InternalError.__name__]
    assert status_of(InternalError(id="x")) == 500


def status_of_class(problem: type[Problem]) -> int:
    return next(STATUS[kind] for kind in problem.__mro__ if kind in STATUS)
