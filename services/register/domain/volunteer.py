"""A volunteer (active citizen): applied, vetted, entered in the register; what they can do and when (art. 17)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.kernel.access import VOLUNTEER
from services.kernel.event import Event, Recorded
from services.kernel.rules import Malformed, NotAllowed, RuleBroken, Unknown
from services.register.commands import (
    ApplyAsVolunteer,
    DeclareSkill,
    NoteCourse,
    RegisterVolunteer,
    SetAvailability,
    VetVolunteer,
)
from services.register.domain.numbering import Numbering
from services.register.events import (
    AvailabilitySet,
    CourseNoted,
    NumberTaken,
    SkillDeclared,
    Slot,
    VolunteerApplied,
    VolunteerRegistered,
    VolunteerVetted,
)


class NotYourOwn(NotAllowed):
    """A volunteer speaks for themself alone: own application, own skills, own matches and hours."""


class UnknownVolunteer(Unknown):
    """This person has not applied to your agency's register."""


class AlreadyApplied(RuleBroken):
    """The person has applied before."""


class IdentityNotSeen(RuleBroken):
    """Nobody is vetted positively before their identity document was seen."""


class GuardianMissing(RuleBroken):
    """A minor volunteers only with a guardian who is named."""


class OwnGuardian(Malformed):
    """Nobody is their own guardian."""


class CertificateInTheFuture(RuleBroken):
    """A certificate that was seen was issued before."""


class VetsThemself(RuleBroken):
    """Nobody vets themself."""


class NotVetted(RuleBroken):
    """Nobody is entered in the register before a positive vetting."""


class RegisteredBeforeVetting(RuleBroken):
    """An entry in the register starts on the day of the positive vetting at the earliest."""


class AlreadyRegistered(RuleBroken):
    """The volunteer has a number in the register already; it is theirs for good."""


@dataclass(frozen=True)
class Volunteer:
    """What rules ask about a volunteer."""

    agency: str | None = None
    project: str | None = None
    vetted: VolunteerVetted | None = None
    registered: VolunteerRegistered | None = None
    skills: frozenset[str] = frozenset()
    slots: tuple[Slot, ...] = ()
    courses: frozenset[UUID] = frozenset()

    @property
    def cleared(self) -> bool:
        """Whether the newest vetting is positive."""
        return self.vetted is not None and self.vetted.outcome == "positive"

    @property
    def cleared_for_minors(self) -> bool:
        """Whether the certificate for work with minors was seen."""
        return self.vetted is not None and self.vetted.minors_certificate is not None

    def active_on(self, day: date) -> bool:
        """In the register by that day, and not found unfit since."""
        return self.cleared and self.registered is not None and self.registered.start <= day


def own(person: UUID, actor: str, role: str) -> None:
    """Raises `NotYourOwn` where a volunteer speaks for somebody else."""
    if role == VOLUNTEER and actor != str(person):
        raise NotYourOwn("person")


def apply(volunteer: Volunteer, ask: ApplyAsVolunteer, agency: str, day: date) -> Iterator[Event | RuleBroken]:
    """Once per person."""
    if volunteer.agency:
        raise AlreadyApplied("person", person=ask.person)
    yield VolunteerApplied(
        person=ask.person, agency=agency, applied_on=day, project=ask.project, motivation=ask.motivation
    )  # fmt: skip


def vet(volunteer: Volunteer, ask: VetVolunteer, actor: str, day: date) -> Iterator[Event | RuleBroken]:
    """Positive only with identity seen, and of age or with a guardian. The birth date itself stays in intake."""
    if volunteer.agency is None:
        raise UnknownVolunteer("person", person=ask.person)
    if ask.guardian == ask.person:
        raise OwnGuardian("guardian")
    if actor == str(ask.person):
        yield VetsThemself("person")
    if ask.outcome == "positive" and not ask.identity_seen:
        yield IdentityNotSeen("identity_seen")
    if ask.outcome == "positive" and not ask.adult and ask.guardian is None:
        yield GuardianMissing("guardian")
    if ask.minors_certificate and ask.minors_certificate > day:
        yield CertificateInTheFuture("minors_certificate")
    yield VolunteerVetted(
        person=ask.person, outcome=ask.outcome, vetted_on=day, identity_seen=ask.identity_seen, adult=ask.adult,
        guardian=ask.guardian, minors_certificate=ask.minors_certificate, note=ask.note,
    )  # fmt: skip


def register(volunteer: Volunteer, ask: RegisterVolunteer, numbering: Numbering) -> Iterator[Event | RuleBroken]:
    """The next number of the section is taken in the same breath."""
    if volunteer.agency is None:
        raise UnknownVolunteer("person", person=ask.person)
    if volunteer.registered:
        raise AlreadyRegistered("person", number=volunteer.registered.number, section=volunteer.registered.section)
    if volunteer.vetted is None or not volunteer.cleared:
        yield NotVetted("person", person=ask.person)
    elif ask.start < volunteer.vetted.vetted_on:
        yield RegisteredBeforeVetting("start", vetted_on=volunteer.vetted.vetted_on)
    yield VolunteerRegistered(
        person=ask.person, agency=volunteer.agency, section=ask.section, number=numbering.next, start=ask.start
    )  # fmt: skip
    yield NumberTaken(agency=volunteer.agency, section=ask.section, number=numbering.next, person=ask.person)


def declare_skill(volunteer: Volunteer, ask: DeclareSkill) -> Iterator[Event | RuleBroken]:
    """Said again, nothing changes."""
    if volunteer.agency is None:
        raise UnknownVolunteer("person", person=ask.person)
    if ask.skill not in volunteer.skills:
        yield SkillDeclared(person=ask.person, skill=ask.skill)


def set_availability(volunteer: Volunteer, ask: SetAvailability) -> Iterator[Event | RuleBroken]:
    """The new hours replace the old ones; matches that are confirmed stand."""
    if volunteer.agency is None:
        raise UnknownVolunteer("person", person=ask.person)
    if ask.slots != volunteer.slots:
        yield AvailabilitySet(person=ask.person, slots=ask.slots)


def note_course(volunteer: Volunteer, ask: NoteCourse) -> Iterator[Event | RuleBroken]:
    """Nothing for who is no volunteer, nor for an edition that is noted."""
    if volunteer.agency and ask.edition not in volunteer.courses:
        yield CourseNoted(
            person=ask.person, course=ask.course, edition=ask.edition, minutes=ask.minutes, completed_on=ask.completed_on
        )  # fmt: skip


def evolve(volunteer: Volunteer, fact: Recorded) -> Volunteer:
    """The newest word on each."""
    match fact.event:
        case VolunteerApplied(agency=agency, project=project):
            return replace(volunteer, agency=agency, project=project)
        case VolunteerVetted() as vetted:
            return replace(volunteer, vetted=vetted)
        case VolunteerRegistered() as registered:
            return replace(volunteer, registered=registered)
        case SkillDeclared(skill=skill):
            return replace(volunteer, skills=volunteer.skills | {skill})
        case AvailabilitySet(slots=slots):
            return replace(volunteer, slots=slots)
        case CourseNoted(edition=edition):
            return replace(volunteer, courses=volunteer.courses | {edition})
        case _:
            return volunteer
