"""Persons over HTTP: a merge in a family that lives on, a race between two coordinators, and what cannot be of a person."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api.promises import refused
from tests.api.scenes import LONG, Family, Scene, day

pytest_plugins = ["tests.api.fixtures"]


def merged(scene: Scene, survivor: str, one: str) -> None:
    scene.do("ConfirmDuplicate", scene.them(), survivor=survivor, merged=one)


def test_a_coordinator_of_another_agency_merges_and_learns_no_name(scene: Scene):
    survivor, one = scene.person(), scene.person()
    merged(scene, survivor, one)
    document = refused(
        scene.stack.send(scene.call("OpenCase", "caseworker", project=scene.project, head=one)), 409, "person-merged"
    )
    assert (document["survivor"], document["person"]) == (survivor, one)
    assert "Amal" not in str(document)


def test_in_a_household_the_survivor_takes_the_place_of_the_merged_head(scene: Scene):
    family, survivor = scene.enrolled_family(scene.person()), scene.person()
    merged(scene, survivor, family.head)
    scene.do("AddMember", "caseworker", household=family.household, person=survivor, relationship="other")
    scene.do("ChangeHead", "caseworker", household=family.household, head=survivor)
    scene.do("RemoveMember", "caseworker", household=family.household, person=family.head)
    assert scene.consent_given(Family(family.household, (survivor,)))


def test_the_survivor_enters_no_second_household_of_the_project(scene: Scene):
    family, other, survivor = scene.enrolled_family(), scene.enrolled_family(), scene.person()
    merged(scene, survivor, family.head)
    call = scene.call("AddMember", "caseworker", household=other.household, person=survivor, relationship="other")
    refused(scene.stack.send(call), 409, "already-in-a-household", "person")
    scene.do("UnlinkPerson", "coordinator", person=family.head, reason="two sisters")
    assert scene.stack.send(call).status_code == 201


def test_of_two_coordinators_who_merge_each_the_other_way_one_is_right(scene: Scene):
    one, other = scene.person(), scene.person()
    calls = [
        scene.call("ConfirmDuplicate", scene.who("coordinator"), survivor=one, merged=other),
        scene.call("ConfirmDuplicate", scene.them(), survivor=other, merged=one),
    ]
    with ThreadPoolExecutor(2) as racers:
        answers = sorted(racers.map(scene.stack.send, calls), key=lambda answer: answer.status_code)
    assert answers[0].status_code == 201
    refused(answers[1], 409, "person-merged")


def test_a_pair_that_is_settled_is_reported_in_vain(scene: Scene):
    two = {"one": scene.person(), "other": scene.person()}
    report = scene.call("ReportPotentialDuplicate", "coordinator", score=9, rules_version="1", evidence=[], **two)
    assert [event["type"] for event in scene.stack.send(report).json()["events"]] == ["PotentialDuplicateDetected"]
    scene.do("RejectDuplicate", "coordinator", **two)
    answer = scene.stack.send(report.but(score=10))
    assert (answer.status_code, answer.json()["events"]) == (201, [])


def test_the_clock_notes_once_that_a_permit_has_run_out(scene: Scene):
    person = scene.person()
    permit = {"person": person, "permit_kind": "family", "valid_from": day(-400), "valid_until": day(-1)}
    held = scene.do("RecordResidencePermit", "caseworker", **permit)["permit"]
    call = scene.call("ExpirePermit", "system", person=person, permit=held)
    assert len(scene.stack.send(call).json()["events"]) == 1
    assert scene.stack.send(call).json()["events"] == []
    ahead = scene.do("RecordResidencePermit", "caseworker", **(permit | {"valid_until": LONG}))["permit"]
    refused(scene.stack.send(call.but(permit=ahead)), 409, "not-yet-due", "permit")
    assert scene.stack.send(call).json()["events"] == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("partial_birth_date", "1990-13"), ("partial_birth_date", day(40)[:7]), ("birth_place", "\u202eAleppo"),
        ("other_names", ["Am\x00al"]), ("script", "arabic"),
        ("known", {"given_name": "documented"}), ("known", {"birth": "stated"}),
        ("fiscal_code", "RSSMRA85T10A562X"), ("fiscal_code", "\x00"), ("birth_country", "Syria"), ("second_citizenship", "ITA"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_partly_known_person_is_named(scene: Scene, field: str, value: object):
    refused(scene.stack.send(scene.call("RegisterPerson", "caseworker", **{field: value})), 422, "", field)
    call = scene.call("CorrectPerson", "caseworker", person=scene.person(), reason="so", **{field: value})
    if field != "known" or "birth" in value:
        refused(scene.stack.send(call), 422, "", field)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("permit_kind", "golden"), ("valid_until", day(-500)), ("valid_from", "2026-02-30"), ("number", "\x00"),
        ("receipt_number", "\u202e1"), ("under_renewal", "perhaps"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_permit_is_named(scene: Scene, field: str, value: object):
    permit = {"person": scene.person(), "permit_kind": "family", "valid_from": day(-400), field: value}
    refused(scene.stack.send(scene.call("RecordResidencePermit", "caseworker", **permit)), 422, "", field)


def test_a_correction_decided_on_an_older_version_is_stale(scene: Scene):
    call = scene.call("CorrectPerson", "caseworker", person=scene.person(), language="ar", reason="so")
    first = scene.stack.send(call, **{"If-Match": '"2"'})
    assert (first.status_code, first.headers["etag"]) == (201, '"3"')
    refused(scene.stack.send(call, **{"If-Match": '"2"'}), 412, "stale", "If-Match")
