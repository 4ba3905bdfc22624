"""A workspace's design is downloaded, changed as a file, looked over and brought back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from leadbase.bundles.archive import unzip_files, zip_files
from tests.e2e.visitor import Visitor
from tests.journeys.program import Program

Visit = Callable[..., Visitor]


def test_a_design_goes_out_as_a_file_and_comes_back_changed(visit: Visit, program: Program, tmp_path: Path) -> None:
    program.template("feiyu")
    page = visit(language="en").go("/settings/bundle")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download bundle").click()
    files = dict(unzip_files(Path(download.value.path()).read_bytes(), "download"))
    for path, old, new in (
        ("tables/customers.json", '"label": "客户"', '"label": "Buyers"'),
        ("webhooks/feiyu.json", '"suffix": "feiyu"', '"suffix": "leads"'),
    ):
        assert old in files[path].decode()
        files[path] = files[path].decode().replace(old, new, 1).encode()
    changed = tmp_path / "crm.zip"
    changed.write_bytes(zip_files(files))
    page.locator("input[type=file]").set_input_files(changed)
    difference = page.get_by_role("list", name="Difference")
    expect(difference.get_by_role("listitem")).to_have_text(["ChangedTableBuyerslabel", "ChangedWebhook飞鱼线索suffix"])
    page.get_by_role("button", name="Apply these changes").click()
    expect(page.get_by_role("button", name="Done")).to_be_visible()
    page.get_by_role("button", name="Done").click()
    page.locator("input[type=file]").set_input_files(changed)
    expect(page.get_by_text("No difference: the workspace is as the bundle says.")).to_be_visible()
    expect(page.get_by_role("navigation", name="Menu").get_by_text("Buyers")).to_be_visible()

    del files["tables/customers.json"]
    files["workspace.json"] = files["workspace.json"].replace(b'"customers"', b"")
    changed.write_bytes(zip_files(files))
    page.locator("input[type=file]").set_input_files(changed)
    expect(difference.get_by_role("listitem").filter(has_text="StaysTableBuyers")).to_be_visible()
    page.get_by_role("checkbox", name="Remove what the bundle does not have").check()
    expect(difference.get_by_role("listitem").filter(has_text="RemovedTableBuyers")).to_be_visible()
    expect(page.get_by_role("button", name="Apply and remove")).to_be_enabled()
    page.get_by_role("button", name="Cancel").click()
    expect(difference).to_have_count(0)
