"""Groups of failures and their replay, as the API takes and gives them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pydantic import BaseModel, Field, model_validator

from leadbase.intake.failures import MOST_REPLAYED, Group, Replayed
from leadbase.intake.model import Operation, State
from leadbase.intake.schemas.parts import EVENT_ID, In, Moment

KEY = Field(max_length=64, examples=["9f2c41d0a7b35e68c1d24f07"], description="The key of the group.")


class FailureOut(BaseModel):
    """Failures that have one cause, as far as their messages tell."""

    key: str
    webhook: str | None = Field(examples=["feiyu"])
    version: int | None
    code: str | None = Field(examples=["script_error"])
    message: str | None = Field(description="The first line of the newest one's message.")
    line: int | None = Field(description="The line of the script.")
    count: int
    first_at: Moment
    last_at: Moment
    events: list[str] = Field(description="The newest ones, up to 3.", examples=[[EVENT_ID]])
    retrying: int = Field(description="Those that wait for their next automatic try.")
    unseen: int = Field(description="Those that failed and that no person has seen.")

    @classmethod
    def of(cls, group: Group) -> FailureOut:
        """Show a group."""
        return cls(
            key=group.key,
            webhook=None if group.webhook is None else group.webhook.name,
            version=group.version,
            code=group.code,
            message=group.message,
            line=group.line,
            count=group.count,
            first_at=group.first_at,
            last_at=group.last_at,
            events=list(group.events),
            retrying=group.retrying,
            unseen=group.unseen,
        )


class FailurePage(BaseModel):
    """Groups of failures, that of the newest failure first."""

    items: list[FailureOut]
    next_cursor: str | None


class FailureReplayIn(In):
    """Which group to replay."""

    key: str = KEY
    dry_run: bool = Field(False, description="Show what would change and write nothing.")
    limit: int = Field(MOST_REPLAYED, ge=1, le=MOST_REPLAYED, description="How many of its events, the newest first.")


class ReplayedOut(BaseModel):
    """How one event's replay ended, or would end."""

    event: str = Field(examples=[EVENT_ID])
    state: State | None = Field(description="Null when it could not be replayed.")
    error: str | None


class FailureReplayOut(BaseModel):
    """What became of a group, or would."""

    dry_run: bool
    done: int
    failed: int
    waiting: int
    refused: int = Field(description="Events that could not be replayed, such as those that run just now.")
    created: int = Field(description="Records made; then those changed, deleted and left as they are.")
    updated: int
    deleted: int
    skipped: int
    items: list[ReplayedOut]

    @classmethod
    def of(cls, dry_run: bool, replayed: Sequence[Replayed]) -> FailureReplayOut:
        """Add up what became of each."""
        states = Counter(one.state for one in replayed)
        did = Counter[Operation]()
        for one in replayed:
            did.update(one.operations)
        return cls(
            dry_run=dry_run,
            done=states[State.DONE],
            failed=states[State.FAILED],
            waiting=states[State.WAITING],
            refused=states[None],
            created=did[Operation.CREATE],
            updated=did[Operation.UPDATE] + did[Operation.REDO],
            deleted=did[Operation.DELETE],
            skipped=did[Operation.SKIP],
            items=[ReplayedOut(event=one.event, state=one.state, error=one.error) for one in replayed],
        )


class SeenIn(In):
    """Failed events that a person has seen: by their ids, or all of a group."""

    events: list[str] = Field(default_factory=list[str], max_length=1_000, examples=[[EVENT_ID]])
    key: str | None = Field(None, max_length=64, description="The key of a group of failures.")

    @model_validator(mode="after")
    def _one_of_them(self) -> SeenIn:
        if bool(self.events) == bool(self.key):
            raise ValueError("name events or the key of a group, not both")
        return self


class SeenOut(BaseModel):
    """How many of them nobody had seen before; 0 for a program, which is no person."""

    seen: int
