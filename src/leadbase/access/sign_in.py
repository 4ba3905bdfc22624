"""Signing in and out. Argon2 stands between two transactions, so each sign-in is begun, verified and finished.

An attempt counts as failed from its beginning until it succeeds: many attempts at one moment can't outrun the count.
"""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leadbase.access import audit
from leadbase.access.audit import Action, Subject
from leadbase.access.errors import PersonIsDisabled, SessionEnded, SignInRefused, SignInTooOften
from leadbase.access.model import (
    SESSION_IDLE,
    SESSION_LIFE,
    Person,
    PersonSignedIn,
    PersonSignedOut,
    Session,
    SignInFailed,
)
from leadbase.access.passwords import Passwords, Verdict, checked_password
from leadbase.access.people import account_subject, email_key, replace_password
from leadbase.access.scope import Moment, Visit
from leadbase.access.store import keys
from leadbase.access.store import people as store
from leadbase.access.units import Room
from leadbase.kit.secrets import digest, new_token

FREE_PER_ACCOUNT = 5
FREE_PER_ADDRESS = 20
"""Failures without a wait; an address may be that of a whole office."""

LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sign-in that was begun. `person` and `stored` are None where nobody has this email."""

    person: Person | None
    stored: str | None
    account: str
    address: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that was made, whose it is, and the key for its cookie."""

    key: str
    session: Session
    person: Person


def wait_after(failures: int, free: int) -> timedelta:
    """Tell how long the next attempt has to wait: not at all up to `free` failures, then 2 s, 4 s, … to 15 minutes."""
    beyond = failures - free
    return timedelta(0) if beyond <= 0 else min(timedelta(seconds=2 ** min(beyond, 30)), LONGEST_WAIT)


def address_subject(address: str) -> str:
    """Name an address among those that failed; of IPv6 the first 64 bits, as one machine has all of the rest."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return f"address:{address}"
    if parsed.version == 6 and parsed.ipv4_mapped is None:
        return f"address:{ipaddress.ip_network((parsed, 64), strict=False)}"
    return f"address:{(parsed.version == 6 and parsed.ipv4_mapped) or parsed}"


def begin_sign_in(moment: Moment, email: str, address: str) -> Attempt:
    """Count the attempt and find the hash to compare with; raises EmailInvalid or SignInTooOften."""
    key = email_key(email)
    account = account_subject(key)
    person = store.find_person(moment.tx, key)
    if _is_burst(_count(moment, account, FREE_PER_ACCOUNT), FREE_PER_ACCOUNT):
        _note_burst(moment.coming_from(address), person)
    _count_address(moment, address)
    keys.forget_failures(moment.tx, moment.now - FORGOTTEN_AFTER)
    stored = store.find_password_hash(moment.tx, person.id) if person else None
    return Attempt(person, stored, account, address)


def finish_sign_in(moment: Moment, attempt: Attempt, verdict: Verdict, previous: str | None) -> SignedIn | None:
    """Make the session and give it, or None for a wrong password.

    `previous` is the digest of the browser's old session, which ends. Raises PersonIsDisabled, which only those meet
    who know the password.
    """
    person = attempt.person
    if person is None or not verdict.right:
        moment.facts.publish(SignInFailed(moment.now, person.id if person else "", attempt.address))
        return None
    if person.disabled_at is not None:
        raise PersonIsDisabled
    if store.find_password_hash(moment.tx, person.id) != attempt.stored:
        return None
    if verdict.new_hash is not None:
        store.update_person(moment.tx, person.id, {"password_hash": verdict.new_hash})
    _pardon(moment, attempt)
    if previous is not None:
        keys.delete_session(moment.tx, previous)
    keys.delete_old_sessions(moment.tx, moment.now - SESSION_LIFE, moment.now - SESSION_IDLE)
    moment.facts.publish(PersonSignedIn(moment.now, person.id, attempt.address))
    author = audit.author_person(person)
    audit.note_account(moment.coming_from(attempt.address), Action.SIGNED_IN, author, person)
    return open_session(moment, person)


def open_session(moment: Moment, person: Person) -> SignedIn:
    """Make a new session of a person."""
    key = new_token("")
    session = Session(digest(key), moment.now, moment.now)
    keys.insert_session(moment.tx, session, person.id)
    return SignedIn(key, session, person)


async def sign_in(
    room: Room[Moment], passwords: Passwords, email: str, password: str, address: str, previous: str | None = None
) -> SignedIn:
    """Sign a person in; raises EmailInvalid, SignInTooOften, PasswordsBusy, SignInRefused or PersonIsDisabled."""
    attempt = await room.write(lambda moment: begin_sign_in(moment, email, address))
    verdict = await passwords.verify(password, attempt.stored)
    signed_in = await room.write(lambda moment: finish_sign_in(moment, attempt, verdict, previous))
    if signed_in is None:
        raise SignInRefused
    return signed_in


async def change_password(room: Room[Visit], passwords: Passwords, current: str, new: str, address: str) -> None:
    """Change one's own password and end all one's sessions; a wrong current one counts as a failed sign-in.

    Raises SignInTooOften, PasswordsBusy, SignInRefused, PasswordTooShort or PasswordTooLong.
    """
    checked_password(new)
    attempt = await room.write(lambda visit: begin_sign_in(visit.moment, visit.person.email, address))
    verdict = await passwords.verify(current, attempt.stored)
    if not verdict.right:
        raise SignInRefused
    new_hash = await passwords.hash(new)
    await room.write(lambda visit: _finish_change(visit, attempt, new_hash))


def sign_out(visit: Visit) -> None:
    """End the session."""
    keys.delete_session(visit.moment.tx, visit.session.digest)
    visit.moment.facts.publish(PersonSignedOut(visit.moment.now, visit.person.id))


def list_sessions(visit: Visit) -> Sequence[Session]:
    """List the visitor's own sessions, the one used last first."""
    now = visit.moment.now
    return keys.list_sessions_of(visit.moment.tx, visit.person.id, now - SESSION_LIFE, now - SESSION_IDLE)


