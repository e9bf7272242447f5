"""What intake publishes, in the order of a household's story."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.kernel.event import Catalogue, Event
from services.kernel.people import AgencyCode, HouseholdId, Personal, PersonId, ProjectCode

Sex = Literal["female", "male", "other", "not-stated"]
CitizenshipGroup = Literal["italian", "eu", "third-country", "stateless", "not-stated"]
Dimension = Literal["housing", "social", "work"]
Phase = Literal["entry", "interim", "exit", "follow-up"]


class ProgrammeRules(BaseModel):
    """The rules of a funded project that the domain asks about; an import of another agency switches them off."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    adult_head: bool = True
    case_required: bool = True
    notice_required: bool = True
    agreement_required: bool = True
    service_in_enrolment: bool = True
    stay_months: int = 24
    stay_cap_months: int = 36


class Member(BaseModel):
    """A person of a household and how they are related to its head (a code of `tipo_parentela`, or `head`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: PersonId
    relationship: str


class PrivacyNotice(BaseModel):
    """Which privacy notice was handed over, when and in which language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    given_on: date
    language: str
    version: str


class AgencyRegistered(Event):
    """An agency takes part in the system and may provide services."""

    stream: ClassVar = "agency/{agency}"
    agency: AgencyCode
    name: str


class ProgrammeDeclared(Event):
    """A funded project exists, with these rules. Declared again, the new rules hold from then on."""

    stream: ClassVar = "programme/{project}"
    project: ProjectCode
    name: str
    fund: str
    rules: ProgrammeRules


class PersonRegistered(Event):
    """A human has an id in the system, by whatever door they came."""

    stream: ClassVar = "person/{person}"
    about: ClassVar = ("person",)
    person: PersonId
    given_name: Annotated[str | None, Personal("person", "evidence")] = None
    family_name: Annotated[str | None, Personal("person", "evidence")] = None
    birth_date: Annotated[date | None, Personal("person", "evidence")] = None
    sex: Annotated[Sex | None, Personal("person", "evidence")] = None
    citizenship: Annotated[str | None, Personal("person", "evidence")] = None
    fiscal_code: Annotated[str | None, Personal("person", "evidence")] = None
    language: Annotated[str | None, Personal("person")] = None
    contact: Annotated[str | None, Personal("person")] = None


class CountingProfileSet(Event):
    """What counting needs to know of a person, in clear and without identity (design decision 6)."""

    stream: ClassVar = "person/{person}"
    about: ClassVar = ("person",)
    person: PersonId
    valid_from: date
    sex: Sex
    birth_month: str | None
    citizenship_group: CitizenshipGroup
    eligible: bool | None
    ground: str


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


class FamilyEnrolled(Event):
    """A household has entered a funded project."""

    stream: ClassVar = "household/{household}"
    key: ClassVar = "{household}"
    household: HouseholdId
    project: ProjectCode
    agency: AgencyCode
    head: PersonId
    members: tuple[Member, ...]
    adults: tuple[PersonId, ...] = ()
    """Those members who are known to be of age on the day of entry."""
    entry: date
    notice: PrivacyNotice | None = None

    @property
    def subjects(self) -> tuple[UUID, ...]:
        """The members."""
        return tuple(member.person for member in self.members)


class MemberAdded(Event):
    """A person has joined the household."""

    stream: ClassVar = "household/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    household: HouseholdId
    person: PersonId
    relationship: str
    adult: bool | None = None
    since: date


class MemberLeft(Event):
    """A person has left the household."""

    stream: ClassVar = "household/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    household: HouseholdId
    person: PersonId
    left: date
    destination: str | None = None


class HeadChanged(Event):
    """Another member heads the household."""

    stream: ClassVar = "household/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head", "before")
    household: HouseholdId
    head: PersonId
    before: PersonId


class MembershipTaken(Event):
    """The person belongs to a household of this project; nobody belongs to two at a time."""

    stream: ClassVar = "membership/{project}:{person}"
    about: ClassVar = ("person",)
    project: ProjectCode
    person: PersonId
    household: HouseholdId


class MembershipReleased(Event):
    """The person belongs to that household no longer."""

    stream: ClassVar = "membership/{project}:{person}"
    about: ClassVar = ("person",)
    project: ProjectCode
    person: PersonId
    household: HouseholdId


