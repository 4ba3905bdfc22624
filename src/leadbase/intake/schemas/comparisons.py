"""Comparisons of a script with what events had, as the API takes and gives them."""

from __future__ import annotations

from typing import Literal, cast

from pydantic import BaseModel, Field

from leadbase.intake.comparison import MOST, Asked, Comparison, Difference
from leadbase.intake.model import State
from leadbase.intake.schemas.events import AnswerOut, EffectOut, PlannedOut
from leadbase.intake.schemas.parts import EVENT_ID, In, Json, Moment, Source

MOST_ROWS = 20
Part = Literal["state", "answer", "rows"]


class ComparisonIn(In):
    """A script to compare, and on how many of the last events."""

    source: Source
    language: str = Field("javascript", max_length=32)
    events: int = Field(MOST, ge=1, le=MOST, description="How many of the last events at most.")

    def asked(self) -> Asked:
        """Give the wish."""
        return Asked(self.source, self.language, self.events)


class CameToOut(BaseModel):
    """What an event had, or would have."""

    state: State
    answer: AnswerOut | None
    error: Json


class DifferenceOut(BaseModel):
    """An event that the script makes something else of."""

    event: str = Field(examples=[EVENT_ID])
    title: str | None = Field(examples=["张三 138****6021"])
    received_at: Moment
    parts: list[Part] = Field(description="In what it differs.")
    had: CameToOut
    would: CameToOut
    rows: list[PlannedOut] = Field(description=f"What it would do to rows; the first {MOST_ROWS} that change any.")
    more_rows: int
    notes: Json

    @classmethod
    def of(cls, one: Difference) -> DifferenceOut:
        """Show a difference."""
        planned = [
            PlannedOut(**EffectOut.of(effect).model_dump(), after=after)
            for effect, after in zip(one.run.effects, one.run.after, strict=True)
            if effect.before or effect.operation.value not in ("redo", "skip")
        ]
        had, run = one.had, one.run
        return cls(
            event=one.brief.event.id,
            title=one.brief.title,
            received_at=one.brief.event.received_at,
            parts=[cast(Part, part) for part in one.parts],
            had=CameToOut(state=had.state, answer=AnswerOut.of(had.answer), error=had.error),
            would=CameToOut(state=run.state, answer=AnswerOut.of(run.answer), error=run.error),
            rows=planned[:MOST_ROWS],
            more_rows=max(0, len(planned) - MOST_ROWS),
            notes=list(run.notes) or None,
        )


class ComparisonOut(BaseModel):
    """What a script would make of the last events, beside what they had; nothing was written."""

    tried: int
    skipped: int = Field(description="Events whose body is gone or can't be read, or that were busy.")
    ended: Literal["time", "killed", "gone"] | None = Field(
        description="Why the rest was not tried: 20 seconds were over, the sandbox had to end two runs, or whoever "
        "asked had left; null: all were."
    )
    differences: list[DifferenceOut] = Field(
        description="Events that would come to something else than they had, and than what is live would come to now."
    )

    @classmethod
    def of(cls, found: Comparison) -> ComparisonOut:
        """Show a comparison."""
        return cls(
            tried=found.tried,
            skipped=found.skipped,
            ended=cast("Literal['time', 'killed', 'gone'] | None", found.ended),
            differences=[DifferenceOut.of(one) for one in found.differences],
        )
