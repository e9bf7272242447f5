"""Histories that figures are counted from, and a plain recount of them: fact by fact, as known at a cut."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as some

from projections.figures.definitions import INDICATORS, Indicator
from services.housing.events import OccupantJoined, UnitAssigned, UnitReleased
from services.intake.events import (
    AssessmentRecorded,
    CaseReopened,
    CountingProfileSet,
    DuplicateConfirmed,
    FamilyEnrolled,
    FamilyExited,
    MemberLeft,
    MilestoneReached,
    PersonUnlinked,
    ServiceCorrected,
    ServiceDelivered,
)
from services.kernel.event import Event, Recorded
from services.kernel.time import day_to_moment
from services.register.events import HoursApproved, VolunteerRegistered
from services.training.events import (
    AttendanceCorrected,
    AttendanceRecorded,
    CourseCompleted,
    CoursePublished,
    EditionOpened,
    LearnerEnrolled,
)
from tests.projections.story import (
    COURSE,
    EDITION,
    HADDAD,
    ROSSI,
    approved,
    assessed,
    assigned,
    attendance_corrected,
    attended,
    completed,
    corrected,
    enrolled,
    exited,
    left,
    moved_in,
    moved_out,
    released,
    reversed_,
    served,
    unsaid,
    voided,
)
from tests.projections.world import SERVICE_OF
from tests.spec import an_id, recorded

PEOPLE = [an_id(f"person {n}") for n in range(4)]
FIRST, SINCE, UNTIL = date(2026, 1, 1), date(2026, 1, 5), date(2026, 2, 20)
DAYS = some.integers(0, 60).map(lambda n: FIRST + timedelta(days=n))
WHO = some.sampled_from(PEOPLE)
SOME = some.lists(WHO, min_size=1, max_size=3, unique=True).map(tuple)
HOME = some.sampled_from([HADDAD, ROSSI])
NAMES = some.integers(0, 2)
CODES = some.sampled_from(["A1.01", "A1.05.01", "A2.09", "A2.08"])
BORN = some.sampled_from([None, "1990", "2008-02", "1965-01", "1965-02"])


def stay_of(household: UUID, n: int) -> UUID:
    return an_id(f"stay {n} of {household}")


def profiled(person: UUID, day: date, sex: str, born: str | None, how: tuple[bool | None]) -> CountingProfileSet:
    return CountingProfileSet(
        person=person, valid_from=day, sex=sex, birth_month=born, citizenship_group="third-country", eligible=how[0], ground="x"
    )


def learner(person: UUID, kind: str) -> LearnerEnrolled:
    return LearnerEnrolled(edition=EDITION, course=COURSE, person=person, learner_type=kind)


def course(teaches: str | None) -> CoursePublished:
    return CoursePublished(course=COURSE, agency="sds", title="Italiano", field="lingua", teaches=teaches, hours=20)


def entered(person: UUID, day: date) -> VolunteerRegistered:
    return VolunteerRegistered(person=person, agency="sds", section="regular", number=1, start=day)


def milestone(person: UUID, day: date, what: str, household: UUID) -> MilestoneReached:
    return MilestoneReached(household=household, person=person, milestone=what, reached_on=day)


def opened() -> EditionOpened:
    return EditionOpened(
        edition=EDITION, course=COURSE, agency="sds", project="PROG-2784", hours=20, seats=9, open_to=("recipient",), start=FIRST,
        until=UNTIL, rule={"version": "1", "min_percent": 70},
    )  # fmt: skip


ELIGIBLE = some.sampled_from([(True,), (True,), (False,), (None,)])
FRESH = some.one_of(
    some.builds(lambda h, n, p, d: assigned(h, p, d, stay_of(h, n)), HOME, NAMES, SOME, DAYS),
    some.builds(lambda h, n, p, d: released(h, p, d, stay_of(h, n)), HOME, NAMES, SOME, DAYS),
    some.builds(lambda h, n, p, d: moved_in(p, d, h, stay_of(h, n)), HOME, NAMES, WHO, DAYS),
    some.builds(lambda h, n, p, d: moved_out(p, d, h, stay_of(h, n)), HOME, NAMES, WHO, DAYS),
    some.builds(left, WHO, DAYS, HOME),
    some.builds(lambda d, p, h, c: served(d, c, recipients=p, household=h), DAYS, SOME, HOME, CODES),
    some.builds(profiled, WHO, DAYS, some.sampled_from(["female", "male"]), BORN, ELIGIBLE),
    some.builds(lambda d, m: approved(m, d), DAYS, some.integers(1, 600)),
    some.builds(lambda d, m, p: attended(m, d, p), DAYS, some.integers(0, 600), WHO),
    some.builds(completed, WHO, DAYS, some.sampled_from(["recipient", "citizen"])),
    some.builds(lambda h, d, to: exited(h, d, destination=to), HOME, DAYS, some.sampled_from(["rental", "unknown"])),
    some.builds(lambda h, p, d: enrolled(h, tuple((one, "head") for one in p), d), HOME, SOME, DAYS),
    some.builds(learner, WHO, some.sampled_from(["recipient", "citizen"])),
    some.builds(course, some.sampled_from([None, "language", "work"])), some.builds(opened),
    some.builds(entered, WHO, DAYS),
    some.builds(milestone, WHO, DAYS, some.sampled_from(["found-helpful", "found-not-helpful"]), HOME),
    some.builds(lambda h, p: CaseReopened(household=h, head=p, agency="sds"), HOME, WHO),
    some.builds(lambda p, n, a, b: assessed("entry", p, f"made {n}", housing=a, income=b), WHO, NAMES, some.integers(1, 5),
                some.sampled_from([None, 1, 5])),
    some.builds(
        lambda pair, same: (DuplicateConfirmed if same else PersonUnlinked)(survivor=min(pair), merged=max(pair)),
        some.lists(WHO, min_size=2, max_size=2, unique=True), some.booleans(),
    ),
)  # fmt: skip
ONCE = UnitAssigned | UnitReleased | CoursePublished | EditionOpened
UNDONE = (
    MemberLeft, UnitAssigned, UnitReleased, OccupantJoined, FamilyExited, CourseCompleted, FamilyEnrolled, MilestoneReached,
    AssessmentRecorded, LearnerEnrolled, CaseReopened,
)  # fmt: skip


def _amending(fact: Recorded, draw: Any) -> list[Event]:
    """What corrects a fact or takes it back, by the command of its own or by voiding it."""
    match fact.event:
        case ServiceDelivered(household=household):
            again = corrected(fact.id, draw(DAYS), draw(CODES), recipients=draw(SOME), household=household)
            return [draw(some.sampled_from([again, voided(fact.id, household=household)]))]
        case HoursApproved():
            return [reversed_(fact.id)]
        case AttendanceRecorded(person=person, day=day):
            return [attendance_corrected(fact.id, draw(some.integers(0, 600)), day, person)]
        case event if isinstance(event, UNDONE):
            return [unsaid(fact.id, event, household=getattr(event, "household", None))]
        case _:
            return []


@some.composite
def histories(draw: some.DrawFn, most: int = 30) -> list[Recorded]:
    """Facts, some of which are corrected or voided later, each at most once; a stay is assigned and released once at a time."""
    facts: list[Recorded] = []
    versions: Counter[str] = Counter()
    positions: Counter[str] = Counter()
    gone: set[UUID] = set()

    def tell(event: Event, **more: Any) -> None:
        service = more.pop("service", None) or SERVICE_OF[type(event)]
        versions[event.stream_id] += 1
        positions[service] += 1
        name = an_id(f"{service} {positions[service]}")
        project = "common" if isinstance(event, VolunteerRegistered | CountingProfileSet) else "PROG-2784"
        at = {"position": positions[service], "at": day_to_moment(draw(DAYS))}
        facts.append(recorded(event, versions[event.stream_id], service=service, id=name, project=project, **at, **more))

    def stands(event: Event) -> bool:
        same = (f for f in facts if type(f.event) is type(event) and f.id not in gone)
        return any(getattr(f.event, "assignment", None) == getattr(event, "assignment", None) for f in same)

    for event in draw(some.lists(FRESH, max_size=most)):
        if not (isinstance(event, ONCE) and stands(event)):
            tell(event)
        old = [fact for fact in facts if fact.id not in gone]
        if old and draw(some.integers(0, 3)) == 0:
            fact = draw(some.sampled_from(old))
            for amendment in _amending(fact, draw):
                gone.add(fact.id)
                tell(amendment, service=fact.service)
    return facts


def cuts(facts: Sequence[Recorded]) -> some.SearchStrategy[dict[str, int]]:
    """Any cut of these facts: so many of each service."""
    last: Counter[str] = Counter()
    for fact in facts:
        last[fact.service] = max(last[fact.service], fact.position)
    return some.fixed_dictionaries({service: some.integers(0, position) for service, position in last.items()})


Told = tuple[str, str, UUID, date]
"""Kind, what it is about, who, on which day."""


@dataclass
class Recount:
    """What the facts that were told by a cut come to, counted one by one."""

    told: Sequence[Recorded]
    cut: Mapping[str, int] | None = None
    human: dict[UUID, UUID] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.facts = [f for f in self.told if self.cut is None or f.position <= self.cut.get(f.service, 0)]
        links = [f.event for f in self.facts if isinstance(f.event, DuplicateConfirmed | PersonUnlinked)]
        newest = {link.merged: link for link in links}
        self.human = {m: link.survivor for m, link in newest.items() if isinstance(link, DuplicateConfirmed)}
        undone = {f.event.corrects_event_id for f in self.facts if hasattr(f.event, "corrects_event_id")}
        self.held = [f for f in self.facts if f.id not in undone]

    def of(self, *kinds: type[Event]) -> Iterator[Any]:
        return (fact.event for fact in self.held if isinstance(fact.event, kinds))

    def who(self, person: UUID) -> UUID:
        while person in self.human:
            person = self.human[person]
        return person

    def profile(self, person: UUID, day: date) -> CountingProfileSet | None:
        told = [p for p in self.of(CountingProfileSet) if p.person == person and p.valid_from <= day]
        return max(enumerate(told), key=lambda one: (one[1].valid_from, one[0]), default=(0, None))[1]

    @property
    def teaches(self) -> str | None:
        """What the only course teaches, once its edition is known to be of it."""
        taught = [c.teaches for c in self.of(CoursePublished)]
        return taught[0] if taught and list(self.of(EditionOpened)) else None

    def deeds(self) -> Iterator[Told]:  # noqa: C901 - a plain list of kinds
        for fact in self.held:
            at = fact.occurred_at.date()
            match fact.event:
                case ServiceDelivered() | ServiceCorrected() as e:
                    yield from (("service", e.code, p, e.delivered_on) for p in e.recipients)
                case UnitAssigned() as e:
                    yield from (("housed", "", p, e.starts) for p in e.members)
                case OccupantJoined() as e:
                    yield "housed", "", e.person, e.joined_on
                case CourseCompleted(learner_type="recipient") as e:
                    yield "completed", self.teaches or "", e.person, e.completed_on
                case LearnerEnrolled(learner_type="recipient") as e:
                    yield "enrolled", self.teaches or "", e.person, at
                case MilestoneReached() as e:
                    yield "milestone", e.milestone, e.person, e.reached_on
                case VolunteerRegistered() as e if any(
                    self.who(m.person) == self.who(e.person) and f.entry <= e.start
                    for f in self.of(FamilyEnrolled) for m in f.members
                ):  # fmt: skip
                    yield "registered", "", e.person, e.start
                case _:
                    pass

    def cells(self, indicator: Indicator) -> Counter[str]:
        """The humans of an indicator by sex and age on the first day on which they count."""
        first: dict[UUID, date] = {}
        for kind, about, person, day in self.deeds():
            of = any(made.kind == kind and any(about.startswith(a) for a in made.about) for made in indicator.of)
            human = self.who(person)
            profile = self.profile(human, day)
            if of and SINCE <= day <= UNTIL and (not indicator.eligible or (profile and profile.eligible)):
                first[human] = min(day, first.get(human, day))
        return Counter(self.cell(human, day) for human, day in first.items())

    def cell(self, human: UUID, day: date) -> str:
        profile = self.profile(human, day)
        if profile is None or profile.birth_month is None:
            return f"{profile.sex if profile else 'not-stated'}|unknown"
        year, month = (int(part) for part in f"{profile.birth_month}-01".split("-")[:2])
        age = (day.year - year) - (day.month < month)
        return f"{profile.sex}|{'<18' if age < 18 else '18-60' if age <= 60 else '>60'}"

    def by_person(self) -> dict[str, Counter[str]]:
        return {one.name: self.cells(one) for one in INDICATORS if one.measure == "persons"}

    def others(self) -> dict[str, float]:
        def within(day: date) -> bool:
            return SINCE <= day <= UNTIL

        homes = [(e.starts, e) for e in self.of(UnitAssigned)] + [(e.joined_on, e) for e in self.of(OccupantJoined)]
        served_ = [(e.delivered_on, e) for e in self.of(ServiceDelivered, ServiceCorrected)] + homes
        hours = [(e.day, e.minutes) for e in self.of(HoursApproved)]
        lessons = [(e.day, e.minutes) for e in self.of(AttendanceRecorded, AttendanceCorrected)]
        gone = [e for e in self.of(FamilyExited) if within(e.exit)]
        back = {
            f.event.household for f in self.held for e in self.of(FamilyExited)
            if isinstance(f.event, CaseReopened) and within(day := f.occurred_at.date()) and e.household == f.event.household
            and e.exit < day <= e.exit.replace(year=e.exit.year + 1)
        }  # fmt: skip
        return {
            "families_served": len({e.household for d, e in served_ if within(d)}),
            "nights_housed": len({night for night in self.nights() if within(night[1])}),
            "volunteer_hours": round(sum(m for d, m in hours if within(d)) / 60, 6),
            "training_hours": round(sum(m for d, m in lessons if within(d)) / 60, 6),
            "exits": len(gone), "exits_to_homes": sum(e.destination == "rental" for e in gone), "returns": len(back),
            **self.averages(),
        }  # fmt: skip

    def averages(self) -> dict[str, float]:
        days = []
        ends = {e.assignment: e.released for e in self.of(UnitReleased)}
        for home in (HADDAD, ROSSI):
            starts = [e.starts for e in self.of(UnitAssigned) if e.household == home]
            starts += [e.joined_on for e in self.of(OccupantJoined) if e.household == home]
            entries = [e.entry for e in self.of(FamilyEnrolled) if e.household == home]
            if starts and entries and SINCE <= min(starts) <= UNTIL and min(starts) >= min(entries):
                days.append((min(starts) - min(entries)).days)
        ended = [(e, ends[e.assignment]) for e in self.of(UnitAssigned) if SINCE <= ends.get(e.assignment, FIRST) <= UNTIL]
        stays = [(end - e.starts).days for e, end in ended]
        hours = [e for e in self.of(HoursApproved) if SINCE <= e.day <= UNTIL]
        helped = len({e.household for e in hours})
        return {
            "days_to_home": round(sum(days) / len(days), 6) if days else 0,
            "stay_length": round(sum(stays) / len(stays), 6) if stays else 0,
            "hours_per_family": round(sum(e.minutes for e in hours) / 60 / helped, 6) if helped else 0,
            "ssm_change": self.change(),
        }

    def change(self) -> float:
        said: dict[tuple[UUID, str], list[tuple[date, int, int]]] = defaultdict(list)
        for fact in self.held:
            if isinstance(fact.event, AssessmentRecorded) and fact.occurred_at.date() <= UNTIL:
                for domain, score in fact.event.scores.items():
                    if score is not None:
                        said[self.who(fact.event.person), domain].append((fact.occurred_at.date(), fact.position, score))
        turns = [max(s)[2] - min(s)[2] for s in said.values() if len(s) > 1 and max(s)[0] >= SINCE]
        return round(sum(turns) / len(turns), 6) if turns else 0

    def nights(self) -> Iterator[tuple[UUID, date]]:
        """Each human and each night of theirs under a roof of ours."""
        ends = {e.assignment: e.released for e in self.of(UnitReleased)}
        gone = defaultdict(list)
        for e in self.of(MemberLeft):
            gone[e.person, e.household].append(e.left)
        spells = [(p, e, e.starts) for e in self.of(UnitAssigned) for p in e.members]
        spells += [(e.person, e, e.joined_on) for e in self.of(OccupantJoined)]
        for person, event, first in spells:
            last = min([ends.get(event.assignment, UNTIL + timedelta(days=1))]
                       + [day for day in gone[person, event.household] if day >= first])  # fmt: skip
            for n in range(max(0, (last - first).days)):
                yield self.who(person), first + timedelta(days=n)
