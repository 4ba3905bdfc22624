"""People and their place in a workspace: taking in, changing, taking out. Accounts are global, roles are not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from leadbase.access import audit
from leadbase.access.audit import Action
from leadbase.access.errors import (
    EmailInvalid,
    InstanceAdminNeeded,
    LastAdmin,
    PasswordMissing,
    PersonElsewhere,
    PersonExists,
    PersonIsMember,
    PersonUnknown,
)
from leadbase.access.model import Member, PasswordChanged, Permission, Person, PersonSwitched, Role, RoleChanged
from leadbase.access.scope import Moment, Scope, Transaction, Visit
from leadbase.access.store import keys, resets
from leadbase.access.store import people as store
from leadbase.kit.ids import is_id
from leadbase.kit.paging import DEFAULT_LIMIT, Page, checked_limit, page_of, read_cursor
from leadbase.kit.secrets import digest

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}")


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Someone to take into a workspace: with a password hash a new account, without one an account that exists."""

    email: str
    role: Role
    name: str | None = None
    password_hash: str | None = None
    instance_admin: bool = False


@dataclass(frozen=True, slots=True)
class PersonChanges:
    """What to change of a member; None leaves it."""

    name: str | None = None
    role: Role | None = None
    disabled: bool | None = None
    instance_admin: bool | None = None


def email_key(email: str) -> str:
    """Give an email as it is compared; raises EmailInvalid."""
    trimmed = email.strip()
    if _EMAIL.fullmatch(trimmed) is None:
        raise EmailInvalid(email=email)
    return unicodedata.normalize("NFC", trimmed).casefold()


def account_subject(key: str) -> str:
    """Name an account among those whose sign-ins failed; hashed, as people also type passwords in that box."""
    return f"account:{digest(key)}"


def create_account(moment: Moment, new: NewPerson) -> Person:
    """Add a person who belongs nowhere yet; raises EmailInvalid, PasswordMissing or PersonExists."""
    key = email_key(new.email)
    if store.find_person(moment.tx, key) is not None:
        raise PersonExists(email=new.email)
    if new.password_hash is None:
        raise PasswordMissing(email=new.email)
    email = new.email.strip()
    name = (new.name or "").strip() or email.partition("@")[0]
    person = Person(moment.ids.new(), email, name, new.instance_admin, moment.now)
    if not store.insert_person(moment.tx, person, key, new.password_hash):
        raise PersonExists(email=new.email)
    return person


def check_may_add(scope: Scope, new: NewPerson) -> None:
    """Raise what `add_person` would raise but for the password, so that no hash is made in vain."""
    scope.require(Permission.ADMIN)
    if new.instance_admin and not scope.actor.instance:
        raise InstanceAdminNeeded(actor=scope.actor.name)
    known = store.find_person(scope.tx, email_key(new.email))
    if known is not None and store.find_member(scope.tx, scope.workspace.number, known.id) is not None:
        raise PersonIsMember(email=known.email)


def add_person(scope: Scope, new: NewPerson) -> Member:
    """Take a person into the workspace, with an account of their own or a new one.

    Raises NotAllowed, InstanceAdminNeeded, EmailInvalid, PersonIsMember, PersonExists (an account is there, but a name
    or password was given) or PasswordMissing (it is not, and none was given).
    """
    check_may_add(scope, new)
    known = store.find_person(scope.tx, email_key(new.email))
    if known is not None and (new.name or new.password_hash or new.instance_admin):
        raise PersonExists(email=known.email)
    person = known or create_account(scope.moment, new)
    join(scope.moment, person, scope.workspace.number, new.role, by=scope.actor.id)
    after = {"email": person.email, "role": new.role.value, "instance_admin": person.instance_admin}
    audit.note(scope, Action.PERSON_ADDED, audit.person_subject(person), None, after)
    return Member(person, new.role)


def join(moment: Moment, person: Person, workspace: int, role: Role, by: str) -> None:
    """Make a person a member of the workspace with this internal number; raises PersonIsMember."""
    if not store.insert_membership(moment.tx, workspace, person.id, role):
        raise PersonIsMember(email=person.email)
    moment.facts.publish(RoleChanged(moment.now, by, workspace, person.id, role))


