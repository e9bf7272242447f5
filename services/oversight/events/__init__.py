"""What oversight publishes: what the funder's controllers and the data protection officer do, and what answers them."""

from services.kernel.amending import EVENTS as AMENDING
from services.kernel.event import Catalogue
from services.oversight.events.claim import AccountOpened, ExpenseAccepted, ExpenseClaimed, ExpenseRejected, RejectionGround
from services.oversight.events.control import (
    Absence,
    ControlClosed,
    ControlKind,
    ControlOpened,
    FindingAnswered,
    FindingRaised,
    Ground,
    Item,
    Outcome,
    Position,
    Severity,
)
from services.oversight.events.disclosure import DataDisclosed, Purpose, RecipientTold, Told
from services.oversight.events.erasure import (
    DestroyedKey,
    Erasable,
    ErasureRefused,
    ErasureRequested,
    Refusal,
    SubjectErased,
    SubjectReadmitted,
)
from services.oversight.events.evidence import EvidenceFiled, MediaType, Signature
from services.oversight.events.hold import (
    CountedFrom,
    Covers,
    FinalPaymentDeclared,
    HoldGround,
    HoldPlaced,
    HoldReleased,
    ParticipationNoted,
    RetentionNoted,
    SameHumanCleared,
    SameHumanNoted,
    kept_until,
)
from services.oversight.events.irregularity import (
    FoundBy,
    IrregularityKind,
    IrregularityReported,
    IrregularityUpdated,
    ProcedureState,
    Qualification,
)
from services.oversight.events.known import AgencyNoted, ProjectNoted
from services.oversight.events.report import (
    CellChanged,
    Figures,
    LogUsed,
    Number,
    ReportKind,
    ReportRectified,
    ReportSealed,
    canonical,
    document_of,
    report_of,
    with_changes,
)
from services.oversight.events.restriction import (
    ObjectedTo,
    ObjectionDecided,
    ObjectionRaised,
    ProcessingRestricted,
    RestrictionGround,
    RestrictionLifted,
)
from services.oversight.events.sampling import Method, Population, SampleDrawn, SamplingRulesPublished, TicketRules
from services.oversight.events.target import TargetSet

CATALOGUE = Catalogue(
    "oversight", ProjectNoted, AgencyNoted,
    ControlOpened, SamplingRulesPublished, SampleDrawn, FindingRaised, FindingAnswered, ControlClosed,
    IrregularityReported, IrregularityUpdated,
    TargetSet, AccountOpened, ExpenseClaimed, ExpenseAccepted, ExpenseRejected,
    ReportSealed, ReportRectified, EvidenceFiled,
    RetentionNoted, FinalPaymentDeclared, ParticipationNoted, SameHumanNoted, SameHumanCleared, HoldPlaced, HoldReleased,
    ErasureRequested, ErasureRefused, SubjectErased, SubjectReadmitted,
    ProcessingRestricted, RestrictionLifted, ObjectionRaised, ObjectionDecided, DataDisclosed, RecipientTold,
    *AMENDING,
)  # fmt: skip
