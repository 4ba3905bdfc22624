"""What one attempt did outside of our database: the calls that it made, the secrets that it used.

A run may be done again within its attempt, for a conflict, a library or a neighbour's fault. What it had already called
is then answered from here, so that the other system hears of it once. Only the next attempt calls again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from leadbase.kit.json import JsonObject, JsonValue
from leadbase.scripts.model import Outcome

MASK = "•••"


@dataclass(frozen=True, slots=True)
class Made:
    """A call that was made: what it was, what came back, and its note."""

    fingerprint: bytes
    result: JsonValue
    note: JsonObject


@dataclass(slots=True)
class Trail:
    """The calls of one attempt in order, and the texts that are not to stand in its record."""

    made: list[Made] = field(default_factory=list[Made])
    other: list[JsonObject] = field(default_factory=list[JsonObject])
    secrets: set[str] = field(default_factory=set[str])
    size: int = 0
    at: int = 0

    def begin(self) -> None:
        """Take note that a run begins, for the first time or again."""
        self.at = 0

    def known(self, fingerprint: bytes) -> Made | None:
        """Give what the run's next call got when an earlier run of this attempt made it."""
        found = self.made[self.at] if self.at < len(self.made) else None
        if found is None or found.fingerprint != fingerprint:
            return None
        self.at += 1
        return found

    def add(self, made: Made) -> None:
        """Keep a call that was just made."""
        self.made.insert(self.at, made)
        self.at += 1

    def note(self, note: JsonObject) -> None:
        """Keep a note, once."""
        if note not in self.other:
            self.other.append(note)

    @property
    def notes(self) -> Sequence[JsonObject]:
        """What the attempt's record tells of all this."""
        return [*self.other, *(made.note for made in self.made)]


def masked(outcome: Outcome, secrets: set[str]) -> Outcome:
    """Give an outcome in whose console and error none of these texts stands whole."""
    if not secrets:
        return outcome
    hidden = sorted(secrets, key=len, reverse=True)
    console = tuple(replace(line, text=_without(line.text, hidden)) for line in outcome.console)
    failure = outcome.failure
    if failure is not None:
        failure = replace(failure, message=_without(failure.message, hidden), stack=_without(failure.stack, hidden))
    return replace(outcome, console=console, failure=failure)


def _without(text: str, hidden: Sequence[str]) -> str:
    for secret in hidden:
        text = text.replace(secret, MASK)
    return text
