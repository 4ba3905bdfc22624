"""`leadbase token`: keys for programs."""

from __future__ import annotations

from typing import Annotated

import typer

from leadbase.access import tokens
from leadbase.access.model import Role
from leadbase.access.schemas import MadeTokenOut, TokenPage
from leadbase.access.tokens import MadeToken, NewToken
from leadbase.app.parts import App
from leadbase.cli.running import DEFAULT_WORKSPACE, AsJson, DataDir, WorkspaceName, run
from leadbase.cli.voice import current_voice, print_json, print_line
from leadbase.kit.paging import LARGEST_LIMIT

cli = typer.Typer(name="token", help="Create, list and revoke keys for programs.", no_args_is_help=True)


@cli.command("create")
def create(
    name: Annotated[str, typer.Option(help="What the token is for.", show_default=False)],
    role: Annotated[Role, typer.Option(help="What the token may do.", show_default=False)],
    scopes: Annotated[
        list[str] | None, typer.Option("--scope", help="Narrow it to this permission; may be repeated.")
    ] = None,
    workspace: WorkspaceName = DEFAULT_WORKSPACE,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Create a token and print it; it is shown this once."""
    new = NewToken(name, role, tuple(scopes or ()))

    async def act(app: App) -> MadeToken:
        return await app.room(workspace).write(lambda scope: tokens.create_token(scope, new, app.find_table))

    made = run(data_dir, act)
    if as_json:
        print_json(MadeTokenOut.of_made(made).model_dump(mode="json"))
    else:
        print_line(made.key)


@cli.command("list")
def show(workspace: WorkspaceName = DEFAULT_WORKSPACE, as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """List the workspace's tokens, newest first."""

    async def act(app: App) -> TokenPage:
        page = await app.room(workspace).read(lambda scope: tokens.list_tokens(scope, None, LARGEST_LIMIT))
        return TokenPage.of(page)

    page = run(data_dir, act)
    if as_json:
        print_json(page.model_dump(mode="json"))
        return
    rows = [
        (one.id, one.name, one.hint + "…", one.role.value, " ".join(one.scopes), "✓" if one.revoked_at else "")
        for one in page.items
    ]
    current_voice().table(("id", "name", "token", "role", "scopes", "revoked"), rows)


@cli.command("revoke")
def revoke(
    token: Annotated[str, typer.Argument(help="The token's id.", show_default=False)],
    workspace: WorkspaceName = DEFAULT_WORKSPACE,
    data_dir: DataDir = None,
) -> None:
    """Revoke a token and every token that it made."""

    async def act(app: App) -> None:
        await app.room(workspace).write(lambda scope: tokens.revoke_token(scope, token))

    run(data_dir, act)
