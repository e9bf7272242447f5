"""A foreign and an Italian family, from first contact to a home of their own, through all four services; and what the pages say."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from infra.settings import Settings
from tests.journeys.two_families import arriving, helping, leaving, living
from tests.journeys.two_families.cast import COOPERATIVE, LEAD, LENGTH, MUNICIPALITY, PROJECT, Family, Tale
from tests.journeys.two_families.stage import Person, eventually

STORY = (
    arriving.the_agencies_declare_the_project,
    arriving.hala_comes_to_the_cooperative_and_then_to_the_lead,
    arriving.the_duplicate_is_found_by_itself_and_marco_confirms_it,
    arriving.her_children_and_her_mother_are_registered,
    arriving.lucia_takes_the_haddad_family_in_charge,
    arriving.francesca_takes_the_rossi_family_in_charge,
    arriving.the_families_let_the_other_agencies_see_their_file,
    arriving.the_cooperative_accepts_to_help,
    arriving.both_families_are_asked_how_they_fare,
    arriving.both_families_agree_on_a_plan,
    living.pietro_makes_the_house_ready,
    living.teresa_publishes_the_rules_of_the_list,
    helping.nadia_and_bruno_come_into_the_register,
    living.both_families_apply_for_a_home,
    living.pietro_ranks_and_proposes_and_the_families_accept,
    living.every_adult_signs_the_agreement,
    living.teresa_decides_and_the_families_move_in,
    living.they_promise_to_help_each_other_and_do,
    living.the_house_meets,
    helping.davide_gives_a_course_for_citizens_and_recipients,
    helping.they_attend_and_are_certified,
    living.a_quarrel_at_night_is_mediated,
    helping.a_helper_is_sought_for_lina,
    helping.nadia_is_matched_with_lina,
    helping.nadia_also_helps_giulia_and_matteo,
    helping.nadia_gives_her_time,
    leaving.they_are_served,
    leaving.what_was_entered_wrong_is_put_right,
    living.omar_comes_of_age_and_signs_too,
    leaving.the_referral_has_done_its_work,
    leaving.they_look_at_the_plan_together,
    leaving.they_reach_their_goals,
    leaving.they_leave_for_homes_of_their_own,
    leaving.their_cases_are_closed,
    leaving.three_months_later_the_clock_reminds_their_workers,
    leaving.they_are_asked_how_they_fare_now,
)


@pytest.fixture(scope="module")
def tale(system: Settings) -> Iterator[Tale]:
    told = Tale(system)
    for deed in STORY:
        deed(told)
    yield told
    told.stage.http.close()


SOCIAL, HOUSING, WORK = "social", "housing", "work"
TOGETHER = [
    ("HousingApplied", HOUSING), ("CandidateRanked", HOUSING), ("UnitProposed", HOUSING), ("ProposalAccepted", HOUSING),
    ("AgreementDrafted", HOUSING),
]  # fmt: skip
"""What is the same for both families on their way into the house."""
MOVED_IN = [
    ("UnitAssigned", HOUSING), ("ApplicationWithdrawn", HOUSING), ("CommitmentMade", SOCIAL), ("CommitmentKept", SOCIAL),
    ("MeetingHeld", HOUSING), ("LearnerEnrolled", WORK), ("AttendanceRecorded", WORK), ("AttendanceRecorded", WORK),
]  # fmt: skip
CERTIFIED = [("LearnerAssessed", WORK), ("CourseCompleted", WORK), ("CertificateIssued", WORK)]
QUARREL = [("IncidentReported", HOUSING), ("IncidentClassified", HOUSING), ("MediationHeld", HOUSING), ("IncidentClosed", HOUSING)]
GOALS_SET = [("PlanDrafted", SOCIAL), ("GoalSet", HOUSING), ("GoalSet", SOCIAL), ("GoalSet", WORK), ("PlanAgreed", SOCIAL)]
GOALS_REACHED = [
    ("GoalProgressed", WORK), ("PlanReviewed", SOCIAL), ("GoalProgressed", WORK), ("GoalReached", WORK),
    ("GoalProgressed", SOCIAL), ("GoalReached", SOCIAL), ("GoalProgressed", HOUSING), ("GoalReached", HOUSING),
]  # fmt: skip
GONE = [
    ("AssessmentRecorded", SOCIAL), ("FamilyExited", SOCIAL), ("AgreementEnded", HOUSING), ("CommitmentEnded", SOCIAL),
    ("MatchEnded", SOCIAL), ("UnitReleased", HOUSING),
    ("CaseClosed", SOCIAL), ("FollowUpFellDue", SOCIAL),
]  # fmt: skip
HADDAD = [
    ("CaseOpened", SOCIAL), ("WorkerAssigned", SOCIAL), ("FamilyEnrolled", SOCIAL), ("ConsentGiven", SOCIAL),
    ("ReferralSent", WORK), ("ReferralAccepted", WORK), ("AssessmentRecorded", SOCIAL), *GOALS_SET,
    *TOGETHER, ("AgreementSigned", HOUSING), ("AgreementSigned", HOUSING), *MOVED_IN, ("AttendanceCorrected", WORK),
    *CERTIFIED, *QUARREL, ("NeedPublished", SOCIAL), ("MatchProposed", SOCIAL), ("MatchConfirmed", SOCIAL),
    ("HoursLogged", SOCIAL), ("HoursApproved", SOCIAL), ("FeedbackGiven", SOCIAL),
    ("ServiceDelivered", SOCIAL), ("ServiceDelivered", HOUSING), ("ServiceDelivered", WORK), ("ServiceDelivered", WORK),
    ("AmendmentAsked", SOCIAL), ("AmendmentApproved", SOCIAL), ("FactVoided", SOCIAL), ("ServiceDelivered", SOCIAL),
    ("AmendmentAsked", WORK), ("AmendmentApproved", WORK), ("FactVoided", WORK),
    ("SignatoryAdded", HOUSING), ("AgreementSigned", HOUSING), ("ReferralCompleted", WORK),
    ("AssessmentRecorded", SOCIAL), ("AssessmentRevised", SOCIAL), *GOALS_REACHED, *GONE,
    ("AssessmentRecorded", SOCIAL), ("FollowUpRecorded", SOCIAL),
]  # fmt: skip
ROSSI = [
    ("CaseOpened", SOCIAL), ("FamilyEnrolled", SOCIAL), ("ConsentGiven", SOCIAL), ("AssessmentRecorded", SOCIAL), *GOALS_SET,
    *TOGETHER, ("AgreementSigned", HOUSING), *MOVED_IN, *CERTIFIED, *QUARREL, ("NeedPublished", SOCIAL),
    ("MatchProposed", SOCIAL), ("MatchDeclined", SOCIAL), ("MatchProposed", SOCIAL), ("MatchConfirmed", SOCIAL),
    ("HoursLogged", SOCIAL), ("HoursApproved", SOCIAL), ("ServiceDelivered", SOCIAL), ("ServiceDelivered", HOUSING),
    ("AssessmentRecorded", SOCIAL), *GOALS_REACHED, *GONE, ("FollowUpRecorded", SOCIAL),
]  # fmt: skip


def pathway(worker: Person, family: Family) -> list[dict[str, Any]]:
    """The lines of a family's page, the oldest first; what one exit causes in two services, by name."""
    lines: list[dict[str, Any]] = []
    after: dict[str, str] = {}
    while True:
        page = worker.reads(f"/families/{family.household}", order="oldest", **after)
        lines += page["lines"]
        if page["after"] is None:
            return sorted(lines, key=lambda line: (line["occurred_at"], line["type"] if line["actor"] == "reaction" else ""))
        after = {"after": page["after"]}


