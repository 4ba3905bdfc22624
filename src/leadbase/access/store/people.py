"""Workspaces, people and who belongs where."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import cast

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Integer,
    RowMapping,
    Table,
    and_,
    bindparam,
    delete,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from leadbase.access.model import Member, Person, Role, Workspace
from leadbase.kit.errors import Language
from leadbase.kit.ids import is_id
from leadbase.storage.schema import metadata
from leadbase.storage.shapes import TimestampType, text_type

# SQLite counts rows only for a column that is exactly INTEGER
_NUMBER = BigInteger().with_variant(Integer(), "sqlite")

workspaces = Table(
    "workspaces",
    metadata,
    Column("number", _NUMBER, primary_key=True, autoincrement=True),
    Column("id", text_type(), nullable=False, unique=True),
    Column("name", text_type(), nullable=False, unique=True),
    Column("label", text_type(), nullable=False),
    Column("zone", text_type(), nullable=False),
    Column("language", text_type(), nullable=False),
    Column("created_at", TimestampType(), nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("id", text_type(), primary_key=True),
    Column("email", text_type(), nullable=False),
    Column("email_key", text_type(), nullable=False, unique=True),
    Column("name", text_type(), nullable=False),
    Column("password_hash", text_type()),
    Column("instance_admin", Boolean, nullable=False),
    Column("created_at", TimestampType(), nullable=False),
    Column("disabled_at", TimestampType()),
    Column("last_seen_at", TimestampType()),
)

memberships = Table(
    "memberships",
    metadata,
    Column("workspace", BigInteger, ForeignKey("workspaces.number"), primary_key=True),
    Column("person", text_type(), ForeignKey("people.id"), primary_key=True, index=True),
    Column("role", text_type(), nullable=False),
)


def prefixed(table: Table, prefix: str, *without: str) -> list[Column[object]]:
    """Give the columns of a table, but for some, under prefixed names, so that tables can share a row."""
    columns = cast(list[Column[object]], list(table.c))
    return [cast(Column[object], c.label(prefix + c.name)) for c in columns if c.name not in without]


WORKSPACE_COLUMNS = prefixed(workspaces, "w_", "created_at")
PERSON_COLUMNS = prefixed(people, "p_", "email_key", "password_hash")


def read_workspace(row: RowMapping) -> Workspace:
    """Make a workspace of a row with WORKSPACE_COLUMNS."""
    language = cast(Language, row["w_language"])
    return Workspace(row["w_number"], row["w_id"], row["w_name"], row["w_label"], row["w_zone"], language)


def read_person(row: RowMapping) -> Person:
    """Make a person of a row with PERSON_COLUMNS."""
    return Person(
        id=row["p_id"],
        email=row["p_email"],
        name=row["p_name"],
        instance_admin=row["p_instance_admin"],
        created_at=row["p_created_at"],
        disabled_at=row["p_disabled_at"],
        last_seen_at=row["p_last_seen_at"],
    )


def _insert_if_new(tx: Connection, table: Table, values: Mapping[str, object]) -> object | None:
    """Add a row and give the first column of its key; None where a row with the same unique value is there.

    Of two that come at the same moment the second waits for the first to commit, and is told.
    """
    insert_or = postgresql.insert if tx.dialect.name == "postgresql" else sqlite.insert
    row = insert_or(table).values(**values).on_conflict_do_nothing()
    return tx.execute(row.returning(next(iter(table.primary_key)))).scalar_one_or_none()


def insert_workspace(
    tx: Connection, *, id: str, name: str, label: str, zone: str, language: Language, now: datetime
) -> Workspace | None:
    """Add a workspace and give it with its internal number; None where one of this name came before."""
    values = {"id": id, "name": name, "label": label, "zone": zone, "language": language, "created_at": now}
    number = _insert_if_new(tx, workspaces, values)
    return None if number is None else Workspace(int(str(number)), id, name, label, zone, language)


_BY_NAME = select(*WORKSPACE_COLUMNS).where(workspaces.c.name == bindparam("name"))
_BY_ID = select(*WORKSPACE_COLUMNS).where(workspaces.c.id == bindparam("name"))


def find_workspace(tx: Connection, name: str) -> Workspace | None:
    """Give the workspace with this name or public id."""
    row = tx.execute(_BY_ID if is_id(name) else _BY_NAME, {"name": name}).mappings().one_or_none()
    return read_workspace(row) if row else None


_BY_NUMBER = select(*WORKSPACE_COLUMNS).where(workspaces.c.number == bindparam("number"))


def find_numbered(tx: Connection, number: int) -> Workspace | None:
    """Give the workspace with this internal number."""
    row = tx.execute(_BY_NUMBER, {"number": number}).mappings().one_or_none()
    return read_workspace(row) if row else None


def list_workspaces(tx: Connection, person: str | None, after: int, limit: int | None) -> list[tuple[Workspace, Role]]:
    """List workspaces as they were made, after a number: a person's with their role, or (None) all as admin."""
    page = select(*WORKSPACE_COLUMNS).where(workspaces.c.number > after).order_by(workspaces.c.number).limit(limit)
    if person is None:
        return [(read_workspace(row), Role.ADMIN) for row in tx.execute(page).mappings()]
    page = (
        page.add_columns(memberships.c.role)
        .select_from(workspaces)
        .join(memberships, memberships.c.workspace == workspaces.c.number)
    )
    mine = tx.execute(page.where(memberships.c.person == person)).mappings()
    return [(read_workspace(row), Role(row["role"])) for row in mine]


