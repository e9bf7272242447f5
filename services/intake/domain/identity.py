"""Whether two ids are one human: a program may suspect it, a person decides, and a merge can be undone.

A merged id points to its survivor, and only one that is nobody's yet may be merged or survive: so there are chains, no rings.
A merge says who somebody is and moves nothing: what was recorded under either id stays there. The merged id enters nothing
new. The household it belongs to is the survivor's too, so that one human is in one household under whatever id; there the
survivor joins and the merged id leaves, as members do. Who is found in two households leaves one of them before entering a third.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from services.intake.commands import ConfirmDuplicate, RejectDuplicate, ReportPotentialDuplicate, UnlinkPerson
from services.intake.domain.person import Person, UnknownPerson
from services.intake.events import (
    DuplicateConfirmed,
    DuplicateRejected,
    MergeReleased,
    MergeTaken,
    PersonUnlinked,
    PotentialDuplicateDetected,
)
from services.kernel.event import Event, Recorded
from services.kernel.rules import Malformed, RuleBroken


class OneWithItself(Malformed):
    """A pair is two persons, not one with itself."""


class NotMerged(RuleBroken):
    """The person is merged into nobody."""


@dataclass(frozen=True)
class Pair:
    """What was said about two persons."""

    detected: PotentialDuplicateDetected | None = None
    rejected: bool = False


def pair_of(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """The two in the order that names their pair."""
    if one == other:
        raise OneWithItself(person=one)
    return (one, other) if one < other else (other, one)


def report(pair: Pair, ask: ReportPotentialDuplicate, *, one: Person, other: Person) -> Iterator[Event | RuleBroken]:
    """Nothing is proposed that a person has decided, and nothing twice on the same evidence."""
    low, high = pair_of(ask.one, ask.other)
    _known(one=one, other=other)
    if pair.rejected or one.merged_into or other.merged_into or ask.other in one.parted_from or ask.one in other.parted_from:
        return
    found = PotentialDuplicateDetected(
        low=low, high=high, score=ask.score, rules_version=ask.rules_version, evidence=ask.evidence
    )  # fmt: skip
    if found != pair.detected:
        yield found


def confirm(ask: ConfirmDuplicate, *, survivor: Person, merged: Person) -> Iterator[Event | RuleBroken]:
    """A person decides, also against an earlier rejection. Neither of the two is merged into another."""
    pair_of(ask.survivor, ask.merged)
    _known(survivor=survivor, merged=merged)
    yield DuplicateConfirmed(survivor=ask.survivor, merged=ask.merged, reason=ask.reason)
    yield MergeTaken(survivor=ask.survivor, merged=ask.merged)


def reject(pair: Pair, ask: RejectDuplicate, *, one: Person, other: Person) -> Iterator[Event | RuleBroken]:
    """Said once, it is said for good; to say it again changes nothing."""
    low, high = pair_of(ask.one, ask.other)
    _known(one=one, other=other)
    if not pair.rejected:
        yield DuplicateRejected(low=low, high=high, reason=ask.reason)


def unlink(person: Person, ask: UnlinkPerson) -> Iterator[Event | RuleBroken]:
    """Whoever was merged into this person comes along."""
    if not person.known:
        raise UnknownPerson("person", person=ask.person)
    if person.merged_into is None:
        raise NotMerged("person", person=ask.person)
    yield PersonUnlinked(survivor=person.merged_into, merged=ask.person, reason=ask.reason)
    yield MergeReleased(survivor=person.merged_into, merged=ask.person)


def _known(**people: Person) -> None:
    for field, person in people.items():
        if not person.known:
            raise UnknownPerson(field)


def evolve(pair: Pair, fact: Recorded) -> Pair:
    """The newest evidence, and whether it was rejected."""
    match fact.event:
        case PotentialDuplicateDetected() as found:
            return replace(pair, detected=found)
        case DuplicateRejected():
            return replace(pair, rejected=True)
        case _:
            return pair
