"""The audit as files: CSV in plain words for people, JSON lines for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import UTC
from typing import Literal

from leadbase.access import audit
from leadbase.access.audit import Action, AuditEntry, AuditFilter, Subject
from leadbase.access.scope import Scope
from leadbase.activity.audit_schemas import AuditOut
from leadbase.kit.errors import Language
from leadbase.kit.json import compact
from leadbase.kit.paging import LARGEST_LIMIT, Page

Format = Literal["csv", "jsonl"]
MEDIA: Mapping[Format, str] = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}

_COLUMNS = (
    "id", "at", "author_kind", "author_id", "author", "address", "action", "text",
    "subject_kind", "subject_id", "subject", "within_kind", "within_id", "within", "changes",
)  # fmt: skip
CSV_HEAD = ("\ufeff" + ",".join(_COLUMNS) + "\r\n").encode()
"""The first line, after the mark by which spreadsheets know UTF-8."""

_NOBODY: Mapping[str, Mapping[Language, str]] = {
    "operator": {"zh-CN": "命令行", "en": "the command line"},
    "system": {"zh-CN": "系统", "en": "Leadbase"},
    "nobody": {"zh-CN": "未知访客", "en": "somebody"},
}


def exported(scope: Scope, wanted: AuditFilter, format: Format) -> tuple[Language, Page[AuditEntry]]:
    """Note that the audit is exported, and give the language to word it in and the first page; raises NotAllowed."""
    page = audit.list_entries(scope, wanted, None, LARGEST_LIMIT)
    audit.note(scope, Action.AUDIT_EXPORTED, Subject("audit", "", ""), None, {"format": format})
    return scope.workspace.language, page


def as_line(entry: AuditEntry) -> str:
    """Spell an entry as a line of JSON, as the API gives it."""
    return f"{AuditOut.of(entry).model_dump_json()}\n"


def as_csv(entry: AuditEntry, language: Language) -> str:
    """Spell an entry as a line of CSV that no spreadsheet takes for a formula."""
    author, subject, within = entry.author, entry.subject, entry.within or Subject("", "", "")
    at = entry.at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    cells = (
        entry.id, at, author.kind, author.id, author.name, entry.address, entry.action.value, worded(entry, language),
        subject.kind, subject.id, subject.name, within.kind, within.id, within.name,
        compact(entry.changes) if entry.changes else "",
    )  # fmt: skip
    line = io.StringIO()
    csv.writer(line).writerow([_harmless(cell) for cell in cells])
    return line.getvalue()


def worded(entry: AuditEntry, language: Language) -> str:
    """Tell an entry in plain words."""
    wording = entry.action.zh if language == "zh-CN" else entry.action.en
    parts = {"subject": _quoted(entry.subject, language), "within": _quoted(entry.within, language)}
    told = " ".join(wording.format(**parts).split())
    named = _NOBODY.get(entry.author.kind)
    return f"{entry.author.name if named is None else named[language]} {told}"


def _quoted(subject: Subject | None, language: Language) -> str:
    if subject is None or not subject.name:
        return ""
    return f"「{subject.name}」" if language == "zh-CN" else f"“{subject.name}”"


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
