"""The tutorial's job from a terminal, end to end, and what an operator does with the server around it."""

from __future__ import annotations

import json

import pytest

from tests.journeys.installation import FEIYU, Installation
from tests.journeys.leads import lead, lead_id, push
from tests.journeys.program import Program

CUSTOMERS, LOG = "63feff350ef3f00df536eac5", "63ff004a0ef3f00df536edfd"
EXPECTED = '{"code":"0","message":"success"}'


@pytest.mark.slow
def test_the_tutorial_is_done_from_a_terminal(program: Program) -> None:
    program.start()
    made = program.json("template", "apply", "feiyu-tutorial")
    assert [table["id"] for table in made["tables"]] == [CUSTOMERS, LOG]
    [url] = [webhook["url"] for webhook in made["webhooks"]]
    pushed = json.loads(program.run("push", "feiyu", url, "--expect", EXPECTED, "--json"))
    assert (pushed["sent"], pushed["ok"], pushed["failed"]) == (1, 1, 0)
    [event] = program.json("events", "list")["items"]
    detail = program.json("events", "show", event["id"])
    assert [effect["operation"] for effect in detail["effects"]] == ["create", "create"]
    assert json.loads(detail["answer"]["body"]) == json.loads(EXPECTED)
    with program.client(program.token("member")) as client:
        [customer] = client.get(f"/tables/{CUSTOMERS}/records").json()["items"]
        [logged] = client.get(f"/tables/{LOG}/records").json()["items"]
        assert json.loads(logged["回调事件"])["id"] == customer["线索id"]
        assert (customer["创建日期"], customer["创建时间"]) == ("2020-03-18", "10:23:03")
        assert customer["渠道"] == "字节-橙子建站"
        dry = program.json("events", "replay", event["id"], "--dry-run")
        assert {effect["operation"] for effect in dry["effects"]} == {"redo"}
        assert [attempt["number"] for attempt in program.json("events", "show", event["id"])["attempt_list"]] == [1]
        program.run("events", "replay", event["id"])
        assert [one["_id"] for one in client.get(f"/tables/{CUSTOMERS}/records").json()["items"]] == [customer["_id"]]
        program.run("events", "replay", event["id"], "--as-new")
        assert len(client.get(f"/tables/{CUSTOMERS}/records").json()["items"]) == 2
    assert "applied already" in program.run("template", "apply", "feiyu-tutorial", code=1)
    assert program.stop() == 0


def test_a_wrong_answer_fails_the_push_as_feiyu_would_fail_it(shared: Installation) -> None:
    url, program = shared.url(FEIYU), shared.program
    program.run("push", "feiyu", url, "--expect", '{"code":0}', code=1)
    program.run("push", "feiyu", url.replace("/feiyu", "/elsewhere"), code=1)
    assert "no-url" in program.run("push", "feiyu", "no-url", code=1)
    assert "nobody" in program.run("push", "nobody", url, code=1)
    assert "--rate" in program.run("push", "feiyu", url, "--rate", "fast", code=2)


@pytest.mark.slow
def test_commands_work_while_no_server_runs(installation: Installation) -> None:
    program, secret = installation.program, "correct horse battery staple"
    program.run("user", "create", "wang@example.com", "--role", "admin", typed=secret + "\n")
    program.start()
    assert push(installation.url(FEIYU), lead(1)).status_code == 200
    assert program.stop() == 0
    [event] = program.json("events", "list")["items"]
    redone = program.json("events", "replay", event["id"])
    assert [effect["record"] for effect in redone["effects"]] == list(installation.books(FEIYU).rows)
    assert installation.books(FEIYU).leads == {lead_id(1): 1}


def test_a_folder_that_is_served_is_not_served_twice(shared: Installation) -> None:
    refused = shared.program.run("serve", code=1)
    assert refused.startswith(
        f"Error: Leadbase already serves {shared.program.folder / 'data'} at {shared.program.url}"
    )
    assert str(shared.program.pid) in refused
    assert push(shared.url(FEIYU), lead(2)).status_code == 200
