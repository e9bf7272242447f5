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
    subject, control = "/subjects/{person}", "/controls/{control}"
    return (
        Route("/controls", asks.OpenControl, oversight.controls.open_control),
        Route("/sampling-rules", asks.PublishSamplingRules, oversight.samples.publish_sampling_rules),
        Route(f"{control}/samples", asks.DrawSample, oversight.samples.draw_sample),
        Route(f"{control}/findings", asks.RaiseFinding, oversight.controls.raise_finding),
        Route(f"{control}/findings/{{finding}}/answer", asks.AnswerFinding, oversight.controls.answer_finding),
        Route(f"{control}/closing", asks.CloseControl, oversight.controls.close_control),
        Route("/irregularities", asks.ReportIrregularity, oversight.irregularities.report_irregularity),
        Route("/irregularities/{irregularity}/update", asks.UpdateIrregularity, oversight.irregularities.update_irregularity),
        Route("/evidence/{sha256}", asks.FileEvidence, oversight.documents.file_evidence),
        Route("/targets", asks.SetTarget, oversight.targets.set_target),
        Route("/reports", asks.SealReport, oversight.reports.seal_report),
        Route("/reports/{report}/rectifications", asks.RectifyReport, oversight.reports.rectify_report),
        Route("/accounts", asks.OpenAccount, oversight.claims.open_account),
        Route("/claims", asks.ClaimExpense, oversight.claims.claim_expense),
        Route("/claims/{claim}/acceptance", asks.AcceptExpense, oversight.claims.accept_expense),
        Route("/claims/{claim}/rejection", asks.RejectExpense, oversight.claims.reject_expense),
        Route("/programmes/{project}/final-payment", asks.DeclareFinalPayment, oversight.holds.declare_final_payment),
        Route("/holds", asks.PlaceHold, oversight.holds.place_hold),
        Route("/holds/{hold}/release", asks.ReleaseHold, oversight.holds.release_hold),
        Route(f"{subject}/erasure", asks.RequestErasure, oversight.erasures.request_erasure),
        Route(f"{subject}/erasure/{{erasure}}/done", asks.RecordErasure, oversight.erasures.record_erasure),
        Route(f"{subject}/readmission", asks.ReadmitSubject, oversight.erasures.readmit_subject),
        Route(f"{subject}/restriction", asks.RestrictProcessing, oversight.restrictions.restrict_processing),
        Route(f"{subject}/restriction/end", asks.LiftRestriction, oversight.restrictions.lift_restriction),
        Route(f"{subject}/objections", asks.RaiseObjection, oversight.restrictions.raise_objection),
        Route(f"{subject}/objections/{{objection}}/decision", asks.DecideObjection, oversight.restrictions.decide_objection),
        Route("/disclosures", asks.DiscloseData, oversight.disclosures.disclose_data),
        Route(f"{subject}/disclosures/{{disclosure}}/told", asks.TellRecipient, oversight.disclosures.tell_recipient),
        *oversight.amendments.routes(),
    )
