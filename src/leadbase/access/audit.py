"""The audit: who changed what of configuration and access, from where, written in the same transaction as the change.

Values of records are not here (they have their history), nor are secrets and keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from leadbase.access.actions import Action
from leadbase.access.model import MAIN, Actor, Permission, Person, Workspace
from leadbase.access.scope import Moment, Scope, Transaction
from leadbase.access.store import audit as store
from leadbase.access.store import people
from leadbase.access.store.audit import AuditEntry, AuditFilter, Author, Subject
from leadbase.kit.facts import Fact
from leadbase.kit.json import JsonObject, JsonValue, compact
from leadbase.kit.paging import DEFAULT_LIMIT, Page, checked_limit, page_of, read_cursor

__all__ = ["KEPT", "Action", "AuditEntry", "AuditFilter", "AuditNoted", "Author", "Subject", "drop_old", "note"]

KEPT = timedelta(days=365)
"""How long an entry is kept."""

BATCH = 500
HIDDEN = "•••"
LONGEST_VALUE = 400
MOST_CHANGES = 50
_SECRETS = frozenset({"secret", "password", "password_hash", "key", "token", "digest"})

OPERATOR = Author("operator", "", "")
NOBODY = Author("nobody", "", "")


@dataclass(frozen=True, slots=True)
class AuditNoted(Fact):
    """Something was written down in the audit of the workspace with this internal number."""

    workspace: int


def note(
    scope: Scope,
    action: Action,
    subject: Subject,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    within: Subject | None = None,
) -> None:
    """Write down what the actor of the scope does; nothing where before and after are given and the same."""
    note_by(scope.moment, scope.workspace, author_of(scope.actor), action, subject, before, after, within)


def note_by(
    moment: Moment,
    workspace: Workspace,
    author: Author,
    action: Action,
    subject: Subject,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    within: Subject | None = None,
) -> None:
    """Write down as `note` does where there is no scope yet."""
    changes = difference(before, after)
    if before is None or after is None or changes:
        _write(moment, workspace.number, _entry(moment, action, author, subject, changes, within))


def note_account(
    moment: Moment,
    action: Action,
    author: Author,
    person: Person,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Write down what happens to an account in each workspace that the person belongs to (in main, if to none)."""
    changes = difference(before, after)
    places = people.list_workspaces_of(moment.tx, person.id)
    if not places:
        main = people.find_workspace(moment.tx, MAIN)
        places = [] if main is None else [main.number]
    for workspace in places:
        _write(moment, workspace, _entry(moment, action, author, person_subject(person), changes, None))


def note_stranger(moment: Moment, action: Action, subject: Subject) -> None:
    """Write down in main what nobody known does."""
    main = people.find_workspace(moment.tx, MAIN)
    if main is not None:
        entry = _entry(moment, action, NOBODY, subject, {}, None)
        _write(moment, main.number, entry)


def author_of(actor: Actor) -> Author:
    """Give who acts, as the audit names them."""
    return OPERATOR if actor.kind == "operator" else Author(actor.kind, actor.id, actor.name)


def author_person(person: Person) -> Author:
    """Give a person as the author of what they do to themselves."""
    return Author("person", person.id, person.name)


def person_subject(person: Person) -> Subject:
    """Give a person as the subject of an entry."""
    return Subject("person", person.id, person.name)


def list_entries(
    scope: Scope, wanted: AuditFilter, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[AuditEntry]:
    """List entries, newest first; raises NotAllowed, LimitWrong or CursorWrong."""
    scope.require(Permission.ADMIN)
    before = str(read_cursor(cursor, str)[0]) if cursor else None
    found = store.list_entries(scope.tx, scope.workspace.number, wanted, before, checked_limit(limit) + 1)
    return page_of(found, limit, lambda entry: [entry.id])


def list_authors(scope: Scope) -> Sequence[Author]:
    """List everybody who stands in the audit, with the name that they had last; raises NotAllowed."""
    scope.require(Permission.ADMIN)
    return store.list_authors(scope.tx, scope.workspace.number)


def drop_old(tx: Transaction, now: datetime, kept: timedelta = KEPT) -> int:
    """Delete up to BATCH entries whose time is over; give how many."""
    return store.delete_before(tx, now - kept, BATCH)


def difference(before: Mapping[str, object] | None, after: Mapping[str, object] | None) -> JsonObject:
    """Give what differs as `{path: {"before": …, "after": …}}`, without secrets, and with long values cut.

    A side that has no such value has no such member.
    """
    old, new = (dict(_flat("", side)) if side else {} for side in (before, after))
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    told: dict[str, JsonValue] = {}
    for name in names[:MOST_CHANGES]:
        sides = {"before": old, "after": new}
        told[name] = {side: _shown(name, values[name]) for side, values in sides.items() if name in values}
    if len(names) > MOST_CHANGES:
        told["…"] = {"after": len(names) - MOST_CHANGES}
    return told


def _flat(path: str, value: object) -> Iterable[tuple[str, JsonValue]]:
    """Spell nested values by path; lists of options by their handle."""
    if isinstance(value, Mapping) and value:
        for name, inner in cast(Mapping[str, object], value).items():
            yield from _flat(f"{path}.{name}" if path else str(name), inner)
        return
    spelt = _json(cast(object, value))
    options = spelt if isinstance(spelt, list) and spelt else ()
    if options and all(isinstance(one, Mapping) and "handle" in one for one in options):
        for one in cast(Sequence[JsonObject], options):
            yield f"{path}.{one['handle']}", {name: inner for name, inner in one.items() if name != "handle"}
    else:
        yield path, spelt


def _json(value: object) -> JsonValue:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case datetime():
            return value.isoformat()
        case list() | tuple():
            return [_json(one) for one in cast(Sequence[object], value)]
        case set() | frozenset():
            return sorted(str(one) for one in cast(Iterable[object], value))
        case Mapping():
            return {str(name): _json(one) for name, one in cast(Mapping[object, object], value).items()}
        case _:
            return str(value)


def _shown(path: str, value: JsonValue) -> JsonValue:
    if value is not None and not _SECRETS.isdisjoint(path.split(".")):
        return HIDDEN
    spelt = value if isinstance(value, str) else compact(value)
    return value if len(spelt) <= LONGEST_VALUE else f"{spelt[:LONGEST_VALUE]}…"


def _entry(
    moment: Moment, action: Action, author: Author, subject: Subject, changes: JsonObject, within: Subject | None
) -> AuditEntry:
    return AuditEntry(moment.ids.new(), moment.now, author, moment.address, action, subject, within, changes)


def _write(moment: Moment, workspace: int, entry: AuditEntry) -> None:
    store.insert_entry(moment.tx, workspace, entry)
    moment.facts.publish(AuditNoted(workspace))
