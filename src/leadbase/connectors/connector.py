"""What a connector must say, so that one file is all that a new lead source needs.

A connector is stateless and does no I/O: it tells how its system proves itself, what a body of it means, and what
people have to do over there. Reading the folder of kinds checks each of them by its own samples.
"""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import ClassVar

from leadbase.connectors.model import Lead, NotALead, OptionList, Reply, Sample, SourceField, Step
from leadbase.connectors.recipes import DedupeRecipe, VerifyRecipe, find_location
from leadbase.connectors.signature import Evidence
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.kit.params import Params
from leadbase.kit.registry import Card, scan

_VARIED = 50


class Receives(ABC):
    """How a source pushes leads to a webhook."""

    fields: ClassVar[tuple[SourceField, ...]]
    demo: ClassVar[JsonObject]
    """The lead that the source's own test sends, or one very like it; all of it invented."""
    samples: ClassVar[tuple[Sample, ...]]
    dedupe: ClassVar[DedupeRecipe] = DedupeRecipe()
    answer: ClassVar[JsonValue] = None
    """The answer that the source takes for success; None where any success will do."""

    def verify(self, account: JsonObject) -> VerifyRecipe:
        """Give how requests of this account prove themselves; its secret is in the clear and has to be sealed."""
        return VerifyRecipe()

    def handshake(self, request: Evidence) -> Reply | None:
        """Give the answer to a request that only tries the address, None for one that brings leads."""
        return None

    @abstractmethod
    def parse(self, body: JsonValue) -> list[Lead]:
        """Give the leads of a parsed body, in order; raises NotALead."""

    @abstractmethod
    def vary(self, number: int, chance: random.Random) -> JsonObject:
        """Give an invented lead: the same for the same number and chance, another id for each number."""


class Connector(ABC):
    """A kind of system that leads come from."""

    card: ClassVar[Card]
    account: ClassVar[Params] = Params()
    """What an account of the source has: credentials, mostly."""
    steps: ClassVar[tuple[Step, ...]]
    option_lists: ClassVar[tuple[OptionList, ...]] = ()
    receives: ClassVar[Receives | None] = None
    """How it pushes, None for a source that doesn't."""


Connectors = Mapping[str, Connector]
"""Every known connector by the name of its source."""


def load_connectors(package: str = "leadbase.connectors.kinds") -> Connectors:
    """Read the folder of kinds, and other packages' (entry points `leadbase.connectors`); raises BrokenMember."""
    return scan(package, Connector, check, entry_group="leadbase.connectors")


def check(name: str, member: Connector) -> Iterator[str]:
    """Give every fault of a connector as a sentence."""
    for wanted in ("card", "steps"):
        if not hasattr(member, wanted):
            yield f"it has no {wanted}"
            return
    yield from member.card.faults()
    if not member.steps or not all(step.text_zh.strip() and step.text_en.strip() for step in member.steps):
        yield "it needs set-up steps, each in both languages"
    for listed in member.option_lists:
        if len({option.code for option in listed.options}) < len(listed.options):
            yield f"its options of {listed.field} name a code twice"
    if member.receives is not None:
        yield from _receives_faults(member.receives)


def _receives_faults(receives: Receives) -> Iterator[str]:
    for wanted in ("fields", "demo", "samples"):
        if not hasattr(receives, wanted):
            yield f"it receives without {wanted}"
            return
    missing = [field.key for field in receives.fields if field.is_always_sent and field.key not in receives.demo]
    if missing:
        yield f"its demo lead lacks {', '.join(missing)}"
    for location in receives.dedupe.locations:
        if location.part == "body" and find_location(location, receives.demo, (), ()) is None:
            yield f"its demo lead has nothing at {list(location.path)}, by which leads are told apart"
    if not any(sample.refused for sample in receives.samples) and not any(sample.ids for sample in receives.samples):
        yield "it needs samples"
    for sample in receives.samples:
        yield from _sample_faults(receives, sample)
    yield from _variety_faults(receives)


def _sample_faults(receives: Receives, sample: Sample) -> Iterator[str]:
    try:
        found = [lead.id for lead in receives.parse(sample.body)]
    except NotALead:
        if not sample.refused:
            yield f"its sample {sample.body!r} is refused"
        return
    if sample.refused or found != list(sample.ids):
        yield f"its sample {sample.body!r} gives leads with the ids {found}"


def _variety_faults(receives: Receives) -> Iterator[str]:
    first = [receives.vary(number, random.Random(number)) for number in range(_VARIED)]
    again = [receives.vary(number, random.Random(number)) for number in range(_VARIED)]
    if first != again:
        yield "its varied leads are not the same again for the same chance"
    for location in receives.dedupe.locations:
        if location.part == "body" and len({str(find_location(location, lead, (), ())) for lead in first}) < _VARIED:
            yield f"its varied leads share what stands at {list(location.path)}"
