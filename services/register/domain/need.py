"""The needs of a household that active citizens can meet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken, Unknown
from services.register.commands import CloseNeed, PublishNeed
from services.register.domain.household import FamilyHasLeft, Household, UnknownHousehold
from services.register.events import NeedClosed, NeedPublished


class UnknownNeed(Unknown):
    """The household has published no such need."""


class NeedEndsBeforeStart(RuleBroken):
    """A need lasts one day at least."""


class LevelWithoutLanguage(RuleBroken):
    """A level is asked for in a language that is named."""


class NeedIsClosed(RuleBroken):
    """The need was closed; nobody more is asked to meet it."""


@dataclass(frozen=True)
class Needs:
    """The needs of a household by id."""

    published: Mapping[UUID, NeedPublished] = field(default_factory=dict)
    closed: Mapping[UUID, date] = field(default_factory=dict)

    def named(self, name: UUID) -> NeedPublished:
        """The need. Raises `UnknownNeed`."""
        need = self.published.get(name)
        if need is None:
            raise UnknownNeed("need", need=name)
        return need


def publish(name: UUID, ask: PublishNeed, household: Household) -> Iterator[Event | RuleBroken]:
    """For a household that some agency has in charge, and while it is in the project."""
    if household.head is None:
        raise UnknownHousehold("household")
    if ask.until < ask.start:
        yield NeedEndsBeforeStart("until")
    if ask.level and not ask.language:
        yield LevelWithoutLanguage("level")
    if household.left_before(ask.until):
        yield FamilyHasLeft("until", exit=household.exit)
    yield NeedPublished(
        need=name, household=ask.household, head=household.head, skill=ask.skill, quantity=ask.quantity,
        with_minors=ask.with_minors, start=ask.start, until=ask.until, language=ask.language, level=ask.level,
        municipality=ask.municipality, slots=ask.slots, what=ask.what,
    )  # fmt: skip


def close(needs: Needs, ask: CloseNeed) -> Iterator[Event | RuleBroken]:
    """Once; what is confirmed goes on, what is only proposed cannot be confirmed any more."""
    need = needs.named(ask.need)
    if ask.need in needs.closed:
        raise NeedIsClosed("need", closed_on=needs.closed[ask.need])
    yield NeedClosed(
        need=ask.need, household=ask.household, head=need.head, closed_on=ask.closed_on, reason=ask.reason, note=ask.note
    )  # fmt: skip


def evolve(needs: Needs, fact: Recorded) -> Needs:
    """Published, closed."""
    match fact.event:
        case NeedPublished() as need:
            return replace(needs, published={**needs.published, need.need: need})
        case NeedClosed(need=name, closed_on=day):
            return replace(needs, closed={**needs.closed, name: day})
        case _:
            return needs
