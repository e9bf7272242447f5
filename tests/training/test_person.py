"""Ids of one human lead to each other, as intake says; said twice, nothing changes; unlinked, they are two again."""

from services.intake.events import DuplicateConfirmed, PersonUnlinked
from services.training.commands import NoteDuplicate
from services.training.domain.person import Person, evolve, note_duplicate
from services.training.events import DuplicateCleared, DuplicateNoted
from services.training.reactions import ON
from tests.spec import NOW, given, recorded
from tests.training.story import MARCO, MARCO_AGAIN

NOTED = DuplicateNoted(person=MARCO, other=MARCO_AGAIN)
CLEARED = DuplicateCleared(person=MARCO, other=MARCO_AGAIN)
BACK = {"person": MARCO_AGAIN, "other": MARCO}


def noting(*facts, same=True):
    return given(evolve, Person(), *facts).when(note_duplicate, NoteDuplicate(person=MARCO, other=MARCO_AGAIN, same=same))


def on(event):
    return list(ON[type(event)](recorded(event)))


def test_each_id_leads_to_the_other():
    noting().then(NOTED, NOTED.model_copy(update=BACK))


def test_said_again_nothing_changes():
    noting(NOTED).then()
    noting(same=False).then()
    noting(NOTED, CLEARED, same=False).then()


def test_what_was_linked_is_unlinked_and_linked_again():
    noting(NOTED, same=False).then(CLEARED, CLEARED.model_copy(update=BACK))
    noting(NOTED, CLEARED).then(NOTED, NOTED.model_copy(update=BACK))


def test_a_confirmed_duplicate_is_noted():
    ask = NoteDuplicate(person=MARCO, other=MARCO_AGAIN, occurred_at=NOW)
    assert on(DuplicateConfirmed(survivor=MARCO, merged=MARCO_AGAIN)) == [ask]
    assert on(PersonUnlinked(survivor=MARCO, merged=MARCO_AGAIN)) == [ask.model_copy(update={"same": False})]


def test_a_fact_that_is_not_asked_about_calls_for_nothing():
    assert [list(ON[asked](recorded(NOTED))) for asked in (DuplicateConfirmed, PersonUnlinked)] == [[], []]
