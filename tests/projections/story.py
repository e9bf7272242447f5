"""One family's facts across the four services, as the tests of the read models tell them."""

from datetime import UTC, date, datetime
from typing import Any

from services.housing import events as housing
from services.intake import events as intake
from services.kernel.amending import FactVoided
from services.kernel.evidence import Evidence
from services.register import events as register
from services.training import events as training
from tests.spec import an_id

HADDAD, ROSSI = an_id("haddad"), an_id("rossi")
AMAL, SAMI, NOUR, MARCO, TERESA = an_id("amal"), an_id("sami"), an_id("nour"), an_id("marco"), an_id("teresa")
UNIT, STAY, CONSENT, COURSE, EDITION = an_id("unit"), an_id("stay"), an_id("consent"), an_id("course"), an_id("edition")
NEED, MATCH, HOURS, VISIT, GOAL, PLAN = (an_id(n) for n in ("need", "match", "hours", "visit", "goal", "plan"))
ENTRY, EXIT = date(2026, 1, 10), date(2026, 5, 20)
SCHOOL, RENT, WORK_CODE = "A1.01", "A1.05.01", "A2.09"


def day(text: str) -> datetime:
    """The first moment of a day."""
    return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)


def enrolled(household=HADDAD, members=((AMAL, "head"), (SAMI, "02")), entry=ENTRY, agency="sds"):
    return intake.FamilyEnrolled(
        household=household, project="PROG-2784", agency=agency, head=members[0][0],
        members=tuple(intake.Member(person=person, relationship=how) for person, how in members), entry=entry,
    )  # fmt: skip


def case_opened(household=HADDAD, head=AMAL, agency="sds"):
    return intake.CaseOpened(household=household, project="PROG-2784", agency=agency, head=head)


def joined(person=NOUR, since=date(2026, 2, 1), household=HADDAD):
    return intake.MemberAdded(household=household, person=person, relationship="03", adult=False, since=since)


def left(person=SAMI, on=date(2026, 3, 1), household=HADDAD):
    return intake.MemberLeft(household=household, person=person, left=on, destination="own-home")


def served(on=date(2026, 2, 10), code=SCHOOL, recipients=(AMAL,), name=VISIT, household=HADDAD, **more: Any):
    fixed = {"delivery": name, "household": household, "code": code, "delivered_on": on, "provider": "sds"}
    return intake.ServiceDelivered(**{**fixed, "recipients": recipients, **more})


def corrected(of, on=date(2026, 2, 12), code=SCHOOL, recipients=(AMAL,), name=VISIT, household=HADDAD):
    return intake.ServiceCorrected(
        delivery=name, household=household, corrects_event_id=of, code=code, delivered_on=on, provider="sds", recipients=recipients
    )


def voided(of, recipients=(AMAL,), name=VISIT, household=HADDAD):
    return intake.ServiceVoided(delivery=name, household=household, corrects_event_id=of, recipients=recipients)


def consented(recipients=("porto",), expires=date(2099, 1, 1), name=CONSENT, household=HADDAD):
    return intake.ConsentGiven(
        consent=name, household=household, purpose="housing", recipients=recipients, expires=expires, signatory=AMAL
    )


def renewed(expires, name=CONSENT, household=HADDAD):
    return intake.ConsentRenewed(consent=name, household=household, recipients=("porto",), expires=expires, signatory=AMAL)


def withdrawn(name=CONSENT, household=HADDAD):
    return intake.ConsentWithdrawn(consent=name, household=household, signatory=AMAL, recipients=("porto",))


def assessed(phase="entry", person=AMAL, name="entry", household=HADDAD, **scores: int | None):
    of = {"assessment": an_id(name), "household": household, "person": person, "tool": "SSM", "tool_version": "1"}
    return intake.AssessmentRecorded(**of, phase=phase, scores=scores)


def revised(of, phase="entry", person=AMAL, name="entry", household=HADDAD, **scores: int | None):
    about = {"assessment": an_id(name), "household": household, "person": person, "tool": "SSM", "tool_version": "1"}
    return intake.AssessmentRevised(**about, phase=phase, scores=scores, corrects_event_id=of)


def goal_set(dimension="work", person=AMAL, name="goal", household=HADDAD, due=None):
    return intake.GoalSet(
        goal=an_id(name), plan=an_id("plan"), household=household, person=person, dimension=dimension, due=due, text="Un lavoro"
    )


def goal_progressed(percent, person=AMAL, name="goal", household=HADDAD, dimension="work"):
    return intake.GoalProgressed(goal=an_id(name), household=household, person=person, dimension=dimension, percent=percent)


def goal_reached(person=AMAL, name="goal", household=HADDAD, dimension="work"):
    return intake.GoalReached(goal=an_id(name), household=household, person=person, dimension=dimension)


