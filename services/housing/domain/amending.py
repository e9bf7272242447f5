"""What of housing is corrected and voided as such, and what has a command of its own that says how it is."""

from services.housing import commands as asks
from services.housing import events
from services.kernel.policy import Amendable, Instead, Part, Policy, Rest

_GONE_ON = Rest(
    (events.AssignmentExtended, events.HouseholdMoved, events.OccupantJoined, events.OccupantLeft, events.UnitReleased),
    "assignment",
)
"""What tells of a stay as it stood then."""

POLICY: Policy = {
    events.DwellingAdded: Amendable(asks.AddDwelling, fields=("name", "address"), voidable=False),
    events.UnitAdded: Amendable(asks.AddUnit, fields=("label",), voidable=False),
    events.AgreementDrafted: Amendable(
        asks.DraftAgreement, fields=("rules",), rests=(Rest((events.AgreementSigned,), "agreement", restate=True),)
    ),
    events.AgreementSigned: Amendable(
        asks.SignAgreement,
        four_eyes=True,
        rests=(Rest((events.UnitAssigned, events.HouseholdMoved), stream="stay/{household}"),),
    ),
    events.UnitAssigned: Amendable(asks.AssignUnit, four_eyes=True, rests=(_GONE_ON,)),
    events.AssignmentExtended: Amendable(asks.ExtendAssignment, fields=("reason",), four_eyes=True, rests=(_GONE_ON,)),
    events.HouseholdMoved: Instead("MoveHousehold"),
    events.OccupantJoined: Part(),
    events.OccupantLeft: Part(),
    events.StayFellDue: Instead(),
    events.UnitReleased: Amendable(
        asks.ReleaseUnit, fields=("reason", "destination"), four_eyes=True, rests=(Rest((events.UnitAssigned,)),)
    ),
    events.UnitTaken: Part(),
    events.UnitListed: Part(),
    events.UnitOutOfService: Instead("ReturnUnit"),
    events.UnitReturned: Instead("TakeUnitOutOfService"),
    events.VacancyOpened: Instead("CloseVacancy"),
    events.VacancyClosed: Part((Rest((events.VacancyOpened,)),)),
    events.UnitProposed: Instead("DeclineProposal"),
    events.ProposalAccepted: Instead("DeclineProposal"),
    events.ProposalDeclined: Instead("ProposeUnit"),
    events.RulesPublished: Instead("PublishRules"),
    events.HousingApplied: Instead("WithdrawApplication"),
    events.ApplicationWithdrawn: Amendable(
        asks.WithdrawApplication, rests=(Rest((events.HousingApplied,), "household"), Rest((events.RankOverridden,)))
    ),
    events.CandidateRanked: Instead("RankCandidates"),
    events.CandidateExcluded: Instead("RankCandidates"),
    events.ListRanked: Instead("RankCandidates"),
    events.RankOverridden: Instead("OverrideRank"),
    events.PlaceShifted: Instead("OverrideRank"),
    events.HouseRulesPublished: Instead("PublishHouseRules"),
    events.AgreementAmended: Instead("AmendAgreement"),
    events.SignatoryAdded: Amendable(asks.AddSignatory, rests=(Rest((events.AgreementSigned,), "person"),)),
    events.BreachReported: Amendable(asks.ReportBreach, fields=("note",), four_eyes=True),
    events.AgreementEnded: Instead("DraftAgreement"),
    events.IncidentReported: Amendable(
        asks.ReportIncident,
        fields=("note",),
        rests=(Rest((events.IncidentClassified, events.MediationHeld, events.IncidentClosed), "incident"),),
    ),
    events.IncidentClassified: Instead("ClassifyIncident"),
    events.MediationHeld: Amendable(asks.MediateIncident, fields=("note",)),
    events.IncidentClosed: Amendable(asks.CloseIncident, fields=("note",)),
    events.WarningIssued: Amendable(
        asks.IssueWarning, fields=("note",), four_eyes=True, rests=(Rest((events.WarningIssued, events.ReviewRequested)),)
    ),
    events.ReviewRequested: Part((Rest((events.ReviewHeld,), "review"),)),
    events.ReviewHeld: Amendable(asks.HoldReview, fields=("note",)),
    events.CommitmentMade: Amendable(asks.MakeCommitment, rests=(Rest((events.HelpLogged,), "commitment"),)),
    events.HelpLogged: Instead("RejectHelp"),
    events.CommitmentKept: Amendable(asks.ConfirmHelp, four_eyes=True),
    events.HelpRejected: Instead("LogHelp"),
    events.CommitmentEnded: Amendable(asks.EndCommitment, rests=(Rest((events.CommitmentMade,)),)),
    events.MeetingHeld: Amendable(asks.HoldMeeting, fields=("minutes_text",)),
    events.DuplicateNoted: Part(),
    events.DuplicateCleared: Part(),
    events.RestrictionNoted: Part(),
    events.RestrictionCleared: Part(),
    events.ChargeNoted: Part(),
    events.UnitFreed: Part(
        (
            Rest((events.UnitTaken,)),
            Rest((events.VacancyOpened,), stream="vacancy/{unit}"),
            Rest((events.UnitOutOfService,), stream="unit/{unit}"),
        )
    ),
    events.RulesNoted: Part(),
    events.HouseholdNoted: Part(),
    events.MembersNoted: Part(),
    events.SharingNoted: Part(),
    events.SharingEnded: Part(),
    events.CaseEndNoted: Part(),
    events.ExitNoted: Part(),
}
