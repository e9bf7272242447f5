"""Correct and void, as pure functions: what is said, who may, and what the history then reads like."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.intake.domain import plan
from services.intake.domain.amending import POLICY
from services.intake.domain.case import UnknownDestination
from services.intake.domain.household import PrivacyNoticeMissing
from services.intake.events import (
    CaseClosed,
    CaseOpened,
    CaseTransferred,
    ConsentGiven,
    FamilyEnrolled,
    FamilyExited,
    FollowUpScheduled,
    GoalProgressed,
    GoalSet,
    HeadChanged,
    Member,
    MemberAdded,
    MemberLeft,
    MembershipReleased,
    MembershipTaken,
    PrivacyNotice,
    ServiceCorrected,
    ServiceDelivered,
)
from services.kernel import amending
from services.kernel.amending import (
    Amendment,
    AmendmentApproved,
    AmendmentAsked,
    AmendmentRefused,
    CorrectFact,
    FactVoided,
    Found,
    RefuseAmendment,
    VoidCaused,
    VoidFact,
    amended,
)
from services.kernel.command import Caller
from services.kernel.event import Event, Recorded, Restated
from tests.examples.cast import AMAL, GOAL, HADDAD, NOUR, PLAN, PROJECT, TAKEN_IN
from tests.spec import NOW, an_id, decided, recorded

AMENDMENT = an_id("amendment")
ANNA = Caller(actor="anna", role="caseworker", agency="sds", key="k", now=NOW)
RITA = replace(ANNA, actor="rita", role="coordinator")
THE_GOAL = GoalSet(goal=GOAL, plan=PLAN, household=HADDAD, person=AMAL, dimension="work", text="Corso di cucina")
PROGRESS = GoalProgressed(goal=GOAL, household=HADDAD, person=AMAL, dimension="work", percent=50, note="A metà")
JOINED = MemberAdded(household=HADDAD, person=NOUR, relationship="1", since=TAKEN_IN)
TAKEN = MembershipTaken(project=PROJECT, person=NOUR, household=HADDAD)
LEFT = MemberLeft(household=HADDAD, person=NOUR, left=TAKEN_IN)
LEAVING = {"household": HADDAD, "project": PROJECT, "members": (AMAL,), "exit": TAKEN_IN, "destination": "rental", "head": AMAL}
SERVED = ServiceDelivered(
    delivery=an_id("d"), household=HADDAD, code="A1.01", delivered_on=TAKEN_IN, provider="sds", recipients=(AMAL, NOUR)
)
NOTICE = PrivacyNotice(given_on=TAKEN_IN, language="it", version="1")
ENROLLED = FamilyEnrolled(
    household=HADDAD, project=PROJECT, agency="sds", head=AMAL, members=(Member(person=AMAL, relationship="head"),),
    entry=TAKEN_IN, notice=NOTICE,
)  # fmt: skip


def told(*events: Event) -> list[Recorded]:
    counts: dict[str, int] = {}
    facts = []
    for event in events:
        counts[event.stream_id] = counts.get(event.stream_id, 0) + 1
        facts.append(recorded(event, counts[event.stream_id]))
    return facts


def found(*facts: Recorded, later: tuple[Recorded, ...] = ()) -> Found:
    streams: dict[str, list[Recorded]] = {}
    for fact in (*facts, *later):
        streams.setdefault(fact.stream, []).append(fact)
    return Found(facts[0], facts, streams)


def void(what: Found, by: Caller = ANNA, **ask: object) -> decided:
    asked = VoidFact(fact=what.fact.id, ground="wrong-entry", **ask)  # type: ignore[arg-type]
    return decided.by(lambda: amending.void(what, asked, by, POLICY, AMENDMENT))  # type: ignore[arg-type,return-value]


def correct(what: Found, by: Caller = ANNA, **corrected: object) -> list[Event | Restated]:
    asked = CorrectFact(fact=what.fact.id, ground="wrong-entry", reason="Svista", corrected=corrected)
    return list(amending.correct(what, asked, by, POLICY, AMENDMENT))  # type: ignore[arg-type]


def test_a_voided_fact_says_which_and_why_under_the_key_of_the_person_it_is_about():
    (goal,) = told(THE_GOAL)
    void(found(goal), reason="Mai detto").then(
        FactVoided(
            corrects_event_id=goal.id, fact_type="GoalSet", of_stream=f"plan/{HADDAD}", of_key=str(HADDAD), household=HADDAD,
            persons=(AMAL,), ground="wrong-entry", reason="Mai detto",
        )
    )  # fmt: skip


def test_what_was_recorded_beside_a_fact_goes_with_it():
    joined, taken = told(JOINED, TAKEN)
    assert POLICY[MemberAdded].four_eyes  # type: ignore[union-attr]
    asked = AmendmentAsked(
        amendment=AMENDMENT, fact=joined.id, fact_type="MemberAdded", household=HADDAD, persons=(NOUR,), ground="wrong-entry",
        correction=False,
    )  # fmt: skip
    void(found(joined, taken)).then(asked)
    facts = list(amending.approve(Amendment(asked, "anna", "sds"), found(joined, taken), RITA, POLICY))
    assert isinstance(facts[0], AmendmentApproved)
    assert [fact.corrects_event_id for fact in facts[1:]] == [joined.id, taken.id]  # type: ignore[union-attr]
    assert [fact.of_stream for fact in facts[1:]] == [joined.stream, taken.stream]  # type: ignore[union-attr]


def test_who_asked_does_not_approve():
    (joined,) = told(JOINED)
    asked = AmendmentAsked(amendment=AMENDMENT, fact=joined.id, fact_type="MemberAdded", ground="other", correction=False)
    by_anna = Amendment(asked, "anna", "sds")
    decided.by(lambda: amending.approve(by_anna, found(joined), ANNA, POLICY)).refuses(amending.OwnAmendment)  # type: ignore[arg-type,return-value]
    ask = RefuseAmendment(amendment=AMENDMENT)
    decided.by(lambda: amending.refuse(by_anna, ask, ANNA)).refuses(amending.OwnAmendment)


def test_an_amendment_is_decided_once_and_by_the_agency_that_asked():
    asked = AmendmentAsked(amendment=AMENDMENT, fact=an_id("f"), fact_type="MemberAdded", ground="other", correction=False)
    ask = RefuseAmendment(amendment=AMENDMENT, reason="È giusto")
    by_anna = amending.evolve(Amendment(), recorded(asked))
    decided.by(lambda: amending.refuse(by_anna, ask, replace(RITA, agency="coop"))).refuses(amending.UnknownAmendment)
    decided.by(lambda: amending.refuse(Amendment(), ask, RITA)).refuses(amending.UnknownAmendment)
    (refused,) = amending.refuse(by_anna, ask, RITA)
    assert isinstance(refused, AmendmentRefused)
    settled = amending.evolve(by_anna, recorded(refused, 2))
    decided.by(lambda: amending.refuse(settled, ask, RITA)).refuses(amending.AmendmentSettled)


def test_a_fact_that_later_facts_rest_on_stands():
    goal, progress = told(THE_GOAL, PROGRESS)
    void(found(goal, later=(progress,))).refuses(amending.BuiltUpon, fact_type="GoalProgressed")


def test_a_corrected_fact_is_still_what_later_facts_rest_on():
    goal, progress = told(THE_GOAL, PROGRESS)
    again = recorded(THE_GOAL.model_copy(update={"text": "Corso di sala"}), 4, corrects=goal.id, corrects_position=1)
    void(found(again, later=(progress,))).refuses(amending.BuiltUpon, fact_type="GoalProgressed")


def test_who_asks_learns_at_once_that_later_facts_rest_on_it():
    left, exited = told(LEFT, FamilyExited(**LEAVING))
    void(found(left, later=(exited,))).refuses(amending.BuiltUpon, fact_type="FamilyExited")


@pytest.mark.parametrize(
    "later",
    [
        HeadChanged(household=HADDAD, head=NOUR, before=AMAL),
        SERVED,
        ConsentGiven(
            consent=an_id("c"), household=HADDAD, purpose="care", recipients=("coop",), expires=TAKEN_IN, signatory=NOUR
        ),
    ],
    ids=lambda event: type(event).__name__,
)  # fmt: skip
def test_who_heads_is_served_or_signs_has_joined(later: Event):
    joined, after = told(JOINED, later)
    void(found(joined, later=(replace(after, position=2),))).refuses(amending.BuiltUpon, fact_type=type(later).__name__)


def test_what_was_done_for_others_does_not_hold_up_who_never_joined():
    joined, after = told(JOINED, SERVED.model_copy(update={"recipients": (AMAL,)}))
    assert void(found(joined, later=(replace(after, position=2),))).impossible is None


def test_a_charge_that_was_handed_over_was_taken():
    opened, handed_over = told(
        CaseOpened(household=HADDAD, project=PROJECT, agency="sds", head=AMAL),
        CaseTransferred(household=HADDAD, project=PROJECT, agency="coop", head=AMAL, before="sds"),
    )
    void(found(opened, later=(handed_over,))).refuses(amending.BuiltUpon, fact_type="CaseTransferred")


def test_an_exit_stands_while_the_charge_that_followed_it_has_ended():
    exited, closed = told(FamilyExited(**LEAVING), CaseClosed(household=HADDAD, head=AMAL, outcome="completed"))
    void(found(exited, later=(replace(closed, position=2),))).refuses(amending.BuiltUpon, fact_type="CaseClosed")


def test_a_fact_about_another_thing_does_not_hold_it_up():
    goal, other = told(THE_GOAL, PROGRESS.model_copy(update={"goal": an_id("another")}))
    assert void(found(goal, later=(other,))).broken == ()


def test_a_place_that_somebody_else_has_taken_since_cannot_be_given_back():
    left, released, taken = told(
        LEFT,
        MembershipReleased(project=PROJECT, person=NOUR, household=HADDAD),
        TAKEN.model_copy(update={"household": an_id("other")}),
    )
    asked = AmendmentAsked(amendment=AMENDMENT, fact=left.id, fact_type="MemberLeft", ground="other", correction=False)
    what = found(left, released, later=(taken,))
    decision = decided.by(lambda: amending.approve(Amendment(asked, "anna", "sds"), what, RITA, POLICY))  # type: ignore[arg-type,return-value]
    decision.refuses(amending.BuiltUpon, fact_type="MembershipTaken")


def test_a_fact_that_is_part_of_another_goes_with_that():
    follow_up = FollowUpScheduled(follow_up=an_id("f"), household=HADDAD, head=AMAL, due=TAKEN_IN)
    exited, scheduled = told(FamilyExited(**LEAVING), follow_up)
    void(replace(found(exited, scheduled), fact=scheduled)).refuses(amending.GoesWithAnother, fact_type="FamilyExited")
    assert void(found(scheduled)).broken == ()


def test_a_fact_with_a_command_of_its_own_names_it():
    (changed,) = told(HeadChanged(household=HADDAD, head=NOUR, before=AMAL))
    void(found(changed)).refuses(amending.NotAmendable, instead="ChangeHead")
    (taken,) = told(TAKEN)
    void(found(taken)).refuses(amending.NotAmendable, instead=None)


def test_a_fact_is_voided_once():
    (goal,) = told(THE_GOAL)
    void(Found(goal, (), {})).refuses(amending.AlreadyAmended)


def test_who_may_not_record_a_fact_may_not_amend_it():
    (goal,) = told(THE_GOAL)
    void(found(goal), replace(ANNA, role="trainer")).refuses(amending.NotYours, command="SetGoal")
    assert void(found(goal), replace(ANNA, role="trainer", roles=("trainer", "caseworker"))).broken == ()


def test_a_fact_about_nobody_takes_no_free_text():
    (goal,) = told(THE_GOAL)
    nobody = replace(goal, subjects=())
    void(found(nobody), reason="Testo").refuses(amending.NobodysReason, field="reason")


def test_a_corrected_fact_is_stated_again_in_its_place():
    (goal,) = told(THE_GOAL)
    voided, restated = correct(found(goal), text="Corso di sala", due="2026-12-01")
    assert isinstance(voided, FactVoided)
    assert voided.restated
    assert isinstance(restated, Restated)
    assert restated.corrects is goal
    assert restated.event.model_dump(exclude={"text", "due"}) == THE_GOAL.model_dump(exclude={"text", "due"})
    assert restated.event.text == "Corso di sala"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("corrected", "rule"),
    [
        ({"household": str(an_id("other"))}, amending.FieldStands),
        ({"nowhere": 1}, amending.FieldStands),
        ({"text": "Corso di cucina"}, amending.NothingToCorrect),
    ],
)
def test_what_cannot_be_corrected(corrected: dict[str, object], rule: type[Exception]):
    (goal,) = told(THE_GOAL)
    with pytest.raises(rule):
        correct(found(goal), **corrected)


def test_an_entry_that_was_said_again_is_amended_where_it_was_said_last():
    said = SERVED.model_dump(exclude={"note", "evidence", "file_names"})
    first, again = told(SERVED, ServiceCorrected(**said, corrects_event_id=an_id("first")))
    with pytest.raises(amending.AlreadyAmended):
        correct(found(first, later=(again,)), minutes=30)


@pytest.mark.parametrize(
    ("fact", "corrected", "rule"),
    [
        (FamilyExited(**LEAVING), {"destination": "the-moon"}, UnknownDestination),
        (LEFT, {"destination": "the-moon"}, UnknownDestination),
        (ENROLLED, {"notice": None}, PrivacyNoticeMissing),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_correction_breaks_no_rule_of_the_command(fact: Event, corrected: dict[str, object], rule: type[Exception]):
    (stands,) = told(fact)
    with pytest.raises(rule):
        correct(found(stands), **corrected)


def test_what_stands_corrected_stands_for_the_neighbours_too():
    (goal,) = told(THE_GOAL)
    voided, _ = correct(found(goal), text="Corso di sala")
    assert amending.on_fact_voided(recorded(voided)) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("corrected", [{"due": "2026-02-30"}, {"text": "a\x00b"}, {"text": "a\u202eb"}, {"text": ""}, {"due": {}}])
def test_a_correction_fits_what_the_command_would_take(corrected: dict[str, object]):
    (goal,) = told(THE_GOAL)
    with pytest.raises(ValueError):  # noqa: PT011 - pydantic's own error is one
        correct(found(goal), **corrected)


def test_what_a_reaction_recorded_is_voided_with_its_cause():
    (taken,) = told(TAKEN)
    ask = VoidCaused(fact=an_id("cause"), ground="never-happened")
    (voided,) = amending.void_caused(found(taken), ask, POLICY)
    assert isinstance(voided, FactVoided)
    assert (voided.corrects_event_id, voided.ground) == (taken.id, "never-happened")


def a_void(fact: Recorded, n: int) -> Recorded:
    event = FactVoided(corrects_event_id=fact.id, fact_type=fact.type, of_stream=fact.stream, of_key="", ground="other")
    return recorded(event, n)


def test_a_restated_fact_stands_in_the_place_of_the_first():
    goal, progress = told(THE_GOAL, PROGRESS)
    again = recorded(THE_GOAL.model_copy(update={"text": "Altro"}), 4, corrects=goal.id)
    assert amended([goal, progress, a_void(goal, 3), again]) == [again, progress]
    assert amended([goal, progress, a_void(goal, 3), again, a_void(again, 5)]) == [progress]


@for_all(st.lists(st.integers(0, 5), max_size=12))
def test_the_history_as_it_holds_is_the_list_without_what_was_struck_out(steps: list[int]):
    """Against a plain model: a list in which voiding strikes out and correcting replaces."""
    facts: list[Recorded] = []
    model: list[UUID] = []
    for n, step in enumerate(steps, 1):
        if step < 3 or not model:
            fact = recorded(THE_GOAL, n, id=an_id(f"fact {n}"))
            facts.append(fact)
            model.append(fact.id)
            continue
        target = next(fact for fact in facts if fact.id == model[step % len(model)])
        facts.append(replace(a_void(target, n), id=an_id(f"void {n}")))
        if step == 4:
            again = recorded(THE_GOAL, n, id=an_id(f"again {n}"), corrects=target.id)
            facts.append(again)
            model[model.index(target.id)] = again.id
        else:
            model.remove(target.id)
    assert [fact.id for fact in amended(facts)] == model


def test_a_voided_goal_is_no_goal_of_the_plan():
    (goal,) = told(THE_GOAL)
    state = plan.Plan()
    for fact in amended([goal, a_void(goal, 2)]):
        state = plan.evolve(state, fact)
    assert state == plan.Plan()
