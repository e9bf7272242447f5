"""Nobody enters a shared dwelling before every adult of every household in it has signed the current version."""

from dataclasses import replace
from datetime import date

import pytest
from pydantic import ValidationError

from services.housing.commands import AddUnit, AmendAgreement, AssignUnit, DraftAgreement, PublishHouseRules, SignAgreement
from services.housing.domain.agreement import (
    AgreementNotSigned,
    Agreements,
    AgreementSuperseded,
    NeighboursHaveNotSigned,
    Party,
    VersionNotInForce,
    VersionTaken,
    amend,
    draft,
    evolve,
    not_signed,
    sign,
)
from services.housing.domain.assignment import Circumstances, Stays, assign
from services.housing.domain.dwelling import Dwelling, DwellingOfAnotherAgency, Unit, UnknownDwelling, add_unit
from services.housing.domain.house import House, publish_house_rules
from services.housing.domain.house import evolve as evolve_house
from services.housing.domain.household import Household
from services.housing.domain.household import evolve as evolve_household
from services.housing.events import (
    AgreementAmended,
    AgreementDrafted,
    AgreementEnded,
    AgreementSigned,
    DwellingAdded,
    HouseholdNoted,
    HouseRulesPublished,
    SignatoryAdded,
    UnitListed,
)
from services.housing.events.house import HouseRules
from services.kernel.rules import InTheFuture
from tests.housing.story import (
    AMAL,
    DECISION,
    DRAFTED,
    END,
    FLAT,
    HADDAD,
    HOUSE,
    KNOWN,
    NOUR,
    ROSSI,
    RULES,
    SAMI,
    START,
    STAY,
    TODAY,
    signed,
)  # fmt: skip
from tests.spec import an_id, given

ROOM, CARLO, ANNA = an_id("room"), an_id("carlo"), an_id("anna")
ADDED = DwellingAdded(dwelling=HOUSE, name="Casa Giglio", shared=True, agency="coop")
AMENDED = AgreementAmended(dwelling=HOUSE, version="2", amended=date(2026, 5, 10), sign_by=date(2026, 6, 9))
AMEND = AmendAgreement(dwelling=HOUSE, version="2", amended=date(2026, 5, 10))
NEIGHBOURS = HouseholdNoted(
    household=ROSSI, project="PROG-2784", agency="altra", head=CARLO, members=(CARLO, ANNA), adults=(CARLO, ANNA), case_open=True
)
THEIRS = AgreementDrafted(agreement=an_id("theirs"), household=ROSSI, head=CARLO, dwelling=HOUSE, unit=ROOM, version="1")


def their_signature(person, version="1", on=date(2026, 1, 10), agreement=THEIRS.agreement):
    return AgreementSigned(agreement=agreement, household=ROSSI, person=person, version=version, signed=on)


def anew(drafted, name="anew"):
    """The same agreement in the version to which the house was amended."""
    return drafted.model_copy(update={"agreement": an_id(name), "version": "2"})


def party(noted, *facts, unit=FLAT):
    known = given(evolve_household, Household(), noted).state
    return Party(known, given(evolve, Agreements(), *facts).state, unit)


OURS = party(KNOWN, DRAFTED, signed(AMAL), signed(SAMI))


def entering(*facts, ours=OURS, version=None, day=START):
    """The Haddads enter the flat of a house in whose room the Rossis live."""
    theirs = party(NEIGHBOURS, *facts, unit=ROOM)
    return given(evolve, Agreements()).when(lambda _: not_signed(ours, [theirs], HOUSE, version, day))


def amending(*facts, ask=AMEND, agency="coop"):
    return given(evolve_house, House(), *facts).when(amend, ask, agency, TODAY)


def test_nobody_enters_before_the_neighbours_have_signed_too():
    entering(THEIRS, their_signature(CARLO), their_signature(ANNA)).then()
    entering(THEIRS, their_signature(CARLO)).refuses(NeighboursHaveNotSigned, field="unit", people=1)
    entering().refuses(NeighboursHaveNotSigned, people=2)


def test_of_neighbours_only_a_number_is_told():
    entering(THEIRS).refuses(NeighboursHaveNotSigned, people=2)
    assert entering(THEIRS).broken[0].facts == {"people": 2}


def test_a_signature_on_the_day_after_entry_opens_nothing():
    late = their_signature(ANNA, on=date(2026, 6, 2))
    entering(THEIRS, their_signature(CARLO), late).refuses(NeighboursHaveNotSigned, people=1)


def test_after_an_amendment_everybody_signs_anew():
    before = (THEIRS, their_signature(CARLO), their_signature(ANNA))
    newer = anew(THEIRS, "theirs anew")
    again = [their_signature(person, "2", date(2026, 5, 12), newer.agreement) for person in (CARLO, ANNA)]
    ours = party(KNOWN, DRAFTED, anew(DRAFTED), *(signed(p, agreement=an_id("anew"), version="2") for p in (AMAL, SAMI)))
    entering(*before, version="2").refuses(AgreementNotSigned, field="household")
    entering(*before, ours=ours, version="2").refuses(NeighboursHaveNotSigned, people=2)
    entering(*before, newer, *again, ours=ours, version="2").then()


