"""What intake publishes about: programme."""

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from services.kernel.event import Event
from services.kernel.people import AgencyCode, ProjectCode

Authority = Literal["local", "regional"]


class ProgrammeRules(BaseModel):
    """The rules of a funded project that the domain asks about; an import of another agency switches them off."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    adult_head: bool = True
    case_required: bool = True
    notice_required: bool = True
    agreement_required: bool = True
    service_in_enrolment: bool = True
    four_eyes: bool = True
    """Whether another person than its writer corrects or voids the entry of a service."""
    stay_months: int = 24
    stay_cap_months: int = 36
    ranking_required: bool = False
    """Whether a unit is assigned only on an accepted proposal made from a ranking of the waiting list."""
    proposal_days: int = 15
    """How many days a household has to answer a proposal, where none are said."""
    emergency_access_hours: int = 24
    review_months: int = 6
    """How long after its agreement or last review a plan is reviewed, where no day is said; 0 for not at all."""
    follow_up_months: tuple[int, ...] = (3, 6, 12)
    """How long after its exit a family is asked how it fares."""
    retention_years: int = 5
    retention_from: Literal["year-end", "financial-year-end"] = "year-end"
    """For how many years papers are kept after the year of the final payment: the calendar's, or the fund's (15 October)."""
    retention_years_recovery: int = 3
    retention_years_case: int = 1
    """How much longer they are kept after an irregular amount was recovered, and after a clearance or court case."""


class AgencyRegistered(Event):
    """An agency takes part in the system and may provide services."""

    stream: ClassVar = "agency/{agency}"
    agency: AgencyCode
    name: str
    authority: Authority | None = None
    """Which kind of public authority it is, where it is one (Reg. (EU) 2021/1147 Annex VIII, output 2)."""


class ProgrammeDeclared(Event):
    """A funded project exists, with these rules. Declared again, the new rules hold from then on."""

    stream: ClassVar = "programme/{project}"
    project: ProjectCode
    name: str
    fund: str
    rules: ProgrammeRules
