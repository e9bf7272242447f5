"""What the decisions about a person read: all ids of the same human, the holds and projects of each, and what was asked."""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from infra.ledger import Evolve, Reading
from services.kernel.people import PersonId
from services.oversight.domain import erasure, hold, restriction
from services.oversight.domain.hold import Ground, Held, Retention

S = TypeVar("S")


def held(read: Reading, person: PersonId) -> Held:
    return read.state(f"subject/{person}", hold.evolve, Held())


def human(read: Reading, person: PersonId) -> dict[PersonId, Held]:
    """All ids of the same human, the one asked about first."""
    found: dict[PersonId, Held] = {}
    waiting = [person]
    while waiting:
        one = waiting.pop(0)
        if one not in found:
            found[one] = held(read, one)
            waiting += sorted(found[one].same)
    return found


def of_each(read: Reading, people: Mapping[PersonId, Held], evolve: Evolve[S], initial: S) -> dict[PersonId, S]:
    """What another fold says of each id."""
    states = read.states([f"subject/{person}" for person in people], evolve, initial)
    return dict(zip(people, states, strict=True))


def retention(read: Reading, project: str) -> Retention:
    return read.state(f"retention/{project}", hold.evolve_retention, Retention())


def erasure_of(read: Reading, person: PersonId) -> erasure.Erasure:
    return read.state(f"subject/{person}", erasure.evolve, erasure.Erasure())


def restriction_of(read: Reading, person: PersonId) -> restriction.Restriction:
    return read.state(f"subject/{person}", restriction.evolve, restriction.Restriction())


def against(read: Reading, people: Mapping[PersonId, Held], what: str, today: date) -> list[Ground]:
    """What stands against forgetting a human."""
    codes = sorted(frozenset().union(*(one.projects for one in people.values())))
    projects = {code: retention(read, code) for code in codes}
    return hold.grounds(people.values(), projects, today, everything=what == "everything")
