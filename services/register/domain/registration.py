"""An entry in the register: made after vetting under the next number, suspended, ended, or marked void (annullata)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import get_args
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken
from services.register.commands import (
    CancelRegistration,
    DeclareRegister,
    RegisterVolunteer,
    ResumeVolunteer,
    SuspendVolunteer,
    VoidRegistration,
)
from services.register.domain.agenda import Agenda
from services.register.domain.numbering import Numbering
from services.register.domain.volunteer import Inscription, Volunteer, known
from services.register.events import (
    NumberTaken,
    RegisterDeclared,
    RegistrationEnded,
    RegistrationVoided,
    Section,
    VolunteerRegistered,
    VolunteerResumed,
    VolunteerSuspended,
)


class NotVetted(RuleBroken):
    """Nobody is entered in the register before a positive vetting."""


class RegisteredBeforeVetting(RuleBroken):
    """An entry in the register starts on the day of the positive vetting at the earliest."""


class AlreadyRegistered(RuleBroken):
    """The volunteer, under this id or another of theirs, has an entry in the register that goes on."""


class RegisteredBeforeEnd(RuleBroken):
    """A new entry starts after the last day of the one before."""


class IdentityIncomplete(RuleBroken):
    """A regular volunteer is entered with fiscal code or full birth data, and residence (D.Lgs. 117/2017, art. 17)."""


class ChecksMissing(RuleBroken):
    """The register asks for more checks than the vetting has made."""


class SectionNotKept(RuleBroken):
    """The agency's register has no such section."""


class NoRegistration(RuleBroken):
    """The volunteer has no entry in the register of which this can be said."""


class AlreadySuspended(RuleBroken):
    """The volunteer is suspended already."""


class NotSuspended(RuleBroken):
    """Only who is suspended is resumed."""


class ResumedBeforeSuspended(RuleBroken):
    """A volunteer is resumed after the first day of the suspension."""


class EndsBeforeRegistered(RuleBroken):
    """An entry lasts one day at least."""


class StillMatched(RuleBroken):
    """The volunteer's matches end before the entry does."""


class MatchedUnderIt(RuleBroken):
    """An entry under which the volunteer was matched is ended, not voided."""


@dataclass(frozen=True)
class Declared:
    """How an agency keeps its register. As long as it has not said, the law applies and there are both sections."""

    law_applies: bool = True
    sections: tuple[Section, ...] = get_args(Section)
    checks: tuple[str, ...] = ()


def declare(declared: Declared, ask: DeclareRegister, agency: str) -> Iterator[Event | RuleBroken]:
    """Said again, nothing changes; entries that were made stand."""
    said = Declared(ask.law_applies, tuple(s for s in get_args(Section) if s in ask.sections), tuple(dict.fromkeys(ask.checks)))
    if said != declared:
        yield RegisterDeclared(agency=agency, law_applies=said.law_applies, sections=said.sections, checks=said.checks)


def register(
    volunteer: Volunteer, ask: RegisterVolunteer, numbering: Numbering, *, declared: Declared, others: Mapping[UUID, Volunteer]
) -> Iterator[Event | RuleBroken]:
    """The next number of the section is taken in the same breath. `others` are what is known of the human's other ids."""
    agency = known(volunteer, ask.person)
    for one in (volunteer, *others.values()):
        if one.entry and one.entry.open:
            raise AlreadyRegistered("person", number=one.entry.fact.number, section=one.entry.fact.section)
    if volunteer.entry and volunteer.entry.ended and ask.start <= volunteer.entry.ended:
        yield RegisteredBeforeEnd("start", ended_on=volunteer.entry.ended)
    yield from _unready(volunteer, ask, declared)
    yield VolunteerRegistered(person=ask.person, agency=agency, section=ask.section, number=numbering.next, start=ask.start)
    yield NumberTaken(agency=agency, section=ask.section, number=numbering.next, person=ask.person)


def _unready(volunteer: Volunteer, ask: RegisterVolunteer, declared: Declared) -> Iterator[RuleBroken]:
    vetted = volunteer.vetted
    if ask.section not in declared.sections:
        yield SectionNotKept("section", sections=list(declared.sections))
    if vetted is None or not volunteer.cleared:
        yield NotVetted("person", person=ask.person)
        return
    if ask.start < vetted.vetted_on:
        yield RegisteredBeforeVetting("start", vetted_on=vetted.vetted_on)
    if declared.law_applies and ask.section == "regular" and not vetted.identity_complete:
        yield IdentityIncomplete("person", person=ask.person)
    if missing := [check for check in declared.checks if check not in vetted.checks]:
        yield ChecksMissing("person", checks=missing)


def suspend(volunteer: Volunteer, ask: SuspendVolunteer) -> Iterator[Event | RuleBroken]:
    """Matches that are confirmed stand, but nobody serves in them, nor is matched, until they are resumed."""
    _open(volunteer, ask.person)
    if volunteer.suspended:
        raise AlreadySuspended("person", since=volunteer.pauses[-1].start)
    yield VolunteerSuspended(person=ask.person, since=ask.since, reason=ask.reason)


def resume(volunteer: Volunteer, ask: ResumeVolunteer) -> Iterator[Event | RuleBroken]:
    """From that day on."""
    _open(volunteer, ask.person)
    if not volunteer.suspended:
        raise NotSuspended("person", person=ask.person)
    if ask.start <= volunteer.pauses[-1].start:
        yield ResumedBeforeSuspended("start", since=volunteer.pauses[-1].start)
    yield VolunteerResumed(person=ask.person, start=ask.start)


def cancel(volunteer: Volunteer, ask: CancelRegistration, agenda: Agenda) -> Iterator[Event | RuleBroken]:
    """On its last day; nobody is left with a volunteer who is no longer in the register."""
    entry = _open(volunteer, ask.person)
    if ask.ended_on < entry.fact.start:
        yield EndsBeforeRegistered("ended_on", start=entry.fact.start)
    if later := agenda.beyond(ask.ended_on):
        yield StillMatched("ended_on", matches=list(later))
    yield RegistrationEnded(
        person=ask.person, agency=entry.fact.agency, section=entry.fact.section, number=entry.fact.number,
        ended_on=ask.ended_on, reason=ask.reason, note=ask.note,
    )  # fmt: skip


def void(volunteer: Volunteer, ask: VoidRegistration, agenda: Agenda) -> Iterator[Event | RuleBroken]:
    """The newest entry that is not void; its number is marked, not freed."""
    known(volunteer, ask.person)
    entry = volunteer.entry
    if entry is None:
        raise NoRegistration("person", person=ask.person)
    if matched := agenda.beyond(entry.fact.start - timedelta(1)):
        yield MatchedUnderIt("person", matches=list(matched))
    yield RegistrationVoided(
        corrects_event_id=entry.event_id, person=ask.person, agency=entry.fact.agency, section=entry.fact.section,
        number=entry.fact.number, reason=ask.reason,
    )  # fmt: skip


def _open(volunteer: Volunteer, person: UUID) -> Inscription:
    known(volunteer, person)
    if volunteer.entry is None or not volunteer.entry.open:
        raise NoRegistration("person", person=person)
    return volunteer.entry


def evolve(declared: Declared, fact: Recorded) -> Declared:
    """The newest word."""
    match fact.event:
        case RegisterDeclared(law_applies=applies, sections=sections, checks=checks):
            return Declared(applies, sections, checks)
        case _:
            return declared
