"""A person is forgotten once, with all ids of the same human, and never while the law wants them kept."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.kernel.rules import RuleBroken
from services.oversight import commands as asks
from services.oversight import events
from services.oversight.application import Oversight
from services.oversight.domain.erasure import AlreadyForgotten, Erasure, NotForgotten, UnknownErasure, evolve, readmit, record
from services.oversight.domain.hold import ErasureUnderWay
from tests.memory import NOW, Book, somebody
from tests.spec import an_id, decided, recorded

AMAL, AMINA, SAMI = an_id("amal"), an_id("amina"), an_id("sami")
PROJECT, PAID = "PROG-2784", date(2015, 3, 31)


class Story:
    """Oversight over a record in memory, and what the data protection officer asks of it."""

    def __init__(self, *told: events.DataDisclosed) -> None:
        self.book = Book("oversight")
        self.book.tell(events.ProjectNoted(project=PROJECT), *told)
        self.oversight = Oversight(self.book)

    def ask(self, person=AMAL, what="everything", at=NOW):
        ask = asks.RequestErasure(person=person, what=what)
        return self.oversight.erasures.request_erasure(ask, somebody("dpo", at=at)).ids["erasure"]

    def done(self, erasure, person=AMAL, keys=()):
        ask = asks.RecordErasure(person=person, erasure=erasure, keys=keys)
        return self.oversight.erasures.record_erasure(ask, somebody("system"))

    def readmit(self, person=AMAL, what="everything"):
        ask = asks.ReadmitSubject(person=person, what=what, reason="È tornata")
        return self.oversight.erasures.readmit_subject(ask, somebody("dpo"))

    def last(self, kind):
        return self.book.told(kind)[-1].event


def taking_part(*people, project=PROJECT):
    return [events.ParticipationNoted(person=person, project=project) for person in people]


def same(one, other):
    return [events.SameHumanNoted(person=one, other=other), events.SameHumanNoted(person=other, other=one)]


def test_who_took_part_is_kept_until_the_end_is_known_and_past():
    story = Story(*taking_part(AMAL))
    story.ask()
    refused = story.last(events.ErasureRefused)
    assert (refused.ground, refused.project, refused.until) == ("retention", PROJECT, None)
    paid = asks.DeclareFinalPayment(project=PROJECT, paid_on=date(2024, 3, 31))
    story.oversight.holds.declare_final_payment(paid, somebody())
    story.ask()
    assert story.last(events.ErasureRefused).until == date(2029, 12, 31)
    assert not story.book.told(events.ErasureRequested)


def test_after_the_end_of_the_period_the_person_is_forgotten():
    story = Story(*taking_part(AMAL), events.FinalPaymentDeclared(project=PROJECT, paid_on=PAID))
    story.ask()
    assert story.last(events.ErasureRequested).persons == (AMAL,)


def test_notes_go_at_once_where_who_they_are_is_kept():
    story = Story(*taking_part(AMAL))
    story.ask(what="care")
    assert story.last(events.ErasureRequested).what == "care"


def test_all_ids_of_one_human_go_together_and_are_held_together():
    story = Story(*taking_part(SAMI), *same(AMAL, AMINA), *same(AMINA, SAMI))
    story.ask()
    refused = story.last(events.ErasureRefused)
    assert refused.persons[0] == AMAL
    assert set(refused.persons) == {AMAL, AMINA, SAMI}
    erasure = story.ask(what="care")
    keys = [{"kid": uuid4(), "person": person, "kind": "care"} for person in (AMAL, AMINA, SAMI)]
    story.done(erasure, keys=keys)
    told = {fact.event.person: fact.event.keys for fact in story.book.told(events.SubjectErased)}
    assert {person: len(found) for person, found in told.items()} == {AMAL: 1, AMINA: 1, SAMI: 1}


def test_who_was_parted_again_is_another_human():
    parted = [events.SameHumanCleared(person=AMAL, other=AMINA), events.SameHumanCleared(person=AMINA, other=AMAL)]
    story = Story(*same(AMAL, AMINA), *parted)
    story.ask()
    assert story.last(events.ErasureRequested).persons == (AMAL,)


def test_an_erasure_is_asked_for_once_and_done_once():
    story = Story()
    erasure = story.ask()
    with pytest.raises(ErasureUnderWay):
        story.ask(what="care")
    story.done(erasure)
    story.done(erasure)
    assert len(story.book.told(events.SubjectErased)) == 1
    for what in ("care", "everything"):
        with pytest.raises(AlreadyForgotten):
            story.ask(what=what)


def test_after_the_notes_the_rest_may_be_asked_for():
    story = Story()
    story.done(story.ask(what="care"))
    story.ask(what="everything")
    assert len(story.book.told(events.ErasureRequested)) == 2


def test_only_what_was_asked_for_is_recorded_as_done():
    decided.by(lambda: record(Erasure(), asks.RecordErasure(person=AMAL, erasure=an_id("none"), keys=()))).refuses(UnknownErasure)


def test_only_who_was_forgotten_is_readmitted():
    story = Story()
    with pytest.raises(NotForgotten):
        story.readmit()
    erasure = story.ask()
    with pytest.raises(ErasureUnderWay):
        story.readmit()
    story.done(erasure)
    with pytest.raises(NotForgotten):
        story.readmit(what="care")
    story.readmit()
    assert story.last(events.SubjectReadmitted).reason == "È tornata"
    story.ask()


def test_notes_about_somebody_who_is_known_are_readmitted_alone():
    erasure = Erasure(erased=frozenset({"care"}))
    ask = asks.ReadmitSubject(person=AMAL, what="care")
    (fact,) = decided.by(lambda: readmit(erasure, ask, SAMI)).facts
    assert evolve(erasure, recorded(fact)).erased == frozenset()


@dataclass
class Plain:
    """What the model knows of a person."""

    projects: set[str] = field(default_factory=set)
    same: set[str] = field(default_factory=set)
    asked: str | None = None
    erased: set[str] = field(default_factory=set)


WHO = {name: an_id(name) for name in ("one", "two", "three")}
CLASSES = {"care": {"care"}, "everything": {"care", "evidence"}}


class Forgetting(RuleBasedStateMachine):
    """Taking part, merging, paying, asking and carrying out, in any order; nobody held is ever forgotten."""

    def __init__(self) -> None:
        super().__init__()
        self.story = Story()
        self.plain = {name: Plain() for name in WHO}
        self.paid: set[str] = set()
        self.open: dict[str, tuple[str, list[str], str]] = {}

    def human(self, name: str) -> set[str]:
        found, waiting = set(), {name}
        while waiting:
            one = waiting.pop()
            found.add(one)
            waiting |= self.plain[one].same - found
        return found

    def held(self, name: str) -> bool:
        return any(self.plain[one].projects - self.paid for one in self.human(name))

    @rule(name=some.sampled_from(sorted(WHO)), project=some.sampled_from(["P", "Q"]))
    def takes_part(self, name, project):
        ask = asks.NoteParticipation(person=WHO[name], project=project)
        self.story.oversight.holds.note_participation(ask, somebody("system"))
        self.plain[name].projects.add(project)

    @rule(project=some.sampled_from(["P", "Q"]))
    def is_paid(self, project):
        self.story.book.tell(events.ProjectNoted(project=project))
        self.story.oversight.holds.declare_final_payment(asks.DeclareFinalPayment(project=project, paid_on=PAID), somebody())
        self.paid.add(project)

    @rule(one=some.sampled_from(sorted(WHO)), other=some.sampled_from(sorted(WHO)), again=some.booleans())
    def are_one(self, one, other, again):
        if one == other:
            return
        holds, ids = self.story.oversight.holds, {"survivor": WHO[one], "merged": WHO[other]}
        if again:
            holds.note_same_human(asks.NoteSameHuman(**ids), somebody("system"))
            self.plain[one].same.add(other)
            self.plain[other].same.add(one)
        else:
            holds.clear_same_human(asks.ClearSameHuman(**ids), somebody("system"))
            self.plain[one].same.discard(other)
            self.plain[other].same.discard(one)

    @rule(name=some.sampled_from(sorted(WHO)), what=some.sampled_from(["care", "everything"]), days=some.integers(0, 3))
    def asks_to_be_forgotten(self, name, what, days):
        human = self.human(name)
        before = len(self.story.book.book.facts)
        try:
            erasure = self.story.ask(WHO[name], what, NOW + timedelta(days=days))
        except RuleBroken as refused:
            pending = any(self.plain[one].asked for one in human)
            done = all(CLASSES[what] <= self.plain[one].erased for one in human)
            assert type(refused) is (ErasureUnderWay if pending else AlreadyForgotten)  # noqa: PT017 - which of the two
            assert pending or done
            return
        (fact,) = self.story.book.book.facts[before:]
        if what == "everything" and self.held(name):
            assert isinstance(fact.event, events.ErasureRefused)
            return
        assert isinstance(fact.event, events.ErasureRequested)
        self.plain[name].asked = erasure
        self.open[erasure] = (name, sorted(human), what)

    @rule(which=some.integers(0, 5))
    def is_carried_out(self, which):
        if not self.open:
            return
        erasure = sorted(self.open)[which % len(self.open)]
        name, human, what = self.open.pop(erasure)
        self.story.done(erasure, WHO[name])
        self.plain[name].asked = None
        for one in human:
            self.plain[one].erased |= CLASSES[what]

    @rule(name=some.sampled_from(sorted(WHO)), what=some.sampled_from(["care", "everything"]))
    def comes_back(self, name, what):
        plain = self.plain[name]
        may = not plain.asked and CLASSES[what] & plain.erased and not (what == "care" and "evidence" in plain.erased)
        try:
            self.story.readmit(WHO[name], what)
        except RuleBroken:
            assert not may
            return
        assert may
        plain.erased -= CLASSES[what]

    @invariant()
    def what_is_forgotten_is_what_the_model_says(self):
        for name, person in WHO.items():
            state = Erasure()
            for fact in self.story.book.book.stream(f"subject/{person}"):
                state = evolve(state, fact)
            assert state.erased == self.plain[name].erased


Forgetting.TestCase.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
TestForgetting = Forgetting.TestCase
