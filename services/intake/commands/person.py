"""What may be asked of intake about: person."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from services.intake.events import CitizenshipGroup, PartlyKnown, Sex, Sureness
from services.kernel.command import Command
from services.kernel.people import PersonId, Text
from services.kernel.time import Day, in_calendar
from services.kernel.words import Code, Name, Note


def a_month(value: str) -> str:
    """`YYYY-MM`, or `YYYY` alone, that a calendar in use has. Raises `ValueError`."""
    in_calendar(date.fromisoformat(f"{value}-01" if "-" in value else f"{value}-01-01"))
    return value


PartialDate = Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{2})?$"), AfterValidator(a_month)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Citizenship = Annotated[str, Field(pattern=r"^([A-Z]{2}|stateless)$")]
DocumentNumber = Annotated[Text, Field(min_length=1, max_length=40)]


class Told(Command):
    """What may be told of a person. What is not known is left out; `known` says how sure the rest is, `stated` if it does not."""

    given_name: Name | None = None
    family_name: Name | None = None
    other_names: Annotated[tuple[Name, ...], Field(max_length=10)] | None = None
    script: Annotated[str, Field(pattern=r"^[A-Z][a-z]{3}$")] | None = None
    """The script in which the names are written, as ISO 15924 has it: `Latn`, `Arab`."""
    birth_date: Day | None = None
    partial_birth_date: PartialDate | None = None
    """`1990-05` or `1990`, where the day is not known."""
    birth_place: Name | None = None
    birth_country: Country | None = None
    sex: Sex = "not-stated"
    citizenship: Citizenship | None = None
    second_citizenship: Citizenship | None = None
    citizenship_group: CitizenshipGroup = "not-stated"
    """Of several citizenships the closest counts: Italian before European before that of a third country."""
    eligible: bool | None = None
    """Whether the person is a recipient of the AMIF, as long as no permit to stay says it."""
    eligibility_ground: Code = "not-stated"
    fiscal_code: Annotated[Text, Field(min_length=1, max_length=32)] | None = None
    """Of 16 characters, or the provisional one of 11 digits."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] | None = None
    contact: Annotated[Text, Field(min_length=1, max_length=200)] | None = None
    known: dict[PartlyKnown, Sureness] = Field(default_factory=dict)

    @model_validator(mode="after")
    def one_birth(self) -> Self:
        """A birth date is known in full or in part."""
        if self.birth_date and self.partial_birth_date:
            raise ValueError("the birth date is either known in full or in part")
        return self


class RegisterPerson(Told):
    """Give a human an id. What is not known is left out."""


class CorrectPerson(Told):
    """Say how something about a person really is. What is left out stands; null says that it is not known."""

    person: PersonId
    reason: Note

    @model_validator(mode="after")
    def something_changes(self) -> Self:
        """A correction names at least one thing that was otherwise."""
        if self.model_fields_set <= {"person", "reason", "occurred_at", "source"}:
            raise ValueError("name what was otherwise")
        return self


class RecordResidencePermit(Command):
    """Record a permit to stay, or that its renewal was asked for. It takes the place of one that began on the same day."""

    person: PersonId
    permit_kind: Code
    valid_from: Day
    valid_until: Day | None = None
    under_renewal: bool = False
    number: DocumentNumber | None = None
    receipt_number: DocumentNumber | None = None


class ExpirePermit(Command):
    """Note that a permit to stay has run out: the clock asks for it."""

    person: PersonId
    permit: UUID