def update_workspace(tx: Connection, number: int, changes: Mapping[str, str]) -> None:
    """Change label, zone or language."""
    tx.execute(update(workspaces).where(workspaces.c.number == number).values(**changes))


# --- people


def insert_person(tx: Connection, person: Person, email_key: str, password_hash: str | None) -> bool:
    """Add a person and tell whether it was done; `email_key` is the email as it is compared, which has to be new."""
    values = {
        "id": person.id,
        "email": person.email,
        "email_key": email_key,
        "name": person.name,
        "password_hash": password_hash,
        "instance_admin": person.instance_admin,
        "created_at": person.created_at,
        "disabled_at": person.disabled_at,
    }
    return _insert_if_new(tx, people, values) is not None


def find_person(tx: Connection, email_key: str) -> Person | None:
    """Give the person with this email, whatever their workspaces."""
    row = tx.execute(select(*PERSON_COLUMNS).where(people.c.email_key == email_key)).mappings().one_or_none()
    return read_person(row) if row else None


def find_by_id(tx: Connection, id: str) -> Person | None:
    """Give the person with this id, whatever their workspaces."""
    row = tx.execute(select(*PERSON_COLUMNS).where(people.c.id == id)).mappings().one_or_none()
    return read_person(row) if row else None


def find_password_hash(tx: Connection, person: str) -> str | None:
    """Give the stored hash of a person's password, if they have one."""
    return tx.execute(select(people.c.password_hash).where(people.c.id == person)).scalar_one_or_none()


def update_person(tx: Connection, person: str, changes: Mapping[str, object]) -> None:
    """Change name, password_hash, instance_admin or disabled_at."""
    tx.execute(update(people).where(people.c.id == person).values(**changes))


def make_instance_admin(tx: Connection, person: str) -> bool:
    """Make a person an instance administrator who can sign in; of two at the same moment only one is told they did."""
    yet_to_be = or_(people.c.instance_admin.is_(False), people.c.disabled_at.is_not(None))
    made = update(people).where(people.c.id == person, yet_to_be).values(instance_admin=True, disabled_at=None)
    return tx.execute(made).rowcount == 1


_INSTANCE_ADMINS = select(people.c.id).where(people.c.instance_admin.is_(True), people.c.disabled_at.is_(None))


def has_instance_admin(tx: Connection) -> bool:
    """Tell whether there is an instance administrator who can sign in."""
    return tx.execute(_INSTANCE_ADMINS.limit(1)).one_or_none() is not None


def count_instance_admins(tx: Connection) -> int:
    """Count the instance administrators who can sign in, and let nobody else change that until the commit."""
    return len(tx.execute(_INSTANCE_ADMINS.order_by(people.c.id).with_for_update()).all())


