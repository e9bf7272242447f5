"""For every command of the five services one call at the wrong moment, and the rule that refuses it."""

from collections.abc import Mapping
from typing import Any

from tests.api.commands.controls import close_control, publish_rules
from tests.api.commands.living import incident_reported, lived_in
from tests.api.commands.placing import SITUATION
from tests.api.commands.row import Row
from tests.api.scenes import ENTRY, LATER, LONG, Scene, day
from tests.api.stack import Call

Wrong = str | tuple[str, Row]
"""The rule, and the call that it refuses; without one it is the accepted call given once more."""

ANY_MOMENT = {
    "RegisterAgency": "says anew what an agency is called",
    "DeclareProgramme": "says anew by which rules a project goes",
    "RegisterPerson": "a person is another one each time",
    "ReportPotentialDuplicate": "says nothing where somebody has decided",
    "GiveConsent": "a family shares its file when it will",
    "RecordView": "a view is what it is",
    "AddDwelling": "a dwelling is another one each time",
    "ReportIncident": "what has happened has happened",
    "PublishHouseRules": "says anew by which rules people live",
    "DeclareRegister": "says anew how a register is kept",
    "SealRegister": "what is sealed is sealed again with what came since",
    "AddUnit": "a unit is another one each time",
    "PublishCourse": "a course is another one each time",
    "OpenEdition": "an edition is another one each time",
    "OpenControl": "a control is another one each time",
    "ReportIrregularity": "an irregularity is another one each time",
    "SetTarget": "what is meant to be reached is said anew",
    "OpenAccount": "what is opened is open",
    "ClaimExpense": "an expense is another one each time",
    "DeclareFinalPayment": "what was paid is said anew",
    "PlaceHold": "a hold is another one each time",
    "RecordErasure": "what is done is done",
    "RaiseObjection": "an objection is another one each time",
    "DiscloseData": "what is given is another one each time",
    "TellRecipient": "who was told may be told again",
    "StartCover": "a policy is what it is",
    "VetVolunteer": "what was checked is said anew",
    "DeclareSkill": "who has applied says it at any time",
    "DeclareLanguage": "who has applied says it at any time",
    "SetZone": "who has applied says it at any time",
    "SetAvailability": "who has applied says it at any time",
    "RankVolunteers": "each candidate shows the rule that stands against them",
}
"""Commands for which no moment is the wrong one, and why."""


def closed(command: str, by: str = "caseworker", **fields: Any) -> Row:
    """About a family that nobody has in charge any longer; a field given as a function gets the head."""

    def row(scene: Scene) -> Call:
        family = scene.case_opened()
        scene.do("CloseCase", "caseworker", household=family.household, outcome="moved-away")
        made = {name: value(family.head) if callable(value) else value for name, value in fields.items()}
        return scene.call(command, by, household=family.household, **made)

    return row


def merged(command: str, by: str = "caseworker", of: str = "person", **fields: Any) -> Row:
    """About somebody who was found to be another."""

    def row(scene: Scene) -> Call:
        two = {"survivor": scene.person(), "merged": scene.person()}
        scene.do("ConfirmDuplicate", "coordinator", **two)
        made = {name: value(two["survivor"]) if callable(value) else value for name, value in fields.items()}
        return scene.call(command, by, None, **{of: two["merged"]}, **made)

    return row


def _open_case(scene: Scene) -> Call:
    return merged("OpenCase", of="head", project=scene.project)(scene)


def _sampling_rules(scene: Scene) -> Call:
    scene.stack.must(publish_rules(scene))
    return publish_rules(scene).but(most=9)


def _of_closed_control(scene: Scene) -> Call:
    call = close_control(scene)
    scene.stack.must(call)
    fields = {"control": call.fields["control"], "agency": scene.agency, "severity": "observation", "text": "Tardi."}
    return scene.call("RaiseFinding", "auditor", "control", **fields)


def _expire_permit(scene: Scene) -> Call:
    person = scene.person()
    days = {"valid_from": ENTRY, "valid_until": LONG}
    permit = scene.do("RecordResidencePermit", "caseworker", person=person, permit_kind="family", **days)["permit"]
    return scene.call("ExpirePermit", "system", None, person=person, permit=permit)


