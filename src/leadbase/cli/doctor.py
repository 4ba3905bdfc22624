"""`leadbase doctor`: look an installation over; the first thing to send with a report of a fault."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable

import typer

from leadbase.app.doctor import examine
from leadbase.cli.running import AsJson, DataDir, read_settings
from leadbase.cli.voice import Voice, current_voice, print_json
from leadbase.kit.clock import system_clock
from leadbase.kit.json import JsonValue
from leadbase.settings import Settings
from leadbase.upkeep.checks import Finding, Health

cli = typer.Typer()

_SIGNS = {Health.OK: "✓", Health.WARNING: "!", Health.FAILED: "✗"}


@cli.command("doctor")
def doctor(as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """Look the installation over: versions, folders, keys, disk, database, sandbox, server, backlog."""
    voice = current_voice()
    show: Callable[[Finding], None] = (lambda _: None) if as_json else (lambda found: _show(voice, found))
    findings = asyncio.run(_examine(read_settings(data_dir), show))
    healthy = all(one.health is not Health.FAILED for one in findings)
    if as_json:
        items: list[JsonValue] = [one.as_json(voice.language) for one in findings]
        print_json({"healthy": healthy, "items": items})
    if not healthy:
        raise typer.Exit(1)


async def _examine(settings: Settings, show: Callable[[Finding], None]) -> list[Finding]:
    findings: list[Finding] = []
    async for finding in examine(settings, os.environ, system_clock):
        show(finding)
        findings.append(finding)
    return findings


def _show(voice: Voice, finding: Finding) -> None:
    print(f"{_SIGNS[finding.health]} {voice.text(finding.name)}: {finding.message(voice.language)}", flush=True)
