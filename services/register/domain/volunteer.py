"""A volunteer (active citizen): applied, vetted, entered in the register; what they can do and when (art. 17)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from services.kernel.access import VOLUNTEER
from services.kernel.event import Event, Recorded
from services.kernel.rules import Malformed, NotAllowed, RuleBroken, Unknown
from services.register.commands import (
    ApplyAsVolunteer,
    DeclareLanguage,
    DeclareSkill,
    SetAvailability,
    SetZone,
    VerifySkill,
    VetVolunteer,
)
from services.register.domain.calendar import Days
from services.register.events import (
    AvailabilitySet,
    CourseDropped,
    CourseNoted,
    DuplicateCleared,
    DuplicateNoted,
    LanguageDeclared,
    Level,
    RegistrationEnded,
    RegistrationVoided,
    RestrictionCleared,
    RestrictionNoted,
    SkillDeclared,
    SkillVerified,
    Slot,
    VolunteerApplied,
    VolunteerRegistered,
    VolunteerResumed,
    VolunteerSuspended,
    VolunteerVetted,
    ZoneSet,
)


class NotYourOwn(NotAllowed):
    """A volunteer speaks for themself alone: own application, own skills, own matches and hours."""


class UnknownVolunteer(Unknown):
    """This person has not applied to your agency's register."""


class AlreadyApplied(RuleBroken):
    """The person has applied before, under this id or another of theirs."""


class IdentityNotSeen(RuleBroken):
    """Nobody is vetted positively before their identity document was seen."""


class GuardianMissing(RuleBroken):
    """A minor volunteers only with a guardian who is named."""


class OwnGuardian(Malformed):
    """Nobody is their own guardian."""


class CertificateInTheFuture(RuleBroken):
    """A certificate that was seen was issued before."""


class VetsThemself(RuleBroken):
    """Nobody vets themself, nor verifies what they themself can do."""


class SkillNotDeclared(RuleBroken):
    """A skill is verified that the volunteer has declared."""


@dataclass(frozen=True)
class Inscription:
    """One entry of the volunteer in the register. It is never taken away: it ends, or it is void."""

    fact: VolunteerRegistered
    event_id: UUID
    ended: date | None = None
    void: bool = False

    @property
    def open(self) -> bool:
        """Whether it neither has ended nor is void."""
        return self.ended is None and not self.void

    def holds(self, days: Days) -> bool:
        """Whether the volunteer is entered on each of the days."""
        return not self.void and Days(self.fact.start, self.ended or date.max).holds(days)


@dataclass(frozen=True)
class Volunteer:
    """What rules ask about a volunteer."""

    agency: str | None = None
    project: str | None = None
    vetted: VolunteerVetted | None = None
    inscriptions: tuple[Inscription, ...] = ()
    pauses: tuple[Days, ...] = ()
    skills: frozenset[str] = frozenset()
    verified: frozenset[str] = frozenset()
    languages: Mapping[str, Level] = field(default_factory=dict)
    slots: tuple[Slot, ...] = ()
    municipality: str | None = None
    courses: Mapping[UUID, UUID] = field(default_factory=dict)
    """The course of each edition that was completed."""
    same_as: frozenset[UUID] = frozenset()
    """Other ids of the same human."""
    restricted: bool = False
    """Whether what is known of them is kept and not used."""

    @property
    def cleared(self) -> bool:
        """Whether the newest vetting is positive."""
        return self.vetted is not None and self.vetted.outcome == "positive"

    @property
    def cleared_for_minors(self) -> bool:
        """Whether the certificate for work with minors was seen."""
        return self.vetted is not None and self.vetted.minors_certificate is not None

    @property
    def entry(self) -> Inscription | None:
        """The newest entry that is not void."""
        return next((entry for entry in reversed(self.inscriptions) if not entry.void), None)

    @property
    def suspended(self) -> bool:
        """Whether they are suspended without end so far."""
        return bool(self.pauses) and self.pauses[-1].until == date.max

    def entered(self, days: Days) -> bool:
        """Whether they stand in the register on each of the days."""
        return any(entry.holds(days) for entry in self.inscriptions)

    def pauses_in(self, days: Days) -> bool:
        """Whether they are suspended on one of the days."""
        return any(pause.common(days) for pause in self.pauses)


def own(person: UUID, actor: str, role: str) -> None:
    """Raises `NotYourOwn` where a volunteer speaks for somebody else."""
    if role == VOLUNTEER and actor != str(person):
        raise NotYourOwn("person")


def is_one_of(actor: str, ids: Collection[UUID]) -> bool:
    """Whether who asks is the human with these ids."""
    return actor in map(str, ids)


def known(volunteer: Volunteer, person: UUID) -> str:
    """The agency they applied to. Raises `UnknownVolunteer`."""
    if volunteer.agency is None:
        raise UnknownVolunteer("person", person=person)
    return volunteer.agency


def apply(
    volunteer: Volunteer, ask: ApplyAsVolunteer, agency: str, day: date, *, others: Mapping[UUID, Volunteer]
) -> Iterator[Event | RuleBroken]:
    """Once per human; `others` are what is known of their other ids."""
    if volunteer.agency:
        raise AlreadyApplied("person", person=ask.person)
    for name, other in others.items():
        if other.agency:
            raise AlreadyApplied("person", person=name)
    yield VolunteerApplied(
        person=ask.person, agency=agency, applied_on=day, project=ask.project, motivation=ask.motivation
    )  # fmt: skip


