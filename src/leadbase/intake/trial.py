"""A trial: run a script on a made-up request and keep nothing, before any sender is pointed here."""

from __future__ import annotations

from dataclasses import dataclass, field

from leadbase.access.model import Permission
from leadbase.access.scope import Scope
from leadbase.connectors.connector import Connectors
from leadbase.intake.body import parse
from leadbase.intake.decoding import decode
from leadbase.intake.errors import NothingToRun
from leadbase.intake.model import Arrival, Event, Headers, State, Trigger, Webhook
from leadbase.intake.pipeline import Job
from leadbase.intake.reading import script_request
from leadbase.intake.routes import Route, script_version
from leadbase.intake.service import get_webhook
from leadbase.kit.json import JsonValue
from leadbase.scripts import service as scripts
from leadbase.scripts.model import ScriptVersion


@dataclass(frozen=True, slots=True)
class Trial:
    """What to try: a body as bytes with its headers, on a source, a version, or (neither) what is live."""

    raw: bytes
    headers: Headers = field(default=(("content-type", "application/json"),))
    source: str | None = None
    language: str = "javascript"
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A trial that the actor may make."""

    webhook: Webhook
    script: ScriptVersion
    event: Event


def prepare(scope: Scope, reference: str, trial: Trial) -> Prepared:
    """Find what a trial runs; a source of one's own needs the right to publish.

    Raises NotAllowed, WebhookUnknown, VersionNotFound and NothingToRun.
    """
    scope.require(Permission.EVENTS_REPLAY if trial.source is None else Permission.SCRIPTS_PUBLISH)
    webhook = get_webhook(scope, reference)
    event = _made_up(scope, webhook, trial)
    if trial.source is not None:
        key = f"trial:{event.id}"
        script = ScriptVersion(key, scope.workspace.id, scope.workspace.zone, trial.language, trial.source)
        return Prepared(webhook, script, event)
    number = webhook.live if trial.version is None else trial.version
    if number is None:
        raise NothingToRun(webhook=webhook.name)
    version = scripts.get_version(scope, webhook.id, number)
    script = script_version(scope.workspace, webhook.id, version.number, version.language, version.source)
    return Prepared(webhook, script, event)


def job_of(prepared: Prepared, route: Route, trial: Trial) -> Job:
    """Make the job of a trial; raises a BodyRefused where the webhook would refuse the body."""
    arrival = Arrival("POST", prepared.webhook.suffix, (), trial.headers, "", prepared.event.received_at, trial.raw)
    requires_json = prepared.webhook.settings.requires_json
    parsed = parse(decode(trial.raw, trial.headers), trial.headers, requires_json=requires_json)
    return Job(prepared.event, route, script_request(route, arrival, parsed), prepared.script, None)


def expected_answer(webhook: Webhook, connectors: Connectors) -> JsonValue:
    """Give what the sender of a webhook takes for success: its own setting, else its source's; None: any success."""
    connector = connectors.get(webhook.source)
    receives = None if connector is None else connector.receives
    return webhook.settings.expected if webhook.settings.expected is not None else receives and receives.answer


def _made_up(scope: Scope, webhook: Webhook, trial: Trial) -> Event:
    return Event(
        id=scope.ids.new(),
        workspace=scope.workspace.number,
        webhook=webhook.number,
        state=State.RUNNING,
        cause=None,
        method="POST",
        suffix=webhook.suffix,
        query=(),
        headers=trial.headers,
        ip="",
        size=len(trial.raw),
        received_at=scope.now,
        duplicate_of=None,
        attempt=1,
        tries=0,
        trigger=Trigger.ARRIVAL,
        next_at=None,
        finished_at=None,
        has_issues=False,
        answer=None,
        timings={},
        seen_at=None,
    )
