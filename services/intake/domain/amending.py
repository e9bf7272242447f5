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
    events.CaseOpened: Amendable(
        asks.OpenCase,
        rests=(Rest((events.CaseClosed,)), Rest((events.FamilyEnrolled,), stream="household/{household}"), *_CARE),
    ),
    events.CaseClosed: Amendable(asks.CloseCase, fields=("outcome", "destination")),
    events.FamilyEnrolled: Amendable(asks.EnrolFamily, fields=("notice",), four_eyes=True, rests=(_STORY, *_CARE)),
    events.MemberAdded: Amendable(
        asks.AddMember, fields=("relationship",), four_eyes=True, rests=(Rest((events.MemberLeft,), "person"),)
    ),
    events.MemberLeft: Amendable(asks.RemoveMember, fields=("destination",), four_eyes=True),
    events.HeadChanged: Instead("ChangeHead"),
    events.MembershipTaken: Part((Rest((events.MembershipReleased,)),)),
    events.MembershipReleased: Part((Rest((events.MembershipTaken,)),)),
    events.ConsentGiven: Amendable(asks.GiveConsent, fields=("purpose",), rests=(Rest((events.ConsentWithdrawn,), "consent"),)),
    events.ConsentWithdrawn: Instead("GiveConsent"),
    events.AssessmentRecorded: Amendable(asks.RecordAssessment, four_eyes=True),
    events.PlanDrafted: Amendable(asks.DraftPlan, fields=("summary",), rests=(Rest((events.GoalSet,), "plan"),)),
    events.GoalSet: Amendable(
        asks.SetGoal, fields=("due", "text"), rests=(Rest((events.GoalProgressed, events.GoalReached), "goal"),)
    ),
    events.GoalProgressed: Amendable(asks.RecordGoalProgress, fields=("note",)),
    events.GoalReached: Part(),
    events.ServiceDelivered: Instead("CorrectService"),
    events.ServiceCorrected: Instead("CorrectService"),
    events.ServiceVoided: Instead("RecordService"),
    events.FamilyExited: Amendable(asks.EndEnrolment, fields=("destination", "reason"), four_eyes=True),
}
