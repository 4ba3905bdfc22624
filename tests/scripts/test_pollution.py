"""What one run does to built-ins or libraries, no other run ever sees: neither of another version nor of its own."""

from __future__ import annotations

import asyncio

import pytest

from tests.scripts.rig import Rig

pytestmark = pytest.mark.asyncio(loop_scope="module")

POLLUTE_EVERYTHING = """
async function hook($req, $resp, $modules) {
  if ($req.body.look) {
    await $modules.data.saveData("t", {});
    $resp.body = SEEN;
    return;
  }
  const seen = new Set(), waiting = [];
  const visit = value => {
    if ((typeof value === "object" || typeof value === "function") && value !== null && !seen.has(value)) {
      seen.add(value); waiting.push(value);
    }
  };
  [globalThis, $modules, console, async () => {}, function* () {}, async function* () {}, [].values(),
    new Map().entries(), new Set().values(), ""[Symbol.iterator](), "a".matchAll(/a/g),
    new Intl.Segmenter().segment("a"),
    new Intl.Segmenter().segment("a")[Symbol.iterator](), [1].values().map(x => x), Iterator.from({next() {}}),
    $modules.moment(), $modules.moment.duration(1), $modules.lodash([1])].forEach(visit);
  for (const value of waiting) {
    visit(Object.getPrototypeOf(value));
    for (const key of Reflect.ownKeys(value)) {
      const {value: member, get, set} = Object.getOwnPropertyDescriptor(value, key);
      visit(member); visit(get); visit(set);
    }
  }
  let marked = 0;
  for (const value of seen) {
    if (value === seen || value === waiting || value === visit || ArrayBuffer.isView(value)) continue;
    try { value.marked = $req.body.secret; marked += 1 } catch {}
    try { Object.defineProperty(value, "marked", {value: $req.body.secret, configurable: true}); marked += 1 } catch {}
  }
  $resp.body = [seen.size, marked];
}
""".replace(
    "SEEN",
    """[globalThis, Object.prototype, Array.prototype, Function.prototype, Promise.prototype, Date, JSON, Math, Reflect,
      $modules, $modules.data, $modules.data.saveData, $modules.moment, $modules.moment.fn, $modules.lodash,
      $modules.uuid, $modules.crypto, $modules.moment()._locale, $modules.moment()._locale._months,
      $modules.base64, console, [].values(), new Map().entries(), (function* () {})(),
      new Intl.Segmenter().segment("a"), Object.getPrototypeOf(async () => {}), new Error(), /a/, Symbol.prototype
    ].map(value => value.marked ?? null).filter(mark => mark !== null)""",
)


async def test_no_built_in_or_library_remembers_a_run(shared: Rig) -> None:
    seen = await shared.answer(POLLUTE_EVERYTHING, {"secret": "13800138000"})
    assert isinstance(seen, list)
    size, marked = seen
    assert isinstance(size, int)
    assert size > 1500
    # What can be marked is the run's own: the instances that it made for this very crawl.
    assert isinstance(marked, int)
    assert marked < 60
    assert await shared.answer(POLLUTE_EVERYTHING, {"look": True}) == []


