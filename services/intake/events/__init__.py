"""What intake publishes, in the order of a household's story."""

from services.intake.events.access import EmergencyAccessGranted, RecordViewed
from services.intake.events.assessment import AssessmentRecorded, AssessmentRevised, Phase
from services.intake.events.case import CaseClosed, CaseOpened, CaseReopened, CaseTransferred, WorkerAssigned
from services.intake.events.consent import ConsentExpired, ConsentGiven, ConsentRenewed, ConsentWithdrawn, Purpose
from services.intake.events.follow_up import FollowUpFellDue, FollowUpRecorded, FollowUpScheduled
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
    MergeReleased,
    MergeTaken,
    PersonUnlinked,
    PotentialDuplicateDetected,
)
from services.intake.events.milestone import Milestone, MilestoneReached
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
from services.intake.events.plan import (
    Dimension,
    GoalProgressed,
    GoalReached,
    GoalSet,
    PlanAgreed,
    PlanDrafted,
    PlanReviewed,
    ReviewFellDue,
    ReviewOutcome,
)
from services.intake.events.programme import AgencyRegistered, Authority, ProgrammeDeclared, ProgrammeRules
from services.intake.events.referral import (
    Ground,
    OtherGround,
    ReferralAccepted,
    ReferralCompleted,
    ReferralRejected,
    ReferralRevoked,
    ReferralSent,
)
from services.intake.events.regrouping import HouseholdsJoined, HouseholdSplit
from services.intake.events.service_log import ServiceCorrected, ServiceDelivered, ServiceVoided
from services.intake.events.sharing import SHARING, Sharing, sharing_of
from services.kernel.amending import EVENTS as AMENDING
from services.kernel.event import Catalogue

CATALOGUE = Catalogue(
    "intake",
    AgencyRegistered, ProgrammeDeclared, PersonRegistered, PersonCorrected, CountingProfileSet, ResidencePermitRecorded,
    ResidencePermitExpired, PotentialDuplicateDetected, DuplicateConfirmed, DuplicateRejected, PersonUnlinked,
    MergeTaken, MergeReleased,
    CaseOpened, WorkerAssigned, CaseTransferred, CaseClosed, CaseReopened,
    FamilyEnrolled, MemberAdded, MemberLeft, HeadChanged, MembershipTaken, MembershipReleased,
    HouseholdSplit, HouseholdsJoined, ConsentGiven, ConsentRenewed, ConsentWithdrawn, ConsentExpired,
    ReferralSent, ReferralAccepted, ReferralRejected, ReferralCompleted, ReferralRevoked, EmergencyAccessGranted, RecordViewed,
    AssessmentRecorded, AssessmentRevised,
    PlanDrafted, GoalSet, PlanAgreed, GoalProgressed, GoalReached, PlanReviewed, ReviewFellDue,
    ServiceDelivered, ServiceCorrected, ServiceVoided, MilestoneReached, FamilyExited, FollowUpScheduled, FollowUpRecorded,
    FollowUpFellDue,
    *AMENDING,
)  # fmt: skip