def _expire_consent(scene: Scene) -> Call:
    family = scene.enrolled_family()
    return scene.call("ExpireConsent", "system", None, household=family.household, consent=scene.consent_given(family))


def _review_due(scene: Scene) -> Call:
    family = scene.enrolled_family()
    scene.plan_agreed(family, next_review=LONG)
    return scene.call("NoteReviewDue", "system", None, household=family.household)


def _follow_up_due(scene: Scene) -> Call:
    family, follow_up = scene.left_family()
    return scene.call("NoteFollowUpDue", "system", None, household=family.household, follow_up=follow_up)


def _set_goal(scene: Scene) -> Call:
    family = scene.enrolled_family()
    return scene.call("SetGoal", "caseworker", household=family.household, person=family.head, dimension="work", text="Corso")


def _correct_service(scene: Scene) -> Call:
    family = scene.enrolled_family()
    ask = {"household": family.household, "delivery": scene.service_recorded(family), "reason": "doppio"}
    scene.do("VoidService", "caseworker", **ask)
    return scene.call("CorrectService", "caseworker", **ask, minutes=30)


def _breach(scene: Scene) -> Call:
    home = lived_in(scene)
    ask = {"household": home.family.household, "agreement": home.agreement}
    scene.do("EndAgreement", "housing", **ask, ended=LATER, reason="replaced")
    return scene.call("ReportBreach", "caseworker", **ask, kind="noise", on=day(0))


def _incident(command: str, **fields: Any) -> Row:
    """After the incident was closed."""

    def row(scene: Scene) -> Call:
        home = lived_in(scene)
        incident = incident_reported(scene, home)
        scene.do("ClassifyIncident", "housing", incident=incident, severity="minor")
        scene.do("CloseIncident", "housing", incident=incident, closed=LATER, outcome="settled")
        made = {name: value(home) if callable(value) else value for name, value in fields.items()}
        return scene.call(command, "housing", "incident", incident=incident, **made)

    return row


def _apply(scene: Scene) -> Call:
    family = scene.known_family()
    scene.stack.must(scene.exit(family, day(-1)))
    scene.stack.carry()
    ask = {"household": family.household, "applied": day(0), "situation": SITUATION}
    return scene.call("ApplyForHousing", "caseworker", **ask)


def _stay_due(scene: Scene) -> Call:
    family = scene.known_family()
    ask = {"household": family.household, "assignment": scene.assigned_unit(family)}
    return scene.call("NoteStayDue", "system", None, **ask)


def applied_only(command: str, **fields: Any) -> Row:
    return lambda scene: scene.call(command, "registrar", "person", person=scene.applicant(), **fields)


def _lapse(scene: Scene) -> Call:
    person = scene.vetted()
    return scene.call("LapseCover", "system", None, person=person, cover=scene.covered(person))


def _rules(scene: Scene) -> Call:
    scene.rules_published()
    weights = {"skill": 50, "language": 20, "distance": 10, "free_hours": 10, "past_matches": 10, "courses": 0}
    ask = {"version": "1", "weights": weights, "farthest_km": 40, "free_minutes": 240, "past_matches": 5}
    return scene.call("PublishMatchingRules", "coordinator", None, **ask)


def _need(scene: Scene) -> Call:
    family = scene.known_family()
    scene.stack.must(scene.exit(family, day(-1)))
    scene.stack.carry()
    return scene.call("PublishNeed", "registrar", household=family.household, skill="italian", start=day(0), until=day(60))


def _log_hours(scene: Scene) -> Call:
    match = scene.match_proposed()
    return scene.call("LogHours", "registrar", household=match.family.household, match=match.match, day=day(0), minutes=60)


