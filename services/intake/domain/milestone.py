"""Milestones: the steps of integration that a fund counts, each once per person; a family that has left is still asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.intake.commands import RecordMilestone
from services.intake.domain.household import Household, NotAMember
from services.intake.events import MilestoneReached
from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken


class MilestoneAlreadyReached(RuleBroken):
    """A person reaches a milestone once."""


@dataclass(frozen=True)
class Milestones:
    """Who of a household has reached what."""

    reached: frozenset[tuple[UUID, str]] = frozenset()


def record(milestones: Milestones, ask: RecordMilestone, day: date, *, household: Household) -> Iterator[Event | RuleBroken]:
    """Whoever belongs to the household, or did."""
    if ask.person not in household.everyone:
        raise NotAMember("person", person=ask.person)
    if (ask.person, ask.milestone) in milestones.reached:
        raise MilestoneAlreadyReached("milestone", person=ask.person)
    yield MilestoneReached(
        household=ask.household, person=ask.person, milestone=ask.milestone, reached_on=day, note=ask.note
    )  # fmt: skip


def evolve(milestones: Milestones, fact: Recorded) -> Milestones:
    """Reached."""
    if isinstance(fact.event, MilestoneReached):
        return Milestones(milestones.reached | {(fact.event.person, fact.event.milestone)})
    return milestones
