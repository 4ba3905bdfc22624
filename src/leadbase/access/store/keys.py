"""What people and programs show to come in: sessions, tokens, set-up links; and who tried in vain.

Keys are kept as their SHA-256 alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Integer,
    RowMapping,
    Table,
    and_,
    bindparam,
    case,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from leadbase.access.model import Person, Role, Session, Token, Workspace
from leadbase.access.store.people import (
    PERSON_COLUMNS,
    WORKSPACE_COLUMNS,
    memberships,
    people,
    prefixed,
    read_person,
    read_workspace,
    workspaces,
)
from leadbase.storage.schema import metadata
from leadbase.storage.shapes import JsonType, TimestampType, text_type

sessions = Table(
    "sessions",
    metadata,
    Column("digest", text_type(), primary_key=True),
    Column("person", text_type(), ForeignKey("people.id"), nullable=False, index=True),
    Column("created_at", TimestampType(), nullable=False, index=True),
    Column("seen_at", TimestampType(), nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", text_type(), primary_key=True),
    Column("workspace", BigInteger, ForeignKey("workspaces.number"), nullable=False, index=True),
    Column("digest", text_type(), nullable=False, unique=True),
    Column("name", text_type(), nullable=False),
    Column("hint", text_type(), nullable=False),
    Column("role", text_type(), nullable=False),
    Column("scopes", JsonType(), nullable=False),
    Column("maker", text_type(), ForeignKey("people.id")),
    Column("maker_token", text_type(), ForeignKey("tokens.id"), index=True),
    Column("created_at", TimestampType(), nullable=False),
    Column("expires_at", TimestampType()),
    Column("last_used_at", TimestampType()),
    Column("revoked_at", TimestampType()),
)

setup_links = Table(
    "setup_links",
    metadata,
    Column("digest", text_type(), primary_key=True),
    Column("created_at", TimestampType(), nullable=False),
    Column("used_at", TimestampType()),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("subject", text_type(), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", TimestampType(), nullable=False, index=True),
    Column("blocked_until", TimestampType()),
)


@dataclass(frozen=True, slots=True)
class TokenEntry:
    """All that decides what a token may do: itself, its workspace, its maker and what the maker is there today."""

    token: Token
    workspace: Workspace
    maker: Person | None
    maker_role: Role | None


# --- sessions

_SESSION = (
    select(*PERSON_COLUMNS, sessions)
    .select_from(sessions)
    .join(people, people.c.id == sessions.c.person)
    .where(sessions.c.digest == bindparam("digest"))
)


def insert_session(tx: Connection, session: Session, person: str) -> None:
    """Add a session of a person, who is thereby seen."""
    tx.execute(update(people).where(people.c.id == person).values(last_seen_at=session.seen_at))
    tx.execute(
        insert(sessions).values(
            digest=session.digest, person=person, created_at=session.created_at, seen_at=session.seen_at
        )
    )


def find_session(tx: Connection, digest: str) -> tuple[Session, Person] | None:
    """Give the session of a key, ended or not, and whose it is."""
    row = tx.execute(_SESSION, {"digest": digest}).mappings().one_or_none()
    return (Session(row["digest"], row["created_at"], row["seen_at"]), read_person(row)) if row else None


def touch_session(tx: Connection, digest: str, now: datetime) -> None:
    """Note that the session was used, and with it that the person was seen."""
    touched = update(sessions).where(sessions.c.digest == digest).values(seen_at=now).returning(sessions.c.person)
    person = tx.execute(touched).scalar_one_or_none()
    tx.execute(update(people).where(people.c.id == person).values(last_seen_at=now))


def delete_session(tx: Connection, digest: str) -> None:
    """End one session."""
    tx.execute(delete(sessions).where(sessions.c.digest == digest))


def delete_sessions_of(tx: Connection, person: str) -> None:
    """End all sessions of a person."""
    tx.execute(delete(sessions).where(sessions.c.person == person))


def list_sessions_of(tx: Connection, person: str, created_after: datetime, seen_after: datetime) -> Sequence[Session]:
    """List the sessions of a person that have not ended, the one used last first."""
    live = sessions.c.created_at > created_after, sessions.c.seen_at > seen_after
    query = select(sessions).where(sessions.c.person == person, *live).order_by(sessions.c.seen_at.desc())
    return [Session(row["digest"], row["created_at"], row["seen_at"]) for row in tx.execute(query).mappings()]


def delete_other_sessions(tx: Connection, person: str, kept: str) -> int:
    """End all sessions of a person but the one with this digest; give how many."""
    others = sessions.c.person == person, sessions.c.digest != kept
    return tx.execute(delete(sessions).where(*others)).rowcount


def delete_old_sessions(tx: Connection, created_before: datetime, seen_before: datetime) -> int:
    """Drop the sessions that have ended by themselves; give how many."""
    old = or_(sessions.c.created_at < created_before, sessions.c.seen_at < seen_before)
    return tx.execute(delete(sessions).where(old)).rowcount


# --- tokens

_TOKEN = select(*prefixed(tokens, "t_", "digest"), *PERSON_COLUMNS).outerjoin(people, people.c.id == tokens.c.maker)
_TOKEN_ENTRY = (
    select(
        *prefixed(tokens, "t_", "digest"), *PERSON_COLUMNS, *WORKSPACE_COLUMNS, memberships.c.role.label("maker_role")
    )
    .join(workspaces, workspaces.c.number == tokens.c.workspace)
    .outerjoin(people, people.c.id == tokens.c.maker)
    .outerjoin(memberships, and_(memberships.c.person == tokens.c.maker, memberships.c.workspace == tokens.c.workspace))
)
_TOKEN_ENTRY_BY_KEY = _TOKEN_ENTRY.where(tokens.c.digest == bindparam("digest"))


def _token(row: RowMapping) -> Token:
    return Token(
        id=row["t_id"],
        name=row["t_name"],
        hint=row["t_hint"],
        role=Role(row["t_role"]),
        scopes=tuple(cast(Sequence[str], row["t_scopes"])),
        maker=row["t_maker"],
        maker_name=row["p_name"],
        maker_token=row["t_maker_token"],
        created_at=row["t_created_at"],
        expires_at=row["t_expires_at"],
        last_used_at=row["t_last_used_at"],
        revoked_at=row["t_revoked_at"],
    )


def insert_token(tx: Connection, token: Token, workspace: int, digest: str) -> None:
    """Add a token to a workspace."""
    tx.execute(
        insert(tokens).values(
            id=token.id,
            workspace=workspace,
            digest=digest,
            name=token.name,
            hint=token.hint,
            role=token.role.value,
            scopes=list(token.scopes),
            maker=token.maker,
            maker_token=token.maker_token,
            created_at=token.created_at,
            expires_at=token.expires_at,
        )
    )


def find_token_entry(tx: Connection, digest: str) -> TokenEntry | None:
    """Give the token of a key, usable or not, with all that decides what it may do."""
    row = tx.execute(_TOKEN_ENTRY_BY_KEY, {"digest": digest}).mappings().one_or_none()
    return None if row is None else _entry(row)


def find_entry_by_id(tx: Connection, workspace: int, id: str) -> TokenEntry | None:
    """Give a token of the workspace by its id as `find_token_entry` gives one by its key."""
    mine = (tokens.c.workspace == workspace, tokens.c.id == id)
    row = tx.execute(_TOKEN_ENTRY.where(*mine)).mappings().one_or_none()
    return None if row is None else _entry(row)


def _entry(row: RowMapping) -> TokenEntry:
    maker = read_person(row) if row["t_maker"] else None
    role = Role(row["maker_role"]) if row["maker_role"] else None
    return TokenEntry(_token(row), read_workspace(row), maker, role)


def find_token(tx: Connection, workspace: int, id: str) -> Token | None:
    """Give a token of the workspace by its id."""
    query = _TOKEN.where(tokens.c.workspace == workspace, tokens.c.id == id)
    row = tx.execute(query).mappings().one_or_none()
    return _token(row) if row else None


def list_tokens(tx: Connection, workspace: int, maker: str | None, before: str | None, limit: int) -> list[Token]:
    """List the workspace's tokens, newest first, from before an id on; those of one maker, or (None) all."""
    query = _TOKEN.where(tokens.c.workspace == workspace).order_by(tokens.c.id.desc()).limit(limit)
    if maker is not None:
        query = query.where(tokens.c.maker == maker)
    if before is not None:
        query = query.where(tokens.c.id < before)
    return [_token(row) for row in tx.execute(query).mappings()]


