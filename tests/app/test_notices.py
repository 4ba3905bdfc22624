"""What is bundled from others comes with its notices: each package's name, version and the text of its licence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import leadbase

PACKAGE = Path(leadbase.__file__).parent
PARTS = ["scripts/sandbox", "web"]


@pytest.mark.parametrize("part", PARTS)
def test_each_bundled_package_is_named_with_its_version_and_licence(part: str) -> None:
    notices = (PACKAGE / part / "built/NOTICES.txt").read_text(encoding="utf-8")
    lock = json.loads((PACKAGE / part / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    told = {text.partition("\n")[0]: text for text in notices.split(f"\n{'-' * 80}\n")[1:]}
    for name in lock[""]["dependencies"]:
        entry = lock[f"node_modules/{name}"]
        text = told[f"{name} {entry['version']} ({entry['license']})"]
        assert "copyright" in text.lower() and len(text) > 700, name
    assert len(told) == len(lock[""]["dependencies"]), "what only builds is not bundled and not told"


def test_what_the_bundle_of_the_apis_page_is_made_of_is_told_beside_it() -> None:
    page = PACKAGE / "web/built"
    first = (page / "swagger-ui-bundle.js").read_text(encoding="utf-8")[:200]
    assert "swagger-ui-bundle.js.LICENSE.txt" in first
    assert "React" in (page / "swagger-ui-bundle.js.LICENSE.txt").read_text(encoding="utf-8")


def test_the_consoles_packages_are_told_with_those_that_they_bring() -> None:
    notices = (PACKAGE / "console/built/NOTICES.txt").read_text(encoding="utf-8")
    told = {text.partition(" ")[0] for text in notices.split(f"\n{'-' * 80}\n")[1:]}
    assert told >= {"react", "react-dom", "scheduler", "antd", "dayjs", "@fontsource-variable/inter"}
    assert not told & {"vite", "typescript", "vitest"}
