"""Two ids that intake found to be one human are one member and one signatory; whose data is restricted is noted."""

from datetime import date

from services.housing.application import reading
from services.housing.commands import NoteDuplicate, NoteRestriction
from services.housing.domain.household import Household
from services.housing.domain.household import evolve as evolve_household
from services.housing.domain.person import Person, evolve, note_duplicate, note_restriction
from services.housing.events import DuplicateCleared, DuplicateNoted, MembersNoted, RestrictionCleared, RestrictionNoted
from tests.housing.story import AMAL, DRAFTED, HADDAD, KNOWN, NOUR, SAMI, signed
from tests.spec import an_id, given, recorded

TWIN, THIRD = an_id("amal twice"), an_id("amal thrice")
NOTED, CLEARED = DuplicateNoted(survivor=AMAL, merged=TWIN), DuplicateCleared(survivor=AMAL, merged=TWIN)


def noting(*facts, same=True, survivor=AMAL):
    return given(evolve, Person(), *facts).when(note_duplicate, NoteDuplicate(survivor=survivor, merged=TWIN, same=same))


def test_that_two_ids_are_one_human_is_noted_and_taken_back_once():
    noting().then(NOTED)
    noting(NOTED).then()
    noting(NOTED, same=False).then(CLEARED)
    noting(NOTED, CLEARED, same=False).then()
    noting(NOTED, CLEARED).then(NOTED)


def family(*facts):
    return given(evolve_household, Household(), KNOWN, *facts).state


def test_two_ids_of_one_human_are_one_member():
    double = family(MembersNoted(household=HADDAD, joined=(TWIN,), adults=(TWIN,), head=TWIN))
    assert double.known_as({TWIN: AMAL}) == family()


def test_who_is_one_human_has_left_when_both_ids_have():
    double = family(MembersNoted(household=HADDAD, joined=(TWIN,)))
    gone = MembersNoted(household=HADDAD, left=(TWIN,), on=date(2026, 3, 1))
    again = MembersNoted(household=HADDAD, left=(AMAL,), on=date(2026, 4, 1))
    assert given(evolve_household, double, gone).state.known_as({TWIN: AMAL}).members[AMAL] is None
    assert given(evolve_household, double, gone, again).state.known_as({TWIN: AMAL}).members[AMAL] == date(2026, 4, 1)


class Told:
    """A reading of facts that are at hand."""

    def __init__(self, *facts):
        self.facts = [recorded(fact, n) for n, fact in enumerate(facts, 1)]

    def state(self, stream, evolve, initial):
        return self.states([stream], evolve, initial)[0]

    def states(self, streams, evolve, initial):
        return [given(evolve, initial, *(fact for fact in self.facts if fact.stream == stream)).state for stream in streams]


def test_the_last_of_a_chain_stands_for_all():
    chain = (NOTED, DuplicateNoted(survivor=THIRD, merged=AMAL))
    assert reading.survivors(Told(*chain), [TWIN, AMAL, SAMI]) == {TWIN: THIRD, AMAL: THIRD}
    ring = (*chain, DuplicateNoted(survivor=TWIN, merged=THIRD))
    assert set(reading.survivors(Told(*ring), [TWIN])) == {TWIN, AMAL, THIRD}


def test_what_one_id_has_signed_the_human_has_signed():
    read = Told(DRAFTED, signed(TWIN), NOTED)
    known = reading.agreements(read, HADDAD)
    assert known.unsigned((AMAL, SAMI), DRAFTED.dwelling, an_id("any unit"), date(2026, 6, 1)) == (SAMI,)


def test_nothing_changes_for_those_who_have_one_id():
    assert reading.as_humans(Told(), family()) is not None
    assert reading.survivors(Told(), [AMAL, SAMI, NOUR]) == {}


def test_a_restriction_is_noted_and_lifted_once_and_leaves_who_stands_for_whom():
    hidden, seen = RestrictionNoted(person=TWIN), RestrictionCleared(person=TWIN)

    def noting_restriction(*facts, restricted=True):
        return given(evolve, Person(), *facts).when(note_restriction, NoteRestriction(person=TWIN, restricted=restricted))

    noting_restriction().then(hidden)
    noting_restriction(hidden).then()
    noting_restriction(hidden, restricted=False).then(seen)
    noting_restriction(hidden, seen, restricted=False).then()
    assert given(evolve, Person(), NOTED, hidden).state == Person(AMAL, restricted=True)
    assert given(evolve, Person(), hidden, NOTED, CLEARED).state == Person(restricted=True)


def test_the_data_of_any_member_or_of_who_stands_for_them_is_restricted():
    hidden = RestrictionNoted(person=AMAL)
    assert reading.restricted(Told(hidden), [family()]) == {AMAL}
    assert reading.restricted(Told(), [family()]) == set()
    gone = family(MembersNoted(household=HADDAD, left=(SAMI,), on=date(2026, 3, 1)))
    assert reading.restricted(Told(RestrictionNoted(person=SAMI)), [gone]) == set()
    twin = family(MembersNoted(household=HADDAD, joined=(TWIN,), left=(SAMI, NOUR), on=date(2026, 3, 1)))
    assert reading.restricted(Told(NOTED, hidden), [twin]) == {AMAL, TWIN}
