"""For each of the commands that every service takes alike one call that is accepted: correct, void, and the second pair of eyes."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.api.commands.row import Row
from tests.api.scenes import ENTRY, Scene, day
from tests.api.stack import Call

Recorded = Callable[[Scene], Call]
"""A call whose first fact is amended."""


def rows(
    service: str, by: str, recorded: Recorded, corrected: Mapping[str, Any], weighty: Recorded | None = None
) -> Mapping[str, Row]:
    """The rows of a service: `recorded` is amended by one, `weighty` by two, if anything of the service is."""

    def amend(command: str, call: Recorded, **more: Any) -> Row:
        def row(scene: Scene) -> Call:
            fact = scene.stack.send(call(scene)).json()["events"][0]["id"]
            return scene.call(command, by, "fact", fact=fact, ground="wrong-entry", **more).to(service)

        return row

    def answer(command: str, call: Recorded) -> Row:
        def row(scene: Scene) -> Call:
            amendment = scene.stack.must(amend("VoidFact", call)(scene))["amendment"]
            return scene.call(command, scene.who("coordinator", "another"), "amendment", amendment=amendment).to(service)

        return row

    alone = {"VoidFact": amend("VoidFact", recorded), "CorrectFact": amend("CorrectFact", recorded, corrected=corrected)}
    if weighty is None:
        return alone
    return {**alone, **{name: answer(name, weighty) for name in ("ApproveAmendment", "RefuseAmendment")}}


def draft(scene: Scene) -> Call:
    return scene.call("DraftPlan", "caseworker", household=scene.enrolled_family().household, summary="Casa")


def assess(scene: Scene) -> Call:
    family = scene.enrolled_family()
    ask = {"household": family.household, "person": family.head, "phase": "entry", "scores": {"housing": 2}}
    return scene.call("RecordAssessment", "caseworker", **ask)


def lay_before(scene: Scene) -> Call:
    ask = {"household": scene.known_family().household, "unit": scene.unit_added(), "version": "1", "rules": "Si tace."}
    return scene.call("DraftAgreement", "housing", **ask)


def sign(scene: Scene) -> Call:
    family = scene.known_family()
    agreement = scene.agreement_drafted(family, scene.unit_added())
    ask = {"household": family.household, "agreement": agreement, "person": family.head, "signed": ENTRY}
    return scene.call("SignAgreement", "housing", **ask)


def offer(scene: Scene) -> Call:
    return scene.call("MakeOffer", "registrar", person=scene.volunteer(), skill="cooking", start=day(1), until=day(9))


def assess_learner(scene: Scene) -> Call:
    edition = scene.edition()
    return scene.call("AssessLearner", "trainer", edition=edition, person=scene.learner(edition), test="passed", score=90)


def complete(scene: Scene) -> Call:
    edition, learner = scene.attended()
    return scene.call("CompleteCourse", "trainer", edition=edition, person=learner)
