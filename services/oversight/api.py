"""The routes of oversight: one per command."""

from infra.web import Route
from services.oversight import commands as asks
from services.oversight.application import Oversight


def routes(oversight: Oversight) -> tuple[Route, ...]:
    """Address, command and method, one line each."""
    return (
        Route("/controls", asks.OpenControl, oversight.controls.open_control),
        *oversight.amendments.routes(),
    )
