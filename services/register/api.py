"""The routes of the register: one per command that people give; what reactions give has none."""

from infra.web import Route
from services.register import commands as asks
from services.register.application import Register


def routes(register: Register) -> tuple[Route, ...]:
    """Address, command and method, one line each."""
    match, person = "/households/{household}/matches/{match}", "/volunteers/{person}"
    return (
        Route("/volunteers", asks.ApplyAsVolunteer, register.apply_as_volunteer),
        Route(f"{person}/vetting", asks.VetVolunteer, register.vet_volunteer),
        Route(f"{person}/registration", asks.RegisterVolunteer, register.register_volunteer),
        Route(f"{person}/covers", asks.StartCover, register.start_cover),
        Route(f"{person}/skills", asks.DeclareSkill, register.declare_skill),
        Route(f"{person}/availability", asks.SetAvailability, register.set_availability),
        Route("/households/{household}/needs", asks.PublishNeed, register.publish_need),
        Route("/households/{household}/needs/{need}/matches", asks.ProposeMatch, register.propose_match),
        Route(f"{match}/confirmation", asks.ConfirmMatch, register.confirm_match),
        Route(f"{match}/end", asks.EndMatch, register.end_match),
        Route(f"{match}/hours", asks.LogHours, register.log_hours),
        Route(f"{person}/hours/{{hours}}/approval", asks.ApproveHours, register.approve_hours),
    )
