"""What of the register is corrected and voided as such, and what has a command of its own that says how it is."""

from services.kernel.policy import Amendable, Instead, Part, Policy, Rest
from services.register import commands as asks
from services.register import events

POLICY: Policy = {
    events.VolunteerApplied: Amendable(
        asks.ApplyAsVolunteer, fields=("motivation",), rests=(Rest((events.VolunteerVetted, events.VolunteerRegistered)),)
    ),
    events.VolunteerVetted: Instead("VetVolunteer"),
    events.VolunteerRegistered: Instead("VoidRegistration"),
    events.NumberTaken: Instead("VoidRegistration"),
    events.CoverStarted: Amendable(asks.StartCover, fields=("insurer", "policy"), voidable=False),
    events.SkillDeclared: Amendable(asks.DeclareSkill, rests=(Rest((events.SkillVerified,), "skill"),)),
    events.AvailabilitySet: Instead("SetAvailability"),
    events.NeedPublished: Amendable(
        asks.PublishNeed, rests=(Rest((events.NeedClosed,), "need"), Rest((events.MatchProposed,), "need", "matches/{household}"))
    ),
    events.MatchProposed: Instead("EndMatch"),
    events.MatchConfirmed: Instead("EndMatch"),
    events.MatchEnded: Amendable(asks.EndMatch, fields=("note",), voidable=False, rests=(Rest((events.MatchConfirmed,), "need"),)),
    events.ShiftsTaken: Instead("EndMatch"),
    events.ShiftsReleased: Part(
        (
            Rest((events.ShiftsTaken,)),
            Rest((events.CoverEnded,), stream="cover/{person}"),
            Rest((events.RegistrationEnded, events.RegistrationVoided), stream="volunteer/{person}"),
        )
    ),
    events.HoursLogged: Instead("ReverseHours"),
    events.HoursApproved: Instead("ReverseHours"),
    events.HoursRejected: Instead("LogHours"),
    events.HoursReversed: Instead("LogHours"),
    events.SkillVerified: Amendable(asks.VerifySkill, fields=("note",)),
    events.LanguageDeclared: Instead("DeclareLanguage"),
    events.ZoneSet: Instead("SetZone"),
    events.RegisterDeclared: Instead("DeclareRegister"),
    events.VolunteerSuspended: Instead("ResumeVolunteer"),
    events.VolunteerResumed: Instead("SuspendVolunteer"),
    events.RegistrationEnded: Amendable(
        asks.CancelRegistration, fields=("reason", "note"), rests=(Rest((events.VolunteerRegistered,)),)
    ),
    events.RegistrationVoided: Instead("RegisterVolunteer"),
    events.RegisterSealed: Instead("SealRegister"),
    events.CoverRenewed: Amendable(asks.RenewCover, fields=("policy",), voidable=False),
    events.CoverEnded: Amendable(asks.EndCover, fields=("reason",)),
    events.CoverLapsed: Instead("RenewCover"),
    events.NeedClosed: Amendable(asks.CloseNeed, fields=("reason", "note")),
    events.OfferMade: Amendable(asks.MakeOffer, fields=("skill", "what")),
    events.MatchingRulesPublished: Instead("PublishMatchingRules"),
    events.CandidatesRanked: Instead("RankVolunteers"),
    events.MatchDeclined: Amendable(asks.DeclineMatch, fields=("reason", "note"), voidable=False),
    events.MatchCompleted: Amendable(asks.CompleteMatch, fields=("note",), voidable=False),
    events.FeedbackGiven: Amendable(asks.GiveFeedback, fields=("rating", "comment")),
    events.CourseNoted: Part(),
    events.CourseDropped: Part(),
    events.DuplicateNoted: Part(),
    events.DuplicateCleared: Part(),
    events.RestrictionNoted: Part(),
    events.RestrictionCleared: Part(),
    events.HouseholdNoted: Part(),
    events.SharingNoted: Part(),
    events.SharingEnded: Part(),
    events.HouseholdExitNoted: Part(),
}
