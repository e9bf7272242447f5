"""What training and intake say of a person is noted on the volunteer, once."""

from services.register.commands import ClearDuplicate, DropCourse, NoteCourse, NoteDuplicate, NoteRestriction
from services.register.domain import heard
from services.register.domain.volunteer import Volunteer, evolve
from services.register.events import (
    CourseDropped,
    CourseNoted,
    DuplicateCleared,
    DuplicateNoted,
    RestrictionCleared,
    RestrictionNoted,
)
from tests.register.examples import APPLIED, JANUARY, MARCO, RITA
from tests.spec import an_id, decided, given

IDS = {"person": MARCO, "course": an_id("course"), "edition": an_id("edition"), "minutes": 600, "completed_on": JANUARY}
NOTED = CourseNoted(**IDS)
DROPPED = CourseDropped(person=MARCO, edition=an_id("edition"))
ON_SURVIVOR = DuplicateNoted(person=RITA, other=MARCO, survivor=RITA)
ON_MERGED = DuplicateNoted(person=MARCO, other=RITA, survivor=RITA)


def volunteer(*facts):
    return given(evolve, Volunteer(), *facts)


def test_a_completed_course_is_noted_once_and_only_on_a_volunteer():
    volunteer(APPLIED).when(heard.note_course, NoteCourse(**IDS)).then(NOTED)
    volunteer(APPLIED, NOTED).when(heard.note_course, NoteCourse(**IDS)).then()
    volunteer().when(heard.note_course, NoteCourse(**IDS)).then()


def test_a_course_whose_certificate_was_revoked_counts_no_longer():
    drop = DropCourse(person=MARCO, edition=an_id("edition"))
    volunteer(APPLIED, NOTED).when(heard.drop_course, drop).then(DROPPED)
    volunteer(APPLIED, NOTED, DROPPED).when(heard.drop_course, drop).then()
    assert volunteer(APPLIED, NOTED, DROPPED).state.courses == {}
    volunteer(APPLIED, NOTED, DROPPED).when(heard.note_course, NoteCourse(**IDS)).then(NOTED)


def test_two_ids_of_one_human_are_noted_on_either_and_once():
    ask, one, other = NoteDuplicate(survivor=RITA, merged=MARCO), volunteer(ON_SURVIVOR).state, volunteer(ON_MERGED).state
    decided.by(lambda: heard.note_duplicate(Volunteer(), volunteer(APPLIED).state, ask)).then(ON_SURVIVOR, ON_MERGED)
    decided.by(lambda: heard.note_duplicate(one, other, ask)).then()
    assert (one.same_as, other.same_as) == ({MARCO}, {RITA})


def test_two_ids_that_are_two_humans_after_all_are_two_again():
    ask, one, other = ClearDuplicate(survivor=RITA, merged=MARCO), volunteer(ON_SURVIVOR).state, volunteer(ON_MERGED).state
    cleared = DuplicateCleared(person=RITA, other=MARCO), DuplicateCleared(person=MARCO, other=RITA)
    decided.by(lambda: heard.clear_duplicate(one, other, ask)).then(*cleared)
    decided.by(lambda: heard.clear_duplicate(Volunteer(), Volunteer(), ask)).then()
    assert volunteer(ON_SURVIVOR, cleared[0]).state.same_as == frozenset()


def test_a_restriction_is_noted_and_lifted_once_also_of_who_is_no_volunteer():
    ask, hidden, seen = NoteRestriction(person=MARCO), RestrictionNoted(person=MARCO), RestrictionCleared(person=MARCO)
    lift = ask.model_copy(update={"restricted": False})
    volunteer().when(heard.note_restriction, ask).then(hidden)
    volunteer(APPLIED, hidden).when(heard.note_restriction, ask).then()
    volunteer(APPLIED, hidden).when(heard.note_restriction, lift).then(seen)
    volunteer(APPLIED).when(heard.note_restriction, lift).then()
    assert volunteer(hidden).state.restricted
    assert not volunteer(hidden, seen).state.restricted
