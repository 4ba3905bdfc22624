"""`make bench`: starts every rig, loads them by turns, counts their rows, writes bench/RESULTS.md."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

from bench.load import Outcome
from bench.machine import description, others, sync_time
from bench.peers.nodered import VERSIONS, NodeRedRig, install
from bench.report import Run, page, ratios, table
from bench.rigs import HandwrittenPostgresRig, HandwrittenRig, LeadbasePostgresRig, LeadbaseRig, Rig
from tests.postgres import Server, running_server

HERE = Path(__file__).parent
# PostgreSQL as it comes, so with every commit on disk; it only listens where the rigs look for it
POSTGRES = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": "100"}
WARM_UP = 2.0
PATIENCE = 60.0


@dataclass(frozen=True)
class Plan:
    """What to run: at each level (connections), so many rounds of so many seconds, every rig in each round."""

    levels: list[int]
    rounds: int
    seconds: float
    only: tuple[str, ...]
    folder: Path


@dataclass(frozen=True)
class Running:
    """A started rig and the URL that takes its leads."""

    rig: Rig
    url: str


def main() -> int:
    """Run the bench as the command line says; 1 when an acknowledged lead is missing or nothing of ours ran."""
    plan, results = asked()
    plan.folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        running, left_out = start_all(stack, plan)
        runs = by_turns(running, plan)
        strangers = others({process.pid for process in psutil.Process().children(recursive=True)})
    print(f"\n{table(runs)}\n\n{ratios(runs)}")
    if results:
        results.write_text(page(runs, facts(plan, strangers, left_out)), encoding="utf-8")
        say(f"written to {results}")
    return 0 if runs and all(run.complete for run in runs) else 1


def asked() -> tuple[Plan, Path | None]:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--levels", default="1,16,64", help="numbers of connections")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--only", default="", help="names of rigs, or how they begin, with commas between")
    parser.add_argument("--folder", type=Path, default=Path("build/bench"), help="where data goes: on a real disk")
    parser.add_argument("--no-results", action="store_true", help="print only, leave the page as it is")
    words = parser.parse_args()
    levels = [int(level) for level in words.levels.split(",")]
    only = tuple(name for name in words.only.split(",") if name)
    plan = Plan(levels, words.rounds, words.seconds, only, words.folder.absolute())
    return plan, None if words.no_results else HERE / "RESULTS.md"


def start_all(stack: ExitStack, plan: Plan) -> tuple[list[Running], list[str]]:
    """Start every rig that was asked for; gives a sentence for each that can't be had on this machine."""
    running: list[Running] = []
    left_out: list[str] = []
    server: list[Server] = []

    def postgres() -> Server:
        if not server:
            server.append(stack.enter_context(running_server(POSTGRES, plan.folder)))
        return server[0]

    makers: dict[str, Callable[[], Rig]] = {
        LeadbaseRig.name: lambda: LeadbaseRig(plan.folder),
        LeadbasePostgresRig.name: lambda: LeadbasePostgresRig(plan.folder, postgres()),
        HandwrittenRig.name: lambda: HandwrittenRig(plan.folder),
        HandwrittenPostgresRig.name: lambda: HandwrittenPostgresRig(plan.folder, postgres()),
        NodeRedRig.name: lambda: NodeRedRig(plan.folder, install(plan.folder)),
    }
    for name, make in makers.items():
        if name.startswith(plan.only or ("",)):
            say(f"starting {name}")
            try:
                rig = make()
                stack.callback(rig.stop)
                running.append(Running(rig, rig.start()))
            except (RuntimeError, OSError, subprocess.CalledProcessError) as fault:
                left_out.append(f"**{name} was left out**: it could not be started here.")
                say(f"!!!! {name} IS LEFT OUT: {said(fault)}")
    return running, left_out


def by_turns(running: list[Running], plan: Plan) -> list[Run]:
    """Load the rigs one after the other, round by round, and count the rows of each run."""
    runs: list[Run] = []
    for one in running:
        load(one.url, plan.levels[-1], WARM_UP, 0)
    for level in plan.levels:
        for number in range(plan.rounds):
            for one in running:
                run = measured(one, level, plan, number + 1 + 100 * level)
                runs.append(run)
                there = "" if run.complete else f", BUT THE ROWS ARE {run.rows}"
                say(
                    f"{level:>3} connections, round {number + 1}: {run.rig:<24}{run.outcome.rate:>8,.0f} leads/s{there}"
                )
    return runs


def measured(one: Running, level: int, plan: Plan, number: int) -> Run:
    """Make one run and count what it wrote."""
    before = settled(one.rig)
    sync = sync_time(plan.folder)
    outcome = load(one.url, level, plan.seconds, number)
    rows = [after - start for start, after in zip(before, settled(one.rig), strict=True)]
    return Run(one.rig.name, level, outcome, rows, sync)


def load(url: str, connections: int, seconds: float, run: int) -> Outcome:
    """Run the load in a process of its own."""
    command = [sys.executable, "-m", "bench.load", url, "--connections", str(connections), "--seconds", str(seconds)]
    done = subprocess.run(
        [*command, "--run", str(run)], check=True, capture_output=True, text=True, timeout=seconds + PATIENCE
    )
    return Outcome(**json.loads(done.stdout))


def settled(rig: Rig) -> list[int]:
    """Count a rig's rows once they stop growing: a program may still work at what it did not answer."""
    rows = rig.rows()
    while True:
        time.sleep(0.3)  # nothing tells when a foreign program is idle
        again = rig.rows()
        if again == rows:
            return rows
        rows = again


def facts(plan: Plan, strangers: list[str], left_out: list[str]) -> list[str]:
    """Say what the figures were measured on and what may have disturbed them."""
    return [
        f"Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC on {description(plan.folder)}.",
        f"{plan.rounds} rounds of {plan.seconds:g} s at each level, all rigs by turns in each round, after a warm-up.",
        "The load comes from our own client on plain sockets, in a process of its own on the same machine.",
        f"Node-RED is {' with '.join(VERSIONS)}.",
        f"Other programs that were busy at the end: {', '.join(strangers) or 'none'}.",
        *left_out,
    ]


def said(fault: Exception) -> str:
    """Give what a failed program said, or else the fault itself."""
    if isinstance(fault, subprocess.CalledProcessError):
        return f"{fault}\n{(fault.stderr or b'')[-2000:]!r}"
    return str(fault)


def say(text: str) -> None:
    """Tell whoever waits what is going on."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
