"""Identities on PostgreSQL: who stands for whom, what figures make of it, and the pairs that wait for a decision."""

import random
from datetime import date

import pytest

from projections import identities
from projections.families import Viewer
from projections.figures import monthly as indicators
from projections.figures.asked import Period, Scope
from projections.figures.behind import behind
from projections.identities import MODEL
from services.intake.events import (
    DuplicateConfirmed,
    DuplicateRejected,
    Finding,
    PersonRegistered,
    PersonUnlinked,
    PotentialDuplicateDetected,
)
from services.oversight.events import ProcessingRestricted, RestrictionLifted
from tests.projections.story import (
    AMAL,
    HADDAD,
    NOUR,
    ROSSI,
    SAMI,
    assigned,
    case_opened,
    consented,
    day,
    enrolled,
    released,
    served,
)
from tests.projections.told import given
from tests.projections.world import World
from tests.spec import an_id

YEAR = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}
BOTH = {"first": YEAR["since"], "last": YEAR["until"]}
OURS, THEIRS, AUDITOR = Viewer("coordinator", "sds"), Viewer("coordinator", "porto"), Viewer("auditor", "authority")


def same(survivor, merged):
    return DuplicateConfirmed(survivor=survivor, merged=merged)


def parted(survivor, merged):
    return PersonUnlinked(survivor=survivor, merged=merged)


def suspected(one, other, score=14.0):
    low, high = sorted((one, other))
    evidence = (Finding(field="given_name", finding="same", points=6.0),)
    return PotentialDuplicateDetected(low=low, high=high, score=score, rules_version="1", evidence=evidence)


def rejected(one, other):
    low, high = sorted((one, other))
    return DuplicateRejected(low=low, high=high)


def pairs(world: World, viewer=OURS) -> list[set]:
    return [{pair.low, pair.high} for pair in identities.open_pairs(world.read, viewer).pairs]


def test_a_suspicion_told_again_is_one_row_with_the_newest_evidence():
    low, high = sorted((AMAL, SAMI))
    given(suspected(AMAL, SAMI), suspected(SAMI, AMAL, 20.0)).when(MODEL).then("pair", {"low": low, "high": high, "score": 20.0})


def test_whoever_was_merged_is_followed_to_the_end_of_the_chain(world: World):
    world.tell_all([same(SAMI, AMAL), same(NOUR, SAMI)])
    world.project()
    assert identities.survivors(world.read, [AMAL, SAMI, NOUR]) == dict.fromkeys((AMAL, SAMI, NOUR), NOUR)


def test_an_undone_merge_parts_the_chain_where_it_was(world: World):
    told = world.tell_all([same(SAMI, AMAL), same(NOUR, SAMI), parted(NOUR, SAMI)])
    world.project()
    assert identities.survivors(world.read, [AMAL, SAMI, NOUR]) == {AMAL: SAMI, SAMI: SAMI, NOUR: NOUR}
    as_known = identities.survivors(world.read, [AMAL], cut=told[1].position)
    assert as_known == {AMAL: NOUR}
    assert identities.survivors(world.read, [AMAL], cut=0) == {AMAL: AMAL}


def test_merges_of_which_one_has_not_been_undone_yet_are_no_ring(world: World):
    world.tell_all([same(SAMI, AMAL), same(AMAL, SAMI)])
    world.project()
    assert identities.survivors(world.read, [AMAL, SAMI]) == {AMAL: AMAL, SAMI: SAMI}


@pytest.fixture
def counted(world: World) -> World:
    world.tell(enrolled(members=((AMAL, "head"), (SAMI, "02"))))
    world.tell(served(recipients=(AMAL, SAMI)), occurred=day("2026-02-10"))
    world.tell(assigned())
    world.tell(released())
    return world


def figure(world: World, name: str) -> float:
    world.project()
    return indicators.figure(world.read, name, **YEAR).value


def test_one_human_with_two_ids_counts_once_as_long_as_the_merge_stands(counted: World):
    assert figure(counted, indicators.PERSONS) == 2
    counted.tell(same(AMAL, SAMI))
    assert figure(counted, indicators.PERSONS) == 1
    assert [value for _, value in indicators.figure(counted.read, indicators.PERSONS, **YEAR).by_month] == [1]
    counted.tell(parted(AMAL, SAMI))
    assert figure(counted, indicators.PERSONS) == 2


def test_a_night_under_two_ids_is_one_night(counted: World):
    assert figure(counted, indicators.NIGHTS) == 20
    counted.tell(same(AMAL, SAMI))
    assert figure(counted, indicators.NIGHTS) == 10


def test_the_events_behind_a_figure_stay_those_of_either_id_and_are_of_one_human(counted: World):
    counted.project()
    before, _ = behind(counted.read, indicators.PERSONS, Period(**BOTH), Scope())
    counted.tell(same(AMAL, SAMI))
    counted.project()
    rows, _ = behind(counted.read, indicators.PERSONS, Period(**BOTH), Scope())
    assert {row.event_id for row in rows} == {row.event_id for row in before}
    assert {row.person for row in rows} == {AMAL}
    assert sum(row.adds for row in rows) == 1


def test_families_are_counted_as_before(counted: World):
    counted.tell(same(AMAL, SAMI))
    assert figure(counted, indicators.FAMILIES) == 1


