"""Intake over HTTP: what every command promises, and whom a family's consent lets in."""

from uuid import uuid4

import pytest

from tests.api.promises import EveryCommand, refused
from tests.api.scenes import LATER, Family, Scene, day
from tests.api.stack import Call

pytest_plugins = ["tests.api.fixtures"]


class TestIntake(EveryCommand):
    service = "intake"


def service_by(scene: Scene, family: Family, role: str = "caseworker") -> Call:
    """The neighbour agency records a service for the family."""
    return scene.call(
        "RecordService", scene.them(role), household=family.household, code="A1.05", delivered_on=LATER, recipients=[family.head]
    )


def test_another_agency_acts_while_a_consent_names_it(scene: Scene):
    family = scene.enrolled_family()
    refused(scene.stack.send(service_by(scene, family)), 404, "unknown-household")
    scene.consent_given(family)
    assert scene.stack.send(service_by(scene, family)).status_code == 201


def test_another_agency_acts_no_longer_after_withdrawal(scene: Scene):
    family = scene.enrolled_family()
    consent = scene.consent_given(family)
    scene.do("WithdrawConsent", "caseworker", household=family.household, consent=consent)
    refused(scene.stack.send(service_by(scene, family)), 404, "unknown-household")


def test_another_agency_acts_up_to_the_last_day_of_the_consent(scene: Scene):
    family = scene.enrolled_family()
    scene.consent_given(family, expires=day(-1), occurred_at=day(-10))
    refused(scene.stack.send(service_by(scene, family)), 404, "unknown-household")
    scene.consent_given(family, expires=day(0), occurred_at=day(-10))
    assert scene.stack.send(service_by(scene, family)).status_code == 201


def test_a_consent_for_one_agency_is_none_for_a_third(scene: Scene):
    family = scene.enrolled_family()
    scene.consent_given(family)
    third = scene.who("caseworker", agency="a-third")
    refused(scene.stack.send(service_by(scene, family).from_(third)), 404, "unknown-household")


def test_a_consent_names_agencies_that_take_part(scene: Scene):
    family = scene.enrolled_family()
    ask = {"purpose": "housing", "recipients": ["nobody"], "expires": day(9), "signatory": family.head}
    call = scene.call("GiveConsent", "caseworker", household=family.household, **ask)
    refused(scene.stack.send(call), 404, "unknown-agency", "recipients")


def test_a_case_and_an_enrolment_are_of_a_project_that_exists(scene: Scene):
    head = scene.person()
    refused(scene.stack.send(scene.call("OpenCase", "caseworker", project="nowhere", head=head)), 404, "unknown-programme")


def test_an_exit_schedules_the_follow_ups_of_its_project_in_the_same_decision(scene: Scene):
    theirs = Scene(scene.stack, {"follow_up_months": [2, 24]})
    for place, months in ((scene, [3, 6, 12]), (theirs, [2, 24])):
        family = place.enrolled_family()
        events = scene.stack.send(place.exit(family)).json()["events"]
        assert [event["type"] for event in events] == ["FamilyExited", "MembershipReleased", *["FollowUpScheduled"] * len(months)]
        assert scene.stack.types("intake", f"follow-up/{family.household}") == ["FollowUpScheduled"] * len(months)


def test_a_family_that_has_left_takes_no_service_but_is_asked_how_it_fares(scene: Scene):
    family, follow_up = scene.left_family()
    service = scene.call(
        "RecordService", "caseworker", household=family.household, code="A1.05", delivered_on=day(-1), recipients=[family.head]
    )
    refused(scene.stack.send(service), 409, "service-outside-enrolment", "delivered_on")
    scene.do("CloseCase", "caseworker", household=family.household, outcome="moved-away")
    matrix = scene.assessed(family, "follow-up")
    scene.do(
        "RecordFollowUp", "caseworker", household=family.household, follow_up=follow_up, housing_situation="rental",
        work_situation="seasonal-work", in_contact=True, assessment=matrix,
    )  # fmt: skip


