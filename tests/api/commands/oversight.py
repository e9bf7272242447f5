"""For every command of oversight one call that is accepted, in a scene where it may be given."""

from collections.abc import Mapping
from uuid import uuid4

from tests.api.commands.amending import rows
from tests.api.commands.controls import CONTROLS
from tests.api.commands.rights import RIGHTS
from tests.api.commands.row import Row
from tests.api.scenes import ENTRY, LATER, Scene
from tests.api.stack import Call


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


FIGURES = {"O3": {"": 7, "female|18-60": 5, "male|<18": 2}, "stay_length": {"": [90, 3]}}
FIRST_YEAR = iter(range(1950, 2020))
"""A period has one report: each scene seals another year's."""


def seal_report(scene: Scene) -> Call:
    scene.stack.carry()
    year = next(FIRST_YEAR)
    return scene.call(
        "SealReport", "coordinator", None, project=scene.project, kind="annual", start=f"{year}-01-01", until=f"{year}-12-31",
        cut={"intake": 12}, logs=[{"log": "common", "size": 12, "root": "d4" * 32}], figures=FIGURES, listed_sha256="f6" * 32,
    )  # fmt: skip


def rectify_report(scene: Scene) -> Call:
    told = seal_report(scene)
    report = scene.stack.must(told)["report"]
    ((previous,),) = scene.stack.rows(
        "oversight", "select data::jsonb ->> 'sha256' from event where stream = %s", f"report/{report}"
    )
    return scene.call(
        "RectifyReport", "coordinator", None, report=report, previous=previous, cut={"intake": 14},
        logs=[], changes=[{"figure": "O3", "cell": "", "before": 7, "after": 8, "causes": [str(uuid4())]}],
        listed_sha256="29" * 32,
    )  # fmt: skip


OVERSIGHT: Mapping[str, Row] = {
    **rows("oversight", "coordinator", _decide("RejectExpense", ground="other"), {"ground": "not-eligible"}, claim_expense),
    **RIGHTS,
    **CONTROLS,
    "FileEvidence": file_evidence,
    "SetTarget": set_target,
    "SealReport": seal_report,
    "RectifyReport": rectify_report,
    "OpenAccount": open_account,
    "ClaimExpense": claim_expense,
    "AcceptExpense": _decide("AcceptExpense", amount_cents=10_000),
    "RejectExpense": _decide("RejectExpense", ground="not-documented", note="Manca la fattura."),
}
