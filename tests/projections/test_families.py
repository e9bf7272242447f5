"""Which families somebody may see, by agency and consent; lists and the trail, page by page."""

from datetime import UTC, date, datetime, timedelta

import pytest

from projections import audit_trail, families
from projections.families import Viewer
from services.intake.events import CaseClosed, CaseReopened, PersonRegistered, ResidencePermitRecorded
from services.oversight.events import ProcessingRestricted, RestrictionLifted
from tests.projections.story import (
    AMAL,
    ENTRY,
    HADDAD,
    ROSSI,
    assigned,
    case_opened,
    consented,
    enrolled,
    glass_broken,
    handed_over,
    joined,
    left,
    referral_over,
    referred,
    released,
    renewed,
    served,
    withdrawn,
)
from tests.projections.world import World
from tests.spec import an_id

OURS, THEIRS, AUDITOR = Viewer("caseworker", "sds"), Viewer("caseworker", "porto"), Viewer("auditor", "court")
NOW = datetime.now(UTC)
TODAY = date.today()  # noqa: DTZ011 - the database's day, which is UTC like this machine's


@pytest.mark.parametrize(
    ("told", "seen"),
    [
        ([], False),
        ([consented()], True),
        ([consented(recipients=("casa",))], False),
        ([consented(expires=TODAY)], True),
        ([consented(expires=TODAY - timedelta(days=1))], False),
        ([consented(), withdrawn()], False),
        ([consented(), withdrawn(), consented(name=an_id("another consent"))], True),
        ([consented(household=ROSSI)], False),
        ([consented(expires=TODAY - timedelta(days=1)), renewed(TODAY)], True),
        ([referred()], True),
        ([referred(until=TODAY)], True),
        ([referred(until=TODAY - timedelta(days=1))], False),
        ([referred(), referral_over()], False),
        ([glass_broken(NOW + timedelta(hours=1))], True),
        ([glass_broken(NOW - timedelta(seconds=1))], False),
    ],
    ids=[
        "no consent", "named", "another is named", "last day", "expired", "withdrawn", "given again", "for another family",
        "renewed", "referred", "referred up to today", "referred with a consent that has expired", "referral completed",
        "emergency", "emergency over",
    ],
)  # fmt: skip
def test_another_agencys_household_is_seen_only_while_it_is_shared_with_the_agency(world: World, told, seen):
    for event in [case_opened(), enrolled(), *told]:
        world.tell(event)
    world.project()
    assert families.family(world.read, HADDAD, OURS) is not None
    assert families.family(world.read, HADDAD, AUDITOR) is not None
    assert (families.family(world.read, HADDAD, THEIRS) is not None) == seen
    assert [f.household for f in families.families(world.read, THEIRS).families] == ([HADDAD] if seen else [])
    assert families.family(world.read, HADDAD, Viewer("volunteer", "sds")) is None
    assert families.families(world.read, Viewer("funder", "sds")).families == ()


def test_who_has_the_case_in_charge_sees_the_family_that_another_agency_enrolled(world: World):
    world.tell(case_opened(agency="porto"))
    world.tell(enrolled(agency="sds"))
    world.project()
    assert families.family(world.read, HADDAD, THEIRS) is not None
    assert families.family(world.read, HADDAD, OURS) is None


def test_who_a_case_is_handed_over_to_sees_the_family_and_who_had_it_no_longer(world: World):
    for event in (case_opened(), enrolled(), handed_over()):
        world.tell(event)
    world.project()
    assert families.family(world.read, HADDAD, OURS) is None
    theirs = families.family(world.read, HADDAD, THEIRS)
    assert theirs is not None
    assert (theirs.agency, theirs.case_open) == ("porto", True)


def test_a_case_that_was_reopened_is_open(world: World):
    for event in (case_opened(), CaseClosed(household=HADDAD, head=AMAL, outcome="completed")):
        world.tell(event)
    world.project()
    before = families.family(world.read, HADDAD, OURS)
    world.tell(CaseReopened(household=HADDAD, head=AMAL, agency="sds"))
    world.project()
    after = families.family(world.read, HADDAD, OURS)
    assert before is not None
    assert after is not None
    assert (before.case_open, after.case_open) == (False, True)


def test_a_family_is_listed_once_however_many_consents_members_and_comings_and_goings_it_has(world: World):
    world.tell(case_opened())
    world.tell(enrolled())
    for n in range(3):
        world.tell(consented(name=an_id(f"consent {n}")))
        world.tell(joined(since=date(2026, 2, 1 + n)))
        world.tell(left(an_id("nour"), date(2026, 3, 1 + n)))
    world.project()
    for viewer in (OURS, THEIRS, AUDITOR):
        page = families.families(world.read, viewer)
        assert [(f.household, f.members) for f in page.families] == [(HADDAD, 2)]