def steps(lines: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(line["type"], line["dimension"]) for line in lines]


def test_every_step_of_the_haddad_family_stands_on_its_dimension(tale):
    assert steps(eventually(lambda: pathway(tale.lucia, tale.haddad), lambda lines: steps(lines) == HADDAD)) == HADDAD


def test_every_step_of_the_rossi_family_stands_on_its_dimension(tale):
    assert steps(eventually(lambda: pathway(tale.francesca, tale.rossi), lambda lines: steps(lines) == ROSSI)) == ROSSI


def test_the_page_of_one_dimension_holds_what_was_voided_beside_its_voiding(tale):
    lines = tale.sara.reads(f"/families/{tale.haddad.household}", dimension=WORK, order="oldest")["lines"]
    assert [step for step in steps(lines) if step[0] in ("ServiceDelivered", "FactVoided")] == [
        ("ServiceDelivered", WORK), ("ServiceDelivered", WORK), ("FactVoided", WORK),
    ]  # fmt: skip


def test_each_step_names_who_took_it_and_for_which_agency(tale):
    who = {line["type"]: (line["actor"], line["agency"]) for line in pathway(tale.lucia, tale.haddad)}
    assert who["ReferralAccepted"] == ("coop-ginestra/sara", COOPERATIVE)
    assert who["UnitAssigned"] == ("comune-poggio/teresa", MUNICIPALITY)
    assert who["HoursLogged"] == (tale.volunteers["Nadia"], COOPERATIVE)
    assert who["CourseCompleted"] == ("coop-ginestra/davide", COOPERATIVE)
    assert who["CaseClosed"] == ("sds-colline/lucia", LEAD)


@pytest.mark.parametrize("name", ["haddad", "rossi"])
def test_home_and_help_end_by_themselves_when_a_family_leaves(tale, name):
    lines = {line["type"]: line for line in pathway(tale.chiara, getattr(tale, name))}
    by_itself = {line["type"]: line["data"]["reason"] for line in lines.values() if line["actor"] == "reaction"}
    assert by_itself == {
        "UnitReleased": "family-exited", "MatchEnded": "family-exited",
        "AgreementEnded": "moved-out", "CommitmentEnded": "moved-out",
    }  # fmt: skip
    assert lines["UnitReleased"]["data"]["destination"] == lines["FamilyExited"]["data"]["destination"]


