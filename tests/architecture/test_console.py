"""The rules of the console that a machine can hold: sizes, colours, where texts stand, and who may know whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.words import ROOT, committed_files

SOURCES = ROOT / "console/src"
LONGEST_FILE = {".ts": 250, ".tsx": 250, ".css": 350}
GENERATED = {"schema.d.ts", "openapi.json"}

COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`\w])//[^\n]*", re.DOTALL)
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})\b(?!-)|\b(?:rgba?|hsla?|oklch)\(")
CHINESE = re.compile(r"[\u3400-\u9fff]+")
IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["']([^"']+)["']""")

LANGUAGES = {"简体中文"}
"""What is called by its own name, whatever language a page speaks."""

READING = {
    "features/events/hints.ts",
    "features/palette/initials.ts",
    "features/script/insertion.ts",
    "features/script/names.ts",
    "widgets/values/text.ts",
}
"""The files that know words which people write or senders send; none of them is shown."""

LAYERS = {
    "api": set[str](),
    "i18n": {"api"},
    "theme.ts": set[str](),
    "widgets": {"theme.ts", "i18n", "widgets"},
    "ui": {"widgets", "api", "ui", "theme.ts", "i18n"},
}
"""What the rooms below the features may import of ours, beside themselves."""


def sources(*suffixes: str) -> list[Path]:
    """List the console's own files."""
    found = [path for path in committed_files(ROOT) if SOURCES in path.parents and path.suffix in suffixes]
    return [path for path in found if path.name not in GENERATED]


def without_comments(path: Path) -> Iterator[tuple[int, str]]:
    """Give the lines of a file with their numbers, comments blanked."""
    text = COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), path.read_text("utf-8"))
    yield from enumerate(text.splitlines(), 1)


def colours(line: str) -> list[str]:
    """Give the colours that a line names by number."""
    return COLOUR.findall(line)


def imported(path: Path) -> Iterator[Path]:
    """Give the files and folders under src that a file imports."""
    for name in IMPORT.findall(path.read_text("utf-8")):
        if name.startswith("@/"):
            yield SOURCES / name.removeprefix("@/")
        elif name.startswith("."):
            yield (path.parent / name).resolve()


def room(path: Path) -> str:
    """Give the first folder under src that a path stands in."""
    first = path.relative_to(SOURCES).parts[0]
    return "theme.ts" if first == "theme" else first


def feature(path: Path) -> str | None:
    """Give the feature that a path belongs to."""
    parts = path.relative_to(SOURCES).parts
    return parts[1] if parts[0] == "features" and len(parts) > 1 else None


def test_no_file_is_longer_than_a_few_screens() -> None:
    sizes = {path: len(path.read_text("utf-8").splitlines()) for path in sources(".ts", ".tsx", ".css")}
    assert len(sizes) > 100
    assert {str(path.relative_to(ROOT)): size for path, size in sizes.items() if size > LONGEST_FILE[path.suffix]} == {}


def test_colours_stand_in_the_theme_alone() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number} {line.strip()}"
        for path in sources(".ts", ".tsx", ".css")
        if path.name not in ("theme.ts", "theme.test.ts")
        for number, line in without_comments(path)
        if colours(line)
    ]
    assert found == []


@pytest.mark.parametrize("line", ["color: #fff;", "a: '#3A5CCC'", "rgb(0 0 0 / 10%)", "rgba(0,0,0,.1)", "hsl(1 2% 3%)"])
def test_a_colour_is_known_as_one(line: str) -> None:
    assert colours(line)


@pytest.mark.parametrize(
    "line", ["url(#mark)", "/invitation#none", "t(`#${count}`)", "color: var(--text)", "#anchor-fff"]
)
def test_what_is_no_colour_is_let_through(line: str) -> None:
    assert not colours(line)


def test_texts_stand_where_they_are_translated() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number} {line.strip()}"
        for path in sources(".ts", ".tsx", ".css")
        if room(path) != "i18n" and ".test." not in path.name and str(path.relative_to(SOURCES)) not in READING
        for number, line in without_comments(path)
        if set(CHINESE.findall(line)) - (LANGUAGES if path.suffix == ".tsx" else set())
    ]
    assert found == []


def test_no_feature_knows_another() -> None:
    found = [
        f"{path.relative_to(ROOT)} imports {other}"
        for path in sources(".ts", ".tsx")
        if (own := feature(path)) is not None
        for target in imported(path)
        if SOURCES in target.parents and (other := feature(target)) not in (None, own)
    ]
    assert found == []


def test_the_rooms_below_know_nothing_of_those_above() -> None:
    found = [
        f"{path.relative_to(ROOT)} imports {target.relative_to(SOURCES)}"
        for path in sources(".ts", ".tsx")
        if room(path) in LAYERS and ".test." not in path.name
        for target in imported(path)
        if SOURCES in target.parents and room(target) not in LAYERS[room(path)] | {room(path)}
    ]
    assert found == []
