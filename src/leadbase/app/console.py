"""Serves the console: its one page for every address that people open, and the files that the page is made of."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

import leadbase
from leadbase.app.errors import PageNotBuilt, RouteNotFound

BUILT = Path(leadbase.__file__).parent / "console/built"

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""Styles may stand inline, because Ant Design and Monaco write theirs into the page; scripts never may."""

_FOREVER = "public, max-age=31536000, immutable"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}

router = APIRouter(include_in_schema=False)


@router.get("/assets/{name}")
async def asset(name: str, request: Request) -> Response:
    """Give one of the files that the page loads; their names change with their content."""
    path = BUILT / "assets" / name
    if path.parent != BUILT / "assets" or name.endswith(".gz") or not path.is_file():
        raise RouteNotFound(path=request.url.path)
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return _file(path, request, {"Cache-Control": _FOREVER}, kind)


@router.get("/{path:path}")
async def page(path: str, request: Request) -> Response:
    """Give the console's page for whatever a browser opens; what it shows there is its own affair."""
    if path.startswith("api/") or "text/html" not in request.headers.get("accept", "text/html"):
        raise RouteNotFound(path=request.url.path)
    index = BUILT / "index.html"
    if not index.is_file():
        raise PageNotBuilt
    headers = {"Content-Security-Policy": PAGE_POLICY, "Cache-Control": "no-cache"}
    return _file(index, request, headers, "text/html; charset=utf-8")


def _file(path: Path, request: Request, headers: dict[str, str], kind: str) -> Response:
    """Give a file, in the form that the build compressed where the browser takes it."""
    packed = path.with_name(f"{path.name}.gz")
    headers = {**headers, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", "") and packed.is_file():
        return Response(packed.read_bytes(), headers={**headers, "Content-Encoding": "gzip"}, media_type=kind)
    return Response(path.read_bytes(), headers=headers, media_type=kind)
