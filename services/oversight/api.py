"""The routes of oversight: one per command."""

from infra.evidence import LARGEST
from infra.uploading import Upload
from infra.web import Route
from services.oversight import commands as asks
from services.oversight.application import Oversight


def uploads(oversight: Oversight) -> tuple[Upload, ...]:
    """Where documents are sent."""
    return (Upload("/evidence", asks.FileEvidence, asks.SendDocument, LARGEST, oversight.documents.receive),)


def routes(oversight: Oversight) -> tuple[Route, ...]:
    """Address, command and method, one line each."""
    return (
        Route("/controls", asks.OpenControl, oversight.controls.open_control),
        Route("/evidence/{sha256}", asks.FileEvidence, oversight.documents.file_evidence),
        Route("/targets", asks.SetTarget, oversight.targets.set_target),
        Route("/accounts", asks.OpenAccount, oversight.claims.open_account),
        Route("/claims", asks.ClaimExpense, oversight.claims.claim_expense),
        Route("/claims/{claim}/acceptance", asks.AcceptExpense, oversight.claims.accept_expense),
        Route("/claims/{claim}/rejection", asks.RejectExpense, oversight.claims.reject_expense),
        *oversight.amendments.routes(),
    )
