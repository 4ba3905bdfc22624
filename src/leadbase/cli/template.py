"""`leadbase template`: ready-made sets of tables and webhooks."""

from __future__ import annotations

from typing import Annotated

import typer

from leadbase.app.parts import App
from leadbase.cli.running import DEFAULT_WORKSPACE, AsJson, DataDir, WorkspaceName, run
from leadbase.cli.voice import current_voice, print_json
from leadbase.templates import service
from leadbase.templates.model import Applied
from leadbase.templates.reading import load_templates

cli = typer.Typer(name="template", help="List and apply ready-made sets of tables and webhooks.", no_args_is_help=True)


@cli.command("list")
def show(as_json: AsJson = False) -> None:
    """List the templates."""
    voice, told = current_voice(), list[tuple[str, str, str]]()
    for one in load_templates().values():
        card = one.card
        if voice.language == "zh-CN":
            told.append((one.name, card.label_zh, card.summary_zh))
        else:
            told.append((one.name, card.label_en, card.summary_en))
    if as_json:
        print_json({"items": [{"name": name, "label": label, "summary": summary} for name, label, summary in told]})
    else:
        voice.table(("name", "label", "summary"), told)


@cli.command("apply")
def apply(
    name: Annotated[str, typer.Argument(help="The template's name.", show_default=False)],
    as_copy: Annotated[bool, typer.Option("--as-copy", help="Make another set with ids and names of its own.")] = False,
    workspace: WorkspaceName = DEFAULT_WORKSPACE,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Make a template's tables and webhooks."""

    async def act(app: App) -> Applied:
        return await app.room(workspace).write(lambda scope: service.apply(scope, app.shelf, name, as_copy=as_copy))

    applied = run(data_dir, act)
    if as_json:
        print_json(applied.as_json())
        return
    voice = current_voice()
    rows = [(voice.text("table"), one.name, one.id, "") for one in applied.tables]
    rows += [(voice.text("webhook"), one.name, one.id, one.url) for one in applied.webhooks]
    voice.table(("kind", "name", "id", "url"), rows)