def test_who_has_come_of_age_signs_before_somebody_new_enters():
    child = NEIGHBOURS.model_copy(update={"adults": (CARLO,)})
    of_age = SignatoryAdded(household=ROSSI, person=ANNA, since=date(2026, 5, 1))
    before = party(child, THEIRS, their_signature(CARLO), unit=ROOM)
    after = party(child, THEIRS, their_signature(CARLO), of_age, unit=ROOM)
    assert before.unsigned(HOUSE, None, START) == ()
    assert after.unsigned(HOUSE, None, date(2026, 4, 30)) == ()
    assert after.unsigned(HOUSE, None, START) == (ANNA,)


def test_an_ended_agreement_opens_no_door():
    ended = AgreementEnded(agreement=DRAFTED.agreement, household=HADDAD, head=AMAL, ended=START, reason="replaced")
    ours = party(KNOWN, DRAFTED, signed(AMAL), signed(SAMI), ended)
    assert set(ours.unsigned(HOUSE, None, START)) == {AMAL, SAMI}
    assert ours.unsigned(HOUSE, None, date(2026, 5, 31)) == ()


def test_a_unit_is_assigned_only_once_the_whole_house_has_signed():
    def assigning(*facts):
        around = Circumstances(
            OURS.household, RULES, TODAY, DECISION, OURS.agreements, Unit(HOUSE, 4),
            neighbours=(party(NEIGHBOURS, *facts, unit=ROOM),),
        )  # fmt: skip
        ask = AssignUnit(unit=FLAT, household=HADDAD, starts=START, planned_end=END)
        return given(evolve, Agreements()).when(lambda _: assign(Stays(), STAY, ask, around))

    assigning(THEIRS, their_signature(CARLO)).refuses(NeighboursHaveNotSigned, people=1)
    assert assigning(THEIRS, their_signature(CARLO), their_signature(ANNA)).broken == ()


def test_an_amendment_says_until_when_everybody_signs():
    amending(ADDED).then(AMENDED)
    strict = HouseRulesPublished(dwelling=HOUSE, rules=HouseRules(sign_days=7))
    amending(ADDED, strict).then(AMENDED.model_copy(update={"sign_by": date(2026, 5, 17)}))


def test_each_amendment_has_a_version_of_its_own():
    amending(ADDED, AMENDED).refuses(VersionTaken, version="2")


def test_only_a_dwelling_that_is_there_has_an_agreement_to_amend():
    amending().refuses(UnknownDwelling, field="dwelling")


def test_another_agency_does_not_say_how_people_live_in_a_house():
    amending(ADDED, agency="altra").refuses(DwellingOfAnotherAgency)
    ask = PublishHouseRules(dwelling=HOUSE)
    given(evolve_house, House(), ADDED).when(publish_house_rules, ask, "altra").refuses(DwellingOfAnotherAgency)


def test_an_agreement_is_not_amended_tomorrow():
    amending(ADDED, ask=AMEND.model_copy(update={"amended": date(2026, 6, 2)})).refuses(InTheFuture, field="amended")


def test_the_rules_of_a_house_are_published_and_the_newest_hold():
    rules = HouseRules(sign_days=10, warnings_before_review=2, review_days=5)
    published = HouseRulesPublished(dwelling=HOUSE, rules=rules)
    given(evolve_house, House(), ADDED).when(publish_house_rules, PublishHouseRules(dwelling=HOUSE, rules=rules), "sds").then(
        published
    )
    assert given(evolve_house, House(), ADDED, published).state.rules == rules


@pytest.mark.parametrize("rules", [{"sign_days": -1}, {"warnings_before_review": 0}, {"review_days": 367}])
def test_rules_that_nobody_can_live_by_are_none(rules):
    with pytest.raises(ValidationError, match="lies between"):
        PublishHouseRules(dwelling=HOUSE, rules=rules)


def test_a_house_knows_its_units():
    facts = given(evolve_house, House()).when(
        lambda _: add_unit(Unit(), FLAT, AddUnit(dwelling=HOUSE, label="A", capacity=4), Dwelling(frozenset({"coop"})), "coop")
    )
    assert UnitListed(dwelling=HOUSE, unit=FLAT) in facts.facts
    assert given(evolve_house, House(), ADDED, *facts.facts).state.units == (FLAT,)


def test_an_agreement_is_drafted_in_the_version_of_the_house():
    ask = DraftAgreement(household=HADDAD, dwelling=HOUSE, version="1", rules="Silenzio dalle 22.")
    place = (Dwelling(frozenset({"coop"})), Unit())
    drafting = given(evolve, Agreements())
    drafting.when(draft, DRAFTED.agreement, ask, OURS.household, place, version="2").refuses(VersionNotInForce, version="2")
    drafting.when(draft, DRAFTED.agreement, ask, OURS.household, place, version="1").then(DRAFTED)


def test_what_the_house_has_left_behind_is_not_signed_any_more():
    ask = SignAgreement(household=HADDAD, agreement=DRAFTED.agreement, person=AMAL, signed=date(2026, 5, 20))
    given(evolve, Agreements(), DRAFTED).when(sign, ask, OURS.household, TODAY, version="2").refuses(
        AgreementSuperseded, current=None
    )


def test_a_child_of_the_house_signs_nothing():
    assert NOUR not in OURS.signers_on(START)
    grown = replace(OURS, agreements=replace(OURS.agreements, of_age={NOUR: START}))
    assert NOUR in grown.signers_on(START)
