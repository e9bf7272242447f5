"""Who may do what: the one table that API, desk, search and exports ask."""

from collections.abc import Mapping

CASEWORKER, COORDINATOR, HOUSING, REGISTRAR, TRAINER = "caseworker", "coordinator", "housing", "registrar", "trainer"
VOLUNTEER, AUDITOR, FUNDER, DPO, SYSTEM, ADMIN = "volunteer", "auditor", "funder", "dpo", "system", "admin"

ROLES = (CASEWORKER, COORDINATOR, HOUSING, REGISTRAR, TRAINER, VOLUNTEER, AUDITOR, FUNDER, DPO, SYSTEM, ADMIN)

_CASE = frozenset({CASEWORKER, COORDINATOR, SYSTEM})
_HOUSING = frozenset({HOUSING, COORDINATOR, SYSTEM})
_REGISTER = frozenset({REGISTRAR, COORDINATOR, SYSTEM})
_TRAINING = frozenset({TRAINER, COORDINATOR, SYSTEM})
_COORDINATOR = frozenset({COORDINATOR, SYSTEM})

_RECORDING = frozenset({CASEWORKER, COORDINATOR, HOUSING, REGISTRAR, TRAINER, SYSTEM})
"""Who records facts; whether they may amend one is decided by who may give the command that recorded it."""

ACCESS: Mapping[str, frozenset[str]] = {
    "VoidFact": _RECORDING,
    "CorrectFact": _RECORDING,
    "ApproveAmendment": _COORDINATOR,
    "RefuseAmendment": _COORDINATOR,
    "DeclareProgramme": frozenset({ADMIN, SYSTEM}),
    "RegisterAgency": frozenset({ADMIN, SYSTEM}),
    "RegisterPerson": _CASE | {REGISTRAR, TRAINER},
    "CorrectPerson": _CASE | {REGISTRAR, TRAINER},
    "RecordResidencePermit": _CASE,
    "ExpirePermit": frozenset({SYSTEM}),
    "ReportPotentialDuplicate": _COORDINATOR,
    "ConfirmDuplicate": frozenset({COORDINATOR}),
    "RejectDuplicate": frozenset({COORDINATOR}),
    "UnlinkPerson": frozenset({COORDINATOR}),
    "OpenCase": _CASE,
    "CloseCase": _CASE,
    "EnrolFamily": _CASE,
    "AddMember": _CASE,
    "RemoveMember": _CASE,
    "ChangeHead": _CASE,
    "GiveConsent": _CASE,
    "WithdrawConsent": _CASE,
    "RecordAssessment": _CASE,
    "DraftPlan": _CASE,
    "SetGoal": _CASE,
    "RecordGoalProgress": _CASE,
    "RecordService": _CASE | {HOUSING},
    "CorrectService": _CASE | {HOUSING},
    "VoidService": _CASE | {HOUSING},
    "EndEnrolment": _CASE,
    "AddDwelling": _HOUSING,
    "AddUnit": _HOUSING,
    "DraftAgreement": _HOUSING,
    "SignAgreement": _HOUSING | {CASEWORKER},
    "AssignUnit": _COORDINATOR,
    "ReleaseUnit": _HOUSING,
    "ApplyAsVolunteer": _REGISTER | {VOLUNTEER},
    "VetVolunteer": _REGISTER,
    "RegisterVolunteer": _REGISTER,
    "StartCover": _REGISTER,
    "DeclareSkill": _REGISTER | {VOLUNTEER},
    "SetAvailability": _REGISTER | {VOLUNTEER},
    "PublishNeed": _CASE | {REGISTRAR},
    "ProposeMatch": _REGISTER,
    "ConfirmMatch": _REGISTER | {VOLUNTEER},
    "EndMatch": _REGISTER | {CASEWORKER},
    "LogHours": _REGISTER | {VOLUNTEER},
    "ApproveHours": _REGISTER,
    "PublishCourse": _TRAINING,
    "OpenEdition": _TRAINING,
    "ScheduleSession": _TRAINING,
    "EnrolLearner": _TRAINING,
    "RecordAttendance": _TRAINING,
    "CompleteCourse": _TRAINING,
    "read people": frozenset({CASEWORKER, COORDINATOR, HOUSING, REGISTRAR, TRAINER, AUDITOR, DPO}),
    "read pathway": frozenset({CASEWORKER, COORDINATOR, HOUSING, AUDITOR, DPO}),
    "read every agency": frozenset({AUDITOR, DPO}),
    "read indicators": frozenset({CASEWORKER, COORDINATOR, HOUSING, REGISTRAR, TRAINER, AUDITOR, FUNDER}),
    "read persons behind figures": frozenset({COORDINATOR, AUDITOR}),
    "read audit trail": frozenset({AUDITOR, DPO, COORDINATOR}),
    "read refused reactions": frozenset({COORDINATOR, HOUSING, REGISTRAR, ADMIN, AUDITOR}),
    "read operations": frozenset({ADMIN, COORDINATOR, AUDITOR}),
}


def may(role: str, action: str) -> bool:
    """Whether a role may give a command (by its name) or read something."""
    return role in ACCESS.get(action, frozenset())
