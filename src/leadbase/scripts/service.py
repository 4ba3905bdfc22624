"""The verbs over a script's draft and versions.

Who may see a script is for its owner's service to decide; writing one is decided here, because that is running code.
"""

from __future__ import annotations

from leadbase.access.model import Permission
from leadbase.access.scope import Scope
from leadbase.kit.paging import Page, checked_limit, page_of, read_cursor
from leadbase.scripts import store
from leadbase.scripts.versions import (
    LONGEST_NOTE,
    LONGEST_SOURCE,
    Draft,
    DraftChanged,
    NoteTooLong,
    SourceNotText,
    SourceTooLong,
    Version,
    VersionNotFound,
    VersionSummary,
)

_LARGEST_NUMBER = 2**31 - 1


def find_draft(scope: Scope, owner: str) -> Draft | None:
    """Give the owner's draft, if there is one."""
    return store.find_draft(scope.tx, scope.workspace.number, owner)


def save_draft(scope: Scope, owner: str, source: str, language: str, lock: int | None) -> Draft:
    """Keep the source as the owner's draft, exactly as it is.

    `lock` is the lock of the draft that was changed, None where there was none. Raises DraftChanged, with the other
    draft among its facts, SourceTooLong, SourceNotText and NotAllowed.
    """
    scope.require(Permission.SCRIPTS_PUBLISH)
    _check_source(source)
    draft = Draft(owner, source, language, (lock or 0) + 1, scope.now, scope.actor.name)
    if not store.put_draft(scope.tx, scope.workspace.number, draft):
        raise _changed(find_draft(scope, owner))
    return draft


def add_version(scope: Scope, owner: str, source: str, language: str, note: str) -> Version:
    """Keep the source as the owner's next version, exactly as it is; the draft stays what it is.

    Raises SourceTooLong, SourceNotText, NoteTooLong and NotAllowed.
    """
    scope.require(Permission.SCRIPTS_PUBLISH)
    _check_source(source)
    if len(note) > LONGEST_NOTE:
        raise NoteTooLong(most=LONGEST_NOTE, length=len(note))
    _check_text(note)
    number = store.next_number(scope.tx, scope.workspace.number, owner)
    version = Version(owner, number, language, note, scope.now, scope.actor.name, source)
    store.add_version(scope.tx, scope.workspace.number, version)
    return version


def get_version(scope: Scope, owner: str, number: int) -> Version:
    """Give one version with its source; raises VersionNotFound."""
    known = 1 <= number <= _LARGEST_NUMBER
    version = store.find_version(scope.tx, scope.workspace.number, owner, number) if known else None
    if version is None:
        raise VersionNotFound(number=number)
    return version


def list_versions(scope: Scope, owner: str, limit: int, cursor: str | None) -> Page[VersionSummary]:
    """Give the owner's versions without their sources, the newest first; raises LimitWrong and CursorWrong."""
    below = int(str(read_cursor(cursor, int)[0])) if cursor else None
    found = store.list_versions(scope.tx, scope.workspace.number, owner, below, checked_limit(limit) + 1)
    return page_of(found, limit, lambda version: [version.number])


def _changed(theirs: Draft | None) -> DraftChanged:
    """Name the draft that is there now; none is there when the one that was meant never was."""
    if theirs is None:
        return DraftChanged(lock=0, saved_by="-", saved_at=None, source="", language="")
    return DraftChanged(
        lock=theirs.lock,
        saved_by=theirs.saved_by,
        saved_at=theirs.saved_at,
        source=theirs.source,
        language=theirs.language,
    )


def _check_source(source: str) -> None:
    if len(source) > LONGEST_SOURCE:
        raise SourceTooLong(most=LONGEST_SOURCE, length=len(source))
    _check_text(source)


def _check_text(text: str) -> None:
    """Refuse what PostgreSQL can't keep as text, so that both databases keep the same: NUL and lone surrogates."""
    for number, line in enumerate(text.split("\n"), 1):
        for character in line:
            if character == "\0" or "\ud800" <= character <= "\udfff":
                raise SourceNotText(line=number, character=f"U+{ord(character):04X}")