# --- memberships


def may_administer(tx: Connection, workspace: int, person: str) -> bool:
    """Tell whether a person can sign in and administer the workspace."""
    mine = and_(memberships.c.person == people.c.id, memberships.c.workspace == workspace)
    able = or_(people.c.instance_admin, memberships.c.role == Role.ADMIN.value)
    query = select(people.c.id).outerjoin(memberships, mine)
    return tx.execute(query.where(people.c.id == person, people.c.disabled_at.is_(None), able)).first() is not None


_MEMBERS = (
    select(*PERSON_COLUMNS, memberships.c.role)
    .select_from(people)
    .join(memberships, memberships.c.person == people.c.id)
)
_ROLE = select(memberships.c.role).where(
    memberships.c.workspace == bindparam("workspace"), memberships.c.person == bindparam("person")
)


def find_role(tx: Connection, workspace: int, person: str) -> Role | None:
    """Give the person's own role in the workspace."""
    role = tx.execute(_ROLE, {"workspace": workspace, "person": person}).scalar_one_or_none()
    return Role(role) if role else None


def find_member(tx: Connection, workspace: int, person: str) -> Member | None:
    """Give the person as a member of the workspace."""
    query = _MEMBERS.where(memberships.c.workspace == workspace, people.c.id == person)
    row = tx.execute(query).mappings().one_or_none()
    return Member(read_person(row), Role(row["role"])) if row else None


def list_known(tx: Connection, workspace: int, ids: Collection[str]) -> set[str]:
    """Give those ids that belong to members of the workspace, or to instance administrators."""
    found = select(people.c.id).where(people.c.id.in_(ids), _belongs(workspace))
    return {str(one) for one in tx.execute(found).scalars()}


def list_belonging(tx: Connection, workspace: int, before: str | None, limit: int) -> list[Person]:
    """List the members and the instance administrators, newest first, from before an id on."""
    query = select(*PERSON_COLUMNS).where(_belongs(workspace)).order_by(people.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(people.c.id < before)
    return [read_person(row) for row in tx.execute(query).mappings()]


def _belongs(workspace: int) -> ColumnElement[bool]:
    mine = select(memberships.c.person).where(memberships.c.workspace == workspace)
    return or_(people.c.instance_admin, people.c.id.in_(mine))


def list_members(tx: Connection, workspace: int, before: str | None, limit: int) -> list[Member]:
    """List the members, newest person first, from before an id on."""
    query = _MEMBERS.where(memberships.c.workspace == workspace).order_by(people.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(people.c.id < before)
    return [Member(read_person(row), Role(row["role"])) for row in tx.execute(query).mappings()]


def insert_membership(tx: Connection, workspace: int, person: str, role: Role) -> bool:
    """Take a person into a workspace and tell whether it was done; they must not be there yet."""
    values = {"workspace": workspace, "person": person, "role": role.value}
    return _insert_if_new(tx, memberships, values) is not None


def update_membership(tx: Connection, workspace: int, person: str, role: Role) -> None:
    """Give a member another role."""
    mine = and_(memberships.c.workspace == workspace, memberships.c.person == person)
    tx.execute(update(memberships).where(mine).values(role=role.value))


def delete_membership(tx: Connection, workspace: int, person: str) -> None:
    """Take a person out of a workspace."""
    mine = and_(memberships.c.workspace == workspace, memberships.c.person == person)
    tx.execute(delete(memberships).where(mine))


def count_admins(tx: Connection, workspace: int) -> int:
    """Count the workspace's administrators who can sign in, and let nobody else change that until the commit."""
    able = and_(memberships.c.role == Role.ADMIN.value, people.c.disabled_at.is_(None))
    query = select(people.c.id).join(memberships, people.c.id == memberships.c.person)
    query = query.where(memberships.c.workspace == workspace, able).order_by(people.c.id)
    return len(tx.execute(query.with_for_update()).all())


def list_workspaces_of(tx: Connection, person: str) -> list[int]:
    """List the internal numbers of all workspaces that a person belongs to."""
    return list(tx.execute(select(memberships.c.workspace).where(memberships.c.person == person)).scalars())
