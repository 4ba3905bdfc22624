"""Writes the pages of what is called from outside: the routes of the API and the commands of the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Protocol, cast, runtime_checkable

from fastapi import FastAPI
from typer.main import get_command

from leadbase.app.api import PREFIX, ROUTERS, routed
from leadbase.cli.program import build
from leadbase.kit.json import JsonObject


class Parameter(Protocol):
    """An argument or option, as the command line's library has it; its own types are private."""

    opts: list[str]
    secondary_opts: list[str]
    help: str | None
    show_default: bool | str


class Command(Protocol):
    """A command, as the command line's library has it."""

    help: str | None
    params: list[Parameter]


@runtime_checkable
class Group(Protocol):
    """A command that only holds others."""

    commands: dict[str, Command]


def openapi() -> str:
    """Write the description of the API, from which the console's client gets its types."""
    return json.dumps(routed().openapi(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def routes() -> str:
    """Write the page of routes: one table for each tag, in the order of the API's own page."""
    api = FastAPI()
    for router in ROUTERS:
        api.include_router(router)
    tables: dict[str, list[str]] = {}
    for path, methods in cast(JsonObject, api.openapi()["paths"]).items():
        for method, told in cast(JsonObject, methods).items():
            told = cast(JsonObject, told)
            tags = cast(list[str], told.get("tags") or ["other"])
            line = f"| `{method.upper()} {path}` | {cell(first_line(str(told.get('description', ''))))} |"
            tables.setdefault(tags[0], []).append(line)
    parts = [
        "# Routes of the API",
        f"All stand under `{PREFIX}`. `{PREFIX}/openapi.json` describes each with its parameters, bodies, answers and\n"
        f"examples, and a running server shows that as a page of its own at `{PREFIX}/docs`.",
    ]
    for tag, rows in tables.items():
        parts.append(f"## {tag}\n\n" + "\n".join(["| route | what it does |", "| --- | --- |", *rows]))
    return "\n\n".join(parts) + "\n"


def commands() -> str:
    """Write the page of commands: one section for each, with its arguments and options."""
    parts = [
        "# Commands",
        "`leadbase COMMAND --help` says the same in the language of the terminal. What a command gives goes to\n"
        "stdout, everything else to stderr. The exit status is 0 when all is fine, 1 when it failed, 2 when it was\n"
        "called wrongly.",
    ]
    for name, command in leaves("leadbase", cast(Command, get_command(build()))):
        rows = [row(parameter) for parameter in command.params]
        table = "\n".join(["| option | meaning |", "| --- | --- |", *rows])
        parts.append(f"## {name}\n\n{(command.help or '').strip()}" + (f"\n\n{table}" if rows else ""))
    return "\n\n".join(parts) + "\n"


def leaves(name: str, command: Command) -> Iterator[tuple[str, Command]]:
    """Give every command that does something, with its whole name."""
    parts = command.commands if isinstance(command, Group) else {}
    for part, below in parts.items():
        yield from leaves(f"{name} {part}", below)
    if not parts:
        yield name, command


def row(parameter: Parameter) -> str:
    """Spell an argument or option as a row of a table."""
    names = "/".join([*parameter.opts, *parameter.secondary_opts])
    name = names if names.startswith("-") else names.upper()
    default = parameter.show_default if isinstance(parameter.show_default, str) else ""
    return f"| `{name}` | {cell(parameter.help or '')}{f' Default: `{default}`.' if default else ''} |"


def first_line(text: str) -> str:
    """Give a text's first paragraph in one line."""
    return " ".join(text.split("\n\n")[0].split())


def cell(text: str) -> str:
    """Spell a text for a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")
