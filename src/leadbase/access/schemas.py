"""What the API of access takes and gives, as the OpenAPI page shows it."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.metadata import version
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer, StringConstraints

from leadbase.access.model import Member, Person, Role, Token, Workspace
from leadbase.access.passwords import LONGEST_PASSWORD
from leadbase.access.people import NewPerson, PersonChanges
from leadbase.access.rules import Addresses
from leadbase.access.service import Entrance
from leadbase.access.setup import FirstAdmin
from leadbase.access.sign_in import SignedIn
from leadbase.access.tokens import MadeToken, NewToken
from leadbase.access.workspaces import MyWorkspace, NewWorkspace, WorkspaceChanges, list_switchable
from leadbase.kit.errors import Language
from leadbase.kit.paging import Page

Email = Annotated[str, StringConstraints(max_length=254), Field(examples=["wang@example.com"])]
Password = Annotated[str, StringConstraints(max_length=LONGEST_PASSWORD), Field(examples=["correct horse battery"])]
Key = Annotated[str, StringConstraints(max_length=200)]
PersonName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
ScopeText = Annotated[str, StringConstraints(max_length=120)]


def _rfc3339(moment: datetime) -> str:
    """Spell a moment in UTC as RFC 3339, with the fraction of the second only where there is one."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


Moment = Annotated[datetime, PlainSerializer(_rfc3339, when_used="json"), Field(examples=["2026-11-24T03:20:00Z"])]


class Input(BaseModel):
    """A body that is sent to us: unknown names are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid")


class PersonOut(BaseModel):
    """A person's account."""

    id: str = Field(examples=["65a1f0c2b3d4e5f60718293a"])
    email: str = Field(examples=["wang@example.com"])
    name: str = Field(examples=["王芳"])
    instance_admin: bool = Field(description="An administrator of every workspace of this server.")
    disabled: bool
    created_at: Moment

    @classmethod
    def of(cls, person: Person) -> PersonOut:
        """Show a person."""
        return cls(
            id=person.id,
            email=person.email,
            name=person.name,
            instance_admin=person.instance_admin,
            disabled=person.disabled_at is not None,
            created_at=person.created_at,
        )


class MemberOut(PersonOut):
    """A person with their role in the workspace."""

    role: Role
    last_seen_at: Moment | None = Field(description="To the minute; null: never signed in.")

    @classmethod
    def of_member(cls, member: Member) -> MemberOut:
        """Show a member."""
        person = member.person
        return cls(**PersonOut.of(person).model_dump(), role=member.role, last_seen_at=person.last_seen_at)


class MemberPage(BaseModel):
    """A page of the workspace's people."""

    items: list[MemberOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page[Member]) -> MemberPage:
        """Show a page."""
        return cls(items=[MemberOut.of_member(member) for member in page.items], next_cursor=page.next_cursor)


class NameOut(BaseModel):
    """What everybody in a workspace may know of somebody there."""

    id: str = Field(examples=["65a1f0c2b3d4e5f60718293a"])
    name: str = Field(examples=["王芳"])
    disabled: bool = Field(description="True: can't sign in any more.")


class NamePage(BaseModel):
    """A page of names."""

    items: list[NameOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page[Person]) -> NamePage:
        """Show a page."""
        items = [NameOut(id=one.id, name=one.name, disabled=one.disabled_at is not None) for one in page.items]
        return cls(items=items, next_cursor=page.next_cursor)


class WorkspaceOut(BaseModel):
    """A workspace, with one's own role there."""

    id: str = Field(examples=["65a1f0c2b3d4e5f607182900"])
    name: str = Field(examples=["main"], description="The short name, as in addresses and commands.")
    label: str = Field(examples=["主工作区"])
    zone: str = Field(examples=["Asia/Shanghai"], description="The IANA time zone of all local times in it.")
    language: Language
    role: Role

    @classmethod
    def of(cls, workspace: Workspace, role: Role) -> WorkspaceOut:
        """Show a workspace."""
        return cls(
            id=workspace.id,
            name=workspace.name,
            label=workspace.label,
            zone=workspace.zone,
            language=workspace.language,
            role=role,
        )