@pytest.fixture
def suspicious(world: World) -> World:
    world.tell_all([PersonRegistered(person=person) for person in (AMAL, SAMI, NOUR)])
    world.tell(enrolled(members=((AMAL, "head"), (SAMI, "02"))))
    world.tell(suspected(AMAL, NOUR))
    world.tell(suspected(SAMI, NOUR, 30.0))
    world.project()
    return world


def test_open_pairs_come_with_their_evidence_the_likeliest_first(suspicious: World):
    assert pairs(suspicious) == [{SAMI, NOUR}, {AMAL, NOUR}]
    first = identities.open_pairs(suspicious.read, OURS).pairs[0]
    assert (first.score, first.evidence) == (30.0, [{"field": "given_name", "finding": "same", "points": 6.0}])


def test_a_pair_of_whom_one_is_restricted_waits_for_those_who_control(suspicious: World):
    suspicious.tell(ProcessingRestricted(person=SAMI, ground="unlawful"))
    suspicious.project()
    assert pairs(suspicious) == [{AMAL, NOUR}]
    assert len(pairs(suspicious, AUDITOR)) == 2
    suspicious.tell(RestrictionLifted(person=SAMI))
    suspicious.project()
    assert len(pairs(suspicious)) == 2


def test_what_was_rejected_waits_no_more(suspicious: World):
    suspicious.tell(rejected(AMAL, NOUR))
    suspicious.tell(suspected(AMAL, NOUR, 50.0))
    suspicious.project()
    assert pairs(suspicious) == [{SAMI, NOUR}]


def test_one_answer_settles_the_pairs_that_it_answers(suspicious: World):
    """SORMAS and bloom-housing: to resolve one set must not leave the other open."""
    suspicious.tell(same(NOUR, SAMI))
    suspicious.project()
    assert pairs(suspicious) == [{AMAL, NOUR}]
    suspicious.tell(same(NOUR, AMAL))
    suspicious.project()
    assert pairs(suspicious) == []
    suspicious.tell(parted(NOUR, AMAL))
    suspicious.project()
    assert pairs(suspicious) == [{AMAL, NOUR}]


def test_a_merged_person_is_asked_about_as_who_stands_for_them(suspicious: World):
    other = an_id("other")
    suspicious.tell(same(other, NOUR))
    suspicious.project()
    assert pairs(suspicious) == [{SAMI, other}, {AMAL, other}]


def test_a_pair_is_shown_to_whom_one_of_the_two_is_known(world: World):
    """One policy for search, match and export."""
    lonely = an_id("lonely")
    world.tell(PersonRegistered(person=AMAL), agency="sds")
    world.tell(PersonRegistered(person=lonely), agency="porto")
    world.tell(case_opened())
    world.tell(enrolled())
    world.tell(suspected(AMAL, lonely))
    world.project()
    seen = {}
    for viewer in (OURS, THEIRS, AUDITOR, Viewer("coordinator", "casa")):
        page = identities.open_pairs(world.read, viewer)
        seen[viewer.agency] = [dict(zip((p.low, p.high), (p.low_seen, p.high_seen), strict=True)) for p in page.pairs]
    assert seen == {
        "sds": [{AMAL: True, lonely: False}], "porto": [{AMAL: False, lonely: True}],
        "authority": [{AMAL: True, lonely: True}], "casa": [],
    }  # fmt: skip
    world.tell(consented(recipients=("casa",)))
    world.project()
    assert pairs(world, Viewer("coordinator", "casa")) == [{AMAL, lonely}]


def test_pages_of_pairs_neither_lose_nor_repeat_one(world: World):
    world.tell(enrolled(ROSSI, members=((AMAL, "head"),)))
    people = [an_id(f"person {n}") for n in range(13)]
    for n, person in enumerate(people):
        world.tell(suspected(AMAL, person, 12.0 + n % 3 / 10))
    world.project()
    found, after = [], None
    while True:
        page = identities.open_pairs(world.read, OURS, after=after, limit=4)
        found += [({pair.low, pair.high} - {AMAL}).pop() for pair in page.pairs]
        after = page.after
        if after is None:
            break
    assert sorted(found) == sorted(people)


def test_a_cursor_that_is_none_of_ours_is_refused(world: World):
    for wrong in ("x", "1~2~3", f"1~{HADDAD}"):
        with pytest.raises(ValueError, match=r".+"):
            identities.open_pairs(world.read, OURS, after=wrong)


@pytest.mark.parametrize("seed", range(3))
def test_who_stands_for_whom_agrees_with_a_plain_model(world: World, seed: int):
    """Any merges that the rules allow: neither of the two is merged yet; and any of them undone."""
    chance = random.Random(seed)
    people = [an_id(f"human {n}") for n in range(8)]
    points: dict = {}
    for _ in range(30):
        if points and chance.random() < 0.4:
            merged = chance.choice(list(points))
            world.tell(parted(points.pop(merged), merged))
        elif len(alive := [person for person in people if person not in points]) > 1:
            survivor, merged = chance.sample(alive, 2)
            points[merged] = survivor
            world.tell(same(survivor, merged))

    def end(person):
        return end(points[person]) if person in points else person

    world.project()
    assert identities.survivors(world.read, people) == {person: end(person) for person in people}