class ConsentGiven(Event):
    """The family lets the named agencies see its file, for a purpose and until a date."""

    stream: ClassVar = "consent/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("signatory",)
    consent: UUID
    household: HouseholdId
    purpose: str
    recipients: tuple[AgencyCode, ...]
    expires: date
    signatory: PersonId


class ConsentWithdrawn(Event):
    """The consent no longer allows new sharing; what was shared before stays lawful."""

    stream: ClassVar = "consent/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("signatory",)
    consent: UUID
    household: HouseholdId
    signatory: PersonId
    recipients: tuple[AgencyCode, ...]
    reason: Annotated[str | None, Personal("signatory")] = None


class AssessmentRecorded(Event):
    """The self-sufficiency matrix was filled in: 1 (in crisis) to 5 (autonomous) per domain, None where not applicable."""

    stream: ClassVar = "assessment/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    assessment: UUID
    household: HouseholdId
    person: PersonId
    tool: str
    tool_version: str
    phase: Phase
    scores: dict[str, int | None]


class PlanDrafted(Event):
    """A personalised project (PAI) was drafted with the family."""

    stream: ClassVar = "plan/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    plan: UUID
    household: HouseholdId
    head: PersonId
    summary: Annotated[str | None, Personal("head")] = None


class GoalSet(Event):
    """The plan has a goal on one dimension of the pathway."""

    stream: ClassVar = "plan/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    goal: UUID
    plan: UUID
    household: HouseholdId
    person: PersonId
    dimension: Dimension
    due: date | None = None
    text: Annotated[str | None, Personal("person")] = None


class GoalProgressed(Event):
    """Work on a goal has advanced; `percent` of the way."""

    stream: ClassVar = "plan/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    goal: UUID
    household: HouseholdId
    person: PersonId
    dimension: Dimension
    percent: int
    note: Annotated[str | None, Personal("person")] = None


class GoalReached(Event):
    """A goal was reached."""

    stream: ClassVar = "plan/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    goal: UUID
    household: HouseholdId
    person: PersonId
    dimension: Dimension


class ServiceDelivered(Event):
    """A service was provided to persons of the household (code of `tipo_categoria_siuss`)."""

    stream: ClassVar = "service-log/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("recipients",)
    happened: ClassVar = "delivered_on"
    delivery: UUID
    household: HouseholdId
    code: str
    delivered_on: date
    minutes: int | None = None
    amount_cents: int | None = None
    provider: AgencyCode
    recipients: tuple[PersonId, ...]
    note: Annotated[str | None, Personal("recipients")] = None


class ServiceCorrected(Event):
    """The entry of a service was wrong; this is how it was. The first entry stays readable."""

    stream: ClassVar = "service-log/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("recipients",)
    happened: ClassVar = "delivered_on"
    delivery: UUID
    household: HouseholdId
    corrects_event_id: UUID
    code: str
    delivered_on: date
    minutes: int | None = None
    amount_cents: int | None = None
    provider: AgencyCode
    recipients: tuple[PersonId, ...]
    note: Annotated[str | None, Personal("recipients")] = None
    reason: Annotated[str | None, Personal("recipients")] = None


class ServiceVoided(Event):
    """The service never took place; the entry counts no more and stays readable."""

    stream: ClassVar = "service-log/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("recipients",)
    delivery: UUID
    household: HouseholdId
    corrects_event_id: UUID
    recipients: tuple[PersonId, ...]
    reason: Annotated[str | None, Personal("recipients")] = None


class FamilyExited(Event):
    """The household has left the project."""

    stream: ClassVar = "household/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("members",)
    happened: ClassVar = "exit"
    household: HouseholdId
    project: ProjectCode
    members: tuple[PersonId, ...]
    exit: date
    destination: str
    head: PersonId
    reason: Annotated[str | None, Personal("head")] = None


CATALOGUE = Catalogue(
    "intake",
    AgencyRegistered, ProgrammeDeclared, PersonRegistered, CountingProfileSet, CaseOpened, CaseClosed,
    FamilyEnrolled, MemberAdded, MemberLeft, HeadChanged, MembershipTaken, MembershipReleased,
    ConsentGiven, ConsentWithdrawn, AssessmentRecorded, PlanDrafted, GoalSet, GoalProgressed, GoalReached,
    ServiceDelivered, ServiceCorrected, ServiceVoided, FamilyExited,
)  # fmt: skip
