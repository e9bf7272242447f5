"""A human is enrolled in an edition once, under whichever id, as long as there are seats; who withdraws frees one."""

from datetime import timedelta

from hypothesis import given as for_all
from hypothesis import strategies as some

from services.training.commands import EnrolLearner, WithdrawLearner
from services.training.domain import learner
from services.training.domain.edition import EditionIsClosed, UnknownEdition
from tests.spec import an_id
from tests.training.story import (
    CLOSED,
    EDITION,
    ENROLLED,
    MARCO,
    MARCO_AGAIN,
    OPENED,
    RITA,
    START,
    UNTIL,
    WITHDRAWN,
    the_edition,
    the_learners,
)


def enrolling(*facts, person=MARCO, kind="citizen", day=START, ids=()):
    ask = EnrolLearner(edition=EDITION, person=person, learner_type=kind)
    return the_learners(*facts).when(learner.enrol, ask, day, edition=the_edition(*facts).state, ids={person, *ids})


def withdrawing(*facts, person=MARCO, day=START, completed=False):
    ask = WithdrawLearner(edition=EDITION, person=person)
    return the_learners(*facts).when(learner.withdraw, ask, day, edition=the_edition(*facts).state, completed=completed)


FULL = (OPENED, ENROLLED, ENROLLED.model_copy(update={"person": RITA}))


def test_a_person_is_enrolled():
    enrolling(OPENED).then(ENROLLED)


def test_a_recipient_attends_where_the_edition_is_open_to_recipients():
    open_to_all = OPENED.model_copy(update={"open_to": ("recipient",)})
    enrolling(open_to_all, kind="recipient").then(ENROLLED.model_copy(update={"learner_type": "recipient"}))


def test_an_edition_is_for_those_it_was_opened_for():
    enrolling(OPENED, kind="recipient").refuses(learner.NotOpenToThem)


def test_a_person_is_enrolled_once():
    enrolling(OPENED, ENROLLED).refuses(learner.AlreadyLearner)


def test_a_human_is_enrolled_once_under_whichever_id():
    enrolling(OPENED, ENROLLED, person=MARCO_AGAIN, ids=[MARCO]).refuses(learner.AlreadyLearner, person=MARCO_AGAIN)


def test_who_has_withdrawn_does_not_come_back_to_the_same_edition():
    enrolling(OPENED, ENROLLED, WITHDRAWN).refuses(learner.AlreadyLearner)


def test_seats_are_not_exceeded():
    enrolling(*FULL, person=an_id("ugo")).refuses(learner.SeatsTaken, seats=2)


def test_a_learner_who_withdraws_frees_a_seat():
    enrolling(*FULL, WITHDRAWN, person=an_id("ugo")).then(ENROLLED.model_copy(update={"person": an_id("ugo")}))


def test_nobody_is_enrolled_after_the_end():
    enrolling(OPENED, day=UNTIL + timedelta(1)).refuses(learner.EditionOver)


def test_nobody_is_enrolled_in_a_closed_edition():
    enrolling(OPENED, CLOSED).refuses(EditionIsClosed)


def test_an_edition_that_was_not_opened_has_no_learners():
    enrolling().refuses(UnknownEdition)
    withdrawing().refuses(UnknownEdition)


def test_a_learner_withdraws():
    withdrawing(OPENED, ENROLLED).then(WITHDRAWN)


def test_only_learners_withdraw():
    withdrawing(OPENED).refuses(learner.LearnerNotEnrolled, person=MARCO)


def test_a_learner_withdraws_once():
    withdrawing(OPENED, ENROLLED, WITHDRAWN).refuses(learner.LearnerHasWithdrawn)


def test_nobody_withdraws_before_being_enrolled():
    withdrawing(OPENED, ENROLLED, day=START - timedelta(1)).refuses(learner.WithdrawnBeforeEnrolled, since=START)


def test_nobody_withdraws_after_completing():
    withdrawing(OPENED, ENROLLED, completed=True).refuses(learner.LearnerHasCompleted)


def test_nobody_withdraws_from_a_closed_edition():
    withdrawing(OPENED, ENROLLED, CLOSED).refuses(EditionIsClosed)


@for_all(some.lists(some.tuples(some.sampled_from("abcdef"), some.booleans()), max_size=15), some.integers(1, 4))
def test_seats_hold_in_whatever_order_people_ask(asks, seats):
    facts = [OPENED.model_copy(update={"seats": seats})]
    for who, fitting in asks:
        outcome = enrolling(*facts, person=an_id(who), kind="citizen" if fitting else "recipient")
        if not outcome.broken and not outcome.impossible:
            facts += outcome.facts
    enrolled = [fact.person for fact in facts[1:]]
    assert len(enrolled) == len(set(enrolled)) <= seats
