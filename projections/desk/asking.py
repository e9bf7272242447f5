"""What the schema of a command cannot say of its form: what the address gives, and what is chosen from what exists."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlencode

from projections.desk.amendable import AMENDS, INSTEAD
from projections.desk.forms import COMMANDS, Field, fields_of
from projections.desk.session import Reader
from projections.due import Due
from projections.families import Line
from services.intake.codes import codes

FIRST = ("household", "edition", "incident", "dwelling", "fact", "amendment")
"""What a form is about: given by the address, or chosen on a page before it."""
HELD = ("cover", "hours")
"""What belongs to a person, who is chosen before it."""

_LISTS: Mapping[str, str] = {
    "relationship": "kinship", "destination": "destinations", "housing_situation": "destinations",
    "work_situation": "work-situations", "permit_kind": "permit-kinds", "language": "languages",
    "citizenship": "countries", "second_citizenship": "countries", "birth_country": "countries",
    "skill": "skills", "project": "projects", "agency": "agencies", "receiver": "agencies", "provider": "agencies",
    "list_agency": "agencies", "worker": "workers",
}  # fmt: skip
"""Fields whose values are chosen from a list, wherever they stand."""
_PERSONS = frozenset({
    "person", "head", "signatory", "signatories", "recipients", "members", "persons", "survivor", "merged", "one", "other",
    "guardian", "teacher", "tutor", "candidates", "present",
})  # fmt: skip
_OF: Mapping[str, str] = {
    "RecordService.code": "services", "CorrectService.code": "services", "ReferToAgency.code": "services",
    "GiveConsent.recipients": "agencies", "AgreePlan.version": "plan", "AddMember.person": "people",
    "EnrolFamily.members.person": "people", "EnrolFamily.head": "people", "JoinHouseholds.members.person": "joining",
    "JoinHouseholds.joining": "families", "RankVolunteers.candidates": "volunteers", "ProposeMatch.person": "volunteers",
    "ApplyAsVolunteer.person": "people", "EnrolLearner.person": "people", "ReportIncident.households": "residing",
    "ReportIncident.persons": "residents", "HoldMeeting.present": "residents", "MediateIncident.present": "residents",
    "IssueWarning.household": "residing", "SetZone.municipality": "municipalities", "MakeOffer.municipality": "municipalities",
    "PublishNeed.municipality": "municipalities", "RegisterAgency.agency": "", "DeclareProgramme.project": "",
    "PublishMatchingRules.courses": "course", "AssignUnit.proposal": "accepted", "ClassifyIncident.incident": "incident",
    "CorrectPerson.person": "people", "HoldMeeting.amendment": "",
    "RequestEmergencyAccess.household": "", "RaiseFinding.concerns": "", "ReportIrregularity.control": "",
    "ReportIrregularity.finding": "",
}  # fmt: skip
"""Fields that are chosen otherwise than their names say; an empty source is no list."""
_FIRST: Mapping[str, tuple[str, ...]] = {
    "IssueWarning": ("incident",), "PublishHouseRules": ("dwelling",), "DraftAgreement": ("household",),
    "MakeCommitment": ("household",), "ReportIncident": ("dwelling",),
    "HoldMeeting": ("dwelling",), "AddUnit": (), "JoinHouseholds": ("household", "joining"),
    "OverrideRank": ("household",), "CorrectPerson": ("person",), "RequestEmergencyAccess": (),
    "DrawSample": ("control",), "RaiseFinding": ("control",), "CloseControl": ("control",), "AnswerFinding": ("finding",),
    "AcceptExpense": ("claim",), "RejectExpense": ("claim",),
}  # fmt: skip
_KEYS: Mapping[str, tuple[str, ...]] = {"scores": tuple(codes("ssm-domains"))}
"""The keys of a table that its schema leaves open."""
PARTIAL = frozenset({"CorrectPerson"})
"""Commands in which what is left out stands: nothing is chosen beforehand."""
ROWS: Mapping[str, int] = {"EnrolFamily.members": 4, "SplitHousehold.members": 3, "JoinHouseholds.members": 4}
"""How many rows a list begins with, where one is not enough."""
ASIDE: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        ("RegisterPerson", "CorrectPerson"),
        frozenset({"other_names", "script", "partial_birth_date", "second_citizenship", "eligible", "eligibility_ground", "known"}),
    ),
    "RecordAssessment": frozenset({"tool", "tool_version"}),
    **dict.fromkeys(("RecordService", "CorrectService"), frozenset({"evidence"})),
}
"""What is seldom asked stands folded up, after the rest."""
UNLISTED = frozenset({"VoidFact", "CorrectFact", "ApproveAmendment", "RefuseAmendment", "FileEvidence"})
"""Forms that one comes to from a line or from what is due; a document is sent on a page of its own."""

SUBJECTS: Sequence[tuple[str, str, tuple[str, ...]]] = (
    ("intake", "persons", ("RegisterPerson", "CorrectPerson", "RecordResidencePermit")),
    ("intake", "charge", ("OpenCase", "AssignWorker", "TransferCase", "CloseCase", "ReopenCase")),
    ("intake", "household", (
        "EnrolFamily", "AddMember", "RemoveMember", "ChangeHead", "SplitHousehold", "JoinHouseholds", "EndEnrolment")),
    ("intake", "sharing", (
        "GiveConsent", "RenewConsent", "WithdrawConsent", "ReferToAgency", "AcceptReferral", "RejectReferral",
        "CompleteReferral", "RevokeReferral", "RequestEmergencyAccess")),
    ("intake", "services", ("RecordService", "CorrectService", "VoidService")),
    ("intake", "plan", (
        "RecordAssessment", "ReviseAssessment", "DraftPlan", "SetGoal", "AgreePlan", "RecordGoalProgress", "ReviewPlan",
        "RecordMilestone", "ScheduleFollowUp", "RecordFollowUp")),
    ("intake", "duplicates", ("ReportPotentialDuplicate", "ConfirmDuplicate", "RejectDuplicate", "UnlinkPerson")),
    ("intake", "programme", ("DeclareProgramme", "RegisterAgency")),
    ("housing", "homes", (
        "AddDwelling", "AddUnit", "TakeUnitOutOfService", "ReturnUnit", "OpenVacancy", "CloseVacancy", "PublishHouseRules")),
    ("housing", "list", (
        "ApplyForHousing", "WithdrawApplication", "PublishRules", "RankCandidates", "OverrideRank", "ProposeUnit",
        "AcceptProposal", "DeclineProposal")),
    ("housing", "stay", ("AssignUnit", "ExtendAssignment", "MoveHousehold", "ReleaseUnit")),
    ("housing", "agreement", (
        "DraftAgreement", "SignAgreement", "AddSignatory", "AmendAgreement", "ReportBreach", "EndAgreement")),
    ("housing", "together", (
        "HoldMeeting", "MakeCommitment", "LogHelp", "ConfirmHelp", "RejectHelp", "EndCommitment", "ReportIncident",
        "ClassifyIncident", "MediateIncident", "IssueWarning", "CloseIncident", "HoldReview")),
    ("register", "volunteers", (
        "ApplyAsVolunteer", "VetVolunteer", "RegisterVolunteer", "SuspendVolunteer", "ResumeVolunteer", "CancelRegistration",
        "VoidRegistration", "DeclareSkill", "VerifySkill", "DeclareLanguage", "SetAvailability", "SetZone", "MakeOffer")),
    ("register", "covers", ("StartCover", "RenewCover", "EndCover")),
    ("register", "matches", (
        "PublishNeed", "CloseNeed", "RankVolunteers", "ProposeMatch", "ConfirmMatch", "DeclineMatch", "CompleteMatch",
        "EndMatch", "GiveFeedback")),
    ("register", "hours", ("LogHours", "ApproveHours", "RejectHours", "ReverseHours")),
    ("register", "keeping", ("DeclareRegister", "SealRegister", "PublishMatchingRules")),
    ("training", "courses", ("PublishCourse", "OpenEdition", "ScheduleSession", "CancelSession", "CloseEdition")),
    ("training", "learners", ("EnrolLearner", "WithdrawLearner", "AssessLearner", "CompleteCourse")),
    ("training", "attendance", ("OpenRegister", "RecordAttendance", "CorrectAttendance", "SignRegister")),
    ("training", "certificates", ("IssueCertificate", "RevokeCertificate")),
    ("oversight", "controls", (
        "OpenControl", "PublishSamplingRules", "DrawSample", "RaiseFinding", "AnswerFinding", "CloseControl")),
    ("oversight", "targets", ("SetTarget",)),
    ("oversight", "rights", ("RequestErasure", "ReadmitSubject", "RestrictProcessing", "LiftRestriction", "RaiseObjection",
        "DecideObjection", "DiscloseData", "TellRecipient")),
    ("oversight", "holds", ("PlaceHold", "ReleaseHold", "DeclareFinalPayment")),
    ("oversight", "irregularities", ("ReportIrregularity", "UpdateIrregularity")),
    ("oversight", "claims", ("OpenAccount", "ClaimExpense", "AcceptExpense", "RejectExpense")),
)  # fmt: skip
"""All forms by service and subject, in the order in which they are listed."""

DUE: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "consent": (("RenewConsent", ("household", "consent")), ("WithdrawConsent", ("household", "consent"))),
    "permit": (("RecordResidencePermit", ("person",)),),
    "referral": (("AcceptReferral", ("household", "referral")), ("RejectReferral", ("household", "referral"))),
    "review": (("ReviewPlan", ("household",)),),
    "goal": (("RecordGoalProgress", ("household", "goal")),),
    "follow_up": (("RecordFollowUp", ("household", "follow_up")),),
    "stay": (("ExtendAssignment", ("household", "assignment")), ("ReleaseUnit", ("household", "assignment"))),
    "proposal": (("AcceptProposal", ("household", "proposal")), ("DeclineProposal", ("household", "proposal"))),
    "vacancy": (("ProposeUnit", ("vacancy",)),),
    "help": (("ConfirmHelp", ("household", "help")), ("RejectHelp", ("household", "help"))),
    "incident_review": (("HoldReview", ("household", "review")),),
    "cover": (("RenewCover", ("person", "cover")),),
    "hours": (("ApproveHours", ("person", "hours")), ("RejectHours", ("person", "hours"))),
    "amendment": (("ApproveAmendment", ("amendment",)), ("RefuseAmendment", ("amendment",))),
}
"""What settles each thing that is due, and which of its ids the form is given; the thing's own goes by its kind."""


