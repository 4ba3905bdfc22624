"""Each check of the doctor says how one thing is, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from leadbase.jobs.model import JobState
from leadbase.kit.paging import CursorWrong
from leadbase.kit.secrets import add_key
from leadbase.upkeep import checks
from leadbase.upkeep.checks import Finding, Health

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
FAILED = {("replay", JobState.FAILED): 1}


def open_folder(folder: Path) -> Path:
    folder.chmod(0o777)
    return folder


def half_rotated(folder: Path) -> Path:
    """Give a key file in which a new key stands before the old one."""
    add_key(folder)
    return folder / "secret.key"


def key(folder: Path, mode: int) -> Path:
    path = folder / "secret.key"
    path.write_text("k" * 40)
    path.chmod(mode)
    return path


def backups(newest: datetime | None, *, is_planned: bool = True, failed: str | None = None) -> Finding:
    return checks.check_backups(newest, is_planned=is_planned, failed=failed, now=NOW)


FOUND: dict[str, tuple[Callable[[Path], Finding], Health]] = {
    "versions": (lambda _: checks.check_versions({"leadbase": "1"}), Health.OK),
    "known settings": (lambda _: checks.check_settings([]), Health.OK),
    "unknown setting": (lambda _: checks.check_settings(["LEADBASE_PROT"]), Health.WARNING),
    "folder": (lambda folder: checks.check_folder(folder), Health.OK),
    "folder open to all": (lambda folder: checks.check_folder(open_folder(folder)), Health.WARNING),
    "folder missing": (lambda folder: checks.check_folder(folder / "x"), Health.WARNING),
    "key": (lambda folder: checks.check_key_file(key(folder, 0o600)), Health.OK),
    "key half rotated": (lambda folder: checks.check_key_file(half_rotated(folder)), Health.WARNING),
    "key open to all": (lambda folder: checks.check_key_file(key(folder, 0o644)), Health.FAILED),
    "key not made yet": (lambda folder: checks.check_key_file(folder / "secret.key"), Health.OK),
    "named key missing": (lambda folder: checks.check_key_file(folder / "other"), Health.FAILED),
    "key from the environment": (lambda _: checks.check_key_file(None), Health.OK),
    "schema": (lambda _: checks.check_schema(3, 3), Health.OK),
    "schema behind": (lambda _: checks.check_schema(2, 3), Health.WARNING),
    "clock": (lambda _: checks.check_clock(NOW, NOW - timedelta(seconds=4)), Health.OK),
    "clock apart": (lambda _: checks.check_clock(NOW, NOW + timedelta(seconds=6)), Health.WARNING),
    "zones": (lambda _: checks.check_zones(), Health.OK),
    "sandbox": (lambda _: checks.check_sandbox(is_ready=True), Health.OK),
    "no sandbox": (lambda _: checks.check_sandbox(is_ready=False), Health.FAILED),
    "nothing to do": (lambda _: checks.check_backlog({}, None, NOW), Health.OK),
    "failures": (lambda _: checks.check_backlog({"failed": 1}, None, NOW), Health.WARNING),
    "just arrived": (lambda _: checks.check_backlog({"received": 1}, NOW, NOW), Health.OK),
    "waits long": (lambda _: checks.check_backlog({"received": 1}, NOW - timedelta(minutes=2), NOW), Health.WARNING),
    "no jobs": (lambda _: checks.check_jobs({}, ["replay"], None, NOW), Health.OK),
    "jobs": (lambda _: checks.check_jobs({("replay", JobState.RUNNING): 2}, ["replay"], NOW, NOW), Health.OK),
    "jobs that failed": (lambda _: checks.check_jobs(FAILED, ["replay"], None, NOW), Health.WARNING),
    "jobs of no kind": (lambda _: checks.check_jobs({("x", JobState.QUEUED): 1}, [], None, NOW), Health.WARNING),
    "jobs that nobody runs": (lambda _: checks.check_jobs({}, [], NOW - timedelta(minutes=2), NOW), Health.WARNING),
    "no server": (lambda _: checks.check_server(None, None), Health.OK),
    "server": (lambda _: checks.check_server("http://x", 200), Health.OK),
    "server not ready": (lambda _: checks.check_server("http://x", 503), Health.FAILED),
    "server silent": (lambda _: checks.check_server("http://x", None), Health.FAILED),
    "address": (lambda _: checks.check_address("https://x"), Health.OK),
    "no address": (lambda _: checks.check_address(None), Health.WARNING),
    "built": (lambda _: checks.check_built({"a": True}), Health.OK),
    "not built": (lambda _: checks.check_built({"a": True, "b": False}), Health.FAILED),
    "backups": (lambda _: backups(NOW - timedelta(hours=30)), Health.OK),
    "no backup": (lambda _: backups(None), Health.WARNING),
    "backup late": (lambda _: backups(NOW - timedelta(hours=40)), Health.WARNING),
    "backup ancient": (lambda _: backups(NOW - timedelta(days=5)), Health.FAILED),
    "backup old, none planned": (lambda _: backups(NOW - timedelta(days=5), is_planned=False), Health.WARNING),
    "backup failed": (lambda _: backups(NOW, failed="the disk is full"), Health.FAILED),
    "webhooks": (lambda _: checks.check_webhooks([], []), Health.OK),
    "webhooks failing": (lambda _: checks.check_webhooks(list("abcdefg"), []), Health.WARNING),
    "webhooks silent": (lambda _: checks.check_webhooks(["a"], ["b"]), Health.WARNING),
    "retention": (lambda _: checks.check_retention(0, is_full=False), Health.OK),
    "retention behind": (lambda _: checks.check_retention(3, is_full=False), Health.WARNING),
    "retention full": (lambda _: checks.check_retention(0, is_full=True), Health.FAILED),
    "secrets": (lambda _: checks.check_secrets(0), Health.OK),
    "secrets of another key": (lambda _: checks.check_secrets(2), Health.FAILED),
    "refused": (lambda _: checks.refused("database", CursorWrong()), Health.FAILED),
    "crashed": (lambda _: checks.crashed("disk", ValueError("x")), Health.FAILED),
}


@pytest.mark.parametrize("case", FOUND)
def test_a_finding_is_told_in_both_languages(tmp_path: Path, case: str) -> None:
    check, health = FOUND[case]
    found: Finding = check(tmp_path)
    assert found.health is health
    assert found.message("en")
    assert found.message("zh-CN")
    assert found.as_json("en") == {"check": found.name, "health": health.value, "message": found.message("en")}


@pytest.mark.parametrize(
    ("used", "health"), [(10, Health.OK), (79, Health.OK), (81, Health.WARNING), (96, Health.FAILED)]
)
def test_a_disk_is_told_by_how_full_it_is(used: int, health: Health) -> None:
    assert checks.judge_disk(100 - used, 100).health is health


def test_the_disk_is_looked_at_before_the_folder_is_there(tmp_path: Path) -> None:
    assert checks.check_disk(tmp_path / "not/there/yet").facts == checks.check_disk(tmp_path).facts
