"""A table as a file by the command line: a dry run, an import, and the table as it comes out again."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Command


def test_a_file_goes_into_a_table_and_comes_out_of_it(leadbase: Command, tmp_path: Path) -> None:
    leadbase.ok("template", "apply", "feiyu")
    file = tmp_path / "leads.csv"
    file.write_text("客户名称,手机,多余\n张三,13800138000,x\n李四,nope,y\n", encoding="utf-8")
    tried = leadbase.ok("import", "customers", str(file), "--dry-run", "--json").json
    assert (tried["created"], tried["issues"], tried["causes"][0]["code"]) == (2, 1, "not_a_phone")
    told = ("import", "customers", str(file), "--match", "客户名称=", "--match", "多余=name", "--json")
    assert leadbase.ok(*told).json["created"] == 2
    kept = leadbase.ok("import", "customers", str(file), "--mode", "skip", "--key", "phone", "--json").json
    assert (kept["created"], kept["skipped"]) == (1, 1)
    lines = leadbase.ok("export", "customers", "--view", "all").out.splitlines()
    # the last import put its columns where the one before it was told to
    assert sorted(line.split(",")[:2] for line in lines[1:]) == [["x", "13800138000"], ["y", ""], ["y", ""]]


def test_what_can_not_be_meant_is_wrong_usage_and_what_is_not_there_is_named(leadbase: Command, tmp_path: Path) -> None:
    assert leadbase("export").status == 2
    assert leadbase("import", "customers").status == 2
    assert leadbase("import", "customers", "--bundle", str(tmp_path)).status == 2
    assert "no table nosuch" in leadbase("export", "nosuch").err
    leadbase.ok("template", "apply", "feiyu")
    file = tmp_path / "leads.csv"
    file.write_text("name\nx\n", encoding="utf-8")
    wrong = leadbase("import", "customers", str(file), "--match", "phone=phone")
    assert wrong.status == 1
    assert "no column phone" in wrong.err
