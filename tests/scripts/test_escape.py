"""A script reaches nothing but its own realm; should it ever reach the engine around it, the process still holds it."""

from __future__ import annotations

import json
import socket
import subprocess
from pathlib import Path

import pytest

from leadbase.kit.json import JsonValue
from leadbase.scripts.model import Limits
from leadbase.scripts.process import command, environment
from tests.scripts.rig import Rig

LOOP = pytest.mark.asyncio(loop_scope="module")

CRAWL = r"""
async function hook($req, $resp, $modules) {
  const kinds = [(async () => {}), (function* () {}), (async function* () {})].map(Object.getPrototypeOf);
  const found = [], errors = [], seen = new Set(), waiting = [];
  const visit = (value, path) => {
    if ((typeof value === "object" || typeof value === "function") && value !== null && !seen.has(value)) {
      seen.add(value); waiting.push([value, path]);
    }
  };
  // By its prototypes an object of this realm ends in this Object.prototype, and a function passes Function.prototype.
  const isOwn = value => {
    let callable = typeof value !== "function", last = value;
    for (let at = value; at !== null; at = Object.getPrototypeOf(at)) {
      callable ||= at === Function.prototype;
      last = at;
    }
    return callable && (last === Object.prototype || last === value);
  };
  const call = $modules.data.saveData("t", {});
  for (const [table, form] of [["missing", {}], ["t", {a: 1n}]]) {
    try { await $modules.data.saveData(table, form) } catch (e) { errors.push(e) }
  }
  const attempts = [
    () => hook.x.y, () => { throw new Error("own") }, () => import("node:fs"), () => Function("return 1")(),
    () => eval("1"), () => setTimeout("1"), () => new TextDecoder("gbk"), () => atob("*"), () => JSON.parse("{"),
    () => crypto.getRandomValues(1), () => $modules.crypto.hash("none", ""), () => $modules.lodash.template("a"),
    () => __pump(), () => new Proxy({}, null), () => structuredClone(hook), () => Symbol() + "",
  ];
  for (const attempt of attempts) try { errors.push(await attempt()) } catch (e) { errors.push(e) }
  // At the edge of the stack, functions of the outer realm may fail too; each level upwards leaves more room.
  const outward = [
    () => $modules.data.saveData("t", {}).catch(e => errors.push(e)), () => console.log("x"), () => $modules.uuid.v4(),
    () => crypto.randomUUID(), () => errors.push(new Error("e").stack), () => clearTimeout(setTimeout(() => {}, 1)),
  ];
  let left = 300;
  const deep = () => {
    try { deep() } catch (e) {
      errors.push(e);
      if (left-- <= 0) return;
      for (const attempt of outward) try { attempt() } catch (e) { errors.push(e) }
      throw e;
    }
  };
  deep();
  visit(globalThis, "globalThis"); visit(this, "this"); visit(arguments, "arguments"); visit($modules, "$modules");
  visit([$req, $resp, request, response, modules, $plugin], "given"); visit(call, "call"); visit(await call, "result");
  visit(errors, "errors"); visit(kinds, "kinds");
  visit([$modules.moment(), $modules.moment.duration(1), $modules.lodash([1])], "values");
  visit([new Intl.Segmenter().segment("a"), [].values(), new Map().entries(), "a".matchAll(/a/g)], "hidden");
  for (const [value, path] of waiting) {
    if (seen.size > 20000) break;
    if (!isOwn(value)) found.push(path);
    visit(Object.getPrototypeOf(value), path + ".__proto__");
    for (const key of Reflect.ownKeys(value)) {
      const {value: member, get, set} = Object.getOwnPropertyDescriptor(value, key);
      const name = path + "." + String(key);
      visit(member, name); visit(get, name + "(get)"); visit(set, name + "(set)");
    }
  }
  $resp.body = {count: seen.size, errors: errors.length, found: found.slice(0, 2000)};
}
"""


@LOOP
@pytest.mark.parametrize("before", ["", "Date.prototype.own = 1;"], ids=["in a shared realm", "in a realm of its own"])
async def test_nothing_of_the_outer_realm_can_be_reached(shared: Rig, before: str) -> None:
    crawled = await shared.answer(before + CRAWL, limits=Limits(pump_ms=3000))
    assert isinstance(crawled, dict)
    assert crawled["found"] == []
    count, errors = crawled["count"], crawled["errors"]
    assert isinstance(count, int)
    assert isinstance(errors, int)
    assert 1500 < count < 20000
    assert errors > 300


LEAKING = """
import vm from "node:vm";
const outer = {setTimeout, clearTimeout, crypto, structuredClone, console: {log() {}}, planted: {deep: [() => 1]}};
const context = vm.createContext(outer);
const library = `Object.assign(() => ({}), {duration: () => ({}), v4() {}, hash() {}, template() {}})`;
const modules = `{data: {saveData: async () => ({})}, moment: L, lodash: L, uuid: L, crypto: L}`;
const text = await vm.runInContext(`(async () => {
  const L = ${library}, request = {}, response = {}, modules = ${modules}, $plugin = modules;
  ${CRAWL}
  await hook(request, response, modules);
  return JSON.stringify(response.body);
})()`, context);
console.log(text);
"""


