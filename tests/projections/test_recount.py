"""Every figure is what a plain recount of the facts that hold comes to, whatever was voided, corrected, merged or told late."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from infra.readmodel import write_rows
from projections import identities, indicators
from services.housing.events import OccupantJoined, UnitAssigned, UnitReleased
from services.intake.events import (
    DuplicateConfirmed,
    FamilyExited,
    MemberLeft,
    PersonUnlinked,
    ServiceCorrected,
    ServiceDelivered,
)
from services.kernel.event import Event, Recorded
from services.register.events import HoursApproved
from services.training.events import AttendanceCorrected, AttendanceRecorded, CourseCompleted
from tests.projections.histories import interleavings
from tests.projections.story import (
    HADDAD,
    ROSSI,
    approved,
    assigned,
    attendance_corrected,
    attended,
    completed,
    corrected,
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
from tests.projections.world import SERVICE_OF, World
from tests.spec import an_id, recorded

PEOPLE = [an_id(f"person {n}") for n in range(4)]
FIRST, PERIOD = date(2026, 1, 1), {"since": date(2026, 1, 5), "until": date(2026, 2, 20)}
DAYS = some.integers(0, 60).map(lambda n: FIRST + timedelta(days=n))
WHO = some.sampled_from(PEOPLE)
SOME = some.lists(WHO, min_size=1, max_size=3, unique=True).map(tuple)
HOME = some.sampled_from([HADDAD, ROSSI])
NAMES = some.integers(0, 2)


def stay_of(household: UUID, n: int) -> UUID:
    return an_id(f"stay {n} of {household}")


FRESH = some.one_of(
    some.builds(lambda h, n, p, d: assigned(h, p, d, stay_of(h, n)), HOME, NAMES, SOME, DAYS),
    some.builds(lambda h, n, p, d: released(h, p, d, stay_of(h, n)), HOME, NAMES, SOME, DAYS),
    some.builds(lambda h, n, p, d: moved_in(p, d, h, stay_of(h, n)), HOME, NAMES, WHO, DAYS),
    some.builds(lambda h, n, p, d: moved_out(p, d, h, stay_of(h, n)), HOME, NAMES, WHO, DAYS),
    some.builds(left, WHO, DAYS, HOME),
    some.builds(lambda d, p, h: served(d, recipients=p, household=h), DAYS, SOME, HOME),
    some.builds(lambda d, m: approved(m, d), DAYS, some.integers(1, 600)),
    some.builds(lambda d, m, p: attended(m, d, p), DAYS, some.integers(0, 600), WHO),
    some.builds(completed, WHO, DAYS, some.sampled_from(["recipient", "citizen"])),
    some.builds(lambda h, d, to: exited(h, d, destination=to), HOME, DAYS, some.sampled_from(["own-home", "unknown"])),
    some.builds(
        lambda pair, same: (DuplicateConfirmed if same else PersonUnlinked)(survivor=min(pair), merged=max(pair)),
        some.lists(WHO, min_size=2, max_size=2, unique=True), some.booleans(),
    ),
)  # fmt: skip
ONCE = UnitAssigned | UnitReleased


def _amending(fact: Recorded, draw: Any) -> list[Event]:
    """What corrects a fact or takes it back, by the command of its own or by voiding it."""
    match fact.event:
        case ServiceDelivered(household=household):
            again = corrected(fact.id, draw(DAYS), recipients=draw(SOME), household=household)
            return [draw(some.sampled_from([again, voided(fact.id, household=household)]))]
        case HoursApproved():
            return [reversed_(fact.id)]
        case AttendanceRecorded(person=person, day=day):
            return [attendance_corrected(fact.id, draw(some.integers(0, 600)), day, person)]
        case MemberLeft() | UnitAssigned() | UnitReleased() | OccupantJoined() | FamilyExited() | CourseCompleted():
            return [unsaid(fact.id, fact.event, household=getattr(fact.event, "household", None))]
        case _:
            return []


@some.composite
def histories(draw: some.DrawFn) -> list[Recorded]:
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
        facts.append(recorded(event, versions[event.stream_id], service=service, id=name, position=positions[service], **more))

    def stands(event: Event) -> bool:
        same = (f for f in facts if type(f.event) is type(event) and f.id not in gone)
        return any(getattr(f.event, "assignment", None) == getattr(event, "assignment", ()) for f in same)

    for event in draw(some.lists(FRESH, max_size=30)):
        if not (isinstance(event, ONCE) and stands(event)):
            tell(event)
        old = [fact for fact in facts if fact.id not in gone]
        if old and draw(some.integers(0, 3)) == 0:
            fact = draw(some.sampled_from(old))
            for amendment in _amending(fact, draw):
                gone.add(fact.id)
                tell(amendment, service=fact.service)
    return facts


@dataclass
class Recount:
    """What the facts come to, counted one by one."""

    facts: Sequence[Recorded]
    human: dict[UUID, UUID] = field(default_factory=dict)

    def __post_init__(self) -> None:
        links = [f.event for f in self.facts if isinstance(f.event, DuplicateConfirmed | PersonUnlinked)]
        newest = {link.merged: link for link in links}
        self.human = {m: link.survivor for m, link in newest.items() if isinstance(link, DuplicateConfirmed)}
        undone = {f.event.corrects_event_id for f in self.facts if hasattr(f.event, "corrects_event_id")}
        self.held = [f.event for f in self.facts if f.id not in undone]

    def of(self, *kinds: type[Event]) -> Iterator[Any]:
        return (event for event in self.held if isinstance(event, kinds))

    def who(self, person: UUID) -> UUID:
        while person in self.human:
            person = self.human[person]
        return person

    def figures(self) -> dict[str, float]:
        def within(day: date) -> bool:
            return PERIOD["since"] <= day <= PERIOD["until"]

        given_ = [(e.delivered_on, e, e.recipients) for e in self.of(ServiceDelivered, ServiceCorrected)]
        entered = [(e.starts, e, e.members) for e in self.of(UnitAssigned)]
        entered += [(e.joined_on, e, (e.person,)) for e in self.of(OccupantJoined)]
        served_ = given_ + entered
        taught = [(e.completed_on, (e.person,)) for e in self.of(CourseCompleted) if e.learner_type == "recipient"]
        people = {self.who(p) for d, _, persons in served_ if within(d) for p in persons}
        people |= {self.who(p) for d, persons in taught if within(d) for p in persons}
        hours = [(e.day, e.minutes) for e in self.of(HoursApproved)]
        lessons = [(e.day, e.minutes) for e in self.of(AttendanceRecorded, AttendanceCorrected)]
        return {
            "families_served": len({e.household for d, e, _ in served_ if within(d)}),
            "persons_served": len(people),
            "nights_housed": len({night for night in self.nights() if within(night[1])}),
            "volunteer_hours": round(sum(m for d, m in hours if within(d)) / 60, 6),
            "training_hours": round(sum(m for d, m in lessons if within(d)) / 60, 6),
            "exits": sum(within(e.exit) for e in self.of(FamilyExited)),
        }

    def nights(self) -> Iterator[tuple[UUID, date]]:
        """Each human and each night of theirs under a roof of ours."""
        ends = {e.assignment: e.released for e in self.of(UnitReleased)}
        gone = defaultdict(list)
        for e in self.of(MemberLeft):
            gone[e.person, e.household].append(e.left)
        spells = [(p, e, e.starts) for e in self.of(UnitAssigned) for p in e.members]
        spells += [(e.person, e, e.joined_on) for e in self.of(OccupantJoined)]
        for person, event, first in spells:
            last = min([ends.get(event.assignment, PERIOD["until"] + timedelta(days=1))]
                       + [day for day in gone[person, event.household] if day >= first])  # fmt: skip
            for n in range(max(0, (last - first).days)):
                yield self.who(person), first + timedelta(days=n)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories(), some.data())
def test_every_figure_is_a_plain_recount(world: World, facts: list[Recorded], data: Any):
    told = data.draw(interleavings(facts))
    with world.read.transaction(force_rollback=True):
        for model in (indicators.MODEL, identities.MODEL):
            write_rows(world.read, model, model.name, (row for fact in told for row in model.when(fact)))
        found = {figure.name: figure for figure in indicators.figures(world.read, **PERIOD)}
        assert {name: figure.value for name, figure in found.items()} == Recount(facts).figures()
        for name in ("nights_housed", "volunteer_hours", "training_hours", "exits"):
            assert sum(value for _, value in found[name].by_month) == pytest.approx(found[name].value, abs=1e-4)
