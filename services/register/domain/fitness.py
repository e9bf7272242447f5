"""Whom a rule keeps from a need: not registered, not skilled, not insured, not free. The same for a proposal and a ranking."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from services.kernel.rules import RuleBroken
from services.register.domain.agenda import Agenda
from services.register.domain.calendar import Days, fits
from services.register.domain.cover import Covers
from services.register.domain.volunteer import Volunteer
from services.register.events import Level, NeedPublished, Slot

LEVELS: tuple[Level, ...] = get_args(Level)


class VolunteerNotRegistered(RuleBroken):
    """Only who is in the register from the first day to the last, and vetted positively, is matched."""


class VolunteerIsSuspended(RuleBroken):
    """Who is suspended on one of the days serves nobody on them."""


class SkillMissing(RuleBroken):
    """The volunteer has not declared the skill that the need asks for."""


class LanguageMissing(RuleBroken):
    """The volunteer does not speak the language as well as the need asks for."""


class MinorsNotCleared(RuleBroken):
    """Work with minors needs the certificate of D.Lgs. 39/2014, seen when the volunteer was vetted."""


class NotAvailable(RuleBroken):
    """A shift lies outside the hours of the week that the volunteer has said they can give."""


class OutsideCover(RuleBroken):
    """Nobody serves on a day on which accident, illness or liability is not insured (D.Lgs. 117/2017, art. 18)."""


@dataclass(frozen=True)
class Candidate:
    """What is known of the volunteer who is to be matched."""

    volunteer: Volunteer
    covers: Covers
    agenda: Agenda
    restricted: bool = False
    """Whether what is known of the human, by whatever id, is kept and not used."""


def rank_of(level: Level | None) -> int:
    """How far up a level is, from 0 for none to 7 for a mother tongue."""
    return LEVELS.index(level) + 1 if level else 0


def absent(volunteer: Volunteer, days: Days) -> Iterator[RuleBroken]:
    """Who does not stand in the register, or is suspended, on one of the days."""
    if not volunteer.entered(days):
        yield VolunteerNotRegistered("person")
    if volunteer.pauses_in(days):
        yield VolunteerIsSuspended("person")


def unfit(candidate: Candidate, need: NeedPublished, days: Days, shifts: tuple[Slot, ...]) -> Iterator[RuleBroken]:
    """All that keeps the volunteer from helping with the need on these days at these hours."""
    volunteer = candidate.volunteer
    if not volunteer.cleared:
        yield VolunteerNotRegistered("person")
    yield from absent(volunteer, days)
    if need.skill not in volunteer.skills:
        yield SkillMissing("person", skill=need.skill)
    if need.language and rank_of(volunteer.languages.get(need.language)) < rank_of(need.level):
        yield LanguageMissing("person", language=need.language, level=need.level)
    if need.with_minors and not volunteer.cleared_for_minors:
        yield MinorsNotCleared("person")
    for shift in shifts:
        if not fits(shift, volunteer.slots):
            yield NotAvailable("shifts", weekday=shift.weekday)
    if bare := candidate.covers.first_bare_day(days):
        yield OutsideCover("start", day=bare)
