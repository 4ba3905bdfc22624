"""The verbs of bundles: export a workspace's design, tell what an import would do, and do it in one transaction."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from leadbase.access import audit
from leadbase.access.audit import Action, Subject
from leadbase.access.model import Permission
from leadbase.access.scope import Scope
from leadbase.access.units import Room
from leadbase.bundles import difference as differences
from leadbase.bundles.applying import Tools, apply
from leadbase.bundles.difference import Gone
from leadbase.bundles.gathering import gather
from leadbase.bundles.model import (
    BundleConflicts,
    BundlePlanChanged,
    BundleScriptBroken,
    Difference,
    Imported,
    Wishes,
)
from leadbase.bundles.parts import Bundle, WebhookPart
from leadbase.bundles.reading import read_files
from leadbase.bundles.spelling import ENDINGS, Files, spell_files
from leadbase.kit.errors import Problem
from leadbase.scripts.model import Finding

T = TypeVar("T")
Check = Callable[[str, str], Awaitable[Sequence[Finding]]]


class Rehearsing(Room[Scope], Protocol):
    """A room in which an act can be tried and undone."""

    async def rehearse(self, act: Callable[[Scope], T]) -> T:
        """Run an act as `write` does, then undo it and give its answer."""
        ...


@dataclass(frozen=True, slots=True)
class Press:
    """What bundles need beside the scope; `check` finds what is wrong in a script of a language."""

    tools: Tools
    check: Check


def check_may_import(scope: Scope) -> None:
    """Pass only who may import bundles; raises NotAllowed."""
    scope.require(Permission.ADMIN)


def export(scope: Scope, press: Press) -> Files:
    """Give the workspace's design as files; raises NotAllowed."""
    return spell_files(gather(scope, press.tools.catalogues))


def compare(scope: Scope, press: Press, bundle: Bundle, wishes: Wishes) -> tuple[Bundle, Difference]:
    """Give the bundle as this workspace can be like it, and what it takes; raises NotAllowed and BundlePlanChanged."""
    present = gather(scope, press.tools.catalogues)
    wanted = differences.fitted(bundle, present, wishes)
    catalogue = press.tools.catalogues.fresh(scope)
    every = (*catalogue.tables, *catalogue.trashed_tables)
    gone = Gone(
        {table.id for table in catalogue.trashed_tables},
        {table.id: {field.id for field in table.trashed_fields} for table in every},
    )
    found = differences.compare(present, wanted, gone, wishes)
    if wishes.plan not in (None, found.plan):
        raise BundlePlanChanged
    return wanted, found


async def rehearse(room: Rehearsing, press: Press, files: Files, place: str, wishes: Wishes) -> Imported:
    """Tell what an import would do: it is done and undone, so that whatever would refuse it does so here.

    Raises as `bring`, but gives conflicts instead of raising them.
    """
    bundle = await asyncio.to_thread(read_files, files, press.tools.catalogues.types, place)
    wanted, found = await room.read(lambda scope: compare(scope, press, bundle, wishes))
    await _check_scripts(press, wanted, found)
    if found.conflicts or found.is_empty:
        return Imported(found)
    return await room.rehearse(lambda scope: _done(scope, press, bundle, wishes))


async def bring(room: Rehearsing, press: Press, files: Files, place: str, wishes: Wishes) -> Imported:
    """Bring the workspace to what the files say, wholly or not at all.

    Raises NotAllowed, what reading files raises, BundleScriptBroken, BundleConflicts, BundlePlanChanged, and
    BundlePartRefused where a verb refuses something.
    """
    bundle = await asyncio.to_thread(read_files, files, press.tools.catalogues.types, place)
    wanted, found = await room.read(lambda scope: compare(scope, press, bundle, wishes))
    await _check_scripts(press, wanted, found)
    # what was checked is what is applied: another difference by now has to be looked at again
    return await room.write(lambda scope: _done(scope, press, bundle, replace(wishes, plan=found.plan)))


def _done(scope: Scope, press: Press, bundle: Bundle, wishes: Wishes) -> Imported:
    wanted, found = compare(scope, press, bundle, wishes)
    if found.conflicts:
        raise BundleConflicts(
            count=len(found.conflicts), first=str(found.conflicts[0]), conflicts=[told(one) for one in found.conflicts]
        )
    counts = Counter(one.action for one in found.changes)
    audit.note(scope, Action.BUNDLE_IMPORTED, Subject("bundle", "", ""), None, counts)
    return Imported(found, apply(scope, press.tools, wanted, found))


def told(conflict: Problem) -> dict[str, str]:
    """Spell a conflict for programs and people."""
    return {"code": conflict.code, "zh-CN": conflict.message("zh-CN"), "en": conflict.message("en")}


async def _check_scripts(press: Press, wanted: Bundle, found: Difference) -> None:
    """Let no script go live that can't run; raises BundleScriptBroken."""
    fresh = {one.id for one in found.changes if one.thing == "script" and one.action in ("make", "change")}
    for webhook in wanted.webhooks:
        if webhook.id in fresh and webhook.script is not None:
            for finding in await press.check(webhook.script.source, webhook.script.language):
                if finding.severity == "error":
                    raise BundleScriptBroken(
                        file=_script_file(wanted, webhook),
                        line=finding.line,
                        column=finding.column,
                        problem=finding.message,
                    )


def _script_file(bundle: Bundle, webhook: WebhookPart) -> str:
    language = "" if webhook.script is None else webhook.script.language
    return f"{bundle.files[webhook.id].removesuffix('.json')}.{ENDINGS.get(language, 'txt')}"
