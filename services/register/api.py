"""The routes of the register: one per command that people give; what reactions give has none."""

from infra.web import Route
from services.register import commands as asks
from services.register.application import Register


def routes(register: Register) -> tuple[Route, ...]:
    """Address, command and method, one line each."""
    match, person = "/households/{household}/matches/{match}", "/volunteers/{person}"
    return (
        Route("/volunteers", asks.ApplyAsVolunteer, register.volunteers.apply_as_volunteer),
        Route(f"{person}/vetting", asks.VetVolunteer, register.volunteers.vet_volunteer),
        Route(f"{person}/registration", asks.RegisterVolunteer, register.volunteers.register_volunteer),
        Route(f"{person}/covers", asks.StartCover, register.covers.start_cover),
        Route(f"{person}/skills", asks.DeclareSkill, register.volunteers.declare_skill),
        Route(f"{person}/availability", asks.SetAvailability, register.volunteers.set_availability),
        Route("/households/{household}/needs", asks.PublishNeed, register.needs.publish_need),
        Route("/households/{household}/needs/{need}/matches", asks.ProposeMatch, register.matching.propose_match),
        Route(f"{match}/confirmation", asks.ConfirmMatch, register.matching.confirm_match),
        Route(f"{match}/end", asks.EndMatch, register.matching.end_match),
        Route(f"{match}/hours", asks.LogHours, register.hours.log_hours),
        Route(f"{person}/hours/{{hours}}/approval", asks.ApproveHours, register.hours.approve_hours),
    )
