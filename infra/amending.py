"""Correct and void over HTTP and by reaction: finds the fact, what was recorded with it, and what may rest on it."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID, uuid5

from infra.ledger import Ledger, Reading, name_of_event
from infra.web import Route
from services.kernel import amending
from services.kernel.amending import (
    ApproveAmendment,
    CorrectFact,
    FactVoided,
    Found,
    RefuseAmendment,
    UnknownFact,
    VoidCaused,
    VoidFact,
    amended,
)
from services.kernel.command import OF_REACTIONS, WEITA, Caller, Command, Receipt
from services.kernel.event import Event, Recorded, Restated
from services.kernel.policy import Amendable, Part, Policy
from services.kernel.rules import RuleBroken

Decision = Iterator[Event | RuleBroken | Restated]
Reached = Callable[[Reading, Recorded, Caller], bool]
"""Whether what a fact is about is still within the reach of an agency that recorded it."""
MOST = 100
"""More facts than one command of people or reactions records."""


class Amendments:
    """The part of a service's application that corrects and voids, by the policy of its domain."""

    def __init__(
        self, ledger: Ledger, policy: Policy, reactions: Sequence[type[Command]] = (), *, reached: Reached = lambda *_: True
    ) -> None:
        self.ledger, self.policy, self.reached = ledger, policy, reached
        self.reactions = [command.__name__ for command in reactions]

    def void_fact(self, ask: VoidFact, by: Caller) -> Receipt:
        """Say that a fact does not hold."""
        name = by.new_id("amendment")

        def decide(read: Reading) -> Decision:
            self._amendment(read, name)
            return amending.void(self._found(read, ask.fact, by), ask, by, self.policy, name)

        return self.ledger.record(ask, by, decide)

    def correct_fact(self, ask: CorrectFact, by: Caller) -> Receipt:
        """Say how a fact really was."""
        name = by.new_id("amendment")

        def decide(read: Reading) -> Decision:
            self._amendment(read, name)
            return amending.correct(self._found(read, ask.fact, by), ask, by, self.policy, name)

        return self.ledger.record(ask, by, decide)

    def approve_amendment(self, ask: ApproveAmendment, by: Caller) -> Receipt:
        """Agree to what somebody else asked."""

        def decide(read: Reading) -> Decision:
            amendment = self._amendment(read, ask.amendment)
            if amendment.asked is None or amendment.agency != by.agency:
                raise amending.UnknownAmendment("amendment")
            return amending.approve(amendment, self._found(read, amendment.asked.fact, by), by, self.policy)

        return self.ledger.record(ask, by, decide)

    def refuse_amendment(self, ask: RefuseAmendment, by: Caller) -> Receipt:
        """Leave a fact as it stands."""
        return self.ledger.record(ask, by, lambda read: amending.refuse(self._amendment(read, ask.amendment), ask, by))

    def void_caused(self, ask: VoidCaused, by: Caller) -> Receipt:
        """Void what reactions recorded because of a fact that does not hold."""

        def decide(read: Reading) -> Decision:
            commands = [
                uuid5(WEITA, f"{by.agency}\0{OF_REACTIONS}{ask.fact}:{self.ledger.service}:{name}:{n}")
                for name in self.reactions
                for n in range(MOST // 10)
            ]
            firsts = read.facts([uuid5(command, name_of_event(self.ledger.service, 0)) for command in commands])
            for first in firsts:
                found = self._around(read, first)
                if found.together:
                    yield from amending.void_caused(found, ask, self.policy)

        return self.ledger.record(ask, by, decide)

    def _amendment(self, read: Reading, name: UUID) -> amending.Amendment:
        return read.state(f"amendment/{name}", amending.evolve, amending.Amendment())

    def _found(self, read: Reading, fact: UUID, by: Caller) -> Found:
        """The fact, if the asking agency recorded it and reaches it still; files what follows under its project."""
        facts = read.facts([fact])
        ours = facts and facts[0].agency == by.agency and self.reached(read, facts[0], by)
        if not ours or isinstance(facts[0].event, amending.EVENTS):
            raise UnknownFact("fact")
        return self._around(read, facts[0])

    def _around(self, read: Reading, fact: Recorded) -> Found:
        read.project = fact.project
        root = self._root(read, fact)
        ids = [uuid5(root.command_id, name_of_event(self.ledger.service, n)) for n in range(MOST)]
        recorded = [one for one in read.facts(ids) if not isinstance(one.event, FactVoided)]
        streams = {stream: amended(read.history(stream)) for stream in {one.stream for one in recorded}}
        places = {one.place for one in recorded}
        held = (one for facts in streams.values() for one in facts if one.place in places)
        together = sorted(held, key=lambda one: one.place)
        for one in together:
            rule = self.policy.get(type(one.event))
            for rest in rule.rests if isinstance(rule, Amendable | Part) else ():
                stream = rest.stream_of(one)
                if stream not in streams:
                    streams[stream] = amended(read.history(stream))
        return Found(fact, together, streams)

    def _root(self, read: Reading, fact: Recorded) -> Recorded:
        while fact.corrects:
            (fact,) = read.facts([fact.corrects])
        return fact

    @property
    def internal(self) -> dict[type[Command], Callable[[Any, Caller], Receipt]]:
        """The command that reactions give."""
        return {VoidCaused: self.void_caused}

    def routes(self) -> tuple[Route, ...]:
        """Address, command and method, one line each; where nothing needs four eyes, nobody is asked."""
        amend = (
            Route("/facts/{fact}/voiding", VoidFact, self.void_fact),
            Route("/facts/{fact}/correction", CorrectFact, self.correct_fact),
        )
        answer = (
            Route("/amendments/{amendment}/approval", ApproveAmendment, self.approve_amendment),
            Route("/amendments/{amendment}/refusal", RefuseAmendment, self.refuse_amendment),
        )
        four_eyes = any(isinstance(rule, Amendable) and rule.four_eyes for rule in self.policy.values())
        return amend + answer if four_eyes else amend