def test_goals_change_in_a_new_version_only_and_every_version_stays(scene: Scene):
    family = scene.enrolled_family()
    scene.plan_agreed(family)
    goal = scene.call("SetGoal", "caseworker", household=family.household, person=family.head, dimension="housing", text="Una casa")
    refused(scene.stack.send(goal), 409, "plan-already-agreed")
    scene.do("ReviewPlan", "caseworker", household=family.household, outcome="changed")
    scene.stack.must(goal)
    sign = scene.call("AgreePlan", "caseworker", household=family.household, version=1, signatories=[family.head])
    refused(scene.stack.send(sign), 409, "not-the-newest-version", "version")
    scene.stack.must(sign.but(version=2))
    told = ["PlanDrafted", "GoalSet", "PlanAgreed", "PlanReviewed", "GoalSet", "PlanAgreed"]
    assert scene.stack.types("intake", f"plan/{family.household}") == told


def test_what_is_not_due_yet_is_not_noted_and_what_was_noted_is_not_noted_again(scene: Scene):
    family, follow_up = scene.left_family()
    clock = scene.call("NoteFollowUpDue", "system", None, household=family.household, follow_up=follow_up)
    refused(scene.stack.send(clock), 409, "not-yet-due", "follow_up")
    family, follow_up = scene.left_family(day(-95))
    clock = clock.but(household=family.household, follow_up=follow_up)
    assert len(scene.stack.send(clock).json()["events"]) == 1
    assert scene.stack.send(clock).json()["events"] == []


def test_a_household_without_a_case_that_another_agency_enrolled_cannot_be_told_from_none(scene: Scene):
    loose = Scene(scene.stack, {"case_required": False})
    family = Family("", (loose.person(),))
    call = loose.enrolment(family).without("household")
    household = loose.stack.must(call)["household"]
    stranger = loose.them("caseworker")
    theirs = refused(loose.stack.send(call.but(household=household).from_(stranger)), 404, "unknown-household")
    nobodys = refused(loose.stack.send(call.but(household=str(uuid4())).from_(stranger)), 404, "unknown-household")
    assert theirs == nobodys


@pytest.mark.parametrize("name", ["Jos\u00e9", "Jose\u0301"])
def test_both_spellings_of_jose_are_one_name(scene: Scene, name: str):
    person = scene.do("RegisterPerson", "caseworker", given_name=name)["person"]
    (_, fact), *_ = scene.stack.of(person, "intake", "PersonRegistered")
    assert scene.stack.ledgers["intake"].record_.mapper.to_domain_event(fact).event.given_name == "Jos\u00e9"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("birth_date", "1990-02-30"), ("birth_date", "0001-01-01"), ("birth_date", "9999-12-31"), ("birth_date", day(1)),
        ("birth_date", 0), ("birth_date", "0"), ("occurred_at", "0001-01-01T00:00:00+14:00"), ("occurred_at", day(2)),
        ("given_name", "\u202eAmal"), ("given_name", "\x85"), ("given_name", "   "), ("eligibility_ground", "x" * 41),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_person_is_named(scene: Scene, field: str, value: object):
    call = scene.call("RegisterPerson", "caseworker", **{field: value})
    refused(scene.stack.send(call), 422, "", field)


def test_a_moment_without_a_zone_is_read_as_utc(scene: Scene):
    person = scene.do("RegisterPerson", "caseworker", occurred_at=f"{LATER}T10:00:00")["person"]
    (_, fact), *_ = scene.stack.of(person, "intake", "PersonRegistered")
    assert fact.occurred_at.isoformat() == f"{LATER}T10:00:00+00:00"


def test_a_batch_survives_a_line_that_is_nested_too_deep(scene: Scene):
    deep: list = []
    for _ in range(400):
        deep = [deep]
    asks = [{"given_name": deep}, {"given_name": "Amal"}]
    answers = scene.stack.batch("intake", "RegisterPerson", scene.who("caseworker"), asks)
    assert [answer["status"] for answer in answers] == [400, 201]


@pytest.mark.parametrize("key", ["%00", "a%00b", "%ed%a0%80", "x" * 5_000, "%E2%80%AE", "a%2Fb", "..%2F"])
def test_a_receipt_that_cannot_be_is_unknown(scene: Scene, key: str):
    bearer = {"Authorization": f"Bearer {scene.stack.bearer(scene.who('caseworker'))}"}
    answer = scene.stack.http.get(f"/intake/receipts/{key}", headers=bearer)
    assert 400 <= answer.status_code < 500, answer.text
