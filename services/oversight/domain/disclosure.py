"""Disclosures: to whom what is known of persons was given, and that they were told what became of it (GDPR Art. 15, 19)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.people import PersonId
from services.kernel.rules import RuleBroken, Unknown
from services.oversight.commands import DiscloseData, TellRecipient
from services.oversight.events import DataDisclosed, RecipientTold

PART = 300
"""How many persons one fact names at most; each stands in it twice, and it must fit into a leaf of the transparency log."""


class UnknownDisclosure(Unknown):
    """No disclosure with this id names this person."""


@dataclass(frozen=True)
class Disclosure:
    """To whom data of whom was given."""

    recipient: str | None = None
    persons: frozenset[PersonId] = frozenset()


def disclose(name: UUID, ask: DiscloseData, today: date) -> Iterator[Event | RuleBroken]:
    """In parts."""
    persons = tuple(dict.fromkeys(ask.persons))
    for part, first in enumerate(range(0, len(persons), PART), 1):
        yield DataDisclosed(
            disclosure=name, part=part, recipient=ask.recipient, purpose=ask.purpose, fields=ask.fields,
            persons=persons[first : first + PART], project=ask.project, disclosed_on=today,
        )  # fmt: skip


def tell(disclosure: Disclosure, ask: TellRecipient, today: date) -> Iterator[Event | RuleBroken]:
    """Only whom something was disclosed about."""
    if disclosure.recipient is None or ask.person not in disclosure.persons:
        raise UnknownDisclosure("disclosure")
    yield RecipientTold(person=ask.person, disclosure=ask.disclosure, recipient=disclosure.recipient, what=ask.what, told_on=today)


def evolve(disclosure: Disclosure, fact: Recorded) -> Disclosure:
    """Part by part."""
    match fact.event:
        case DataDisclosed(recipient=recipient, persons=persons):
            return replace(disclosure, recipient=recipient, persons=disclosure.persons.union(persons))
        case _:
            return disclosure
