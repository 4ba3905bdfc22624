"""`leadbase user`: the people who can sign in."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated

import typer

from leadbase.access import people, resets
from leadbase.access.model import Member, Role
from leadbase.access.people import NewPerson, PersonChanges
from leadbase.access.reset_schemas import MadeResetLinkOut
from leadbase.access.schemas import MemberOut, MemberPage
from leadbase.app.parts import App
from leadbase.app.place import public_url
from leadbase.cli.running import DEFAULT_WORKSPACE, AsJson, DataDir, WorkspaceName, run
from leadbase.cli.voice import current_voice, print_json, print_line
from leadbase.kit.paging import LARGEST_LIMIT

cli = typer.Typer(name="user", help="Create, list and change the people who can sign in.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="The person's email address.", show_default=False)]


@cli.command("create")
def create(
    email: Email,
    role: Annotated[Role, typer.Option(help="What the person may do in the workspace.")] = Role.MEMBER,
    name: Annotated[str | None, typer.Option(help="The person's name.")] = None,
    instance_admin: Annotated[bool, typer.Option("--instance-admin", help="Administrator of every workspace.")] = False,
    existing: Annotated[bool, typer.Option("--existing", help="Take in an account that exists already.")] = False,
    workspace: WorkspaceName = DEFAULT_WORKSPACE,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Create a person, or take one into the workspace; the password is asked for, or read from stdin."""
    password = None if existing else _read_password()
    new = NewPerson(email, role, name, None, instance_admin)

    async def act(app: App) -> Member:
        room = app.room(workspace)
        await room.read(lambda scope: people.check_may_add(scope, new))
        hashed = None if password is None else await app.passwords.hash(password)
        whole = NewPerson(email, role, name, hashed, instance_admin)
        return await room.write(lambda scope: people.add_person(scope, whole))

    member = run(data_dir, act)
    if as_json:
        print_json(MemberOut.of_member(member).model_dump(mode="json"))
    else:
        print_line(member.person.id)


@cli.command("list")
def show(workspace: WorkspaceName = DEFAULT_WORKSPACE, as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """List the people of the workspace."""

    async def act(app: App) -> MemberPage:
        page = await app.room(workspace).read(lambda scope: people.list_people(scope, None, LARGEST_LIMIT))
        return MemberPage.of(page)

    page = run(data_dir, act)
    if as_json:
        print_json(page.model_dump(mode="json"))
        return
    rows = [(one.id, one.email, one.name, one.role.value, "✓" if one.disabled else "") for one in page.items]
    current_voice().table(("id", "email", "name", "role", "disabled"), rows)


@cli.command("password")
def password(email: Email, workspace: WorkspaceName = DEFAULT_WORKSPACE, data_dir: DataDir = None) -> None:
    """Give a person another password, asked for or read from stdin; all their sessions end."""
    chosen = _read_password()

    async def act(app: App) -> None:
        room = app.room(workspace)
        await room.read(lambda scope: people.check_may_set_password(scope, email))
        hashed = await app.passwords.hash(chosen)
        await room.write(lambda scope: people.set_password(scope, email, hashed))

    run(data_dir, act)


@cli.command("reset-password")
def reset_password(
    email: Email, workspace: WorkspaceName = DEFAULT_WORKSPACE, as_json: AsJson = False, data_dir: DataDir = None
) -> None:
    """Print a link by which the person chooses another password: good once, for an hour."""

    async def act(app: App) -> MadeResetLinkOut:
        made = await app.room(workspace).write(lambda scope: resets.make_link(scope, email))
        return MadeResetLinkOut.of(made, public_url(app.settings))

    made = run(data_dir, act)
    if as_json:
        print_json(made.model_dump(mode="json"))
    else:
        print_line(made.url)


@cli.command("disable")
def disable(
    email: Email,
    undo: Annotated[bool, typer.Option("--undo", help="Let the person sign in again.")] = False,
    workspace: WorkspaceName = DEFAULT_WORKSPACE,
    data_dir: DataDir = None,
) -> None:
    """Keep a person from signing in; their sessions and tokens end."""
    changes = PersonChanges(disabled=not undo)

    async def act(app: App) -> None:
        await app.room(workspace).write(lambda scope: people.update_person(scope, email, changes))

    run(data_dir, act)


def _read_password() -> str:
    """Ask for the password twice on a terminal, else take the first line of stdin."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    voice = current_voice()
    while True:
        first = getpass.getpass(voice.text("Password: "), sys.stderr)
        if first == getpass.getpass(voice.text("Once more: "), sys.stderr):
            return first
        voice.tell("The two are different; try again.")
