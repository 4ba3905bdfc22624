"""Changes of a field's type, as the API takes and gives them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, cast

from pydantic import BaseModel, Field, JsonValue

from leadbase.intake.naming import NamingScript
from leadbase.intake.schemas.parts import In
from leadbase.kit.json import JsonObject
from leadbase.tables.field_type import rfc3339
from leadbase.tables.type_change import Plan, TypeChange, Wanted

RECORD = "6743e0a1b2c3d4e5f6071829"


class TypePlanIn(In):
    """The type that a field should have."""

    type: str = Field(max_length=100, description="A name out of `/field-types`.", examples=["integer"])
    params: dict[str, JsonValue] = Field({}, description="See `/field-types`.")

    def to_model(self) -> Wanted:
        """Give it as the verbs take it."""
        return Wanted(self.type, cast(JsonObject, self.params))


class TypeChangeIn(TypePlanIn):
    """The type that a field should have, and what to do about values that do not fit."""

    misfits: Literal["empty_and_flag", "refuse"] = Field(
        "refuse",
        description="empty_and_flag: such a record keeps what can be kept, else nothing, with the value and the reason "
        "beside it; refuse: nothing changes as long as there is one.",
    )

    def to_model(self) -> Wanted:
        """Give it as the verbs take it."""
        return Wanted(self.type, cast(JsonObject, self.params), self.misfits)


class UnfitOut(BaseModel):
    """A value that does not fit the new type."""

    record: str = Field(examples=[RECORD])
    value: JsonValue = Field(examples=["未填写"])
    kept: JsonValue = Field(description="What would stay of it in the field; null: nothing.")
    code: str = Field(examples=["not_an_integer"])
    message: dict[str, str]


class ViewFollowingOut(BaseModel):
    """A view that names the field."""

    id: str
    label: str
    follows: bool = Field(description="False: what it asks of the field is dropped, as the new type can't be asked it.")


class NamingScriptOut(BaseModel):
    """A script that names the field."""

    webhook: str
    label: str
    version: int | None = Field(description="The live version; null: the draft.")
    lines: list[int]


class TypePlanOut(BaseModel):
    """What a change of type would do. Nothing is written."""

    counted: int = Field(description="Records that were looked at.")
    complete: bool = Field(description="False: there are more records than a plan reads.")
    empty: int = Field(description="Records without a value.")
    fits: int = Field(description="Values that stay as they are shown.")
    converted: int = Field(description="Values that are shown in another way.")
    unfit: int = Field(description="Values that do not fit.")
    samples: list[UnfitOut] = Field(description="Up to 20 of those.")
    required_holds: bool
    unique_holds: bool
    default_fits: bool = Field(description="False: the field has no default any more.")
    blank: list[str] = Field(description="Up to 3 records that would have no value where one is required.")
    repeated: list[str] = Field(description="Up to 3 records that would repeat a value that must be unique.")
    views: list[ViewFollowingOut]
    scripts: list[NamingScriptOut]

    @classmethod
    def of(cls, plan: Plan, scripts: Sequence[NamingScript]) -> TypePlanOut:
        """Show a plan."""
        return cls(
            counted=plan.counted,
            complete=plan.is_complete,
            empty=plan.empty,
            fits=plan.same,
            converted=plan.converted,
            unfit=plan.unfit,
            samples=[
                UnfitOut(
                    record=one.record,
                    value=cast(JsonValue, one.value),
                    kept=cast(JsonValue, one.kept),
                    code=one.code,
                    message=cast("dict[str, str]", dict(one.message)),
                )
                for one in plan.samples
            ],
            required_holds=plan.required_holds,
            unique_holds=plan.unique_holds,
            default_fits=plan.default_fits,
            blank=plan.blank,
            repeated=plan.repeated,
            views=[ViewFollowingOut(id=one.id, label=one.label, follows=one.follows) for one in plan.views],
            scripts=[
                NamingScriptOut(webhook=one.webhook, label=one.label, version=one.version, lines=list(one.lines))
                for one in scripts
            ],
        )


class TypeChangeOut(BaseModel):
    """How far a change of type is."""

    phase: Literal["none", "copying", "flagging", "done", "stopped"] = Field(
        description="none: the type was never changed. copying: values are copied, the old type holds. flagging: the "
        "new type holds, values that did not fit are being flagged. stopped: it could not be, `reason` says why."
    )
    copied: int = Field(0, description="Records that were copied, those in the trash too.")
    total: int | None = Field(None, description="How many there are, while they are copied.")
    unfit: int = Field(0, description="Values among them that did not fit.")
    started_at: str | None = Field(None, examples=["2026-11-24T03:20:00Z"])
    reason: dict[str, JsonValue] | None = Field(None, description="`code` and `message` of what was in the way.")

    @classmethod
    def of(cls, change: TypeChange | None, total: int | None = None) -> TypeChangeOut:
        """Show a change."""
        if change is None:
            return cls(phase="none", total=None, copied=0, unfit=0, started_at=None, reason=None)
        return cls(
            phase=change.phase,
            copied=change.copied,
            total=total,
            unfit=change.unfit,
            started_at=rfc3339(change.started_at),
            reason=None if change.reason is None else cast("dict[str, JsonValue]", dict(change.reason)),
        )
