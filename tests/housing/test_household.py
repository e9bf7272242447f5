"""What housing knows of a household is what intake's facts said last, and no more is recorded than is new."""

from datetime import date

from services.housing.commands import EndSharing, NoteCaseEnd, NoteCharge, NoteHousehold, NoteMembers, NoteRules, NoteSharing
from services.housing.domain.household import (
    Household,
    Programme,
    UnknownHousehold,
    end_sharing,
    evolve,
    evolve_programme,
    note_case_end,
    note_charge,
    note_household,
    note_members,
    note_rules,
    note_sharing,
)
from services.housing.events import CaseEndNoted, ChargeNoted, HouseholdNoted, MembersNoted, RulesNoted, SharingEnded, SharingNoted
from services.kernel.time import day_to_moment, end_of
from tests.housing.story import AMAL, HADDAD, KNOWN, NOUR, RULES, SAMI, TODAY
from tests.spec import an_id, given

IN_CHARGE = HouseholdNoted(household=HADDAD, project="PROG-2784", agency="sds", head=AMAL, members=(AMAL,), case_open=True)
ENROLLED = NoteHousehold(
    household=HADDAD, project="PROG-2784", agency="sds", head=AMAL, members=(AMAL, SAMI, NOUR), adults=(AMAL, SAMI)
)
CONSENT = an_id("consent")
SHARED = SharingNoted(household=HADDAD, ground=CONSENT, agencies=("coop",), until=end_of(date(2026, 12, 31)))
SHARE = NoteSharing(household=HADDAD, ground=CONSENT, agencies=("coop",), until=end_of(date(2026, 12, 31)))
ALI = an_id("ali")


def known(*facts):
    return given(evolve, Household(), *facts)


def test_a_household_is_noted_when_it_is_taken_in_charge():
    ask = NoteHousehold(household=HADDAD, project="PROG-2784", agency="sds", head=AMAL, members=(AMAL,), case_open=True)
    known().when(note_household, ask).then(IN_CHARGE)


def test_on_enrolment_the_members_are_noted_and_the_case_stays_open():
    known(IN_CHARGE).when(note_household, ENROLLED).then(KNOWN)


def test_without_a_case_none_is_open():
    known().when(note_household, ENROLLED).then(KNOWN.model_copy(update={"case_open": False}))


def test_a_household_noted_twice_is_noted_once():
    known(KNOWN).when(note_household, ENROLLED).then()


def test_who_joins_is_noted_once():
    ask = NoteMembers(household=HADDAD, joined=(ALI,), adults=(ALI,), on=TODAY)
    noted = MembersNoted(household=HADDAD, joined=(ALI,), adults=(ALI,), on=TODAY)
    known(KNOWN).when(note_members, ask).then(noted)
    known(KNOWN, noted).when(note_members, ask).then()


def test_who_leaves_is_noted_once_and_belongs_until_that_day():
    ask, noted = (kind(household=HADDAD, left=(SAMI,), on=TODAY) for kind in (NoteMembers, MembersNoted))
    known(KNOWN).when(note_members, ask).then(noted)
    known(KNOWN, noted).when(note_members, ask).then()
    family = known(KNOWN, noted).state
    assert SAMI in family.members_on(TODAY)
    assert SAMI not in family.members_on(date(2026, 6, 2))


def test_who_comes_back_belongs_again():
    left, back = (MembersNoted(household=HADDAD, on=TODAY, **who) for who in ({"left": (SAMI,)}, {"joined": (SAMI,)}))
    assert SAMI in known(KNOWN, left, back).state.members_on(date(2027, 1, 1))


def test_the_head_signs_even_where_no_age_is_known():
    assert known(IN_CHARGE).state.signers_on(TODAY) == (AMAL,)


def test_a_new_head_is_noted_once():
    ask, noted = (kind(household=HADDAD, head=SAMI) for kind in (NoteMembers, MembersNoted))
    known(KNOWN).when(note_members, ask).then(noted)
    known(KNOWN, noted).when(note_members, ask).then()


def test_nothing_is_noted_of_a_household_that_is_not_known():
    known().when(note_members, NoteMembers(household=HADDAD, head=SAMI)).refuses(UnknownHousehold)
    known().when(note_sharing, SHARE).refuses(UnknownHousehold)
    known().when(end_sharing, EndSharing(household=HADDAD, ground=CONSENT)).refuses(UnknownHousehold)
    known().when(note_case_end, NoteCaseEnd(household=HADDAD)).refuses(UnknownHousehold)


def test_only_the_owner_of_the_case_acts_on_a_household():
    assert known(KNOWN).state.open_to("sds", day_to_moment(TODAY))
    assert not known(KNOWN).state.open_to("coop", day_to_moment(TODAY))


def test_nobody_acts_on_a_household_that_is_not_known():
    assert not Household().open_to("", day_to_moment(TODAY))


def test_a_consent_lets_another_agency_act_until_its_last_day():
    known(KNOWN).when(note_sharing, SHARE).then(SHARED)
    family = known(KNOWN, SHARED).state
    assert family.open_to("coop", day_to_moment(date(2026, 12, 31)))
    assert not family.open_to("coop", day_to_moment(date(2027, 1, 1)))
    assert not family.open_to("other", day_to_moment(TODAY))


def test_a_consent_is_noted_once():
    known(KNOWN, SHARED).when(note_sharing, SHARE).then()


def test_a_consent_taken_back_closes_the_household_again():
    ended = SharingEnded(household=HADDAD, ground=CONSENT)
    known(KNOWN, SHARED).when(end_sharing, EndSharing(household=HADDAD, ground=CONSENT)).then(ended)
    known(KNOWN, SHARED, ended).when(end_sharing, EndSharing(household=HADDAD, ground=CONSENT)).then()
    assert not known(KNOWN, SHARED, ended).state.open_to("coop", day_to_moment(TODAY))


def test_another_agency_or_the_same_one_again_has_the_family_in_charge():
    moved, ended = ChargeNoted(household=HADDAD, agency="coop"), CaseEndNoted(household=HADDAD)
    known(KNOWN).when(note_charge, NoteCharge(household=HADDAD, agency="coop")).then(moved)
    family = known(KNOWN, moved).state
    assert family.open_to("coop", day_to_moment(TODAY))
    assert not family.open_to("sds", day_to_moment(TODAY))
    known(KNOWN, moved).when(note_charge, NoteCharge(household=HADDAD, agency="coop")).then()
    assert known(KNOWN, ended, ChargeNoted(household=HADDAD, agency="sds")).state.case_open


def test_a_case_ends_once():
    ended = CaseEndNoted(household=HADDAD)
    known(KNOWN).when(note_case_end, NoteCaseEnd(household=HADDAD)).then(ended)
    known(KNOWN, ended).when(note_case_end, NoteCaseEnd(household=HADDAD)).then()


def test_the_rules_of_a_programme_are_noted_when_they_change():
    ask = NoteRules(project="PROG-2784", stay_months=24, stay_cap_months=36, agreement_required=True, case_required=True)
    given(evolve_programme, Programme()).when(note_rules, ask).then(RULES)
    given(evolve_programme, Programme(), RULES).when(note_rules, ask).then()
    shorter = ask.model_copy(update={"stay_months": 18})
    given(evolve_programme, Programme(), RULES).when(note_rules, shorter).then(
        RulesNoted(project="PROG-2784", stay_months=18, stay_cap_months=36, agreement_required=True, case_required=True)
    )
