"""The whole command line: its commands, its help in both languages, and how every failure ends in one readable line."""

from __future__ import annotations

import inspect
import logging
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import typer
from typer import rich_utils

from leadbase.cli import doctor, events, migrate, push, serve, template, token, user
from leadbase.cli.texts import CHINESE
from leadbase.cli.voice import Voice, current_voice
from leadbase.kit.errors import Problem
from leadbase.settings import (
    SettingHalfGiven,
    SettingNotAChoice,
    SettingNotADatabase,
    SettingNotANetwork,
    SettingNotAnOrigin,
    SettingNotAPort,
)

log = logging.getLogger(__name__)

FAILED, WRONG_USAGE = 1, 2

_SETTINGS = (
    SettingHalfGiven,
    SettingNotAChoice,
    SettingNotADatabase,
    SettingNotANetwork,
    SettingNotAnOrigin,
    SettingNotAPort,
)

_HEADINGS: Mapping[str, str] = {
    "ARGUMENTS_PANEL_TITLE": "Arguments",
    "OPTIONS_PANEL_TITLE": "Options",
    "COMMANDS_PANEL_TITLE": "Commands",
    "DEFAULT_STRING": "[default: {}]",
    "REQUIRED_LONG_STRING": "[required]",
}
"""The words around a help page, by their names in the library that draws it."""

_HELP_OPTION = "Show this message and exit."


def build() -> typer.Typer:
    """Give the command line with all its commands."""
    cli = typer.Typer(
        name="leadbase",
        help="Take in sales leads from any system, keep every one, and let people work them.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for flat in (serve, migrate, doctor, push):
        cli.add_typer(flat.cli)
    for named in (user, token, template, events):
        cli.add_typer(named.cli)
    return cli


def main() -> None:
    """Run the command line of this process and exit: 0 fine, 1 failed, 2 wrong usage."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit status; whatever goes wrong is told in one line."""
    voice = current_voice()
    command: Any = typer.main.get_command(build())
    if voice.language == "zh-CN":
        translate(command)
    try:
        return int(command.main(list(arguments), prog_name="leadbase", standalone_mode=False) or 0)
    except Problem as problem:
        voice.refuse(problem)
        return WRONG_USAGE if isinstance(problem, _SETTINGS) else FAILED
    except typer.TyperException as error:
        return _wrong_usage(voice, error)
    except (KeyboardInterrupt, typer.Abort):
        voice.tell("Stopped.")
        return FAILED
    except BrokenPipeError:
        return FAILED
    except OSError as error:
        voice.tell("Error: {reason}", reason=_reason(error))
        return FAILED
    except Exception as error:
        log.debug("unexpected", exc_info=error)
        voice.tell(
            "Error: something unforeseen ({reason}); LEADBASE_LOG_LEVEL=debug shows where.", reason=_reason(error)
        )
        return FAILED


def translate(command: Any) -> None:
    """Put a command's help, and that of everything below it, into Chinese."""
    for name, english in _HEADINGS.items():
        setattr(rich_utils, name, CHINESE[english])
    for part in walk(command):
        part.help = CHINESE[inspect.cleandoc(part.help)] if part.help else part.help


def walk(command: Any) -> list[Any]:
    """Give a command, its options and arguments, and the same of everything below it."""
    parts = [command, *command.params]
    wanted = command.get_help_option(typer.Context(command))
    parts += [wanted] if wanted is not None else []
    for below in getattr(command, "commands", {}).values():
        parts += walk(below)
    return parts


def _wrong_usage(voice: Voice, error: typer.TyperException) -> int:
    """Say what is wrong with the command line, in the reader's words."""
    kind, context = type(error).__name__, getattr(error, "ctx", None)
    if kind == "NoArgsIsHelpError":
        print(error.format_message(), file=sys.stderr)
        return WRONG_USAGE
    named = getattr(error, "param", None)
    place = getattr(error, "option_name", None) or (_name_of(named, context) if named is not None else "")
    match kind:
        case "NoSuchOption":
            voice.tell("Wrong usage: there is no option {name}.", name=place)
        case "MissingParameter":
            voice.tell("Wrong usage: {name} is missing.", name=place)
        case "BadParameter":
            voice.tell("Wrong usage: {name} can't be that: {reason}", name=place, reason=error.message)
        case _:
            voice.tell("Wrong usage: {reason}", reason=error.format_message())
    if context is not None:
        voice.tell("{command} --help tells more.", command=context.command_path)
    return WRONG_USAGE


def _name_of(parameter: Any, context: Any) -> str:
    return str(parameter.get_error_hint(context))


def _reason(error: Exception) -> str:
    """Give one line that says what happened."""
    text = " ".join(str(error).split())[:500]
    return text if isinstance(error, OSError) and text else f"{type(error).__name__}: {text}"
