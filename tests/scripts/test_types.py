"""Checking types: what is found and where, what is never checked, and what a check may use."""

from __future__ import annotations

import asyncio
import json
import stat
from pathlib import Path

import pytest

from leadbase.intake.ambient import AMBIENT
from leadbase.scripts.model import Finding
from leadbase.scripts.types import TypeChecker, findings, merged, reaches

DECLARED = f"""{AMBIENT}
type LeadbaseSecret = "crm" | (string & {{}});
type LeadbaseReadableSecret = string & {{}};
interface LeadbaseForm0 {{ "name"?: string | null }}
interface LeadbaseRecord0 {{ readonly _id: string; readonly "name": string | null }}
interface LeadbaseForms {{ "customers": LeadbaseForm0 }}
interface LeadbaseRecords {{ "customers": LeadbaseRecord0 }}
"""
HEAD = "async function hook($req: LeadbaseRequest, $resp: LeadbaseResponse, $modules: LeadbaseModules) {\n"
SCRIPTS = Path(__file__).parents[1] / "intake/scripts"
PROGRAM = "#!/bin/sh\n{}\n"


def program(folder: Path, words: str) -> str:
    """Give a program that stands for deno."""
    path = folder / "program"
    path.write_text(PROGRAM.format(words))
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


async def test_a_wrong_field_is_found_where_it_stands() -> None:
    source = f"{HEAD}  const 名字 = '张三';\n  await $modules.data.saveData('customers', {{ nmae: 名字 }});\n}}"
    [finding] = await TypeChecker().check(source, "typescript", DECLARED)
    assert (finding.line, finding.column, finding.severity) == (3, 23, "warning")
    assert "'nmae' does not exist" in finding.message


async def test_what_scripts_do_not_have_is_found() -> None:
    found = await TypeChecker().check(
        f"{HEAD}  fetch('x');\n  Deno.exit();\n  process.exit();\n}}", "typescript", DECLARED
    )
    assert [finding.line for finding in found] == [2, 3, 4]


async def test_plain_javascript_is_checked_without_asking_for_types() -> None:
    source = "async function hook(q, r) {\n  const table = {};\n  r.body = table[q.body.x];\n  nothing();\n}"
    [finding] = await TypeChecker().check(source, "javascript", DECLARED)
    assert (finding.line, finding.column) == (4, 3)


@pytest.mark.parametrize("name", ["hook-full.js", "hook-full.nbsp.js", "hook-log.js", "hook-log.nbsp.js"])
async def test_the_tutorials_scripts_are_never_refused(name: str) -> None:
    source = (SCRIPTS / name).read_text("utf-8")
    found = await TypeChecker().check(source, "javascript", DECLARED)
    assert {finding.severity for finding in found} <= {"warning"}
    assert reaches(source) is None


async def test_a_source_that_is_no_typescript_is_an_error_with_its_place() -> None:
    [finding] = await TypeChecker().check("function hook() {\n  const x: = 1\n}", "typescript", DECLARED)
    assert (finding.line, finding.column, finding.severity) == (2, 12, "error")


@pytest.mark.parametrize(
    "source",
    [
        'import x from "file:///etc/passwd"',
        'const x = await import("/etc/passwd", { with: { type: "text" } })',
        'type X = import("./secret").Y',
        'type X = `${import("./secret").Y}`',
        '/** @type {import("./secret").Y} */ let x',
        '/** @import { Y } from "./secret" */ let x',
        'export * from "./secret"',
        '/// <reference path="/etc/passwd" />',
        '/* */ /// <reference path="/etc/passwd" />',
        '// @deno-types="/etc/passwd"\nlet x',
        "/** @jsxImportSource file:///etc */ let x",
        'declare module "/etc/passwd" { }',
        'import y = require("./secret")',
        'let a = 1, b = a++ /import("./secret")/ 1',
        'let a = im\\u0070ort("./secret")',
        'let a = im\\u{000070}ort("./secret")',
    ],
)
async def test_what_could_name_another_file_is_never_checked(tmp_path: Path, source: str) -> None:
    started = tmp_path / "started"
    checker = TypeChecker(program(tmp_path, f"touch {started}"))
    [finding] = await checker.check(f"async function hook() {{}}\n{source}", "typescript", DECLARED)
    assert (finding.line >= 2, finding.severity, "not checked" in finding.message) == (True, "warning", True)
    assert not started.exists()


