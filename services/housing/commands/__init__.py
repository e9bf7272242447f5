"""What may be asked of housing. The first half has routes; the second is given by reactions alone."""

from services.housing.commands.agreement import (
    AddSignatory,
    AmendAgreement,
    DraftAgreement,
    EndAgreement,
    ReportBreach,
    SignAgreement,
)
from services.housing.commands.assignment import (
    AssignUnit,
    ExtendAssignment,
    MoveHousehold,
    NoteStayDue,
    People,
    Reason,
    RecountStay,
    ReleaseAfterExit,
    ReleaseUnit,
)
from services.housing.commands.commitment import (
    ConfirmHelp,
    EndCommitment,
    EndPromisesAfterExit,
    LogHelp,
    MakeCommitment,
    RejectHelp,
)
from services.housing.commands.dwelling import AddDwelling, AddUnit, ReturnUnit, TakeUnitOutOfService
from services.housing.commands.house import PublishHouseRules
from services.housing.commands.household import (
    EndSharing,
    NoteCaseEnd,
    NoteCharge,
    NoteHousehold,
    NoteMembers,
    NoteRules,
    NoteSharing,
)
from services.housing.commands.incident import (
    ClassifyIncident,
    CloseIncident,
    HoldReview,
    IssueWarning,
    MediateIncident,
    ReportIncident,
)
from services.housing.commands.meeting import HoldMeeting
from services.housing.commands.person import NoteDuplicate, NoteRestriction
from services.housing.commands.proposal import AcceptProposal, DeclineProposal, ProposeUnit
from services.housing.commands.vacancy import CloseVacancy, OpenVacancy
from services.housing.commands.waiting_list import (
    ApplyForHousing,
    OverrideRank,
    PublishRules,
    RankCandidates,
    WithdrawApplication,
)
