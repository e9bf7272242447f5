"""What the register of active citizens (albo) publishes, in the order of a volunteer's story."""

from services.kernel.event import Catalogue
from services.register.events.cover import CoverStarted, Risk
from services.register.events.hours import Entry, HoursApproved, HoursLogged
from services.register.events.household import HouseholdExitNoted, HouseholdNoted, SharingEnded, SharingNoted
from services.register.events.match import EndReason, MatchConfirmed, MatchEnded, MatchProposed, ShiftsReleased, ShiftsTaken
from services.register.events.need import NeedPublished
from services.register.events.volunteer import (
    AvailabilitySet,
    CourseNoted,
    NumberTaken,
    Outcome,
    Section,
    SkillDeclared,
    Slot,
    VolunteerApplied,
    VolunteerRegistered,
    VolunteerVetted,
)

CATALOGUE = Catalogue(
    "register",
    HouseholdNoted, SharingNoted, SharingEnded, HouseholdExitNoted,
    VolunteerApplied, VolunteerVetted, VolunteerRegistered, NumberTaken, CoverStarted, SkillDeclared, AvailabilitySet,
    CourseNoted, NeedPublished, MatchProposed, MatchConfirmed, MatchEnded, ShiftsTaken, ShiftsReleased,
    HoursLogged, HoursApproved,
)  # fmt: skip