def follow_up_set(due, months=3, name="follow-up", household=HADDAD):
    return intake.FollowUpScheduled(follow_up=an_id(name), household=household, head=AMAL, due=due, months=months)


def followed_up(on, months=3, name="follow-up", household=HADDAD):
    return intake.FollowUpRecorded(
        follow_up=an_id(name), household=household, head=AMAL, followed_up_on=on, months=months, housing_situation="rental",
        work_situation="self-employed", in_contact=True,
    )  # fmt: skip


def unsaid(of, event, household=HADDAD, persons=(AMAL,)):
    """The fact does not hold."""
    return FactVoided(
        corrects_event_id=of, fact_type=type(event).__name__, of_stream=event.stream_id, of_key=event.partition_key,
        household=household, persons=persons, ground="wrong-entry",
    )  # fmt: skip


def referred(name=CONSENT, household=HADDAD, until=None, purpose=None):
    return intake.ReferralAccepted(referral=name, household=household, head=AMAL, receiver="porto", purpose=purpose, until=until)


def referral_over(name=CONSENT, household=HADDAD):
    return intake.ReferralCompleted(referral=name, household=household, head=AMAL, receiver="porto")


def glass_broken(expires, name=CONSENT, household=HADDAD):
    return intake.EmergencyAccessGranted(
        access=name, household=household, head=AMAL, agency="porto", viewer="rita", expires=expires, reason="alone at night"
    )


def handed_over(agency="porto", before="sds", household=HADDAD):
    return intake.CaseTransferred(household=household, project="PROG-2784", head=AMAL, agency=agency, before=before)


def exited(household=HADDAD, exit_=EXIT, members=(AMAL, SAMI), destination="own-home"):
    return intake.FamilyExited(
        household=household, project="PROG-2784", members=members, exit=exit_, destination=destination, head=members[0]
    )


def assigned(household=HADDAD, members=(AMAL, SAMI), starts=date(2026, 2, 1), name=STAY):
    return housing.UnitAssigned(
        assignment=name,
        unit=UNIT,
        household=household,
        project="PROG-2784",
        members=members,
        starts=starts,
        decision=an_id("decision"),
    )


def released(household=HADDAD, members=(AMAL, SAMI), on=date(2026, 2, 11), name=STAY):
    return housing.UnitReleased(assignment=name, unit=UNIT, household=household, members=members, released=on, reason="own-home")


def moved_in(person=NOUR, on=date(2026, 2, 5), household=HADDAD, name=STAY):
    return housing.OccupantJoined(assignment=name, unit=UNIT, household=household, person=person, joined_on=on)


def moved_out(person=SAMI, on=date(2026, 2, 6), household=HADDAD, name=STAY):
    return housing.OccupantLeft(assignment=name, unit=UNIT, household=household, person=person, left_on=on)


def moved(members=(AMAL, SAMI), on=date(2026, 2, 4), household=HADDAD, name=STAY):
    return housing.HouseholdMoved(
        assignment=name, household=household, members=members, from_unit=UNIT, unit=an_id("other unit"), moved=on
    )


def extended(members=(AMAL, SAMI), until=date(2027, 2, 1), household=HADDAD, name=STAY):
    return housing.AssignmentExtended(
        assignment=name,
        unit=UNIT,
        household=household,
        members=members,
        planned_end=until,
        evidence=(Evidence(sha256="a" * 64, kind="declaration"),),
    )


def approved(minutes=90, on=date(2026, 3, 3), name=HOURS, household=HADDAD):
    return register.HoursApproved(
        hours=name, match=MATCH, need=NEED, household=household, person=MARCO, day=on, minutes=minutes, entries=()
    )


def reversed_(of, minutes=90, on=date(2026, 3, 3), name=HOURS, household=HADDAD):
    return register.HoursReversed(
        corrects_event_id=of, hours=name, match=MATCH, need=NEED, household=household, person=MARCO, day=on, minutes=minutes,
        entries=(),
    )  # fmt: skip


def attended(minutes=120, on=date(2026, 3, 4), person=AMAL, session="lesson"):
    return training.AttendanceRecorded(
        edition=EDITION, course=COURSE, session=an_id(session), person=person, learner_type="recipient", day=on, minutes=minutes
    )


def attendance_corrected(of, minutes=60, on=date(2026, 3, 4), person=AMAL, session="lesson"):
    return training.AttendanceCorrected(
        corrects_event_id=of, edition=EDITION, course=COURSE, session=an_id(session), person=person, learner_type="recipient",
        day=on, minutes=minutes,
    )  # fmt: skip


def completed(person=AMAL, on=date(2026, 4, 1), kind="recipient"):
    return training.CourseCompleted(
        edition=EDITION,
        course=COURSE,
        person=person,
        learner_type=kind,
        minutes=600,
        percent=100,
        rule_version="1",
        completed_on=on,
    )
