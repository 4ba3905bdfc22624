"""Links by which somebody who forgot their password chooses another: made by an administrator, good once, for an hour.

The link's key stands after `#`, which browsers keep to themselves. A wrong key counts as a failed sign-in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from leadbase.access import audit
from leadbase.access.audit import Action
from leadbase.access.errors import ResetLinkRefused
from leadbase.access.model import RESET_LIFE, Person
from leadbase.access.passwords import Passwords, checked_password
from leadbase.access.people import check_may_set_password, get_member, replace_password
from leadbase.access.scope import Moment, Scope
from leadbase.access.sign_in import count_guess, forgive_guess
from leadbase.access.store import resets as store
from leadbase.access.units import Room
from leadbase.kit.secrets import digest, new_token

RESET_PATH = "/reset-password"
"""Where the console lets somebody choose another password."""


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link's key, which is shown this once, whose it is and when it stops working (UTC)."""

    key: str
    person: Person
    expires_at: datetime


def reset_url(origin: str, key: str) -> str:
    """Give the whole link at this server's own address."""
    return f"{origin.rstrip('/')}{RESET_PATH}#{key}"


def make_link(scope: Scope, person: str) -> MadeLink:
    """Make a link for a member; earlier ones work no more. Raises NotAllowed, PersonUnknown or PersonElsewhere."""
    check_may_set_password(scope, person)
    owner, key = get_member(scope, person).person, new_token("")
    store.insert_link(scope.tx, digest(key), owner.id, scope.now)
    audit.note_account(scope.moment, Action.RESET_LINK_MADE, audit.author_of(scope.actor), owner)
    return MadeLink(key, owner, scope.now + RESET_LIFE)


async def look(room: Room[Moment], key: str, address: str) -> Person:
    """Give whose link has this key; raises ResetLinkRefused or SignInTooOften."""

    def looked(moment: Moment) -> Person | None:
        count_guess(moment, address)
        owner = _find(moment, key)
        if owner is not None:
            forgive_guess(moment, address)
        return owner

    owner = await room.write(looked)
    if owner is None:
        raise ResetLinkRefused
    return owner


async def use(room: Room[Moment], passwords: Passwords, key: str, password: str, address: str) -> None:
    """Give whose link it is another password and end all their sessions.

    Raises ResetLinkRefused, SignInTooOften, PasswordTooShort, PasswordTooLong or PasswordsBusy.
    """
    checked_password(password)
    await look(room, key, address)
    password_hash = await passwords.hash(password)
    await room.write(lambda moment: _use(moment.coming_from(address), key, password_hash))


def _use(moment: Moment, key: str, password_hash: str) -> None:
    owner = _find(moment, key)
    if owner is None or not store.take_link(moment.tx, digest(key)):
        raise ResetLinkRefused
    replace_password(moment, owner, password_hash, by=owner.id)
    audit.note_account(moment, Action.RESET_LINK_USED, audit.author_person(owner), owner)


def _find(moment: Moment, key: str) -> Person | None:
    owner = store.find_owner(moment.tx, digest(key), moment.now - RESET_LIFE)
    return None if owner is None or owner.disabled_at is not None else owner
