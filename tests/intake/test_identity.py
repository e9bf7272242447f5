"""Two ids, one human: a program suspects, a person decides, and what was decided can be undone."""

from datetime import date

import pytest
from pydantic import ValidationError

from services.intake.application import reading
from services.intake.commands import (
    AddMember,
    CorrectPerson,
    RecordResidencePermit,
    ReportPotentialDuplicate,
)
from services.intake.domain.household import AlreadyInAHousehold, Household, add_member
from services.intake.domain.identity import NotMerged, OneWithItself, Pair, evolve, pair_of, report
from services.intake.domain.person import Person, PersonMerged, UnknownPerson
from services.intake.events import (
    DuplicateConfirmed,
    DuplicateRejected,
    Finding,
    MembershipReleased,
    MembershipTaken,
    MergeReleased,
    MergeTaken,
    PersonUnlinked,
    PotentialDuplicateDetected,
)
from tests.intake.memory import Desk, somebody
from tests.spec import an_id, decided, given

AMAL, AMEL, EMEL, NOBODY = (an_id(name) for name in ("amal", "amel", "emel", "nobody"))
HOME, OTHER_HOME, PROJECT = an_id("home"), an_id("other home"), "PROG-2784"
LOW, HIGH = sorted((AMAL, AMEL))
EVIDENCE = (Finding(field="fiscal_code", finding="same", points=9), Finding(field="family_name", finding="swapped", points=2.5))
ASK = ReportPotentialDuplicate(one=AMAL, other=AMEL, score=11.5, rules_version="1", evidence=EVIDENCE)
DETECTED = PotentialDuplicateDetected(low=LOW, high=HIGH, score=11.5, rules_version="1", evidence=EVIDENCE)
REJECTED = DuplicateRejected(low=LOW, high=HIGH)
SOMEBODY = Person(known=True)


def reporting(*facts, ask=ASK, one=SOMEBODY, other=SOMEBODY):
    return given(evolve, Pair(), *facts).when(report, ask, one=one, other=other)


def test_a_pair_is_named_alike_in_whichever_order_the_two_are_named():
    turned = ASK.model_copy(update={"one": AMEL, "other": AMAL})
    reporting().then(DETECTED)
    reporting(ask=turned).then(DETECTED)


def test_a_rejected_pair_is_never_proposed_again():
    surer = ASK.model_copy(update={"score": 99.0, "rules_version": "2"})
    reporting(DETECTED, REJECTED).then()
    reporting(REJECTED, ask=surer).then()


def test_a_pair_is_not_proposed_twice_on_the_same_evidence():
    reporting(DETECTED).then()


def test_a_pair_is_proposed_again_on_other_evidence():
    other = {"score": 4.0, "rules_version": "2"}
    reporting(DETECTED, ask=ASK.model_copy(update=other)).then(DETECTED.model_copy(update=other))


def test_who_is_merged_is_not_proposed_again():
    reporting(one=Person(known=True, merged_into=AMEL)).then()
    reporting(other=Person(known=True, merged_into=EMEL)).then()


def test_who_was_separated_is_not_proposed_again():
    reporting(one=Person(known=True, parted_from=frozenset({AMEL}))).then()
    reporting(other=Person(known=True, parted_from=frozenset({AMAL}))).then()


def test_a_pair_is_two_persons_who_are_known():
    reporting(one=Person()).refuses(UnknownPerson, field="one")
    reporting(ask=ASK.model_copy(update={"other": AMAL})).refuses(OneWithItself, person=AMAL)


@pytest.mark.parametrize("changes", [{"score": "nan"}, {"score": 1e9}, {"rules_version": ""}, {"rules_version": "a b"}])
def test_a_report_holds_numbers_and_codes(changes):
    with pytest.raises(ValidationError):
        ReportPotentialDuplicate(**(ASK.model_dump() | changes))


@pytest.mark.parametrize("finding", [{"finding": "\u202ename"}, {"field": "x" * 41}, {"points": float("nan")}, {"points": 1e9}])
def test_evidence_holds_codes_and_points(finding):
    with pytest.raises(ValidationError):
        ReportPotentialDuplicate(
            one=AMAL, other=AMEL, score=1, rules_version="1", evidence=[{"field": "a", "finding": "b", "points": 1} | finding]
        )


@pytest.fixture
def desk():
    return Desk(AMAL, AMEL, EMEL)


def merged_into(survivor, ask, *arguments):
    with pytest.raises(PersonMerged) as refusal:
        ask(*arguments)
    assert refusal.value.facts["survivor"] == survivor


def test_a_confirmed_duplicate_stands_on_the_stream_of_the_merged(desk):
    assert desk.confirm(AMAL, AMEL) == [
        DuplicateConfirmed(survivor=AMAL, merged=AMEL),
        MergeTaken(survivor=AMAL, merged=AMEL),
    ]
    assert reading.anybody(desk, AMEL).merged_into == AMAL


def test_a_merged_person_enters_nothing_new_and_the_refusal_names_the_survivor(desk):
    desk.confirm(AMAL, AMEL)
    merged_into(AMAL, reading.person_of, desk, AMEL)
    merged_into(AMAL, reading.people_of, desk, [AMAL, AMEL])
    merged_into(AMAL, desk.persons.correct_person, CorrectPerson(person=AMEL, sex="male", reason="so"), somebody())
    permit = RecordResidencePermit(person=AMEL, permit_kind="family", valid_from="2026-01-01")
    merged_into(AMAL, desk.persons.record_residence_permit, permit, somebody())
    assert reading.person_of(desk, AMAL).known


