"""A workspace's design goes into a folder and into another workspace by commands alone."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Command


def test_a_workspace_goes_into_a_folder_and_comes_out_of_it(leadbase: Command, tmp_path: Path) -> None:
    leadbase.ok("template", "apply", "feiyu")
    folder = tmp_path / "crm"
    assert "files are in" in leadbase.ok("export", "--bundle", str(folder)).err
    assert (folder / "tables" / "customers.json").is_file()
    first = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    listed = leadbase.ok("export", "--bundle", str(folder), "--json").json["files"]
    assert {folder / path: (folder / path).read_bytes() for path in listed} == first
    assert "There is no difference." in leadbase.ok("import", "--bundle", str(folder)).err

    customers = folder / "tables" / "customers.json"
    customers.write_text(customers.read_text().replace('"label": "客户"', '"label": "Buyers"'))
    planned = leadbase.ok("import", "--bundle", str(folder), "--dry-run")
    assert "change  table  customers  label" in planned.out
    assert "dry run" in planned.err
    assert leadbase.ok("import", "--bundle", str(folder), "--dry-run", "--json").json["applied"] is False
    done = leadbase.ok("import", "--bundle", str(folder), "--json").json
    assert [(one["action"], one["thing"], one["what"]) for one in done["changes"]] == [("change", "table", ["label"])]
    assert "There is no difference." in leadbase.ok("import", "--bundle", str(folder)).err


def test_pruning_lists_and_asks_first(leadbase: Command, tmp_path: Path) -> None:
    folder = str(tmp_path / "crm")
    leadbase.ok("export", "--bundle", folder)
    leadbase.ok("template", "apply", "feiyu")
    asked = leadbase("import", "--bundle", folder, "--prune")
    assert asked.status == 1
    assert "would be removed: table customers" in asked.err
    assert "leave" in leadbase.ok("import", "--bundle", folder).out
    pruned = leadbase.ok("import", "--bundle", folder, "--prune", "--yes")
    assert "remove" in pruned.out
    assert "There is no difference." in leadbase.ok("import", "--bundle", folder, "--prune", "--yes").err


def test_conflicts_and_faults_end_in_a_line_and_a_status(leadbase: Command, tmp_path: Path) -> None:
    folder = tmp_path / "crm"
    assert "manifest.json is missing" in leadbase("import", "--bundle", str(folder)).err
    leadbase.ok("template", "apply", "feiyu")
    leadbase.ok("export", "--bundle", str(folder))
    customers = folder / "tables" / "customers.json"
    raw = json.loads(customers.read_text())
    raw["fields"][0] |= {"type": "long_text", "params": {}}
    customers.write_text(json.dumps(raw))
    planned = leadbase("import", "--bundle", str(folder), "--dry-run")
    assert planned.status == 1 and "use the change of type" in planned.err
    assert leadbase("import", "--bundle", str(folder)).status == 1
    (folder / "webhooks" / "feiyu.js").write_text("function (")
    raw["fields"][0]["type"] = "text"
    customers.write_text(json.dumps(raw))
    assert "webhooks/feiyu.js, line 1" in leadbase("import", "--bundle", str(folder)).err