async def test_words_that_only_look_like_imports_are_checked() -> None:
    for source in ("let $import = 5", "let important = modules", "let a = b.imported", "//// heading"):
        assert reaches(source) is None


async def test_a_check_leaves_nothing_behind_and_is_told_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("LEADBASE_SECRET_KEY", "told")
    told = tmp_path / "told"
    checker = TypeChecker(program(tmp_path, f'env > {told}; pwd >> {told}; ls -A >> {told}; echo "$@" >> {told}'))
    assert await checker.check("let a = 5", "javascript", DECLARED) == []
    words = told.read_text()
    assert "LEADBASE" not in words
    assert "--no-remote" in words
    assert [line for line in words.splitlines() if line.endswith((".js", ".ts", ".json"))][:3] == [
        "deno.json",
        "hook.js",
        "leadbase.d.ts",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["program", "told"]


async def test_one_check_runs_at_a_time_and_a_known_source_is_not_checked_again(tmp_path: Path) -> None:
    count = tmp_path / "count"
    checker = TypeChecker(program(tmp_path, f"mkdir {tmp_path}/one || exit 7; echo . >> {count}; rmdir {tmp_path}/one"))
    await asyncio.gather(*(checker.check(f"let a = {number}", "javascript", "") for number in range(6)))
    assert await checker.check("let a = 3", "javascript", "") == []
    assert len(count.read_text().split()) == 6


async def test_a_check_that_takes_too_long_is_ended_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leadbase.scripts.types._TIME_S", 0.2)
    [finding] = await TypeChecker(program(tmp_path, "exec tail -f /dev/null")).check("let a = 5", "javascript", "")
    assert "not checked" in finding.message


async def test_a_type_that_grows_without_end_is_ended(tmp_path: Path) -> None:
    source = (
        "type Grow<T extends unknown[]> = T['length'] extends 999 ? T : Grow<[...T, T]>;\n"
        "type Wide = `${Digit}${Digit}${Digit}${Digit}${Digit}`; type Digit = 0|1|2|3|4|5|6|7|8|9;\n"
        "let a: Grow<[]>, b: Wide = '00000'; function hook() {}"
    )
    found = await TypeChecker().check(source, "typescript", DECLARED)
    assert {finding.severity for finding in found} == {"warning"}


async def test_only_what_lies_in_the_script_is_told() -> None:
    told = (
        "TS2322 [ERROR]: Type 'A' is not assignable.\n  Because of B.\nlet a = 5\n    ~\n    at file:///tmp/x/leadbase.d.ts:3:4\n"
        "TS1005 [ERROR]: Root of all secrets.\nroot:x:0\n~\n    at file:///etc/passwd:1:1\n"
        "TS2304 [ERROR]: Cannot find name 'b'.\nb()\n~\n    at file:///tmp/x/hook.ts:3:4\n"
    )
    assert list(findings(told)) == [Finding(2, 4, "Cannot find name 'b'.", "warning")]


async def test_what_the_sandbox_takes_is_no_error_and_the_better_place_is_told() -> None:
    misread = Finding(4, 2, "no", "error")
    assert merged([], [misread], "typescript") == [Finding(4, 2, "no", "warning")]
    nowhere, somewhere = Finding(1, 1, "bad", "error"), Finding(3, 1, "bad", "error")
    assert merged([nowhere], [misread], "typescript") == [misread]
    assert merged([somewhere], [misread], "typescript") == [somewhere]
    assert merged([nowhere], [misread], "javascript") == [nowhere]


async def test_declarations_as_they_are_served_hold_no_error_themselves() -> None:
    found = await TypeChecker().check("function hook() {}", "typescript", DECLARED + "\nlet broken: Nothing = 5;")
    assert json.dumps([finding.message for finding in found]) == "[]"
