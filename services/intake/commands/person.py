"""What may be asked of intake about: person."""

from typing import Annotated

from pydantic import Field

from services.intake.events import CitizenshipGroup, Sex
from services.kernel.command import Command
from services.kernel.people import Text
from services.kernel.time import Day
from services.kernel.words import Code, Name


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