def sign_out_others(visit: Visit) -> int:
    """End all of the visitor's sessions but this one; give how many."""
    ended = keys.delete_other_sessions(visit.moment.tx, visit.person.id, visit.session.digest)
    if ended:
        author = audit.author_person(visit.person)
        audit.note_account(visit.moment, Action.SIGNED_OUT_ELSEWHERE, author, visit.person, None, {"sessions": ended})
        visit.moment.facts.publish(PersonSignedOut(visit.moment.now, visit.person.id))
    return ended


def get_visit(moment: Moment, session: str) -> Visit:
    """Give the visit of the session with this digest; raises SessionEnded."""
    found = keys.find_session(moment.tx, session)
    if found is None or found[0].ends_at() <= moment.now or found[1].disabled_at is not None:
        raise SessionEnded
    return Visit(moment, found[1], found[0])


def _finish_change(visit: Visit, attempt: Attempt, new_hash: str) -> None:
    if store.find_password_hash(visit.moment.tx, visit.person.id) != attempt.stored:
        raise SignInRefused
    replace_password(visit.moment, visit.person, new_hash, by=visit.person.id)
    audit.note_account(visit.moment, Action.PASSWORD_CHANGED, audit.author_person(visit.person), visit.person)
    _pardon(visit.moment, attempt)


def count_guess(moment: Moment, address: str) -> None:
    """Count a key that an address shows as a wrong one, until `forgive_guess`; raises SignInTooOften."""
    _count_address(moment, address)


def forgive_guess(moment: Moment, address: str) -> None:
    """Take back what `count_guess` counted."""
    keys.forgive_one(moment.tx, address_subject(address))


def _count_address(moment: Moment, address: str) -> None:
    if _is_burst(_count(moment, address_subject(address), FREE_PER_ADDRESS), FREE_PER_ADDRESS):
        _note_burst(moment.coming_from(address), None)


def _is_burst(failures: int, free: int) -> bool:
    """Tell whether so many failures are worth telling: at the first wait, and each time that they have doubled."""
    beyond = failures - free
    return beyond > 0 and beyond & (beyond - 1) == 0


def _note_burst(moment: Moment, person: Person | None) -> None:
    if person is None:
        audit.note_stranger(moment, Action.SIGN_IN_BURST, Subject("address", "", moment.address))
    else:
        audit.note_account(moment, Action.SIGN_IN_BURST, audit.NOBODY, person)


def _count(moment: Moment, subject: str, free: int) -> int:
    """Count one failure of a subject and give how many there are; raises SignInTooOften while it is blocked."""
    failures, blocked_until = keys.count_failure(moment.tx, subject, moment.now, moment.now - FORGOTTEN_AFTER)
    if blocked_until is not None and blocked_until > moment.now:
        raise SignInTooOften(retry_after=_seconds(moment.now, blocked_until))
    wait = wait_after(failures, free)
    if wait:
        keys.block(moment.tx, subject, moment.now + wait)
    return failures


def _pardon(moment: Moment, attempt: Attempt) -> None:
    """Take the attempt back that was counted as failed; an address keeps the failures of others."""
    keys.forgive(moment.tx, attempt.account)
    keys.forgive_one(moment.tx, address_subject(attempt.address))


def _seconds(start: datetime, end: datetime) -> int:
    return math.ceil((end - start).total_seconds())
