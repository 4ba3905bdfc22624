"""Invitations: a link, good once and for a week, by which somebody joins a workspace with the role it names.

The link's key stands after `#`, which browsers keep to themselves. A wrong key counts as a failed sign-in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from leadbase.access import audit
from leadbase.access.audit import Action, Subject
from leadbase.access.errors import InvitationRefused, InvitationUnknown, SignInRefused
from leadbase.access.model import (
    INVITATION_LIFE,
    Invitation,
    InvitationMade,
    InvitationTakenBack,
    Permission,
    Person,
    PersonSignedIn,
    Role,
    Workspace,
)
from leadbase.access.passwords import Passwords
from leadbase.access.people import NewPerson, create_account, email_key, join
from leadbase.access.scope import Moment, Scope, Visit
from leadbase.access.sign_in import SignedIn, begin_sign_in, count_guess, finish_sign_in, forgive_guess, open_session
from leadbase.access.store import invitations as store
from leadbase.access.store import people
from leadbase.access.tokens import person_behind
from leadbase.access.units import Room
from leadbase.access.workspaces import get_numbered
from leadbase.kit.paging import DEFAULT_LIMIT, Page, checked_limit, page_of, read_cursor
from leadbase.kit.secrets import digest, new_token

INVITATION_PATH = "/invitation"
"""Where the console lets an invited person in."""


@dataclass(frozen=True, slots=True)
class MadeInvitation:
    """An invitation and its key, which is shown this once."""

    invitation: Invitation
    key: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What an invitation offers, as whoever holds its key sees it."""

    invitation: Invitation
    workspace: Workspace


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Whoever accepts: a new account, or one that is there and its password."""

    email: str
    name: str
    password: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody who joined, signed in, with what they joined."""

    signed_in: SignedIn
    offer: Offer


def invitation_url(origin: str, key: str) -> str:
    """Give the whole link at this server's own address."""
    return f"{origin.rstrip('/')}{INVITATION_PATH}#{key}"


def make_invitation(scope: Scope, role: Role, name: str) -> MadeInvitation:
    """Invite somebody, whose name may be told; raises NotAllowed."""
    scope.require(Permission.ADMIN)
    inviter = person_behind(scope)
    inviter_name = scope.actor.name if inviter == scope.actor.id else None
    key = new_token("")
    made = Invitation(scope.ids.new(), scope.workspace.number, role, name, inviter, inviter_name, scope.now)
    store.insert_invitation(scope.tx, made, digest(key))
    scope.facts.publish(InvitationMade(scope.now, scope.actor.id, scope.workspace.number, made.id, role))
    audit.note(scope, Action.PERSON_INVITED, Subject("invitation", made.id, name), None, {"role": role.value})
    return MadeInvitation(made, key)


def list_invitations(scope: Scope, cursor: str | None = None, limit: int = DEFAULT_LIMIT) -> Page[Invitation]:
    """List the open invitations, newest first; raises NotAllowed."""
    scope.require(Permission.ADMIN)
    before = str(read_cursor(cursor, str)[0]) if cursor else None
    made_after = scope.now - INVITATION_LIFE
    found = store.list_invitations(scope.tx, scope.workspace.number, made_after, before, checked_limit(limit) + 1)
    return page_of(found, limit, lambda invitation: [invitation.id])


def take_back(scope: Scope, id: str) -> None:
    """Take an open invitation back: its link works no more. Raises NotAllowed or InvitationUnknown."""
    scope.require(Permission.ADMIN)
    if not store.delete_invitation(scope.tx, scope.workspace.number, id):
        raise InvitationUnknown(invitation=id)
    scope.facts.publish(InvitationTakenBack(scope.now, scope.actor.id, scope.workspace.number, id))
    audit.note(scope, Action.INVITATION_TAKEN_BACK, Subject("invitation", id, ""))


async def look(room: Room[Moment], key: str, address: str) -> Offer:
    """Give what the invitation with this key offers; raises InvitationRefused or SignInTooOften."""

    def looked(moment: Moment) -> Offer | None:
        count_guess(moment, address)
        offer = _find(moment, key)
        if offer is not None:
            forgive_guess(moment, address)
        return offer

    offer = await room.write(looked)
    if offer is None:
        raise InvitationRefused
    return offer


async def accept(
    room: Room[Moment], passwords: Passwords, key: str, who: Newcomer, address: str, previous: str | None
) -> Joined:
    """Let somebody join by an invitation, with a new account or their own, and sign them in.

    `previous` is the digest of the browser's old session, which ends. Raises InvitationRefused, SignInTooOften,
    EmailInvalid, PasswordTooShort, PasswordTooLong, PasswordsBusy, SignInRefused, PersonIsDisabled, PersonIsMember or
    PersonExists.
    """
    await look(room, key, address)
    known = email_key(who.email)
    if await room.read(lambda moment: people.find_person(moment.tx, known)) is None:
        password_hash = await passwords.hash(who.password)
        return await room.write(lambda moment: _join_as_new(moment, key, who, password_hash, address))
    attempt = await room.write(lambda moment: begin_sign_in(moment, who.email, address))
    verdict = await passwords.verify(who.password, attempt.stored)

    def finished(moment: Moment) -> Joined | None:
        signed_in = finish_sign_in(moment, attempt, verdict, previous)
        return (
            None if signed_in is None else Joined(signed_in, _use(moment.coming_from(address), key, signed_in.person))
        )

    joined = await room.write(finished)
    if joined is None:
        raise SignInRefused
    return joined


def accept_here(visit: Visit, key: str) -> Joined:
    """Let a person who is signed in join; raises InvitationRefused or PersonIsMember."""
    return Joined(SignedIn("", visit.session, visit.person), _use(visit.moment, key, visit.person))


def _join_as_new(moment: Moment, key: str, who: Newcomer, password_hash: str, address: str) -> Joined:
    person = create_account(moment, NewPerson(who.email, Role.VIEWER, who.name, password_hash))
    offer = _use(moment.coming_from(address), key, person)
    moment.facts.publish(PersonSignedIn(moment.now, person.id, address))
    return Joined(open_session(moment, person), offer)


def _use(moment: Moment, key: str, person: Person) -> Offer:
    offer = _find(moment, key)
    if offer is None or not store.delete_invitation(moment.tx, offer.workspace.number, offer.invitation.id):
        raise InvitationRefused
    role = offer.invitation.role
    join(moment, person, offer.workspace.number, role, by=person.id)
    author, subject = audit.author_person(person), audit.person_subject(person)
    after = {"email": person.email, "role": role.value}
    audit.note_by(moment, offer.workspace, author, Action.PERSON_JOINED, subject, None, after)
    return offer


def _find(moment: Moment, key: str) -> Offer | None:
    """Give the offer of a key, unless whoever made it could not make it any more."""
    found = store.find_invitation(moment.tx, digest(key), moment.now - INVITATION_LIFE)
    if found is None or not _still_may(moment, found):
        return None
    return Offer(found, get_numbered(moment.tx, found.workspace))


def _still_may(moment: Moment, invitation: Invitation) -> bool:
    """Tell whether the inviter (None: the operator) may still invite, which administrators alone may, to any role."""
    if invitation.inviter is None:
        return True
    return people.may_administer(moment.tx, invitation.workspace, invitation.inviter)


def expires_at(invitation: Invitation) -> datetime:
    """Tell when the link stops working."""
    return invitation.created_at + INVITATION_LIFE
