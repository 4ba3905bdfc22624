"""What takes more than one transaction: publishing a checked script, replays, dry runs, tests, listening."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leadbase.access.model import Permission
from leadbase.access.scope import Scope
from leadbase.access.units import Room
from leadbase.connectors.verdict import Verdict, judge
from leadbase.intake import replay, service, trial
from leadbase.intake.comparison import Comparer
from leadbase.intake.errors import ScriptHasErrors
from leadbase.intake.listening import Arrivals, Heard, listen
from leadbase.intake.model import Answer, Webhook
from leadbase.intake.pipeline import Pipeline
from leadbase.intake.replay import DryRun, Replays, Wanted
from leadbase.intake.trial import Trial
from leadbase.intake.typings import get_typings
from leadbase.kit.json import JsonObject
from leadbase.scripts.model import Finding
from leadbase.scripts.runtime import Runtimes
from leadbase.scripts.types import TypeChecker, merged
from leadbase.scripts.versions import Version
from leadbase.tables.catalogue import Catalogues


@dataclass(frozen=True, slots=True)
class Types:
    """What checks the types of a script, and where the tables that it names are found."""

    checker: TypeChecker
    catalogues: Catalogues


@dataclass(frozen=True, slots=True)
class Published:
    """A version that went live, and the warnings that didn't keep it from that."""

    webhook: Webhook
    version: Version
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Flows:
    """The verbs of intake that run scripts or wait."""

    desk: service.Desk
    runtimes: Runtimes
    pipeline: Pipeline
    replays: Replays
    arrivals: Arrivals
    comparer: Comparer
    types: Types | None = None

    async def check(self, room: Room[Scope], webhook: str, source: str, language: str) -> list[Finding]:
        """Give what would keep a source from going live (errors) or is worth a look (warnings).

        Types are looked at for those who may publish: what is said of them names tables and fields.
        """
        declarations = await room.read(lambda scope: self._declarations(scope, webhook))
        found = await self.runtimes.get(language).check(source)
        if self.types is None or declarations is None:
            return found
        return merged(found, await self.types.checker.check(source, language, declarations), language)

    async def publish(self, room: Room[Scope], webhook: str, source: str, language: str, note: str = "") -> Published:
        """Check a source, make it a version and let the webhook run it.

        Raises ScriptHasErrors with every finding, and what `service.go_live` raises.
        """
        await room.read(lambda scope: _may_publish(scope, webhook))
        findings = await self.check(room, webhook, source, language)
        errors = [finding for finding in findings if finding.severity == "error"]
        if errors:
            first = errors[0]
            told = [finding_json(finding) for finding in findings]
            raise ScriptHasErrors(line=first.line, column=first.column, problem=first.message, findings=told)
        made, version = await room.write(lambda scope: service.go_live(scope, webhook, source, language, note))
        return Published(made, version, findings)

    async def publish_draft(self, room: Room[Scope], webhook: str, note: str = "") -> Published:
        """Publish the webhook's draft; raises as `publish`, and DraftMissing."""
        draft = await room.read(lambda scope: service.get_draft(scope, webhook))
        return await self.publish(room, webhook, draft.source, draft.language, note)

    async def replay(self, room: Room[Scope], wanted: Wanted) -> Answer:
        """Replay an event for real and give its answer; whatever it raises, the event is as it was.

        Raises as `replay.begin` and `Replays.job`.
        """
        job = await self.replays.job(await room.read(lambda scope: replay.look(scope, wanted)))
        process = self.pipeline.process
        return await self.replays.run(await room.write(lambda scope: replay.begin(scope, wanted, process)), job)

    async def try_out(self, room: Room[Scope], webhook: str, wanted: Trial) -> tuple[DryRun, Verdict]:
        """Tell what a webhook's script would make of a request and the sender of the answer, writing nothing.

        Raises what `trial.prepare` raises.
        """
        prepared = await room.read(lambda scope: trial.prepare(scope, webhook, wanted))
        run = await self.replays.try_out(prepared, wanted)
        expected = trial.expected_answer(prepared.webhook, self.desk.connectors)
        deadline_ms = prepared.webhook.settings.deadline_ms
        return run, judge(expected, run.answer.status, run.answer.body, run.took_ms, deadline_ms)

    async def rehearse(self, room: Room[Scope], wanted: Wanted) -> DryRun:
        """Tell what a replay would do, writing nothing."""
        return await self.replays.rehearse(await room.read(lambda scope: replay.look(scope, wanted)))

    async def listen(self, room: Room[Scope], webhook: str, after: str | None, seconds: float) -> Heard:
        """Wait for the next event of a webhook; see `listening.listen`."""
        return await listen(room, self.arrivals, webhook, after, seconds)

    def _declarations(self, scope: Scope, webhook: str) -> str | None:
        service.get_webhook(scope, webhook)
        if self.types is None or not scope.allows(Permission.SCRIPTS_PUBLISH):
            return None
        return get_typings(scope, self.types.catalogues.get(scope))


def finding_json(finding: Finding) -> JsonObject:
    """Spell a finding."""
    return {
        "line": finding.line,
        "column": finding.column,
        "message": finding.message,
        "severity": finding.severity,
    }


def _may_publish(scope: Scope, webhook: str) -> None:
    scope.require(Permission.SCRIPTS_PUBLISH)
    service.get_webhook(scope, webhook)
