"""AT-06 (Reg. 514/2014 Art. 21(b)): separation of functions. The same login never does and approves, in any service.

The services' own routes on the real record, one login after the other; a second login then succeeds where the first was refused.
"""

from dataclasses import replace

import pytest

from tests.api.commands.amending import complete, rows
from tests.api.commands.controls import answer_finding, draw_sample
from tests.api.commands.oversight import claim_expense
from tests.api.commands.placing import ranked
from tests.api.promises import refused
from tests.api.scenes import Scene, day
from tests.api.stack import Call

pytest_plugins = ["tests.api.fixtures"]


def never_by(scene: Scene, call: Call, subject: str, status: int, rule: str) -> None:
    """Refused to the login named, whatever role it has now; accepted from another."""
    refused(scene.stack.send(call.from_(replace(call.by, subject=subject))), status, rule)
    accepted = scene.stack.send(call.from_(replace(call.by, subject="somebody-else")))
    assert accepted.status_code == 201, accepted.text


@pytest.mark.parametrize("command", ["ApproveHours", "RejectHours"])
def test_who_logs_hours_does_not_approve_or_reject_them(command: str, scene: Scene):
    match, hours = scene.hours_logged()
    logger = scene.who("registrar").subject
    reason = {"reason": "Non era lì."} if command == "RejectHours" else {}
    call = scene.call(command, "coordinator", person=match.person, hours=hours, **reason)
    never_by(scene, call, logger, 409, "approver-logged-them")


def test_who_asks_for_an_amendment_does_not_confirm_it(scene: Scene):
    call = rows("training", "trainer", complete, {}, complete)["ApproveAmendment"](scene)
    never_by(scene, call, scene.who("trainer").subject, 403, "own-amendment")


def test_who_records_a_service_does_not_correct_it(scene: Scene):
    family = scene.enrolled_family()
    delivery = scene.service_recorded(family)
    call = scene.call("VoidService", "caseworker", household=family.household, delivery=delivery, reason="Doppia.")
    never_by(scene, call, scene.who("coordinator").subject, 409, "own-entry")


def test_who_ranks_does_not_override_the_ranking(scene: Scene):
    families = scene.known_family(), scene.known_family()
    ranked(scene, *families)
    ask = {"project": scene.project, "household": families[1].household, "place": 1, "reason": "Sfratto esecutivo."}
    never_by(scene, scene.call("OverrideRank", "coordinator", **ask), scene.who("housing").subject, 409, "same-who-ranked")


def test_who_teaches_does_not_sign_as_tutor(scene: Scene):
    session, edition, _ = scene.recorded_attendance()
    scene.do("SignRegister", scene.who("trainer", "bruno"), edition=edition, session=session, signed_as="teacher")
    call = scene.call("SignRegister", "trainer", edition=edition, session=session, signed_as="tutor")
    never_by(scene, call, "bruno", 403, "signs-for-both")


@pytest.mark.parametrize("command", ["AcceptExpense", "RejectExpense"])
def test_who_claims_an_expense_does_not_decide_on_it(command: str, scene: Scene):
    claimed = claim_expense(scene)
    claim = scene.stack.must(claimed)["claim"]
    ground = {"ground": "not-eligible"} if command == "RejectExpense" else {}
    never_by(scene, scene.call(command, "coordinator", claim=claim, **ground), claimed.by.subject, 403, "claimant-decides")


def test_who_controls_does_not_answer(scene: Scene):
    call = answer_finding(scene)
    never_by(scene, call, scene.who("auditor").subject, 403, "controller-answers")


def test_who_answers_does_not_control(scene: Scene):
    call = answer_finding(scene)
    scene.stack.must(call)
    control = {"control": call.fields["control"], "agency": scene.agency, "severity": "observation", "text": "Tardi."}
    again = scene.call("RaiseFinding", "auditor", **control, answer_by=day(9))
    never_by(scene, again, call.by.subject, 403, "answerer-controls")


def test_who_is_controlled_draws_no_sample(scene: Scene):
    call = draw_sample(scene)
    refused(scene.stack.send(call.from_(scene.who("coordinator"))), 403, "not-allowed")
    assert scene.stack.send(call).status_code == 201
