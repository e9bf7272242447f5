"""What of oversight is corrected and voided as such, and what stands for ever."""

from services.kernel.policy import Amendable, Instead, Part, Policy, Rest
from services.oversight import commands as asks
from services.oversight import events

POLICY: Policy = {
    events.ProjectNoted: Part(),
    events.AgencyNoted: Part(),
    events.ControlOpened: Instead(None),
    events.SamplingRulesPublished: Instead("PublishSamplingRules"),
    events.SampleDrawn: Instead(None),
    events.FindingRaised: Instead(None),
    events.FindingAnswered: Instead(None),
    events.ControlClosed: Instead(None),
    events.IrregularityReported: Instead("UpdateIrregularity"),
    events.IrregularityUpdated: Instead("UpdateIrregularity"),
    events.EvidenceFiled: Instead(None),
    events.TargetSet: Instead("SetTarget"),
    events.ReportSealed: Instead("RectifyReport"),
    events.ReportRectified: Instead("RectifyReport"),
    events.AccountOpened: Instead(None),
    events.ExpenseClaimed: Amendable(
        asks.ClaimExpense, fields=("line",), four_eyes=True,
        rests=(Rest((events.ExpenseAccepted, events.ExpenseRejected), restate=True),),
    ),
    events.ExpenseAccepted: Amendable(asks.AcceptExpense, fields=("note",), four_eyes=True),
    events.ExpenseRejected: Amendable(asks.RejectExpense, fields=("ground", "note")),
    events.RetentionNoted: Part(),
    events.FinalPaymentDeclared: Instead("DeclareFinalPayment"),
    events.ParticipationNoted: Part(),
    events.SameHumanNoted: Part(),
    events.SameHumanCleared: Part(),
    events.HoldPlaced: Instead("ReleaseHold"),
    events.HoldReleased: Instead(None),
    events.ErasureRequested: Instead(None),
    events.ErasureRefused: Instead(None),
    events.SubjectErased: Instead(None),
    events.SubjectReadmitted: Instead("RequestErasure"),
    events.ProcessingRestricted: Instead("LiftRestriction"),
    events.RestrictionLifted: Instead("RestrictProcessing"),
    events.ObjectionRaised: Instead("DecideObjection"),
    events.ObjectionDecided: Instead(None),
    events.DataDisclosed: Instead(None),
    events.RecipientTold: Instead(None),
}  # fmt: skip
