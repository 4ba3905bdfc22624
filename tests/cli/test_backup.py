"""The drill: leads come in while a backup is made, the machine is lost, and every acknowledged lead is there again."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.journeys.leads import lead, lead_id, push
from tests.journeys.program import Program, pages

pytestmark = pytest.mark.slow


def kept_leads(program: Program) -> set[str]:
    """Give the ids of the leads that the table holds."""
    with program.client(program.token()) as client:
        return {str(row["lead_id"]) for row in pages(client, "/tables/customers/records")}


@pytest.fixture
def two(tmp_path: Path) -> Generator[tuple[Program, Program]]:
    """Give two installations, of which nothing runs at the end."""
    made = Program(tmp_path / "first"), Program(tmp_path / "second")
    made[0].start()
    yield made
    for one in made:
        one.kill()


def test_every_lead_acknowledged_before_the_backup_is_restored_by_id(
    two: tuple[Program, Program], tmp_path: Path
) -> None:
    first, second = two
    url, before, during = first.template("feiyu"), list[int](), list[int]()
    is_over = threading.Event()

    def arrive() -> None:
        number = 100
        while not is_over.is_set() and number < 400:
            assert push(url, lead(number)).is_success
            during.append(number)
            number += 1

    for number in range(40):
        assert push(url, lead(number)).is_success
        before.append(number)
    arriving = threading.Thread(target=arrive)
    arriving.start()
    file = tmp_path / "mine.zip"
    told = first.json("backup", "--to", str(file), "--json")
    is_over.set()
    arriving.join()
    assert told["verified"] and Path(told["path"]) == file and during, "leads came in while the backup was made"
    assert "stop" in first.run("restore", str(file), "--replace", code=1)
    first.kill()

    second.run("restore", str(file))
    second.start()
    restored = kept_leads(second)
    assert {lead_id(number) for number in before} <= restored


def test_a_place_with_data_is_only_replaced_when_asked(leadbase: Command, tmp_path: Path) -> None:
    leadbase.ok("token", "create", "--name", "old", "--role", "viewer")
    made = Path(leadbase.ok("backup").out.strip())
    leadbase.ok("token", "create", "--name", "new", "--role", "viewer")
    kept = tmp_path / "kept.zip"
    shutil.copy(made, kept)
    refused = leadbase("restore", str(kept))
    assert refused.status == 1 and "--replace" in refused.err
    restored = leadbase.ok("restore", str(kept), "--replace", "--json").json
    assert [one["name"] for one in leadbase.ok("token", "list", "--json").json["items"]] == ["old"]
    assert Path(restored["kept_aside"]).is_file()
    kept.write_bytes(kept.read_bytes()[:1000])
    broken = leadbase("restore", str(kept), "--replace")
    assert broken.status == 1 and "kept.zip" in broken.err
    assert [one["name"] for one in leadbase.ok("token", "list", "--json").json["items"]] == ["old"]
