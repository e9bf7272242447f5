"""What may be asked of oversight. Each class is the body of one request."""

from services.oversight.commands.claim import AcceptExpense, ClaimExpense, OpenAccount, RejectExpense
from services.oversight.commands.control import AnswerFinding, CloseControl, OpenControl, RaiseFinding
from services.oversight.commands.disclosure import DiscloseData, TellRecipient
from services.oversight.commands.erasure import ReadmitSubject, RecordErasure, RequestErasure
from services.oversight.commands.evidence import FileEvidence, SendDocument
from services.oversight.commands.hold import (
    ClearSameHuman,
    DeclareFinalPayment,
    NoteParticipation,
    NoteRetention,
    NoteSameHuman,
    PlaceHold,
    ReleaseHold,
)
from services.oversight.commands.irregularity import ReportIrregularity, UpdateIrregularity
from services.oversight.commands.known import NoteAgency, NoteProject
from services.oversight.commands.report import RectifyReport, SealReport
from services.oversight.commands.restriction import DecideObjection, LiftRestriction, RaiseObjection, RestrictProcessing
from services.oversight.commands.sampling import DrawSample, PublishSamplingRules
from services.oversight.commands.target import SetTarget
