"""What oversight publishes: what the funder's controllers and the data protection officer do, and what answers them."""

from services.kernel.amending import EVENTS as AMENDING
from services.kernel.event import Catalogue
from services.oversight.events.claim import AccountOpened, ExpenseAccepted, ExpenseClaimed, ExpenseRejected, RejectionGround
from services.oversight.events.control import ControlKind, ControlOpened
from services.oversight.events.evidence import EvidenceFiled, MediaType, Signature
from services.oversight.events.known import AgencyNoted, ProjectNoted
from services.oversight.events.target import TargetSet

CATALOGUE = Catalogue(
    "oversight", ProjectNoted, AgencyNoted,
    ControlOpened,
    TargetSet, AccountOpened, ExpenseClaimed, ExpenseAccepted, ExpenseRejected,
    EvidenceFiled,
    *AMENDING,
)  # fmt: skip
