"""Who a family was on a day, and as was known then; some lines of a timeline and those that they correct."""

from collections.abc import Iterator
from datetime import date

import pytest

from infra.clock import now
from projections import families
from projections.desk.questions import Refusal, seen_by
from projections.families import Family, Viewer
from projections.known import Cut, Known
from services.intake import events as intake
from tests.projections.story import (
    AMAL,
    HADDAD,
    NOUR,
    ROSSI,
    SAMI,
    case_opened,
    consented,
    corrected,
    day,
    enrolled,
    exited,
    handed_over,
    joined,
    left,
    served,
    voided,
)
from tests.projections.world import World
from tests.spec import an_id

OURS, THEIRS, AUDITOR = Viewer("caseworker", "sds"), Viewer("caseworker", "porto"), Viewer("auditor", "court")
ENTERED, EXITED = date(2026, 1, 10), date(2026, 5, 20)
AMAL_IN, SAMI_IN = (AMAL, "head", ENTERED, None), (SAMI, "02", ENTERED, None)
NOUR_IN, SAMI_OUT = (NOUR, "03", date(2026, 2, 1), None), (SAMI, "02", ENTERED, date(2026, 3, 1))


class Story:
    """A family told at two moments: until it had three members, and until it left with another head."""

    def __init__(self, world: World) -> None:
        self.world, self._known = world, Known(world.settings)
        world.tell(case_opened(), occurred=day("2026-01-05"))
        world.tell(enrolled(), occurred=day("2026-01-10"))
        world.tell(joined(), occurred=day("2026-02-01"))
        self.early = self._known.at(now())
        world.tell(left(), occurred=day("2026-03-01"))
        world.tell(intake.HeadChanged(household=HADDAD, head=NOUR, before=AMAL), occurred=day("2026-04-01"))
        world.tell(exited(members=(NOUR, AMAL)), occurred=day("2026-05-20"))
        closed = intake.CaseClosed(household=HADDAD, head=NOUR, outcome="autonomy-reached")
        world.tell(closed, occurred=day("2026-05-25"))
        world.project()

    def close(self) -> None:
        self._known.close()

    def members(self, as_of: str | None = None, known: Cut | None = None) -> list[tuple]:
        on = date.fromisoformat(as_of) if as_of else None
        return families.members(self.world.read, HADDAD, as_of=on, known=known)

    def family(self, as_of: str | None = None, known: Cut | None = None) -> Family:
        today = families.family(self.world.read, HADDAD, OURS)
        assert today
        return families.family_as_it_was(self.world.read, today, as_of=as_of and date.fromisoformat(as_of), known=known)


@pytest.fixture
def story(world: World) -> Iterator[Story]:
    told = Story(world)
    yield told
    told.close()


@pytest.mark.parametrize(
    ("as_of", "early", "expected"),
    [
        ("2026-01-09", False, []),
        ("2026-01-10", False, [AMAL_IN, SAMI_IN]),
        ("2026-02-28", False, [AMAL_IN, SAMI_IN, NOUR_IN]),
        ("2026-03-01", False, [AMAL_IN, SAMI_OUT, NOUR_IN]),
        (None, False, [AMAL_IN, SAMI_OUT, NOUR_IN]),
        (None, True, [AMAL_IN, SAMI_IN, NOUR_IN]),
        ("2026-01-31", True, [AMAL_IN, SAMI_IN]),
    ],
)
def test_the_members_are_those_of_the_day_as_was_known_at_the_moment(story: Story, as_of, early, expected):
    key = str
    assert sorted(story.members(as_of, story.early if early else None), key=key) == sorted(expected, key=key)


