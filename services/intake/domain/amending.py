"""What of intake is corrected and voided as such, and what has a command of its own that says how it is."""

from services.intake import commands as asks
from services.intake import events
from services.kernel.amending import Amendable, Instead, Part, Policy, Rest

_CARE = (
    Rest((events.ServiceDelivered,), stream="service-log/{household}"),
    Rest((events.AssessmentRecorded,), stream="assessment/{household}"),
    Rest((events.PlanDrafted,), stream="plan/{household}"),
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
        rests=(Rest((events.CaseClosed,)), Rest((events.FamilyEnrolled,), stream="household/{household}"), *_CARE),
    ),
    events.CaseClosed: Amendable(asks.CloseCase, fields=("outcome", "destination")),
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
    events.FamilyEnrolled: Amendable(asks.EnrolFamily, fields=("notice",), four_eyes=True, rests=(_STORY, *_CARE)),
    events.MemberAdded: Amendable(
        asks.AddMember, fields=("relationship",), four_eyes=True, rests=(Rest((events.MemberLeft,), "person"),)
    ),
    events.MemberLeft: Amendable(asks.RemoveMember, fields=("destination",), four_eyes=True),
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
        asks.RecordAssessment, four_eyes=True, rests=(Rest((events.AssessmentRevised,), "assessment"),)
    ),
    events.AssessmentRevised: Instead("ReviseAssessment"),
    events.PlanDrafted: Amendable(asks.DraftPlan, fields=("summary",), rests=(Rest((events.GoalSet,), "plan"),)),
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
        rests=(Rest((events.ServiceCorrected, events.ServiceVoided), "delivery"),),
    ),
    events.ServiceCorrected: Instead("CorrectService"),
    events.ServiceVoided: Instead("RecordService"),
    events.FollowUpScheduled: Amendable(asks.ScheduleFollowUp, rests=(Rest((events.FollowUpRecorded,), "follow_up"),)),
    events.FollowUpRecorded: Amendable(asks.RecordFollowUp, fields=("note",), four_eyes=True),
    events.FollowUpFellDue: Instead(),
    events.FamilyExited: Amendable(asks.EndEnrolment, fields=("destination", "reason"), four_eyes=True),
}
