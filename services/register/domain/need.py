"""The needs of a household that active citizens can meet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken, Unknown
from services.register.commands import PublishNeed
from services.register.domain.household import FamilyHasLeft, Household, UnknownHousehold
from services.register.events import NeedPublished


class UnknownNeed(Unknown):
    """The household has published no such need."""


class NeedEndsBeforeStart(RuleBroken):
    """A need lasts one day at least."""


@dataclass(frozen=True)
class Needs:
    """The needs of a household by id."""

    published: Mapping[UUID, NeedPublished] = field(default_factory=dict)


def publish(name: UUID, ask: PublishNeed, household: Household) -> Iterator[Event | RuleBroken]:
    """For a household that some agency has in charge, and while it is in the project."""
    if household.head is None:
        raise UnknownHousehold("household")
    if ask.until < ask.start:
        yield NeedEndsBeforeStart("until")
    if household.left_before(ask.until):
        yield FamilyHasLeft("until", exit=household.exit)
    yield NeedPublished(
        need=name, household=ask.household, head=household.head, skill=ask.skill, quantity=ask.quantity,
        with_minors=ask.with_minors, start=ask.start, until=ask.until, what=ask.what,
    )  # fmt: skip


def evolve(needs: Needs, fact: Recorded) -> Needs:
    """One more."""
    match fact.event:
        case NeedPublished() as need:
            return Needs({**needs.published, need.need: need})
        case _:
            return needs
