"""Commands work on a data folder of their own, print data alone on stdout, and say every failure in one line."""

from __future__ import annotations

import io
import re
import socket
from pathlib import Path

import pytest

from leadbase.cli.server import PortTaken, free_port
from leadbase.storage.migrations import VERSION
from tests.cli.conftest import Command

ID = re.compile(r"[0-9a-f]{24}")


def test_the_first_command_makes_and_migrates_the_folder(leadbase: Command) -> None:
    assert leadbase.ok("migrate", "--json").json == {"version": VERSION}
    assert (leadbase.folder / "leadbase.db").exists()


def test_a_token_is_printed_alone(leadbase: Command) -> None:
    ran = leadbase.ok("token", "create", "--name", "warehouse", "--role", "admin")
    assert re.fullmatch(r"lbt_[0-9A-Za-z]{43}\n", ran.out)


def test_tokens_are_listed_without_their_keys_and_revoked(leadbase: Command) -> None:
    key = leadbase.ok("token", "create", "--name", "w", "--role", "viewer", "--scope", "records:read").out.strip()
    [token] = leadbase.ok("token", "list", "--json").json["items"]
    assert (token["name"], token["role"], token["scopes"]) == ("w", "viewer", ["records:read"])
    assert key not in leadbase.ok("token", "list").out
    leadbase.ok("token", "revoke", token["id"])
    assert leadbase.ok("token", "list", "--json").json["items"][0]["revoked_at"] is not None


def test_a_template_answers_what_it_made(leadbase: Command) -> None:
    applied = leadbase.ok("template", "apply", "feiyu-tutorial", "--json").json
    assert set(applied) == {"tables", "webhooks", "dashboards"}
    assert [set(table) for table in applied["tables"]] == [{"id", "name", "label"}] * 2
    [webhook] = applied["webhooks"]
    assert set(webhook) == {"id", "name", "url"}
    assert re.fullmatch(r"http://127\.0\.0\.1:8420/hook/[0-9A-Za-z]{43}/callback", webhook["url"])