def test_pages_of_families_neither_lose_nor_repeat_one(world: World):
    names = [an_id(f"family {n}") for n in range(12)]
    for n, name in enumerate(names):
        world.tell(case_opened(name) if n % 4 == 0 else enrolled(name, members=((an_id(f"head {n}"), "head"),), entry=ENTRY))
    world.project()
    pages, after = [], None
    while True:
        page = families.families(world.read, OURS, after=after, limit=5)
        pages += [family.household for family in page.families]
        after = page.after
        if after is None:
            break
    assert sorted(pages) == sorted(names)


def test_pages_of_the_trail_neither_lose_nor_repeat_an_event(world: World):
    world.tell_all([served(name=an_id(f"visit {n}")) for n in range(7)])
    world.tell_all([assigned(), released()])
    world.project()
    pages, after = [], None
    while True:
        page = audit_trail.search(world.read, audit_trail.Filters(), after=after, limit=2, viewer=None)
        pages += [entry.event_id for entry in page.entries]
        after = page.after
        if after is None:
            break
    assert len(pages) == len(set(pages)) == 9
    one = audit_trail.search(
        world.read,
        audit_trail.Filters(household=HADDAD, type="UnitAssigned", agency="sds", since=TODAY, until=TODAY),
        viewer=None,
    )
    assert [entry.stream for entry in one.entries] == [f"stay/{HADDAD}"]
    assert audit_trail.search(world.read, audit_trail.Filters(agency="porto"), viewer=None).entries == []


COORDINATOR = Viewer("coordinator", "porto")


def trail(world: World, viewer: Viewer) -> set[str]:
    return {entry.type for entry in audit_trail.search(world.read, audit_trail.Filters(), viewer=viewer).entries}


def test_the_trail_of_another_agencys_family_is_as_closed_as_its_page(world: World):
    ours = [world.tell(event) for event in (case_opened(), enrolled(), served())]
    theirs = world.tell(case_opened(ROSSI, agency="porto"), agency="porto")
    world.project()
    assert trail(world, AUDITOR) == {"CaseOpened", "FamilyEnrolled", "ServiceDelivered"}
    assert trail(world, COORDINATOR) == {"CaseOpened"}
    assert audit_trail.entry(world.read, theirs.id, viewer=COORDINATOR) is not None
    assert [audit_trail.entry(world.read, fact.id, viewer=COORDINATOR) for fact in ours] == [None] * 3
    world.tell(consented())
    world.project()
    assert trail(world, COORDINATOR) == {"CaseOpened", "FamilyEnrolled", "ServiceDelivered", "ConsentGiven"}


def test_a_family_is_found_however_many_of_that_name_another_agency_has(world: World):
    world.tell_all([PersonRegistered(person=an_id(f"theirs {n}"), given_name="Anna", family_name="Bruni") for n in range(300)])
    world.tell(PersonRegistered(person=an_id("ours"), given_name="Zoe", family_name="Bruni"))
    world.tell(enrolled(members=((an_id("ours"), "head"),)))
    world.project()
    assert [family.household for family in families.families(world.read, OURS, text="bruni").families] == [HADDAD]


def test_neither_name_nor_tax_code_nor_permit_finds_a_family_of_whom_somebody_is_restricted(world: World):
    code, permit = "HDDMLA90B43Z240G", "I1234567"
    world.tell(PersonRegistered(person=AMAL, given_name="Amal", family_name="Haddad", fiscal_code=code))
    world.tell(
        ResidencePermitRecorded(
            person=AMAL, permit=an_id("permit"), permit_kind="international-protection", valid_from=date(2024, 2, 1), number=permit
        )
    )
    world.tell_all([case_opened(), enrolled()])

    def found(viewer: Viewer) -> list[int]:
        world.project()
        texts = ("Haddad", code, code.lower(), permit, f"Haddad {code}")
        return [len(families.families(world.read, viewer, text=text, blind=world.vault.blind).families) for text in texts]

    assert found(OURS) == [1] * 5
    world.tell(ProcessingRestricted(person=AMAL, ground="unlawful"))
    assert found(OURS) == [0] * 5
    assert found(AUDITOR) == [1] * 5
    world.tell(RestrictionLifted(person=AMAL))
    assert found(OURS) == [1] * 5
