"""A control of a funded project: what the law wants to see recorded of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.people import PersonId
from services.kernel.rules import RuleBroken, Unknown
from services.oversight.commands import OpenControl
from services.oversight.domain.period import PeriodEndsBeforeStart
from services.oversight.events import ControlOpened


class UnknownControl(Unknown):
    """There is no such control, or another authority carries it out."""


@dataclass(frozen=True)
class Control:
    """A control as rules see it."""

    opened: ControlOpened | None = None
    agency: str = ""


def open_control(name: UUID, ask: OpenControl, controller: PersonId, day: date) -> Iterator[Event | RuleBroken]:
    """Any project may be controlled at any time."""
    if ask.until < ask.start:
        yield PeriodEndsBeforeStart("until")
    yield ControlOpened(
        control=name, project=ask.project, kind=ask.kind, controller=controller, start=ask.start, until=ask.until, opened_on=day,
        controller_name=ask.controller_name, signature=ask.signature, scope=ask.scope,
    )  # fmt: skip


def evolve(control: Control, fact: Recorded) -> Control:
    """Opened."""
    match fact.event:
        case ControlOpened():
            return Control(fact.event, fact.agency)
        case _:
            return control
