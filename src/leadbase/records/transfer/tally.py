"""Counts what became of an import's rows, and what was wrong with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from leadbase.kit.json import JsonValue
from leadbase.records.transfer.pages import Fault
from leadbase.records.transfer.plan import Fitted
from leadbase.records.transfer.writing import Ended

_MOST_CAUSES = 100


@dataclass(slots=True)
class Tally:
    """What became of the rows so far: by outcome, and by what was wrong with them."""

    outcomes: Counter[str]
    issues: int = 0
    """Rows that went in with a cell left empty, or kept as it was."""

    causes: dict[str, dict[str, JsonValue]] = field(default_factory=dict[str, dict[str, JsonValue]])
    """By field, code and whether it kept the row out: an example and how many cells."""

    samples: dict[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    """The first row of each outcome."""

    @classmethod
    def of(cls, kept: Mapping[str, JsonValue] | None) -> Tally:
        """Read it from a job's cursor or result."""
        given = cast(Mapping[str, Any], kept or {})
        causes = {str(key): dict(one) for key, one in given.get("causes", {}).items()}
        return cls(Counter(given.get("outcomes", {})), given.get("issues", 0), causes, dict(given.get("samples", {})))

    @property
    def rows(self) -> int:
        """How many rows there were."""
        return sum(self.outcomes.values())

    def as_json(self) -> dict[str, JsonValue]:
        """Spell it for a job's cursor or result."""
        return {
            "outcomes": dict(self.outcomes),
            "issues": self.issues,
            "causes": self.causes,
            "samples": self.samples,
        }

    def add(self, ended: Ended, fitted: Fitted) -> None:
        """Count what became of a row."""
        self.outcomes[ended.outcome] += 1
        fails = ended.outcome == "fail"
        issues = () if fails or ended.outcome == "skip" else ended.item.misfits
        self.issues += bool(issues)
        for fault in ended.faults if fails else issues:
            self._count(fault, fails)
        kind = "issue" if issues else ended.outcome
        if kind not in self.samples:
            faults: list[JsonValue] = [fault.as_json() for fault in (ended.faults if fails else issues)]
            self.samples[kind] = {"line": ended.item.line, "values": _shown(ended, fitted), "faults": faults}

    def _count(self, fault: Fault, fails: bool) -> None:
        key = f"{fault.field.id} {fault.code} {'fails' if fails else 'empties'}"
        cause = self.causes.get(key)
        if cause is None:
            if len(self.causes) >= _MOST_CAUSES:
                return
            cause = self.causes[key] = {**fault.as_json(), "fails": fails, "count": 0}
        cause["count"] = int(str(cause["count"])) + 1


def _shown(ended: Ended, fitted: Fitted) -> dict[str, JsonValue]:
    """Give the values that a row gives its record, by field id."""
    shown: dict[str, JsonValue] = {}
    for _, one in fitted.fields:
        value = ended.item.values.get(one.id) if ended.record is None else ended.record.values.get(one.id)
        shown[one.id] = None if value is None else one.kind.format(value, one.setting)
    return shown
