"""Makes hints of facts: the one list of what is heard of what happens on the floors below."""

from __future__ import annotations

from leadbase.access.audit import AuditNoted
from leadbase.access.model import (
    InvitationMade,
    InvitationTakenBack,
    PasswordChanged,
    PersonSignedOut,
    PersonSwitched,
    RoleChanged,
    TokenRevoked,
    WorkspaceChanged,
)
from leadbase.access.scope import Moment
from leadbase.dashboards.model import DashboardsChanged
from leadbase.intake.facts import EventMoved
from leadbase.intake.service import WebhooksChanged
from leadbase.jobs.model import JobMoved
from leadbase.kit.facts import Subscriptions
from leadbase.live.hub import Hub
from leadbase.live.model import (
    AUDIT,
    DASHBOARDS,
    EVENTS,
    JOBS,
    PEOPLE,
    TABLES,
    WEBHOOKS,
    WORKSPACE,
    Hint,
    records_of,
    views_of,
)
from leadbase.records.facts import RecordsChanged
from leadbase.tables.model import TablesChanged
from leadbase.tables.view_model import ViewsChanged


def hear(facts: Subscriptions[Moment], hub: Hub) -> None:
    """Let the hub tell of everything that is committed in this process."""

    def role(fact: RoleChanged) -> None:
        hub.doubt(fact.person)
        hub.tell(fact.workspace, Hint(PEOPLE, fact.person))

    def records(fact: RecordsChanged) -> None:
        hub.tell(fact.workspace, Hint(records_of(fact.table), fact.record, fact.version))

    facts.after(RecordsChanged, records)
    facts.after(TablesChanged, lambda fact: hub.tell(fact.workspace, Hint(TABLES)))
    facts.after(ViewsChanged, lambda fact: hub.tell(fact.workspace, Hint(views_of(fact.table))))
    facts.after(WebhooksChanged, lambda fact: hub.tell(fact.workspace, Hint(WEBHOOKS, fact.webhook)))
    facts.after(DashboardsChanged, lambda fact: hub.tell(fact.workspace, Hint(DASHBOARDS, fact.dashboard)))
    facts.after(JobMoved, lambda fact: hub.tell(fact.workspace, Hint(JOBS, fact.job)))
    facts.after(WorkspaceChanged, lambda fact: hub.tell(fact.workspace, Hint(WORKSPACE)))
    facts.after(AuditNoted, lambda fact: hub.tell(fact.workspace, Hint(AUDIT)))
    facts.after(RoleChanged, role)
    facts.after(InvitationMade, lambda fact: hub.tell(fact.workspace, Hint(PEOPLE)))
    facts.after(InvitationTakenBack, lambda fact: hub.tell(fact.workspace, Hint(PEOPLE)))
    facts.after(PersonSignedOut, lambda fact: hub.doubt(fact.by))
    facts.after(PersonSwitched, lambda fact: hub.doubt(fact.person))
    facts.after(PasswordChanged, lambda fact: hub.doubt(fact.person))
    facts.after(TokenRevoked, lambda fact: hub.doubt(fact.token))


def hear_event(hub: Hub, fact: EventMoved) -> None:
    """Tell of an event, and of the records that its attempt wrote."""
    hub.tell(fact.workspace, Hint(EVENTS, fact.event, fact.attempt, fact.webhook))
    for table, record in fact.records:
        hub.tell(fact.workspace, Hint(records_of(table), record))
