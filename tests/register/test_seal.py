"""A seal stands for every entry of a section up to its last number: whoever changes one is found out (Civil Code 2215-bis)."""

from dataclasses import replace
from datetime import date

import pytest

from services.register.commands import SealRegister
from services.register.domain import seal
from services.register.domain.numbering import Numbering
from services.register.domain.seal import NO_SEAL, NothingToSeal, Sealed, SealedEntry, entries, root_of, verify
from services.register.domain.volunteer import Inscription, Volunteer
from services.register.events import RegisterSealed
from tests.register.examples import JANUARY, MARCO, REGISTERED, RITA
from tests.spec import an_id, decided, given

UGO = an_id("ugo")
SEAL = an_id("seal")


def entered(person, number, **became):
    fact = REGISTERED.model_copy(update={"person": person, "number": number})
    return Volunteer(agency="sds", inscriptions=(Inscription(fact, an_id(f"{number}"), **became),))


NUMBERS = Numbering(3, {1: MARCO, 2: RITA, 3: UGO})
VOLUNTEERS = {MARCO: entered(MARCO, 1), RITA: entered(RITA, 2, ended=date(2026, 6, 30)), UGO: entered(UGO, 3, void=True)}
LINES = entries("regular", NUMBERS, VOLUNTEERS)
NEVER, NOTHING = Sealed(), Numbering()


def sealing(sealed=NEVER, numbers=NUMBERS):
    ask = SealRegister(section="regular")
    return decided.by(lambda: seal.seal(sealed, SEAL, ask, "sds", numbering=numbers, volunteers=VOLUNTEERS))


def sealed_now(previous=NO_SEAL):
    root = root_of(LINES, previous)
    return RegisterSealed(seal=SEAL, agency="sds", section="regular", first=1, last=3, root=root, previous=previous)


def test_every_number_is_a_line_the_void_one_too():
    assert (
        SealedEntry(1, MARCO, "regular", JANUARY, None, void=False),
        SealedEntry(2, RITA, "regular", JANUARY, date(2026, 6, 30), void=False),
        SealedEntry(3, UGO, "regular", JANUARY, None, void=True),
    ) == LINES


def test_a_number_whose_entry_is_not_there_is_a_void_line():
    lines = entries("regular", NUMBERS, {**VOLUNTEERS, UGO: Volunteer()})
    assert lines[2] == SealedEntry(3, UGO, "regular", None, None, void=True)


def test_the_root_is_the_same_wherever_it_is_computed():
    line = SealedEntry(1, MARCO, "regular", JANUARY, None, void=False)
    assert line.line == f'[1,"{MARCO}","regular","2026-01-10",null,false]'.encode()
    assert root_of((), "previous") == "previous"
    assert root_of((line,), NO_SEAL) == root_of((line,), NO_SEAL) != root_of((line,), "f" * 64)


def test_a_section_is_sealed_up_to_its_last_number():
    sealing().then(sealed_now())
    assert verify(sealed_now(), LINES)


def test_the_next_seal_holds_the_root_of_the_one_before():
    first = sealed_now()
    assert given(seal.evolve, Sealed(), first).state == Sealed(first.root)
    sealing(Sealed(first.root)).then(sealed_now(first.root))


def test_a_section_without_an_entry_is_not_sealed():
    sealing(numbers=NOTHING).refuses(NothingToSeal, section="regular")


def test_entries_made_since_do_not_matter_to_a_seal():
    assert verify(sealed_now(), (*LINES, SealedEntry(4, an_id("ada"), "regular", JANUARY, None, void=False)))


@pytest.mark.parametrize("line", range(3))
@pytest.mark.parametrize(
    "change",
    [{"person": an_id("ada")}, {"start": date(2026, 1, 11)}, {"end": date(2026, 7, 1)}, {"section": "occasional"}, {"void": None}],
)
def test_whatever_is_changed_in_an_entry_is_found(line, change):
    changes = {"void": not LINES[line].void} if "void" in change else change
    changed = [replace(entry, **changes) if n == line else entry for n, entry in enumerate(LINES)]
    assert not verify(sealed_now(), changed)


@pytest.mark.parametrize(
    "lines", [LINES[:2], LINES[1:], (LINES[0], LINES[2]), (LINES[1], LINES[0], LINES[2]), (*LINES[:2], LINES[1]), ()]
)
def test_an_entry_that_is_left_out_doubled_or_moved_is_found(lines):
    assert not verify(sealed_now(), lines)


def test_a_seal_that_names_another_seal_before_it_is_found():
    assert not verify(sealed_now().model_copy(update={"previous": "f" * 64}), LINES)
