"""TypeScript: types go, places stay; what is more than types is refused with its remedy."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest
import pytest_asyncio

from leadbase.scripts.javascript import JavaScript
from leadbase.scripts.model import Failure, Outcome
from leadbase.scripts.pool import open_pool
from leadbase.scripts.runtimes.typescript import open_runtime
from tests.scripts.rig import QUICK, Memory, failure_of, reply_of, request_with, version_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

TYPED = """\
interface Lead { name: string; tags?: string[] }
type Kind = "新" | "老";
declare const nothing: never;
async function hook($req: LeadbaseRequest, $resp: LeadbaseResponse, $modules: LeadbaseModules): Promise<void> {
  const lead = $req.body as Lead, kind: Kind = "新";
  const made = await $modules.data.saveData("customers", { name: lead!.name satisfies string });
  class Box<T> {
    private inner: T;
    readonly size?: number;
    constructor(inner: T) { this.inner = inner; }
    get(): T { return this.inner; }
  }
  $resp.body = { id: made._id, kind, tags: new Box<string[] | undefined>(lead.tags).get() ?? [] };
}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def typescript() -> AsyncGenerator[JavaScript]:
    """Give the runtime."""
    runtime = open_runtime(open_pool())
    yield runtime
    await runtime.close()


async def run(runtime: JavaScript, source: str, body: object = None) -> Outcome:
    version = replace(version_of(source), language="typescript")
    return await runtime.run(version, request_with({"name": "张三"}), Memory, QUICK)


async def fail(runtime: JavaScript, source: str) -> Failure:
    return failure_of(await run(runtime, source))


async def test_a_script_with_types_runs(typescript: JavaScript) -> None:
    outcome = await run(typescript, TYPED)
    assert reply_of(outcome).body == {"id": "63feff350ef3f00df536eac5", "kind": "新", "tags": []}
    assert await typescript.check(TYPED) == []


async def test_a_script_without_types_runs_too(typescript: JavaScript) -> None:
    outcome = await run(typescript, "async function hook(a, b) { b.body = [1, 2].map(x => x < 2 && x > 0) }")
    assert reply_of(outcome).body == [True, False]


@pytest.mark.parametrize(
    ("source", "line", "column"),
    [
        ("function hook(a: string) { const 名: '中文😀' | 5 = 5; boom(); }", 1, 53),
        ("interface A {\n  b: string;\n}\nfunction hook() {\n  let x: A | null = null; x!.b;\n}", 5, 30),
        ("const hook = async (a: any): Promise<void> => {\r\n  throw new Error('x' as string)\r\n}", 2, 9),
    ],
)
async def test_an_error_points_at_what_was_written(typescript: JavaScript, source: str, line: int, column: int) -> None:
    failure = await fail(typescript, source)
    assert (failure.code, failure.line, failure.column) == ("script_error", line, column)


@pytest.mark.parametrize(
    ("source", "line", "column", "words"),
    [
        ("function hook() {}\nlet 名: string = '中文😀'; enum Kind { A }", 2, 25, ("enum", "as const")),
        ("function hook() {}\nclass A { constructor(private b: string) {} }", 2, 31, ("parameter property", "assign")),
        ("function hook() {}\nnamespace N { export const a = 1 }", 2, 1, ("namespace", "plain functions")),
        ("function hook() {}\nlet a = <any>5", 2, 9, ("<Type>value", "as Type")),
    ],
)
async def test_what_is_more_than_types_is_refused_with_its_remedy(
    typescript: JavaScript, source: str, line: int, column: int, words: tuple[str, ...]
) -> None:
    [finding] = await typescript.check(source)
    assert (finding.severity, finding.line, finding.column) == ("error", line, column)
    assert all(word in finding.message for word in words)
    assert (await fail(typescript, source)).code == "syntax_error"


async def test_a_script_that_would_crash_the_parser_is_refused_and_hurts_nobody(typescript: JavaScript) -> None:
    deep = f"function hook() {{}}\nlet a = {'(' * 20_000}1{')' * 20_000}"
    [finding] = await typescript.check(deep)
    assert (finding.severity, "nested" in finding.message) == ("error", True)
    assert (await fail(typescript, deep)).kind == "transient"
    assert reply_of(await run(typescript, TYPED)).status == 200


async def test_the_same_words_in_two_languages_are_two_scripts(typescript: JavaScript) -> None:
    source = "function hook(a, b) { const number = 1, f = (x) => x; b.body = f<number>(5) }"
    version = version_of(source)
    untyped = await typescript.run(version, request_with(None), Memory, QUICK)
    typed = await typescript.run(replace(version, language="typescript"), request_with(None), Memory, QUICK)
    assert (reply_of(untyped).body, reply_of(typed).body) == (False, 5)