def test_in_a_chain_the_last_survivor_is_named(desk):
    desk.confirm(AMAL, AMEL)
    desk.confirm(EMEL, AMAL)
    merged_into(EMEL, reading.person_of, desk, AMEL)
    merged_into(EMEL, reading.person_of, desk, AMAL)


def test_nobody_is_merged_twice_and_nobody_merged_survives(desk):
    desk.confirm(AMAL, AMEL)
    merged_into(AMAL, desk.confirm, AMAL, AMEL)
    merged_into(AMAL, desk.confirm, EMEL, AMEL)
    merged_into(AMAL, desk.confirm, AMEL, EMEL)


def test_a_chain_never_becomes_a_ring(desk):
    desk.confirm(AMAL, AMEL)
    desk.confirm(EMEL, AMAL)
    merged_into(EMEL, desk.confirm, AMEL, EMEL)
    merged_into(EMEL, desk.confirm, AMAL, EMEL)


def test_what_memory_makes_a_ring_is_no_endless_search(desk):
    desk.tell(DuplicateConfirmed(survivor=AMAL, merged=AMEL), DuplicateConfirmed(survivor=AMEL, merged=AMAL))
    with pytest.raises(PersonMerged):
        reading.person_of(desk, AMEL)


def test_only_who_is_known_is_confirmed_or_rejected(desk):
    for ask in (desk.confirm, desk.reject):
        with pytest.raises(UnknownPerson):
            ask(AMAL, NOBODY)
        with pytest.raises(OneWithItself):
            ask(AMAL, AMAL)
    with pytest.raises(UnknownPerson):
        desk.unlink(NOBODY)


def test_a_merge_can_be_undone(desk):
    desk.confirm(AMAL, AMEL)
    assert desk.unlink(AMEL) == [
        PersonUnlinked(survivor=AMAL, merged=AMEL, reason="two humans"),
        MergeReleased(survivor=AMAL, merged=AMEL),
    ]
    assert reading.person_of(desk, AMEL).known
    assert desk.report(ASK) == []
    assert desk.confirm(AMEL, AMAL)


def test_who_is_separated_takes_along_whoever_was_merged_into_them(desk):
    desk.confirm(AMAL, AMEL)
    desk.confirm(EMEL, AMAL)
    desk.unlink(AMAL)
    merged_into(AMAL, reading.person_of, desk, AMEL)


def household_of(desk, name):
    return reading.memberships(desk, PROJECT, [name])[name].household


def joining(desk, home):
    family = Household(project=PROJECT, head=EMEL, members=frozenset({EMEL}), entry=date(2026, 1, 1))
    return decided.by(
        lambda: add_member(
            family, AddMember(household=home, person=AMAL, relationship="1"), date(2026, 6, 1),
            person=reading.person_of(desk, AMAL), memberships=reading.memberships(desk, PROJECT, [AMAL]),
        )
    )  # fmt: skip


def test_the_household_of_the_merged_id_is_the_survivors_too(desk):
    desk.tell(MembershipTaken(project=PROJECT, person=AMEL, household=HOME))
    desk.confirm(AMAL, AMEL)
    joining(desk, OTHER_HOME).refuses(AlreadyInAHousehold, person=AMAL)
    assert joining(desk, HOME).broken == ()
    desk.tell(MembershipReleased(project=PROJECT, person=AMEL, household=HOME))
    assert joining(desk, OTHER_HOME).broken == ()


def test_the_household_is_found_along_a_chain_and_lost_when_it_is_undone(desk):
    desk.tell(MembershipTaken(project=PROJECT, person=AMEL, household=HOME))
    desk.confirm(AMAL, AMEL)
    desk.confirm(EMEL, AMAL)
    assert household_of(desk, EMEL) == HOME
    desk.unlink(AMEL)
    assert household_of(desk, EMEL) is None
    assert household_of(desk, AMEL) == HOME


def test_who_is_found_in_two_households_enters_no_third(desk):
    desk.tell(MembershipTaken(project=PROJECT, person=AMEL, household=HOME))
    desk.tell(MembershipTaken(project=PROJECT, person=AMAL, household=OTHER_HOME))
    assert desk.confirm(AMAL, AMEL)
    joining(desk, an_id("third home")).refuses(AlreadyInAHousehold, person=AMAL)


def test_only_a_merge_is_undone(desk):
    with pytest.raises(NotMerged):
        desk.unlink(AMAL)


def test_a_rejection_said_again_changes_nothing(desk):
    assert desk.reject(AMAL, AMEL) == [REJECTED]
    assert desk.reject(AMEL, AMAL) == []
    assert desk.report(ASK) == []


def test_a_coordinator_may_confirm_what_was_rejected_but_not_reject_what_is_confirmed(desk):
    desk.reject(AMAL, AMEL)
    desk.confirm(AMAL, AMEL)
    merged_into(AMAL, desk.reject, AMAL, AMEL)


def test_no_name_goes_into_the_clear_of_a_pair():
    assert set(PotentialDuplicateDetected.model_fields) == {"low", "high", "score", "rules_version", "evidence"}
    assert pair_of(HIGH, LOW) == (LOW, HIGH)
