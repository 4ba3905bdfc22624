"""The import contracts hold, and each of them really refuses what it says it refuses."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.words import ROOT

ROOMS = [
    "__main__",
    "cli",
    "app",
    "settings",
    "intake.api",
    "intake.service",
    "intake.store",
    "intake.model",
    "records.query",
    "records.store",
    "records.service",
    "connectors.kinds.feiyu",
    "connectors.kinds.meta",
    "scripts.service",
    "tables.types.text",
    "tables.types.date",
    "tables.store",
    "access.gate",
    "access.scope",
    "storage.database",
    "kit.clock",
]

FORBIDDEN = [
    ("kit.clock", "leadbase.storage.database", "Imports go down the floors only"),
    ("scripts.service", "leadbase.records.service", "Imports go down the floors only"),
    ("app", "leadbase.cli", "Imports go down the floors only"),
    ("intake.store", "leadbase.intake.service", "Inside a room"),
    ("intake.model", "leadbase.intake.store", "Inside a room"),
    ("records.service", "leadbase.tables.store", "A room's store is its own"),
    ("intake.service", "fastapi", "HTTP only at the edge"),
    ("intake.model", "starlette.requests", "HTTP only at the edge"),
    ("intake.service", "sqlalchemy", "SQL only in storage"),
    ("connectors.kinds.feiyu", "leadbase.tables.types.text", "Connectors know the outside world"),
    ("connectors.kinds.feiyu", "leadbase.connectors.kinds.meta", "Members of an extension folder"),
]

ALLOWED = [
    ("intake.api", "fastapi"),
    ("access.gate", "starlette.requests"),
    ("records.query", "sqlalchemy"),
    ("access.scope", "sqlalchemy"),
    ("intake.api", "leadbase.intake.service"),
    ("intake.service", "leadbase.intake.store"),
    ("intake.service", "leadbase.records.service"),
    ("app", "leadbase.intake.api"),
]


def checked(folder: Path, imports: list[tuple[str, str]]) -> subprocess.CompletedProcess[str]:
    """Build a house of empty rooms with these imports in a folder and run the contracts over it."""
    home = folder / "leadbase"
    lines = {room: [f"import {target}" for source, target in imports if source == room] for room in ROOMS}
    for room in ROOMS:
        path = home / f"{room.replace('.', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines[room]) + "\n", encoding="utf-8")
        for package in [path.parent, *path.parent.parents]:
            if package.is_relative_to(home):
                (package / "__init__.py").touch()
    return lint(folder)


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the project's contracts over the `leadbase` that stands in a folder."""
    command = [
        Path(sys.executable).with_name("lint-imports"),
        "--no-cache",
        "--no-logo",
        "--config",
        ROOT / ".importlinter",
    ]
    paths = os.environ | {"PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=paths, text=True, capture_output=True, check=False)


def test_the_house_keeps_its_contracts() -> None:
    result = lint(ROOT / "src")
    assert result.returncode == 0, result.stdout + result.stderr


def test_what_the_floors_allow_is_allowed(tmp_path: Path) -> None:
    result = checked(tmp_path, ALLOWED)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(("source", "target", "contract"), FORBIDDEN)
def test_a_forbidden_import_is_refused(tmp_path: Path, source: str, target: str, contract: str) -> None:
    result = checked(tmp_path, [(source, target)])
    broken = [line for line in result.stdout.splitlines() if line.endswith("BROKEN") or " BROKEN " in line]
    assert [line for line in broken if line.startswith(contract)], result.stdout + result.stderr
