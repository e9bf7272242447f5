"""A control: what the law wants to see of it is there before it ends, and who controls answers nothing."""

from datetime import date, timedelta
from functools import partial
from typing import get_args

import pytest
from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.oversight.application import Oversight
from services.oversight.commands import AnswerFinding, CloseControl, OpenControl, RaiseFinding
from services.oversight.domain.control import (
    GROUNDS,
    Acting,
    AnswerDayBeforeFinding,
    AnswererControls,
    AnswerStillAwaited,
    Control,
    ControlBeforeItBegan,
    ControlIsClosed,
    ControllerAnswers,
    FindingIsAnswered,
    GroundDoesNotFit,
    ItemIsThere,
    ItemsMissing,
    UnknownControl,
    UnknownFinding,
    answer,
    close,
    evolve,
    open_control,
    raise_finding,
)
from services.oversight.domain.known import UnknownAgency
from services.oversight.domain.period import PeriodEndsBeforeStart
from services.oversight.events import (
    Absence,
    AgencyNoted,
    ControlClosed,
    ControlOpened,
    FindingAnswered,
    FindingRaised,
    Item,
    ProjectNoted,
    SampleDrawn,
)
from tests.memory import Book, somebody
from tests.spec import an_id, decided, given, recorded

CONTROL, CHIARA, MARCO, FINDING = (an_id(name) for name in ("control", "chiara", "marco", "finding"))
OPEN = OpenControl(
    project="PROG-2784", kind="unannounced", controller_name="Chiara Villa", signature="Verbale 12", scope="Tutto",
    start=date(2026, 1, 1), until=date(2026, 6, 30),
)  # fmt: skip
DAY = date(2026, 7, 6)
OPENED = ControlOpened(
    control=CONTROL, project="PROG-2784", kind="unannounced", controller=CHIARA, start=OPEN.start, until=OPEN.until,
    opened_on=DAY, controller_name="Chiara Villa", signature="Verbale 12", scope="Tutto",
)  # fmt: skip
CONTROLLER, ANSWERER = Acting("chiara", "autorita", CHIARA, DAY), Acting("marco", "sds", MARCO, DAY)
BEGUN = recorded(OPENED, actor="chiara", agency="autorita")
SAMPLE = SampleDrawn(
    control=CONTROL, sample=an_id("sample"), project="PROG-2784", of="families", method="random", seed="0" * 64, log="PROG-2784",
    checkpoint_size=1, checkpoint_root="0" * 64, population_size=1, population_sha256="0" * 64, drawn=(an_id("x"),), drawn_on=DAY,
)  # fmt: skip
ASK = RaiseFinding(control=CONTROL, agency="sds", severity="observation", text="Tardi", answer_by=DAY + timedelta(30))
RAISED = FindingRaised(
    control=CONTROL, finding=FINDING, project="PROG-2784", agency="sds", severity="observation",
    answer_by=DAY + timedelta(30), raised_on=DAY, controller=CHIARA, text="Tardi",
)  # fmt: skip
REPLY = AnswerFinding(control=CONTROL, finding=FINDING, position="accepted", answer="Si rimedia")
ANSWERED = FindingAnswered(
    control=CONTROL, finding=FINDING, project="PROG-2784", agency="sds", position="accepted", answered_on=DAY, official=MARCO,
    answer="Si rimedia",
)  # fmt: skip
CLOSED = ControlClosed(
    control=CONTROL, project="PROG-2784", outcome="with-findings", samples=1, findings=1, answered=1, closed_on=DAY,
    controller=CHIARA, conclusion="Regolare",
)  # fmt: skip
DRAWN, FOUND = recorded(SAMPLE, 2, actor="chiara"), recorded(RAISED, 3, actor="chiara")
REPLIED = recorded(ANSWERED, 4, actor="marco", agency="sds")


def closing(*facts, by=CONTROLLER, **without):
    """Close after these facts, without the items named."""
    absences = [{"item": item, "ground": ground} for item, ground in without.items()]
    ask = CloseControl(control=CONTROL, conclusion="Regolare", without=absences)
    return given(evolve, Control(), *facts).when(close, ask, by)


def test_a_control_says_who_controls_what_and_how():
    decided.by(lambda: open_control(CONTROL, OPEN, CONTROLLER)).then(OPENED)


def test_a_period_has_a_day_at_least():
    backwards = OPEN.model_copy(update={"until": date(2025, 12, 31)})
    decided.by(lambda: open_control(CONTROL, backwards, CONTROLLER)).refuses(PeriodEndsBeforeStart, field="until")


