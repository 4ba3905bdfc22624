"""Draws the import graph by floor: the size of each room and what it knows, read from the code and the contracts."""

from __future__ import annotations

from collections import Counter
from configparser import ConfigParser
from pathlib import Path

import grimp

ROOT = Path(__file__).parent.parent
HOUSE = "leadbase"


def floors(contracts: Path) -> list[list[str]]:
    """Read the floors from the import contracts, from the top down; each is a list of rooms."""
    config = ConfigParser()
    config.read(contracts)
    lines = config["importlinter:contract:floors"]["layers"].split("\n")
    return [[room.strip(" ()") for room in line.split("|")] for line in lines if line.strip()]


def room_of(module: str) -> str:
    """Give the room (`records`) of a module (`leadbase.records.store`)."""
    return module.split(".")[1] if "." in module else module


def main() -> None:
    """Print the floors, each room with its lines of code and the rooms that it imports, with the number of imports."""
    graph = grimp.build_graph(HOUSE)
    known: dict[str, Counter[str]] = {}
    for module in graph.modules:
        targets = known.setdefault(room_of(module), Counter())
        targets.update(room_of(target) for target in graph.find_modules_directly_imported_by(module))
    for floor in floors(ROOT / ".importlinter"):
        standing = [room for room in floor if room in known]
        for room in standing:
            others = ", ".join(f"{name} {number}" for name, number in sorted(known[room].items()) if name != room)
            print(f"{room:<12}{_lines(room):>6} lines   {others or '-'}")
        if standing:
            print()


def _lines(room: str) -> int:
    home = ROOT / "src" / HOUSE
    files = [home / f"{room}.py"] if (home / f"{room}.py").exists() else list((home / room).rglob("*.py"))
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files)


if __name__ == "__main__":
    main()
