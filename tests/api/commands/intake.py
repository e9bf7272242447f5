"""For every command of intake one call that is accepted, in a scene where it may be given."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from tests.api.commands.amending import assess, draft, rows
from tests.api.commands.row import Row, about_family
from tests.api.scenes import ENTRY, LATER, LONG, Scene, day
from tests.api.stack import Call


def _remove_member(scene: Scene) -> Call:
    family = scene.enrolled_family(scene.person())
    return scene.call("RemoveMember", "caseworker", household=family.household, person=family.members[1])


def _change_head(scene: Scene) -> Call:
    family = scene.enrolled_family(scene.person())
    return scene.call("ChangeHead", "caseworker", household=family.household, head=family.members[1])


def _open_case(scene: Scene) -> Call:
    return scene.call("OpenCase", "caseworker", None, project=scene.project, head=scene.person())


def _close_case(scene: Scene) -> Call:
    return scene.call("CloseCase", "caseworker", household=scene.case_opened().household, outcome="moved-away")


def _reopen_case(scene: Scene) -> Call:
    household = scene.case_opened().household
    scene.do("CloseCase", "caseworker", household=household, outcome="completed")
    return scene.call("ReopenCase", "caseworker", household=household, reason="di nuovo in difficoltà")


def _split(scene: Scene) -> Call:
    family = scene.enrolled_family(scene.person())
    own = [{"person": family.members[1], "relationship": "head"}]
    return scene.call("SplitHousehold", "caseworker", household=family.household, head=family.members[1], members=own)


def _join(scene: Scene) -> Call:
    family, other = scene.enrolled_family(), scene.enrolled_family()
    coming = [{"person": other.head, "relationship": "15"}]
    return scene.call("JoinHouseholds", "caseworker", household=family.household, joining=other.household, members=coming)


def _referral(command: str, *, ours: bool = False, accepted: bool = False, **fields: Any) -> Row:
    """A step of a referral, by the receiver or by us."""

    def row(scene: Scene) -> Call:
        family = scene.enrolled_family()
        referral = scene.referral_sent(family)
        if accepted:
            scene.do("AcceptReferral", scene.them("caseworker"), household=family.household, referral=referral)
        by = "caseworker" if ours else scene.them("caseworker")
        return scene.call(command, by, household=family.household, referral=referral, **fields)

    return row


def _emergency(scene: Scene) -> Call:
    reason = "Il bambino è solo alla stazione"
    household = scene.enrolled_family().household
    return scene.call("RequestEmergencyAccess", scene.them("caseworker"), None, household=household, reason=reason)


def _record_view(scene: Scene) -> Call:
    seen = {"viewer": "lucia", "role": "caseworker", "agency": scene.agency}
    return scene.call("RecordView", "system", None, household=scene.enrolled_family().household, **seen)


def _expire_consent(scene: Scene) -> Call:
    family = scene.enrolled_family()
    consent = scene.consent_given(family, expires=day(-1), occurred_at=ENTRY)
    return scene.call("ExpireConsent", "system", None, household=family.household, consent=consent)


def _set_goal(scene: Scene) -> Call:
    family = scene.enrolled_family()
    scene.planned(family)
    return scene.call("SetGoal", "caseworker", household=family.household, person=family.head, dimension="work", text="Corso")


def _agree_plan(scene: Scene) -> Call:
    family = scene.enrolled_family()
    scene.goal_set(family)
    return scene.call("AgreePlan", "caseworker", household=family.household, version=1, signatories=[family.head])


def _review_plan(scene: Scene) -> Call:
    family = scene.enrolled_family()
    scene.plan_agreed(family)
    return scene.call("ReviewPlan", "caseworker", household=family.household, outcome="changed", note="Si cambia casa")


def _note_review_due(scene: Scene) -> Call:
    family = scene.enrolled_family()
    scene.plan_agreed(family, occurred_at=ENTRY, next_review=day(-1))
    return scene.call("NoteReviewDue", "system", None, household=family.household)


def _schedule_follow_up(scene: Scene) -> Call:
    family, _ = scene.left_family()
    return scene.call("ScheduleFollowUp", "caseworker", household=family.household, due=LONG)


def _record_follow_up(scene: Scene) -> Call:
    family, follow_up = scene.left_family()
    situation = {"housing_situation": "rental", "work_situation": "traineeship", "in_contact": True, "note": "Al telefono"}
    return scene.call("RecordFollowUp", "caseworker", household=family.household, follow_up=follow_up, **situation)


def _note_follow_up_due(scene: Scene) -> Call:
    family, follow_up = scene.left_family(day(-95))
    return scene.call("NoteFollowUpDue", "system", None, household=family.household, follow_up=follow_up)


def _two(scene: Scene) -> dict[str, str]:
    return {"one": scene.person(), "other": scene.person()}


def _merged(scene: Scene) -> dict[str, str]:
    return {"survivor": scene.person(), "merged": scene.person()}


def _expire_permit(scene: Scene) -> Call:
    person = scene.person()
    days = {"valid_from": "2020-01-01", "valid_until": "2021-12-31"}
    permit = scene.do("RecordResidencePermit", "caseworker", person=person, permit_kind="family", **days)["permit"]
    return scene.call("ExpirePermit", "system", None, person=person, permit=permit)


def _unlink_person(scene: Scene) -> Call:
    two = _merged(scene)
    scene.do("ConfirmDuplicate", "coordinator", **two)
    return scene.call("UnlinkPerson", "coordinator", None, person=two["merged"], reason="due sorelle")


def _the_head(_: Scene, family: Any) -> str:
    return str(family.head)


INTAKE: Mapping[str, Row] = {
    **rows("intake", "caseworker", draft, {"summary": "Casa e lavoro"}, assess),
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
    "CorrectPerson": lambda s: s.call(
        "CorrectPerson", "caseworker", None, person=s.person(), partial_birth_date="1988", birth_place="Aleppo", reason="passaporto"
    ),
    "RecordResidencePermit": lambda s: s.call(
        "RecordResidencePermit", "caseworker", None, person=s.person(), permit_kind="family", valid_from=ENTRY, valid_until=LONG
    ),
    "ExpirePermit": _expire_permit,
    "ReportPotentialDuplicate": lambda s: s.call(
        "ReportPotentialDuplicate",
        "coordinator",
        None,
        score=8,
        rules_version="1",
        evidence=[{"field": "fiscal_code", "finding": "same", "points": 8}],
        **_two(s),
    ),
    "ConfirmDuplicate": lambda s: s.call("ConfirmDuplicate", "coordinator", None, reason="stesso passaporto", **_merged(s)),
    "RejectDuplicate": lambda s: s.call("RejectDuplicate", "coordinator", None, reason="gemelle", **_two(s)),
    "UnlinkPerson": _unlink_person,
    "OpenCase": _open_case,
    "AssignWorker": about_family("AssignWorker", worker="lucia"),
    "TransferCase": about_family("TransferCase", "coordinator", agency=lambda s, _: s.neighbour, reason="Si sono trasferiti"),
    "CloseCase": _close_case,
    "ReopenCase": _reopen_case,
    "EnrolFamily": lambda s: s.enrolment(s.case_opened()),
    "AddMember": about_family("AddMember", person=lambda s, _: s.person(), relationship="1"),
    "RemoveMember": _remove_member,
    "ChangeHead": _change_head,
    "SplitHousehold": _split,
    "JoinHouseholds": _join,
    "GiveConsent": about_family(
        "GiveConsent", purpose="work", recipients=lambda s, _: [s.neighbour], expires=LONG, signatory=_the_head
    ),
    "RenewConsent": about_family(
        "RenewConsent", consent=lambda s, family: s.consent_given(family), expires=day(400), signatory=_the_head
    ),
    "ExpireConsent": _expire_consent,
    "ReferToAgency": about_family(
        "ReferToAgency", receiver=lambda s, _: s.neighbour, purpose="work", ground="public-task", reason="Serve un corso"
    ),
    "AcceptReferral": _referral("AcceptReferral"),
    "RejectReferral": _referral("RejectReferral", reason="Non c’è posto"),
    "CompleteReferral": _referral("CompleteReferral", accepted=True, note="Casa trovata"),
    "RevokeReferral": _referral("RevokeReferral", ours=True, reason="Trovata un’altra strada"),
    "RequestEmergencyAccess": _emergency,
    "RecordView": _record_view,
    "WithdrawConsent": about_family("WithdrawConsent", consent=lambda s, family: s.consent_given(family), reason="ripensato"),
    "RecordAssessment": about_family("RecordAssessment", person=_the_head, phase="entry", scores={"housing": 2, "income": None}),
    "ReviseAssessment": about_family(
        "ReviseAssessment", assessment=lambda s, family: s.assessed(family), scores={"housing": 4}, reason="letto male"
    ),
    "DraftPlan": about_family("DraftPlan", summary="Casa"),
    "AgreePlan": _agree_plan,
    "ReviewPlan": _review_plan,
    "NoteReviewDue": _note_review_due,
    "SetGoal": _set_goal,
    "RecordGoalProgress": about_family("RecordGoalProgress", goal=lambda s, family: s.goal_set(family), percent=100),
    "RecordService": about_family(
        "RecordService",
        code="A1.05",
        delivered_on=LATER,
        recipients=lambda _, family: [family.head],
        evidence=lambda s, family: [{"sha256": s.filed(person=family.head), "kind": "receipt"}],
    ),
    "CorrectService": about_family(
        "CorrectService", delivery=lambda s, family: s.service_recorded(family), minutes=30, reason="mancava"
    ),
    "VoidService": about_family("VoidService", delivery=lambda s, family: s.service_recorded(family), reason="doppio"),
    "RecordMilestone": about_family("RecordMilestone", person=_the_head, milestone="found-helpful", note="Il corso"),
    "EndEnrolment": lambda s: s.exit(s.enrolled_family()),
    "ScheduleFollowUp": _schedule_follow_up,
    "RecordFollowUp": _record_follow_up,
    "NoteFollowUpDue": _note_follow_up_due,
}
