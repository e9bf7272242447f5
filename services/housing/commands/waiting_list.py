"""What may be asked of housing about: waiting list."""

import re
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from services.housing.events.waiting_list import Criterion, OffTheList, Situation, Tie
from services.kernel.command import Command
from services.kernel.people import HouseholdId
from services.kernel.time import Day
from services.kernel.words import Code, Note

CODED = frozenset({"eviction", "overcrowding", "income"})
"""Inputs that are codes; all others are numbers."""
A_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", re.ASCII)
MOST_PEOPLE, MOST_POINTS = 50, 1000


def well_formed(criteria: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
    """The criteria, if each has an input of its own and each band says for what it gives points."""
    if len({criterion.input for criterion in criteria}) < len(criteria):
        raise ValueError("each input has one criterion")
    for criterion in criteria:
        coded = criterion.input in CODED
        marks = [band.code if coded else band.at_least for band in criterion.bands]
        others = [band.at_least if coded else band.code for band in criterion.bands]
        if None in marks or any(other is not None for other in others) or not 1 <= len(set(marks)) == len(marks) <= 40:
            raise ValueError(f"the bands of {criterion.input} each name {'a code' if coded else 'a number'} of their own")
        if coded and not all(A_CODE.fullmatch(str(code)) for code in marks):
            raise ValueError("a code has letters, digits, dots and dashes")
        numbers = [criterion.weight, *(number for band in criterion.bands for number in (band.points, band.at_least or 0))]
        if max(map(abs, numbers)) > MOST_POINTS:
            raise ValueError(f"weights, bands and points lie between -{MOST_POINTS} and {MOST_POINTS}")
    return criteria


def plausible(situation: Situation) -> Situation:
    """The situation, if its numbers fit together."""
    if not 1 <= situation.members <= MOST_PEOPLE:
        raise ValueError(f"a household has 1 to {MOST_PEOPLE} members")
    if not 0 <= min(situation.minors, situation.disabled) <= max(situation.minors, situation.disabled) <= situation.members:
        raise ValueError("there are no more minors or disabled persons than members")
    if not A_CODE.fullmatch(situation.income):
        raise ValueError("income is the code of a band")
    return situation


class PublishRules(Command):
    """Publish the rules by which your agency ranks its waiting list for a project; the newest hold."""

    project: Code
    version: Code
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=20), AfterValidator(well_formed)]
    tie: Tie = "applied"
    refresh_months: Annotated[int, Field(ge=1, le=60)] = 6


class ApplyForHousing(Command):
    """Put a household on the waiting list of an agency, or tell anew how it lives. Without `agency`, on your own."""

    household: HouseholdId
    agency: Code | None = None
    applied: Day
    situation: Annotated[Situation, AfterValidator(plausible)]
    note: Note | None = None


class WithdrawApplication(Command):
    """Take a household off the waiting list of an agency. Without `agency`, off your own."""

    household: HouseholdId
    application: UUID
    agency: Code | None = None
    because: OffTheList


class RankCandidates(Command):
    """Rank all who are on your agency's waiting list for a project, as of a day, by the rules in force."""

    project: Code
    day: Day


class OverrideRank(Command):
    """Put a household on another place of your agency's ranking; never by who made the ranking."""

    project: Code
    household: HouseholdId
    place: Annotated[int, Field(ge=1, le=100_000)]
    reason: Note
