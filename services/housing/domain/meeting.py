"""House meetings: those who share a dwelling meet, and may agree on a new version of their agreement."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.housing.commands import HoldMeeting
from services.housing.domain.house import DwellingNotShared, House, known, run_by_another
from services.housing.domain.household import Household
from services.housing.events import MeetingHeld
from services.kernel.event import Event, Recorded
from services.kernel.rules import InTheFuture, Malformed, RuleBroken


class PresentTwice(Malformed):
    """Each person is present once."""


class MeetingHeldAlready(RuleBroken):
    """A house meets once a day."""


class NotAResident(RuleBroken):
    """A house meeting is of those who live in the house on that day."""


class UnknownVersion(RuleBroken):
    """A meeting agrees on a version that the agreement of the house has."""


@dataclass(frozen=True)
class Meetings:
    """The days on which a house has met."""

    days: frozenset[date] = frozenset()


def hold(
    meetings: Meetings, name: UUID, ask: HoldMeeting, house: House, residents: Sequence[Household], *, agency: str, today: date
) -> Iterator[Event | RuleBroken]:
    """Who was there is told by id, what was decided by code."""
    if len(set(ask.present)) < len(ask.present):
        raise PresentTwice("present")
    if not known(house, ask.dwelling).shared:
        yield DwellingNotShared("dwelling")
    yield from run_by_another(house, ask.dwelling, agency)
    if ask.held > today:
        yield InTheFuture("held")
    if ask.held in meetings.days:
        yield MeetingHeldAlready("held")
    living_there = {person for household in residents for person in household.members_on(ask.held)}
    for person in ask.present:
        if person not in living_there:
            yield NotAResident("present", person=person)
    if ask.amendment and ask.amendment not in house.versions:
        yield UnknownVersion("amendment", version=house.version)
    yield MeetingHeld(
        meeting=name, dwelling=ask.dwelling, held=ask.held, present=ask.present, topics=ask.topics, decisions=ask.decisions,
        amendment=ask.amendment, minutes_text=ask.minutes_text,
    )  # fmt: skip


def evolve(meetings: Meetings, fact: Recorded) -> Meetings:
    """One day more."""
    return Meetings(meetings.days | {fact.event.held}) if isinstance(fact.event, MeetingHeld) else meetings
