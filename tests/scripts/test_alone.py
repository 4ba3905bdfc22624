"""Scripts that read secrets: told in a child of their own alone, however they ask."""

from __future__ import annotations

import pytest

from leadbase.scripts.attempt import Attempt
from leadbase.scripts.case import Case
from leadbase.scripts.frames import BrokenFrame, Frame, Kind, encode
from leadbase.scripts.model import Limits
from leadbase.scripts.traits import Traits, guess_traits
from tests.scripts.rig import QUICK, Memory, Rig, version_of

PLAIN = "async function hook(q, r, $modules) { r.body = await $modules.secret('crm') }"
HIDDEN = "async function hook(q, r, m) { const name = 'sec' + 'ret'; r.body = await m[name]('crm') }"


@pytest.mark.parametrize("source", [PLAIN, HIDDEN])
async def test_a_secret_is_told_in_a_child_of_the_versions_own(rig: Rig, source: str) -> None:
    assert await rig.answer("function hook(q, r) { r.body = 1 }", zone="Asia/Shanghai") == 1
    assert await rig.answer(source, zone="Asia/Shanghai") == "told"
    assert {lane.alone for lane in rig.pool.pids} == {None, version_of(source).key}
    assert rig.calls == [("secret.get", ["crm"])]


async def test_what_was_done_before_asking_is_done_again_with_a_host_of_its_own(rig: Rig) -> None:
    source = "async function hook(q, r, m) { await m.data.saveData('t', {}); r.body = await m['sec' + 'ret']('crm') }"
    assert await rig.answer(source) == "told"
    assert [[name for name, _ in host.calls] for host in rig.hosts] == [
        ["data.saveData"],
        ["data.saveData", "secret.get"],
    ]


async def test_a_check_tells_nothing(rig: Rig) -> None:
    assert await rig.runtime.check(f"const early = $modules.secret('crm'); {PLAIN}") == []
    assert rig.hosts == []


async def test_a_child_that_others_share_can_not_ask_even_by_a_forged_frame(rig: Rig) -> None:
    version = version_of(PLAIN)
    case = Case(version, Traits(), QUICK)
    async with rig.pool.seat(case.lane(), 0) as child:
        attempt = Attempt(child, Memory(), Limits())
        with pytest.raises(BrokenFrame):
            attempt.take(Frame(Kind.CALL, 0, 0, 1, encode(["secret.get", ["crm"]])))


async def test_the_answers_of_other_systems_are_values_whatever_they_are_called(rig: Rig) -> None:
    assert await rig.value("$modules.http.request('https://api.example.com')") == {
        "status": 200,
        "data": {"$record": {}, "items": 5},
    }
    assert await rig.value("$modules.curl('https://api.example.com', {dataType: 'json'})") == {
        "status": 200,
        "data": "text",
        "res": {"status": 200},
    }


def test_only_a_call_by_that_name_is_taken_for_one() -> None:
    assert guess_traits("$modules . secret ('a')").alone
    assert not guess_traits("const secret = 5; // the secret(s)").alone
