"""The auditor reads everything of a project and writes only controls: every command of every service is asked, one by one."""

from importlib import import_module
from types import SimpleNamespace
from uuid import uuid4

import pytest
from pydantic import ValidationError

from infra.auth import Identity
from infra.settings import SERVICES
from infra.web import Route, perform
from services.housing.application import Housing
from services.intake.application import Intake
from services.kernel.access import ACCESS, AUDITOR, may
from services.kernel.rules import NotAllowed
from services.oversight.application import Oversight
from services.register.application import Register
from services.training.application import Training
from tests.memory import Book

APPLICATIONS = {
    "intake": lambda book: Intake(book, frozenset()),
    "housing": Housing,
    "register": Register,
    "training": Training,
    "oversight": Oversight,
}
CONTROLS = {"OpenControl", "DrawSample", "RaiseFinding", "CloseControl", "PublishSamplingRules"}
"""What a controller writes: the control itself, and by which weights it draws."""
SAYS_WHAT_WAS_SHOWN = {"DiscloseData"}
"""Who takes persons away records by that that they were shown to them."""
NOT_READ = {
    "read incident notes", "read due", "read access files", "read figures of one's own", "retry reactions", "upload sheets",
}  # fmt: skip
CHIARA = Identity("autorita/chiara", "autorita", (AUDITOR,))


def routes() -> list[Route]:
    return [
        route
        for service in SERVICES
        for route in import_module(f"services.{service}.api").routes(APPLICATIONS[service](Book(service)))
    ]


ROUTES = {route.command.__name__: route for route in routes()}


def ask(command: str) -> None:
    route = ROUTES[command]
    perform(route, CHIARA, SimpleNamespace(headers={}), str(uuid4()), b"{}", dict.fromkeys(route.path_fields, "x"))


@pytest.mark.parametrize("command", sorted(ROUTES.keys() - CONTROLS - SAYS_WHAT_WAS_SHOWN))
def test_an_auditor_gives_no_other_command(command: str):
    with pytest.raises(NotAllowed):
        ask(command)


@pytest.mark.parametrize("command", sorted(CONTROLS))
def test_an_auditor_writes_controls(command: str):
    with pytest.raises(ValidationError):  # an empty body fits no schema, and roles are asked first
        ask(command)


def test_the_table_gives_the_auditor_controls_and_every_reading_of_a_project():
    allowed = {action for action in ACCESS if may(AUDITOR, action)}
    assert {action for action in allowed if action[0].isupper()} - SAYS_WHAT_WAS_SHOWN == CONTROLS
    assert {action for action in ACCESS if action.startswith("read ")} - allowed <= NOT_READ
