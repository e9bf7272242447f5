"""What intake publishes, in the order of a household's story."""

from services.intake.events.assessment import AssessmentRecorded, Phase
from services.intake.events.case import CaseClosed, CaseOpened
from services.intake.events.consent import ConsentGiven, ConsentWithdrawn
from services.intake.events.household import (
    FamilyEnrolled,
    FamilyExited,
    HeadChanged,
    Member,
    MemberAdded,
    MemberLeft,
    MembershipReleased,
    MembershipTaken,
    PrivacyNotice,
)
from services.intake.events.identity import (
    DuplicateConfirmed,
    DuplicateRejected,
    Finding,
    PersonUnlinked,
    PotentialDuplicateDetected,
)
from services.intake.events.person import (
    CitizenshipGroup,
    CountingProfileSet,
    Identity,
    PartlyKnown,
    PersonCorrected,
    PersonField,
    PersonRegistered,
    ResidencePermitExpired,
    ResidencePermitRecorded,
    Sex,
    Sureness,
)
from services.intake.events.plan import Dimension, GoalProgressed, GoalReached, GoalSet, PlanDrafted
from services.intake.events.programme import AgencyRegistered, ProgrammeDeclared, ProgrammeRules
from services.intake.events.service_log import ServiceCorrected, ServiceDelivered, ServiceVoided
from services.kernel.event import Catalogue

CATALOGUE = Catalogue(
    "intake",
    AgencyRegistered, ProgrammeDeclared, PersonRegistered, PersonCorrected, CountingProfileSet, ResidencePermitRecorded,
    ResidencePermitExpired, PotentialDuplicateDetected, DuplicateConfirmed, DuplicateRejected, PersonUnlinked,
    CaseOpened, CaseClosed,
    FamilyEnrolled, MemberAdded, MemberLeft, HeadChanged, MembershipTaken, MembershipReleased,
    ConsentGiven, ConsentWithdrawn, AssessmentRecorded, PlanDrafted, GoalSet, GoalProgressed, GoalReached,
    ServiceDelivered, ServiceCorrected, ServiceVoided, FamilyExited,
)  # fmt: skip
