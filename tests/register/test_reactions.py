"""A neighbour's fact becomes the register's command; a fact that is not asked about becomes none."""

from datetime import date

from services.intake.events import (
    CaseOpened,
    CaseTransferred,
    ConsentGiven,
    ConsentWithdrawn,
    DuplicateConfirmed,
    FamilyEnrolled,
    FamilyExited,
    Member,
    PersonUnlinked,
)
from services.kernel.amending import FactVoided
from services.kernel.time import end_of
from services.oversight.events import ProcessingRestricted, RestrictionLifted
from services.register import commands as asks
from services.register.reactions import ON
from services.training.events import CertificateRevoked, CourseCompleted
from tests.register.examples import FAMILY, HEAD, JANUARY, JULY, MARCO
from tests.spec import NOW, an_id, recorded

CONSENT, COURSE, EDITION = an_id("consent"), an_id("course"), an_id("edition")
NOTE = asks.NoteHousehold(household=FAMILY, project="PROG-2784", agency="sds", head=HEAD, occurred_at=NOW)


def on(event, service="intake"):
    return list(ON[type(event)](recorded(event, service=service)))


def test_a_case_makes_the_household_known():
    assert on(CaseOpened(household=FAMILY, project="PROG-2784", agency="sds", head=HEAD)) == [NOTE]


def test_an_enrolment_makes_the_household_known():
    members = (Member(person=HEAD, relationship="head"),)
    fact = FamilyEnrolled(
        household=FAMILY, project="PROG-2784", agency="sds", head=HEAD, members=members, entry=JANUARY
    )  # fmt: skip
    assert on(fact) == [NOTE]


def test_consents_reach_the_register():
    given = ConsentGiven(
        consent=CONSENT, household=FAMILY, purpose="volunteering", recipients=("coop",), expires=JULY, signatory=HEAD
    )  # fmt: skip
    withdrawn = ConsentWithdrawn(consent=CONSENT, household=FAMILY, signatory=HEAD, recipients=("coop",))
    shared = asks.NoteSharing(household=FAMILY, ground=CONSENT, agencies=("coop",), until=end_of(JULY), occurred_at=NOW)
    assert on(given) == [shared]
    assert on(withdrawn) == [asks.EndSharing(household=FAMILY, ground=CONSENT, occurred_at=NOW)]


def test_a_transfer_gives_the_household_to_another_agency():
    fact = CaseTransferred(household=FAMILY, project="PROG-2784", head=HEAD, agency="coop", before="sds")
    assert on(fact) == [NOTE.model_copy(update={"agency": "coop"})]


def test_an_exit_ends_open_matches():
    fact = FamilyExited(
        household=FAMILY, project="PROG-2784", members=(HEAD,), exit=JULY, destination="rental", head=HEAD
    )  # fmt: skip
    assert on(fact) == [asks.EndMatchesAfterExit(household=FAMILY, exit=JULY, occurred_at=NOW)]


def test_a_completed_course_is_noted_on_the_volunteer():
    day = date(2026, 5, 30)
    fact = CourseCompleted(
        edition=EDITION, course=COURSE, person=MARCO, learner_type="citizen", minutes=600, percent=100,
        rule_version="1", completed_on=day,
    )  # fmt: skip
    ask = asks.NoteCourse(
        person=MARCO, course=COURSE, edition=EDITION, minutes=600, completed_on=day, occurred_at=NOW
    )  # fmt: skip
    assert on(fact, "training") == [ask]


def test_a_revoked_certificate_takes_the_course_back():
    fact = CertificateRevoked(
        certificate=an_id("certificate"), edition=EDITION, course=COURSE, person=MARCO, verification_code="c", cause="fraud",
        revoked_on=JULY,
    )  # fmt: skip
    assert on(fact, "training") == [asks.DropCourse(person=MARCO, edition=EDITION, occurred_at=NOW)]


def test_ids_of_one_human_reach_the_register_and_so_does_their_parting():
    pair = {"survivor": HEAD, "merged": MARCO}
    assert on(DuplicateConfirmed(**pair)) == [asks.NoteDuplicate(**pair, occurred_at=NOW)]
    assert on(PersonUnlinked(**pair)) == [asks.ClearDuplicate(**pair, occurred_at=NOW)]


def test_a_fact_of_another_kind_asks_for_nothing():
    other = recorded(CaseOpened(household=FAMILY, project="PROG-2784", agency="sds", head=HEAD))
    exited = recorded(FamilyExited(household=FAMILY, project="P", members=(HEAD,), exit=JULY, destination="rental", head=HEAD))
    for fact, react in ON.items():
        if fact is FactVoided:
            continue
        assert list(react(exited if fact is not FamilyExited else other)) == []


def test_a_restriction_reaches_the_register_and_goes_again():
    restricted = on(ProcessingRestricted(person=MARCO, ground="unlawful"), "oversight")
    assert restricted == [asks.NoteRestriction(person=MARCO, occurred_at=NOW)]
    assert on(RestrictionLifted(person=MARCO), "oversight") == [
        asks.NoteRestriction(person=MARCO, restricted=False, occurred_at=NOW)
    ]
