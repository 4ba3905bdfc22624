"""The audit, as the API gives it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import BaseModel, Field

from leadbase.access.actions import Action
from leadbase.access.audit import AuditEntry, Author, Subject
from leadbase.activity.schemas import Json, Moment
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.kit.paging import Page


class AuthorOut(BaseModel):
    """Who did something; `kind` is person, token, operator (the command line), system, or nobody (not known)."""

    kind: str = Field(examples=["person"])
    id: str = Field(examples=["65a1f0c2b3d4e5f60718293a"], description="Empty for those that have none.")
    name: str = Field(examples=["王芳"], description="As it was then.")

    @classmethod
    def of(cls, author: Author) -> AuthorOut:
        """Show an author."""
        return cls(kind=author.kind, id=author.id, name=author.name)


class SubjectOut(BaseModel):
    """What something was done to."""

    kind: str = Field(examples=["field"])
    id: str = Field(examples=["63ff0191f725340df45e8ebd"])
    name: str = Field(examples=["电话"], description="As it was then.")

    @classmethod
    def of(cls, subject: Subject) -> SubjectOut:
        """Show a subject."""
        return cls(kind=subject.kind, id=subject.id, name=subject.name)


class AuditChangeOut(BaseModel):
    """One setting before and after. Secrets are shown as •••, long values are cut."""

    name: str = Field(examples=["required"], description="The path of the setting.")
    before: Json = None
    after: Json = None

    @classmethod
    def of(cls, name: str, sides: JsonValue) -> AuditChangeOut:
        """Show a change."""
        told: JsonObject = sides if isinstance(sides, dict) else {}
        return cls(name=name, before=told.get("before"), after=told.get("after"))


class AuditOut(BaseModel):
    """One thing that was done."""

    id: str = Field(examples=["65a1f0c2b3d4e5f607182950"])
    at: Moment
    author: AuthorOut
    address: str = Field(examples=["192.0.2.7"], description="Where the request came from; empty: it was no request.")
    action: Action = Field(examples=[Action.FIELD_CHANGED])
    subject: SubjectOut
    within: SubjectOut | None = Field(description="What holds the subject, as a table does a field.")
    changes: list[AuditChangeOut]

    @classmethod
    def of(cls, entry: AuditEntry) -> AuditOut:
        """Show an entry."""
        return cls(
            id=entry.id,
            at=entry.at,
            author=AuthorOut.of(entry.author),
            address=entry.address,
            action=entry.action,
            subject=SubjectOut.of(entry.subject),
            within=None if entry.within is None else SubjectOut.of(entry.within),
            changes=[AuditChangeOut.of(name, sides) for name, sides in entry.changes.items()],
        )


class AuditPage(BaseModel):
    """Entries, newest first."""

    items: list[AuditOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page[AuditEntry]) -> AuditPage:
        """Show a page."""
        return cls(items=[AuditOut.of(entry) for entry in page.items], next_cursor=page.next_cursor)


class ActionOut(BaseModel):
    """An action with its wordings, in which `{subject}` and `{within}` stand for the names."""

    name: Action = Field(examples=[Action.FIELD_CHANGED])
    zh: str = Field(examples=["修改了{within}表的字段{subject}"])
    en: str = Field(examples=["changed the field {subject} of {within}"])


class ActionPage(BaseModel):
    """Every action that there is."""

    items: list[ActionOut]
    next_cursor: None = None

    @classmethod
    def of(cls, actions: Iterable[Action]) -> ActionPage:
        """Show actions."""
        return cls(items=[ActionOut(name=one, zh=one.zh, en=one.en) for one in actions])


class AuthorPage(BaseModel):
    """Everybody who stands in the audit."""

    items: list[AuthorOut]
    next_cursor: None = None

    @classmethod
    def of(cls, authors: Sequence[Author]) -> AuthorPage:
        """Show authors."""
        return cls(items=[AuthorOut.of(author) for author in authors])
