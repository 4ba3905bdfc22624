"""The API's framework: every room's routes under one roof, with every refusal and fault answered as a problem.

It is imported after the door is open, because it takes longer to come up than everything a webhook needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from leadbase.access.gate import error_language
from leadbase.app.edge import BODY_LIMIT
from leadbase.app.errors import (
    BodyTooLarge,
    JsonMalformed,
    MethodNotAllowed,
    RequestInvalid,
    RequestRefused,
    RequestUnreadable,
    RouteNotFound,
)
from leadbase.app.faults import sentence
from leadbase.app.problems import internal_error, problem_body, problem_headers, status_of
from leadbase.kit.errors import Language, Problem
from leadbase.kit.ids import IdSource
from leadbase.kit.json import JsonValue


def install_problems(api: FastAPI, ids: IdSource) -> None:
    """Answer every refusal and fault of the API as a problem."""

    async def refused(request: Request, error: Exception) -> Response:
        return _answer(request, cast(Problem, error))

    async def unfit(request: Request, error: Exception) -> Response:
        return _answer(request, _validation(cast(RequestValidationError, error), error_language(request)))

    async def http(request: Request, error: Exception) -> Response:
        return _answer(request, _http(cast(HTTPException, error), request))

    async def unexpected(request: Request, error: Exception) -> Response:
        return _answer(request, internal_error(error, ids, request.method, request.url.path))

    api.add_exception_handler(Problem, refused)
    api.add_exception_handler(RequestValidationError, unfit)
    api.add_exception_handler(HTTPException, http)
    api.add_exception_handler(Exception, unexpected)


def _answer(request: Request, problem: Problem) -> Response:
    language = error_language(request)
    return Response(problem_body(problem, language), status_of(problem), problem_headers(problem, language))


def _validation(error: RequestValidationError, language: Language) -> Problem:
    faults = cast(Sequence[Mapping[str, Any]], error.errors())
    if faults and faults[0]["type"] == "json_invalid":
        reason = cast(Mapping[str, object], faults[0].get("ctx", {})).get("error", "")
        return JsonMalformed(reason=reason, position=faults[0]["loc"][-1])
    told: list[JsonValue] = [
        {"at": ".".join(map(str, fault["loc"])), "type": fault["type"], "message": sentence(fault, language)}
        for fault in faults
    ]
    return RequestInvalid(summary=" ".join(sentence(fault, language) for fault in faults[:3]), errors=told)


def _http(error: HTTPException, request: Request) -> Problem:
    """Name what the framework itself refuses."""
    path = request.url.path
    match error.status_code:
        case 400:
            return RequestUnreadable()
        case 404:
            return RouteNotFound(path=path)
        case 405:
            allowed = next((value for name, value in (error.headers or {}).items() if name.lower() == "allow"), "-")
            return MethodNotAllowed(path=path, method=request.method, allowed=allowed)
        case 413:
            return BodyTooLarge(most=BODY_LIMIT)
        case _:
            return RequestRefused(reason=error.detail)