def revoke_tokens(tx: Connection, ids: Sequence[str], now: datetime) -> list[str]:
    """Revoke those of the tokens that are not revoked yet and list them."""
    live = and_(tokens.c.id.in_(ids), tokens.c.revoked_at.is_(None))
    return list(tx.execute(update(tokens).where(live).values(revoked_at=now).returning(tokens.c.id)).scalars())


def list_tokens_made_by(tx: Connection, ids: Sequence[str]) -> list[str]:
    """List the ids of the tokens that these tokens made."""
    return list(tx.execute(select(tokens.c.id).where(tokens.c.maker_token.in_(ids))).scalars())


def touch_token(tx: Connection, id: str, now: datetime) -> None:
    """Note that the token was used."""
    tx.execute(update(tokens).where(tokens.c.id == id).values(last_used_at=now))


# --- set-up links


def insert_setup_link(tx: Connection, digest: str, now: datetime) -> None:
    """Add a set-up link."""
    tx.execute(insert(setup_links).values(digest=digest, created_at=now))


def has_setup_link(tx: Connection, digest: str, made_after: datetime) -> bool:
    """Tell whether this set-up link is there, unused and young enough."""
    fresh = and_(setup_links.c.digest == digest, setup_links.c.used_at.is_(None))
    query = select(setup_links.c.digest).where(fresh, setup_links.c.created_at > made_after)
    return tx.execute(query).one_or_none() is not None