def test_a_finding_is_raised_to_an_agency_by_the_authority_that_controls():
    given(evolve, Control(), BEGUN).when(raise_finding, FINDING, ASK, CONTROLLER).then(RAISED)
    given(evolve, Control(), BEGUN).when(raise_finding, FINDING, ASK, ANSWERER).refuses(UnknownControl)
    given(evolve, Control()).when(raise_finding, FINDING, ASK, CONTROLLER).refuses(UnknownControl)


def test_the_answer_is_due_after_the_finding_and_nothing_comes_before_the_opening():
    late = ASK.model_copy(update={"answer_by": DAY - timedelta(1)})
    given(evolve, Control(), BEGUN).when(raise_finding, FINDING, late, CONTROLLER).refuses(AnswerDayBeforeFinding)
    before = Acting("chiara", "autorita", CHIARA, DAY - timedelta(1))
    given(evolve, Control(), BEGUN).when(raise_finding, FINDING, ASK, before).refuses(ControlBeforeItBegan)
    early = Acting("marco", "sds", MARCO, DAY - timedelta(1))
    given(evolve, Control(), BEGUN, FOUND).when(answer, REPLY, early).refuses(ControlBeforeItBegan)


def test_the_agency_that_is_asked_answers_once():
    asked = given(evolve, Control(), BEGUN, FOUND)
    asked.when(answer, REPLY, ANSWERER).then(ANSWERED)
    asked.when(answer, REPLY, Acting("rita", "coop", MARCO, DAY)).refuses(UnknownFinding)
    given(evolve, Control(), BEGUN).when(answer, REPLY, ANSWERER).refuses(UnknownFinding)
    given(evolve, Control(), BEGUN, FOUND, REPLIED).when(answer, REPLY, ANSWERER).refuses(FindingIsAnswered)


@pytest.mark.parametrize("did", [(BEGUN, FOUND), (recorded(OPENED, actor="rita", agency="autorita"), DRAWN, FOUND)])
def test_whoever_opened_drew_or_raised_does_not_answer(did):
    herself = Acting("chiara", "sds", CHIARA, DAY)
    given(evolve, Control(), *did).when(answer, REPLY, herself).refuses(ControllerAnswers)


def test_whoever_answered_does_not_control():
    himself = Acting("marco", "autorita", MARCO, DAY)
    given(evolve, Control(), BEGUN, FOUND, REPLIED).when(raise_finding, an_id("next"), ASK, himself).refuses(AnswererControls)
    closing(BEGUN, DRAWN, FOUND, REPLIED, by=himself).refuses(AnswererControls)


def test_a_control_with_all_eight_items_is_closed_and_stays_so():
    closing(BEGUN, DRAWN, FOUND, REPLIED).then(CLOSED)
    over = recorded(CLOSED, 5, actor="chiara")
    closing(BEGUN, DRAWN, FOUND, REPLIED, over).refuses(ControlIsClosed)
    given(evolve, Control(), BEGUN, FOUND, over).when(answer, REPLY, ANSWERER).refuses(ControlIsClosed)
    given(evolve, Control(), BEGUN, over).when(raise_finding, FINDING, ASK, CONTROLLER).refuses(ControlIsClosed)


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ((BEGUN,), ["sample", "findings", "reaction"]), ((BEGUN, DRAWN), ["findings", "reaction"]),
        ((BEGUN, DRAWN, FOUND), ["reaction"]), ((BEGUN, FOUND, REPLIED), ["sample"]),
    ],
)  # fmt: skip
def test_what_is_missing_is_named(facts, missing):
    closing(*facts).refuses(ItemsMissing, missing=missing)


def test_what_is_missing_for_a_reason_is_said():
    absent = {"sample": "all-was-looked-at", "findings": "nothing-found", "reaction": "nothing-to-answer"}
    without = tuple(Absence(item=item, ground=ground) for item, ground in absent.items())
    nothing = {"outcome": "clear", "samples": 0, "findings": 0, "answered": 0, "without": without}
    closing(BEGUN, **absent).then(CLOSED.model_copy(update=nothing))


def test_a_reason_is_given_only_for_what_is_missing_and_fits_it():
    closing(BEGUN, DRAWN, FOUND, REPLIED, sample="all-was-looked-at").refuses(ItemIsThere, item="sample")
    closing(BEGUN, sample="nothing-found").refuses(GroundDoesNotFit, item="sample")
    closing(BEGUN, DRAWN, FOUND, reaction="nothing-to-answer").refuses(GroundDoesNotFit, item="reaction")
    closing(BEGUN, DRAWN, findings="nothing-found", reaction="no-answer-in-time").refuses(GroundDoesNotFit, item="reaction")


