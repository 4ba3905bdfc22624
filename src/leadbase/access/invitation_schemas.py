"""What the API of invitations takes and gives."""

from __future__ import annotations

from pydantic import BaseModel, Field

from leadbase.access.errors import InvitationIncomplete
from leadbase.access.invitations import Joined, MadeInvitation, Newcomer, Offer, expires_at, invitation_url
from leadbase.access.model import Invitation, Role
from leadbase.access.schemas import Email, Input, Key, Moment, Password, PersonName, SessionOut, WorkspaceOut
from leadbase.kit.paging import Page

_KEY = Field(examples=["k3Jx…"], description="The part of the link after #.")


class InvitationIn(Input):
    """Somebody to invite."""

    role: Role = Field(examples=[Role.MEMBER])
    name: PersonName | None = Field(default=None, examples=["王芳"], description="Whom the link is meant for.")


class InvitationOut(BaseModel):
    """An open invitation, without its link."""

    id: str = Field(examples=["65a1f0c2b3d4e5f60718293d"])
    role: Role
    name: str | None = Field(examples=["王芳"])
    invited_by: str | None = Field(examples=["李娜"], description="Who made it; null: the operator.")
    created_at: Moment
    expires_at: Moment

    @classmethod
    def of(cls, invitation: Invitation) -> InvitationOut:
        """Show an invitation."""
        return cls(
            id=invitation.id,
            role=invitation.role,
            name=invitation.name or None,
            invited_by=invitation.inviter_name,
            created_at=invitation.created_at,
            expires_at=expires_at(invitation),
        )


class MadeInvitationOut(InvitationOut):
    """An invitation that was just made, with its link."""

    url: str = Field(
        examples=["https://leads.example.com/invitation#k3Jx…"], description="The whole link; it is shown this once."
    )

    @classmethod
    def of_made(cls, made: MadeInvitation, origin: str) -> MadeInvitationOut:
        """Show an invitation with its link."""
        return cls(**InvitationOut.of(made.invitation).model_dump(), url=invitation_url(origin, made.key))


class InvitationPage(BaseModel):
    """A page of open invitations."""

    items: list[InvitationOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page[Invitation]) -> InvitationPage:
        """Show a page."""
        return cls(items=[InvitationOut.of(one) for one in page.items], next_cursor=page.next_cursor)


class InvitationKeyIn(Input):
    """The key of an invitation."""

    key: Key = _KEY


class OfferOut(BaseModel):
    """What an invitation offers."""

    workspace: str = Field(examples=["主工作区"], description="The workspace's label.")
    role: Role
    name: str | None = Field(examples=["王芳"], description="Whom the link is meant for.")
    invited_by: str | None = Field(examples=["李娜"])
    expires_at: Moment

    @classmethod
    def of(cls, offer: Offer) -> OfferOut:
        """Show an offer."""
        invitation = offer.invitation
        return cls(
            workspace=offer.workspace.label,
            role=invitation.role,
            name=invitation.name or None,
            invited_by=invitation.inviter_name,
            expires_at=expires_at(invitation),
        )


class AcceptIn(Input):
    """Who accepts: all three for an account (new, or there already with this password), none when signed in."""

    key: Key = _KEY
    name: PersonName | None = Field(default=None, examples=["王芳"])
    email: Email | None = None
    password: Password | None = None

    @property
    def is_bare(self) -> bool:
        """Whether nothing but the key was given."""
        return self.name is None and self.email is None and self.password is None

    def to_model(self) -> Newcomer:
        """Give who accepts; raises InvitationIncomplete."""
        if self.name is None or self.email is None or self.password is None:
            raise InvitationIncomplete
        return Newcomer(self.email, self.name, self.password)


class JoinedOut(SessionOut):
    """A signed-in session, with the workspace that was joined."""

    workspace: WorkspaceOut

    @classmethod
    def of_joined(cls, joined: Joined) -> JoinedOut:
        """Show who joined what."""
        workspace = WorkspaceOut.of(joined.offer.workspace, joined.offer.invitation.role)
        return cls(**SessionOut.of(joined.signed_in).model_dump(), workspace=workspace)