def test_the_crawl_finds_what_is_of_the_outer_realm(tmp_path: Path) -> None:
    """The same crawl in a context that is known to leak, so that its finding nothing elsewhere means something."""
    main = tmp_path / "main.js"
    shallow = CRAWL.replace("let left = 300", "let left = 0")
    main.write_text(f"const CRAWL = {json.dumps(shallow)};\n{LEAKING}")
    found = json.loads(run_main(main).stdout)["found"]
    assert {"globalThis.planted", "globalThis.planted.deep", "globalThis.planted.deep.0"} <= set(found)


@LOOP
@pytest.mark.parametrize(
    "expression",
    [
        "import('node:fs')",
        "import('fs')",
        "import('data:text/javascript,export default 1')",
        "import('file:///etc/passwd', {with: {type: 'text'}})",
        "import('npm:lodash')",
        "import('https://example.com/a.js')",
        "Promise.resolve(\"import('node:fs')\").then(eval)",
        "Promise.resolve(\"return import('node:fs')\").then(Function)",
        "Promise.resolve('1').then((async () => {}).constructor)",
        "Promise.resolve('1').then((function* () {}).constructor)",
        "Promise.resolve('1').then((async function* () {}).constructor)",
        "Function('return this')()",
        "(0, eval)('1')",
        "this.constructor.constructor('return Deno')()",
        "$modules.data.saveData.constructor('return Deno')()",
        "setTimeout('1', 0)",
        "new Worker('data:text/javascript,')",
        "fetch('https://example.com')",
        "new WebSocket('wss://example.com')",
        "Deno.readTextFileSync('/etc/passwd')",
        "Deno.env.get('PATH')",
        "new Deno.Command('id')",
        "process.env",
        "process.getBuiltinModule('fs')",
        "require('fs')",
        "localStorage.setItem('a', 'b')",
        "caches.open('a')",
        "new WebAssembly.Memory({initial: 1})",
        "new SharedArrayBuffer(1)",
        "Atomics.add",
        "new ShadowRealm()",
        "__install()",
        "__library('x', 1)",
        "hook.caller.x",
        "hook.arguments.x",
        "arguments.callee",
    ],
)
async def test_a_way_out_is_closed(shared: Rig, expression: str) -> None:
    source = f"""async function hook($req, $resp) {{
      try {{ $resp.body = {{got: String(await ({expression}))}} }}
      catch (e) {{ $resp.body = {{refused: true, own: e instanceof Error}} }}
    }}"""
    assert await shared.answer(source) == {"refused": True, "own": True}


@LOOP
@pytest.mark.parametrize(
    "attempt",
    [
        "Error.prepareStackTrace = (e, sites) => { $resp.body = typeof sites; return '' }; new Error().stack",
        "Object.defineProperty(Error, 'prepareStackTrace', {value(e, s) { $resp.body = typeof s }}); new Error().stack",
        "class E extends Error { static prepareStackTrace(e, s) { $resp.body = typeof s } }; new E().stack",
        "globalThis.Error = {prepareStackTrace(e, s) { $resp.body = typeof s }}; null.x",
        "const o = {}; Error.captureStackTrace(o); if (typeof o.stack !== 'string') $resp.body = typeof o.stack",
        "Error.captureStackTrace(new Proxy({}, {defineProperty(t, k, d) { if (d.value?.map) $resp.body = 1 }}))",
    ],
)
async def test_call_sites_are_never_handed_out(shared: Rig, attempt: str) -> None:
    source = f"function hook($req, $resp) {{ $resp.body = 'nothing'; try {{ {attempt} }} catch {{}} }}"
    assert await shared.answer(source) == "nothing"
    assert await shared.answer(f"Date.prototype.own = 1; {source}") == "nothing"


@LOOP
async def test_a_stack_names_nothing_but_the_script(shared: Rig) -> None:
    stack = await shared.value("(() => { Error.stackTraceLimit = 100; return new Error('x').stack })()")
    assert isinstance(stack, str)
    assert all("(hook.js:" in line or "at hook.js:" in line for line in stack.splitlines()[1:]), stack


@LOOP
async def test_text_that_looks_like_frames_is_only_text(shared: Rig) -> None:
    frame = (
        "\x1d\x00\x00\x00C\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00"
        + '{"status":200,"headers":{},"body":"forged"}'
    )
    source = """async function hook($req, $resp) {
      for (let n = 0; n < 50; n++) { console.log($req.body); await $modules.data.saveData($req.body, {[$req.body]: 1}) }
      $resp.body = [$req.body];
    }"""
    outcome = await shared.run(source, frame)
    assert outcome.reply is not None, outcome
    assert outcome.reply.body == [frame]
    assert [line.text for line in outcome.console] == [frame] * 50
    assert [arguments for _, arguments in shared.calls] == [[frame, {frame: 1}]] * 50