def use_setup_links(tx: Connection, now: datetime) -> list[str]:
    """Use up every set-up link and list their digests: of two who set up at once, the second waits and gets none."""
    used = update(setup_links).where(setup_links.c.used_at.is_(None)).values(used_at=now)
    return list(tx.execute(used.returning(setup_links.c.digest)).scalars())


def delete_dead_setup_links(tx: Connection, made_before: datetime) -> int:
    """Drop the set-up links that were used or have expired; give how many."""
    dead = or_(setup_links.c.used_at.is_not(None), setup_links.c.created_at <= made_before)
    return tx.execute(delete(setup_links).where(dead)).rowcount


# --- failed sign-ins


def count_failure(tx: Connection, subject: str, now: datetime, forget_before: datetime) -> tuple[int, datetime | None]:
    """Add one failure of a subject and give the count and until when it is blocked.

    A subject that was quiet since `forget_before` starts again at 1. The row stays locked until the commit, so that
    attempts at the same moment are counted one after the other.
    """
    insert_or = postgresql.insert if tx.dialect.name == "postgresql" else sqlite.insert
    row = insert_or(sign_in_failures).values(subject=subject, count=1, last_at=now)
    quiet = sign_in_failures.c.last_at < forget_before
    counted = row.on_conflict_do_update(
        index_elements=["subject"],
        set_={"count": case((quiet, 1), else_=sign_in_failures.c.count + 1), "last_at": now},
    ).returning(sign_in_failures.c.count, sign_in_failures.c.blocked_until)
    found = tx.execute(counted).one()
    return found[0], found[1]


def block(tx: Connection, subject: str, until: datetime) -> None:
    """Let nobody try this subject before the moment."""
    tx.execute(update(sign_in_failures).where(sign_in_failures.c.subject == subject).values(blocked_until=until))


def forgive_one(tx: Connection, subject: str) -> None:
    """Take back one failure of the subject, and its block."""
    fewer = {"count": sign_in_failures.c.count - 1, "blocked_until": None}
    tx.execute(update(sign_in_failures).where(sign_in_failures.c.subject == subject).values(fewer))


def forgive(tx: Connection, subject: str) -> None:
    """Forget the failures of a subject."""
    tx.execute(delete(sign_in_failures).where(sign_in_failures.c.subject == subject))


def forget_failures(tx: Connection, before: datetime) -> int:
    """Drop the failures of subjects that were quiet since the moment; give how many."""
    return tx.execute(delete(sign_in_failures).where(sign_in_failures.c.last_at < before)).rowcount