WRONG: Mapping[str, Mapping[str, Wrong]] = {
    "intake": {
        "VoidFact": "already-amended",
        "CorrectFact": "already-amended",
        "ApproveAmendment": "amendment-settled",
        "RefuseAmendment": "amendment-settled",
        "ConfirmDuplicate": "person-merged",
        "UnlinkPerson": "not-merged",
        "TransferCase": "unknown-household",
        "CloseCase": "case-not-open",
        "ReopenCase": "case-not-closed",
        "EnrolFamily": "already-enrolled",
        "AddMember": "already-in-a-household",
        "RemoveMember": "not-a-member",
        "ChangeHead": "already-head",
        "SplitHousehold": "not-a-member",
        "JoinHouseholds": "not-enrolled",
        "RenewConsent": "consent-ends-too-soon",
        "ReferToAgency": "already-referred",
        "AcceptReferral": "referral-answered",
        "RejectReferral": "referral-over",
        "CompleteReferral": "referral-over",
        "RevokeReferral": "referral-over",
        "RequestEmergencyAccess": "access-not-needed",
        "WithdrawConsent": "consent-already-withdrawn",
        "ReviseAssessment": "nothing-revised",
        "AgreePlan": "plan-already-agreed",
        "ReviewPlan": "plan-not-agreed",
        "RecordGoalProgress": "goal-already-reached",
        "VoidService": "service-already-voided",
        "RecordMilestone": "milestone-already-reached",
        "EndEnrolment": "not-enrolled",
        "ScheduleFollowUp": "follow-up-already-scheduled",
        "RecordFollowUp": "follow-up-already-recorded",
        "CorrectPerson": ("person-merged", merged("CorrectPerson", birth_place="Aleppo", reason="passaporto")),
        "RecordResidencePermit": (
            "person-merged", merged("RecordResidencePermit", permit_kind="family", valid_from=ENTRY, valid_until=LONG)
        ),
        "ExpirePermit": ("not-yet-due", _expire_permit),
        "RejectDuplicate": ("person-merged", merged("RejectDuplicate", "coordinator", of="one", other=lambda other: other)),
        "OpenCase": ("person-merged", _open_case),
        "AssignWorker": ("case-not-open", closed("AssignWorker", worker="lucia")),
        "ExpireConsent": ("not-yet-due", _expire_consent),
        "RecordAssessment": (
            "not-a-member",
            closed("RecordAssessment", person=lambda head: head, phase="entry", scores={"housing": 2}),
        ),
        "DraftPlan": ("not-enrolled", closed("DraftPlan")),
        "NoteReviewDue": ("not-yet-due", _review_due),
        "SetGoal": ("plan-missing", _set_goal),
        "RecordService": (
            "not-enrolled",
            closed("RecordService", code="A1.05", delivered_on=LATER, recipients=lambda head: [head]),
        ),
        "CorrectService": ("service-already-voided", _correct_service),
        "NoteFollowUpDue": ("not-yet-due", _follow_up_due),
    },
    "housing": {
        "VoidFact": "already-amended",
        "CorrectFact": "already-amended",
        "ApproveAmendment": "amendment-settled",
        "RefuseAmendment": "amendment-settled",
        "AmendAgreement": "version-taken",
        "AddSignatory": "signs-already",
        "EndAgreement": "agreement-has-ended",
        "IssueWarning": "warned-already",
        "CloseIncident": "incident-is-closed",
        "HoldReview": "review-was-held",
        "MakeCommitment": "committed-already",
        "LogHelp": "help-logged-already",
        "ConfirmHelp": "help-is-settled",
        "RejectHelp": "help-is-settled",
        "EndCommitment": "commitment-has-ended",
        "HoldMeeting": "meeting-held-already",
        "TakeUnitOutOfService": "unit-not-in-service",
        "ReturnUnit": "unit-is-in-service",
        "OpenVacancy": "vacancy-already-open",
        "CloseVacancy": "unknown-vacancy",
        "PublishRules": "rules-version-taken",
        "WithdrawApplication": "unknown-application",
        "OverrideRank": "no-such-place",
        "ProposeUnit": "unit-is-proposed",
        "AcceptProposal": "proposal-already-accepted",
        "DeclineProposal": "unknown-proposal",
        "ExtendAssignment": "extension-not-later",
        "MoveHousehold": "already-there",
        "DraftAgreement": "version-taken",
        "SignAgreement": "agreement-already-signed",
        "AssignUnit": "household-already-housed",
        "ReleaseUnit": "already-released",
        "ReportBreach": ("agreement-has-ended", _breach),
        "ClassifyIncident": ("incident-is-closed", _incident("ClassifyIncident", severity="minor")),
        "MediateIncident": (
            "incident-is-closed",
            _incident("MediateIncident", present=lambda home: [home.family.head], held=day(0), outcome="agreed"),
        ),
        "ApplyForHousing": ("household-has-left", _apply),
        "RankCandidates": (
            "rules-not-published", lambda s: s.call("RankCandidates", "housing", None, project=s.project, day=day(0))
        ),
        "NoteStayDue": ("not-yet-due", _stay_due),
    },
    "register": {
        "VoidFact": "already-amended",
        "CorrectFact": "already-amended",
        "ApplyAsVolunteer": "already-applied",
        "RegisterVolunteer": "already-registered",
        "SuspendVolunteer": "already-suspended",
        "ResumeVolunteer": "not-suspended",
        "CancelRegistration": "no-registration",
        "VoidRegistration": "no-registration",
        "RenewCover": "cover-ends-before-start",
        "EndCover": "cover-is-ended",
        "CloseNeed": "need-is-closed",
        "ProposeMatch": "already-matched",
        "DeclineMatch": "match-over",
        "CompleteMatch": "match-over",
        "GiveFeedback": "feedback-already-given",
        "ConfirmMatch": "already-confirmed",
        "EndMatch": "match-over",
        "ApproveHours": "hours-already-approved",
        "RejectHours": "hours-over",
        "ReverseHours": "hours-over",
        "PublishMatchingRules": ("rules-version-taken", _rules),
        "LapseCover": ("cover-still-runs", _lapse),
        "VerifySkill": ("skill-not-declared", applied_only("VerifySkill", skill="italian")),
        "MakeOffer": ("offered-unregistered", applied_only("MakeOffer", skill="cooking", start=day(1), until=day(9))),
        "PublishNeed": ("family-has-left", _need),
        "LogHours": ("match-not-confirmed", _log_hours),
    },
    "training": {
        "VoidFact": "already-amended",
        "CorrectFact": "already-amended",
        "ApproveAmendment": "amendment-settled",
        "RefuseAmendment": "amendment-settled",
        "CloseEdition": "edition-is-closed",
        "ScheduleSession": "sessions-overlap",
        "CancelSession": "session-is-cancelled",
        "EnrolLearner": "already-learner",
        "WithdrawLearner": "learner-has-withdrawn",
        "OpenRegister": "register-open-already",
        "RecordAttendance": "attendance-already-recorded",
        "CorrectAttendance": "correction-says-the-same",
        "SignRegister": "signed-already",
        "AssessLearner": "already-passed",
        "CompleteCourse": "already-completed",
        "IssueCertificate": "certificate-already-issued",
        "RevokeCertificate": "certificate-already-revoked",
    },
    "oversight": {
        "FileEvidence": (
            "unknown-document",
            lambda s: s.call("FileEvidence", "caseworker", None, sha256="a" * 64, kind="receipt", file_name="ricevuta.pdf"),
        ),
        "VoidFact": "already-amended",
        "CorrectFact": "already-amended",
        "ApproveAmendment": "amendment-settled",
        "RefuseAmendment": "amendment-settled",
        "SealReport": "report-already-sealed",
        "RectifyReport": "rectification-outdated",
        "ReleaseHold": "hold-is-released",
        "RequestErasure": "erasure-under-way",
        "ReadmitSubject": "not-forgotten",
        "RestrictProcessing": "restricted-already",
        "LiftRestriction": "not-restricted",
        "DecideObjection": "objection-is-decided",
        "PublishSamplingRules": ("rules-version-taken", _sampling_rules),
        "DrawSample": "sample-already-drawn",
        "RaiseFinding": ("control-is-closed", _of_closed_control),
        "AnswerFinding": "finding-is-answered",
        "CloseControl": "control-is-closed",
        "UpdateIrregularity": "irregularity-is-closed",
        "AcceptExpense": "claim-is-settled",
        "RejectExpense": "claim-is-settled",
    },
}  # fmt: skip
