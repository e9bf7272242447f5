"""The routes of housing: one per command that people give; reactions give theirs without HTTP."""

from infra.web import Route
from services.housing import commands as asks
from services.housing.application import Housing


def routes(housing: Housing) -> tuple[Route, ...]:
    """Address, command and method, one line each."""
    return (
        Route("/dwellings", asks.AddDwelling, housing.dwellings.add_dwelling),
        Route("/dwellings/{dwelling}/units", asks.AddUnit, housing.dwellings.add_unit),
        Route("/households/{household}/agreements", asks.DraftAgreement, housing.agreements.draft_agreement),
        Route("/households/{household}/agreements/{agreement}/signatures", asks.SignAgreement, housing.agreements.sign_agreement),
        Route("/units/{unit}/assignments", asks.AssignUnit, housing.assignments.assign_unit),
        Route("/households/{household}/assignments/{assignment}/release", asks.ReleaseUnit, housing.assignments.release_unit),
    )
