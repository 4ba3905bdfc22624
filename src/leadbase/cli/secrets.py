"""`leadbase secrets`: named secrets for scripts, and a new master key."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated

import typer

from leadbase.access import secrets
from leadbase.access.secrets_model import NewSecret, Secret, SecretKind
from leadbase.access.secrets_schemas import SecretList, SecretOut
from leadbase.app.parts import App
from leadbase.app.rotation import Rotated, rotate
from leadbase.cli.running import DEFAULT_WORKSPACE, AsJson, DataDir, WorkspaceName, run
from leadbase.cli.voice import current_voice, print_json

cli = typer.Typer(name="secrets", help="Keep secrets for scripts, and rotate the master key.", no_args_is_help=True)


@cli.command("list")
def show(workspace: WorkspaceName = DEFAULT_WORKSPACE, as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """List the workspace's secrets, without their values."""

    async def act(app: App) -> list[Secret]:
        return await app.room(workspace).read(secrets.list_secrets)

    found = run(data_dir, act)
    if as_json:
        print_json(SecretList.of(found).model_dump(mode="json"))
        return
    rows = [(one.name, one.kind.value, one.detail, " ".join(one.hosts), "✓" if one.readable else "") for one in found]
    current_voice().table(("name", "kind", "detail", "hosts", "readable"), rows)


@cli.command("set")
def put(
    name: Annotated[str, typer.Argument(help="The secret's name.", show_default=False)],
    kind: Annotated[SecretKind, typer.Option(help="How the secret is sent.")] = SecretKind.BEARER,
    detail: Annotated[
        str, typer.Option(help="The header or query parameter, for those kinds.", show_default=False)
    ] = "",
    hosts: Annotated[
        list[str] | None, typer.Option("--host", help="Send it to this host alone; may be repeated.")
    ] = None,
    readable: Annotated[bool, typer.Option("--readable", help="Let scripts read the value.")] = False,
    workspace: WorkspaceName = DEFAULT_WORKSPACE,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Make a secret or change it; the value is asked for, or read from stdin."""
    wanted = NewSecret(kind, _read_value(), detail, readable, tuple(hosts or ()))

    async def act(app: App) -> Secret:
        return await app.room(workspace).write(lambda scope: secrets.set_secret(scope, app.sealer, name, wanted))

    made = run(data_dir, act)
    if as_json:
        print_json(SecretOut.of(made).model_dump(mode="json"))


@cli.command("rotate")
def rotate_key(as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """Make a new master key and seal everything again with it; the server may go on running."""
    voice = current_voice()

    async def act(app: App) -> Rotated:
        return await rotate(
            app.database,
            app.settings,
            tell=lambda kind, count: voice.tell("Sealed again: {count} ({kind}).", count=count, kind=kind),
        )

    done = run(data_dir, act)
    if as_json:
        retired = None if done.retired is None else str(done.retired)
        print_json({"key": done.key, "resealed": dict(done.resealed), "retired": retired})
        return
    voice.tell("The master key is {key} now.", key=done.key)
    if done.retired is None:
        voice.tell("Nothing needs the older keys any more; take them out of where they are set.")
    else:
        voice.tell("Backups made before need the old key, which is in {file}; keep it with them.", file=done.retired)


def _read_value() -> str:
    """Ask for the value without showing it, or read it from a pipe."""
    if sys.stdin.isatty():
        return getpass.getpass(current_voice().text("Value: "), sys.stderr)
    return sys.stdin.readline().rstrip("\r\n")
