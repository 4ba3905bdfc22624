"""`make new` writes a member that keeps every contract as it is: one file is all that a new type or source needs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from leadbase.connectors import connector, kinds
from leadbase.storage.database import Database
from leadbase.tables import types
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.field_type import load_field_types
from tests.tables.conformance import check_member, check_stored
from tests.tables.design import Room
from tools.new import KINDS, main, write_new


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a folder where members can be written."""
    for folder, _ in KINDS.values():
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


@pytest.fixture
def found_too(root: Path) -> Iterator[Path]:
    """Let members that are written there be found, and forget them afterwards."""
    packages: dict[ModuleType, str] = {types: KINDS["field_type"][0], kinds: KINDS["source"][0]}
    for package, folder in packages.items():
        package.__path__.append(str(root / folder))
    yield root
    for package, folder in packages.items():
        package.__path__.remove(str(root / folder))
        sys.modules.pop(f"{package.__name__}.rating2", None)


async def test_a_new_field_type_keeps_the_contract_as_it_is_written(found_too: Path, database: Database) -> None:
    before = set(load_field_types())
    write_new("field_type", "rating2", found_too)
    found = load_field_types()
    assert set(found) - before == {"rating2"}
    check_member("rating2", found["rating2"])
    await check_stored(Room(database, Catalogues(found)), "rating2", found["rating2"])


def test_a_new_source_keeps_the_contract_as_it_is_written(found_too: Path) -> None:
    before = set(connector.load_connectors())
    write_new("source", "rating2", found_too)
    assert set(connector.load_connectors()) - before == {"rating2"}


@pytest.mark.parametrize(("kind", "name"), [("field_types", "x"), ("source", "My CRM"), ("source", "../x")])
def test_a_kind_or_name_that_can_not_be_is_refused(kind: str, name: str, root: Path) -> None:
    with pytest.raises(ValueError, match=r"there is no kind|must be"):
        write_new(kind, name, root)
    assert list(root.rglob("*.py")) == []


def test_what_is_there_already_is_never_overwritten(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_new("field_type", "points", root)
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(ValueError, match="there already"):
        write_new("field_type", "points", root)
    assert path.read_text("utf-8") == "mine"
    assert main(["field_type", "text"]) == 2
    assert "there already" in capsys.readouterr().err
    assert main([]) == 2
