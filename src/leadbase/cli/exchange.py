"""`leadbase export` and `leadbase import`: one table as a file, or with `--bundle` a workspace's whole design."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leadbase.cli import bundle as bundles
from leadbase.cli.files import Bring, export_table, import_file
from leadbase.cli.running import DEFAULT_WORKSPACE, AsJson, DataDir, WorkspaceName
from leadbase.cli.voice import current_voice, print_json
from leadbase.jobs.model import JobState
from leadbase.kit.json import JsonObject
from leadbase.records.service import Wish
from leadbase.records.transfer.decoding import Encoding
from leadbase.records.transfer.export import Format, Order
from leadbase.records.transfer.plan import Misfits, Mode
from leadbase.records.transfer.reading import Wish as ReadingWish
from leadbase.records.transfer.schemas import ImportOut

cli = typer.Typer()

TableName = Annotated[str | None, typer.Argument(help="The table, by API name or id.", show_default=False)]
Folder = Annotated[Path | None, typer.Option("--bundle", help="The folder of the bundle.", show_default=False)]

FileName = Annotated[
    Path | None, typer.Argument(help="A CSV, TSV or xlsx file.", show_default=False, exists=True, dir_okay=False)
]
EncodingName = Annotated[Encoding | None, typer.Option("--encoding", help="The encoding, if it is not told well.")]
SheetName = Annotated[str | None, typer.Option("--sheet", help="The sheet of a workbook.")]


@cli.command("export")
def export(
    table: TableName = None,
    view: Annotated[
        str | None, typer.Option("--view", help="A view of the table: its filter, sort and fields.")
    ] = None,
    format: Annotated[Format, typer.Option("--format", help="How to write the records.")] = "csv",
    bom: Annotated[bool, typer.Option("--bom", help="Begin a CSV with a BOM, for Excel.")] = False,
    bundle: Folder = None,
    workspace: WorkspaceName = DEFAULT_WORKSPACE,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Write a table's records to stdout, or a workspace's design into a folder, to be kept in git."""
    _check_one(table, bundle)
    if bundle is not None:
        bundles.export_design(bundle, workspace, data_dir, as_json=as_json)
    else:
        export_table(Order(str(table), format, view, Wish(), bom), workspace, data_dir)


@cli.command("import")
def bring(
    table: TableName = None,
    file: FileName = None,
    match: Annotated[
        list[str] | None,
        typer.Option("--match", help="Put a column into a field: COLUMN=FIELD, or COLUMN= for none; may be repeated."),
    ] = None,
    mode: Annotated[
        Mode, typer.Option("--mode", help="What becomes of a row whose record is there; all but create need --key.")
    ] = "create",
    key: Annotated[
        list[str] | None, typer.Option("--key", help="A field by which a record is the same; may be repeated.")
    ] = None,
    misfits: Annotated[
        Misfits, typer.Option("--misfits", help="Leave a cell that does not fit empty, or leave its row out.")
    ] = "empty",
    encoding: EncodingName = None,
    sheet: SheetName = None,
    bundle: Folder = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen.")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Remove what the bundle does not have.")] = False,
    switch: Annotated[
        bool, typer.Option("--switch", help="Switch webhooks on and off as the bundle says; else new ones are off.")
    ] = False,
    sure: Annotated[bool, typer.Option("--yes", help="Do not ask before anything is removed.")] = False,
    workspace: WorkspaceName = DEFAULT_WORKSPACE,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Bring a file into a table, or a workspace to what a bundle's folder says."""
    _check_one(table, bundle)
    if bundle is not None:
        wishes = bundles.Wishes(prune, switch)
        bundles.import_design(bundle, wishes, workspace, data_dir, dry_run=dry_run, sure=sure, as_json=as_json)
        return
    if file is None:
        raise typer.TyperException(current_voice().text("name the file too"))
    wish = ReadingWish(encoding=encoding, sheet=sheet)
    wanted = Bring(str(table), file, match or (), mode, key or (), misfits, wish, dry_run)
    _tell(import_file(wanted, workspace, data_dir), as_json=as_json, dry_run=dry_run)


def _check_one(table: str | None, bundle: Path | None) -> None:
    if (table is None) is (bundle is None):
        raise typer.TyperException(current_voice().text("name a table or give --bundle, not both"))


def _tell(shown: ImportOut, *, as_json: bool, dry_run: bool) -> None:
    work = shown.check if dry_run else shown.run
    if work is None:
        raise AssertionError("what was begun is there")
    voice = current_voice()
    counts: JsonObject = {
        "created": work.created,
        "changed": work.changed,
        "skipped": work.skipped,
        "failed": work.failed,
        "issues": work.issues,
    }
    if as_json:
        causes = [one.model_dump(mode="json") for one in work.causes]
        print_json({"import": shown.id, "dry_run": dry_run, "state": work.state.value, **counts, "causes": causes})
    else:
        voice.pairs(counts)
        rows = [(one.label, one.count, one.zh if voice.language == "zh-CN" else one.en) for one in work.causes]
        if rows:
            voice.table(("field", "cells", "cause"), rows)
    if work.error:
        reason = work.error.get("message_zh" if voice.language == "zh-CN" else "message")
        voice.tell("Error: {reason}", reason=reason)
    if work.state is not JobState.DONE:
        raise typer.Exit(1)
