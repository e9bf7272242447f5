"""What the register knows of a household: who has it in charge, with whom it is shared, when it left."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken, Unknown
from services.register.commands import EndMatchesAfterExit, NoteHousehold, NoteSharing
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
    withdrawn: frozenset[UUID] = frozenset()

    def seen_by(self, agency: str, day: date) -> bool:
        """Whether the agency has it in charge, or a live consent names the agency."""
        return self.agency is not None and (
            self.agency == agency
            or any(
                agency in consent.recipients and day <= consent.expires and name not in self.withdrawn
                for name, consent in self.shared.items()
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
    """A consent is noted once, and its withdrawal once, whichever is heard first."""
    if ask.expires is None:
        if ask.consent not in household.withdrawn:
            yield SharingEnded(household=ask.household, consent=ask.consent)
    elif ask.consent not in household.shared:
        yield SharingNoted(
            household=ask.household, consent=ask.consent, recipients=ask.recipients, expires=ask.expires
        )  # fmt: skip


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
            return replace(household, shared={**household.shared, sharing.consent: sharing})
        case SharingEnded(consent=consent):
            return replace(household, withdrawn=household.withdrawn | {consent})
        case HouseholdExitNoted(exit=day):
            return replace(household, exit=day)
        case _:
            return household
