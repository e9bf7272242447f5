"""A person: one id for one human, by whatever door they came."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from stdnum.it import codicefiscale

from services.intake.commands import RegisterPerson
from services.intake.events import CountingProfileSet, PersonRegistered
from services.kernel.event import Event, Recorded
from services.kernel.rules import Malformed, RuleBroken, Unknown
from services.kernel.time import age_on


class UnknownPerson(Unknown):
    """No person has this id."""


class BornInTheFuture(Malformed):
    """Nobody is born on a day that has not come yet."""


class FiscalCodeWrong(Malformed):
    """The fiscal code does not check: its last letter or its form is wrong (D.M. 23 December 1976)."""


class PersonAlreadyRegistered(RuleBroken):
    """The person id is taken."""


@dataclass(frozen=True)
class Person:
    """What rules ask about a person."""

    known: bool = False
    birth_date: date | None = None

    def adult_on(self, day: date) -> bool | None:
        """Of age (18) on that day; None when the birth date is not known."""
        return None if self.birth_date is None else age_on(self.birth_date, day) >= 18


def register(person: Person, person_id: UUID, ask: RegisterPerson, today: date) -> Iterator[Event | RuleBroken]:
    """The identity goes into the record encrypted, what counting needs beside it in clear: of the birth date the month alone."""
    if person.known:
        raise PersonAlreadyRegistered(person=person_id)
    if ask.birth_date and ask.birth_date > today:
        raise BornInTheFuture("birth_date")
    if ask.fiscal_code and not codicefiscale.is_valid(ask.fiscal_code):
        yield FiscalCodeWrong("fiscal_code")
    yield PersonRegistered(
        person=person_id, given_name=ask.given_name, family_name=ask.family_name, birth_date=ask.birth_date,
        sex=ask.sex, citizenship=ask.citizenship, language=ask.language, contact=ask.contact,
        fiscal_code=codicefiscale.compact(ask.fiscal_code) if ask.fiscal_code else None,
    )  # fmt: skip
    yield CountingProfileSet(
        person=person_id, valid_from=ask.birth_date.replace(day=1) if ask.birth_date else date.min, sex=ask.sex,
        birth_month=ask.birth_date.strftime("%Y-%m") if ask.birth_date else None,
        citizenship_group=ask.citizenship_group, eligible=ask.eligible, ground=ask.eligibility_ground,
    )  # fmt: skip


def evolve(person: Person, fact: Recorded) -> Person:
    """A forgotten person stays known; their birth date does not."""
    if isinstance(fact.event, PersonRegistered):
        return Person(known=True, birth_date=fact.event.birth_date)
    return person
