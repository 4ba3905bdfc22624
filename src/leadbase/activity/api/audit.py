"""The routes of the audit: its entries, who and what stands in it, and its export; for administrators."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime

from leadbase.access import audit
from leadbase.access.actions import Action
from leadbase.access.audit import AuditEntry, AuditFilter
from leadbase.access.gate import Admission, Entry
from leadbase.activity.audit_export import CSV_HEAD, MEDIA, as_csv, as_line, exported
from leadbase.activity.audit_schemas import ActionPage, AuditPage, AuthorPage
from leadbase.kit.errors import Language
from leadbase.kit.paging import DEFAULT_LIMIT, LARGEST_LIMIT, Page

router = APIRouter(tags=["audit"])

Format = Literal["csv", "jsonl"]


def asked(
    since: Annotated[AwareDatetime | None, Query(description="From this moment on.")] = None,
    until: Annotated[AwareDatetime | None, Query(description="Before this moment.")] = None,
    author: Annotated[
        str | None,
        Query(max_length=64, description="Who: `person:<id>`, `token:<id>`, `operator`, `system` or `nobody`."),
    ] = None,
    action: Annotated[list[Action] | None, Query(description="One action or several.")] = None,
    subject: Annotated[
        str | None, Query(max_length=100, description="The id of what was changed, or of what holds it.")
    ] = None,
) -> AuditFilter:
    """Read the filters of a request."""
    kind, _, id = (author or "").partition(":")
    return AuditFilter(since, until, (kind, id) if author else None, action, subject)


Asked = Annotated[AuditFilter, Depends(asked)]


@router.get("/audit")
async def list_audit(
    entry: Entry,
    wanted: Asked,
    cursor: Annotated[str | None, Query(max_length=1_000, description="`next_cursor` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_LIMIT, description="Items on the page.")] = DEFAULT_LIMIT,
) -> AuditPage:
    """List who changed what of configuration and access, newest first. Entries are kept for a year."""
    return AuditPage.of(await entry.read(lambda scope: audit.list_entries(scope, wanted, cursor, limit)))


@router.get("/audit/actions")
async def list_audit_actions(entry: Entry) -> ActionPage:
    """List the actions that the audit tells of, with their wordings in both languages."""
    return await entry.read(lambda _scope: ActionPage.of(Action))


@router.get("/audit/authors")
async def list_audit_authors(entry: Entry) -> AuthorPage:
    """List everybody who stands in the audit, by the name that they had last."""
    return AuthorPage.of(await entry.read(audit.list_authors))


@router.get(
    "/audit/export",
    response_class=Response,
    responses={200: {"description": "The entries, newest first.", "content": {kind: {} for kind in MEDIA.values()}}},
)
async def export_audit(
    entry: Entry,
    wanted: Asked,
    format: Annotated[Format, Query(description="csv, or jsonl: one JSON object a line.")] = "csv",
) -> Response:
    """Export the audit as CSV or JSON lines. That it was exported is noted in it."""
    language, first = await entry.write(lambda scope: exported(scope, wanted, format))
    headers = {"content-disposition": f'attachment; filename="audit.{format}"'}
    lines = _lines(entry, wanted, format, language, first)
    return StreamingResponse(lines, media_type=MEDIA[format], headers=headers)


async def _lines(
    entry: Admission, wanted: AuditFilter, format: Format, language: Language, page: Page[AuditEntry]
) -> AsyncGenerator[bytes]:
    """Spell the entries page by page: no transaction is open while they are sent."""
    if format == "csv":
        yield CSV_HEAD
    while True:
        yield "".join(as_csv(one, language) if format == "csv" else as_line(one) for one in page.items).encode()
        if (cursor := page.next_cursor) is None:
            return
        page = await entry.read(lambda scope, at=cursor: audit.list_entries(scope, wanted, at, LARGEST_LIMIT))
