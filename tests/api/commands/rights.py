"""For every command about what is kept, forgotten, restricted and disclosed one call that is accepted."""

from collections.abc import Mapping
from uuid import uuid4

from tests.api.commands.row import Row
from tests.api.scenes import LONG, Scene
from tests.api.stack import Call


def declare_final_payment(scene: Scene) -> Call:
    scene.stack.carry()
    return scene.call("DeclareFinalPayment", "coordinator", None, project=scene.project, paid_on="2026-03-01")


def place_hold(scene: Scene) -> Call:
    return scene.call("PlaceHold", "dpo", None, person=str(uuid4()), ground="legal-claim", until=LONG, note="Causa n. 12")


def release_hold(scene: Scene) -> Call:
    placed = place_hold(scene)
    hold = scene.stack.must(placed)["hold"]
    return scene.call("ReleaseHold", "dpo", None, hold=hold, person=placed.fields["person"])


def request_erasure(scene: Scene) -> Call:
    return scene.call("RequestErasure", "dpo", None, person=str(uuid4()), what="everything")


def record_erasure(scene: Scene) -> Call:
    asked = request_erasure(scene)
    person, erasure = asked.fields["person"], scene.stack.must(asked)["erasure"]
    keys = [{"kid": str(uuid4()), "person": person, "kind": "care"}]
    return scene.call("RecordErasure", "system", None, person=person, erasure=erasure, keys=keys)


def readmit_subject(scene: Scene) -> Call:
    done = record_erasure(scene)
    scene.stack.must(done)
    return scene.call("ReadmitSubject", "dpo", None, person=done.fields["person"], what="everything", reason="È tornata")


def restrict_processing(scene: Scene) -> Call:
    return scene.call("RestrictProcessing", "dpo", None, person=str(uuid4()), ground="accuracy-contested", note="Il nome")


def lift_restriction(scene: Scene) -> Call:
    restricted = restrict_processing(scene)
    scene.stack.must(restricted)
    return scene.call("LiftRestriction", "dpo", None, person=restricted.fields["person"], note="È esatto")


def raise_objection(scene: Scene) -> Call:
    return scene.call("RaiseObjection", "dpo", None, person=str(uuid4()), against="ranking", reason="Non conta il lavoro")


def decide_objection(scene: Scene) -> Call:
    raised = raise_objection(scene)
    objection = scene.stack.must(raised)["objection"]
    return scene.call("DecideObjection", "dpo", None, person=raised.fields["person"], objection=objection, upheld=True)


def disclose_data(scene: Scene) -> Call:
    return scene.call(
        "DiscloseData", "coordinator", None, recipient="autorita-di-audit", purpose="audit", fields=["given_name"],
        persons=[str(uuid4())],
    )  # fmt: skip


def tell_recipient(scene: Scene) -> Call:
    given = disclose_data(scene)
    disclosure = scene.stack.must(given)["disclosure"]
    return scene.call("TellRecipient", "dpo", None, person=given.fields["persons"][0], disclosure=disclosure, what="rectified")


RIGHTS: Mapping[str, Row] = {
    "DeclareFinalPayment": declare_final_payment,
    "PlaceHold": place_hold,
    "ReleaseHold": release_hold,
    "RequestErasure": request_erasure,
    "RecordErasure": record_erasure,
    "ReadmitSubject": readmit_subject,
    "RestrictProcessing": restrict_processing,
    "LiftRestriction": lift_restriction,
    "RaiseObjection": raise_objection,
    "DecideObjection": decide_objection,
    "DiscloseData": disclose_data,
    "TellRecipient": tell_recipient,
}
