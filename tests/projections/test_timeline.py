"""The timeline on PostgreSQL: as of a day, as known at a moment, page by page."""

import time
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import pytest

from infra.clock import now
from infra.codec import StoredFact
from projections import families
from projections.known import Known
from services.kernel.amending import AmendmentAsked
from tests.projections.story import (
    AMAL,
    HADDAD,
    RENT,
    ROSSI,
    SAMI,
    assigned,
    attended,
    corrected,
    day,
    enrolled,
    joined,
    left,
    released,
    served,
    voided,
)
from tests.projections.world import World
from tests.spec import an_id


@dataclass
class Told:
    """A story told at four moments: a service in time, one recorded late, a correction, a voiding."""

    world: World
    facts: dict[str, StoredFact]
    moments: dict[str, datetime]

    def lines(self, known: str, as_of: str) -> list[tuple[str, date, str | None, bool]]:
        """Lines as name of the fact, day, name of what corrected it, whether it was voided."""
        asking = Known(self.world.settings)
        cut = asking.at(self.moments[known])
        asking.close()
        names = {fact.id: name for name, fact in self.facts.items()}
        found = families.timeline(self.world.read, HADDAD, as_of=date.fromisoformat(as_of), known=cut)
        assert found.complete
        return [(names[n.event_id], n.occurred_at.date(), n.corrected_by and names[n.corrected_by], n.voided) for n in found.lines]


@pytest.fixture
def told(world: World) -> Told:
    story = Told(world, {}, {})

    def tell(name: str, event, occurred: str) -> StoredFact:
        story.facts[name] = world.tell(event, occurred=day(occurred))
        return story.facts[name]

    tell("enrolled", enrolled(), "2026-01-10")
    first = tell("visit", served(on=date(2026, 2, 10), name=an_id("visit")), "2026-02-10")
    _moment(story, "February")
    late = tell("late visit", served(on=date(2026, 1, 20), name=an_id("late")), "2026-01-20")
    _moment(story, "March")
    tell("correction", corrected(first.id, on=date(2026, 2, 15), name=an_id("visit")), "2026-02-15")
    _moment(story, "April")
    tell("voiding", voided(late.id, name=an_id("late")), "2026-04-20")
    _moment(story, "May")
    world.project()
    return story


def _moment(story: Told, name: str) -> None:
    time.sleep(0.005)
    story.moments[name] = now()
    time.sleep(0.005)


JANUARY_10, JANUARY_20, FEBRUARY_10, FEBRUARY_15, APRIL_20 = (
    date(2026, 1, 10), date(2026, 1, 20), date(2026, 2, 10), date(2026, 2, 15), date(2026, 4, 20),
)  # fmt: skip
IN_TIME = ("visit", FEBRUARY_10, None, False)
CORRECTED = ("visit", FEBRUARY_10, "correction", False)
LATE, ENROLLED = ("late visit", JANUARY_20, None, False), ("enrolled", JANUARY_10, None, False)
CORRECTION = ("correction", FEBRUARY_15, None, False)


@pytest.mark.parametrize(
    ("known", "as_of", "lines"),
    [
        ("February", "2026-01-31", [ENROLLED]),
        ("February", "2026-02-28", [ENROLLED, IN_TIME]),
        ("March", "2026-01-31", [ENROLLED, LATE]),
        ("March", "2026-02-28", [ENROLLED, LATE, IN_TIME]),
        ("April", "2026-02-10", [ENROLLED, LATE, CORRECTED]),
        ("April", "2026-02-28", [ENROLLED, LATE, CORRECTED, CORRECTION]),
        ("May", "2026-02-28", [ENROLLED, ("late visit", JANUARY_20, "voiding", True), CORRECTED, CORRECTION]),
        (
            "May", "2026-04-30",
            [ENROLLED, ("late visit", JANUARY_20, "voiding", True), CORRECTED, CORRECTION, ("voiding", APRIL_20, None, False)],
        ),
    ],
)  # fmt: skip
def test_a_timeline_is_read_as_of_a_day_as_it_was_known_at_a_moment(told: Told, known: str, as_of: str, lines):
    assert told.lines(known, as_of) == lines


def test_the_answer_names_the_positions_it_was_read_at_and_whether_they_were_reached(told: Told):
    found = families.timeline(told.world.read, HADDAD)
    assert (found.positions["intake"], found.complete) == (5, True)
    told.world.tell(served(name=an_id("one more")))
    asking = Known(told.world.settings)
    behind = families.timeline(told.world.read, HADDAD, known=asking.at(now()))
    asking.close()
    assert (behind.positions["intake"], behind.complete) == (6, False)


def test_what_voids_a_line_or_asks_for_it_stands_on_the_dimension_of_that_line(world: World):
    world.tell(enrolled(), occurred=day("2026-01-10"))
    rent = world.tell(served(code=RENT, name=an_id("rent")), occurred=day("2026-02-10"))
    world.tell(
        AmendmentAsked(
            amendment=an_id("amendment"), fact=rent.id, fact_type="ServiceDelivered", household=HADDAD, persons=(AMAL,),
            ground="wrong-entry", correction=False,
        ),
        occurred=day("2026-02-11"),
    )  # fmt: skip
    world.tell(voided(rent.id, name=an_id("rent")), occurred=day("2026-02-12"))
    world.project()
    lines = families.timeline(world.read, HADDAD, dimension="housing").lines
    assert [(line.type, line.dimension) for line in lines] == [
        ("ServiceDelivered", "housing"), ("AmendmentAsked", "housing"), ("ServiceVoided", "housing"),
    ]  # fmt: skip


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("limit", [1, 3, 7])
def test_pages_of_a_timeline_neither_lose_nor_repeat_a_line(world: World, newest_first, limit: int):
    world.tell(enrolled(), occurred=day("2026-01-10"))
    same_day = [served(name=an_id(f"visit {n}")) for n in range(9)]
    world.tell_all(same_day, occurred=day("2026-02-10"))
    world.tell_all([assigned(), released()], occurred=day("2026-02-10"))
    world.project()
    whole = families.timeline(world.read, HADDAD, newest_first=newest_first).lines
    assert len(whole) == 12
    pages, after = [], None
    while True:
        page = families.timeline(world.read, HADDAD, newest_first=newest_first, after=after, limit=limit)
        pages += page.lines
        after = page.after
        if after is None:
            break
    assert pages == whole


def test_what_happened_to_a_person_stands_on_the_timeline_of_the_household_they_belonged_to_that_day(world: World):
    world.tell(enrolled(members=((AMAL, "head"),)), occurred=day("2026-01-10"))
    world.tell(enrolled(ROSSI, members=((an_id("rosa"), "head"),)), occurred=day("2026-01-10"))
    world.tell(joined(SAMI, date(2026, 2, 1)), occurred=day("2026-02-01"))
    world.tell(left(SAMI, date(2026, 3, 1)), occurred=day("2026-03-01"))
    world.tell(joined(SAMI, date(2026, 4, 1), ROSSI), occurred=day("2026-04-01"))
    for month in (1, 2, 3, 4):
        world.tell(attended(on=date(2026, month, 15), person=SAMI, session=f"lesson {month}"), occurred=day(f"2026-0{month}-15"))
    world.project()

    def lessons(household: UUID) -> list[int]:
        lines = families.timeline(world.read, household).lines
        return [line.occurred_at.month for line in lines if line.type == "AttendanceRecorded"]

    assert lessons(HADDAD) == [2]
    assert lessons(ROSSI) == [4]
