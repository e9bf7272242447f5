"""Correct and void: what holds for every recorded fact, whichever service recorded it.

A fact that does not hold is voided: it stays readable with the reason, and counts no more. A correction voids it and
states it again as it was. Where money or figures change, one asks and another approves. Nothing is ever edited.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter

from services.kernel.access import may
from services.kernel.command import Caller, Command
from services.kernel.event import Event, Recorded, Restated
from services.kernel.people import HouseholdId, Personal, PersonId, plain_text
from services.kernel.policy import Amendable, Instead, Policy, Rest
from services.kernel.rules import Malformed, NotAllowed, RuleBroken, Unknown
from services.kernel.words import Note

Ground = Literal["wrong-entry", "never-happened", "entered-twice", "wrong-household", "wrong-person", "wrong-date", "other"]


class FactVoided(Event):
    """A recorded fact does not hold: it stays readable, with the reason, and counts no more."""

    stream: ClassVar = "{of_stream}"
    about: ClassVar = ("persons",)
    corrects_event_id: UUID
    fact_type: str
    of_stream: str
    of_key: str
    household: HouseholdId | None = None
    persons: tuple[PersonId, ...] = ()
    ground: Ground
    restated: bool = False
    """Whether the fact is stated again right after, as it was."""
    amendment: UUID | None = None
    reason: Annotated[str | None, Personal("persons", "evidence")] = None

    @property
    def partition_key(self) -> str:
        """That of the fact, so that the two stay in order on Kafka."""
        return self.of_key


class AmendmentAsked(Event):
    """Somebody asks that a fact on which money or figures rest be corrected or voided; another person decides."""

    stream: ClassVar = "amendment/{amendment}"
    about: ClassVar = ("persons",)
    amendment: UUID
    fact: UUID
    fact_type: str
    household: HouseholdId | None = None
    persons: tuple[PersonId, ...] = ()
    ground: Ground
    correction: bool
    reason: Annotated[str | None, Personal("persons", "evidence")] = None
    corrected: Annotated[dict[str, Any] | None, Personal("persons", "evidence")] = None
    """The fields as they should read."""


class AmendmentApproved(Event):
    """Another person than the asker has agreed that the fact be corrected or voided."""

    stream: ClassVar = "amendment/{amendment}"
    about: ClassVar = ("persons",)
    amendment: UUID
    fact: UUID
    fact_type: str
    household: HouseholdId | None = None
    persons: tuple[PersonId, ...] = ()


class AmendmentRefused(Event):
    """Another person than the asker has found that the fact holds as it stands."""

    stream: ClassVar = "amendment/{amendment}"
    about: ClassVar = ("persons",)
    amendment: UUID
    fact: UUID
    fact_type: str
    household: HouseholdId | None = None
    persons: tuple[PersonId, ...] = ()
    reason: Annotated[str | None, Personal("persons", "evidence")] = None


EVENTS: tuple[type[Event], ...] = (FactVoided, AmendmentAsked, AmendmentApproved, AmendmentRefused)


class VoidFact(Command):
    """Say that a recorded fact does not hold."""

    fact: UUID
    ground: Ground
    reason: Note | None = None


class CorrectFact(Command):
    """Say how a recorded fact really was: the fields to change, as they should read."""

    fact: UUID
    ground: Ground
    reason: Note | None = None
    corrected: Annotated[dict[str, Any], Field(min_length=1, max_length=40)]


class ApproveAmendment(Command):
    """Agree that a fact be corrected or voided, as somebody else has asked."""

    amendment: UUID


class RefuseAmendment(Command):
    """Find that a fact holds as it stands."""

    amendment: UUID
    reason: Note | None = None


class VoidCaused(Command):
    """Void what this service recorded because of a neighbour's fact that was voided."""

    fact: UUID
    ground: Ground


class UnknownFact(Unknown):
    """No fact that your agency recorded has this id."""


class UnknownAmendment(Unknown):
    """Your agency was asked for no amendment with this id."""


class AlreadyAmended(RuleBroken):
    """The fact was voided or corrected before; amend what stands in its place."""


class NotAmendable(RuleBroken):
    """A fact of this kind is not voided or corrected as such; there is another command that says how it is."""


class GoesWithAnother(RuleBroken):
    """The fact was recorded as part of another one; void that, and this goes with it."""


class BuiltUpon(RuleBroken):
    """Later facts rest on this one; void those first."""


class FieldStands(Malformed):
    """This field cannot be corrected, because other facts rest on it: void the fact and record it anew."""


class NothingToCorrect(Malformed):
    """The fact reads like this already."""


class NotYours(NotAllowed):
    """Who may not record such a fact may not amend it."""