@pytest.mark.parametrize(
    "change",
    [
        "Array.prototype.map = () => secret",
        "Object.prototype.leak = secret",
        "JSON.stringify = () => secret",
        "Promise.prototype.then = () => secret",
        "Date.prototype.Format = () => secret",
        "String.prototype.trim = () => secret",
        "Math.random = () => secret",
        "globalThis.leak = secret",
        "console.log = () => secret",
        "Object.defineProperty(globalThis, 'leak', {value: secret})",
        "Object.setPrototypeOf(Array.prototype, {leak: secret})",
        "delete Array.prototype.map",
        "$modules.leak = secret",
        "$modules.data.saveData = () => secret",
        "$modules.lodash.mixin({leak: () => secret})",
        "$modules.moment.fn.leak = secret",
        "$modules.moment.locale('en')",
        "$modules.moment.updateLocale('zh-cn', {months: Array(12).fill(secret)})",
        "$modules.moment.now = () => 0",
        "$modules.moment.tz.setDefault('America/New_York')",
        "$modules.moment.relativeTimeThreshold('s', 3)",
        "$modules.moment()._locale._months.fill(secret)",
        "$modules.moment().tz('Asia/Tokyo')._z.offsets.fill(secret.length)",
    ],
)
async def test_a_script_may_change_built_ins_and_only_its_own_run_sees_it(shared: Rig, change: str) -> None:
    source = f"""async function hook($req, $resp, $modules) {{
      const look = () => {{
        const m = $modules.moment;
        return [typeof [].map, String([].map), typeof ({{}}).leak, String(JSON.stringify),
          String(Promise.prototype.then),
          typeof new Date().Format, String("".trim), String(Math.random), typeof globalThis.leak, String(console.log),
          typeof [].leak, typeof $modules.leak, typeof $modules.data.saveData, String($modules.data.saveData),
          typeof $modules.lodash.leak, typeof m.fn.leak, m.locale(), m(0).format("MMMM"), m.now() > 0,
          m(0).format("HH"), m(0).tz("Asia/Tokyo").format("HH"), m.relativeTimeThreshold("s")].join("|");
      }};
      const before = look(), secret = $req.body.secret;
      if (secret) {{ {change} }}
      const after = look();
      $resp.body = [before, after];
    }}"""
    ((clean, same), (first, changed), (second, again)) = [
        await pair(shared, source, body) for body in ({}, {"secret": "a"}, {"secret": "b"})
    ]
    assert clean == same == first == second
    assert changed != first
    assert again != second
    assert await pair(shared, source, {}) == [clean, clean]


async def pair(rig: Rig, source: str, body: dict[str, str]) -> list[str]:
    answer = await rig.answer(source, dict(body))
    assert isinstance(answer, list)
    return [str(part) for part in answer]


async def test_a_run_that_changes_built_ins_is_begun_again_with_a_new_host_only_once(shared: Rig) -> None:
    source = """async function hook() {
      await $modules.data.saveData("t", {});
      Array.prototype.own = 1;
      await $modules.data.saveData("t", {});
    }"""
    before = len(shared.hosts)
    assert (await shared.run(source)).reply is not None
    assert [len(host.calls) for host in shared.hosts[before:]] == [1, 2]
    assert (await shared.run(source)).reply is not None
    assert [len(host.calls) for host in shared.hosts[before:]] == [1, 2, 2]


async def test_runs_beside_one_that_changes_built_ins_are_begun_again_unharmed(shared: Rig) -> None:
    source = """async function hook($req, $resp) {
      for (let n = 0; n < 3; n++) await $modules.data.saveData(String($req.body.n), {});
      if ($req.body.n % 3 === 0) Array.prototype.mark = $req.body.n;
      await $modules.data.saveData(String($req.body.n), {});
      $resp.body = [$req.body.n, [].mark ?? null];
    }"""
    answers = await asyncio.gather(*(shared.answer(source, {"n": n}) for n in range(20)))
    assert answers == [[n, n if n % 3 == 0 else None] for n in range(20)]


async def test_another_version_never_sees_a_change(shared: Rig) -> None:
    await shared.answer("Array.prototype.map = () => 'bad'; function hook(q, r) { r.body = [1].map() }")
    assert await shared.value("[1].map(n => n + 1)") == [2]
    answers = await asyncio.gather(
        *(shared.value(f"({n}, [{n}].map(n => n + 1))") for n in range(10)),
        *(
            shared.answer(f"[].constructor.prototype.n = {n}; function hook(q, r) {{ r.body = [].n }}")
            for n in range(10)
        ),
    )
    assert answers == [[n + 1] for n in range(10)] + list(range(10))


