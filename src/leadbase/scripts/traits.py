"""What is known of how a version behaves, so that it starts in the right surroundings the next time."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

LIBRARIES: Final = ("moment", "moment-timezone", "lodash", "uuid", "crypto")
"""The libraries that a realm can be given; the build with time zones takes the place of plain moment."""

FRESH: Final = "fresh"
"""The trait of a version that changes built-ins: each of its runs gets a realm of its own."""

ALONE: Final = "alone"
"""The trait of a version that reads secrets in the clear: no other version's code shares a process with them."""

_SECRET: Final = re.compile(r"\.\s*secret\s*\(")
_ZONES: Final = re.compile(r"\btz\b|moment[-_]?timezone", re.IGNORECASE)

_MOST: Final = 4096


@dataclass(slots=True)
class Traits:
    """One version's traits; `owed` quick runs in a child of its own lead back to the warm one."""

    libraries: set[str] = field(default_factory=set[str])
    fresh: bool = False
    offences: int = 0
    owed: int = 0
    alone: bool = False

    @property
    def slow(self) -> bool:
        """Whether the version runs in a child of its own, one run at a time."""
        return self.owed > 0

    def offend(self) -> None:
        """Note that a run held up or endangered others; each time the way back takes four times as long."""
        self.offences = min(self.offences + 1, 10)
        self.owed = 4**self.offences

    def behave(self) -> None:
        """Note a run in the version's own child that would have been fine in the warm one."""
        self.owed = max(0, self.owed - 1)

    def add(self, trait: str) -> None:
        """Note what a run asked for."""
        if trait == FRESH:
            self.fresh = True
        elif trait == ALONE:
            self.alone = True
        elif trait in LIBRARIES:
            self.libraries.add(trait)


class KnownTraits:
    """The traits of the versions seen of late, by version key."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._known: OrderedDict[str, Traits] = OrderedDict()

    def of(self, key: str, source: str) -> Traits:
        """Give a version's traits, guessed from its source the first time."""
        traits = self._known.get(key)
        if traits is None:
            traits = self._known[key] = guess_traits(source)
            if len(self._known) > _MOST:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(key)
        return traits


def guess_traits(source: str) -> Traits:
    """Guess from its words how a version has to be run; a run that needs something else asks for it."""
    return Traits(guess_libraries(source), alone=_SECRET.search(source) is not None)


def guess_libraries(source: str) -> set[str]:
    """Guess from the words of a source which libraries it uses; a run that needs another one asks for it."""
    found = {name for name in ("lodash", "uuid", "crypto") if name in source.lower()}
    if "moment" in source:
        found.add("moment-timezone" if _ZONES.search(source) else "moment")
    return found
