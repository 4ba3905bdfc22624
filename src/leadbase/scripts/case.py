"""One run over all its rounds: where each round goes, and which end is the last. Decides only, starts nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from leadbase.scripts.attempt import Answered, Died, End, Failed, Late, Stopped, Unsuited
from leadbase.scripts.child import Plan
from leadbase.scripts.lanes import Lane
from leadbase.scripts.model import Failure, Limits, Reply, ScriptVersion
from leadbase.scripts.traits import ALONE, FRESH, LIBRARIES, Traits

_MOST_LOSSES: Final = 2
"""Children that a run may lose for no reason of its own before it is taken for the reason."""

_CAUSES: Final = {
    "memory_limit": "the script used more memory than it may",
    "cpu_limit": "the script used more processor time than it may",
    "time_limit": "the script couldn't be interrupted and was killed",
}


@dataclass(slots=True)
class Case:
    """A run under judgement. A round in the warm child never fails a run for a limit; one in its own child does."""

    version: ScriptVersion
    traits: Traits
    limits: Limits
    losses: int = 0
    isolated: bool = False
    alone: bool = False

    def lane(self) -> Lane:
        """Give the lane of the next round."""
        self.alone = self.isolated or self.traits.slow or self.traits.alone
        key = self.version.key if self.alone else None
        return Lane(self.version.workspace, self.version.zone, self.limits, key)

    def plan(self) -> Plan:
        """Give the surroundings of the next round; in a warm child a run may take up two pumps' time in all."""
        limits = self.limits
        if self.alone:
            return plan_for(self.traits, limits.slow_pump_ms, int(limits.cpu_s * 1000))
        return plan_for(self.traits, limits.pump_ms, 2 * limits.pump_ms)

    def judge(self, end: End, plan: Plan, script_ms: float) -> Reply | Failure | None:
        """Give the verdict, or None for another round."""
        match end:
            case Answered(reply):
                self._rehabilitate(script_ms)
                return reply
            case Failed(failure):
                self._rehabilitate(script_ms)
                return failure
            case Late():
                return _limit("time_limit", f"the hook didn't end within {self.limits.wall_s:g} s")
            case Unsuited(trait):
                return change(self.traits, trait, plan)
            case Stopped():
                return self._stop(end)
            case Died():
                return self._lose(end)

    def _rehabilitate(self, script_ms: float) -> None:
        if self.alone and script_ms <= self.limits.pump_ms:
            self.traits.behave()

    def _stop(self, end: Stopped) -> Failure | None:
        if end.culprit:
            self.traits.offend()
        if not self.alone:
            self.isolated = True
            return None
        if end.cpu:
            return _limit("cpu_limit", f"the script used more than {self.limits.cpu_s:g} s of processor time")
        return _limit("time_limit", f"the script ran for {self.limits.slow_pump_ms / 1000:g} s without a pause")

    def _lose(self, end: Died) -> Failure | None:
        limited = end.cause in _CAUSES
        if end.suspect and limited:
            self.traits.offend()
        self.losses += 1
        if self.alone and (limited or self.losses >= _MOST_LOSSES):
            return _limit(end.cause, _CAUSES.get(end.cause, "the sandbox ended while the script ran"))
        self.isolated = self.isolated or end.suspect or self.losses >= _MOST_LOSSES
        return None


def change(traits: Traits, trait: str, plan: Plan) -> Failure | None:
    """Note what a run under this plan asked for; a failure when it had it already or there is no such thing."""
    had = {FRESH: plan.fresh, ALONE: plan.alone}.get(trait, trait in plan.libraries)
    if had or trait not in (FRESH, ALONE, *LIBRARIES):
        return Failure("permanent", "library_missing", f"the sandbox can't give the script {trait}")
    traits.add(trait)
    return None


def plan_for(traits: Traits, pump_ms: int, cpu_ms: int) -> Plan:
    """Give the surroundings for a version with these traits."""
    wanted = traits.libraries - {"moment"} if "moment-timezone" in traits.libraries else traits.libraries
    return Plan(tuple(name for name in LIBRARIES if name in wanted), traits.fresh, pump_ms, cpu_ms, traits.alone)


def _limit(code: str, message: str) -> Failure:
    return Failure("transient", code, message)
