"""What a folder of members promises."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint, EntryPoints
from itertools import count
from pathlib import Path

import pytest

from leadbase.kit import registry
from leadbase.kit.registry import BrokenMember, Card, scan

_numbers = count()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give an empty package folder that can be imported, gone again afterwards."""
    package = tmp_path / f"members_{next(_numbers)}"
    package.mkdir()
    (package / "__init__.py").write_text("")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    yield package
    for name in [name for name in sys.modules if name.split(".")[0] == package.name]:
        del sys.modules[name]


def _write(folder: Path, **files: str) -> None:
    for name, source in files.items():
        (folder / f"{name}.py").write_text(source)


def test_every_file_is_a_member_under_its_own_name_in_order(folder: Path) -> None:
    _write(folder, rating="member = 5", colour="member = 3", _shared="nothing = 0")
    found = scan(folder.name, int)
    assert dict(found) == {"colour": 3, "rating": 5}
    assert list(found) == ["colour", "rating"]


def test_the_mapping_of_members_cannot_be_changed(folder: Path) -> None:
    with pytest.raises(TypeError):
        scan(folder.name, int)["new"] = 1  # pyright: ignore[reportIndexIssue]


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("def broken(:", "SyntaxError"),
        ("import does_not_exist_anywhere", "ModuleNotFoundError"),
        ("other = 1", "its file has no `member = …`"),
        ("member = 'text'", "does not keep the contract int"),
        ("member = -1", "it is negative"),
    ],
)
def test_a_broken_member_is_named_with_its_fault(folder: Path, source: str, fault: str) -> None:
    _write(folder, good="member = 1", bad=source)
    with pytest.raises(BrokenMember) as refusal:
        scan(folder.name, int, lambda _name, member: ["it is negative"] if member < 0 else [])
    assert refusal.value.facts["name"] == "bad"
    assert fault in refusal.value.message("en")
    assert "bad" in refusal.value.message("zh-CN")


def test_a_name_that_is_no_lower_case_identifier_is_refused(folder: Path) -> None:
    _write(folder, Rating="member = 1")
    with pytest.raises(BrokenMember, match="lower-case identifier"):
        scan(folder.name, int)


def test_entry_points_join_and_cannot_take_a_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(folder, rating="member = 5\nstars = 7")
    points = [EntryPoint("stars", f"{folder.name}.rating:stars", "group")]
    monkeypatch.setattr(registry, "entry_points", lambda group: EntryPoints(points))  # pyright: ignore[reportUnknownArgumentType, reportUnknownLambdaType]
    assert dict(scan(folder.name, int, entry_group="group")) == {"rating": 5, "stars": 7}
    points[0] = EntryPoint("rating", f"{folder.name}.rating:stars", "group")
    with pytest.raises(BrokenMember, match="takes a name that is taken"):
        scan(folder.name, int, entry_group="group")


def test_a_blank_on_a_card_is_a_fault() -> None:
    assert list(Card("评分", "Rating", "一到五颗星", "One to five stars", "star").faults()) == []
    assert list(Card("评分", " ", "一到五颗星", "One to five stars", "").faults()) == [
        "its card has no label_en",
        "its card has no icon",
    ]
