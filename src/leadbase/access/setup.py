"""The first start: the workspace, and the first administrator, by a one-time link or from the settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from leadbase.access import audit
from leadbase.access.audit import Action
from leadbase.access.errors import PersonExists, SetupDone, SetupLinkRefused
from leadbase.access.model import SETUP_LIFE, Person, PersonSignedIn, Role
from leadbase.access.passwords import Passwords
from leadbase.access.people import NewPerson, create_account, email_key, join, replace_password
from leadbase.access.scope import Moment
from leadbase.access.sign_in import SignedIn, open_session
from leadbase.access.store import keys
from leadbase.access.store import people as store
from leadbase.access.units import Room
from leadbase.access.workspaces import WorkspaceChanges, apply_changes, check_zone, ensure_workspace
from leadbase.kit.secrets import digest, new_token

SETUP_PATH = "/setup"
"""Where the console takes the first administrator through the set-up."""


@dataclass(frozen=True, slots=True)
class SetupLink:
    """The key of a set-up link and when it stops working (UTC)."""

    key: str
    expires_at: datetime


def setup_url(origin: str, key: str) -> str:
    """Give the whole set-up link at this server's own address; what stands after # reaches no log, proxy or Referer."""
    return f"{origin.rstrip('/')}{SETUP_PATH}#{key}"


def is_open(moment: Moment) -> bool:
    """Tell whether the server still waits for its first administrator."""
    return not store.has_instance_admin(moment.tx)


def make_link(moment: Moment) -> SetupLink:
    """Make a set-up link that works once, for 24 hours; raises SetupDone."""
    if not is_open(moment):
        raise SetupDone
    key = new_token("")
    keys.insert_setup_link(moment.tx, digest(key), moment.now)
    return SetupLink(key, moment.now + SETUP_LIFE)


def check_link(moment: Moment, key: str) -> None:
    """Pass only the key of a link that still works; raises SetupDone or SetupLinkRefused."""
    if not is_open(moment):
        raise SetupDone
    if not keys.has_setup_link(moment.tx, digest(key), moment.now - SETUP_LIFE):
        raise SetupLinkRefused


@dataclass(frozen=True, slots=True)
class FirstAdmin:
    """Who sets the server up, and how their workspace shall be; None leaves what is there."""

    email: str
    name: str
    password: str
    workspace: WorkspaceChanges = field(default_factory=WorkspaceChanges)


async def complete(room: Room[Moment], passwords: Passwords, key: str, who: FirstAdmin, address: str) -> SignedIn:
    """Make the first administrator with a set-up link, and sign them in.

    Raises SetupDone, SetupLinkRefused, EmailInvalid, ZoneUnknown, PasswordTooShort, PasswordTooLong, PasswordsBusy or
    PersonExists.
    """
    email_key(who.email)
    if who.workspace.zone is not None:
        check_zone(who.workspace.zone)
    await room.read(lambda moment: check_link(moment, key))
    new = _first(who.email, who.name, await passwords.hash(who.password))
    return await room.write(lambda moment: _finish(moment, key, new, who.workspace, address))


async def ensure_admin(room: Room[Moment], passwords: Passwords, email: str, password: str) -> bool:
    """Make the first administrator from the settings, unless there is one; tell whether one was made.

    Where the email has an account already, that account becomes the administrator's, with this password. Raises
    EmailInvalid, PasswordTooShort or PasswordTooLong.
    """
    email_key(email)
    if not await room.read(is_open):
        return False
    new = _first(email, "", await passwords.hash(password))
    try:
        return await room.write(lambda moment: _make_if_open(moment, new))
    except PersonExists:
        # another process that starts at the same moment was first
        return False


def _first(email: str, name: str, password_hash: str) -> NewPerson:
    return NewPerson(email, Role.ADMIN, name, password_hash, instance_admin=True)


def _finish(moment: Moment, key: str, new: NewPerson, wanted: WorkspaceChanges, address: str) -> SignedIn:
    check_link(moment, key)
    if digest(key) not in keys.use_setup_links(moment.tx, moment.now):
        raise SetupLinkRefused
    person = _make_admin(moment, new)
    moment = moment.coming_from(address)
    audit.note_account(moment, Action.SERVER_SET_UP, audit.author_person(person), person)
    apply_changes(moment, ensure_workspace(moment), wanted, by=audit.author_person(person))
    moment.facts.publish(PersonSignedIn(moment.now, person.id, address))
    return open_session(moment, person)


def _make_if_open(moment: Moment, new: NewPerson) -> bool:
    if not is_open(moment):
        return False
    keys.use_setup_links(moment.tx, moment.now)
    known = store.find_person(moment.tx, email_key(new.email))
    if known is None:
        known = _make_admin(moment, new)
    elif not store.make_instance_admin(moment.tx, known.id):
        # another process that starts at the same moment was first, after we had looked
        return False
    else:
        replace_password(moment, known, str(new.password_hash), by="")
    audit.note_account(moment, Action.SERVER_SET_UP, audit.OPERATOR, known)
    return True


def _make_admin(moment: Moment, new: NewPerson) -> Person:
    workspace = ensure_workspace(moment)
    person = create_account(moment, new)
    join(moment, person, workspace.number, new.role, by=person.id)
    return person