@dataclass(frozen=True)
class Form:
    """A command's form: what comes first, its fields, and the source of the choices of each that has one."""

    service: str
    command: str
    first: tuple[str, ...]
    fields: tuple[Field, ...]

    @property
    def address(self) -> str:
        """Where it stands."""
        return f"/do/{self.service}/{self.command}"

    @property
    def cites(self) -> bool:
        """Whether documents may be sent with it."""
        return any(part.kind == "document" for field in self.fields for part in field.parts)

    def source(self, field: Field) -> str:
        """From what a field's value is chosen; nothing where it is typed."""
        path = ".".join(part for part in field.name.split(".") if not part.isdigit())
        return _source(self.service, self.command, path, field.kind)


def form_of(service: str, command: str) -> Form | None:
    """The form of a command, or None where there is no such."""
    asked = COMMANDS.get(service, {}).get(command)
    if asked is None:
        return None
    fields = tuple(_chosen(service, command, field, "") for field in fields_of(asked))
    return Form(service, command, _first(command, fields), fields)


def _first(command: str, fields: Sequence[Field]) -> tuple[str, ...]:
    if command in _FIRST:
        return _FIRST[command]
    needed = {field.name for field in fields if field.required}
    held = ("person",) if "person" in needed and needed.intersection(HELD) else ()
    return (*(name for name in FIRST if name in needed), *held)