async def test_own_members_may_be_named_like_built_in_ones(shared: Rig) -> None:
    source = """class Refused extends Error { constructor(text) { super(text); this.name = "Refused" } }
    function hook($req, $resp) {
      const form = {}; form.toString = 1; form.constructor = 2; form.hasOwnProperty = 3; form.__proto__ = null;
      const list = Object.create(Array.prototype); function f() {} f.toString = () => "f";
      let caught; try { throw new Refused("no") } catch (e) { e.message += "!"; caught = `${e}` }
      $resp.body = [Object.keys(form), `${f}`, caught, String(list)];
    }"""
    before = len(shared.hosts)
    assert await shared.answer(source) == [["toString", "constructor", "hasOwnProperty"], "f", "Refused: no!", ""]
    assert len(shared.hosts) == before + 1


async def test_old_style_matches_are_not_left_behind(shared: Rig) -> None:
    source = """async function hook($req, $resp) {
      if ($req.body.secret) {
        /(.*)/.exec($req.body.secret); $resp.body = RegExp.$1; await $modules.data.saveData("t", {});
      } else $resp.body = [RegExp.$1, RegExp.lastMatch, RegExp.input, RegExp["$'"], RegExp.lastParen];
    }"""
    assert await shared.answer(source, {"secret": "13800138000"}) == "13800138000"
    assert await shared.answer(source, {}) == [""] * 5


async def test_what_moment_does_every_day_needs_no_realm_of_its_own(shared: Rig) -> None:
    source = """function hook($req, $resp) {
      const m = $modules.moment(0);
      $resp.body = [m.format("dddd MMM Do LLLL llll l A"), m.fromNow().length > 0, m.calendar().length > 0,
        $modules.moment("1970年1月2日", "YYYY年M月D日").format("L"), $modules.moment.tz(0, "Asia/Tokyo").format(),
        m.clone().tz("America/New_York").format("z"), $modules.moment.duration(90, "minutes").humanize(),
        m.locale("en").format("LLLL"), $modules.moment.utc("1970-01-01T00:00:00Z").isSame(m), m.toJSON()];
    }"""
    before = len(shared.hosts)
    answer = await shared.answer(source)
    assert answer == [
        "星期四 1月 1日 1970年1月1日星期四凌晨12点00分 1970年1月1日星期四 00:00 1970/1/1 凌晨",
        True,
        True,
        "1970/01/02",
        "1970-01-01T09:00:00+09:00",
        "EST",
        "2 小时",
        "Thursday, January 1, 1970 12:00 AM",
        True,
        "1970-01-01T00:00:00.000Z",
    ]
    assert len(shared.hosts) == before + 1


async def test_reading_names_of_months_works_all_the_same(shared: Rig) -> None:
    source = """function hook($req, $resp) {
      $resp.body = [$modules.moment("三月 5 1970", "MMMM D YYYY"), $modules.moment("Mar 5 1970", "MMM D YYYY", "en")]
        .map(time => time.format("YYYY-MM-DD"));
    }"""
    assert await shared.answer(source) == ["1970-03-05", "1970-03-05"]


async def test_a_date_format_of_old_scripts_works(shared: Rig) -> None:
    source = """Date.prototype.Format = function (fmt) {
      var o = {"M+": this.getMonth() + 1, "d+": this.getDate(), "h+": this.getHours()};
      if (/(y+)/.test(fmt)) fmt = fmt.replace(RegExp.$1, (this.getFullYear() + "").substr(4 - RegExp.$1.length));
      for (var k in o) if (new RegExp("(" + k + ")").test(fmt))
        fmt = fmt.replace(RegExp.$1, RegExp.$1.length == 1 ? o[k] : ("00" + o[k]).substr(("" + o[k]).length));
      return fmt;
    };
    async function hook($req = request, $resp = response) { $resp.body = new Date(0).Format("yyyy-MM-dd hh") }"""
    assert await shared.answer(source, zone="Asia/Shanghai") == "1970-01-01 08"
