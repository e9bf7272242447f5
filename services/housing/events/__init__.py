"""What housing publishes: dwellings and units, agreements, stays, and what it noted of its neighbours' facts."""

from services.housing.events.agreement import (
    AgreementAmended,
    AgreementDrafted,
    AgreementEnded,
    AgreementSigned,
    BreachReported,
    SignatoryAdded,
)
from services.housing.events.assignment import (
    AssignmentExtended,
    ExitNoted,
    HouseholdMoved,
    OccupantJoined,
    OccupantLeft,
    StayFellDue,
    UnitAssigned,
    UnitReleased,
)
from services.housing.events.commitment import CommitmentEnded, CommitmentKept, CommitmentMade, HelpLogged, HelpRejected
from services.housing.events.dwelling import DwellingAdded, UnitAdded, UnitFreed, UnitOutOfService, UnitReturned, UnitTaken
from services.housing.events.house import HouseRulesPublished, UnitListed
from services.housing.events.household import (
    CaseEndNoted,
    ChargeNoted,
    HouseholdNoted,
    MembersNoted,
    RulesNoted,
    SharingEnded,
    SharingNoted,
)
from services.housing.events.incident import (
    IncidentClassified,
    IncidentClosed,
    IncidentReported,
    MediationHeld,
    ReviewHeld,
    ReviewRequested,
    WarningIssued,
)
from services.housing.events.meeting import MeetingHeld
from services.housing.events.person import DuplicateCleared, DuplicateNoted, RestrictionCleared, RestrictionNoted
from services.housing.events.proposal import ProposalAccepted, ProposalDeclined, UnitProposed
from services.housing.events.vacancy import VacancyClosed, VacancyOpened
from services.housing.events.waiting_list import (
    ApplicationWithdrawn,
    CandidateExcluded,
    CandidateRanked,
    HousingApplied,
    ListRanked,
    PlaceShifted,
    RankOverridden,
    RulesPublished,
)
from services.kernel.amending import EVENTS as AMENDING
from services.kernel.event import Catalogue

CATALOGUE = Catalogue(
    "housing",
    DwellingAdded, UnitAdded, RulesNoted, HouseholdNoted, MembersNoted, SharingNoted, SharingEnded, ChargeNoted, CaseEndNoted,
    ExitNoted, AgreementDrafted, AgreementSigned, UnitAssigned, UnitTaken, UnitReleased, UnitFreed,
    UnitOutOfService, UnitReturned, VacancyOpened, VacancyClosed, UnitProposed, ProposalAccepted, ProposalDeclined,
    RulesPublished, HousingApplied, ApplicationWithdrawn, CandidateRanked, CandidateExcluded, ListRanked,
    RankOverridden, PlaceShifted,
    AssignmentExtended, HouseholdMoved, OccupantJoined, OccupantLeft, StayFellDue,
    DuplicateNoted, DuplicateCleared, RestrictionNoted, RestrictionCleared,
    UnitListed, HouseRulesPublished, AgreementAmended, SignatoryAdded, BreachReported, AgreementEnded,
    IncidentReported, IncidentClassified, MediationHeld, WarningIssued, ReviewRequested, ReviewHeld, IncidentClosed,
    CommitmentMade, HelpLogged, CommitmentKept, HelpRejected, CommitmentEnded, MeetingHeld,
    *AMENDING,
)  # fmt: skip
