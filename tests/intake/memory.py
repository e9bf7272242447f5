"""A ledger in memory for tests of what an application gathers: one stream after the other, nobody else writing."""

from collections import defaultdict
from datetime import UTC, datetime
from functools import reduce
from itertools import count
from uuid import UUID

from services.intake.application.identity import Identities
from services.intake.application.person import Persons
from services.intake.codes import codes, permit_kinds
from services.intake.commands import ConfirmDuplicate, RejectDuplicate, UnlinkPerson
from services.intake.domain.eligibility import Criteria
from services.intake.events import PersonRegistered
from services.kernel.command import Caller
from services.kernel.event import Event
from services.kernel.rules import RuleBroken
from tests.spec import recorded

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
KEYS = count()


def somebody(role="coordinator", agency="sds"):
    """A caller with a key of their own."""
    return Caller(actor=f"{role}@{agency}", role=role, agency=agency, key=f"key {next(KEYS)}", now=NOW)


class InMemory:
    """What an application asks of a ledger and of a reading."""

    project = "common"

    def __init__(self):
        self.streams = defaultdict(list)

    def states(self, streams, evolve, initial):
        return [reduce(evolve, self.streams[stream], initial) for stream in streams]

    def state(self, stream, evolve, initial):
        return self.states([stream], evolve, initial)[0]

    def tell(self, *events):
        for event in events:
            facts = self.streams[event.stream_id]
            facts.append(recorded(event, len(facts) + 1))

    def record(self, ask, by, decide):
        """The facts decided, all or none."""
        outcomes = list(decide(self))
        for outcome in outcomes:
            if isinstance(outcome, RuleBroken):
                raise outcome
        events = [outcome for outcome in outcomes if isinstance(outcome, Event)]
        self.tell(*events)
        return events


class Desk(InMemory):
    """The commands about persons, over a ledger in memory."""

    def __init__(self, *people: UUID):
        super().__init__()
        self.identities, self.persons = Identities(self), Persons(self, Criteria(permit_kinds(), codes("eu-members")))
        self.tell(*(PersonRegistered(person=name) for name in people))

    def confirm(self, survivor, merged):
        return self.identities.confirm_duplicate(ConfirmDuplicate(survivor=survivor, merged=merged), somebody())

    def reject(self, one, other):
        return self.identities.reject_duplicate(RejectDuplicate(one=one, other=other), somebody())

    def unlink(self, person):
        return self.identities.unlink_person(UnlinkPerson(person=person, reason="two humans"), somebody())

    def report(self, ask):
        return self.identities.report_potential_duplicate(ask, somebody("system"))
