"""What a language must do to run scripts, and where the languages are found: one file in `runtimes/` each."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from typing import Protocol, cast

from leadbase.kit.errors import Invalid, Unavailable
from leadbase.scripts import runtimes
from leadbase.scripts.host import Host
from leadbase.scripts.model import Finding, Limits, Outcome, Request, ScriptVersion
from leadbase.scripts.pool import Pool, open_pool


class Runtime(Protocol):
    """Runs the scripts of one language, each far away from the server's process; its name is its file's name."""

    async def check(self, source: str) -> list[Finding]:
        """Find what would keep this source from running: syntax errors, a missing `hook`; raises SandboxUnavailable."""
        ...

    async def run(self, version: ScriptVersion, request: Request, host: Callable[[], Host], limits: Limits) -> Outcome:
        """Run the version once; `host` is called at the start of each run, again when a run has to be done again.

        Never raises for anything that the script does. Runs that suffered from others are done again unseen.
        """
        ...

    async def ready(self) -> bool:
        """Tell whether a warm sandbox answers a trivial script now; may start one."""
        ...

    async def close(self) -> None:
        """End every child; runs that are still open fail as transient `sandbox_lost`."""
        ...


class UnknownLanguage(Invalid):
    """There is no runtime for the language "{language}"."""

    code = "unknown_language"
    zh = "没有语言“{language}”的运行时。"


class SandboxUnavailable(Unavailable):
    """The sandbox can't take a script at the moment."""

    code = "sandbox_unavailable"
    zh = "沙箱暂时无法运行脚本。"


class Runtimes:
    """The runtimes of this installation by name."""

    def __init__(self, members: Mapping[str, Runtime]) -> None:
        """Take the members; `open_runtimes` finds them all."""
        self._members = dict(members)

    @property
    def names(self) -> list[str]:
        """The languages, sorted."""
        return sorted(self._members)

    def get(self, language: str) -> Runtime:
        """Give the runtime of a language; raises UnknownLanguage."""
        member = self._members.get(language)
        if member is None:
            raise UnknownLanguage(language=language)
        return member

    async def ready(self) -> bool:
        """Tell whether every runtime is ready."""
        answers = [await member.ready() for member in self._members.values()]
        return all(answers)

    async def close(self) -> None:
        """Close every runtime."""
        for member in self._members.values():
            await member.close()


def open_runtimes() -> Runtimes:
    """Find every file in `runtimes/` and make its member by the file's `open_runtime(pool)`; starts no process yet.

    All share one pool, so that a workspace has one warm child whatever its scripts are written in. Raises
    SandboxNotBuilt.
    """
    members: dict[str, Runtime] = {}
    pool = open_pool()
    for module in pkgutil.iter_modules(runtimes.__path__):
        opened = importlib.import_module(f"{runtimes.__name__}.{module.name}")
        members[module.name] = cast(Callable[[Pool], Runtime], opened.open_runtime)(pool)
    return Runtimes(members)
