"""Named example facts ("controls") of every event: one story of one family, told by the four services.

Tests and the history of events (`tests/history`) use them. `python -m tests.examples` adds to the history what is new there;
it never changes a line, for a line is what an earlier version of us has written.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from services.housing import events as housing
from services.intake import events as intake
from services.kernel.event import Catalogue, Event
from services.register import events as register
from services.training import events as training
from tests.spec import an_id

HISTORY = Path(__file__).parent / "history"

PROJECT, SDS, COOP = "PROG-2784", "sds", "coop"
HADDAD, AMAL, SAMI, NOUR = (an_id(name) for name in ("haddad", "amal", "sami", "nour"))
MARCO, GRAZIA, TEACHER = (an_id(name) for name in ("marco", "grazia", "teacher"))
CONSENT, ASSESSMENT, PLAN, GOAL, DELIVERY = (an_id(name) for name in ("consent", "assessment", "plan", "goal", "delivery"))
DWELLING, UNIT, AGREEMENT, STAY, DECISION = (an_id(name) for name in ("dwelling", "unit", "agreement", "stay", "decision"))
NEED, MATCH, HOURS, COVER = (an_id(name) for name in ("need", "match", "hours", "cover"))
COURSE, EDITION, LESSON = (an_id(name) for name in ("course", "edition", "lesson"))
TAKEN_IN, ENTRY, MOVED_IN, EXIT = date(2026, 1, 10), date(2026, 1, 15), date(2026, 2, 1), date(2026, 10, 31)
MONDAYS = (register.Slot(weekday=1, start=time(15), end=time(17)),)
TO_HOUSEHOLD = (
    register.Entry(account=f"volunteer/{MARCO}", minutes=120),
    register.Entry(account=f"household/{HADDAD}", minutes=-120),
)

INTAKE: tuple[Event, ...] = (
    intake.AgencyRegistered(agency=COOP, name="Cooperativa Casa Comune"),
    intake.ProgrammeDeclared(project=PROJECT, name="WE-ITA", fund="AMIF/FAMI", rules=intake.ProgrammeRules()),
    intake.PersonRegistered(
        person=AMAL, given_name="Amal", family_name="Haddad", birth_date=date(1990, 5, 4), sex="female", citizenship="SY",
        fiscal_code="HDDMLA90E44Z240A", language="ar", contact="+39 0564 000000",
    ),
    intake.CountingProfileSet(
        person=AMAL, valid_from=date(1990, 5, 1), sex="female", birth_month="1990-05",
        citizenship_group="third-country", eligible=True, ground="international-protection",
    ),
    intake.CaseOpened(household=HADDAD, project=PROJECT, agency=SDS, head=AMAL),
    intake.FamilyEnrolled(
        household=HADDAD, project=PROJECT, agency=SDS, head=AMAL, adults=(AMAL,), entry=ENTRY,
        members=(intake.Member(person=AMAL, relationship="head"), intake.Member(person=NOUR, relationship="3")),
        notice=intake.PrivacyNotice(given_on=TAKEN_IN, language="ar", version="1"),
    ),
    intake.MembershipTaken(project=PROJECT, person=AMAL, household=HADDAD),
    intake.MemberAdded(household=HADDAD, person=SAMI, relationship="1", adult=True, since=date(2026, 3, 1)),
    intake.HeadChanged(household=HADDAD, head=SAMI, before=AMAL),
    intake.MemberLeft(household=HADDAD, person=NOUR, left=date(2026, 9, 1), destination="relatives"),
    intake.MembershipReleased(project=PROJECT, person=NOUR, household=HADDAD),
    intake.ConsentGiven(
        consent=CONSENT, household=HADDAD, purpose="housing", recipients=(COOP,), expires=date(2027, 1, 15), signatory=AMAL
    ),
    intake.ConsentWithdrawn(consent=CONSENT, household=HADDAD, signatory=AMAL, recipients=(COOP,), reason="moved away"),
    intake.AssessmentRecorded(
        assessment=ASSESSMENT, household=HADDAD, person=AMAL, tool="SSM", tool_version="1", phase="entry",
        scores={"housing": 1, "employment": 2, "childcare": None},
    ),
    intake.PlanDrafted(plan=PLAN, household=HADDAD, head=AMAL, summary="A home of their own, and work"),
    intake.GoalSet(
        goal=GOAL, plan=PLAN, household=HADDAD, person=AMAL, dimension="work", due=date(2026, 9, 30), text="Licenza media"
    ),
    intake.GoalProgressed(goal=GOAL, household=HADDAD, person=AMAL, dimension="work", percent=60, note="Evening classes"),
    intake.GoalReached(goal=GOAL, household=HADDAD, person=AMAL, dimension="work"),
    intake.ServiceDelivered(
        delivery=DELIVERY, household=HADDAD, code="A2.19", delivered_on=date(2026, 2, 3), minutes=60, amount_cents=4500,
        provider=COOP, recipients=(AMAL,), note="At the Questura",
    ),
    intake.ServiceCorrected(
        delivery=DELIVERY, household=HADDAD, corrects_event_id=an_id("delivered"), code="A2.19", delivered_on=date(2026, 2, 3),
        minutes=90, provider=COOP, recipients=(AMAL, NOUR), note="At the Questura", reason="Nour was there too",
    ),
    intake.ServiceVoided(
        delivery=DELIVERY, household=HADDAD, corrects_event_id=an_id("corrected"), recipients=(AMAL, NOUR), reason="Entered twice"
    ),
    intake.FamilyExited(
        household=HADDAD, project=PROJECT, members=(AMAL, SAMI), exit=EXIT, destination="rental", head=SAMI, reason="Own contract"
    ),
    intake.CaseClosed(household=HADDAD, head=SAMI, outcome="autonomous", destination="rental"),
)  # fmt: skip

HOUSING: tuple[Event, ...] = (
    housing.DwellingAdded(dwelling=DWELLING, name="Casa Aurelia", address="Via Aurelia 12, Grosseto", shared=True, agency=COOP),
    housing.UnitAdded(unit=UNIT, dwelling=DWELLING, label="Interno 3", capacity=4, shared=False),
    housing.RulesNoted(project=PROJECT, stay_months=24, stay_cap_months=36, agreement_required=True, case_required=True),
    housing.HouseholdNoted(
        household=HADDAD, project=PROJECT, agency=SDS, head=AMAL, members=(AMAL, NOUR), adults=(AMAL,), case_open=True
    ),
    housing.MembersNoted(household=HADDAD, joined=(SAMI,), adults=(SAMI,), on=date(2026, 3, 1)),
    housing.SharingNoted(household=HADDAD, consent=CONSENT, agencies=(COOP,), until=date(2027, 1, 15)),
    housing.SharingEnded(household=HADDAD, consent=CONSENT),
    housing.AgreementDrafted(
        agreement=AGREEMENT, household=HADDAD, head=AMAL, dwelling=DWELLING, unit=UNIT, version="1", rules="Silenzio dalle 22"
    ),
    housing.AgreementSigned(agreement=AGREEMENT, household=HADDAD, person=AMAL, version="1", signed=date(2026, 1, 30)),
    housing.UnitAssigned(
        assignment=STAY, unit=UNIT, household=HADDAD, project=PROJECT, members=(AMAL, NOUR), starts=MOVED_IN,
        planned_end=date(2027, 2, 1), decision=DECISION,
    ),
    housing.UnitTaken(
        unit=UNIT, assignment=STAY, household=HADDAD, people=2, starts=MOVED_IN, planned_end=date(2027, 2, 1)
    ),
    housing.UnitReleased(
        assignment=STAY, unit=UNIT, household=HADDAD, members=(AMAL, NOUR), released=EXIT, reason="family-exited",
        destination="rental", note="Keys handed over",
    ),
    housing.UnitFreed(unit=UNIT, assignment=STAY, household=HADDAD, released=EXIT),
    housing.CaseEndNoted(household=HADDAD),
    housing.ExitNoted(household=HADDAD, exit=EXIT, destination="rental"),
)  # fmt: skip

REGISTER: tuple[Event, ...] = (
    register.HouseholdNoted(household=HADDAD, project=PROJECT, agency=SDS, head=AMAL),
    register.SharingNoted(household=HADDAD, consent=CONSENT, recipients=(COOP,), expires=date(2027, 1, 15)),
    register.SharingEnded(household=HADDAD, consent=CONSENT),
    register.VolunteerApplied(
        person=MARCO, agency=SDS, applied_on=date(2026, 1, 2), project=PROJECT, motivation="Time for neighbours"
    ),
    register.VolunteerVetted(
        person=MARCO, outcome="positive", vetted_on=date(2026, 1, 5), identity_seen=True, adult=True, guardian=None,
        minors_certificate=date(2026, 1, 3), note="Known to the parish",
    ),
    register.NumberTaken(agency=SDS, section="regular", number=1, person=MARCO),
    register.VolunteerRegistered(person=MARCO, agency=SDS, section="regular", number=1, start=date(2026, 1, 10)),
    register.CoverStarted(
        cover=COVER, person=MARCO, insurer="Mutua", policy="P-1", risks=("accident", "illness", "liability"),
        start=date(2026, 1, 10), until=date(2026, 12, 31),
    ),
    register.SkillDeclared(person=MARCO, skill="italian"),
    register.AvailabilitySet(person=MARCO, slots=MONDAYS),
    register.CourseNoted(person=MARCO, course=COURSE, edition=EDITION, minutes=600, completed_on=date(2026, 4, 30)),
    register.NeedPublished(
        need=NEED, household=HADDAD, head=AMAL, skill="italian", quantity=1, with_minors=False, start=MOVED_IN,
        until=date(2026, 7, 31), what="Conversation",
    ),
    register.MatchProposed(
        match=MATCH, need=NEED, household=HADDAD, person=MARCO, start=MOVED_IN, until=date(2026, 7, 31), shifts=MONDAYS
    ),
    register.ShiftsTaken(
        person=MARCO, match=MATCH, household=HADDAD, start=MOVED_IN, until=date(2026, 7, 31), shifts=MONDAYS
    ),
    register.MatchConfirmed(
        match=MATCH, need=NEED, household=HADDAD, person=MARCO, start=MOVED_IN, until=date(2026, 7, 31), shifts=MONDAYS,
        overlaps=(an_id("other match"),), overlap_reason="Both families live in one house",
    ),
    register.HoursLogged(
        hours=HOURS, match=MATCH, need=NEED, household=HADDAD, person=MARCO, day=date(2026, 2, 2), minutes=120,
        entries=TO_HOUSEHOLD, note="First lesson",
    ),
    register.HoursApproved(
        hours=HOURS, match=MATCH, need=NEED, household=HADDAD, person=MARCO, day=date(2026, 2, 2), minutes=120,
        entries=TO_HOUSEHOLD,
    ),
    register.MatchEnded(
        match=MATCH, need=NEED, household=HADDAD, person=MARCO, ended_on=EXIT, reason="family-exited", note="Still friends"
    ),
    register.ShiftsReleased(person=MARCO, match=MATCH, household=HADDAD, ended_on=EXIT),
    register.HouseholdExitNoted(household=HADDAD, exit=EXIT),
)  # fmt: skip

TRAINING: tuple[Event, ...] = (
    training.CoursePublished(course=COURSE, agency=SDS, title="Accompagnare", field="social-work", hours=10),
    training.EditionOpened(
        edition=EDITION, course=COURSE, agency=SDS, project=PROJECT, hours=10, seats=20,
        open_to=("public-operator", "private-operator", "citizen"), start=date(2026, 4, 1), until=date(2026, 4, 30),
        rule=training.CompletionRule(version="1", min_percent=70, test_required=True),
    ),
    training.SessionScheduled(
        session=LESSON, edition=EDITION, starts_at=datetime(2026, 4, 7, 15, tzinfo=UTC), minutes=600, teacher=TEACHER
    ),
    training.LearnerEnrolled(edition=EDITION, course=COURSE, person=MARCO, learner_type="citizen"),
    training.AttendanceRecorded(
        edition=EDITION, course=COURSE, session=LESSON, person=MARCO, learner_type="citizen", day=date(2026, 4, 7), minutes=600
    ),
    training.CourseCompleted(
        edition=EDITION, course=COURSE, person=MARCO, learner_type="citizen", minutes=600, percent=100, test="passed",
        rule_version="1", completed_on=date(2026, 4, 30),
    ),
)  # fmt: skip

STORY: Mapping[str, tuple[Event, ...]] = {"intake": INTAKE, "housing": HOUSING, "register": REGISTER, "training": TRAINING}
CATALOGUES: Mapping[str, Catalogue] = {
    module.CATALOGUE.service: module.CATALOGUE for module in (intake, housing, register, training)
}


def history(service: str) -> list[dict[str, Any]]:
    """The stored examples of a service: type, schema version and clear data."""
    file = HISTORY / f"{service}.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def missing(service: str) -> Iterator[dict[str, Any]]:
    """What the history of a service does not hold yet."""
    held = {(line["type"], line["schema_version"]) for line in history(service)}
    for fact in STORY[service]:
        if (type(fact).__name__, fact.schema_version) not in held:
            yield {"type": type(fact).__name__, "schema_version": fact.schema_version, "data": fact.model_dump(mode="json")}


if __name__ == "__main__":
    HISTORY.mkdir(exist_ok=True)
    for name in STORY:
        new = [json.dumps(line, ensure_ascii=False) + "\n" for line in missing(name)]
        with (HISTORY / f"{name}.jsonl").open("a") as lines:
            lines.writelines(new)
        print(f"{name}: {len(new)} added")
