"""`leadbase push`: send leads to an address as a lead source would."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from leadbase.cli.running import AsJson
from leadbase.cli.voice import Voice, current_voice, print_json
from leadbase.connectors.connector import load_connectors
from leadbase.connectors.model import SourceNotFound
from leadbase.connectors.push import Result, Summary, leads, push
from leadbase.connectors.service import get_connector
from leadbase.kit.errors import Invalid
from leadbase.kit.json import JsonObject, JsonValue

cli = typer.Typer()


class ExpectNotJson(Invalid):
    """--expect is no JSON ({reason}); write for example --expect '{{"code":"0","message":"success"}}'."""

    code = "expect_not_json"
    zh = '--expect 不是有效的 JSON（{reason}）；例如 --expect \'{{"code":"0","message":"success"}}\'。'


class RenameUnreadable(Invalid):
    """--rename {given} can't be read; write OLD=NEW, for example telphone=phone."""

    code = "rename_unreadable"
    zh = "无法理解 --rename {given}；请写成 旧名=新名，例如 telphone=phone。"


@cli.command("push")
def send(
    source: Annotated[str, typer.Argument(help="The lead source to act as, such as feiyu.", show_default=False)],
    url: Annotated[str, typer.Argument(help="The webhook's whole address.", show_default=False)],
    count: Annotated[
        int | None, typer.Option(min=1, help="How many varied leads to send; without it, the demo lead.")
    ] = None,
    rate: Annotated[float | None, typer.Option(min=0.01, help="Leads a second at most.")] = None,
    concurrency: Annotated[int, typer.Option(min=1, max=1000, help="Leads under way at once.")] = 1,
    fields: Annotated[str | None, typer.Option(help="The fields to send, separated by commas.")] = None,
    rename: Annotated[
        list[str] | None, typer.Option(help="Send a field under another name: OLD=NEW; may be repeated.")
    ] = None,
    expect: Annotated[str | None, typer.Option(help="The answer that counts as success, as JSON.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same leads again.")] = 0,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds to wait for an answer.")] = 10.0,
    as_json: AsJson = False,
) -> None:
    """Send leads to an address as a lead source would, and tell how it went."""
    voice = current_voice()
    receives = get_connector(connectors := load_connectors(), source).receives
    if receives is None:
        raise SourceNotFound(source=source, known=", ".join(name for name, one in connectors.items() if one.receives))
    wanted = [name.strip() for name in fields.split(",") if name.strip()] if fields else None
    bodies = leads(receives, count, seed, fields=wanted, renames=_renames(rename or []))
    results: list[Result] = []
    summary = _sent(voice, url, bodies, count or 1, _expected(expect), rate, concurrency, timeout, results)
    if as_json:
        print_json(summary.as_json())
    else:
        _tell(voice, summary, results)
    if summary.failed:
        raise typer.Exit(1)


def _sent(
    voice: Voice,
    url: str,
    bodies: Iterable[JsonObject],
    count: int,
    expected: JsonValue,
    rate: float | None,
    concurrency: int,
    timeout: float,
    results: list[Result],
) -> Summary:
    """Send everything behind a progress bar on stderr; `results` keeps the first answer and every failure."""
    columns = (
        TextColumn(voice.text("sending")),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[failed]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=count == 1) as progress:
        task, failed = progress.add_task("", total=count, failed=""), 0

        def note(result: Result) -> None:
            nonlocal failed
            if not results or (result.cause is not None and len(results) < 20):
                results.append(result)
            failed += result.cause is not None
            progress.update(task, advance=1, failed=voice.text("{count} failed", count=failed) if failed else "")

        return asyncio.run(
            push(url, bodies, expect=expected, rate=rate, concurrency=concurrency, timeout=timeout, on_result=note)
        )


def _tell(voice: Voice, summary: Summary, results: list[Result]) -> None:
    latency = summary.latency_ms
    told: Mapping[str, object] = {
        "sent": summary.sent,
        "ok": summary.ok,
        "failed": summary.failed,
        "p50 ms": latency.p50,
        "p95 ms": latency.p95,
        "p99 ms": latency.p99,
        "leads a second": summary.rate,
    }
    voice.pairs(told)
    if summary.sent == 1 and results:
        voice.pairs({"status": results[0].status, "answer": results[0].answer})
    for cause, count in summary.failures.items():
        answer = next((one.answer for one in results if one.cause == cause), "")
        voice.tell("{count} × {cause} {answer}", count=count, cause=cause, answer=answer)


def _expected(text: str | None) -> JsonValue:
    if text is None:
        return None
    try:
        expected: JsonValue = json.loads(text)
    except ValueError as reason:
        raise ExpectNotJson(reason=reason) from None
    return expected


def _renames(given: list[str]) -> Mapping[str, str]:
    renames: dict[str, str] = {}
    for text in given:
        old, separator, new = text.partition("=")
        if not (old and separator and new):
            raise RenameUnreadable(given=text)
        renames[old] = new
    return renames