def test_nobody_is_too_late_before_the_day():
    closing(BEGUN, DRAWN, FOUND, reaction="no-answer-in-time").refuses(AnswerStillAwaited)
    after = Acting("chiara", "autorita", CHIARA, DAY + timedelta(31))
    said = closing(BEGUN, DRAWN, FOUND, by=after, reaction="no-answer-in-time")
    assert [type(fact) for fact in said.facts] == [ControlClosed]


def test_an_irregularity_among_the_findings_is_what_came_out():
    grave = recorded(RAISED.model_copy(update={"finding": an_id("grave"), "severity": "irregularity"}), 3, actor="chiara")
    assert given(evolve, Control(), BEGUN, FOUND, grave).state.outcome == "with-irregularity"


def test_every_item_that_may_be_missing_has_its_reasons():
    assert set(GROUNDS) == set(get_args(Item))


def test_only_an_agency_that_takes_part_is_asked_and_all_is_filed_under_the_project():
    book = Book("oversight")
    book.tell(ProjectNoted(project="PROG-2784"), AgencyNoted(agency="sds"))
    controls, chiara = Oversight(book).controls, partial(somebody, "auditor", "autorita", name="chiara")
    control = controls.open_control(OPEN, chiara()).ids["control"]
    ask = RaiseFinding(control=control, agency="nobody", severity="observation", text="Tardi")
    with pytest.raises(UnknownAgency):
        controls.raise_finding(ask, chiara())
    finding = controls.raise_finding(ask.model_copy(update={"agency": "sds"}), chiara()).ids["finding"]
    controls.answer_finding(AnswerFinding(control=control, finding=finding, position="contested", answer="No"), somebody())
    end = CloseControl(control=control, conclusion="Fatto", without=[{"item": "sample", "ground": "all-was-looked-at"}])
    controls.close_control(end, chiara())
    assert {fact.project for fact in book.book.facts if fact.stream.startswith("control/")} == {"PROG-2784"}
    assert book.told(ControlClosed)[0].event.answered == 1


WHO = some.sampled_from(["chiara", "marco", "rita"])
THINGS = some.sampled_from([an_id(f"finding {n}") for n in range(3)])


class OneControl(RuleBasedStateMachine):
    """Anybody tries anything from both sides; the model keeps what was found, what was answered, and who did which."""

    @initialize()
    def begin(self):
        self.control, self.sides = evolve(Control(), BEGUN), {"chiara": "controls"}
        self.found, self.replied, self.sampled, self.over = set(), set(), False, False

    def may(self, who, side):
        return not self.over and self.sides.get(who, side) == side

    def told(self, who, side, said):
        for fact in said.facts:
            self.control = evolve(self.control, recorded(fact, 2, actor=who, agency="x"))
            self.sides[who] = side

    @rule(who=WHO)
    def draw(self, who):
        if self.may(who, "controls"):
            self.sampled = True
            self.told(who, "controls", decided((SAMPLE,), ()))

    @rule(who=WHO, name=THINGS)
    def find(self, who, name):
        if name not in self.found:
            said = decided.by(lambda: raise_finding(self.control, name, ASK, Acting(who, "autorita", CHIARA, DAY)))
            assert bool(said.facts) == self.may(who, "controls")
            self.found |= {name} if said.facts else set()
            self.told(who, "controls", said)

    @rule(who=WHO, name=THINGS)
    def reply(self, who, name):
        ask = REPLY.model_copy(update={"finding": name})
        said = decided.by(lambda: answer(self.control, ask, Acting(who, "sds", MARCO, DAY)))
        assert bool(said.facts) == (name in self.found - self.replied and self.may(who, "answers"))
        self.replied |= {name} if said.facts else set()
        self.told(who, "answers", said)

    @rule(who=WHO)
    def end(self, who):
        ask = CloseControl(control=CONTROL, conclusion="x")
        said = decided.by(lambda: close(self.control, ask, Acting(who, "autorita", CHIARA, DAY)))
        whole = self.sampled and self.found and self.found == self.replied
        assert bool(said.facts) == bool(whole and self.may(who, "controls"))
        self.told(who, "controls", said)
        self.over = self.over or bool(said.facts)

    @invariant()
    def nobody_is_on_both_sides(self):
        assert not self.control.controllers & self.control.answerers


TestOneControl = OneControl.TestCase
TestOneControl.settings = settings(max_examples=30, stateful_step_count=12, deadline=None)
