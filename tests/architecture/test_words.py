"""Nothing that is committed names a package registry's host or speaks of the place where it was made."""

from __future__ import annotations

import pytest

from tools.words import ROOT, committed_files, findings


def test_no_committed_file_says_what_it_must_not() -> None:
    found = [
        finding
        for path in committed_files(ROOT)
        for finding in findings(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("requirements.lock", "--index-" + "url https://example.com/simple"),
        ("requirements.lock", "    # from files.python" + "hosted.org"),
        ("console/package-lock.json", '  "resol' + 'ved": "https://example.com/a.tgz",'),
        ("console/package-lock.json", '    "url": "https:/' + '/example.com/sponsors/somebody"'),
        ("docs/howto/install.md", "pip install -i https://py" + "pi.org/simple leadbase"),
        ("docs/howto/install.md", "npm config set registry https://registry.npm" + "js.org"),
        ("src/leadbase/app.py", "# see /wor" + "k/shared"),
    ],
)
def test_a_banned_word_is_found_with_its_place(name: str, line: str) -> None:
    assert [found.split(": ")[0] for found in findings(name, f"first\n{line}\n")] == [f"{name}:2"]


def test_ordinary_text_is_let_through() -> None:
    text = "Packages come from PyPI; `npm ci` reads package-lock.json. The work/life balance of a working farm.\n"
    assert list(findings("README.md", text)) == []
