"""The real program, started and stopped as an operator does it."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.cli.conftest import Command
from tests.cli.running import Server, serving

LEAD = {"id": "6805437158132596743", "name": "李小鱼", "telphone": "13800002222", "create_time": "1584498183"}
OK = {"code": "0", "message": "success"}


def get(url: str, **headers: str) -> httpx2.Response:
    return httpx2.get(url, headers=headers, timeout=30, trust_env=False)


def post(url: str, body: object, **headers: str) -> httpx2.Response:
    return httpx2.post(url, json=body, headers=headers, timeout=30, trust_env=False)


def wait_ready(server: Server) -> None:
    """Wait until everything is open; the set-up link is written after the API is mounted."""
    server.wait_for("Set-up link")
    assert get(f"{server.url}/readyz").json() == {"api": True, "door": True, "migrations": True, "scripts": True}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["granian", "uvicorn"])
def test_the_tutorials_job_is_done_from_a_terminal_while_the_server_runs(
    tmp_path: Path, leadbase: Command, name: str
) -> None:
    with serving(leadbase.folder, environment={"LEADBASE_SERVER": name}) as server:
        wait_ready(server)
        [webhook] = leadbase.ok("template", "apply", "feiyu-tutorial", "--json").json["webhooks"]
        assert webhook["url"].startswith(f"{server.url}/hook/")
        pushed = leadbase.ok("push", "feiyu", webhook["url"], "--expect", json.dumps(OK), "--json").json
        assert (pushed["sent"], pushed["ok"], pushed["failed"]) == (1, 1, 0)
        token = leadbase.ok("token", "create", "--name", "t", "--role", "admin").out.strip()
        bearer = {"Authorization": f"Bearer {token}"}
        [customer] = get(f"{server.url}/api/v1/tables/客户/records", **bearer).json()["items"]
        assert (customer["客户名称"], customer["创建日期"], customer["创建时间"]) == (
            "李小鱼",
            "2020-03-18",
            "10:23:03",
        )
        [event] = leadbase.ok("events", "list", "--json").json["items"]
        assert event["state"] == "done"
        assert "李小鱼" in leadbase.ok("events", "show", event["id"]).out
        dry = leadbase.ok("events", "replay", event["id"], "--dry-run", "--json").json
        assert (dry["dry_run"], dry["state"]) == (True, "done")
        redone = leadbase.ok("events", "replay", event["id"], "--json").json
        assert redone["state"] == "done"
        [same] = get(f"{server.url}/api/v1/tables/客户/records", **bearer).json()["items"]
        assert same["_id"] == customer["_id"]
        leadbase.ok("events", "replay", event["id"], "--as-new")
        assert len(get(f"{server.url}/api/v1/tables/客户/records", **bearer).json()["items"]) == 2
    for secret in ("13800002222", "李小鱼", token, webhook["url"].split("/")[4]):
        assert secret not in server.text


@pytest.mark.slow
def test_many_leads_pushed_at_once_are_all_there(leadbase: Command) -> None:
    with serving(leadbase.folder) as server:
        wait_ready(server)
        [webhook] = leadbase.ok("template", "apply", "feiyu", "--json").json["webhooks"]
        arguments = ("--count", "200", "--concurrency", "16", "--seed", "5", "--expect", json.dumps(OK), "--json")
        pushed = leadbase.ok("push", "feiyu", webhook["url"], *arguments).json
        assert (pushed["sent"], pushed["ok"]) == (200, 200)
        assert pushed["latency_ms"]["p50"] <= pushed["latency_ms"]["p95"] <= pushed["latency_ms"]["p99"]
        page = leadbase.ok("events", "list", "--limit", "1000", "--state", "done", "--json").json
        assert len(page["items"]) == 200
        again = leadbase.ok("push", "feiyu", webhook["url"], *arguments).json
        assert again["ok"] == 200
        repeats = leadbase.ok("events", "list", "--limit", "1000", "--state", "duplicate", "--json").json
        assert len(repeats["items"]) == 200


@pytest.mark.slow
def test_the_set_up_link_makes_the_first_administrator_once(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        link = server.wait_for(r"Set-up link.*: (\S+)")[1]
        page, _, key = link.partition("#")
        assert get(page, Accept="text/html").status_code == 200
        person = {"token": key, "email": "wang@example.com", "name": "王芳", "password": "correct horse battery"}
        made = post(f"{server.url}/api/v1/setup", person)
        assert made.status_code == 201
        cookie = made.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "Path=/api" in cookie
        again = post(f"{server.url}/api/v1/setup", person)
        assert (again.status_code, again.json()["code"]) == (409, "setup_done")
        session = cookie.split(";")[0]
        assert get(f"{server.url}/api/v1/me", Cookie=session).status_code == 200
        assert get(f"{server.url}/api/v1/docs").status_code == 200
    assert key not in server.text.replace(link, "")
    with serving(tmp_path) as second:
        assert get(f"{second.url}/healthz").text == "ok\n"
    assert "Set-up link" not in second.text


@pytest.mark.slow
def test_the_first_administrator_can_come_from_the_settings(tmp_path: Path) -> None:
    given = {"LEADBASE_ADMIN_EMAIL": "wang@example.com", "LEADBASE_ADMIN_PASSWORD": "correct horse battery"}
    with serving(tmp_path, environment=given) as server:
        body = {"email": "wang@example.com", "password": "correct horse battery"}
        while get(f"{server.url}/api/v1/setup").status_code == 503:
            pass
        assert get(f"{server.url}/api/v1/setup").json() == {"open": False}
        assert post(f"{server.url}/api/v1/session", body).status_code == 201
    assert "correct horse" not in server.text


@pytest.mark.slow
def test_a_folder_is_served_once_and_a_taken_port_gives_way(tmp_path: Path) -> None:
    with serving(tmp_path / "one") as first:
        port = first.url.rpartition(":")[2]
        second = Server(tmp_path / "one", "--port", "0")
        assert second.process.wait(60) == 1
        assert first.url in second.wait_for("Error:").string
        second.stop()
        other = Server(tmp_path / "two", "--port", port)
        assert other.wait_for(f"Port {port} is taken")
        assert get(f"{other.url}/healthz").status_code == 200
        assert other.stop() == 0
    with serving(tmp_path / "one") as third:
        assert get(f"{third.url}/healthz").status_code == 200


@pytest.mark.slow
def test_the_demo_stands_in_a_workspace_of_its_own_and_is_loaded_once(leadbase: Command) -> None:
    with serving(leadbase.folder, "--demo") as server:
        url = server.wait_for(r"Demo webhook, in the demo workspace: (\S+)")[1]
        line = server.wait_for("Try it: (curl .*)")[1]
        tried = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True)
        assert json.loads(tried.stdout) == OK
        events = leadbase.ok("events", "list", "--workspace", "demo", "--limit", "1000", "--json").json["items"]
        states = [event["state"] for event in events]
        assert {"done", "duplicate"} == set(states)
        assert [event["has_issues"] for event in events].count(True) == 2
        assert leadbase.ok("events", "list", "--json").json["items"] == []
    with serving(leadbase.folder, "--demo") as again:
        assert (
            again.wait_for(r"Demo webhook, in the demo workspace: (\S+)")[1].partition("/hook/")[2]
            == url.partition("/hook/")[2]
        )
        again.wait_for("Try it")
    after = leadbase.ok("events", "list", "--workspace", "demo", "--limit", "1000", "--json").json["items"]
    assert len(after) == len(events)


@pytest.mark.slow
def test_what_is_under_way_when_it_is_stopped_is_still_answered(leadbase: Command) -> None:
    with serving(leadbase.folder) as server:
        wait_ready(server)
        [webhook] = leadbase.ok("template", "apply", "feiyu", "--json").json["webhooks"]
        token = leadbase.ok("token", "create", "--name", "t", "--role", "admin").out.strip()
        slow = "async function hook() { const end = Date.now() + 120; while (Date.now() < end); }"
        made = post(
            f"{server.url}/api/v1/webhooks/feiyu/versions",
            {"source": slow, "language": "javascript"},
            Authorization=f"Bearer {token}",
        )
        assert made.status_code == 201
        answers: list[int] = []

        def send(number: int) -> None:
            answers.append(post(webhook["url"], LEAD | {"id": str(number)}).status_code)

        senders = [threading.Thread(target=send, args=(number,)) for number in range(4)]
        for sender in senders:
            sender.start()
        events = f"{server.url}/api/v1/events"
        while len(get(events, Authorization=f"Bearer {token}").json()["items"]) < len(senders):
            pass
        assert server.stop() == 0
        for sender in senders:
            sender.join()
        assert answers == [200] * 4


def raw(url: str, text: bytes) -> socket.socket:
    host, port = url.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)), 30)
    connection.sendall(text)
    return connection


@pytest.mark.slow
@pytest.mark.parametrize("name", ["granian", "uvicorn"])
def test_bad_heads_are_refused_by_the_server(tmp_path: Path, name: str) -> None:
    with serving(tmp_path, environment={"LEADBASE_SERVER": name}) as server:
        many = b"".join(b"X-%d: 1\r\n" % number for number in range(1000))
        cases = {
            "many headers": b"POST /hook/x HTTP/1.1\r\nHost: x\r\n" + many + b"Content-Length: 0\r\n\r\n",
            "long header": b"POST /hook/x HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * 200_000 + b"\r\n\r\n",
            "both lengths": b"POST /hook/x HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "no http": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        }
        for case, text in cases.items():
            with raw(server.url, text) as connection:
                try:
                    answer = connection.recv(4096)
                except ConnectionResetError:
                    answer = b""
            assert answer == b"" or re.match(rb"HTTP/1.1 4\d\d", answer), case
        assert get(f"{server.url}/healthz").status_code == 200


@pytest.mark.slow
def test_a_second_signal_ends_it_at_once(tmp_path: Path) -> None:
    server = Server(tmp_path, "--port", "0")
    stuck = raw(server.url, b"POST /hook/x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
    server.process.send_signal(signal.SIGTERM)
    server.wait_for("Stopping")
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(10) in (0, 1)
    stuck.close()
    server.stop()


@pytest.mark.slow
def test_the_program_can_be_run_as_a_module() -> None:
    ran = subprocess.run([sys.executable, "-m", "leadbase", "--help"], capture_output=True, text=True, check=True)
    assert "serve" in ran.stdout


@pytest.mark.slow
@pytest.mark.postgres
def test_two_servers_share_one_postgresql(leadbase: Command, postgres_url: str, tmp_path: Path) -> None:
    given = {"LEADBASE_DATABASE_URL": postgres_url, "LEADBASE_SECRET_KEY": "k" * 40}
    with (
        serving(tmp_path / "a", environment=given) as one,
        serving(tmp_path / "b", environment=given) as two,
    ):
        wait_ready(one)
        wait_ready(two)
        made: dict[str, Any] = json.loads(command(given, "template", "apply", "feiyu", "--json"))
        path = made["webhooks"][0]["url"].partition("/hook/")[2]
        assert post(f"{one.url}/hook/{path}", LEAD).json() == OK
        assert post(f"{two.url}/hook/{path}", LEAD).json() == OK
        events = json.loads(command(given, "events", "list", "--json"))["items"]
        assert sorted(event["state"] for event in events) == ["done", "duplicate"]


def command(given: dict[str, str], *arguments: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "leadbase", *arguments], env=given, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout
