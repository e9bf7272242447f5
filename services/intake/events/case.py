"""What intake publishes about: case."""

from typing import ClassVar

from services.kernel.event import Event
from services.kernel.people import AgencyCode, HouseholdId, PersonId, ProjectCode


class CaseOpened(Event):
    """An agency has taken a family in charge (presa in carico); the household has its id from here."""

    stream: ClassVar = "case/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    household: HouseholdId
    project: ProjectCode
    agency: AgencyCode
    head: PersonId


class CaseClosed(Event):
    """The agency's charge of the family has ended."""

    stream: ClassVar = "case/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    household: HouseholdId
    head: PersonId
    outcome: str
    destination: str | None = None
