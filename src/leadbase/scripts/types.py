"""Checks a script's types against a workspace's declarations, by a short-lived `deno check` of its own.

The check reads any file that a source names by an import of whatever sort, with our own rights. So a source in which
any word stands that could begin one isn't checked at all. The words are sought in the bare text, escapes undone: a
parser of ours could be made to see a comment where TypeScript's sees code. Nothing of this happens while leads are
worked off; it is for whoever writes a script, and finds warnings only.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import sys
import tempfile
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final, Literal

import deno

from leadbase.scripts.model import TYPED, Finding

if sys.platform == "linux":
    import resource

DECLARATIONS: Final = "leadbase.d.ts"

_TIME_S: Final = 15.0
"""How long one check may take, and how long one may wait for others; a check takes half a second."""

_MOST_WAITING: Final = 8
_MOST_FINDINGS: Final = 50
_MOST_OUTPUT: Final = 1024 * 1024
_MOST_KEPT: Final = 64
_LONGEST_MESSAGE: Final = 600
_HEAP_MB: Final = 384
_DATA_BYTES: Final = 1536 * 1024 * 1024
_CPU_S: Final = 10

_REFERENCE: Final = f'/// <reference path="./{DECLARATIONS}" />\n'
_ESCAPE: Final = re.compile(r"\\u(?:\{0*([0-9a-fA-F]{1,6})\}|([0-9a-fA-F]{4}))")
_REACHING: Final = re.compile(
    r"(?<![\w$])(?:import|export|require|module)(?![\w$])|@import|@(?:ts|deno)-types|@jsx|///\s*<"
)
_FOUND: Final = re.compile(r"^(?:TS\d+ \[ERROR\]|error): (.*)$")
_PLACE: Final = re.compile(r"^\s+at file://\S*/hook\.(?:js|ts):(\d+):(\d+)$")
_UNDERLINE: Final = re.compile(r"^[\s|]*~+\s*$")


class TypeChecker:
    """Checks one source at a time and remembers what it found of late."""

    def __init__(self, program: str | None = None) -> None:
        """Take the deno that checks, the one beside us unless another is named."""
        self._program = program or deno.find_deno_bin()
        self._turn = asyncio.Semaphore(1)
        self._waiting = 0
        self._kept: OrderedDict[bytes, Sequence[Finding]] = OrderedDict()

    async def check(self, source: str, language: str, declarations: str) -> Sequence[Finding]:
        """Give what TypeScript finds; an error means that it can't read the source, all else is a warning.

        A check that can't be made is told as a warning too, so that nobody takes silence for praise.
        """
        reaching = reaches(source)
        if reaching is not None:
            return [reaching]
        key = hashlib.sha256(json.dumps([source, language, declarations]).encode()).digest()
        if key not in self._kept:
            found = await self._checked(source, language, declarations)
            if found is None:
                return [Finding(1, 1, "types were not checked: it would have taken too long", "warning")]
            self._kept[key] = found
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return self._kept[key]

    async def _checked(self, source: str, language: str, declarations: str) -> Sequence[Finding] | None:
        if self._waiting >= _MOST_WAITING:
            return None
        self._waiting += 1
        try:
            async with asyncio.timeout(_TIME_S), self._turn:
                with tempfile.TemporaryDirectory(prefix="leadbase-types-") as folder:
                    name = "hook.ts" if language == TYPED else "hook.js"
                    await asyncio.to_thread(_write, Path(folder), name, source, declarations)
                    told = await self._run(folder, name)
        except TimeoutError:
            return None
        finally:
            self._waiting -= 1
        return None if told is None else list(findings(told))[:_MOST_FINDINGS]

    async def _run(self, folder: str, name: str) -> str | None:
        """Give what deno says; None when it ended for want of memory or time."""
        shut = ("--no-remote", "--no-npm", "--no-lock", "--quiet", f"--config={folder}/deno.json")
        process = await asyncio.create_subprocess_exec(
            self._program,
            "check",
            *shut,
            f"--v8-flags=--max-old-space-size={_HEAP_MB}",
            name,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            cwd=folder,
            env={"DENO_DIR": "/dev/null/deno", "NO_COLOR": "1", "DENO_NO_UPDATE_CHECK": "1"},
            start_new_session=True,
        )
        try:
            _bound(process.pid)
            assert process.stderr is not None
            told = await _all_of(process.stderr)
            status = await process.wait()
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        return told if status in (0, 1) else None


def reaches(source: str) -> Finding | None:
    """Give the finding that keeps a source from being checked, because it may name other files."""
    plain = _ESCAPE.sub(_undo, source)
    found = _REACHING.search(plain)
    if found is None:
        return None
    line = plain.count("\n", 0, found.start()) + 1
    word = found.group().strip()
    return Finding(line, 1, f'types are not checked while "{word}" stands here: scripts can\'t import', "warning")


def findings(told: str) -> Iterator[Finding]:
    """Read what deno says: what lies in the script itself, by its own lines."""
    message: list[str] | None = None
    for line in told.splitlines():
        head = _FOUND.match(line)
        place = _PLACE.match(line)
        if head is not None:
            message = [line]
        elif message is not None and place is not None:
            yield _finding(message, int(place.group(1)) - 1, int(place.group(2)))
            message = None
        elif message is not None and len(message) < 200:
            message.append(line)


def merged(found: Sequence[Finding], typed: Sequence[Finding], language: str) -> list[Finding]:
    """Give one list of what the sandbox and the types say; what the sandbox takes is never an error.

    Of a source with types that it can't read, TypeScript's own complaint knows the place better.
    """
    misread = [finding for finding in typed if finding.severity == "error"]
    refused = any(finding.severity == "error" for finding in found)
    if refused:
        nowhere = all((finding.line, finding.column) == (1, 1) for finding in found)
        return misread[:1] if misread and nowhere and language == TYPED else list(found)
    return [*found, *(replace(finding, severity="warning") for finding in typed)]


def _finding(block: Sequence[str], line: int, column: int) -> Finding:
    severity: Literal["error", "warning"] = "error" if block[0].startswith("error") else "warning"
    head = _FOUND.sub(r"\1", block[0])
    marks = [index for index, text in enumerate(block) if _UNDERLINE.match(text)]
    told = [text.strip() for text in block[1 : marks[0] - 1]] if marks and severity == "warning" else []
    message = " ".join([head, *told[-1:]])
    return Finding(max(1, line), column, message[:_LONGEST_MESSAGE], severity)


def _undo(escape: re.Match[str]) -> str:
    code = int(escape.group(1) or escape.group(2), 16)
    return chr(code) if 0x20 <= code < 0x7F else escape.group()


def _write(folder: Path, name: str, source: str, declarations: str) -> None:
    strict = {"strict": name == "hook.ts", "useUnknownInCatchVariables": False}
    options = {"lib": ["esnext"], "types": [], "checkJs": True, **strict}
    (folder / "deno.json").write_text(json.dumps({"compilerOptions": options}), "utf-8")
    (folder / DECLARATIONS).write_bytes(declarations.encode("utf-8", "replace"))
    (folder / name).write_bytes((_REFERENCE + source).encode("utf-8", "replace"))


def _bound(pid: int) -> None:
    """Limit a check that has just begun."""
    if sys.platform == "linux":
        with suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_DATA, (_DATA_BYTES, _DATA_BYTES))
            resource.prlimit(pid, resource.RLIMIT_CPU, (_CPU_S, _CPU_S))
            resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))


async def _all_of(stream: asyncio.StreamReader) -> str:
    """Read to the end, keeping the beginning."""
    pieces: list[bytes] = []
    size = 0
    while piece := await stream.read(65536):
        if size < _MOST_OUTPUT:
            pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)[:_MOST_OUTPUT].decode("utf-8", "replace")
