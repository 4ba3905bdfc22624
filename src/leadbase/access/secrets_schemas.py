"""Secrets and allowed hosts, as the API takes and gives them; a value only ever comes in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, Field, SecretStr, StringConstraints

from leadbase.access.schemas import Input, Moment
from leadbase.access.secrets_model import NewSecret, Secret, SecretKind

HostText = Annotated[str, StringConstraints(max_length=300)]
Hosts = Annotated[
    list[HostText],
    Field(
        max_length=500, description="Host names; *.example.com means every name below.", examples=[["api.example.com"]]
    ),
]


class SecretOut(BaseModel):
    """A named secret; its value is never shown."""

    name: str = Field(examples=["crm"])
    kind: SecretKind
    detail: str = Field(description="The header or query parameter of the kinds that name one.", examples=["X-Api-Key"])
    readable: bool = Field(description="Whether scripts may read the value.")
    hosts: list[str] = Field(description="Where it may be sent; empty: to every allowed host.")
    updated_at: Moment
    updated_by: str

    @classmethod
    def of(cls, secret: Secret) -> SecretOut:
        """Show a secret."""
        return cls(
            name=secret.name,
            kind=secret.kind,
            detail=secret.detail,
            readable=secret.readable,
            hosts=list(secret.hosts),
            updated_at=secret.updated_at,
            updated_by=secret.updated_by,
        )


class SecretList(BaseModel):
    """All secrets of the workspace, by name."""

    items: list[SecretOut]
    next_cursor: None = None

    @classmethod
    def of(cls, secrets: Sequence[Secret]) -> SecretList:
        """Show secrets."""
        return cls(items=[SecretOut.of(secret) for secret in secrets])


class SecretIn(Input):
    """A secret to make or change; without a value the one that is there stays."""

    kind: SecretKind = SecretKind.BEARER
    value: SecretStr | None = Field(None, examples=["a-made-up-key"])
    detail: str = Field("", max_length=200, examples=["X-Api-Key"])
    readable: bool = False
    hosts: Hosts = Field(default_factory=list[str])

    def to_model(self) -> NewSecret:
        """Give the model."""
        value = None if self.value is None else self.value.get_secret_value()
        return NewSecret(self.kind, value, self.detail, self.readable, tuple(self.hosts))


class HostsIn(Input):
    """The hosts that scripts may call."""

    hosts: Hosts
    before: Hosts | None = Field(None, description="The hosts as they were known: 409 when others changed them since.")


class HostsOut(BaseModel):
    """The hosts that scripts may call, in order; none: they may call nobody."""

    hosts: list[str] = Field(examples=[["*.example.com", "api.example.com:8443"]])
