"""What of oversight is corrected and voided as such, and what stands for ever."""

from services.kernel.policy import Amendable, Instead, Part, Policy, Rest
from services.oversight import commands as asks
from services.oversight import events

POLICY: Policy = {
    events.ProjectNoted: Part(),
    events.AgencyNoted: Part(),
    events.ControlOpened: Instead(None),
    events.EvidenceFiled: Amendable(asks.FileEvidence, fields=("kind", "file_name", "sent_at"), voidable=False),
    events.TargetSet: Instead("SetTarget"),
    events.AccountOpened: Instead(None),
    events.ExpenseClaimed: Amendable(
        asks.ClaimExpense, fields=("line",), four_eyes=True,
        rests=(Rest((events.ExpenseAccepted, events.ExpenseRejected), restate=True),),
    ),
    events.ExpenseAccepted: Amendable(asks.AcceptExpense, fields=("note",), four_eyes=True),
    events.ExpenseRejected: Amendable(asks.RejectExpense, fields=("ground", "note")),
}  # fmt: skip
