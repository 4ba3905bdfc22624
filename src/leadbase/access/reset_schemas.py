"""What the API of reset links and one's own sessions takes and gives."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, Field

from leadbase.access.model import Person, Session
from leadbase.access.resets import MadeLink, reset_url
from leadbase.access.schemas import Input, Key, Moment, Password


class MadeResetLinkOut(BaseModel):
    """A link that was just made."""

    url: str = Field(
        examples=["https://leads.example.com/reset-password#k3Jx…"],
        description="The whole link; it is shown this once.",
    )
    expires_at: Moment

    @classmethod
    def of(cls, made: MadeLink, origin: str) -> MadeResetLinkOut:
        """Show a link."""
        return cls(url=reset_url(origin, made.key), expires_at=made.expires_at)


class ResetKeyIn(Input):
    """The key of a reset link."""

    key: Key = Field(examples=["k3Jx…"], description="The part of the link after #.")


class ResetIn(ResetKeyIn):
    """The key of a reset link, and the password to have from now on."""

    password: Password


class ResetLinkOut(BaseModel):
    """Whose password a reset link is for."""

    name: str = Field(examples=["王芳"])
    email: str = Field(examples=["wang@example.com"])

    @classmethod
    def of(cls, person: Person) -> ResetLinkOut:
        """Show whose it is."""
        return cls(name=person.name, email=person.email)


class OwnSessionOut(BaseModel):
    """One place where one is signed in."""

    created_at: Moment = Field(description="When one signed in.")
    seen_at: Moment = Field(description="When it was last used, to the minute.")
    current: bool = Field(description="Whether it is the session that asks.")


class OwnSessionPage(BaseModel):
    """Where one is signed in."""

    items: list[OwnSessionOut]
    next_cursor: None = None

    @classmethod
    def of(cls, sessions: Sequence[Session], current: Session) -> OwnSessionPage:
        """Show sessions."""
        items = [
            OwnSessionOut(created_at=one.created_at, seen_at=one.seen_at, current=one.digest == current.digest)
            for one in sessions
        ]
        return cls(items=items)


class EndedSessionsOut(BaseModel):
    """How many sessions ended."""

    ended: int = Field(examples=[2])