@LOOP
async def test_the_pump_can_be_called_but_does_nothing(shared: Rig) -> None:
    assert await shared.answer(
        "function hook(q, r) { __pump(); try { __pump = 1 } catch { r.body = typeof __pump } }"
    ) == ("function")


OUTSIDE = """
const attempts = {
  read: () => Deno.readTextFileSync("/etc/passwd"),
  readOwn: () => Deno.readTextFileSync(new URL(import.meta.url)),
  readNode: async () => (await import("node:fs")).readFileSync("/etc/passwd"),
  list: () => [...Deno.readDirSync("/")],
  write: () => Deno.writeTextFileSync("FOLDER/written", "x"),
  environment: () => Deno.env.get("PATH"),
  environmentAll: () => Deno.env.toObject(),
  host: () => Deno.hostname(),
  run: () => new Deno.Command("/bin/id").outputSync(),
  runNode: async () => (await import("node:child_process")).execSync("id"),
  connect: () => Deno.connect({hostname: "127.0.0.1", port: PORT}),
  connectNode: async () => { const s = (await import("node:net")).connect(PORT, "127.0.0.1");
    return new Promise((done, fail) => { s.on("connect", done); s.on("error", fail) }) },
  fetch: () => fetch("http://127.0.0.1:PORT/"),
  socket: () => new Promise((done, fail) => {
    const s = new WebSocket("ws://127.0.0.1:PORT/"); s.onopen = done; s.onerror = fail }),
  listen: () => Deno.listen({port: 0}),
  unix: () => Deno.connect({transport: "unix", path: "FOLDER/socket"}),
  resolve: () => Deno.resolveDns("example.com", "A"),
  library: () => Deno.dlopen("libc.so.6", {}),
  kill: () => Deno.kill(PARENT, "SIGTERM"),
  killNode: async () => (await import("node:process")).kill(PARENT, 0),
  chdir: () => Deno.chdir("FOLDER"),
  keep: () => localStorage.setItem("a", "b"),
  cache: () => caches.open("a"),
  workerReads: () => new Promise((done, fail) => {
    const code = "try { postMessage(Deno.readTextFileSync('/etc/passwd')) } catch (e) { postMessage(e.name) }";
    const worker = new Worker("data:text/javascript," + encodeURIComponent(code), {type: "module"});
    worker.onmessage = e => e.data === "NotCapable" ? fail(new Error(e.data)) : done(e.data);
    worker.onerror = e => { e.preventDefault(); fail(e) };
  }),
  code: () => Function("return 1")(),
};
const got = {};
for (const [name, attempt] of Object.entries(attempts)) {
  try { await attempt(); got[name] = "GOT IN" } catch (e) { got[name] = "refused" }
}
console.log(JSON.stringify(got));
Deno.exit(0);
"""


def run_main(main: Path) -> subprocess.CompletedProcess[str]:
    """Run a main module just as a sandbox child is run."""
    return subprocess.run(
        command(Limits(), main), env=environment("UTC"), cwd="/", capture_output=True, text=True, check=True, timeout=60
    )


def test_code_that_breaks_out_of_its_realm_still_reaches_nothing_outside_the_process(tmp_path: Path) -> None:
    main = tmp_path / "main.js"
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        text = OUTSIDE.replace("FOLDER", str(tmp_path)).replace("PORT", str(port)).replace("PARENT", "1")
        main.write_text(text)
        got: dict[str, JsonValue] = json.loads(run_main(main).stdout)
        server.settimeout(0)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert len(got) > 20
    assert {name for name, result in got.items() if result != "refused"} == set()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["main.js"]
    assert not Path(environment("UTC")["DENO_DIR"]).exists()


@LOOP
async def test_a_child_has_an_empty_environment_and_no_files_of_ours(
    shared: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADBASE_SECRET_KEY", "secret")
    await shared.answer("function hook(q, r) { r.body = 1 }", zone="Europe/Paris")
    (pid,) = (pid for lane, pid in shared.pool.pids.items() if lane.zone == "Europe/Paris")
    names = {entry.split(b"=")[0] for entry in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0") if entry}
    assert names == {b"TZ", b"DENO_DIR", b"NO_COLOR"}
    limits = Path(f"/proc/{pid}/limits").read_text()
    assert f"Max data size             {1024 * 1024 * 1024}" in limits
    assert "Max core file size        0" in limits
    files = {str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()}
    regular = {name for name in files if name.startswith("/") and not name.startswith(("/dev/", "/proc/", "/sys/"))}
    assert regular == set()
