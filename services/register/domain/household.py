"""What the register knows of a household: who has it in charge, with whom it is shared, when it left."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken, Unknown
from services.register.commands import EndMatchesAfterExit, EndSharing, NoteHousehold, NoteSharing
from services.register.events import HouseholdExitNoted, HouseholdNoted, SharingEnded, SharingNoted


class UnknownHousehold(Unknown):
    """There is no such household, or it is not shared with your agency."""


class FamilyHasLeft(RuleBroken):
    """Nobody is asked to help a household in the project's name after it has left."""


@dataclass(frozen=True)
class Household:
    """A household as the register sees it."""

    project: str | None = None
    agency: str | None = None
    head: UUID | None = None
    exit: date | None = None
    shared: Mapping[UUID, SharingNoted] = field(default_factory=dict)
    ended: frozenset[UUID] = frozenset()
    restricted: bool = False
    """Whether what is known of its head is kept and not used; asked when it would be used."""

    def seen_by(self, agency: str, at: datetime) -> bool:
        """Whether the agency has it in charge, or it is shared with the agency at that moment."""
        return self.agency is not None and (
            self.agency == agency
            or any(
                agency in sharing.agencies and (sharing.until is None or at < sharing.until) and ground not in self.ended
                for ground, sharing in self.shared.items()
            )
        )

    def left_before(self, day: date) -> bool:
        """Whether the household is gone by that day."""
        return self.exit is not None and self.exit < day


def note(household: Household, ask: NoteHousehold) -> Iterator[Event | RuleBroken]:
    """Said again, nothing changes."""
    if (household.project, household.agency, household.head) != (ask.project, ask.agency, ask.head):
        yield HouseholdNoted(household=ask.household, project=ask.project, agency=ask.agency, head=ask.head)


def note_sharing(household: Household, ask: NoteSharing) -> Iterator[Event | RuleBroken]:
    """Said again, nothing changes."""
    noted = SharingNoted(household=ask.household, ground=ask.ground, agencies=ask.agencies, until=ask.until)
    if household.shared.get(ask.ground) != noted:
        yield noted


def end_sharing(household: Household, ask: EndSharing) -> Iterator[Event | RuleBroken]:
    """What has ended is over, whichever was heard first."""
    if ask.ground not in household.ended:
        yield SharingEnded(household=ask.household, ground=ask.ground)


def note_exit(household: Household, ask: EndMatchesAfterExit) -> Iterator[Event | RuleBroken]:
    """Noted so that a need or a match that comes too late is refused."""
    if household.exit != ask.exit:
        yield HouseholdExitNoted(household=ask.household, exit=ask.exit)


def evolve(household: Household, fact: Recorded) -> Household:
    """The newest word on charge, sharing and exit."""
    match fact.event:
        case HouseholdNoted(project=project, agency=agency, head=head):
            return replace(household, project=project, agency=agency, head=head)
        case SharingNoted() as sharing:
            return replace(household, shared={**household.shared, sharing.ground: sharing})
        case SharingEnded(ground=ground):
            return replace(household, ended=household.ended | {ground})
        case HouseholdExitNoted(exit=day):
            return replace(household, exit=day)
        case _:
            return household