def test_links_are_made_from_the_public_address(leadbase: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADBASE_PUBLIC_URL", "https://leads.example.com")
    [first] = leadbase.ok("template", "apply", "feiyu", "--json").json["webhooks"]
    assert first["url"].startswith("https://leads.example.com/hook/")
    monkeypatch.setenv("LEADBASE_HOOK_URL", "https://hooks.example.com")
    [second] = leadbase.ok("template", "apply", "feiyu", "--as-copy", "--json").json["webhooks"]
    assert second["url"].startswith("https://hooks.example.com/hook/")


def test_a_template_applied_again_fails_and_names_what_is_there(leadbase: Command) -> None:
    leadbase.ok("template", "apply", "feiyu")
    again = leadbase("template", "apply", "feiyu")
    assert (again.status, again.out) == (1, "")
    assert "客户" in again.err
    assert again.err.count("\n") == 1
    assert leadbase.ok("template", "apply", "feiyu", "--as-copy").out


def test_templates_are_listed(leadbase: Command) -> None:
    names = [one["name"] for one in leadbase.ok("template", "list", "--json").json["items"]]
    assert names == ["feiyu", "feiyu-tutorial"]
    assert not (leadbase.folder).exists()


def test_people_are_made_listed_changed_and_disabled(leadbase: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse battery\n"))
    made = leadbase.ok("user", "create", "wang@example.com", "--role", "admin", "--instance-admin", "--name", "王芳")
    assert ID.fullmatch(made.out.strip())
    monkeypatch.setattr("sys.stdin", io.StringIO("another horse battery\n"))
    leadbase.ok("user", "create", "li@example.com", "--json")
    monkeypatch.setattr("sys.stdin", io.StringIO("a third horse battery\n"))
    leadbase.ok("user", "password", "li@example.com")
    link = leadbase.ok("user", "reset-password", "li@example.com").out.strip()
    assert link.startswith("http://127.0.0.1:8420/reset-password#")
    leadbase.ok("user", "disable", "li@example.com")
    people = {one["email"]: one for one in leadbase.ok("user", "list", "--json").json["items"]}
    assert (people["wang@example.com"]["role"], people["wang@example.com"]["instance_admin"]) == ("admin", True)
    assert people["li@example.com"]["disabled"] is True
    leadbase.ok("user", "disable", "li@example.com", "--undo")
    assert "王芳" in leadbase.ok("user", "list").out


def test_a_password_that_is_too_short_is_refused_without_a_trace(
    leadbase: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    ran = leadbase("user", "create", "wang@example.com")
    assert ran.status == 1
    assert "short" not in ran.err.replace("too short", "")
    assert ran.err.count("\n") == 1


def test_there_are_no_events_yet(leadbase: Command) -> None:
    assert leadbase.ok("events", "list", "--json").json == {"items": [], "next_cursor": None}
    missing = leadbase("events", "show", "65a0f0c2b3d4e5f60718293a")
    assert (missing.status, missing.err.count("\n")) == (1, 1)


def test_another_workspace_has_to_exist(leadbase: Command) -> None:
    ran = leadbase("events", "list", "--workspace", "demo")
    assert ran.status == 1
    assert "demo" in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("push",),
        ("push", "feiyu"),
        ("push", "feiyu", "http://localhost", "--count", "0"),
        ("push", "feiyu", "http://localhost", "--count", "many"),
        ("push", "feiyu", "http://localhost", "--nope"),
        ("token", "create", "--name", "x", "--role", "boss"),
        ("events", "list", "extra"),
        ("events", "list", "--state", "unknown"),
        ("token",),
        (),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_wrong_usage_is_told_without_a_trace(
    leadbase: Command, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], language: str
) -> None:
    monkeypatch.setenv("LEADBASE_LANG", language)
    ran = leadbase(*arguments)
    assert ran.status == 2
    assert "Traceback" not in ran.out + ran.err
    if ran.err.strip():
        assert bool(re.search(r"[\u4e00-\u9fff]", ran.err)) == (language == "zh-CN")


@pytest.mark.parametrize(
    ("variable", "value"),
    [("LEADBASE_PORT", "x"), ("LEADBASE_DATABASE_URL", "mysql://x"), ("LEADBASE_PUBLIC_URL", "leads")],
)
def test_a_wrong_setting_is_wrong_usage(
    leadbase: Command, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    ran = leadbase("migrate")
    assert (ran.status, ran.err.count("\n")) == (2, 1)
    assert variable in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("push", "nosuch", "http://localhost"),
        ("push", "feiyu", "localhost"),
        ("push", "feiyu", "http://localhost", "--expect", "{"),
        ("push", "feiyu", "http://localhost", "--rename", "telphone"),
        ("push", "feiyu", "http://localhost", "--fields", "nosuch"),
        ("template", "apply", "nosuch"),
        ("token", "revoke", "65a0f0c2b3d4e5f60718293a"),
        ("user", "disable", "nobody@example.com"),
        ("events", "replay", "65a0f0c2b3d4e5f60718293a"),
    ],
)
def test_what_is_refused_is_one_readable_line(leadbase: Command, arguments: tuple[str, ...]) -> None:
    ran = leadbase(*arguments)
    assert (ran.status, ran.out) == (1, "")
    assert re.fullmatch(r"Error: .+\n", ran.err)


def test_a_folder_that_cannot_be_made_is_told(leadbase: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = leadbase("events", "list", "--data-dir", str(tmp_path / "file"))
    assert (ran.status, ran.err.count("\n")) == (1, 1)


def test_pushing_at_nothing_fails_and_says_so(leadbase: Command) -> None:
    url = f"http://127.0.0.1:{free_port('127.0.0.1', 0)}/hook/x"
    ran = leadbase("push", "feiyu", url, "--count", "3", "--json")
    assert ran.status == 1
    assert (ran.json["sent"], ran.json["ok"], ran.json["failed"]) == (3, 0, 3)
    assert ran.json["latency_ms"] == {"p50": None, "p95": None, "p99": None}
    assert ran.json["failures"] == {"connection_refused": 3}


def test_the_doctor_looks_before_there_is_anything(leadbase: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADBASE_PROT", "1")
    found = {one["check"]: one for one in leadbase("doctor", "--json").json["items"]}
    assert found["settings"]["health"] == "warning"
    assert "LEADBASE_PROT" in found["settings"]["message"]
    assert found["data folder"]["health"] == "warning"
    assert not leadbase.folder.exists()


def test_the_doctor_finds_a_key_that_others_can_read(leadbase: Command) -> None:
    leadbase.ok("migrate")
    leadbase.ok("token", "list")
    (leadbase.folder / "secret.key").chmod(0o644)
    ran = leadbase("doctor", "--json")
    assert (ran.status, ran.json["healthy"]) == (1, False)
    found = {one["check"]: one["health"] for one in ran.json["items"]}
    assert found["master key"] == "failed"
    assert found["database"] == "ok"


def test_the_doctor_is_content_with_a_sound_installation(leadbase: Command) -> None:
    leadbase.ok("token", "list")
    ran = leadbase.ok("doctor")
    assert "✗" not in ran.out


def test_a_port_that_is_taken_gives_way_to_the_next() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port("127.0.0.1", port) > port


def test_an_address_that_is_not_ours_is_told() -> None:
    with pytest.raises(PortTaken):
        free_port("203.0.113.7", 8420)


def test_secrets_are_set_listed_and_sealed_with_a_new_key(leadbase: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leadbase.app.rotation.SETTLE_S", 0.0)
    monkeypatch.setattr("sys.stdin", io.StringIO("made-up-value-1234\n"))
    leadbase.ok("secrets", "set", "crm", "--kind", "header", "--detail", "X-Api-Key", "--host", "api.example.com")
    [secret] = leadbase.ok("secrets", "list", "--json").json["items"]
    assert (secret["name"], secret["kind"], secret["hosts"]) == ("crm", "header", ["api.example.com"])
    assert "made-up-value" not in leadbase.ok("secrets", "list").out
    before = (leadbase.folder / "secret.key").read_text()
    done = leadbase.ok("secrets", "rotate", "--json").json
    assert done["resealed"]["secrets"] == 1
    assert done["retired"] == str(leadbase.folder / "secret.key.retired")
    assert (leadbase.folder / "secret.key.retired").read_text() == before
