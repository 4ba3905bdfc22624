"""The words of live: hints about what changed, which topics there are, and who may hear of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from leadbase.access.model import Actor, Permission
from leadbase.kit.errors import TooMuch, Unavailable

EVENTS = "events"
WEBHOOKS = "webhooks"
TABLES = "tables"
PEOPLE = "people"
WORKSPACE = "workspace"
JOBS = "jobs"
AUDIT = "audit"
DASHBOARDS = "dashboards"


class LiveFull(TooMuch):
    """This server has as many live connections as it can hold ({most}); poll instead, or try again later."""

    code = "live_full"
    zh = "本服务器的实时连接已达上限（{most}）；请改用轮询，或稍后再试。"


class LiveClosed(Unavailable):
    """The server is stopping; connect again in a moment."""

    code = "live_closed"
    zh = "服务器正在停止，请稍后重新连接。"


@dataclass(frozen=True, slots=True)
class Hint:
    """Something of a topic changed: what has this id, or (None) anything in it."""

    topic: str
    id: str | None = None
    version: int | None = None
    webhook: str | None = None

    def joined(self, later: Hint) -> Hint:
        """Give one hint that stands for this one and a later one of the same topic."""
        webhook = later.webhook if later.webhook == self.webhook else None
        if later.id == self.id:
            return replace(later, webhook=webhook)
        return Hint(self.topic, webhook=webhook)


def records_of(table: str) -> str:
    """Name the topic of a table's records."""
    return f"records:{table}"


def views_of(table: str) -> str:
    """Name the topic of a table's views."""
    return f"views:{table}"


def may_hear(actor: Actor, topic: str) -> bool:
    """Tell whether the actor may read what a topic is about."""
    name, _, table = topic.partition(":")
    match name:
        case "records" | "views":
            return actor.allows(Permission.RECORDS_READ, table)
        case "events":
            return actor.allows(Permission.EVENTS_READ)
        case "webhooks":
            return actor.allows(Permission.EVENTS_READ) or actor.allows(Permission.WEBHOOKS_WRITE)
        case "people" | "audit":
            return actor.allows(Permission.ADMIN)
        case _:
            return True
