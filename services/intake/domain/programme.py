"""Funded projects and the agencies that take part in them."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.intake.commands import DeclareProgramme, RegisterAgency
from services.intake.events import AgencyRegistered, Authority, ProgrammeDeclared, ProgrammeRules
from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken, Unknown


class UnknownProgramme(Unknown):
    """No funded project has this code."""


class UnknownAgency(Unknown):
    """No agency with this code takes part."""


@dataclass(frozen=True)
class Programme:
    """A funded project as rules see it."""

    rules: ProgrammeRules | None = None


@dataclass(frozen=True)
class Agency:
    """An agency as rules see it."""

    name: str | None = None
    authority: Authority | None = None


def declare(programme: Programme, ask: DeclareProgramme) -> Iterator[Event | RuleBroken]:
    """Declared again with the same rules, nothing changes."""
    if programme.rules != ask.rules:
        yield ProgrammeDeclared(project=ask.project, name=ask.name, fund=ask.fund, rules=ask.rules)


def register_agency(agency: Agency, ask: RegisterAgency) -> Iterator[Event | RuleBroken]:
    """Registered again as the same, nothing changes."""
    if (agency.name, agency.authority) != (ask.name, ask.authority):
        yield AgencyRegistered(agency=ask.agency, name=ask.name, authority=ask.authority)


def evolve_programme(programme: Programme, fact: Recorded) -> Programme:
    """The newest rules hold."""
    return Programme(fact.event.rules) if isinstance(fact.event, ProgrammeDeclared) else programme


def evolve_agency(agency: Agency, fact: Recorded) -> Agency:
    """The newest name holds."""
    return Agency(fact.event.name, fact.event.authority) if isinstance(fact.event, AgencyRegistered) else agency
