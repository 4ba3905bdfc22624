"""The API's own page: its description to read and try, served from files of ours and with no other host involved."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import Response

import leadbase
from leadbase.app.errors import PageNotBuilt, RouteNotFound

BUILT = Path(leadbase.__file__).parent / "web/built"

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_TYPES: Mapping[str, str] = {
    "docs.html": "text/html; charset=utf-8",
    "docs.js": "text/javascript; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "swagger-ui.css": "text/css; charset=utf-8",
    "favicon-32x32.png": "image/png",
}

router = APIRouter(include_in_schema=False)


@router.get("/api/v1/docs")
async def docs() -> Response:
    """Show the page."""
    return _file("docs.html", "no-cache")


@router.get("/api/v1/docs/{name}")
async def docs_file(name: str) -> Response:
    """Give one of the page's files."""
    if name not in _TYPES:
        raise RouteNotFound(path=f"/api/v1/docs/{name}")
    return _file(name, "max-age=86400")


def _file(name: str, caching: str) -> Response:
    try:
        content = (BUILT / name).read_bytes()
    except FileNotFoundError:
        raise PageNotBuilt from None
    headers = {"Content-Security-Policy": PAGE_POLICY, "Cache-Control": caching}
    return Response(content, headers=headers, media_type=_TYPES[name])
