"""Refuses what must not stand in a committed file: hosts of package registries, and words of the workshop.

A lock that names a registry's host works only for those who reach that host; everybody's package client knows its own.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent

# Each holds a character class somewhere, so that this file does not find itself.
BANNED = {
    "a package registry's host": re.compile(
        r"\b(?:pypi|pythonhosted|npmjs|npmmirror|debian|deno\.lan[d]|jsr)\.(?:or[g]|co[m]|i[o]|net|cn)\b",
        re.I,
    ),
    "an address in a lock": re.compile(r'https?:/[/]|"resolved"\s*:|--(?:extra-)?index-ur[l]|--find-link[s]'),
    "a word of the workshop": re.compile(
        r"/wor[k]/|/far[m]/|/tm[p]/lb|bash_job[s]|claud[e]|anthropi[c]|\bAI agen[t]|this sessio[n]|registry mirro[r]",
        re.I,
    ),
}
LOCKS_ONLY = "an address in a lock"
LEFT_OUT = {".png", ".ico", ".woff2", ".gz", ".br"}


def committed_files(root: Path) -> list[Path]:
    """List the files that git would commit from here: those it knows, and new ones that are not ignored."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
    )
    names = listing.stdout.decode().split("\0")
    return [path for name in names if name and (path := root / name).is_file() and path.suffix not in LEFT_OUT]


def findings(name: str, text: str) -> Iterator[str]:
    """Give a line for each banned thing in a file's text, naming file, line and what it is."""
    lock = name.endswith((".lock", "package-lock.json"))
    for number, line in enumerate(text.splitlines(), 1):
        for what, pattern in BANNED.items():
            if (lock or what != LOCKS_ONLY) and (found := pattern.search(line)):
                yield f"{name}:{number}: {what}: {found.group()}"


def main() -> int:
    """Print every finding in the committed files; 1 when there is one."""
    found = [
        finding
        for path in committed_files(ROOT)
        for finding in findings(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
    ]
    print("\n".join(found) or "no banned words, no registry hosts")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
