"""The whole command line: its commands, its help in both languages, and how every failure ends in one readable line."""

from __future__ import annotations

import inspect
import logging
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any, cast

import typer
from pydantic import ValidationError
from typer import rich_utils

from leadbase.app.faults import sentence
from leadbase.cli import backup, doctor, events, exchange, migrate, push, restore, secrets, serve, template, token, user
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
    SettingNotASize,
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
    SettingNotASize,
)

HEADINGS: Mapping[str, str] = {
    "ARGUMENTS_PANEL_TITLE": "Arguments",
    "OPTIONS_PANEL_TITLE": "Options",
    "COMMANDS_PANEL_TITLE": "Commands",
    "DEFAULT_STRING": "[default: {}]",
    "REQUIRED_LONG_STRING": "[required]",
}
"""The words around a help page, by their names in the library that draws it."""

_NO_COMMAND = re.compile(r"No such command '(.*)'\.")
_EXTRA = re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)")
_NOT_A_CHOICE = re.compile(r"'(.*)' is not one of (.*?)\.?$", re.S)


def build() -> typer.Typer:
    """Give the command line with all its commands."""
    cli = typer.Typer(
        name="leadbase",
        help="Take in sales leads from any system, keep every one, and let people work them.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for flat in (serve, migrate, doctor, backup, restore, push, exchange):
        cli.add_typer(flat.cli)
    for named in (user, token, secrets, template, events):
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
    for name, english in HEADINGS.items():
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
    place = str(getattr(error, "option_name", None) or (named.get_error_hint() if named is not None else "")).strip("'")
    match kind:
        case "NoSuchOption":
            voice.tell("Wrong usage: there is no option {name}.", name=place)
        case "MissingParameter":
            voice.tell("Wrong usage: {name} is missing.", name=place)
        case "BadParameter":
            voice.tell("Wrong usage: {reason}", reason=_misfit(voice, error, place))
        case _ if unknown := _NO_COMMAND.fullmatch(error.message):
            voice.tell("Wrong usage: there is no command {name}.", name=unknown[1])
        case _ if extra := _EXTRA.fullmatch(error.message):
            voice.tell("Wrong usage: {name} is too much.", name=extra[1])
        case _:
            voice.tell("Wrong usage: {reason}", reason=error.format_message())
    if context is not None:
        voice.tell("{command} --help tells more.", command=context.command_path)
    return WRONG_USAGE


def _misfit(voice: Voice, error: typer.TyperException, place: str) -> str:
    """Say why a value doesn't fit its option or argument."""
    choices = _NOT_A_CHOICE.search(error.message)
    if choices:
        return voice.text("{name} is {value}; choose one of {known}.", name=place, value=choices[1], known=choices[2])
    if isinstance(error.__cause__, ValidationError):
        fault = cast(Mapping[str, Any], error.__cause__.errors()[0])
        return sentence({**fault, "loc": (place,)}, voice.language)
    return voice.text("{name} can't be that ({reason}).", name=place, reason=error.message)


def _reason(error: Exception) -> str:
    """Give one line that says what happened."""
    text = " ".join(str(error).split())[:500]
    return text if isinstance(error, OSError) and text else f"{type(error).__name__}: {text}"
