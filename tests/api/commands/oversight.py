"""For every command of oversight one call that is accepted, in a scene where it may be given."""

from collections.abc import Mapping

from tests.api.commands.amending import rows
from tests.api.commands.rights import RIGHTS
from tests.api.commands.row import Row
from tests.api.scenes import ENTRY, LATER, Scene
from tests.api.stack import Call


def open_control(scene: Scene) -> Call:
    scene.stack.carry()
    return scene.call(
        "OpenControl", "auditor", None, project=scene.project, kind="on-the-spot", controller_name="Chiara Villa",
        signature="Verbale 12", scope="Destinatari e spese", start=ENTRY, until=LATER,
    )  # fmt: skip


def set_target(scene: Scene) -> Call:
    scene.stack.carry()
    return scene.call("SetTarget", "coordinator", None, project=scene.project, indicator="families", quarter="2026-Q2", value=40)


def open_account(scene: Scene) -> Call:
    scene.stack.carry()
    return scene.call("OpenAccount", "coordinator", None, project=scene.project, account="5.2784")


def claim_expense(scene: Scene) -> Call:
    scene.stack.must(open_account(scene))
    return scene.call(
        "ClaimExpense", "coordinator", None, project=scene.project, line="A1", amount_cents=12_300, account="5.2784",
        start=ENTRY, until=LATER, note="Affitti di aprile",
    )  # fmt: skip


def _decide(command: str, **fields: object) -> Row:
    def row(scene: Scene) -> Call:
        claim = scene.stack.must(claim_expense(scene))["claim"]
        return scene.call(command, scene.who("coordinator", "another"), "claim", claim=claim, **fields)

    return row


def file_evidence(scene: Scene) -> Call:
    scene.stack.carry()
    fields = {"kind": "receipt", "file_name": "ricevuta.txt", "sent_at": LATER}
    return scene.call("FileEvidence", "caseworker", None, sha256=scene.stored(), **fields)


OVERSIGHT: Mapping[str, Row] = {
    **rows("oversight", "coordinator", _decide("RejectExpense", ground="other"), {"ground": "not-eligible"}, claim_expense),
    **RIGHTS,
    "OpenControl": open_control,
    "FileEvidence": file_evidence,
    "SetTarget": set_target,
    "OpenAccount": open_account,
    "ClaimExpense": claim_expense,
    "AcceptExpense": _decide("AcceptExpense", amount_cents=10_000),
    "RejectExpense": _decide("RejectExpense", ground="not-documented", note="Manca la fattura."),
}
