"""Where a run goes next and which end is its last, without any process."""

from __future__ import annotations

import pytest

from leadbase.scripts.attempt import Answered, Died, End, Failed, Late, Stopped, Unsuited
from leadbase.scripts.case import Case
from leadbase.scripts.model import Failure, Limits, Reply, ScriptVersion
from leadbase.scripts.traits import KnownTraits, Traits, guess_libraries

REPLY = Reply(200, {}, None, has_body=False)
BAD = Failure("permanent", "script_error", "Error: no")


def case() -> Case:
    return Case(ScriptVersion("v", "main", "UTC", "javascript", ""), Traits(), Limits())


def rounds(run: Case, *ends: End) -> tuple[list[bool], Reply | Failure | None]:
    """Give whether each round was in the version's own child, and the last verdict."""
    alone: list[bool] = []
    verdict = None
    for end in ends:
        assert verdict is None
        alone.append(run.lane().alone is not None)
        verdict = run.judge(end, run.plan(), 1.0)
    return alone, verdict


def code(verdict: Reply | Failure | None) -> str | None:
    return verdict.code if isinstance(verdict, Failure) else None


def test_an_answer_and_an_error_are_the_end() -> None:
    assert rounds(case(), Answered(REPLY)) == ([False], REPLY)
    assert rounds(case(), Failed(BAD)) == ([False], BAD)


def test_a_run_that_is_stopped_goes_to_its_own_child_and_fails_only_there() -> None:
    assert rounds(case(), Stopped(True, False), Answered(REPLY)) == ([False, True], REPLY)
    alone, verdict = rounds(case(), Stopped(True, False), Stopped(True, False))
    assert (alone, code(verdict)) == ([False, True], "time_limit")
    _, verdict = rounds(case(), Stopped(True, False), Stopped(True, True))
    assert code(verdict) == "cpu_limit"


@pytest.mark.parametrize("cause", ["memory_limit", "cpu_limit", "time_limit"])
def test_a_suspect_goes_to_its_own_child_and_fails_when_that_dies_of_a_limit(cause: str) -> None:
    alone, verdict = rounds(case(), Died(cause, suspect=True), Died(cause, suspect=True))
    assert (alone, code(verdict)) == ([False, True], cause)
    assert isinstance(verdict, Failure)
    assert verdict.kind == "transient"


def test_a_run_that_only_shared_a_child_goes_back_to_a_shared_one() -> None:
    run = case()
    assert rounds(run, Died("memory_limit", suspect=False), Answered(REPLY)) == ([False, False], REPLY)
    assert not run.traits.slow


def test_a_run_that_loses_child_after_child_gets_its_own_and_then_fails() -> None:
    lost = Died("sandbox_lost", suspect=False)
    alone, verdict = rounds(case(), lost, lost, lost)
    assert (alone, code(verdict)) == ([False, False, True], "sandbox_lost")


def test_a_version_that_offended_starts_in_its_own_child_until_it_has_proved_quick() -> None:
    traits = Traits()
    traits.offend()
    for _ in range(4):
        run = Case(case().version, traits, Limits())
        assert rounds(run, Answered(REPLY)) == ([True], REPLY)
    assert rounds(Case(case().version, traits, Limits()), Answered(REPLY)) == ([False], REPLY)
    traits.offend()
    assert traits.owed == 16


def test_a_slow_run_in_its_own_child_proves_nothing() -> None:
    traits = Traits()
    traits.offend()
    run = Case(case().version, traits, Limits())
    run.lane()
    run.judge(Answered(REPLY), run.plan(), 251.0)
    assert traits.owed == 4


def test_a_loss_by_chance_in_its_own_child_is_forgiven_once() -> None:
    traits = Traits()
    traits.offend()
    lost = Died("sandbox_lost", suspect=True)
    assert rounds(Case(case().version, traits, Limits()), lost, Answered(REPLY)) == ([True, True], REPLY)


def test_other_surroundings_are_given_once() -> None:
    run = case()
    assert rounds(run, Unsuited("lodash"), Unsuited("fresh"), Answered(REPLY)) == ([False] * 3, REPLY)
    plan = run.plan()
    assert (plan.libraries, plan.fresh) == (("lodash",), True)
    _, verdict = rounds(run, Unsuited("lodash"))
    assert code(verdict) == "library_missing"
    _, verdict = rounds(case(), Unsuited("leftpad"))
    assert code(verdict) == "library_missing"


def test_the_wall_limit_is_the_end() -> None:
    _, verdict = rounds(case(), Late())
    assert isinstance(verdict, Failure)
    assert (verdict.kind, verdict.code, verdict.message) == (
        "transient",
        "time_limit",
        "the hook didn't end within 10 s",
    )


@pytest.mark.parametrize(
    ("source", "libraries"),
    [
        ("", set[str]()),
        ("$modules.moment()", {"moment"}),
        ("$modules.moment().tz('UTC')", {"moment-timezone"}),
        ("const {lodash, uuid} = $modules; $modules.crypto", {"lodash", "uuid", "crypto"}),
        ("$modules.lib.uuid.v4()", {"uuid"}),
    ],
)
def test_libraries_are_guessed_from_words(source: str, libraries: set[str]) -> None:
    assert guess_libraries(source) == libraries


def test_only_so_many_versions_are_remembered() -> None:
    known = KnownTraits()
    first = known.of("0", "")
    first.offend()
    for n in range(1, 4097):
        known.of(str(n), "")
        if n % 1000 == 0:
            assert known.of("0", "") is first
    assert known.of("1", "lodash").libraries == {"lodash"}
