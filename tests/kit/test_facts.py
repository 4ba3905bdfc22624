"""Facts reach those who subscribed to their kind, and nobody's fault undoes what is true."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import pytest

from leadbase.kit.facts import Bus, Fact, Subscriptions


@dataclass(frozen=True, slots=True)
class Arrived(Fact):
    who: str


@dataclass(frozen=True, slots=True)
class ArrivedLate(Arrived):
    minutes: int


@dataclass(frozen=True, slots=True)
class Left(Fact):
    who: str


def test_a_subscriber_hears_its_kind_and_those_derived_from_it_in_order() -> None:
    heard: list[Fact] = []
    subscriptions = Subscriptions[None]()
    subscriptions.after(Arrived, heard.append)
    subscriptions.tell_after([Arrived("a"), Left("a"), ArrivedLate("b", 5)])
    assert heard == [Arrived("a"), ArrivedLate("b", 5)]


def test_what_a_subscriber_publishes_meanwhile_is_told_too() -> None:
    bus = Bus()
    left: list[str] = []

    def leave(context: Bus, fact: Arrived) -> None:
        context.publish(Left(fact.who))

    subscriptions = Subscriptions[Bus]()
    subscriptions.within(Arrived, leave)
    subscriptions.within(Left, lambda _context, fact: left.append(fact.who))
    bus.publish(Arrived("a"))
    subscriptions.tell_within(bus, bus)
    assert left == ["a"]
    assert bus.facts == [Arrived("a"), Left("a")]


def test_a_failing_subscriber_is_logged_and_keeps_the_others_from_nothing(caplog: pytest.LogCaptureFixture) -> None:
    heard: list[Fact] = []

    def fail(_fact: Left) -> None:
        raise LookupError

    subscriptions = Subscriptions[None]()
    subscriptions.after(Left, fail)
    subscriptions.after(Left, heard.append)
    with caplog.at_level(logging.ERROR):
        subscriptions.tell_after([Left("a")])
    assert heard == [Left("a")]
    assert [record.message for record in caplog.records] == ["a subscriber of Left failed"]
