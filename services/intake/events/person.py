"""What intake publishes about: person."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel

from services.kernel.event import Event
from services.kernel.people import Personal, PersonId

Sex = Literal["female", "male", "other", "not-stated"]
CitizenshipGroup = Literal["italian", "eu", "third-country", "stateless", "not-stated"]
Sureness = Literal["documented", "stated", "estimated", "unknown"]
"""How sure a fact about a person is: seen in a document, said by the person, estimated, or not known."""
PartlyKnown = Literal["given_name", "family_name", "birth_date", "birth_place", "birth_country", "citizenship", "fiscal_code"]
PersonField = Literal[
    "given_name", "family_name", "other_names", "script", "birth_date", "partial_birth_date", "birth_place", "birth_country",
    "sex", "citizenship", "second_citizenship", "citizenship_group", "eligible", "eligibility_ground", "fiscal_code",
    "language", "contact",
]  # fmt: skip


class Identity(BaseModel):
    """Who somebody is, as far as it is known."""

    person: PersonId
    given_name: Annotated[str | None, Personal("person", "evidence")] = None
    family_name: Annotated[str | None, Personal("person", "evidence")] = None
    other_names: Annotated[tuple[str, ...] | None, Personal("person", "evidence")] = None
    """Other names and other spellings, also in other scripts."""
    script: Annotated[str | None, Personal("person", "evidence")] = None
    """The script in which the names are written, as ISO 15924 has it: `Latn`, `Arab`."""
    birth_date: Annotated[date | None, Personal("person", "evidence")] = None
    partial_birth_date: Annotated[str | None, Personal("person", "evidence")] = None
    """`1990-05` or `1990`, where the day is not known."""
    birth_place: Annotated[str | None, Personal("person", "evidence")] = None
    birth_country: Annotated[str | None, Personal("person", "evidence")] = None
    sex: Annotated[Sex | None, Personal("person", "evidence")] = None
    citizenship: Annotated[str | None, Personal("person", "evidence")] = None
    second_citizenship: Annotated[str | None, Personal("person", "evidence")] = None
    fiscal_code: Annotated[str | None, Personal("person", "evidence")] = None
    language: Annotated[str | None, Personal("person")] = None
    contact: Annotated[str | None, Personal("person")] = None
    citizenship_group: CitizenshipGroup = "not-stated"
    eligible: bool | None = None
    """What was stated of the eligibility for the AMIF; it holds as long as no permit to stay says otherwise."""
    eligibility_ground: str = "not-stated"
    known: Mapping[PartlyKnown, Sureness] = {}
    """How sure each of these is; in clear, so that it can be shown and counted without the identity."""


class PersonRegistered(Identity, Event):
    """A human has an id in the system, by whatever door they came."""

    stream: ClassVar = "person/{person}"
    about: ClassVar = ("person",)


class PersonCorrected(Identity, Event):
    """What was said of a person was otherwise. `changed` names the fields that are restated here; the rest stands."""

    stream: ClassVar = "person/{person}"
    about: ClassVar = ("person",)
    corrects_event_id: UUID
    changed: tuple[PersonField, ...]
    reason: Annotated[str | None, Personal("person")] = None


class CountingProfileSet(Event):
    """What counting needs to know of a person, in clear and without identity (design decision 6).

    On a day the profile with the latest `valid_from` not after it is in force; of two with the same, the one recorded later.
    """

    stream: ClassVar = "person/{person}"
    about: ClassVar = ("person",)
    person: PersonId
    valid_from: date
    sex: Sex
    birth_month: str | None
    """`1990-05`; `1990` where only the year is known."""
    citizenship_group: CitizenshipGroup
    eligible: bool | None
    ground: str


class ResidencePermitRecorded(Event):
    """A person holds a permit to stay, or awaits its renewal with a receipt; it takes the place of the one before."""

    stream: ClassVar = "person/{person}"
    about: ClassVar = ("person",)
    happened: ClassVar = "valid_from"
    person: PersonId
    permit: UUID
    permit_kind: str
    valid_from: date
    valid_until: date | None = None
    under_renewal: bool = False
    number: Annotated[str | None, Personal("person", "evidence")] = None
    receipt_number: Annotated[str | None, Personal("person", "evidence")] = None


class ResidencePermitExpired(Event):
    """The permit to stay has run out, and no renewal was asked for."""

    stream: ClassVar = "person/{person}"
    about: ClassVar = ("person",)
    happened: ClassVar = "valid_until"
    person: PersonId
    permit: UUID
    permit_kind: str
    valid_until: date
