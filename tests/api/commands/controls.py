"""For every command about controls and irregularities one call that is accepted, in a scene where it may be given."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from tests.api.commands.row import Row
from tests.api.scenes import ENTRY, LATER, LONG, Scene, day
from tests.api.stack import Call


def open_control(scene: Scene) -> Call:
    scene.stack.carry()
    return scene.call(
        "OpenControl", "auditor", None, project=scene.project, kind="on-the-spot", controller_name="Chiara Villa",
        signature="Verbale 12", scope="Destinatari e spese", start=ENTRY, until=LATER,
    )  # fmt: skip


def publish_rules(scene: Scene, version: str = "1") -> Call:
    scene.stack.carry()
    factors = [{"factor": "late-entries", "points": 3}, {"factor": "amount", "points": 1}]
    return scene.call(
        "PublishSamplingRules", "auditor", None, project=scene.project, version=version, base=1, factors=factors, most=50
    )


def draw_sample(scene: Scene) -> Call:
    scene.stack.must(publish_rules(scene))
    control = scene.stack.must(open_control(scene))["control"]
    scene.stack.witness(scene.project)
    population = [f"{uuid4()} late-entries={n}" for n in range(9)]
    return scene.call(
        "DrawSample", "auditor", "control", control=control, of="families", method="risk", size=3, population=population
    )


def raise_finding(scene: Scene, **more: Any) -> Call:
    control = scene.stack.must(open_control(scene))["control"]
    fields = {"control": control, "agency": scene.agency, "severity": "recommendation", "text": "Un registro senza firma."}
    return scene.call("RaiseFinding", "auditor", "control", **fields, concerns=[str(uuid4())], answer_by=LONG, **more)


def answer_finding(scene: Scene) -> Call:
    call = raise_finding(scene)
    finding = scene.stack.must(call)["finding"]
    fields = {
        "control": call.fields["control"],
        "finding": finding,
        "position": "accepted",
        "answer": "Il registro è stato firmato.",
    }
    return scene.call("AnswerFinding", "coordinator", "finding", **fields, measures_by=day(30))


def close_control(scene: Scene) -> Call:
    control = scene.stack.must(open_control(scene))["control"]
    without = [
        {"item": "sample", "ground": "all-was-looked-at"}, {"item": "findings", "ground": "nothing-found"},
        {"item": "reaction", "ground": "nothing-to-answer"},
    ]  # fmt: skip
    return scene.call("CloseControl", "auditor", "control", control=control, conclusion="Tutto in ordine.", without=without)


def report_irregularity(scene: Scene) -> Call:
    scene.stack.carry()
    return scene.call(
        "ReportIrregularity", "coordinator", None, project=scene.project, agency=scene.agency, kind="not-documented",
        provision="514/2014 art. 21", found_by="self-report", first_information_on=LATER, started_on=ENTRY, ended_on=LATER,
        expenditure_cents=90_000, public_cents=80_000, affected_cents=10_000, description="Manca una fattura.",
    )  # fmt: skip


def update_irregularity(scene: Scene) -> Call:
    irregularity = scene.stack.must(report_irregularity(scene))["irregularity"]
    fields = {"state": "closed", "recovered_cents": 10_000, "note": "Restituito."}
    return scene.call("UpdateIrregularity", "coordinator", "irregularity", irregularity=irregularity, **fields)


CONTROLS: Mapping[str, Row] = {
    "OpenControl": open_control,
    "PublishSamplingRules": publish_rules,
    "DrawSample": draw_sample,
    "RaiseFinding": raise_finding,
    "AnswerFinding": answer_finding,
    "CloseControl": close_control,
    "ReportIrregularity": report_irregularity,
    "UpdateIrregularity": update_irregularity,
}
