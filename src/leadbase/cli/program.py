"""The whole command line: its commands, its help in both languages, and how every failure ends in one readable line."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence

import typer

from leadbase.cli import serve
from leadbase.cli.voice import current_voice
from leadbase.kit.errors import Problem

log = logging.getLogger(__name__)

cli = typer.Typer(name="leadbase", no_args_is_help=True, add_completion=False)
for part in (serve,):
    cli.add_typer(part.cli)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 fine, 1 failed, 2 wrong usage."""
    sys.exit(run(sys.argv[1:] if arguments is None else list(arguments)))


def run(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit status."""
    voice = current_voice()
    command = typer.main.get_command(cli)
    try:
        return command.main(list(arguments), prog_name="leadbase", standalone_mode=False) or 0
    except Problem as problem:
        voice.refuse(problem)
        return 1