class NobodysReason(Malformed):
    """A fact about nobody is voided on its ground alone: free text is kept under a person's key, and here is no person."""


class OwnAmendment(NotAllowed):
    """Another person than the one who asked decides on an amendment."""


class AmendmentSettled(RuleBroken):
    """The amendment was approved or refused before."""


@dataclass(frozen=True)
class Found:
    """A fact, all that was recorded with it, and the streams in which later facts may rest on them."""

    fact: Recorded
    together: Sequence[Recorded]
    streams: Mapping[str, Sequence[Recorded]]


@dataclass(frozen=True)
class Amendment:
    """What is known of an amendment that needs a second pair of eyes."""

    asked: AmendmentAsked | None = None
    asked_by: str = ""
    agency: str = ""
    settled: bool = False


def evolve(amendment: Amendment, fact: Recorded) -> Amendment:
    """Fold one fact of an amendment's stream."""
    match fact.event:
        case AmendmentAsked() as asked:
            return Amendment(asked, fact.actor, fact.agency)
        case AmendmentApproved() | AmendmentRefused():
            return replace(amendment, settled=True)
        case _:
            return amendment


def amended(history: Iterable[Recorded]) -> list[Recorded]:
    """The history as it holds: without what was voided, and each restated fact in the place of the one it corrects."""
    facts = list(history)
    voided = {fact.event.corrects_event_id for fact in facts if isinstance(fact.event, FactVoided)}
    if not voided:
        return facts
    restated: dict[UUID | None, Recorded] = {fact.corrects: fact for fact in facts if fact.corrects}
    held = (_holding(fact, voided, restated) for fact in facts if not fact.corrects and not isinstance(fact.event, FactVoided))
    return [fact for fact in held if fact]


def _holding(fact: Recorded | None, voided: set[UUID], restated: Mapping[UUID | None, Recorded]) -> Recorded | None:
    while fact and fact.id in voided:
        fact = restated.get(fact.id)
    return fact


def void(found: Found, ask: VoidFact, by: Caller, policy: Policy, amendment: UUID) -> Iterator[Event | RuleBroken | Restated]:
    """Void a fact, or ask for it where another must agree."""
    rule = _rule(found, by, policy)
    if not rule.voidable:
        raise NotAmendable("fact", fact_type=found.fact.type)
    leading = next(fact for fact in found.together if isinstance(policy.get(type(fact.event)), Amendable))
    if type(leading.event) is not type(found.fact.event):
        raise GoesWithAnother("fact", fact_type=leading.type, event=leading.id)
    said = _of(found.fact, ask)
    voided = list(_void_all(found, policy, said))
    if rule.four_eyes:
        yield AmendmentAsked(**said, amendment=amendment, fact=found.fact.id, correction=False)
    else:
        yield from voided


def correct(found: Found, ask: CorrectFact, by: Caller, policy: Policy, amendment: UUID) -> Iterator[Event | RuleBroken | Restated]:
    """State a fact again as it was, or ask for it where another must agree."""
    rule = _rule(found, by, policy)
    said = _of(found.fact, ask)
    restated = list(_restate(found, ask.corrected, rule, said))
    if rule.four_eyes:
        yield AmendmentAsked(**said, amendment=amendment, fact=found.fact.id, correction=True, corrected=ask.corrected)
    else:
        yield from restated


def approve(amendment: Amendment, found: Found, by: Caller, policy: Policy) -> Iterator[Event | RuleBroken | Restated]:
    """Carry out what somebody else asked."""
    asked = _decidable(amendment, by)
    rule = _rule(found, by, policy, approves=True)
    of = {"ground": asked.ground, "reason": asked.reason, "household": asked.household, "persons": asked.persons}
    yield AmendmentApproved(**_settling(asked))
    said = {**of, "fact_type": asked.fact_type, "amendment": asked.amendment}
    if asked.correction:
        yield from _restate(found, asked.corrected or {}, rule, said)
    else:
        yield from _void_all(found, policy, said)


def refuse(amendment: Amendment, ask: RefuseAmendment, by: Caller) -> Iterator[Event | RuleBroken]:
    """Leave a fact as it stands."""
    yield AmendmentRefused(**_settling(_decidable(amendment, by)), reason=ask.reason)


def void_caused(found: Found, ask: VoidCaused, policy: Policy) -> Iterator[Event | RuleBroken | Restated]:
    """Void what a reaction recorded because of a fact that does not hold."""
    yield from _void_all(found, policy, {**_about(found.fact), "ground": ask.ground})


def on_fact_voided(fact: Recorded) -> Sequence[Command]:
    """What was recorded because of a fact that does not hold is voided with it.

    A corrected fact still holds: what may be corrected are fields on which no neighbour acts.
    """
    assert isinstance(fact.event, FactVoided)
    return [] if fact.event.restated else [VoidCaused(fact=fact.event.corrects_event_id, ground=fact.event.ground)]


