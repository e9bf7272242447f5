"""What a volunteer offers although nobody has asked for it yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken
from services.register.commands import MakeOffer
from services.register.domain.calendar import Days
from services.register.domain.volunteer import Volunteer, known
from services.register.events import OfferMade


class OfferEndsBeforeStart(RuleBroken):
    """An offer lasts one day at least."""


class OfferedUnregistered(RuleBroken):
    """Who makes an offer stands in the register on all its days."""


class AlreadyOffered(RuleBroken):
    """The volunteer offers this skill on some of the days already."""


@dataclass(frozen=True)
class Offers:
    """The offers of a volunteer."""

    made: tuple[OfferMade, ...] = ()


def make(offers: Offers, name: UUID, ask: MakeOffer, volunteer: Volunteer) -> Iterator[Event | RuleBroken]:
    """By who stands in the register; the same thing once at a time."""
    known(volunteer, ask.person)
    days = Days(ask.start, ask.until)
    if ask.until < ask.start:
        yield OfferEndsBeforeStart("until")
    if not volunteer.entered(days):
        yield OfferedUnregistered("person")
    for other in offers.made:
        if other.skill == ask.skill and days.common(Days(other.start, other.until)):
            yield AlreadyOffered("skill", offer=other.offer)
    yield OfferMade(
        offer=name, person=ask.person, skill=ask.skill, start=ask.start, until=ask.until, municipality=ask.municipality,
        what=ask.what,
    )  # fmt: skip


def evolve(offers: Offers, fact: Recorded) -> Offers:
    """One more."""
    return Offers((*offers.made, fact.event)) if isinstance(fact.event, OfferMade) else offers