@pytest.mark.parametrize(
    ("as_of", "early", "expected"),
    [
        ("2026-01-04", False, (None, 0, None, None, None)),
        ("2026-01-05", False, (AMAL, 0, None, None, True)),
        ("2026-01-10", False, (AMAL, 2, ENTERED, None, True)),
        ("2026-02-01", False, (AMAL, 3, ENTERED, None, True)),
        ("2026-04-01", False, (NOUR, 2, ENTERED, None, True)),
        ("2026-05-20", False, (NOUR, 2, ENTERED, EXITED, True)),
        ("2026-05-25", False, (NOUR, 2, ENTERED, EXITED, False)),
        (None, False, (NOUR, 2, ENTERED, EXITED, False)),
        (None, True, (AMAL, 3, ENTERED, None, True)),
        ("2026-01-31", True, (AMAL, 2, ENTERED, None, True)),
    ],
)
def test_a_family_is_what_it_was_on_the_day_as_was_known(story: Story, as_of, early, expected):
    found = story.family(as_of, story.early if early else None)
    assert (found.head, found.members, found.entry, found.exit, found.case_open) == expected
    assert found.destination == ("own-home" if found.exit else None)


def test_what_is_known_now_on_the_last_day_is_the_family_of_today(story: Story):
    assert story.family("2099-01-01") == story.family()


def test_some_lines_are_asked_for_with_those_that_they_correct_and_no_others(world: World):
    first, second, other = (world.tell(served(name=an_id(n)), occurred=day("2026-02-10")) for n in ("one", "two", "three"))
    fixed = world.tell(corrected(first.id, name=an_id("one")), occurred=day("2026-02-12"))
    gone = world.tell(voided(second.id, name=an_id("two")), occurred=day("2026-02-13"))
    elsewhere = world.tell(served(household=ROSSI, name=an_id("four")), occurred=day("2026-02-10"))
    world.project()

    def lines(*only) -> list[tuple]:
        found = families.timeline(world.read, HADDAD, only=only).lines
        return [(line.event_id, line.corrected_by, line.voided) for line in found]

    assert lines(fixed.id) == [(first.id, fixed.id, False), (fixed.id, None, False)]
    assert lines(gone.id, other.id) == [(second.id, gone.id, True), (other.id, None, False), (gone.id, None, False)]
    assert lines(elsewhere.id) == lines(an_id("nothing")) == lines() == []


def test_a_household_is_visible_to_its_agency_to_those_it_is_shared_with_and_to_who_reads_all(world: World):
    for event in (enrolled(), consented(), enrolled(ROSSI, members=((an_id("rosa"), "head"),))):
        world.tell(event)
    world.project()
    both = {HADDAD, ROSSI}
    assert families.visible(world.read, both, OURS) == families.visible(world.read, both, AUDITOR) == both
    assert (
        families.visible(world.read, both, THEIRS) == families.visible(world.read, both, Viewer("registrar", "porto")) == {HADDAD}
    )
    assert families.visible(world.read, [], OURS) == set()


def test_a_refused_reaction_is_shown_to_those_who_may_see_its_household(world: World):
    world.tell(enrolled())
    world.tell(enrolled(ROSSI, members=((an_id("rosa"), "head"),), agency="porto"))
    world.project()
    ours, theirs, common, unknown = (
        Refusal("housing", an_id(str(household)), "on_family_enrolled", household and str(household), "UnknownProgramme", now())
        for household in (HADDAD, ROSSI, None, an_id("nobody"))
    )
    every = [ours, theirs, common, unknown]
    assert seen_by(world.read, Viewer("housing", "sds"), every) == [ours, common]
    assert seen_by(world.read, Viewer("registrar", "porto"), every) == [theirs, common]


def test_before_it_was_handed_over_the_family_was_the_first_agencys(world: World):
    world.tell(case_opened(), occurred=day("2026-01-05"))
    world.tell(handed_over(), occurred=day("2026-03-01"))
    world.project()
    today = families.family(world.read, HADDAD, THEIRS)
    assert today
    then = families.family_as_it_was(world.read, today, as_of=date(2026, 2, 1))
    assert (then.agency, today.agency) == ("sds", "porto")
