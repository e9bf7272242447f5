"""What the register of active citizens (albo) publishes, in the order of a volunteer's story."""

from services.kernel.amending import EVENTS as AMENDING
from services.kernel.event import Catalogue
from services.register.events.cover import CoverEnded, CoverLapsed, CoverRenewed, CoverStarted, Risk
from services.register.events.hours import Entry, HoursApproved, HoursLogged, HoursRejected, HoursReversed
from services.register.events.household import HouseholdExitNoted, HouseholdNoted, SharingEnded, SharingNoted
from services.register.events.match import (
    DeclineReason,
    EndReason,
    FeedbackGiven,
    MatchCompleted,
    MatchConfirmed,
    MatchDeclined,
    MatchEnded,
    MatchProposed,
    ShiftsReleased,
    ShiftsTaken,
    Side,
)
from services.register.events.matching import Candidacy, CandidatesRanked, MatchingRulesPublished, Measures, Weights
from services.register.events.need import NeedClosed, NeedEnd, NeedPublished
from services.register.events.offer import OfferMade
from services.register.events.registration import (
    EndOfRegistration,
    NumberTaken,
    RegisterDeclared,
    RegistrationEnded,
    RegistrationVoided,
    Section,
    VolunteerRegistered,
    VolunteerResumed,
    VolunteerSuspended,
)
from services.register.events.seal import RegisterSealed
from services.register.events.volunteer import (
    AvailabilitySet,
    CourseDropped,
    CourseNoted,
    DuplicateCleared,
    DuplicateNoted,
    LanguageDeclared,
    Level,
    Outcome,
    RestrictionCleared,
    RestrictionNoted,
    SkillDeclared,
    SkillVerified,
    VolunteerApplied,
    VolunteerVetted,
    ZoneSet,
)
from services.register.events.week import Slot

CATALOGUE = Catalogue(
    "register",
    HouseholdNoted, SharingNoted, SharingEnded, HouseholdExitNoted, RegisterDeclared, MatchingRulesPublished,
    VolunteerApplied, VolunteerVetted, VolunteerRegistered, NumberTaken, VolunteerSuspended, VolunteerResumed,
    RegistrationEnded, RegistrationVoided, RegisterSealed, CoverStarted, CoverRenewed, CoverEnded, CoverLapsed,
    SkillDeclared, SkillVerified, LanguageDeclared, AvailabilitySet, ZoneSet, CourseNoted, CourseDropped,
    DuplicateNoted, DuplicateCleared, RestrictionNoted, RestrictionCleared, NeedPublished, NeedClosed, OfferMade, CandidatesRanked,
    MatchProposed, MatchConfirmed, MatchDeclined, MatchCompleted, MatchEnded, FeedbackGiven, ShiftsTaken, ShiftsReleased,
    HoursLogged, HoursApproved, HoursRejected, HoursReversed,
    *AMENDING,
)  # fmt: skip
