"""Which facts a person may correct or void from their line, and how; tests hold it equal to the policies of the services.

The policies belong to the domain, which the desk does not read.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Amends:
    """Who may give `command` may amend the fact: correct these of its fields, and void it."""

    command: str
    fields: tuple[str, ...] = ()
    voidable: bool = True


AMENDS: Mapping[str, Amends] = {
    "CaseOpened": Amends("OpenCase"),
    "CaseClosed": Amends("CloseCase", ("outcome", "destination")),
    "ReferralCompleted": Amends("CompleteReferral", ("note",), voidable=False),
    "FamilyEnrolled": Amends("EnrolFamily", ("notice",)),
    "MemberAdded": Amends("AddMember", ("relationship",)),
    "MemberLeft": Amends("RemoveMember", ("destination",)),
    "ConsentGiven": Amends("GiveConsent", ("purpose",), voidable=False),
    "AssessmentRecorded": Amends("RecordAssessment"),
    "PlanDrafted": Amends("DraftPlan", ("summary",)),
    "PlanAgreed": Amends("AgreePlan"),
    "GoalSet": Amends("SetGoal", ("due", "text")),
    "GoalProgressed": Amends("RecordGoalProgress", ("note",)),
    "ServiceDelivered": Amends("RecordService", ("minutes", "amount_cents", "note")),
    "FollowUpScheduled": Amends("ScheduleFollowUp"),
    "MilestoneReached": Amends("RecordMilestone", ("note",)),
    "FollowUpRecorded": Amends("RecordFollowUp", ("note",)),
    "FamilyExited": Amends("EndEnrolment", ("destination", "reason")),
    "DwellingAdded": Amends("AddDwelling", ("name", "address"), voidable=False),
    "UnitAdded": Amends("AddUnit", ("label",), voidable=False),
    "AgreementDrafted": Amends("DraftAgreement", ("rules",)),
    "AgreementSigned": Amends("SignAgreement"),
    "UnitAssigned": Amends("AssignUnit"),
    "AssignmentExtended": Amends("ExtendAssignment", ("reason",)),
    "UnitReleased": Amends("ReleaseUnit", ("reason", "destination")),
    "ApplicationWithdrawn": Amends("WithdrawApplication"),
    "SignatoryAdded": Amends("AddSignatory"),
    "BreachReported": Amends("ReportBreach", ("note",)),
    "IncidentReported": Amends("ReportIncident", ("note",)),
    "MediationHeld": Amends("MediateIncident", ("note",)),
    "IncidentClosed": Amends("CloseIncident", ("note",)),
    "WarningIssued": Amends("IssueWarning", ("note",)),
    "ReviewHeld": Amends("HoldReview", ("note",)),
    "CommitmentMade": Amends("MakeCommitment"),
    "CommitmentKept": Amends("ConfirmHelp"),
    "CommitmentEnded": Amends("EndCommitment"),
    "MeetingHeld": Amends("HoldMeeting", ("minutes_text",)),
    "VolunteerApplied": Amends("ApplyAsVolunteer", ("motivation",)),
    "CoverStarted": Amends("StartCover", ("insurer", "policy"), voidable=False),
    "SkillDeclared": Amends("DeclareSkill"),
    "NeedPublished": Amends("PublishNeed"),
    "MatchEnded": Amends("EndMatch", ("note",), voidable=False),
    "SkillVerified": Amends("VerifySkill", ("note",)),
    "RegistrationEnded": Amends("CancelRegistration", ("reason", "note")),
    "CoverRenewed": Amends("RenewCover", ("policy",), voidable=False),
    "CoverEnded": Amends("EndCover", ("reason",)),
    "NeedClosed": Amends("CloseNeed", ("reason", "note")),
    "OfferMade": Amends("MakeOffer", ("skill", "what")),
    "MatchDeclined": Amends("DeclineMatch", ("reason", "note"), voidable=False),
    "MatchCompleted": Amends("CompleteMatch", ("note",), voidable=False),
    "FeedbackGiven": Amends("GiveFeedback", ("rating", "comment")),
    "CoursePublished": Amends("PublishCourse", ("title", "field", "teaches"), voidable=False),
    "EditionOpened": Amends("OpenEdition"),
    "LearnerWithdrawn": Amends("WithdrawLearner", ("reason",)),
    "RegisterOpened": Amends("OpenRegister"),
    "RegisterSigned": Amends("SignRegister"),
    "LearnerAssessed": Amends("AssessLearner", ("score", "level_before", "level_after")),
    "CourseCompleted": Amends("CompleteCourse"),
    "EditionClosed": Amends("CloseEdition"),
    "CertificateRevoked": Amends("RevokeCertificate", ("cause", "reason"), voidable=False),
    "ExpenseClaimed": Amends("ClaimExpense", ("line",)),
    "ExpenseAccepted": Amends("AcceptExpense", ("note",)),
    "ExpenseRejected": Amends("RejectExpense", ("ground", "note")),
}
INSTEAD: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "AssessmentRevised": ("ReviseAssessment", ("household", "assessment")),
    "ServiceCorrected": ("CorrectService", ("household", "delivery")),
    "PersonCorrected": ("CorrectPerson", ("person",)),
    "AttendanceRecorded": ("CorrectAttendance", ("edition", "session", "person")),
    "AttendanceCorrected": ("CorrectAttendance", ("edition", "session", "person")),
}
"""Facts that another command says anew, and what it takes from them."""
