"""What intake publishes about: person."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from services.kernel.event import Event
from services.kernel.people import Personal, PersonId

Sex = Literal["female", "male", "other", "not-stated"]


CitizenshipGroup = Literal["italian", "eu", "third-country", "stateless", "not-stated"]


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