def get_member(scope: Scope, person: str) -> Member:
    """Give a member by the person's id or email; raises NotAllowed or PersonUnknown."""
    scope.require(Permission.ADMIN)
    if not is_id(person):
        known = store.find_person(scope.tx, email_key(person))
        found = known and store.find_member(scope.tx, scope.workspace.number, known.id)
    else:
        found = store.find_member(scope.tx, scope.workspace.number, person)
    if found is None:
        raise PersonUnknown(person=person)
    return found


def list_people(scope: Scope, cursor: str | None = None, limit: int = DEFAULT_LIMIT) -> Page[Member]:
    """List the members of the workspace, newest account first; raises NotAllowed."""
    scope.require(Permission.ADMIN)
    before = str(read_cursor(cursor, str)[0]) if cursor else None
    found = store.list_members(scope.tx, scope.workspace.number, before, checked_limit(limit) + 1)
    return page_of(found, limit, lambda member: [member.person.id])


def list_names(scope: Scope, cursor: str | None = None, limit: int = DEFAULT_LIMIT) -> Page[Person]:
    """List those who can stand in a record's field of the workspace, newest account first; raises NotAllowed."""
    scope.require(Permission.RECORDS_READ)
    before = str(read_cursor(cursor, str)[0]) if cursor else None
    found = store.list_belonging(scope.tx, scope.workspace.number, before, checked_limit(limit) + 1)
    return page_of(found, limit, lambda person: [person.id])


def known_members(tx: Transaction, workspace: int, ids: Collection[str]) -> set[str]:
    """Give those ids that belong to people of the workspace with this internal number, disabled ones included."""
    return store.list_known(tx, workspace, ids)


def update_person(scope: Scope, person: str, changes: PersonChanges) -> Member:
    """Change a member's role here, or the account itself (name, disabled, instance administrator).

    Raises NotAllowed, PersonUnknown, LastAdmin, InstanceAdminNeeded, or PersonElsewhere (the account is not this
    workspace's alone).
    """
    member = get_member(scope, person)
    if changes.role is not None and changes.role != member.role:
        _change_role(scope, member, changes.role)
    account = _account_changes(scope, member.person, changes)
    if account:
        _require_account(scope, member.person)
        _check_account_changes(scope, member, account)
        store.update_person(scope.tx, member.person.id, account)
        _tell_switched(scope, member.person, account)
        _note_account(scope, member.person, account)
    return get_member(scope, member.person.id)


def remove_person(scope: Scope, person: str) -> None:
    """Take a member out of the workspace, which ends what their tokens may do there.

    Raises NotAllowed, PersonUnknown or LastAdmin.
    """
    member = get_member(scope, person)
    _keep_an_admin(scope, member)
    store.delete_membership(scope.tx, scope.workspace.number, member.person.id)
    scope.facts.publish(
        RoleChanged(scope.now, scope.actor.id, scope.workspace.number, member.person.id, None),
    )
    subject = audit.person_subject(member.person)
    audit.note(scope, Action.PERSON_REMOVED, subject, {"email": member.person.email, "role": member.role.value})


def check_may_set_password(scope: Scope, person: str) -> None:
    """Raise NotAllowed, PersonUnknown or PersonElsewhere, so that no hash is made in vain."""
    _require_account(scope, get_member(scope, person).person)


def set_password(scope: Scope, person: str, password_hash: str) -> None:
    """Give a member another password and end all their sessions; raises as `check_may_set_password` does."""
    member = get_member(scope, person)
    _require_account(scope, member.person)
    replace_password(scope.moment, member.person, password_hash, by=scope.actor.id)
    audit.note_account(scope.moment, Action.PASSWORD_RESET, audit.author_of(scope.actor), member.person)