def _rule(found: Found, by: Caller, policy: Policy, *, approves: bool = False) -> Amendable:
    rule = policy.get(type(found.fact.event))
    if not isinstance(rule, Amendable):
        raise NotAmendable("fact", fact_type=found.fact.type, instead=rule.command if isinstance(rule, Instead) else None)
    if not approves and not any(may(role, rule.command.__name__) for role in by.roles or (by.role,)):
        raise NotYours(command=rule.command.__name__)
    if found.fact.id not in {fact.id for fact in found.together}:
        raise AlreadyAmended("fact", fact_type=found.fact.type)
    return rule


def _void_all(found: Found, policy: Policy, said: Mapping[str, Any]) -> Iterator[Event | RuleBroken]:
    for fact in found.together:
        rule = policy.get(type(fact.event))
        if isinstance(rule, Instead) or rule is None:
            raise NotAmendable("fact", fact_type=fact.type, instead=rule.command if rule else None)
        together = {other.id for other in found.together}
        if later := [other for other in _resting(fact, rule.rests, found.streams) if other.id not in together]:
            raise BuiltUpon("fact", fact_type=later[-1].type, event=later[-1].id)
    for fact in found.together:
        yield _voided(fact, said if fact.id == found.fact.id else {**_about(fact), "ground": said["ground"]})


def _resting(fact: Recorded, rests: Sequence[Rest], streams: Mapping[str, Sequence[Recorded]]) -> Iterator[Recorded]:
    for rest in rests:
        for other in streams.get(rest.stream_of(fact), ()):
            if isinstance(other.event, rest.types) and other.place > fact.place and rest.names(fact.event, other.event):
                yield other


def _restate(found: Found, asked: Mapping[str, Any], rule: Amendable, said: Mapping[str, Any]) -> Iterator[Event | Restated]:
    fact = found.fact
    if any(_resting(fact, [rest for rest in rule.rests if rest.restate], found.streams)):
        raise AlreadyAmended("fact", fact_type=fact.type)
    event = type(fact.event).model_validate({**dict(fact.event), **_checked(fact, asked, rule)})
    if rule.check and (broken := rule.check(event)):
        raise broken
    yield _voided(fact, {**said, "restated": True})
    yield Restated(event, corrects=fact)


def _voided(fact: Recorded, said: Mapping[str, Any]) -> FactVoided:
    rest = {name: value for name, value in said.items() if name != "fact_type"}
    return FactVoided(
        corrects_event_id=fact.id, fact_type=fact.type, of_stream=fact.stream, of_key=fact.event.partition_key, **rest
    )  # fmt: skip


def _checked(fact: Recorded, asked: Mapping[str, Any], rule: Amendable) -> dict[str, Any]:
    """The fields to change, as the command that recorded the fact would take them."""
    corrected: dict[str, Any] = {}
    for name, value in asked.items():
        if name not in rule.fields:
            raise FieldStands(name, fact_type=fact.type)
        asks = rule.command.model_fields[name]
        adapter: TypeAdapter[Any] = TypeAdapter(Annotated[asks.annotation, asks])  # type: ignore[arg-type]
        corrected[name] = adapter.validate_python(_plain(value))
    if all(getattr(fact.event, name) == value for name, value in corrected.items()):
        raise NothingToCorrect("corrected")
    return corrected


def _plain(value: Any) -> Any:
    match value:
        case str():
            return plain_text(value)
        case list():
            return tuple(_plain(part) for part in value)
        case dict():
            return {plain_text(name): _plain(part) for name, part in value.items()}
        case _:
            return value


def _of(fact: Recorded, ask: VoidFact | CorrectFact) -> dict[str, Any]:
    if ask.reason and not fact.subjects:
        raise NobodysReason("reason")
    return {**_about(fact), "fact_type": fact.type, "ground": ask.ground, "reason": ask.reason}


def _about(fact: Recorded) -> dict[str, Any]:
    return {"household": getattr(fact.event, "household", None), "persons": fact.subjects}


def _settling(asked: AmendmentAsked) -> dict[str, Any]:
    return {name: getattr(asked, name) for name in ("amendment", "fact", "fact_type", "household", "persons")}


def _decidable(amendment: Amendment, by: Caller) -> AmendmentAsked:
    if amendment.asked is None or amendment.agency != by.agency:
        raise UnknownAmendment("amendment")
    if amendment.settled:
        raise AmendmentSettled(amendment=amendment.asked.amendment)
    if amendment.asked_by == by.actor:
        raise OwnAmendment
    return amendment.asked
