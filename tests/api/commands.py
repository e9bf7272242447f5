"""For every command of the four services one call that is accepted, in a scene where it may be given."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from tests.api.scenes import LATER, LONG, MOVE_IN, SLOT, WEEK, Scene, day
from tests.api.stack import Call

Row = Callable[[Scene], Call]


def _family(command: str, by: str = "caseworker", **fields: Any) -> Row:
    """A command about an enrolled family that every neighbour knows; a field given as a function gets scene and family."""

    def row(scene: Scene) -> Call:
        family = scene.known_family()
        made = {name: value(scene, family) if callable(value) else value for name, value in fields.items()}
        return scene.call(command, by, household=family.household, **made)

    return row


def _remove_member(scene: Scene) -> Call:
    family = scene.enrolled_family(scene.person())
    return scene.call("RemoveMember", "caseworker", household=family.household, person=family.members[1])


def _change_head(scene: Scene) -> Call:
    family = scene.enrolled_family(scene.person())
    return scene.call("ChangeHead", "caseworker", household=family.household, head=family.members[1])


def _open_case(scene: Scene) -> Call:
    return scene.call("OpenCase", "caseworker", None, project=scene.project, head=scene.person())


def _close_case(scene: Scene) -> Call:
    return scene.call("CloseCase", "caseworker", household=scene.case_opened().household, outcome="moved away")


def _set_goal(scene: Scene) -> Call:
    family = scene.enrolled_family()
    scene.planned(family)
    return scene.call("SetGoal", "caseworker", household=family.household, person=family.head, dimension="work", text="Corso")


def _the_head(_: Scene, family: Any) -> str:
    return str(family.head)


INTAKE: Mapping[str, Row] = {
    "RegisterAgency": lambda s: s.call("RegisterAgency", "admin", None, agency=f"c-{uuid4().hex[:8]}", name="Caritas"),
    "DeclareProgramme": lambda s: s.call(
        "DeclareProgramme",
        "admin",
        None,
        project=f"Q-{uuid4().hex[:8]}",
        name="FAMI",
        rules={"stay_months": 12, "adult_head": False},
    ),
    "RegisterPerson": lambda s: s.call("RegisterPerson", "caseworker", None, given_name="Amal", birth_date="1990-02-01"),
    "OpenCase": _open_case,
    "CloseCase": _close_case,
    "EnrolFamily": lambda s: s.enrolment(s.case_opened()),
    "AddMember": _family("AddMember", person=lambda s, _: s.person(), relationship="1"),
    "RemoveMember": _remove_member,
    "ChangeHead": _change_head,
    "GiveConsent": _family("GiveConsent", purpose="work", recipients=lambda s, _: [s.neighbour], expires=LONG, signatory=_the_head),
    "WithdrawConsent": _family("WithdrawConsent", consent=lambda s, family: s.consent_given(family), reason="ripensato"),
    "RecordAssessment": _family("RecordAssessment", person=_the_head, phase="entry", scores={"housing": 2, "income": None}),
    "DraftPlan": _family("DraftPlan", summary="Casa"),
    "SetGoal": _set_goal,
    "RecordGoalProgress": _family("RecordGoalProgress", goal=lambda s, family: s.goal_set(family), percent=100),
    "RecordService": _family("RecordService", code="A1.05", delivered_on=LATER, recipients=lambda _, family: [family.head]),
    "CorrectService": _family(
        "CorrectService", delivery=lambda s, family: s.service_recorded(family), minutes=30, reason="mancava"
    ),
    "VoidService": _family("VoidService", delivery=lambda s, family: s.service_recorded(family), reason="doppio"),
    "EndEnrolment": lambda s: s.exit(s.enrolled_family()),
}


def _add_unit(scene: Scene) -> Call:
    dwelling = scene.do("AddDwelling", "housing", name="Via Verdi 2")["dwelling"]
    return scene.call("AddUnit", "housing", None, dwelling=dwelling, label="2B", capacity=3)


def _sign(scene: Scene) -> Call:
    family = scene.known_family()
    agreement = scene.agreement_drafted(family, scene.unit_added())
    return scene.call(
        "SignAgreement", "housing", household=family.household, agreement=agreement, person=family.head, signed=MOVE_IN
    )


def _assign(scene: Scene) -> Call:
    family, unit = scene.known_family(), scene.unit_added()
    scene.agreement_signed(family, unit)
    return scene.assignment(family, unit)


HOUSING: Mapping[str, Row] = {
    "AddDwelling": lambda s: s.call("AddDwelling", "housing", None, name="Via Roma 1", address="Via Roma 1, Firenze"),
    "AddUnit": _add_unit,
    "DraftAgreement": _family(
        "DraftAgreement", "housing", unit=lambda s, _: s.unit_added(), version="1", rules="Si tace dopo le 23."
    ),
    "SignAgreement": _sign,
    "AssignUnit": _assign,
    "ReleaseUnit": _family(
        "ReleaseUnit", "housing", assignment=lambda s, family: s.assigned_unit(family), released=LATER, reason="own-home"
    ),
}


def _volunteer(command: str, state: str = "vetted", **fields: Any) -> Row:
    return lambda scene: scene.call(command, "registrar", "person", person=getattr(scene, state)(), **fields)


def _match(command: str, state: str, by: str = "registrar", **fields: Any) -> Row:
    def row(scene: Scene) -> Call:
        match = getattr(scene, state)()
        return scene.call(command, by, household=match.family.household, match=match.match, **fields)

    return row


def _propose(scene: Scene) -> Call:
    family, person = scene.known_family(), scene.volunteer()
    need = scene.need_published(family)
    return scene.call("ProposeMatch", "registrar", household=family.household, need=need, person=person, shifts=[SLOT])


def _approve(scene: Scene) -> Call:
    match, hours = scene.hours_logged()
    return scene.call("ApproveHours", "coordinator", "person", person=match.person, hours=hours)


REGISTER: Mapping[str, Row] = {
    "ApplyAsVolunteer": lambda s: s.call("ApplyAsVolunteer", "registrar", None, person=str(uuid4()), motivation="Aiutare"),
    "VetVolunteer": _volunteer("VetVolunteer", "applicant", outcome="positive", identity_seen=True, adult=True),
    "RegisterVolunteer": _volunteer("RegisterVolunteer", section="regular", start=day(0)),
    "StartCover": _volunteer(
        "StartCover", insurer="Cattolica", policy="7", risks=["accident", "illness", "liability"], start=day(0), until=LONG
    ),
    "DeclareSkill": _volunteer("DeclareSkill", skill="italian"),
    "SetAvailability": _volunteer("SetAvailability", slots=WEEK),
    "PublishNeed": _family("PublishNeed", skill="italian", start=day(0), until=day(60)),
    "ProposeMatch": _propose,
    "ConfirmMatch": _match("ConfirmMatch", "match_proposed", "coordinator"),
    "EndMatch": _match("EndMatch", "match_confirmed", ended_on=day(3), reason="completed"),
    "LogHours": _match("LogHours", "match_confirmed", day=day(0), minutes=60),
    "ApproveHours": _approve,
}


def _edition(command: str, **fields: Any) -> Row:
    def row(scene: Scene) -> Call:
        edition = scene.edition()
        made = {name: value(scene, edition) if callable(value) else value for name, value in fields.items()}
        return scene.call(command, "trainer", "edition", edition=edition, **made)

    return row


def _open_edition(scene: Scene) -> Call:
    return scene.call(
        "OpenEdition", "trainer", None, course=scene.course(), project=scene.project, seats=20, open_to=["citizen"],
        start=day(-1), until=day(30), rule={"min_percent": 80, "test_required": False},
    )  # fmt: skip


def _complete(scene: Scene) -> Call:
    edition, learner = scene.attended()
    return scene.call("CompleteCourse", "trainer", "edition", edition=edition, person=learner)


TRAINING: Mapping[str, Row] = {
    "PublishCourse": lambda s: s.call("PublishCourse", "trainer", None, title="Accogliere", field="reception", hours=40),
    "OpenEdition": _open_edition,
    "ScheduleSession": _edition("ScheduleSession", starts_at=f"{day(1)}T10:00:00+01:00", minutes=90, teacher=str(uuid4())),
    "EnrolLearner": _edition("EnrolLearner", person=str(uuid4()), learner_type="citizen"),
    "RecordAttendance": _edition(
        "RecordAttendance", session=lambda s, e: s.session(e), person=lambda s, e: s.learner(e), minutes=45
    ),
    "CompleteCourse": _complete,
}

ROWS: Mapping[str, Mapping[str, Row]] = {"intake": INTAKE, "housing": HOUSING, "register": REGISTER, "training": TRAINING}
