"""What intake publishes about: case."""

from typing import Annotated, ClassVar

from services.kernel.event import Event
from services.kernel.people import AgencyCode, HouseholdId, Personal, PersonId, ProjectCode


class CaseOpened(Event):
    """An agency has taken a family in charge (presa in carico); the household has its id from here."""

    stream: ClassVar = "case/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    household: HouseholdId
    project: ProjectCode
    agency: AgencyCode
    head: PersonId


class WorkerAssigned(Event):
    """A caseworker answers for the family, by the name that their token gives them."""

    stream: ClassVar = "case/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    household: HouseholdId
    head: PersonId
    worker: str
    before: str | None = None


class CaseTransferred(Event):
    """Another agency has the family in charge from here; the one before sees it no longer without a consent."""

    stream: ClassVar = "case/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    household: HouseholdId
    project: ProjectCode
    head: PersonId
    agency: AgencyCode
    before: AgencyCode
    reason: Annotated[str | None, Personal("head")] = None


class CaseClosed(Event):
    """The agency's charge of the family has ended."""

    stream: ClassVar = "case/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    household: HouseholdId
    head: PersonId
    outcome: str
    destination: str | None = None


class CaseReopened(Event):
    """The agency has the family in charge again."""

    stream: ClassVar = "case/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    household: HouseholdId
    head: PersonId
    agency: AgencyCode
    reason: Annotated[str | None, Personal("head")] = None