class WorkspacePage(BaseModel):
    """A page of one's own workspaces."""

    items: list[WorkspaceOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page[MyWorkspace]) -> WorkspacePage:
        """Show a page."""
        items = [WorkspaceOut.of(mine.workspace, mine.role) for mine in page.items]
        return cls(items=items, next_cursor=page.next_cursor)


class SessionOut(BaseModel):
    """A signed-in session."""

    person: PersonOut
    expires_at: Moment = Field(description="When it ends if it is not used again before.")

    @classmethod
    def of(cls, signed_in: SignedIn) -> SessionOut:
        """Show a session that was just made."""
        return cls(person=PersonOut.of(signed_in.person), expires_at=signed_in.session.ends_at())


class ServerOut(BaseModel):
    """The server that answers."""

    version: str = Field(examples=["1.0.0"])
    public_url: str | None = Field(
        examples=["https://leads.example.com"], description="LEADBASE_PUBLIC_URL; null: it is not set."
    )
    are_senders_local: bool = Field(
        examples=[False],
        description="Whether webhook addresses name this machine alone, so that no source reaches them.",
    )

    @classmethod
    def of(cls, addresses: Addresses) -> ServerOut:
        """Show where this server is reached."""
        public_url, is_local = addresses.public_url, addresses.are_senders_local
        return cls(version=version("leadbase"), public_url=public_url, are_senders_local=is_local)


class MeOut(BaseModel):
    """Who is asking, where, what they may do there, and all else that every page needs to know."""

    kind: Literal["person", "token"]
    id: str = Field(examples=["65a1f0c2b3d4e5f60718293a"])
    name: str = Field(examples=["王芳"])
    workspace: WorkspaceOut
    permissions: list[str] = Field(examples=[["records:read", "records:write"]])
    tables: list[str] | None = Field(description="The ids of the only tables it may touch; null: all.")
    email: str | None = Field(examples=["wang@example.com"], description="Of a person.")
    instance_admin: bool = Field(description="An administrator of every workspace of this server.")
    session_ends_at: Moment | None = Field(description="When the session ends if it is not used again before.")
    workspaces: list[WorkspaceOut] = Field(
        description="One's own, to choose from; see /workspaces where they are many."
    )
    server: ServerOut

    @classmethod
    def of(cls, entrance: Entrance, addresses: Addresses) -> MeOut:
        """Show who came in."""
        actor, visit = entrance.scope.actor, entrance.visit
        here = WorkspaceOut.of(entrance.scope.workspace, entrance.role)
        mine = [] if visit is None else [WorkspaceOut.of(one.workspace, one.role) for one in list_switchable(visit)]
        return cls(
            kind="token" if actor.kind == "token" else "person",
            id=actor.id,
            name=actor.name,
            workspace=here,
            permissions=sorted(actor.permissions),
            tables=None if actor.tables is None else sorted(actor.tables),
            email=None if visit is None else visit.person.email,
            instance_admin=actor.instance,
            session_ends_at=None if visit is None else visit.session.ends_at(),
            workspaces=mine or [here],
            server=ServerOut.of(addresses),
        )


class TokenOut(BaseModel):
    """A token, without its key."""

    id: str = Field(examples=["65a1f0c2b3d4e5f60718293b"])
    name: str = Field(examples=["data warehouse"])
    hint: str = Field(examples=["lbt_x7Qa"], description="How its key starts.")
    role: Role
    scopes: list[str] = Field(examples=[["records:read"]])
    maker: str | None = Field(description="The id of the person who made it; null: the operator.")
    maker_name: str | None
    created_at: Moment
    expires_at: Moment | None
    last_used_at: Moment | None = Field(description="To the minute.")
    revoked_at: Moment | None

    @classmethod
    def of(cls, token: Token) -> TokenOut:
        """Show a token."""
        return cls(
            id=token.id,
            name=token.name,
            hint=token.hint,
            role=token.role,
            scopes=list(token.scopes),
            maker=token.maker,
            maker_name=token.maker_name,
            created_at=token.created_at,
            expires_at=token.expires_at,
            last_used_at=token.last_used_at,
            revoked_at=token.revoked_at,
        )


