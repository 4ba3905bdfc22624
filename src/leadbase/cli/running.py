"""What commands share: their common options, and running an act over the opened program."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer

from leadbase.access.workspaces import MAIN
from leadbase.app.parts import App, open_app
from leadbase.kit.logs import open_logs
from leadbase.settings import Settings, load_settings

T = TypeVar("T")

DataDir = Annotated[str | None, typer.Option("--data-dir", help="The data folder.", show_default="./data")]
WorkspaceName = Annotated[str, typer.Option("--workspace", help="The workspace, by name or id.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

DEFAULT_WORKSPACE = MAIN


def read_settings(data_dir: str | None = None, **flags: str | None) -> Settings:
    """Give the settings of the environment and these flags, and send the logs where they say."""
    settings = load_settings(os.environ, {"data_dir": data_dir, **flags})
    is_console = sys.stderr.isatty() if settings.log_format == "auto" else settings.log_format == "console"
    open_logs("console" if is_console else "json", settings.log_level, sys.stderr)
    return settings


def run(data_dir: str | None, act: Callable[[App], Awaitable[T]]) -> T:
    """Open the program, run the act, close it, and give what came of it."""
    return asyncio.run(_run(read_settings(data_dir), act))


async def _run(settings: Settings, act: Callable[[App], Awaitable[T]]) -> T:
    async with open_app(settings) as app:
        return await act(app)
