"""Turns the runs into the page of results: medians, the ratio to each peer, whether every lead is there."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from bench.load import Outcome

OURS = "leadbase"


@dataclass(frozen=True)
class Run:
    """One run of one rig: the load, the rows that appeared in each table, and the disk just before."""

    rig: str
    connections: int
    outcome: Outcome
    rows: list[int]
    sync: float

    @property
    def complete(self) -> bool:
        """Tell whether each table has a row for each acknowledged lead, and no more than were sent."""
        least, most = self.outcome.acknowledged, self.outcome.acknowledged + self.outcome.refused + self.outcome.broken
        return len(self.rows) == 2 and all(least <= number <= most for number in self.rows)


@dataclass(frozen=True)
class Medians:
    """The middle of a rig's runs at one number of connections."""

    rate: float
    least: float
    most: float
    p50: float
    p99: float
    faults: int
    complete: bool


def medians(runs: Sequence[Run]) -> Medians:
    """Sum up the runs of one rig at one level."""
    rates = [run.outcome.rate for run in runs]
    return Medians(
        statistics.median(rates),
        min(rates),
        max(rates),
        statistics.median(run.outcome.p50 for run in runs),
        statistics.median(run.outcome.p99 for run in runs),
        sum(run.outcome.refused + run.outcome.broken for run in runs),
        all(run.complete for run in runs),
    )


def table(runs: Sequence[Run]) -> str:
    """Write the table of all rigs at all levels."""
    rows = [
        "| connections | rig | leads/s (least to most) | p50 ms | p99 ms | faults | every lead there |",
        "| --: | --- | --: | --: | --: | --: | --- |",
    ]
    for (level, rig), middle in grouped(runs).items():
        rate = f"{middle.rate:,.0f} ({middle.least:,.0f} to {middle.most:,.0f})"
        there = "yes" if middle.complete else "**NO**"
        rows.append(f"| {level} | {rig} | {rate} | {middle.p50:.1f} | {middle.p99:.1f} | {middle.faults} | {there} |")
    return "\n".join(rows)


def ratios(runs: Sequence[Run]) -> str:
    """Write how many times a peer's rate each of our rigs reaches; a figure above 1 is in our favour."""
    groups = grouped(runs)
    ours = sorted({rig for _, rig in groups if rig.startswith(OURS)})
    rows = ["| connections | peer | " + " | ".join(ours) + " |", "| --: | --- |" + " --: |" * len(ours)]
    for (level, peer), theirs in groups.items():
        if not peer.startswith(OURS):
            times = [f"{groups[level, rig].rate / theirs.rate:.2f} ×" if theirs.rate else "-" for rig in ours]
            rows.append(f"| {level} | {peer} | " + " | ".join(times) + " |")
    return "\n".join(rows)


def grouped(runs: Sequence[Run]) -> dict[tuple[int, str], Medians]:
    """Group the runs by level and rig, in that order."""
    keys = sorted({(run.connections, run.rig) for run in runs})
    return {key: medians([run for run in runs if (run.connections, run.rig) == key]) for key in keys}


def page(runs: Sequence[Run], facts: Sequence[str]) -> str:
    """Write the whole page; `facts` are the sentences about the machine and what was left out."""
    syncs = [run.sync for run in runs]
    spread = f"The disk took {min(syncs):.2f} to {max(syncs):.2f} ms to make 4 KiB durable (probed before each run)."
    lines = "\n".join(f"- {fact}" for fact in [*facts, spread])
    return f"""# Results

One lead by webhook, the user's script or its like, a log row and a customer row on disk, then the answer. `make bench`
writes this page; [README.md](README.md) says what is compared and what the figures can't say.

{lines}

## Rates and times

Medians of all rounds.

{table(runs)}

## Leadbase's rate as a multiple of each peer's

{ratios(runs)}
"""
