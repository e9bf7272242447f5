"""What may be asked of intake. Each class is the body of one request."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from services.intake.events import CitizenshipGroup, Dimension, Member, Phase, PrivacyNotice, ProgrammeRules, Sex
from services.kernel.command import Command
from services.kernel.people import HouseholdId, PersonId, Text, a_word
from services.kernel.time import Day, in_calendar

Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Name = Annotated[Text, Field(min_length=1, max_length=200)]
Note = Annotated[Text, Field(min_length=1, max_length=4000)]
MOST_MONTHS = 600
Destination = Annotated[Text, Field(min_length=1, max_length=80)]


def plain_member(member: Member) -> Member:
    """The member, if the code of the relationship is plain text."""
    a_word(member.relationship)
    return member


def plain_notice(notice: PrivacyNotice) -> PrivacyNotice:
    """The notice, if its language and version are plain text and its day is one."""
    a_word(notice.language)
    a_word(notice.version)
    in_calendar(notice.given_on)
    return notice


def bounded_rules(rules: ProgrammeRules) -> ProgrammeRules:
    """The rules, if their months are a number that a stay can have."""
    for name in ("stay_months", "stay_cap_months"):
        if not 0 <= getattr(rules, name) <= MOST_MONTHS:
            raise ValueError(f"{name} lies between 0 and {MOST_MONTHS}")
    return rules


class RegisterAgency(Command):
    """Let an agency take part."""

    agency: Code
    name: Name


class DeclareProgramme(Command):
    """Declare a funded project and its rules."""

    project: Code
    name: Name
    fund: Name = "AMIF/FAMI"
    rules: Annotated[ProgrammeRules, AfterValidator(bounded_rules)] = ProgrammeRules()


class RegisterPerson(Command):
    """Give a human an id. What is not known is left out."""

    given_name: Name | None = None
    family_name: Name | None = None
    birth_date: Day | None = None
    sex: Sex = "not-stated"
    citizenship: Annotated[str, Field(pattern=r"^([A-Z]{2}|stateless)$")] | None = None
    citizenship_group: CitizenshipGroup = "not-stated"
    eligible: bool | None = None
    eligibility_ground: Code = "not-stated"
    fiscal_code: Annotated[str, Field(max_length=32)] | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] | None = None
    contact: Annotated[Text, Field(max_length=200)] | None = None


class OpenCase(Command):
    """Take a family in charge; the answer holds the household's id."""

    project: Code
    head: PersonId


class CloseCase(Command):
    """End the charge of a family."""

    household: HouseholdId
    outcome: Destination
    destination: Destination | None = None


class EnrolFamily(Command):
    """Enter a household into a funded project. Without `household` (no presa in carico) it gets its id here."""

    household: HouseholdId | None = None
    project: Code
    head: PersonId
    members: Annotated[tuple[Annotated[Member, AfterValidator(plain_member)], ...], Field(min_length=1, max_length=50)]
    notice: Annotated[PrivacyNotice, AfterValidator(plain_notice)] | None = None


class AddMember(Command):
    """A person joins the household."""

    household: HouseholdId
    person: PersonId
    relationship: Code


class RemoveMember(Command):
    """A person leaves the household."""

    household: HouseholdId
    person: PersonId
    destination: Destination | None = None


class ChangeHead(Command):
    """Another member heads the household."""

    household: HouseholdId
    head: PersonId


class GiveConsent(Command):
    """The family lets other agencies see its file."""

    household: HouseholdId
    purpose: Name
    recipients: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
    expires: Day
    signatory: PersonId


class WithdrawConsent(Command):
    """The family takes a consent back."""

    household: HouseholdId
    consent: UUID
    reason: Note | None = None


class RecordAssessment(Command):
    """Fill in the self-sufficiency matrix."""

    household: HouseholdId
    person: PersonId
    tool: Code = "SSM"
    tool_version: Code = "1"
    phase: Phase
    scores: Annotated[dict[Code, Annotated[int, Field(ge=1, le=5)] | None], Field(min_length=1, max_length=30)]


class DraftPlan(Command):
    """Draft the family's personalised project."""

    household: HouseholdId
    summary: Note | None = None


class SetGoal(Command):
    """Add a goal to the plan."""

    household: HouseholdId
    person: PersonId
    dimension: Dimension
    text: Note
    due: Day | None = None


class RecordGoalProgress(Command):
    """Say how far a goal has come; 100 percent is reached."""

    household: HouseholdId
    goal: UUID
    percent: Annotated[int, Field(ge=0, le=100)]
    note: Note | None = None


class RecordService(Command):
    """Record that a service was provided."""

    household: HouseholdId
    code: Annotated[str, Field(min_length=1, max_length=40)]
    delivered_on: Day
    minutes: Annotated[int, Field(ge=0, le=100_000)] | None = None
    amount_cents: Annotated[int, Field(ge=0, le=100_000_000_00)] | None = None
    provider: Code | None = None
    recipients: Annotated[tuple[PersonId, ...], Field(min_length=1, max_length=50)]
    note: Note | None = None


class CorrectService(Command):
    """Say how a recorded service really was."""

    household: HouseholdId
    delivery: UUID
    code: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    delivered_on: Day | None = None
    minutes: Annotated[int, Field(ge=0, le=100_000)] | None = None
    amount_cents: Annotated[int, Field(ge=0, le=100_000_000_00)] | None = None
    recipients: Annotated[tuple[PersonId, ...], Field(min_length=1, max_length=50)] | None = None
    note: Note | None = None
    reason: Note

    @model_validator(mode="after")
    def something_changes(self) -> Self:
        """A correction names at least one thing that was otherwise."""
        if self.model_fields_set <= {"household", "delivery", "reason", "occurred_at", "source"}:
            raise ValueError("name what was otherwise")
        return self


class VoidService(Command):
    """Say that a recorded service never took place."""

    household: HouseholdId
    delivery: UUID
    reason: Note


class EndEnrolment(Command):
    """The household leaves the project."""

    household: HouseholdId
    exit: Day
    destination: Destination
    reason: Note | None = None
