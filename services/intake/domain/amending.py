"""What of intake is corrected and voided as such, and what has a command of its own that says how it is."""

from services.intake import commands as asks
from services.intake import events
from services.intake.codes import codes
from services.intake.domain.case import UnknownDestination
from services.intake.domain.household import PrivacyNoticeMissing
from services.kernel.policy import Amendable, Instead, Part, Policy, Rest
from services.kernel.rules import RuleBroken


def known_destination(fact: events.MemberLeft | events.FamilyExited | events.CaseClosed) -> RuleBroken | None:
    """Where somebody has gone is a code of the list, also when it is said again."""
    known = fact.destination is None or fact.destination in codes("destinations")
    return None if known else UnknownDestination("destination", destination=fact.destination)


def with_notice(fact: events.FamilyEnrolled) -> RuleBroken | None:
    """Which notice was given may be corrected, not that one was."""
    return None if fact.notice else PrivacyNoticeMissing("notice")


_CARE = (
    Rest((events.ServiceDelivered,), stream="service-log/{household}"),
    Rest((events.AssessmentRecorded,), stream="assessment/{household}"),
    Rest((events.PlanDrafted,), stream="plan/{household}"),
)
_OF_MEMBER = (
    Rest((events.MemberLeft,), "person"),
    Rest((events.HeadChanged,), "person", named="head"),
    Rest((events.ConsentGiven, events.ConsentRenewed), "person", "consent/{household}", named="signatory"),
    Rest((events.AssessmentRecorded,), "person", "assessment/{household}"),
    Rest((events.GoalSet,), "person", "plan/{household}"),
    Rest((events.PlanAgreed,), "person", "plan/{household}", named="signatories"),
    Rest((events.ServiceDelivered, events.ServiceCorrected), "person", "service-log/{household}", named="recipients"),
)
_STORY = Rest((events.MemberAdded, events.MemberLeft, events.HeadChanged, events.FamilyExited))

POLICY: Policy = {
    events.AgencyRegistered: Instead("RegisterAgency"),
    events.ProgrammeDeclared: Instead("DeclareProgramme"),
    events.PersonRegistered: Instead("CorrectPerson"),
    events.CountingProfileSet: Instead("CorrectPerson"),
    events.PersonCorrected: Instead("CorrectPerson"),
    events.ResidencePermitRecorded: Instead("RecordResidencePermit"),
    events.ResidencePermitExpired: Instead("RecordResidencePermit"),
    events.PotentialDuplicateDetected: Instead("RejectDuplicate"),
    events.DuplicateConfirmed: Instead("UnlinkPerson"),
    events.DuplicateRejected: Instead("ConfirmDuplicate"),
    events.PersonUnlinked: Instead("ConfirmDuplicate"),
    events.MergeTaken: Instead("UnlinkPerson"),
    events.MergeReleased: Instead("ConfirmDuplicate"),
    events.CaseOpened: Amendable(
        asks.OpenCase,
        rests=(
            Rest((events.CaseTransferred, events.CaseClosed)),
            Rest((events.FamilyEnrolled,), stream="household/{household}"),
            Rest((events.ConsentGiven,), stream="consent/{household}"),
            Rest((events.ReferralSent,), stream="referral/{household}"),
            *_CARE,
        ),
    ),
    events.CaseClosed: Amendable(asks.CloseCase, fields=("outcome", "destination"), check=known_destination),
    events.WorkerAssigned: Instead("AssignWorker"),
    events.CaseTransferred: Instead("TransferCase"),
    events.CaseReopened: Instead("CloseCase"),
    events.ReferralSent: Instead("RevokeReferral"),
    events.ReferralAccepted: Instead("CompleteReferral"),
    events.ReferralRejected: Instead("ReferToAgency"),
    events.ReferralCompleted: Amendable(asks.CompleteReferral, fields=("note",), voidable=False),
    events.ReferralRevoked: Instead("ReferToAgency"),
    events.EmergencyAccessGranted: Instead(),
    events.RecordViewed: Instead(),
    events.FamilyEnrolled: Amendable(
        asks.EnrolFamily, fields=("notice",), four_eyes=True, rests=(_STORY, *_CARE), check=with_notice
    ),
    events.MemberAdded: Amendable(asks.AddMember, fields=("relationship",), four_eyes=True, rests=_OF_MEMBER),
    events.MemberLeft: Amendable(
        asks.RemoveMember,
        fields=("destination",),
        four_eyes=True,
        rests=(Rest((events.FamilyExited,)),),
        check=known_destination,
    ),
    events.HeadChanged: Instead("ChangeHead"),
    events.HouseholdSplit: Instead("JoinHouseholds"),
    events.HouseholdsJoined: Instead("SplitHousehold"),
    events.MembershipTaken: Part((Rest((events.MembershipReleased,)),)),
    events.MembershipReleased: Part((Rest((events.MembershipTaken,)),)),
    events.ConsentGiven: Amendable(asks.GiveConsent, fields=("purpose",), voidable=False),
    events.ConsentWithdrawn: Instead("GiveConsent"),
    events.ConsentRenewed: Instead("WithdrawConsent"),
    events.ConsentExpired: Instead("GiveConsent"),
    events.AssessmentRecorded: Amendable(
        asks.RecordAssessment,
        four_eyes=True,
        rests=(
            Rest((events.AssessmentRevised,), "assessment"),
            Rest((events.FollowUpRecorded,), "assessment", "follow-up/{household}"),
        ),
    ),
    events.AssessmentRevised: Instead("ReviseAssessment"),
    events.PlanDrafted: Amendable(asks.DraftPlan, fields=("summary",), rests=(Rest((events.GoalSet, events.PlanAgreed), "plan"),)),
    events.PlanAgreed: Amendable(asks.AgreePlan, rests=(Rest((events.PlanReviewed,), "plan"),)),
    events.PlanReviewed: Instead("ReviewPlan"),
    events.ReviewFellDue: Instead(),
    events.GoalSet: Amendable(
        asks.SetGoal, fields=("due", "text"), rests=(Rest((events.GoalProgressed, events.GoalReached), "goal"),)
    ),
    events.GoalProgressed: Amendable(asks.RecordGoalProgress, fields=("note",)),
    events.GoalReached: Part(),
    events.ServiceDelivered: Amendable(
        asks.RecordService,
        fields=("minutes", "amount_cents", "note"),
        four_eyes=True,
        rests=(Rest((events.ServiceCorrected, events.ServiceVoided), "delivery", restate=True),),
    ),
    events.ServiceCorrected: Instead("CorrectService"),
    events.ServiceVoided: Instead("RecordService"),
    events.MilestoneReached: Amendable(asks.RecordMilestone, fields=("note",), four_eyes=True),
    events.FollowUpScheduled: Amendable(asks.ScheduleFollowUp, rests=(Rest((events.FollowUpRecorded,), "follow_up"),)),
    events.FollowUpRecorded: Amendable(asks.RecordFollowUp, fields=("note",), four_eyes=True),
    events.FollowUpFellDue: Instead(),
    events.FamilyExited: Amendable(
        asks.EndEnrolment,
        fields=("destination", "reason"),
        four_eyes=True,
        rests=(
            Rest((events.CaseClosed,), stream="case/{household}"),
            Rest((events.FollowUpScheduled, events.FollowUpRecorded), stream="follow-up/{household}"),
        ),
        check=known_destination,
    ),
}