def vet(volunteer: Volunteer, ask: VetVolunteer, actor: str, day: date, *, ids: Collection[UUID]) -> Iterator[Event | RuleBroken]:
    """Positive only with identity seen, and of age or with a guardian; by nobody who is known by one of the `ids`.

    The birth date itself stays in intake.
    """
    known(volunteer, ask.person)
    if ask.guardian in ids:
        raise OwnGuardian("guardian")
    if is_one_of(actor, ids):
        yield VetsThemself("person")
    if ask.outcome == "positive" and not ask.identity_seen:
        yield IdentityNotSeen("identity_seen")
    if ask.outcome == "positive" and not ask.adult and ask.guardian is None:
        yield GuardianMissing("guardian")
    if ask.minors_certificate and ask.minors_certificate > day:
        yield CertificateInTheFuture("minors_certificate")
    yield VolunteerVetted(
        person=ask.person, outcome=ask.outcome, vetted_on=day, identity_seen=ask.identity_seen,
        identity_complete=ask.identity_complete, adult=ask.adult, checks=tuple(dict.fromkeys(ask.checks)),
        guardian=ask.guardian, minors_certificate=ask.minors_certificate, note=ask.note,
    )  # fmt: skip


def declare_skill(volunteer: Volunteer, ask: DeclareSkill) -> Iterator[Event | RuleBroken]:
    """Said again, nothing changes."""
    known(volunteer, ask.person)
    if ask.skill not in volunteer.skills:
        yield SkillDeclared(person=ask.person, skill=ask.skill)


def verify_skill(volunteer: Volunteer, ask: VerifySkill, actor: str, *, ids: Collection[UUID]) -> Iterator[Event | RuleBroken]:
    """By somebody else; done again, nothing changes."""
    known(volunteer, ask.person)
    if is_one_of(actor, ids):
        yield VetsThemself("person")
    if ask.skill not in volunteer.skills:
        yield SkillNotDeclared("skill", skill=ask.skill)
    if ask.skill not in volunteer.verified:
        yield SkillVerified(person=ask.person, skill=ask.skill, note=ask.note)


def declare_language(volunteer: Volunteer, ask: DeclareLanguage) -> Iterator[Event | RuleBroken]:
    """The newest word on a language; said again, nothing changes."""
    known(volunteer, ask.person)
    if volunteer.languages.get(ask.language) != ask.level:
        yield LanguageDeclared(person=ask.person, language=ask.language, level=ask.level)


def set_availability(volunteer: Volunteer, ask: SetAvailability) -> Iterator[Event | RuleBroken]:
    """The new hours replace the old ones; matches that are confirmed stand."""
    known(volunteer, ask.person)
    if ask.slots != volunteer.slots:
        yield AvailabilitySet(person=ask.person, slots=ask.slots)


def set_zone(volunteer: Volunteer, ask: SetZone) -> Iterator[Event | RuleBroken]:
    """The newest word; said again, nothing changes."""
    known(volunteer, ask.person)
    if ask.municipality != volunteer.municipality:
        yield ZoneSet(person=ask.person, municipality=ask.municipality)


def evolve(volunteer: Volunteer, fact: Recorded) -> Volunteer:
    """The newest word on each."""
    match fact.event:
        case VolunteerApplied(agency=agency, project=project):
            return replace(volunteer, agency=agency, project=project)
        case VolunteerVetted() as vetted:
            return replace(volunteer, vetted=vetted)
        case SkillDeclared(skill=skill):
            return replace(volunteer, skills=volunteer.skills | {skill})
        case SkillVerified(skill=skill):
            return replace(volunteer, verified=volunteer.verified | {skill})
        case LanguageDeclared(language=language, level=level):
            return replace(volunteer, languages={**volunteer.languages, language: level})
        case AvailabilitySet(slots=slots):
            return replace(volunteer, slots=slots)
        case ZoneSet(municipality=municipality):
            return replace(volunteer, municipality=municipality)
        case _:
            return _entered(_heard(volunteer, fact), fact)


def _heard(volunteer: Volunteer, fact: Recorded) -> Volunteer:
    match fact.event:
        case CourseNoted(edition=edition, course=course):
            return replace(volunteer, courses={**volunteer.courses, edition: course})
        case CourseDropped(edition=edition):
            return replace(volunteer, courses={name: course for name, course in volunteer.courses.items() if name != edition})
        case DuplicateNoted(other=other):
            return replace(volunteer, same_as=volunteer.same_as | {other})
        case DuplicateCleared(other=other):
            return replace(volunteer, same_as=volunteer.same_as - {other})
        case RestrictionNoted() | RestrictionCleared() as event:
            return replace(volunteer, restricted=isinstance(event, RestrictionNoted))
        case _:
            return volunteer


def _entered(volunteer: Volunteer, fact: Recorded) -> Volunteer:
    match fact.event:
        case VolunteerRegistered() as event:
            return replace(volunteer, inscriptions=(*volunteer.inscriptions, Inscription(event, fact.id)))
        case RegistrationEnded(ended_on=day) as event:
            return _marked(volunteer, event.section, event.number, ended=day)
        case RegistrationVoided() as event:
            return _marked(volunteer, event.section, event.number, void=True)
        case VolunteerSuspended(since=since):
            return replace(volunteer, pauses=(*volunteer.pauses, Days(since, date.max)))
        case VolunteerResumed(start=day) if volunteer.pauses:
            *before, last = volunteer.pauses
            return replace(volunteer, pauses=(*before, Days(last.start, date.fromordinal(max(day.toordinal() - 1, 1)))))
        case _:
            return volunteer


def _marked(volunteer: Volunteer, section: str, number: int, *, ended: date | None = None, void: bool = False) -> Volunteer:
    """The entry of that number, with what has become of it."""
    entries = tuple(
        replace(entry, ended=ended or entry.ended, void=void or entry.void)
        if (entry.fact.section, entry.fact.number) == (section, number)
        else entry
        for entry in volunteer.inscriptions
    )
    return replace(volunteer, inscriptions=entries)