class MadeTokenOut(TokenOut):
    """A token that was just made, with its key."""

    token: str = Field(description="The key; it is shown this once.", examples=["lbt_x7QaN3…"])

    @classmethod
    def of_made(cls, made: MadeToken) -> MadeTokenOut:
        """Show a token with its key."""
        return cls(**TokenOut.of(made.token).model_dump(), token=made.key)


class TokenPage(BaseModel):
    """A page of tokens."""

    items: list[TokenOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page[Token]) -> TokenPage:
        """Show a page."""
        return cls(items=[TokenOut.of(token) for token in page.items], next_cursor=page.next_cursor)


class SetupOut(BaseModel):
    """Whether the server still waits for its first administrator."""

    open: bool = Field(examples=[False])


class SetupIn(Input):
    """The first administrator, and what their workspace shall be; what is left out stays as it is."""

    token: Key = Field(examples=["k3Jx…"], description="The part of the set-up link after #.")
    email: Email
    name: PersonName = Field(examples=["王芳"])
    password: Password
    label: Label | None = Field(default=None, examples=["总部"], description="What the workspace is called.")
    zone: str | None = Field(default=None, max_length=100, examples=["Asia/Shanghai"])
    language: Language | None = None

    def to_model(self) -> FirstAdmin:
        """Give who sets the server up."""
        wanted = WorkspaceChanges(self.label, self.zone, self.language)
        return FirstAdmin(self.email, self.name, self.password, wanted)


class SignInIn(Input):
    """What a person signs in with."""

    email: Email
    password: Password


class MeIn(Input):
    """What people change of themselves."""

    name: PersonName = Field(examples=["王芳"])


class OwnPasswordIn(Input):
    """A new password, and the one it replaces."""

    current_password: Password
    new_password: Password = Field(examples=["horse battery staple"])


class PersonIn(Input):
    """Someone to take in: with name and password a new account, without them one that exists on this server."""

    email: Email
    role: Role = Field(examples=[Role.MEMBER])
    name: PersonName | None = Field(default=None, examples=["王芳"])
    password: Password | None = None
    instance_admin: bool = False

    def to_model(self, password_hash: str | None = None) -> NewPerson:
        """Give the person to add, with the hash of the password."""
        return NewPerson(self.email, self.role, self.name, password_hash, self.instance_admin)


class PersonPatch(Input):
    """What to change of a person; what is left out stays."""

    name: PersonName | None = Field(default=None, examples=["王芳"])
    role: Role | None = None
    disabled: bool | None = None
    instance_admin: bool | None = None

    def to_model(self) -> PersonChanges:
        """Give the changes."""
        return PersonChanges(self.name, self.role, self.disabled, self.instance_admin)


class PasswordIn(Input):
    """A new password for somebody."""

    password: Password


class TokenIn(Input):
    """A token to make."""

    name: Label = Field(examples=["data warehouse"])
    role: Role = Field(examples=[Role.MEMBER])
    scopes: list[ScopeText] = Field(
        default_factory=list,
        max_length=100,
        examples=[["records:read"]],
        description="Narrows the role; empty: all of it. `records:read:customers` names a table by id or API name.",
    )
    expires_at: AwareDatetime | None = Field(default=None, examples=["2099-01-01T00:00:00Z"])

    def to_model(self) -> NewToken:
        """Give the token to make."""
        return NewToken(self.name, self.role, tuple(self.scopes), self.expires_at)


class WorkspaceIn(Input):
    """A workspace to make."""

    name: str = Field(max_length=100, examples=["north"], description="Lower-case letters, digits and hyphens.")
    label: Label = Field(examples=["北区"])
    zone: str = Field(default="Asia/Shanghai", max_length=100)
    language: Language = "zh-CN"

    def to_model(self) -> NewWorkspace:
        """Give the workspace to make."""
        return NewWorkspace(self.name, self.label, self.zone, self.language)


class WorkspacePatch(Input):
    """What to change of a workspace; what is left out stays."""

    label: Label | None = Field(default=None, examples=["北区"])
    zone: str | None = Field(default=None, max_length=100, examples=["Asia/Shanghai"])
    language: Language | None = None

    def to_model(self) -> WorkspaceChanges:
        """Give the changes."""
        return WorkspaceChanges(self.label, self.zone, self.language)
