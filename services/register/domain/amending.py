"""What of the register is corrected and voided as such, and what has a command of its own that says how it is."""

from services.kernel.amending import Amendable, Instead, Part, Policy, Rest
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
    events.SkillDeclared: Amendable(asks.DeclareSkill),
    events.AvailabilitySet: Instead("SetAvailability"),
    events.NeedPublished: Amendable(asks.PublishNeed, rests=(Rest((events.MatchProposed,), "need", "matches/{household}"),)),
    events.MatchProposed: Instead("EndMatch"),
    events.MatchConfirmed: Instead("EndMatch"),
    events.MatchEnded: Amendable(asks.EndMatch, fields=("reason", "note"), voidable=False),
    events.ShiftsTaken: Instead("EndMatch"),
    events.ShiftsReleased: Instead("EndMatch"),
    events.HoursLogged: Instead("ReverseHours"),
    events.HoursApproved: Instead("ReverseHours"),
    events.CourseNoted: Part(),
    events.HouseholdNoted: Part(),
    events.SharingNoted: Part(),
    events.SharingEnded: Part(),
    events.HouseholdExitNoted: Part(),
}
