"""Forgetting a person: refused while the law wants it kept, else asked for once and carried out once (GDPR Art. 17)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.people import PersonId
from services.kernel.rules import RuleBroken, Unknown
from services.oversight.commands import ReadmitSubject, RecordErasure, RequestErasure
from services.oversight.domain.hold import ErasureUnderWay, Ground
from services.oversight.events import Erasable, ErasureRefused, ErasureRequested, SubjectErased, SubjectReadmitted

CLASSES: Mapping[Erasable, frozenset[str]] = {"care": frozenset({"care"}), "everything": frozenset({"care", "evidence"})}


class AlreadyForgotten(RuleBroken):
    """The person was forgotten before; it is done once and for ever."""


class NotForgotten(RuleBroken):
    """Only who was forgotten is readmitted."""


class UnknownErasure(Unknown):
    """No erasure with this id was asked for."""


@dataclass(frozen=True)
class Erasure:
    """How far a person is forgotten."""

    erased: frozenset[str] = frozenset()
    asked: ErasureRequested | None = None
    """What was asked for and is not done yet."""
    done: frozenset[UUID] = frozenset()


def request(
    name: UUID, ask: RequestErasure, human: Mapping[PersonId, Erasure], against: Sequence[Ground], today: date
) -> Iterator[Event | RuleBroken]:
    """All ids of one human together; what stands against it longest is what is answered."""
    if any(one.asked for one in human.values()):
        raise ErasureUnderWay("person")
    if all(CLASSES[ask.what] <= one.erased for one in human.values()):
        raise AlreadyForgotten("person")
    persons = (ask.person, *sorted(person for person in human if person != ask.person))
    if against:
        longest = against[0]
        yield ErasureRefused(
            erasure=name, person=ask.person, persons=persons, what=ask.what, asked_on=today,
            ground=longest.ground, project=longest.project, until=longest.until,
        )  # fmt: skip
        return
    yield ErasureRequested(erasure=name, person=ask.person, persons=persons, what=ask.what, asked_on=today)


def record(erasure: Erasure, ask: RecordErasure) -> Iterator[Event | RuleBroken]:
    """One fact for each id of the human; said again, nothing changes."""
    if ask.erasure in erasure.done:
        return
    if erasure.asked is None or erasure.asked.erasure != ask.erasure:
        raise UnknownErasure("erasure")
    for person in erasure.asked.persons:
        keys = tuple(key for key in ask.keys if key.person == person)
        yield SubjectErased(erasure=ask.erasure, person=person, what=erasure.asked.what, keys=keys)


def readmit(erasure: Erasure, ask: ReadmitSubject, official: PersonId) -> Iterator[Event | RuleBroken]:
    """Who is known as to notes and stories is known as to who they are."""
    if erasure.asked:
        raise ErasureUnderWay("person")
    classes = CLASSES[ask.what]
    if not classes & erasure.erased or (ask.what == "care" and "evidence" in erasure.erased):
        raise NotForgotten("what")
    yield SubjectReadmitted(person=ask.person, what=ask.what, official=official, reason=ask.reason)


def evolve(erasure: Erasure, fact: Recorded) -> Erasure:
    """Asked for, done; and perhaps known anew."""
    match fact.event:
        case ErasureRequested() as event:
            return replace(erasure, asked=event)
        case SubjectErased(what=what, erasure=name):
            return replace(erasure, asked=None, erased=erasure.erased | CLASSES[what], done=erasure.done | {name})
        case SubjectReadmitted(what=what):
            return replace(erasure, erased=erasure.erased - CLASSES[what])
        case _:
            return erasure