def _chosen(service: str, command: str, field: Field, prefix: str) -> Field:
    """Texts that are chosen from a list are no texts."""
    path = f"{prefix}{field.name}"
    if path.endswith("evidence.sha256"):
        return replace(field, kind="document")
    parts = tuple(_chosen(service, command, part, f"{path}.") for part in field.parts if part.name)
    field = replace(field, parts=parts or field.parts, default=None if command in PARTIAL else field.default)
    if field.kind == "table" and not field.options:
        field = replace(field, options=_KEYS.get(field.name, ()))
    if _source(service, command, path, field.kind):
        return replace(field, kind={"text": "chosen", "whole": "chosen", "lines": "several"}.get(field.kind, field.kind))
    return replace(field, kind={"chosen": "text", "several": "lines"}.get(field.kind, field.kind))


def _source(service: str, command: str, path: str, kind: str) -> str:
    name = path.rpartition(".")[2]
    if (found := _OF.get(f"{command}.{path}")) is not None:
        return found
    if name in _PERSONS and kind in ("chosen", "several"):
        return _persons(service, command, name)
    if kind in ("text", "chosen", "lines") and name in _LISTS:
        return _LISTS[name]
    return name if kind in ("chosen", "several") else ""


def _persons(service: str, command: str, name: str) -> str:
    if name in ("guardian", "teacher", "tutor") or "Duplicate" in command or command in ("OpenCase", "UnlinkPerson"):
        return "people"
    if service == "intake" and command == "RecordResidencePermit":
        return "people"
    return {"register": "volunteers", "training": "learners"}.get(service, "members")


def acts(reader: Reader, item: Due) -> list[tuple[str, str]]:
    """The forms by which the reader settles what is due: command and address, which leads back to what is due."""
    ids = {**asdict(item), item.kind: item.thing}
    found = []
    for command, names in DUE[item.kind]:
        given = {name: str(ids[name]) for name in names if ids.get(name)}
        if reader.may(command):
            found.append((command, f"/do/{item.service}/{command}?{urlencode({**given, '_back': '/due'})}"))
    return found


def amends(reader: Reader, line: Line) -> list[tuple[str, str, str]]:
    """How the reader may amend a line that their agency wrote and that still stands: act, command and address."""
    if line.agency != reader.identity.agency or line.voided or line.corrected_by:
        return []
    if line.type in INSTEAD:
        command, names = INSTEAD[line.type]
        given = {name: str(line.data[name]) for name in names if line.data.get(name)}
        return [("correct", command, f"/do/{line.service}/{command}?{urlencode(given)}")] if reader.may(command) else []
    amending = AMENDS.get(line.type)
    if amending is None or not reader.may(amending.command):
        return []
    found = [("correct", "CorrectFact")] if amending.fields and reader.may("CorrectFact") else []
    found += [("void", "VoidFact")] if amending.voidable and reader.may("VoidFact") else []
    back = {"_back": f"/families/{line.data['household']}"} if line.data.get("household") else {}
    about = urlencode({"fact": line.event_id, **back})
    return [(act, command, f"/do/{line.service}/{command}?{about}") for act, command in found]