def replace_password(moment: Moment, person: Person, password_hash: str, by: str) -> None:
    """Store another password, end the person's sessions and reset links, and forget their failed sign-ins."""
    store.update_person(moment.tx, person.id, {"password_hash": password_hash})
    keys.delete_sessions_of(moment.tx, person.id)
    resets.delete_links_of(moment.tx, person.id)
    keys.forgive(moment.tx, account_subject(email_key(person.email)))
    moment.facts.publish(PasswordChanged(moment.now, by, person.id))


def rename_self(visit: Visit, name: str) -> Person:
    """Change the visitor's own name."""
    store.update_person(visit.moment.tx, visit.person.id, {"name": name})
    author, before = audit.author_person(visit.person), {"name": visit.person.name}
    audit.note_account(visit.moment, Action.PERSON_CHANGED, author, visit.person, before, {"name": name})
    return replace(visit.person, name=name)


def _change_role(scope: Scope, member: Member, role: Role) -> None:
    _keep_an_admin(scope, member)
    store.update_membership(scope.tx, scope.workspace.number, member.person.id, role)
    scope.facts.publish(RoleChanged(scope.now, scope.actor.id, scope.workspace.number, member.person.id, role))
    before, after = {"role": member.role.value}, {"role": role.value}
    audit.note(scope, Action.ROLE_CHANGED, audit.person_subject(member.person), before, after)


def _note_account(scope: Scope, person: Person, account: Mapping[str, object]) -> None:
    author, changed = audit.author_of(scope.actor), {**account}
    if "disabled_at" in changed:
        action = Action.PERSON_DISABLED if changed.pop("disabled_at") else Action.PERSON_ENABLED
        audit.note_account(scope.moment, action, author, person)
    before = {name: getattr(person, name) for name in changed}
    if changed:
        audit.note_account(scope.moment, Action.PERSON_CHANGED, author, person, before, changed)


def _keep_an_admin(scope: Scope, member: Member) -> None:
    """Raise LastAdmin where the workspace would be left with nobody who may administer it."""
    able = member.role == Role.ADMIN and member.person.disabled_at is None
    if able and store.count_admins(scope.tx, scope.workspace.number) == 1:
        raise LastAdmin(email=member.person.email)


def _account_changes(scope: Scope, person: Person, changes: PersonChanges) -> Mapping[str, object]:
    """Give the columns of the account that change."""
    values: dict[str, object] = {}
    if changes.name is not None and changes.name != person.name:
        values["name"] = changes.name
    if changes.disabled is not None and changes.disabled != (person.disabled_at is not None):
        values["disabled_at"] = scope.now if changes.disabled else None
    if changes.instance_admin is not None and changes.instance_admin != person.instance_admin:
        values["instance_admin"] = changes.instance_admin
    return values


def _check_account_changes(scope: Scope, member: Member, values: Mapping[str, object]) -> None:
    """Raise InstanceAdminNeeded, or LastAdmin where nobody would be left to administer the workspace or the server."""
    if "instance_admin" in values and not scope.actor.instance:
        raise InstanceAdminNeeded(actor=scope.actor.name)
    person = member.person
    disables = values.get("disabled_at") is not None
    if disables:
        _keep_an_admin(scope, member)
    able = person.instance_admin and person.disabled_at is None
    loses = disables or values.get("instance_admin") is False
    if able and loses and store.count_instance_admins(scope.tx) == 1:
        raise LastAdmin(email=person.email)


def _require_account(scope: Scope, person: Person) -> None:
    """Raise PersonElsewhere unless the account is this workspace's own, or the actor stands above workspaces."""
    if scope.actor.instance:
        return
    if person.instance_admin or store.list_workspaces_of(scope.tx, person.id) != [scope.workspace.number]:
        raise PersonElsewhere(email=person.email)


def _tell_switched(scope: Scope, person: Person, changed: Mapping[str, object]) -> None:
    if not {"disabled_at", "instance_admin"} & changed.keys():
        return
    disabled = changed.get("disabled_at", person.disabled_at) is not None
    instance_admin = bool(changed.get("instance_admin", person.instance_admin))
    if disabled:
        keys.delete_sessions_of(scope.tx, person.id)
    scope.facts.publish(PersonSwitched(scope.now, scope.actor.id, person.id, disabled, instance_admin))
