"""`leadbase events`: what arrived, what became of it, and doing it again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from leadbase.app.parts import App, beating
from leadbase.cli.running import DEFAULT_WORKSPACE, AsJson, DataDir, WorkspaceName, run
from leadbase.cli.voice import Voice, current_voice, print_json
from leadbase.intake import inspection
from leadbase.intake.briefs import briefs
from leadbase.intake.model import State
from leadbase.intake.replay import Wanted
from leadbase.intake.schemas.events import AnswerOut, EffectOut, EventDetailOut, EventOut, EventPage, ReplayOut
from leadbase.kit.json import compact
from leadbase.kit.paging import DEFAULT_LIMIT, LARGEST_LIMIT

cli = typer.Typer(name="events", help="List, show and replay events.", no_args_is_help=True)

EventId = Annotated[str, typer.Argument(help="The event's id.", show_default=False)]


@cli.command("list")
def list_all(
    webhook: Annotated[str | None, typer.Option(help="Only those of this webhook, by name or id.")] = None,
    state: Annotated[list[State] | None, typer.Option(help="Only those in this state; may be repeated.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=LARGEST_LIMIT, help="How many to list.")] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, typer.Option(help="Where the page before ended.")] = None,
    workspace: WorkspaceName = DEFAULT_WORKSPACE,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """List events, newest first."""
    wanted = inspection.Wanted(webhook, state or None)

    async def act(app: App) -> tuple[EventPage, str]:
        def read(scope: inspection.Scope) -> tuple[EventPage, str]:
            page = inspection.list_events(scope, wanted, limit, cursor)
            items = [EventOut.of(brief) for brief in briefs(scope, page.items)]
            return EventPage(items=items, next_cursor=page.next_cursor), scope.workspace.zone

        return await app.room(workspace).read(read)

    page, zone = run(data_dir, act)
    if as_json:
        print_json(page.model_dump(mode="json", exclude={"searched"}))
        return
    voice = current_voice()
    rows = [
        (one.id, _local(one.received_at, zone), one.webhook, voice.text(one.state.value), one.cause, one.attempts)
        for one in page.items
    ]
    voice.table(("id", "received", "webhook", "state", "cause", "attempts"), rows)
    if page.next_cursor:
        voice.tell("There are more: --cursor {cursor}", cursor=page.next_cursor)


@cli.command("show")
def show(
    event: EventId, workspace: WorkspaceName = DEFAULT_WORKSPACE, as_json: AsJson = False, data_dir: DataDir = None
) -> None:
    """Show an event: what came, what was done, what was answered."""

    async def act(app: App) -> tuple[EventDetailOut, str]:
        def read(scope: inspection.Scope) -> tuple[EventDetailOut, str]:
            return EventDetailOut.of_detail(inspection.get_event(scope, event)), scope.workspace.zone

        return await app.room(workspace).read(read)

    detail, zone = run(data_dir, act)
    if as_json:
        print_json(detail.model_dump(mode="json"))
        return
    voice = current_voice()
    _tell_event(voice, detail, zone)
    for attempt in detail.attempt_list:
        shown = attempt.model_dump(mode="json")
        voice.pairs({"attempt": attempt.number, "outcome": voice.text(attempt.outcome), "version": attempt.version})
        if shown.get("error"):
            voice.pairs({"error": compact(shown["error"])})
        for line in shown.get("console") or ():
            voice.pairs({"console": compact(line)})
    _tell_effects(voice, list(detail.effects))


@cli.command("replay")
def replay(
    event: EventId,
    version: Annotated[int | None, typer.Option(min=1, help="The script's version; without it, the live one.")] = None,
    as_new: Annotated[
        bool, typer.Option("--as-new", help="Make new records instead of redoing those that the event made.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change and write nothing.")] = False,
    workspace: WorkspaceName = DEFAULT_WORKSPACE,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Run an event again, for real or as a dry run."""
    wanted = Wanted(event, version, as_new)

    async def act(app: App) -> ReplayOut:
        room, flows = app.room(workspace), app.intake.flows
        if dry_run:
            return ReplayOut.of_dry_run(await flows.rehearse(room, wanted))
        async with beating(app):
            await flows.replay(room, wanted)
        return ReplayOut.of_detail(await room.read(lambda scope: inspection.get_event(scope, event)))

    done = run(data_dir, act)
    if as_json:
        print_json(done.model_dump(mode="json"))
    else:
        voice = current_voice()
        voice.pairs({"state": voice.text(done.state.value), "answer": _answer(done.answer)})
        if done.error:
            voice.pairs({"error": compact(done.model_dump(mode="json")["error"])})
        _tell_effects(voice, list(done.effects))
    if done.state is not State.DONE:
        raise typer.Exit(1)


def _tell_event(voice: Voice, detail: EventDetailOut, zone: str) -> None:
    shown = detail.model_dump(mode="json")
    voice.pairs(
        {
            "id": detail.id,
            "webhook": detail.webhook,
            "state": voice.text(detail.state.value),
            "cause": detail.cause,
            "received": _local(detail.received_at, zone),
            "duplicate of": detail.duplicate_of,
            "body": None if shown["body"] is None else compact(shown["body"]),
            "answer": _answer(detail.answer),
        }
    )


def _tell_effects(voice: Voice, effects: list[EffectOut]) -> None:
    if effects:
        rows = [(one.ordinal, voice.text(one.operation), one.table, one.record) for one in effects]
        voice.table(("no.", "operation", "table", "record"), rows)


def _answer(answer: AnswerOut | None) -> str | None:
    return None if answer is None else f"{answer.status} {answer.body}"


def _local(moment: datetime, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")
