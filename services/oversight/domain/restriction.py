"""Restricting the use of a person's data (GDPR Art. 18), and objections, on which a person decides (Art. 21, 22)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.people import PersonId
from services.kernel.rules import RuleBroken, Unknown
from services.oversight.commands import DecideObjection, LiftRestriction, RaiseObjection, RestrictProcessing
from services.oversight.events import ObjectionDecided, ObjectionRaised, ProcessingRestricted, RestrictionLifted


class RestrictedAlready(RuleBroken):
    """What is known of the person is restricted already."""


class NotRestricted(RuleBroken):
    """What is known of the person is not restricted."""


class UnknownObjection(Unknown):
    """This person has raised no objection with this id."""


class ObjectionIsDecided(RuleBroken):
    """Somebody has decided on the objection before."""


@dataclass(frozen=True)
class Restriction:
    """Whether what is known of a person may be used, and what they object to."""

    restricted: bool = False
    objections: Mapping[UUID, ObjectionRaised] = field(default_factory=lambda: MappingProxyType({}))
    decided: frozenset[UUID] = frozenset()


def restrict(human: Mapping[PersonId, Restriction], ask: RestrictProcessing) -> Iterator[Event | RuleBroken]:
    """All ids of one human together."""
    if human[ask.person].restricted:
        raise RestrictedAlready("person")
    for person, one in human.items():
        if not one.restricted:
            note = ask.note if person == ask.person else None
            yield ProcessingRestricted(person=person, ground=ask.ground, note=note)


def lift(human: Mapping[PersonId, Restriction], ask: LiftRestriction) -> Iterator[Event | RuleBroken]:
    """All ids of one human together."""
    if not human[ask.person].restricted:
        raise NotRestricted("person")
    for person, one in human.items():
        if one.restricted:
            yield RestrictionLifted(person=person, note=ask.note if person == ask.person else None)


def raise_objection(name: UUID, ask: RaiseObjection) -> Iterator[Event | RuleBroken]:
    """Anybody may object at any time."""
    yield ObjectionRaised(objection=name, person=ask.person, against=ask.against, reason=ask.reason)


def decide(restriction: Restriction, ask: DecideObjection) -> Iterator[Event | RuleBroken]:
    """Once."""
    raised = restriction.objections.get(ask.objection)
    if raised is None:
        raise UnknownObjection("objection")
    if ask.objection in restriction.decided:
        raise ObjectionIsDecided("objection")
    yield ObjectionDecided(objection=ask.objection, person=ask.person, against=raised.against, upheld=ask.upheld, reason=ask.reason)


def evolve(restriction: Restriction, fact: Recorded) -> Restriction:
    """Restricted and lifted; objected and decided."""
    match fact.event:
        case ProcessingRestricted():
            return replace(restriction, restricted=True)
        case RestrictionLifted():
            return replace(restriction, restricted=False)
        case ObjectionRaised() as event:
            return replace(restriction, objections=MappingProxyType({**restriction.objections, event.objection: event}))
        case ObjectionDecided(objection=objection):
            return replace(restriction, decided=restriction.decided | {objection})
        case _:
            return restriction