def test_both_versions_of_what_was_put_right_stay_on_the_page_with_the_reason(tale):
    lines = {line["event_id"]: line for line in pathway(tale.lucia, tale.haddad)}
    wrong, twice = lines[tale.haddad["mediation"]], lines[tale.haddad["job again"]]
    (right,) = [line for line in lines.values() if line["type"] == "ServiceDelivered" and line["corrects"] == wrong["event_id"]]
    assert (wrong["data"]["minutes"], right["data"]["minutes"]) == (60, 120)
    assert twice["voided"]
    assert lines[twice["corrected_by"]]["texts"] == {"reason": "Registrata due volte."}


def test_hala_is_found_in_either_script_and_the_grandmother_by_how_she_is_called(tale):
    for text in ("haddad hala", "حداد", "fatmeh"):
        assert tale.haddad.household in {one["household"] for one in tale.lucia.reads("/families", q=text)["families"]}


def test_hala_has_come_from_crisis_to_autonomy(tale):
    change = tale.lucia.reads(f"/families/{tale.haddad.household}")["outcome"]
    (matrix,) = change["matrices"]
    assert [(one["phase"], one["revised"]) for one in matrix["assessments"]] == [
        ("entry", False), ("interim", True), ("exit", False), ("follow-up", False),
    ]  # fmt: skip
    assert {one["domain"]: (one["scores"], one["change"]) for one in matrix["domains"]} == {
        "housing": ([1, 3, 5, 5], 4), "employment": ([1, 2, 4, 5], 4), "community": ([2, 3, 4, 5], 3),
    }  # fmt: skip
    assert [(goal["dimension"], goal["text"], goal["percent"]) for goal in change["goals"]] == [
        (HOUSING, "Una casa in affitto.", 100), (SOCIAL, "Amicizie.", 100), (WORK, "Un lavoro in cucina.", 100),
    ]  # fmt: skip
    assert [(one["housing_situation"], one["work_situation"]) for one in change["follow_ups"]] == [
        ("rental", "fixed-term-contract")
    ]
    assert len(change["to_come"]) == 1


def test_carlo_has_come_on_too(tale):
    (matrix,) = tale.francesca.reads(f"/families/{tale.rossi.household}")["outcome"]["matrices"]
    assert {one["domain"]: one["change"] for one in matrix["domains"]} == {"housing": 3, "employment": 1, "family": 2}


def asked_of_the_project(tale: Tale) -> dict[str, str]:
    return {"project": PROJECT, "since": tale.day(0).isoformat(), "until": tale.day(LENGTH).isoformat()}


def test_the_figures_count_what_happened_once(tale):
    """Four Haddads, one of them registered twice, and three Rossis; the volunteer who took the course was trained, not assisted."""
    figures = {one["name"]: one["value"] for one in tale.chiara.reads("/indicators", **asked_of_the_project(tale))["figures"]}
    assert figures == {
        "families_served": 2, "persons_served": 7, "nights_housed": 7 * (290 - 45), "volunteer_hours": 4,
        "training_hours": 3 * 4 - 0.5, "exits": 2,
    }  # fmt: skip


def test_the_italian_family_is_served_and_never_counted_as_eligible(tale):
    behind = tale.chiara.reads("/indicators/persons_served", **asked_of_the_project(tale))["behind"]
    assert {one["person"] for one in behind} == {*tale.haddad.everybody, *tale.rossi.everybody}
    assert {eligible(tale, MUNICIPALITY, person) for person in tale.rossi.everybody} == {False}
    assert {eligible(tale, LEAD, person) for person in tale.haddad.everybody} == {True}


def eligible(tale: Tale, agency: str, person: str) -> bool | None:
    """What the counting profile in force on the last day of the story says; after the permit another one holds."""
    trail = tale.chiara.reads("/audit", type="CountingProfileSet", agency=agency)["entries"]
    profiles = [one for entry in trail if (one := json.loads(entry["wire"]))["person"] == person]
    in_force = [one for one in profiles if one["valid_from"] <= tale.day(LENGTH).isoformat()]
    return max(in_force, key=lambda one: one["valid_from"])["eligible"]


def test_a_funder_reads_the_figures_and_no_family(tale):
    assert tale.stefano.reads("/indicators", **asked_of_the_project(tale))["small_cells_suppressed"]
    assert tale.stefano.opens(f"/families/{tale.haddad.household}").status_code == 403


def test_nothing_is_left_to_do(tale):
    for worker in (tale.lucia, tale.marco, tale.sara, tale.giulio, tale.anna, tale.francesca, tale.pietro, tale.teresa):
        assert worker.reads("/due")["due"] == [], worker.name


def test_no_reaction_was_refused(tale):
    ours = {tale.haddad.household, tale.rossi.household}
    assert [one for one in tale.marco.reads("/refused")["refused"] if one["household"] in ours] == []
