"""The routes of the register: one per command that people give; what reactions give has none."""

from infra.web import Route
from services.register import commands as asks
from services.register.application import Register


def routes(register: Register) -> tuple[Route, ...]:
    """Address, command and method, one line each."""
    match, person = "/households/{household}/matches/{match}", "/volunteers/{person}"
    family = "/households/{household}"
    return (
        Route("/register/declaration", asks.DeclareRegister, register.registrations.declare_register),
        Route("/register/seals", asks.SealRegister, register.seals.seal_register),
        Route("/matching-rules", asks.PublishMatchingRules, register.matching.publish_matching_rules),
        Route("/volunteers", asks.ApplyAsVolunteer, register.volunteers.apply_as_volunteer),
        Route(f"{person}/vetting", asks.VetVolunteer, register.volunteers.vet_volunteer),
        Route(f"{person}/registration", asks.RegisterVolunteer, register.registrations.register_volunteer),
        Route(f"{person}/suspension", asks.SuspendVolunteer, register.registrations.suspend_volunteer),
        Route(f"{person}/resumption", asks.ResumeVolunteer, register.registrations.resume_volunteer),
        Route(f"{person}/registration/end", asks.CancelRegistration, register.registrations.cancel_registration),
        Route(f"{person}/registration/voiding", asks.VoidRegistration, register.registrations.void_registration),
        Route(f"{person}/covers", asks.StartCover, register.covers.start_cover),
        Route(f"{person}/covers/{{cover}}/renewal", asks.RenewCover, register.covers.renew_cover),
        Route(f"{person}/covers/{{cover}}/end", asks.EndCover, register.covers.end_cover),
        Route(f"{person}/covers/{{cover}}/lapse", asks.LapseCover, register.covers.lapse_cover),
        Route(f"{person}/skills", asks.DeclareSkill, register.volunteers.declare_skill),
        Route(f"{person}/skills/verification", asks.VerifySkill, register.volunteers.verify_skill),
        Route(f"{person}/languages", asks.DeclareLanguage, register.volunteers.declare_language),
        Route(f"{person}/availability", asks.SetAvailability, register.volunteers.set_availability),
        Route(f"{person}/zone", asks.SetZone, register.volunteers.set_zone),
        Route(f"{person}/offers", asks.MakeOffer, register.volunteers.make_offer),
        Route(f"{family}/needs", asks.PublishNeed, register.needs.publish_need),
        Route(f"{family}/needs/{{need}}/closing", asks.CloseNeed, register.needs.close_need),
        Route(f"{family}/needs/{{need}}/ranking", asks.RankVolunteers, register.matching.rank_volunteers),
        Route(f"{family}/needs/{{need}}/matches", asks.ProposeMatch, register.matching.propose_match),
        Route(f"{match}/confirmation", asks.ConfirmMatch, register.matching.confirm_match),
        Route(f"{match}/refusal", asks.DeclineMatch, register.matching.decline_match),
        Route(f"{match}/completion", asks.CompleteMatch, register.matching.complete_match),
        Route(f"{match}/end", asks.EndMatch, register.matching.end_match),
        Route(f"{match}/feedback", asks.GiveFeedback, register.matching.give_feedback),
        Route(f"{match}/hours", asks.LogHours, register.hours.log_hours),
        Route(f"{person}/hours/{{hours}}/approval", asks.ApproveHours, register.hours.approve_hours),
        Route(f"{person}/hours/{{hours}}/rejection", asks.RejectHours, register.hours.reject_hours),
        Route(f"{person}/hours/{{hours}}/reversal", asks.ReverseHours, register.hours.reverse_hours),
        *register.amendments.routes(),
    )
