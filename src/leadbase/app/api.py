"""The API's framework: every room's routes under one roof, with every refusal and fault answered as a problem.

It is imported after the door is open, because it takes longer to come up than everything a webhook needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any, cast

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from leadbase.access import api as access
from leadbase.access.gate import Gate, error_language
from leadbase.activity import api as activity
from leadbase.app import checkup, console, installation, pages, palette
from leadbase.app.edge import BODY_LIMIT, BODY_WITHIN_S
from leadbase.app.errors import (
    BodyTooLarge,
    BodyTooSlow,
    JsonMalformed,
    MethodNotAllowed,
    RequestInvalid,
    RequestRefused,
    RequestUnreadable,
    RouteNotFound,
    Stopping,
)
from leadbase.app.faults import sentence
from leadbase.app.parts import App
from leadbase.app.problems import MEDIA_TYPE, RETRY_AFTER_S, internal_error, problem_body, problem_headers, status_of
from leadbase.bundles import api as bundles
from leadbase.connectors import api as connectors
from leadbase.dashboards import api as dashboards
from leadbase.intake import api as intake
from leadbase.kit.errors import Language, Problem
from leadbase.kit.ids import IdSource
from leadbase.kit.json import JsonValue
from leadbase.live import api as live
from leadbase.records import api as records
from leadbase.tables import api as tables
from leadbase.templates import api as templates
from leadbase.upkeep import api as upkeep

PREFIX = "/api/v1"

ROUTERS: tuple[APIRouter, ...] = (
    intake.router,
    connectors.router,
    tables.router,
    records.router,
    dashboards.router,
    templates.router,
    bundles.router,
    access.router,
    activity.router,
    live.router,
    installation.router,
    upkeep.router,
    checkup.router,
    palette.router,
)
"""Every room's routes, in the order in which the API's page shows them."""

_DESCRIPTION = """Leadbase takes in sales leads from any system, keeps each of them, and lets people work them.

Send a token as `Authorization: Bearer lbt_…`, or sign in and name the workspace with `Leadbase-Workspace`. Tables,
fields and webhooks are addressed by id or by API name. Every list answers `{"items": […], "next_cursor": …}`. Errors
are problem details (RFC 9457) with a stable `code`."""


def build_api(app: App) -> FastAPI:
    """Give the API over the parts of the program."""
    api = routed()
    api.state.gate = Gate(app.units, app.passwords, app.addresses, app.find_table)
    api.state.catalogues = app.catalogues
    api.state.connectors = app.connectors
    api.state.flows = app.intake.flows
    api.state.shelf = app.shelf
    api.state.press = app.press
    api.state.hub = app.hub
    api.state.transfers = app.transfers
    api.state.settings = app.settings
    api.state.parts = app
    api.state.backups = app.backups
    api.state.retention_gib = app.settings.retention_gib
    api.state.sealer = app.sealer
    install_problems(api, app.ids)
    api.include_router(pages.router)
    api.include_router(console.router)
    return api


def routed() -> FastAPI:
    """Give the API's framework with every room's routes and nothing behind them: enough to describe it."""
    api = FastAPI(
        title="Leadbase",
        version=version("leadbase"),
        description=_DESCRIPTION,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    for router in ROUTERS:
        api.include_router(router, prefix=PREFIX, responses={"default": _PROBLEM})
    return api


_PROBLEM: dict[str, Any] = {
    "description": "A refusal, told as problem details (RFC 9457).",
    "content": {
        MEDIA_TYPE: {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "code", "detail"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "code": {"type": "string", "description": "Stable: what happened, for programs."},
                    "detail": {"type": "string", "description": "What happened, for people, in their language."},
                },
                "additionalProperties": True,
            },
            "example": {
                "type": "about:blank",
                "title": "There is no version 7 of this script.",
                "status": 404,
                "code": "version_not_found",
                "detail": "There is no version 7 of this script.",
                "number": 7,
            },
        }
    },
}


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
        case 408:
            return BodyTooSlow(seconds=BODY_WITHIN_S)
        case 503:
            return Stopping(retry_after=RETRY_AFTER_S)
        case 413:
            return BodyTooLarge(most=BODY_LIMIT)
        case _:
            return RequestRefused(reason=error.detail)
